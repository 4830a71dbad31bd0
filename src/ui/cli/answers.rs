//! Where the answers come from: the project's file, a preset or another file, and `--set`.

use std::path::Path;

use crate::core::answers::FILE;
use crate::core::catalog::{Preset, presets};
use crate::core::diagnostic::{Problem, nearest};
use crate::core::yaml;

/// Keys of a preset that are not answers.
const ABOUT: [&str; 2] = ["title", "summary"];

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

/// The project's own file, if there is one.
pub(super) fn own(dir: &Path) -> Result<Option<String>, Problem> {
    let path = dir.join(FILE);
    if !path.exists() {
        return Ok(None);
    }
    read(&path).map(Some)
}
