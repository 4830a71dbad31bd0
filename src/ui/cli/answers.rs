//! Where the answers come from: the project's file, a preset or another file, and `--set`.

use std::path::Path;

use crate::core::catalog::{Preset, presets};
use crate::core::diagnostic::{Problem, nearest};
use crate::core::path::RelPath;
use crate::core::yaml;
use crate::shell::project::read;

/// Keys of a preset that are not answers.
const ABOUT: [&str; 3] = ["title", "summary", "order"];
/// The folder beside a preset with files of its own.
const FILES: &str = "files";

/// Answers that are not in the folder yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Begin {
    /// Their text.
    pub(super) text: String,
    /// Where they come from.
    pub(super) file: String,
    /// A preset's own files: path -> text.
    pub(super) files: Vec<(RelPath, String)>,
    /// What is to be known of where they come from.
    pub(super) notes: Vec<Problem>,
}

/// Where `init` begins.
pub(super) enum Start {
    /// Answers.
    Text(Begin),
    /// Nothing to go on: wrong use, said in words.
    Nothing(String),
}

/// The text of a preset: by name, or from a file like one.
pub(super) fn preset(name: &str) -> Result<Start, Problem> {
    let all = presets();
    if let Some(preset) = all.iter().find(|preset| preset.name == name) {
        return Ok(Start::Text(Begin {
            text: preset.text.to_owned(),
            file: format!("preset {name}"),
            files: preset.laid(),
            ..Begin::default()
        }));
    }
    if name.contains(['/', '.']) || Path::new(name).exists() {
        let path = Path::new(name);
        let beside = path.parent().unwrap_or(Path::new("")).join(FILES);
        return Ok(Start::Text(Begin {
            text: without_about(&read(path)?)?,
            file: name.to_owned(),
            files: beside_preset(&beside)?,
            ..Begin::default()
        }));
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

/// Every file below a preset's `files/`, by its path in the project. Links are not followed.
fn beside_preset(folder: &Path) -> Result<Vec<(RelPath, String)>, Problem> {
    fn walk(
        folder: &Path,
        below: &RelPath,
        found: &mut Vec<(RelPath, String)>,
    ) -> Result<(), Problem> {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return Ok(());
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(path) = RelPath::new(&name).map(|name| below.join(&name)) else {
                continue;
            };
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => walk(&entry.path(), &path, found)?,
                Ok(kind) if kind.is_file() => found.push((path, read(&entry.path())?)),
                _ => {}
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    walk(folder, &RelPath::root(), &mut found)?;
    found.sort();
    Ok(found)
}

fn without_about(text: &str) -> Result<String, Problem> {
    let mut text = text.to_owned();
    for key in ABOUT {
        text = yaml::edit::remove(&text, &[key])?;
    }
    Ok(text)
}
