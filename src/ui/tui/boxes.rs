//! Boxes over the screen: what each of them knows.

use super::line::Line;
use super::model::{Answer, Cursor};
use crate::core::detect::Evidence;
use crate::core::editing::Kept;
use crate::core::form::{Field, Find};
use crate::core::path::RelPath;

/// A list that typing filters.
#[derive(Debug, Clone)]
pub struct Picker<T> {
    /// What was typed.
    pub line: Line,
    /// What it leaves.
    pub found: Vec<T>,
    /// The selected one.
    pub cursor: Cursor,
    /// How many there are without typing.
    pub all: usize,
}

impl<T> Default for Picker<T> {
    fn default() -> Self {
        Self {
            line: Line::default(),
            found: Vec::new(),
            cursor: Cursor::default(),
            all: 0,
        }
    }
}

/// What an edited line is for.
#[derive(Debug, Clone)]
pub enum Purpose {
    /// A field's value.
    Field(Box<Field>),
    /// A member's new name.
    Rename(String),
    /// A new profile's name.
    Profile,
    /// What to look for in the file.
    Find,
}

/// What a short list is for.
#[derive(Debug, Clone)]
pub enum Choice {
    /// One of a field's choices.
    One(Box<Field>),
    /// Names in and out.
    Many(Box<Field>),
    /// Whether a member goes.
    Remove(String),
    /// Whether a profile goes.
    Forget(String),
    /// Whether a feature is turned off that has answers of its own.
    TurnOff(String),
    /// Which draft is taken up, if any.
    TakeUp(Vec<Kept>),
    /// Which of the writes is taken back, with all after it.
    Writes,
    /// Which place is opened in the editor.
    Evidence(Vec<Evidence>),
    /// Which mend.
    Mends(Vec<Answer>),
}

/// A row of a short list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// In a word or two.
    pub label: String,
    /// More.
    pub detail: String,
    /// Ticked, where several may be.
    pub on: Option<bool>,
}

/// A box over the screen, with the keys; all are modal.
#[derive(Debug, Clone)]
pub enum Popup {
    /// The finder over the catalog.
    Add(Picker<Find>, Option<Tried>),
    /// A line.
    Edit {
        /// For what.
        purpose: Purpose,
        /// The line.
        line: Line,
        /// What is wrong with it.
        wrong: String,
    },
    /// A short list.
    Choose {
        /// For what.
        choice: Choice,
        /// Its title.
        title: String,
        /// Why, in a line or two.
        why: String,
        /// Its rows.
        rows: Vec<Pick>,
        /// The selected one.
        cursor: Cursor,
    },
    /// A file by its name.
    Files(Picker<RelPath>),
    /// Every key.
    Help(Picker<usize>),
    /// The whole why, or the stack in words.
    Read {
        /// Its title.
        title: String,
        /// Its lines.
        lines: Vec<String>,
        /// The first in sight.
        top: usize,
    },
    /// Whether to leave.
    Leave,
}

/// What adding something would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tried {
    /// Label and text, a row each.
    pub rows: Vec<(String, String)>,
}
