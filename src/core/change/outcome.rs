//! What a policy decides about one file.

use super::set::{Action, Reason};
use super::snapshot::Content;

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
}

impl Outcome {
    /// It is written as `new`.
    pub(super) fn write(action: Action, new: Content) -> Self {
        Self {
            action,
            new: Some(new),
            reason: None,
            base: BaseMove::Renew,
        }
    }

    /// It is as it should be.
    pub(super) fn same() -> Self {
        Self {
            action: Action::Same,
            new: None,
            reason: None,
            base: BaseMove::Renew,
        }
    }

    /// It stays as the user has it.
    pub(super) fn keep(reason: Reason) -> Self {
        Self {
            action: Action::Keep,
            new: None,
            reason: Some(reason),
            base: BaseMove::Leave,
        }
    }

    /// Nothing is written without a yes; `new` is what a yes would write.
    pub(super) fn conflict(reason: Reason, new: Option<Content>) -> Self {
        Self {
            action: Action::Conflict,
            new,
            reason: Some(reason),
            base: BaseMove::Leave,
        }
    }

    /// It goes, and its base.
    pub(super) fn remove() -> Self {
        Self {
            action: Action::Remove,
            new: None,
            reason: None,
            base: BaseMove::Drop,
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

/// Where a file is kept although nobody generates it any more.
pub(super) fn orphan() -> Reason {
    Reason::new(
        "no-longer-generated",
        "it is no longer generated and kept, since you edited it",
    )
}
