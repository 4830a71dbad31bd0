//! Places that the user and dockwright both changed: their texts are read one after the other, and a side is
//! asked for.

use super::reader::{Reader, Stop};
use super::talk::{aside, raw, say, told};
use crate::core::change::{Action, Change};
use crate::core::editing::Editing;
use crate::core::form::Edit;
use crate::core::merge::{Piece, Side};
use crate::core::path::RelPath;

/// What is asked of one place.
struct Asked {
    path: RelPath,
    number: usize,
    /// `1 of 2`.
    place: String,
    /// Dockwright never wrote the file.
    foreign: bool,
    /// Both can be had.
    both: bool,
    texts: [String; 3],
}

/// Asks for a side of each conflict; false: nothing is to be written.
pub(super) fn settled(editing: &mut Editing, reader: &mut dyn Reader) -> Result<bool, Stop> {
    let mut wishes = editing.wishes().clone();
    let mut own = Vec::new();
    for asked in asked(editing) {
        match side(&asked, reader)? {
            None => return Ok(false),
            Some(Side::Theirs) if asked.foreign => own.push(asked.path.to_string()),
            Some(side) => {
                wishes.settle.each.insert((asked.path, asked.number), side);
            }
        }
    }
    editing.wish(wishes.clone());
    if !own.is_empty() {
        let edit = Edit::Own {
            paths: own,
            give_back: false,
        };
        if let Err(problems) = editing.answer(edit, "own", "files of your own") {
            problems.iter().for_each(|problem| say(&told(problem)));
            return Ok(false);
        }
        editing.wish(wishes);
    }
    Ok(true)
}

fn asked(editing: &Editing) -> Vec<Asked> {
    let changes = editing.changes().changes.iter();
    let conflicts = changes.filter(|change| change.action == Action::Conflict);
    conflicts.flat_map(places).collect()
}

fn places(change: &Change) -> Vec<Asked> {
    let pieces: Vec<&Piece> = match &change.merged {
        Some(merged) => merged.conflicts().collect(),
        None => Vec::new(),
    };
    let reason = change.reason.as_ref();
    let foreign = reason.is_some_and(|reason| reason.code == "not-ours");
    let of = pieces.len();
    let asked = pieces.into_iter().enumerate().map(|(number, piece)| Asked {
        path: change.path.clone(),
        number,
        place: if of > 1 {
            format!(", {} of {of}", number + 1)
        } else {
            String::new()
        },
        foreign,
        both: !foreign || piece.united.is_some(),
        texts: [&piece.disk, &piece.base, &piece.new].map(Clone::clone),
    });
    asked.collect()
}

/// Reads the texts and asks; none: stop.
fn side(asked: &Asked, reader: &mut dyn Reader) -> Result<Option<Side>, Stop> {
    say(&format!("Conflict: {}{}.", asked.path, asked.place));
    for (name, text) in ["Yours", "Before", "New"].into_iter().zip(&asked.texts) {
        if asked.foreign && name == "Before" {
            continue;
        }
        if text.is_empty() {
            aside(&format!("{name}: nothing there."));
            continue;
        }
        aside(&format!("{name}:"));
        text.lines().for_each(|line| raw(&format!("    {line}\n")));
    }
    let question = match (asked.foreign, asked.both) {
        (false, _) => "1 yours, 2 new, 3 both, 4 stop and write nothing. [4]:",
        (true, true) => {
            "1 keep yours from now on, 2 the new file, 3 yours with what is new added, 4 stop and write nothing. [4]:"
        }
        (true, false) => "1 keep yours from now on, 2 the new file, 4 stop and write nothing. [4]:",
    };
    let mut taken = None;
    let mut take = |typed: &str| {
        taken = match typed.trim() {
            "1" | "yours" => Some(Side::Theirs),
            "2" | "new" => Some(Side::Ours),
            "3" | "both" if asked.both => Some(Side::Both),
            "" | "4" | "stop" | "q" | "<" => None,
            typed => return Err(format!("{typed} is none of these numbers.")),
        };
        Ok(())
    };
    reader.ask(question, question, &mut take)?;
    Ok(taken)
}
