//! Where the answers come from: the project's file, a preset or another file, and `--set`.

use std::path::Path;

use crate::core::catalog::{Preset, presets};
use crate::core::diagnostic::{Problem, nearest};
use crate::core::yaml;
use crate::shell::project::read;

/// Keys of a preset that are not answers.
const ABOUT: [&str; 3] = ["title", "summary", "order"];

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
