//! Taking back the last write, then the one before: each is a write of the inverse.
//!
//! An undo is no write to take back itself: it drops its record, so that the next one takes back
//! the write before.

use std::io::ErrorKind;
use std::path::Path;

use cap_std::fs::Dir;
use serde::Deserialize;

use crate::core::answers::FILE;
use crate::core::change::{Action, Change, ChangeSet, Content, Found, Kind, Reason};
use crate::core::diagnostic::Problem;
use crate::core::fileset::Policy;
use crate::core::path::RelPath;
use crate::shell::host;

use super::effects::Effects;
use super::folders::{Folders, optional};
use super::kept::Kept;
use super::record::{Entry, Record, Refusal};
use super::{apply, history, problem, project};

/// A write that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// When, in seconds since 1970; 0 if it is not known.
    pub at: u64,
    /// What was typed after `dockwright`; nothing for the wizard.
    pub command: String,
    /// How many files it wrote or removed, dockwright's own not counted.
    pub files: usize,
}

impl Past {
    /// `dockwright add service search` of 2026-11-28 22:16 UTC
    pub fn words(&self) -> String {
        format!("`{}` of {}", self.typed(), self.when())
    }

    /// `dockwright add service search`
    pub fn typed(&self) -> String {
        let text = format!("dockwright {}", self.command);
        // It may be of a hostile clone, and a terminal obeys.
        let shown = text.trim_end().chars();
        shown
            .map(|c| if c.is_control() { '?' } else { c })
            .collect()
    }

    /// `2026-11-28 22:16 UTC`
    pub fn when(&self) -> String {
        if self.at == 0 {
            return "an unknown time".to_owned();
        }
        host::minute(self.at)
    }
}

/// What taking back the last write would do.
#[derive(Debug)]
pub struct Undo {
    /// The write.
    pub past: Past,
    /// How many more could be taken back after it.
    pub more: usize,
    /// What would change. A file that changed since the write is a conflict, whose diff shows what
    /// was changed; nothing is taken back then.
    pub changes: ChangeSet,
    number: u64,
    /// The record it was made of.
    bytes: Vec<u8>,
    record: Record<'static>,
}

/// The writes that can be taken back, newest first. One whose record cannot be read ends the list.
pub fn writes(dir: &Path) -> Result<Vec<Past>, Problem> {
    let mut past = Vec::new();
    let Some((history, records)) = records(dir)? else {
        return Ok(past);
    };
    for (number, name) in records.iter().rev() {
        // One that went meanwhile is taken back.
        let bytes = optional(history.read(name));
        let bytes = bytes.map_err(|error| problem::of(&error, "read", &at(*number)))?;
        let Some(bytes) = bytes else { continue };
        match head(&bytes) {
            Some(head) => past.push(head),
            None => break,
        }
    }
    Ok(past)
}

