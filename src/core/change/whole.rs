//! Files that are ours as a whole.

use super::outcome::{Asked, Outcome, deleted, edited, orphan, unsettled};
use super::set::{Action, Reason};
use super::snapshot::Content;
use super::text::{mode_kept, runs_differ, same};
use crate::core::merge::{Side, beside, has_markers, merge};

/// What becomes of a generated file, given what the disk holds, our last text and the new one.
pub(super) fn decide(
    disk: Option<&Content>,
    base: Option<&[u8]>,
    new: &Content,
    asked: &Asked<'_>,
) -> Outcome {
    let Some(disk) = disk else {
        return if base.is_none() || asked.yes {
            Outcome::write(Action::Create, new.clone())
        } else {
            Outcome::keep(deleted())
        };
    };
    let mode = mode_kept(disk.mode, new.mode);
    if same(&disk.bytes, &new.bytes) {
        return if runs_differ(disk.mode, new.mode) {
            let bytes = disk.bytes.clone();
            Outcome::write(Action::Update, Content { bytes, mode })
        } else {
            Outcome::same()
        };
    }
    let ours = Content {
        bytes: new.bytes.clone(),
        mode,
    };
    match base {
        _ if asked.yes => Outcome::write(Action::Update, ours),
        Some(base) if same(&disk.bytes, base) => Outcome::write(Action::Update, ours),
        Some(base) if same(&new.bytes, base) => Outcome::keep(if marked(disk) {
            unsettled()
        } else {
            Reason::new(
                "edited",
                "you edited it, and dockwright has nothing new for it",
            )
        }),
        _ if marked(disk) => Outcome::conflict(unsettled(), Some(ours)),
        base => together(disk, base, &ours, asked),
    }
}

fn marked(disk: &Content) -> bool {
    disk.text().is_some_and(has_markers)
}

/// The user's text and ours, both new since the base.
fn together(disk: &Content, base: Option<&[u8]>, ours: &Content, asked: &Asked<'_>) -> Outcome {
    let not_ours = || Reason::new("not-ours", "it is there already and not from dockwright");
    let base = base.map(std::str::from_utf8);
    let (Some(theirs), Some(new)) = (disk.text(), ours.text()) else {
        return Outcome::conflict(
            if base.is_some() { edited() } else { not_ours() },
            Some(ours.clone()),
        );
    };
    // A file that was never ours is kept by leaving it to the user: that is an answer.
    let foreign = !matches!(base, Some(Ok(_)));
    if foreign && asked.choice.of(0) == Some(Side::Theirs) {
        let outcome = Outcome::conflict(not_ours(), Some(ours.clone()));
        return Outcome {
            merged: Some(beside(asked.format, theirs, new)),
            ..outcome
        };
    }
    let (merged, why) = match base {
        Some(Ok(base)) => (merge(asked.format, base, theirs, new), edited()),
        _ => (beside(asked.format, theirs, new), not_ours()),
    };
    Outcome::merged(merged, asked, disk, why, |text| {
        Content::new(text, ours.mode)
    })
}

/// What becomes of a generated file that is generated no longer.
pub(super) fn retire(disk: &Content, base: &[u8]) -> Outcome {
    if same(&disk.bytes, base) {
        Outcome::remove()
    } else {
        Outcome::keep(orphan())
    }
}

#[cfg(test)]
mod tests {
    use super::super::outcome::BaseMove;
    use super::*;
    use crate::core::merge::Format;
    use Action::{Conflict, Create, Keep, Same, Update};

    /// Disk, base, new, a yes, what happens.
    type Row = (
        Option<&'static str>,
        Option<&'static str>,
        &'static str,
        bool,
        Action,
    );

    #[test]
    fn every_meeting_of_disk_base_and_new() {
        let table: [Row; 15] = [
            (None, None, "n", false, Create),
            (None, Some("b"), "n", false, Keep),
            (None, Some("b"), "n", true, Create),
            (Some("n"), None, "n", false, Same),
            (Some("n"), Some("b"), "n", false, Same),
            (Some("n\r\nm"), Some("b"), "n\nm", false, Same),
            (Some("b"), Some("b"), "n", false, Update),
            (Some("b\r\n"), Some("b\n"), "n", false, Update),
            (Some("b\n"), Some("b\r\n"), "n", false, Update),
            (Some("u"), None, "n", false, Conflict),
            (Some("u"), None, "n", true, Update),
            (Some("u"), Some("n"), "n", false, Keep),
            (Some("u"), Some("n"), "n", true, Update),
            (Some("u"), Some("b"), "n", false, Conflict),
            (Some("u"), Some("b"), "n", true, Update),
        ];
        for (disk, base, new, yes, action) in table {
            let disk = disk.map(|text| Content::new(text, 0o644));
            let new = Content::new(new, 0o644);
            let asked = Asked::of(Format::Text, yes);
            let outcome = decide(disk.as_ref(), base.map(str::as_bytes), &new, &asked);
            assert_eq!(outcome.action, action, "{disk:?} {base:?} {new:?} {yes}");
            let leaves = matches!(action, Keep | Conflict);
            assert_eq!(outcome.base == BaseMove::Leave, leaves);
            assert_eq!(outcome.reason.is_some(), leaves);
        }
    }

    #[test]
    fn a_lost_run_bit_is_an_update_that_keeps_the_bytes() {
        let asked = Asked::of(Format::Text, false);
        let disk = Content::new("a\r\n", 0o664);
        let outcome = decide(Some(&disk), None, &Content::new("a\n", 0o755), &asked);
        assert_eq!(outcome.action, Update);
        assert_eq!(outcome.new, Some(Content::new("a\r\n", 0o775)));
        let group = Content::new("a\n", 0o664);
        let outcome = decide(Some(&group), None, &Content::new("a\n", 0o644), &asked);
        assert_eq!(outcome.action, Same);
    }

    #[test]
    fn an_orphan_goes_unless_edited() {
        let disk = Content::new("a\n", 0o644);
        assert_eq!(retire(&disk, b"a\n").action, Action::Remove);
        assert_eq!(retire(&disk, b"b\n").action, Keep);
    }
}
