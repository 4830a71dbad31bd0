//! A text of answers -> what it says, after each `--set`.

use std::sync::Arc;

use super::Design;
use crate::core::answers::{self, Answers, FILE, Places};
use crate::core::diagnostic::Problem;
use crate::core::reshape;
use crate::core::resolve::slug;
use crate::core::yaml::{self, Node};

/// Answers, their text, and the places of both.
pub struct Given {
    /// As it would be written.
    pub text: String,
    /// What it says.
    pub answers: Answers,
    /// Where it says so.
    pub places: Places,
    /// How it is written; none where it cannot be read.
    pub tree: Option<Arc<Node>>,
    /// What is wrong with it, as far as that is seen without a catalog.
    pub problems: Vec<Problem>,
}

/// Answers as their text has them, after each `--set`. A name that is missing is the folder's.
pub fn given(
    file: &str,
    mut text: String,
    sets: &[String],
    folder: &str,
    like: Option<&Design>,
) -> Given {
    let mut problems = Vec::new();
    let mut parsed = yaml::read(file, &text);
    // The name first: so it stands where it belongs, also where a `--set` says another one.
    if let Ok(node) = &parsed
        && node.as_map().is_some()
        && node.get("name").is_none()
    {
        match named(&text, node, folder) {
            Ok(new) => {
                parsed = yaml::read(file, &new);
                text = new;
            }
            Err(problem) => problems.push(problem),
        }
    }
    for set in sets {
        match reshape::set(&text, set) {
            Ok(new) => text = new,
            Err(problem) => problems.push(problem),
        }
    }
    if !sets.is_empty() {
        parsed = yaml::read(file, &text);
    }
    match parsed {
        Ok(node) => {
            let sound = like.filter(|like| like.is_sound());
            let before = sound.and_then(|like| Some((&**like.tree.as_ref()?, &like.answers)));
            let (answers, more) = answers::read_like(file, &node, before);
            problems.extend(more);
            Given {
                places: Places::of(file, &node),
                text,
                answers,
                tree: Some(node),
                problems,
            }
        }
        Err(more) => {
            problems.extend(more);
            Given {
                text,
                answers: Answers::default(),
                places: Places::default(),
                tree: None,
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
            None,
        );
        assert_eq!(
            given.text,
            "# head\ndockwright: 1\nname: my-shop\nservices: {}\n"
        );
        assert_eq!(given.answers.name, "my-shop");
    }

    #[test]
    fn a_name_that_is_set_stands_in_the_same_place() {
        let text = "# head\ndockwright: 1\nservices: {}\n";
        let given = given(
            "f",
            text.into(),
            &["name=other".to_owned()],
            "My Shop",
            None,
        );
        assert_eq!(
            given.text,
            "# head\ndockwright: 1\nname: other\nservices: {}\n"
        );
    }
}
