//! The three-way merge: what dockwright wrote last time, what the disk holds, what dockwright would
//! write now. Lines come together as in git; what both added at one place in YAML or JSON is looked
//! at again by structure. Whatever comes out is read in its own format before it is called clean.

mod broken;
mod flow;
mod format;
mod hunks;
mod lines;
mod markers;
mod order;
mod places;
mod siblings;
mod sound;
mod threeway;
mod unite;

pub use format::Format;
pub use markers::has_markers;
pub use threeway::Who;

use super::align::{Algorithm, DiffOp, align};
use lines::{Lines, with_carriage};
use threeway::{Sides, Span};

/// A place of a file in its three texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Who changed it.
    pub who: Who,
    /// As dockwright wrote it last time.
    pub base: String,
    /// As the disk has it.
    pub disk: String,
    /// As dockwright would write it now.
    pub new: String,
    /// What it comes to; none where that is for the user to say.
    pub text: Option<String>,
    /// Both sides as one, where that is more than one after the other.
    pub united: Option<String>,
}

impl Piece {
    /// Whether something of the user's stands in it.
    pub fn is_yours(&self) -> bool {
        matches!(self.who, Who::Disk | Who::Both)
    }

    /// Whether the user has to choose.
    pub fn is_conflict(&self) -> bool {
        self.text.is_none()
    }

    /// What a side makes of it.
    pub fn taken(&self, side: &Side) -> String {
        match side {
            Side::Ours => self.new.clone(),
            Side::Theirs => self.disk.clone(),
            Side::Before => self.base.clone(),
            Side::Both => match &self.united {
                Some(text) => text.clone(),
                None => format!("{}{}", markers::whole(&self.disk), self.new),
            },
            Side::Markers => markers::marked(&self.disk, &self.new),
            Side::Text(text) => text.clone(),
        }
    }
}

/// What is taken where both changed a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// What dockwright would write.
    Ours,
    /// What the disk has.
    Theirs,
    /// The disk's, then dockwright's.
    Both,
    /// As dockwright wrote it last time.
    Before,
    /// Both between git's marks, to be settled by hand.
    Markers,
    /// A text of the user's own.
    Text(String),
}

/// Three texts brought together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// In order; together they are the whole file.
    pub pieces: Vec<Piece>,
    /// Why the file as a whole is a conflict although no line is: the result would not parse.
    pub broken: Option<String>,
    format: Format,
    /// The disk's line ends are CRLF.
    carriage: bool,
}

/// Brings the three together. The result has the disk's line ends.
pub fn merge(format: Format, base: &str, disk: &str, new: &str) -> Merged {
    let sides = Sides {
        base: Lines::of(base),
        disk: Lines::of(disk),
        new: Lines::of(new),
    };
    // Two ways to lay texts side by side; the one with less to ask is taken.
    let first = laid(format, &sides, Algorithm::Patience);
    let pieces = if asked(&first) == 0 {
        first
    } else {
        let second = laid(format, &sides, Algorithm::Myers);
        if asked(&second) < asked(&first) {
            second
        } else {
            first
        }
    };
    let mut merged = Merged {
        pieces,
        broken: None,
        format,
        carriage: disk.contains("\r\n"),
    };
    let sides = [base, disk, new];
    if let Some(text) = merged.text()
        && let Some(problem) = format.misread(sides, &text)
        && sides.iter().all(|text| format.problem(text).is_none())
    {
        merged.break_up(sides, problem);
    }
    merged
}

/// Two texts without a common past: one choice for all of it.
pub fn beside(format: Format, disk: &str, new: &str) -> Merged {
    let piece = Piece {
        who: Who::Both,
        base: String::new(),
        disk: disk.to_owned(),
        new: new.to_owned(),
        text: None,
        united: (format == Format::Yaml)
            .then(|| unite::united(disk, new))
            .flatten(),
    };
    Merged {
        pieces: vec![piece],
        broken: None,
        format,
        carriage: disk.contains("\r\n"),
    }
}

/// Two versions of one text: each place where they differ is a conflict.
pub fn sides(format: Format, disk: &str, new: &str) -> Merged {
    let (theirs, ours) = (Lines::of(disk), Lines::of(new));
    let mut pieces = Vec::new();
    for op in align(Algorithm::Myers, &theirs.keys, &ours.keys) {
        let (disk, new) = (theirs.text(op.old_range()), ours.text(op.new_range()));
        let equal = matches!(op, DiffOp::Equal { .. });
        pieces.push(Piece {
            who: if equal { Who::Nobody } else { Who::Both },
            base: String::new(),
            text: equal.then(|| disk.clone()),
            united: None,
            disk,
            new,
        });
    }
    Merged {
        pieces,
        broken: None,
        format,
        carriage: disk.contains("\r\n"),
    }
}

impl Merged {
    /// Whether there is nothing to ask.
    pub fn is_clean(&self) -> bool {
        self.conflicts().next().is_none()
    }