/// What taking back the last write would do; none if there is no write. Nothing is done yet. Call
/// [`super::recover`] before.
pub fn undo(dir: &Path) -> Result<Option<Undo>, Vec<Problem>> {
    let one = |problem| vec![problem];
    let Some(root) = project::open(dir).map_err(one)? else {
        return Ok(None);
    };
    let Some((number, bytes, more)) = last(dir).map_err(one)? else {
        return Ok(None);
    };
    let record = Record::read(&bytes).map_err(|refusal| one(unreadable(refusal, number)))?;
    let damaged = || one(unreadable(Refusal::Damaged, number));
    let past = head(&bytes).ok_or_else(damaged)?;
    let mut folders = Folders::new(&root);
    let mut changes = ChangeSet::default();
    let mut problems = Vec::new();
    for entry in &record.files {
        match folders.look(&entry.path, true) {
            Ok(now) => {
                let change = inverse(entry, now).ok_or_else(damaged)?;
                if change.kind == Kind::Own && change.action != Action::Conflict {
                    changes.books.push(change);
                } else {
                    changes.changes.push(change);
                }
            }
            Err(error) => problems.push(problem::of(&error, "read", entry.path.as_str())),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    for (path, _) in &record.secrets {
        if let Ok(Some(Found::Unread)) = folders.look(path, false) {
            changes.changes.push(put_away(path));
        }
    }
    changes.sort();
    Ok(Some(Undo {
        past,
        more,
        changes,
        number,
        bytes,
        record,
    }))
}

impl Undo {
    /// What stands in its way: each file that changed since the write.
    pub fn problems(&self) -> Vec<Problem> {
        let conflicts = self.changes.changes.iter();
        conflicts
            .filter(|change| change.action == Action::Conflict)
            .map(|change| {
                let why = change.reason.as_ref();
                let text = why.map_or("", |reason| reason.text.as_ref());
                let message = format!("{} {text} {}", change.path, self.past.words());
                Problem::error("changed-since", message)
                    .at(problem::place(change.path.as_str()))
                    .mend("take that change out again, as `dockwright undo | git apply -R` does with all that it shows, or keep the write")
            })
            .collect()
    }

    /// What was changed since the write, as a unified diff.
    pub fn changed_since(&self) -> String {
        let conflicts = self.changes.changes.iter();
        conflicts
            .filter(|change| change.action == Action::Conflict)
            .map(Change::unified)
            .collect()
    }

    /// Does it, all or nothing. Gives notes. Refused as a write is: see [`super::apply`].
    pub fn take_back(&self, dir: &Path) -> Result<Vec<Problem>, Vec<Problem>> {
        self.take_back_with(dir, &mut Effects::real())
    }

    /// The same, by these effects.
    pub(super) fn take_back_with(
        &self,
        dir: &Path,
        effects: &mut Effects,
    ) -> Result<Vec<Problem>, Vec<Problem>> {
        let refused = self.problems();
        if !refused.is_empty() {
            return Err(refused);
        }
        let mut record = Record::of(&self.changes);
        record.undoes = Some(self.number);
        record.root = self.record.root;
        // What it made goes, what it left empty comes again.
        record.gone = self.record.folders.iter().rev().cloned().collect();
        let modes = self.record.modes.iter();
        record.modes = modes.map(|(path, mode)| (path.clone(), *mode)).collect();
        let secrets = self.record.secrets.iter();
        record.put_away = secrets.map(|(path, _)| path.clone()).collect();
        apply::write(dir, record, Some(&self.bytes), effects)
    }
}

/// A record's number and name.
type Numbered = (u64, String);

/// The last record, and how many there are before it.
fn last(dir: &Path) -> Result<Option<(u64, Vec<u8>, usize)>, Problem> {
    let mut gone = None;
    loop {
        let Some((history, records)) = records(dir)? else {
            return Ok(None);
        };
        let Some((number, name)) = records.last() else {
            return Ok(None);
        };
        match history.read(name) {
            Ok(bytes) => return Ok(Some((*number, bytes, records.len() - 1))),
            // Another undo took it since it was listed; a link to nowhere is listed again.
            Err(error) if error.kind() == ErrorKind::NotFound && gone != Some(*number) => {
                gone = Some(*number);
            }
            Err(error) => return Err(problem::of(&error, "read", &at(*number))),
        }
    }
}

/// The history and what is in it, oldest first.
fn records(dir: &Path) -> Result<Option<(Dir, Vec<Numbered>)>, Problem> {
    let Some(root) = project::open(dir)? else {
        return Ok(None);
    };
    let read = |error: &std::io::Error| problem::of(error, "read", "the journal");
    let Some(history) = history::open(&root).map_err(|error| read(&error))? else {
        return Ok(None);
    };
    let records = history::list(&history).map_err(|error| read(&error))?;
    Ok(Some((history, records)))
}

/// What a list tells of a record, without its texts.
fn head(bytes: &[u8]) -> Option<Past> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(default)]
        at: u64,
        #[serde(default)]
        command: String,
        files: Vec<File>,
        secrets: Vec<(RelPath, usize)>,
    }
    #[derive(Deserialize)]
    struct File {
        path: RelPath,
    }
    let head: Head = serde_json::from_slice(bytes).ok()?;
    let told = head.files.iter().filter(|file| !is_own(&file.path));
    Some(Past {
        at: head.at,
        files: told.count() + head.secrets.len(),
        command: head.command,
    })
}

