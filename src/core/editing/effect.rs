//! What an answer did to the files.

use crate::core::path::RelPath;
use crate::core::trace::Lines;

/// What an answer did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// In words.
    pub said: String,
    /// Its field.
    pub key: String,
    /// The lines that changed, but for those of `dockwright.yaml`, which is the answer itself.
    pub lines: Lines,
    /// Files that came or went.
    pub files: Vec<RelPath>,
}

impl Effect {
    /// How many lines in how many files.
    pub fn counts(&self) -> (usize, usize) {
        (self.lines.values().map(Vec::len).sum(), self.lines.len())
    }
}
