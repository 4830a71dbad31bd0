//! What a policy decides about one file.

use super::set::{Action, Reason};
use super::settle::Choice;
use super::snapshot::Content;
use crate::core::merge::{Format, Merged, Side};

/// What becomes of a file's base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BaseMove {
    /// It stays as it is: what is on the disk came from it.
    Leave,
    /// It becomes our new text.
    Renew,
    /// It goes.
    Drop,
}

/// What happens to a file and its base.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) action: Action,
    pub(super) new: Option<Content>,
    pub(super) reason: Option<Reason>,
    pub(super) base: BaseMove,
    /// The three texts side by side, where they were brought together.
    pub(super) merged: Option<Merged>,
}

/// A file as it is to be decided on.
pub(super) struct Asked<'a> {
    /// The user said that ours may replace it.
    pub(super) yes: bool,
    /// What the user said of conflicts.
    pub(super) choice: Choice<'a>,
    /// In which format it is.
    pub(super) format: Format,
}

#[cfg(test)]
impl Asked<'_> {
    /// Of a file in this format, nothing said of conflicts.
    pub(super) fn of(format: Format, yes: bool) -> Self {
        Self {
            yes,
            choice: Choice::default(),
            format,
        }
    }
}

impl Outcome {
    /// It is written as `new`.
    pub(super) fn write(action: Action, new: Content) -> Self {
        Self {
            action,
            new: Some(new),
            reason: None,
            base: BaseMove::Renew,
            merged: None,
        }
    }

    /// It is as it should be.
    pub(super) fn same() -> Self {
        Self {
            action: Action::Same,
            new: None,
            reason: None,
            base: BaseMove::Renew,
            merged: None,
        }
    }

    /// It stays as the user has it.
    pub(super) fn keep(reason: Reason) -> Self {
        Self {
            action: Action::Keep,
            new: None,
            reason: Some(reason),
            base: BaseMove::Leave,
            merged: None,
        }
    }

    /// Nothing is written without a yes; `new` is what a yes would write.
    pub(super) fn conflict(reason: Reason, new: Option<Content>) -> Self {
        Self {
            action: Action::Conflict,
            new,
            reason: Some(reason),
            base: BaseMove::Leave,
            merged: None,
        }
    }

    /// What the merge of three texts comes to: written where nothing is open, or all of it was
    /// settled and can be read; else a conflict. `whole` makes a file of the merged text.
    pub(super) fn merged(
        merged: Merged,
        asked: &Asked<'_>,
        disk: &Content,
        why: Reason,
        whole: impl Fn(&str) -> Content,
    ) -> Self {
        let why = match &merged.broken {
            Some(problem) => {
                let told = format!(
                    "your edit and dockwright's new text cannot be read together: {problem}"
                );
                Reason::new("edited", told)
            }
            None => why,
        };
        let count = merged.conflicts().count();
        let choices: Option<Vec<Side>> = (0..count).map(|at| asked.choice.of(at)).collect();
        let ours = whole(&merged.settled(|_| Side::Ours));
        let by_hand = asked.choice.text().map(|text| (text, merged.problem(text)));
        let outcome = match choices {
            _ if let Some((text, None)) = by_hand => Self {
                reason: Some(Reason::new("settled", "as you made it of both")),
                ..Self::write(Action::Merge, whole(text))
            },
            None => Self::conflict(why, Some(ours)),
            Some(choices) => {
                let text = merged.settled(|at| choices[at].clone());
                let marked = choices.contains(&Side::Markers);
                match merged.problem(&text).filter(|_| !marked) {
                    Some(problem) => {
                        let told = format!("with these choices it cannot be read: {problem}");
                        Self::conflict(Reason::new("does-not-parse", told), Some(ours))
                    }
                    None => Self::brought(&merged, &choices, whole(&text), disk),
                }
            }
        };
        Self {
            merged: Some(merged),
            ..outcome
        }
    }

    /// Nothing is open any more.
    fn brought(merged: &Merged, choices: &[Side], new: Content, disk: &Content) -> Self {
        let marked = choices
            .iter()
            .filter(|side| **side == Side::Markers)
            .count();
        let reason = match (marked, choices.len()) {
            (0, 0) => {
                let yours = merged
                    .pieces
                    .iter()
                    .filter(|piece| piece.is_yours())
                    .count();
                let what = if yours == 1 {
                    "edit stays"
                } else {
                    "edits stay"
                };
                Reason::new("merged", format!("your {yours} {what}"))
            }
            (0, _) => Reason::new("settled", "merged as you chose"),
            (count, _) => {
                let places = if count == 1 { "place" } else { "places" };
                let told = format!("{count} {places} to settle, between conflict markers");
                Reason::new("conflict-markers", told)
            }
        };
        let action = if new == *disk {
            Action::Keep
        } else {
            Action::Merge
        };
        Self {
            reason: Some(reason),
            action,
            ..Self::write(action, new)
        }
    }

    /// It goes, and its base.
    pub(super) fn remove() -> Self {
        Self {
            action: Action::Remove,
            new: None,
            reason: None,
            base: BaseMove::Drop,
            merged: None,
        }
    }
}

/// Where a file was deleted by the user.
pub(super) fn deleted() -> Reason {
    Reason::new("deleted", "you deleted it, so it stays deleted")
}

/// Where the user's edit meets a new text of ours.
pub(super) fn edited() -> Reason {
    Reason::new("edited", "you edited it, and dockwright has a new text")
}

/// Where the user took a file out of our hands.
pub(super) fn owned() -> Reason {
    Reason::new("own", "it is yours: dockwright leaves it alone")
}

/// Where a file is kept although nobody generates it any more.
pub(super) fn orphan() -> Reason {
    Reason::new(
        "no-longer-generated",
        "it is no longer generated and kept, since you edited it",
    )
}

/// Where conflict markers stand in a file that nothing else is to be done with.
pub(super) fn unsettled() -> Reason {
    Reason::new("conflict-markers", "conflict markers stand in it")
}
