//! Whether to write, what, and the write.

use std::collections::BTreeSet;
use std::path::Path;

use super::answer::yes;
use super::reader::{Reader, Stop};
use super::talk::{aside, count, raw, say, told};
use crate::core::change::{Action, Change, ChangeSet};
use crate::core::design::Wishes;
use crate::core::diagnostic::Problem;
use crate::core::editing::Editing;
use crate::core::explain::pages;
use crate::core::path::RelPath;
use crate::shell::disk;

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
pub(super) fn write(editing: &Editing, dir: &Path, reader: &mut dyn Reader) -> Result<bool, Stop> {
    let mut overwrite = BTreeSet::new();
    let conflicts = editing.changes().changes.iter();
    for change in conflicts.filter(|change| change.action == Action::Conflict) {
        if !replaced(change, reader)? {
            say("Nothing was written.");
            return Ok(false);
        }
        overwrite.insert(change.path.clone());
    }
    let changes = chosen(editing, overwrite);
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
        Ok(notes) => notes.iter().for_each(|note| aside(&told(note))),
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

fn chosen(editing: &Editing, overwrite: BTreeSet<RelPath>) -> ChangeSet {
    if overwrite.is_empty() {
        return editing.changes().clone();
    }
    let wishes = Wishes {
        overwrite,
        ..Wishes::default()
    };
    let snapshot = &editing.seen().snapshot;
    editing.studio().changes(editing.sound(), snapshot, &wishes)
}

/// Reads a conflict, and asks whether ours takes the file's place.
fn replaced(change: &Change, reader: &mut dyn Reader) -> Result<bool, Stop> {
    let why = change
        .reason
        .as_ref()
        .map(|reason| format!(": {}", reason.text));
    say(&format!(
        "Conflict: {}{}.",
        change.path,
        why.unwrap_or_default()
    ));
    raw(&change.unified());
    let question = "Lines with - are yours, lines with + are new. 1 take the new file, 2 stop and write nothing. [2]:";
    let mut replace = false;
    let mut take = |typed: &str| {
        replace = match typed.trim() {
            "1" | "new" => true,
            "" | "2" | "stop" | "q" | "<" => false,
            typed => yes(typed).map_err(|_| format!("{typed} is neither 1 nor 2."))?,
        };
        Ok(())
    };
    reader.ask(question, question, &mut take)?;
    Ok(replace)
}

/// What to do now.
pub(super) fn next(editing: &Editing) {
    let stack = &editing.sound().stack;
    say(&format!("Start it: {}", stack.up()));
    for (name, url) in pages(stack) {
        say(&format!("Then open: {url} ({name})"));
    }
}
