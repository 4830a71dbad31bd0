//! What the user says where both sides changed the same lines.

use std::collections::BTreeMap;

use crate::core::merge::Side;
use crate::core::path::RelPath;

/// Choices for conflicts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settle {
    /// For all of them.
    pub all: Option<Side>,
    /// For single ones, by file and number from 0; they go before.
    pub each: BTreeMap<(RelPath, usize), Side>,
    /// Whole files as the user made them of both; they go before all.
    pub texts: BTreeMap<RelPath, String>,
}

impl Settle {
    /// The choices for one file.
    pub(super) fn of<'a>(&'a self, path: &'a RelPath) -> Choice<'a> {
        Choice(Some((self, path)))
    }
}

/// The choices for one file.
#[derive(Clone, Copy, Default)]
pub(super) struct Choice<'a>(Option<(&'a Settle, &'a RelPath)>);

impl<'a> Choice<'a> {
    /// The whole text, where the user made one.
    pub(super) fn text(&self) -> Option<&'a str> {
        let (settle, path) = self.0?;
        settle.texts.get(path).map(String::as_str)
    }

    /// The side for its conflict of this number.
    pub(super) fn of(&self, number: usize) -> Option<Side> {
        let (settle, path) = self.0?;
        let one = settle.each.get(&(path.clone(), number));
        one.or(settle.all.as_ref()).cloned()
    }
}
