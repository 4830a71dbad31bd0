//! The answers' file, changed by somebody else while the answers are edited here.

use crate::core::answers::FILE;
use crate::core::change::{Action, ChangeSet, Reason};

/// The reason's code.
pub const CHANGED: &str = "answers-changed";

/// Where the file is not as it was `read`, what is edited here takes its place only after a yes.
pub(super) fn guard(changes: &mut ChangeSet, read: &str) {
    let mut all = changes.changes.iter_mut();
    let Some(change) = all.find(|change| change.path.as_str() == FILE) else {
        return;
    };
    let old = change.old.as_ref().map(|old| old.bytes.as_slice());
    if change.action == Action::Update && old.is_some_and(|old| old != read.as_bytes()) {
        change.action = Action::Conflict;
        let text = "somebody changed it after it was read here";
        change.reason = Some(Reason::new(CHANGED, text));
    }
}
