//! Whether to write, what, and the write.

use std::path::Path;

use super::conflict;
use super::reader::{Reader, Stop};
use super::talk::{aside, count, say, told};
use crate::core::change::{Action, ChangeSet};
use crate::core::diagnostic::Problem;
use crate::core::editing::Editing;
use crate::core::explain::pages;
use crate::shell::{disk, passwords};

/// `14 new, 0 updated, 0 conflicts`.
pub(super) fn counts(changes: &ChangeSet) -> String {
    let of = |actions: &[Action]| {
        let changes = changes.changes.iter();
        changes
            .filter(|change| actions.contains(&change.action))
            .count()
    };
    let mut text = format!(
        "{} new, {} updated",
        of(&[Action::Create]),
        of(&[Action::Update, Action::Merge])
    );
    if of(&[Action::Remove]) > 0 {
        text.push_str(&format!(", {} removed", of(&[Action::Remove])));
    }
    format!("{text}, {}.", count(of(&[Action::Conflict]), "conflict"))
}

/// Every path that is not as it is, a line each.
pub(super) fn list(changes: &ChangeSet) {
    let shown = changes
        .changes
        .iter()
        .filter(|change| change.action != Action::Same);
    for change in shown {
        let why = change
            .reason
            .as_ref()
            .map(|reason| format!(": {}", reason.text));
        aside(&format!(
            "{} {}{}",
            change.action.word(),
            change.path,
            why.unwrap_or_default()
        ));
    }
    if changes.is_empty() {
        aside("Nothing: the files are as the answers say.");
    }
}

/// What stops a write, in words.
pub(super) fn stopped(editing: &Editing) -> Option<String> {
    let errors = editing
        .design()
        .problems
        .iter()
        .filter(|problem| problem.is_error());
    let errors: Vec<String> = errors.map(told).collect();
    (!errors.is_empty()).then(|| {
        let stop = if errors.len() == 1 { "stops" } else { "stop" };
        format!(
            "{} {stop} the write:\n{}",
            count(errors.len(), "problem"),
            errors.join("\n")
        )
    })
}

/// Writes. Each conflict is read and asked for first; false: nothing was written.
pub(super) fn write(
    editing: &mut Editing,
    dir: &Path,
    reader: &mut dyn Reader,
) -> Result<bool, Stop> {
    if !conflict::settled(editing, reader)? {
        say("Nothing was written.");
        return Ok(false);
    }
    let changes = editing.changes().clone();
    let refused: Vec<_> = changes
        .problems()
        .into_iter()
        .filter(Problem::is_error)
        .collect();
    if !refused.is_empty() {
        refused.iter().for_each(|problem| say(&told(problem)));
        say("Nothing was written.");
        return Ok(false);
    }
    match disk::apply(dir, &changes) {
        Ok(notes) => {
            let design = editing.sound();
            if let Some(plan) = &design.plan {
                passwords::remember(dir, &design.stack, plan);
            }
            notes.iter().for_each(|note| aside(&told(note)));
        }
        Err(problems) => {
            problems.iter().for_each(|problem| say(&told(problem)));
            say("Nothing was written.");
            return Ok(false);
        }
    }
    let written = changes
        .changes
        .iter()
        .filter(|change| change.writes())
        .count();
    say(&format!("{} written.", count(written, "file")));
    Ok(true)
}

/// What to do now.
pub(super) fn next(editing: &Editing) {
    let stack = &editing.sound().stack;
    say(&format!("Start it: {}", stack.up()));
    for (name, url) in pages(stack, &editing.dot_env()) {
        say(&format!("Then open: {url} ({name})"));
    }
}