fn is_own(path: &RelPath) -> bool {
    path.as_str().starts_with(".dockwright/")
}

/// A file put back to what it was, given what is there now; none if the record is damaged.
fn inverse(entry: &Entry<'_>, now: Option<Found>) -> Option<Change> {
    let now = match now {
        None => None,
        Some(Found::File(content)) => Some(content),
        Some(_) => {
            return Some(changed(
                entry,
                None,
                "is no plain file any more, as it was after",
            ));
        }
    };
    if is(entry.new.as_ref(), now.as_ref()) {
        let old = entry.old.as_ref().map(Kept::content);
        let new = match (old, &now, &entry.new) {
            (None, ..) => None,
            (Some(old), Some(now), Some(new)) => {
                let mut old = old?;
                // The write let the mode be: then it is the user's.
                if old.mode == new.mode() {
                    old.mode = now.mode;
                }
                Some(old)
            }
            (Some(old), ..) => Some(old?),
        };
        let action = match (&now, &new) {
            (None, None) => Action::Same,
            (None, Some(_)) => Action::Create,
            (Some(_), None) => Action::Remove,
            (Some(_), Some(_)) => Action::Update,
        };
        return Some(change(entry, action, now, new, None));
    }
    // Taken back by hand, or by git.
    if is(entry.old.as_ref(), now.as_ref()) {
        return Some(change(entry, Action::Same, now.clone(), now, None));
    }
    Some(match now {
        None => changed(entry, None, "was deleted since"),
        Some(now) => changed(entry, Some(now), "was changed since"),
    })
}

/// Whether the disk holds what the record has: these bytes, and run or not. Other bits of the mode
/// are the user's.
fn is(kept: Option<&Kept<'_>>, now: Option<&Content>) -> bool {
    match (kept, now) {
        (None, None) => true,
        (Some(kept), Some(now)) => kept.has_bytes_of(now) && kept.runs() == Kept::of(now).runs(),
        _ => false,
    }
}

/// A conflict. Its diff goes from what was written to what is there; of a developer's own file it
/// shows nothing.
fn changed(entry: &Entry<'_>, now: Option<Content>, how: &'static str) -> Change {
    let reason = Some(Reason::new("changed-since", how));
    let written = entry.new.as_ref().and_then(Kept::content);
    if entry.private {
        return change(entry, Action::Conflict, None, None, reason);
    }
    change(entry, Action::Conflict, written, now, reason)
}

fn change(
    entry: &Entry<'_>,
    action: Action,
    old: Option<Content>,
    new: Option<Content>,
    reason: Option<Reason>,
) -> Change {
    let kind = if is_own(&entry.path) {
        Kind::Own
    } else if entry.private {
        Kind::File(Policy::Local)
    } else if entry.path.as_str() == FILE {
        Kind::File(Policy::Answers)
    } else {
        Kind::File(Policy::Generated)
    };
    Change {
        path: entry.path.clone().into_owned(),
        action,
        kind,
        old,
        new,
        reason,
        merged: None,
    }
}

fn put_away(path: &RelPath) -> Change {
    let why = "kept in .dockwright/local/secrets for a later write";
    Change {
        path: path.clone(),
        action: Action::Remove,
        kind: Kind::Secret,
        old: None,
        new: None,
        reason: Some(Reason::new("secret-kept", why)),
        merged: None,
    }
}

fn at(number: u64) -> String {
    let folder = crate::core::change::LOCAL;
    format!("{folder}/journal/history/{}", history::name(number))
}

fn unreadable(refusal: Refusal, number: u64) -> Problem {
    let path = at(number);
    let problem = match refusal {
        Refusal::Newer => problem::newer("a newer dockwright made the last write")
            .mend("take it back by that version"),
        Refusal::Damaged => Problem::error(
            "damaged-journal",
            "the record of the last write is damaged: it cannot be taken back",
        )
        .mend(format!("take it back by git, and delete {path}")),
    };
    problem.at(problem::place(&path))
}
