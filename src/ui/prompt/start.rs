//! Where the answers begin: the project's own, what its code tells, a preset, or nothing.

use std::path::Path;

use super::answer::pick;
use super::found::{self, Answer};
use super::reader::{Reader, Stop};
use super::talk::{aside, say};
use crate::core::answers::BLANK;
use crate::core::catalog::starts;
use crate::core::editing::{Editing, Start};
use crate::shell::opened::Opened;
use crate::shell::{progress, project};

/// The answers of the folder, those of its code, or those somebody picks. None: it was left.
pub(super) fn start(
    opened: &Opened,
    dir: &Path,
    reader: &mut dyn Reader,
) -> Result<Option<Editing>, Stop> {
    let place = dir.display();
    if let Some(start) = opened.start() {
        say(&format!("dockwright: the project in {place}."));
        return Ok(Some(opened.editing(dir, start)));
    }
    let findings = progress::look(opened.studio.catalog(), dir);
    if !findings.proposal.services.is_empty() {
        match found::found(opened, dir, &findings, reader)? {
            Answer::Taken(editing) => return Ok(Some(*editing)),
            Answer::Left => return Ok(None),
            Answer::Preset => {}
        }
    }
    let started = preset(dir, reader)?;
    Ok(started.map(|start| opened.editing(dir, start)))
}

/// A preset, or nothing. None: it was left.
fn preset(dir: &Path, reader: &mut dyn Reader) -> Result<Option<Start>, Stop> {
    let (place, name) = (dir.display(), project::name(dir));
    say(&format!(
        "dockwright: {name} in {place} has no dockwright.yaml yet. Pick a start; every answer can be changed after."
    ));
    let presets = starts();
    for (place, preset) in presets.iter().enumerate() {
        aside(&format!("{} {}: {}", place + 1, preset.name, preset.title));
    }
    aside("0 nothing: I choose everything myself");
    let names: Vec<String> = presets
        .iter()
        .map(|preset| preset.name.to_owned())
        .collect();
    let mut started = None;
    let mut take = |typed: &str| {
        started =
            match typed.trim() {
                // Before the first question there is nothing to go back to.
                "q" | "<" => None,
                "0" => Some(Start {
                    text: BLANK.to_owned(),
                    ..Start::default()
                }),
                "?" => return Err(
                    "A preset is whole answers: services, what they use, features. None is final."
                        .to_owned(),
                ),
                typed => {
                    let name = pick(&names, if typed.is_empty() { "1" } else { typed })?;
                    let preset = presets.iter().find(|preset| preset.name == name);
                    preset.map(Start::of)
                }
            };
        Ok(())
    };
    reader.ask("Number or name [1]:", "Number or name [1]:", &mut take)?;
    Ok(started)
}
