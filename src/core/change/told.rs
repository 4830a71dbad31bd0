//! Changes in words: why a path is refused or kept, and what to do about it.

use super::set::{Action, Change, Reason};
use crate::core::diagnostic::{Level, Problem, Where};
use crate::core::merge::{Merged, Piece};
use crate::core::path::RelPath;

/// An error for each place in conflict, a word for a path that is kept or merged.
pub(super) fn problems_of(change: &Change) -> Vec<Problem> {
    let Some(reason) = &change.reason else {
        return Vec::new();
    };
    let level = match change.action {
        Action::Conflict => Level::Error,
        Action::Keep if reason.code == "no-longer-generated" => Level::Warning,
        Action::Keep | Action::Merge if reason.code == "conflict-markers" => Level::Warning,
        Action::Keep | Action::Merge => Level::Note,
        _ => return Vec::new(),
    };
    let place = in_file(&change.path);
    let path = &change.path;
    if let Some(merged) = both_changed(change) {
        let places = conflicts(merged);
        let of = places.len();
        let told = places.iter().enumerate().map(|(at, conflict)| {
            let message = format!(
                "{path}: you and dockwright both changed {}{}",
                conflict.lines(),
                if of > 1 {
                    format!(", conflict {} of {of}", at + 1)
                } else {
                    String::new()
                }
            );
            let line = Some(conflict.line);
            Problem::new("conflict", level, message)
                .at(Where {
                    line,
                    ..place.clone()
                })
                .mend(mend(change, reason))
        });
        return told.collect();
    }
    let message = format!("{path}: {}", reason.text);
    let problem = Problem::new(reason.code, level, message);
    vec![problem.at(place).mend(mend(change, reason))]
}

/// The merge of a file in conflict, where single places are in conflict.
fn both_changed(change: &Change) -> Option<&Merged> {
    let reason = change.reason.as_ref()?;
    let merged = change.merged.as_ref()?;
    let by_lines = merged.broken.is_none() && reason.code == "edited";
    (change.action == Action::Conflict && by_lines).then_some(merged)
}

/// A place in conflict.
struct Conflict<'a> {
    /// Of the disk, from 1.
    line: usize,
    piece: &'a Piece,
}

impl Conflict<'_> {
    /// `line 4`, `lines 4 to 6`, `what was at line 4`.
    fn lines(&self) -> String {
        let first = self.line;
        match self.piece.disk.lines().count() {
            0 => format!("what stood before line {first}"),
            1 => format!("line {first}"),
            count => format!("lines {first} to {}", first + count - 1),
        }
    }
}

fn conflicts(merged: &Merged) -> Vec<Conflict<'_>> {
    let mut line = 1;
    let mut found = Vec::new();
    for piece in &merged.pieces {
        if piece.is_conflict() {
            found.push(Conflict { line, piece });
        }
        line += piece.disk.lines().count();
    }
    found
}

/// What is in conflict: the three texts of each place between the markers of git's `diff3` style,
/// or the file's diff.
pub(super) fn conflict(change: &Change) -> String {
    let Some(merged) = both_changed(change) else {
        return change.unified();
    };
    let told = conflicts(merged).into_iter().map(|conflict| {
        let piece = conflict.piece;
        let texts = [&piece.disk, &piece.base, &piece.new].map(|text| {
            if text.is_empty() || text.ends_with('\n') {
                text.clone()
            } else {
                format!("{text}\n")
            }
        });
        let [disk, base, new] = texts;
        format!(
            "{}:{}\n<<<<<<< yours\n{disk}||||||| as it was written\n{base}=======\n{new}>>>>>>> dockwright\n",
            change.path, conflict.line
        )
    });
    told.collect()
}

pub(super) fn in_file(path: &RelPath) -> Where {
    Where {
        file: path.to_string(),
        line: None,
        column: None,
        key: None,
    }
}

fn mend(change: &Change, reason: &Reason) -> String {
    let path = &change.path;
    match (change.action, reason.code) {
        (Action::Conflict, "in-the-way" | "off-limits") => {
            format!("move {path} away, or choose another path in dockwright.yaml")
        }
        (Action::Conflict, "marks-broken" | "not-text" | "does-not-parse") => {
            format!("mend {path} by hand, or move it away")
        }
        (Action::Conflict, "answers-changed") => {
            "end here and begin again: the answers are given again on what it says now".to_owned()
        }
        (_, "conflict-markers") => format!("settle them in {path} and take the marker lines out"),
        (Action::Conflict, "not-ours") => format!(
            "keep it with `dockwright own {path}`, or take dockwright's with `--overwrite {path}` (`undo` brings it back); `dockwright` shows both"
        ),
        (Action::Conflict, _) => {
            "choose with `--on-conflict ours`, `theirs` or `markers`; `dockwright` shows both"
                .to_owned()
        }
        (Action::Keep, "deleted") => format!("to have it again: `--overwrite {path}`"),
        (Action::Keep, "no-longer-generated") => format!("delete {path} if you do not need it"),
        (Action::Keep, "own") => format!("`dockwright own {path} --give-back` ends that"),
        _ => String::new(),
    }
}
