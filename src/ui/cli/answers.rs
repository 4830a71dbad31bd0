//! Where the answers come from: the project's file, a preset or another file, and `--set`.

use std::path::Path;

use crate::core::answers::{self, Answers, FILE, Places};
use crate::core::catalog::{Preset, presets};
use crate::core::diagnostic::{Problem, nearest};
use crate::core::reshape;
use crate::core::resolve::slug;
use crate::core::yaml::{self, Node};

/// Keys of a preset that are not answers.
const ABOUT: [&str; 2] = ["title", "summary"];

/// Answers, their text, and the places of both.
pub(super) struct Given {
    pub(super) text: String,
    pub(super) answers: Answers,
    pub(super) places: Places,
    pub(super) problems: Vec<Problem>,
}

/// Where `init` begins.
pub(super) enum Start {
    /// A text of answers, and the file it came from.
    Text(String, String),
    /// Nothing to go on: wrong use, said in words.
    Nothing(String),
}

/// The text of a preset: by name, or from a file like one.
pub(super) fn preset(name: &str) -> Result<Start, Problem> {
    let all = presets();
    if let Some(preset) = all.iter().find(|preset| preset.name == name) {
        return Ok(Start::Text(
            preset.text.to_owned(),
            format!("preset {name}"),
        ));
    }
    if name.contains(['/', '.']) || Path::new(name).exists() {
        let text = read(Path::new(name))?;
        return Ok(Start::Text(without_about(&text)?, name.to_owned()));
    }
    let near = nearest(name, all.iter().map(|preset| preset.name));
    let near = near
        .map(|near| format!(", did you mean `{near}`?"))
        .unwrap_or_default();
    Ok(Start::Nothing(format!(
        "there is no preset `{name}`{near}\n{}",
        listed(&all)
    )))
}

/// What `init` says with nothing to go on.
pub(super) fn nothing() -> Start {
    Start::Nothing(format!(
        "nothing to go on: say --preset NAME or --answers FILE\n{}",
        listed(&presets())
    ))
}

fn listed(presets: &[Preset]) -> String {
    let lines = lines(presets);
    format!("presets:\n  {}", lines.collect::<Vec<_>>().join("\n  "))
}

/// A line a preset: its name, and its title in one column.
pub(super) fn lines(presets: &[Preset]) -> impl Iterator<Item = String> + '_ {
    let width = presets.iter().map(|preset| preset.name.len()).max();
    let width = width.unwrap_or(0);
    presets
        .iter()
        .map(move |preset| format!("{:width$}  {}", preset.name, preset.title))
}

fn without_about(text: &str) -> Result<String, Problem> {
    let mut text = text.to_owned();
    for key in ABOUT {
        text = yaml::edit::remove(&text, &[key])?;
    }
    Ok(text)
}

/// A file's text; what cannot be read is a problem.
pub(super) fn read(path: &Path) -> Result<String, Problem> {
    let bytes = std::fs::read(path).map_err(|error| {
        Problem::error(
            "unreadable",
            format!("{} cannot be read: {error}", path.display()),
        )
        .mend("check its name and its permissions")
    })?;
    // The parser says where text is no text; here only that there is one.
    String::from_utf8(bytes).map_err(|error| {
        let bytes = error.into_bytes();
        let file = path.display().to_string();
        let problems = yaml::parse(&file, &bytes).err().unwrap_or_default();
        problems.into_iter().next().unwrap_or_else(|| {
            Problem::error("not-utf8", format!("{file} is no UTF-8 text")).mend("save it as UTF-8")
        })
    })
}

/// Answers as their text has them, after each `--set`. A name that is missing is the folder's.
pub(super) fn given(file: &str, mut text: String, sets: &[String], folder: &str) -> Given {
    let mut problems = Vec::new();
    for set in sets {
        match reshape::set(&text, set) {
            Ok(new) => text = new,
            Err(problem) => problems.push(problem),
        }
    }
    let parsed = yaml::parse(file, text.as_bytes());
    if let Ok(node) = &parsed
        && node.as_map().is_some()
        && node.get("name").is_none()
    {
        match named(&text, node, folder) {
            Ok(new) => text = new,
            Err(problem) => problems.push(problem),
        }
    }
    match yaml::parse(file, text.as_bytes()) {
        Ok(node) => {
            let (answers, more) = answers::read(file, &node);
            problems.extend(more);
            Given {
                places: Places::of(file, &node),
                text,
                answers,
                problems,
            }
        }
        Err(more) => {
            problems.extend(more);
            Given {
                text,
                answers: Answers::default(),
                places: Places::default(),
                problems,
            }
        }
    }
}

/// The text with the folder's name as the project's, below the line of the format.
fn named(text: &str, node: &Node, folder: &str) -> Result<String, Problem> {
    let name = yaml::quote(&slug(folder));
    let format = node
        .as_map()
        .unwrap_or_default()
        .iter()
        .find(|entry| entry.key == "dockwright");
    let Some(format) = format else {
        return yaml::edit::set(text, &["name"], &name);
    };
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let line = format!("name: {name}{end}");
    lines.insert(format.line.min(lines.len()), &line);
    let new = lines.concat();
    // Not so in JSON, nor where the last line has no end.
    let good = yaml::parse(FILE, new.as_bytes()).is_ok_and(|node| node.get("name").is_some());
    if good {
        return Ok(new);
    }
    yaml::edit::set(text, &["name"], &name)
}

/// The project's own file, if there is one.
pub(super) fn own(dir: &Path) -> Result<Option<String>, Problem> {
    let path = dir.join(FILE);
    if !path.exists() {
        return Ok(None);
    }
    read(&path).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_names_the_project() {
        let given = given(
            "f",
            "# head\ndockwright: 1\nservices: {}\n".into(),
            &[],
            "My Shop",
        );
        assert_eq!(
            given.text,
            "# head\ndockwright: 1\nname: my-shop\nservices: {}\n"
        );
        assert_eq!(given.answers.name, "my-shop");
    }
}