    /// The places that both changed.
    pub fn conflicts(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|piece| piece.is_conflict())
    }

    /// The result, where there is nothing to ask.
    pub fn text(&self) -> Option<String> {
        self.is_clean().then(|| self.settled(|_| Side::Theirs))
    }

    /// The result, with a side for each conflict, by its number from 0.
    pub fn settled(&self, choice: impl Fn(usize) -> Side) -> String {
        let mut out = String::new();
        let mut number = 0;
        for piece in &self.pieces {
            let text = if let Some(text) = &piece.text {
                text.clone()
            } else {
                number += 1;
                piece.taken(&choice(number - 1))
            };
            if !text.is_empty() && !out.is_empty() && !out.ends_with('\n') {
                out.push_str(if self.carriage { "\r\n" } else { "\n" });
            }
            if self.carriage && text != piece.disk {
                out.push_str(&with_carriage(&text));
            } else {
                out.push_str(&text);
            }
        }
        out
    }

    /// What keeps a text from being what this file is to be: `None` where nothing does.
    pub fn problem(&self, text: &str) -> Option<String> {
        let sides: [fn(&Piece) -> &str; 2] = [|piece| &piece.disk, |piece| &piece.new];
        let sound = sides.iter().all(|side| {
            let text: String = self.pieces.iter().map(side).collect();
            self.format.problem(&text).is_none()
        });
        self.format.problem(text).filter(|_| sound)
    }
}

/// How many lines would be asked about.
fn asked(pieces: &[Piece]) -> usize {
    let asked = pieces.iter().filter(|piece| piece.is_conflict());
    asked
        .map(|piece| 1 + piece.disk.lines().count() + piece.new.lines().count())
        .sum()
}

fn laid(format: Format, sides: &Sides<'_>, algorithm: Algorithm) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let base = &sides.base.keys;
    let in_order = |at| order::matters_at(format, base, at);
    let loose = |at: usize| {
        format.is_unordered() && !in_order(at) && !at.checked_sub(1).is_some_and(in_order)
    };
    for span in sides.spans(algorithm, loose) {
        if span.who != Who::Both {
            pieces.push(piece(sides, &span));
            continue;
        }
        let parts = side_by_side(format, sides, &span);
        pieces.extend(parts.unwrap_or_else(|| {
            let parts = sides.refined(&span);
            parts
                .iter()
                .map(|span| in_one_line(format, sides, span))
                .collect()
        }));
    }
    pieces
}

fn piece(sides: &Sides<'_>, span: &Span) -> Piece {
    let disk = sides.disk.text(span.disk.clone());
    let new = sides.new.text(span.new.clone());
    Piece {
        who: span.who,
        base: sides.base.text(span.base.clone()),
        text: match span.who {
            Who::Nobody | Who::Disk | Who::Alike => Some(disk.clone()),
            Who::New => Some(new.clone()),
            Who::Both => None,
        },
        united: None,
        disk,
        new,
    }
}

/// A span, and where it is a conflict of lists in one line each, their items together.
fn in_one_line(format: Format, sides: &Sides<'_>, span: &Span) -> Piece {
    let piece = piece(sides, span);
    let lines = |text: &Lines<'_>, range: &std::ops::Range<usize>| text.keys[range.clone()].len();
    let count = lines(&sides.base, &span.base);
    let alike = [lines(&sides.disk, &span.disk), lines(&sides.new, &span.new)] == [count; 2];
    if !format.is_unordered() || piece.text.is_some() || !alike {
        return piece;
    }
    let text = (0..count).map(|line| {
        let base = sides.base.keys[span.base.start + line];
        let disk = sides.disk.keys[span.disk.start + line];
        let new = sides.new.keys[span.new.start + line];
        let text = if base == disk || disk == new {
            new.to_owned()
        } else if base == new {
            disk.to_owned()
        } else {
            flow::joined(base, disk, new)?
        };
        Some(text + "\n")
    });
    Piece {
        text: text.collect(),
        ..piece
    }
}

/// A conflict in which both only added, as siblings; see [`siblings::joined`].
fn side_by_side(format: Format, sides: &Sides<'_>, span: &Span) -> Option<Vec<Piece>> {
    if !format.is_unordered() {
        return None;
    }
    // What both say first is no part of it: in JSON the comma behind what was last.
    let (disk, new) = (
        &sides.disk.keys[span.disk.clone()],
        &sides.new.keys[span.new.clone()],
    );
    let used = span.base.len();
    let common = disk.iter().zip(new).take_while(|(one, other)| one == other);
    if common.count() < used {
        return None;
    }
    let cut = |range: &std::ops::Range<usize>| {
        let middle = range.start + used;
        (range.start..middle, middle..range.end)
    };
    let ((disk_head, disk_rest), (new_head, new_rest)) = (cut(&span.disk), cut(&span.new));
    let lines = siblings::joined(
        format,
        (
            &sides.new.keys[new_rest.clone()],
            &sides.disk.keys[disk_rest.clone()],
        ),
        &sides.disk.keys[..disk_rest.start],
        sides.disk.keys.get(disk_rest.end).copied(),
    )?;
    let mut pieces = Vec::new();
    if used > 0 {
        let head = Span {
            who: Who::Alike,
            base: span.base.clone(),
            disk: disk_head,
            new: new_head,
        };
        pieces.push(piece(sides, &head));
    }
    let rest = Span {
        who: Who::Both,
        base: span.base.end..span.base.end,
        disk: disk_rest,
        new: new_rest,
    };
    pieces.push(Piece {
        text: Some(lines.iter().map(|line| format!("{line}\n")).collect()),
        ..piece(sides, &rest)
    });
    Some(pieces)
}

#[cfg(test)]
mod tests;
