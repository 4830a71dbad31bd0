//! What the folder's code tells, on the screen: rows of parts that may be taken, questions, and the rest.

use crate::core::detect::{Certainty, Evidence, Findings, Part, Proposal, Taken};

use super::model::Cursor;

/// What looking came to, and what of it is taken.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// What was found, and how far it was looked.
    pub findings: Findings,
    /// What is taken of it.
    pub taken: Taken,
    /// The proposal of that.
    pub proposal: Proposal,
    /// As rows.
    pub rows: Vec<Row>,
    /// The selected one.
    pub cursor: Cursor,
}

/// Whether the code is looked at just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looking {
    /// It is not.
    No,
    /// So many files were seen.
    At(usize),
    /// Somebody ended it, and it has not ended yet.
    Ending(usize),
}

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The name of a group, or nothing at all.
    Heading,
    /// A part; its process stands below its service.
    Part(Part),
    /// One more place that says so.
    More,
    /// A question, by its number.
    Question(usize),
    /// The answer to the question above it.
    Choice,
    /// A folder that is no service, by its number.
    Left(usize),
    /// What somebody should know of the code.
    Note,
    /// A line of text.
    Text,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub kind: Kind,
    /// Taken.
    pub on: bool,
    /// Its name, or the whole text.
    pub name: String,
    /// What it is.
    pub what: String,
    /// How sure that is.
    pub sure: Option<Certainty>,
    /// The place that says so, or why.
    pub beside: String,
    /// All places.
    pub evidence: Vec<Evidence>,
}

impl Row {
    /// A row of one text.
    pub fn new(kind: Kind, name: impl Into<String>) -> Self {
        Self {
            kind,
            on: false,
            name: name.into(),
            what: String::new(),
            sure: None,
            beside: String::new(),
            evidence: Vec::new(),
        }
    }

    /// Whether the cursor may stand on it.
    pub fn is_entry(&self) -> bool {
        !matches!(self.kind, Kind::Heading | Kind::More | Kind::Choice)
    }
}

impl Found {
    /// The selected row.
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.cursor.at)
    }

    /// Moves to an entry, so many entries further or back.
    pub fn by(&mut self, rows: isize) {
        let entries: Vec<usize> = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.is_entry())
            .map(|(place, _)| place)
            .collect();
        let now = entries.partition_point(|place| *place < self.cursor.at);
        let last = entries.len().saturating_sub(1);
        let next = now.saturating_add_signed(rows).min(last);
        self.cursor.at = entries.get(next).copied().unwrap_or(0);
    }
}
