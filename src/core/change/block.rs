//! Shared text files: our lines stand between two marks, all other bytes are the user's.

use std::ops::Range;

use super::outcome::{Asked, Outcome, deleted, orphan};
use super::set::{Action, Reason};
use super::snapshot::Content;
use super::text::{ends_like, same};
use crate::core::merge::{Format, beside, merge};

/// The line before ours.
pub(super) const BEGIN: &str = "# dockwright: begin";
/// The line after ours.
const END: &str = "# dockwright: end";

/// Where a block is in a text, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Marks and the line end of the last one included.
    pub(super) outer: Range<usize>,
    /// Our lines.
    pub(super) inner: Range<usize>,
}

/// What the marks in a text say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// One block.
    Found(Span),
    /// No mark.
    Absent,
    /// A mark without its partner, or more than two.
    Broken,
}

/// Our lines with their marks.
pub(super) fn marked(inner: &str) -> String {
    let end = if inner.is_empty() || inner.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("{BEGIN}\n{inner}{end}{END}\n")
}

/// Finds the block.
pub(super) fn find(text: &str) -> Place {
    let mut begins = Vec::new();
    let mut ends = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        match line.trim_end() {
            BEGIN => begins.push(range),
            END => ends.push(range),
            _ => {}
        }
    }
    match (begins.as_slice(), ends.as_slice()) {
        ([], []) => Place::Absent,
        ([begin], [end]) if begin.end <= end.start => Place::Found(Span {
            outer: begin.start..end.end,
            inner: begin.end..end.start,
        }),
        _ => Place::Broken,
    }
}

/// What becomes of a shared text file. `base` and `new` are our lines without marks.
pub(super) fn decide(
    disk: Option<&Content>,
    base: Option<&str>,
    new: &Content,
    asked: &Asked<'_>,
) -> Outcome {
    let yes = asked.yes;
    let inner = new.text().unwrap_or_default();
    let ours = marked(inner);
    let Some(disk) = disk else {
        return if base.is_none() || yes {
            Outcome::write(Action::Create, Content::new(ours, new.mode))
        } else {
            Outcome::keep(deleted())
        };
    };
    let Some(text) = disk.text() else {
        return Outcome::conflict(not_text(), None);
    };
    let block = ends_like(&ours, &disk.bytes);
    let span = match find(text) {
        Place::Found(span) => span,
        Place::Broken => return Outcome::conflict(broken(), None),
        Place::Absent if base.is_some() && !yes => {
            return Outcome::keep(Reason::new("deleted", "you took our lines out of it"));
        }
        Place::Absent => {
            let merged = format!("{text}{}{block}", gap(text));
            return Outcome::write(Action::Merge, Content::new(merged, disk.mode));
        }
    };
    let (before, after) = (&text[..span.outer.start], &text[span.outer.end..]);
    let alone = before.trim().is_empty() && after.trim().is_empty();
    let with = |inner: &str| {
        let block = ends_like(&marked(inner), &disk.bytes);
        Content::new(format!("{before}{block}{after}"), disk.mode)
    };
    let there = text[span.inner].replace("\r\n", "\n");
    let is = |text: &str| same(there.as_bytes(), text.as_bytes());
    let why = match base {
        _ if is(inner) => return Outcome::same(),
        Some(base) if !is(base) && !yes && base == inner => {
            return Outcome::keep(Reason::new(
                "edited",
                "you edited our lines, and dockwright has nothing new for them",
            ));
        }
        Some(base) if !is(base) && !yes => {
            let merged = merge(Format::Text, base, &there, inner);
            let why = Reason::new("edited", "you edited our lines, and they are new");
            return Outcome::merged(merged, asked, disk, why, with);
        }
        None if !yes => Reason::new("not-ours", "its marked lines have no base to compare with"),
        _ if alone => return Outcome::write(Action::Update, with(inner)),
        _ => return Outcome::write(Action::Merge, with(inner)),
    };
    let merged = beside(Format::Text, &there, inner);
    Outcome::merged(merged, asked, disk, why, with)
}

/// What becomes of it when we have no lines for it any more.
pub(super) fn retire(disk: &Content, base: &str) -> Outcome {
    let Some(text) = disk.text() else {
        return Outcome::keep(orphan());
    };
    let span = match find(text) {
        Place::Found(span) => span,
        Place::Absent => {
            return Outcome {
                action: Action::Same,
                ..Outcome::remove()
            };
        }
        Place::Broken => return Outcome::keep(orphan()),
    };
    let between = marked(&text[span.inner.clone()]);
    if !same(between.as_bytes(), marked(base).as_bytes()) {
        return Outcome::keep(orphan());
    }
    let after = &text[span.outer.end..];
    let mut before = &text[..span.outer.start];
    if after.is_empty() {
        before = without_gap(before);
    }
    if before.is_empty() && after.is_empty() {
        return Outcome::remove();
    }
    let rest = Content::new(format!("{before}{after}"), disk.mode);
    Outcome {
        new: Some(rest),
        action: Action::Merge,
        ..Outcome::remove()
    }
}

/// What stands between the user's last line and our block.
fn gap(text: &str) -> &'static str {
    match (text.is_empty(), text.ends_with('\n'), text.contains("\r\n")) {
        (true, ..) => "",
        (_, true, false) => "\n",
        (_, true, true) => "\r\n",
        (_, false, false) => "\n\n",
        (_, false, true) => "\r\n\r\n",
    }
}

/// The user's text without the blank line that [`gap`] put after it.
fn without_gap(text: &str) -> &str {
    for (blank, end) in [("\r\n\r\n", 2), ("\n\n", 1)] {
        if text.ends_with(blank) {
            return &text[..text.len() - end];
        }
    }
    text
}

fn broken() -> Reason {
    Reason::new(
        "marks-broken",
        "its marks `# dockwright: begin` and `# dockwright: end` do not pair",
    )
}

fn not_text() -> Reason {
    Reason::new("not-text", "it is no UTF-8 text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use Action::{Conflict, Create, Keep, Merge, Same, Update};

    fn asked(yes: bool) -> Asked<'static> {
        Asked::of(Format::Text, yes)
    }

    fn block(inner: &str) -> String {
        marked(inner)
    }

    /// Disk, base, what happens, result.
    type Row = (Option<String>, Option<&'static str>, Action, Option<String>);

    #[test]
    fn the_users_bytes_stay() {
        let old = block("a\n");
        let new = block("n\n");
        let table: [Row; 12] = [
            (None, None, Create, Some(new.clone())),
            (None, Some("a\n"), Keep, None),
            (Some(String::new()), None, Merge, Some(new.clone())),
            (Some("x\n".into()), None, Merge, Some(format!("x\n\n{new}"))),
            (Some("x".into()), None, Merge, Some(format!("x\n\n{new}"))),
            (
                Some("x\r\n".into()),
                None,
                Merge,
                Some(format!("x\r\n\r\n{}", new.replace('\n', "\r\n"))),
            ),
            (Some("x\n".into()), Some("a\n"), Keep, None),
            (Some(old.clone()), Some("a\n"), Update, Some(new.clone())),
            (
                Some(format!(" x\n{old}\ty")),
                Some("a\n"),
                Merge,
                Some(format!(" x\n{new}\ty")),
            ),
            (Some(block("mine\n")), Some("n\n"), Keep, None),
            (
                Some(block("mine\n")),
                Some("a\n"),
                Conflict,
                Some(new.clone()),
            ),
            (Some(format!("x\n{new}")), Some("a\n"), Same, None),
        ];
        for (disk, base, action, result) in table {
            let disk = disk.map(|text| Content::new(text, 0o640));
            let outcome = decide(
                disk.as_ref(),
                base,
                &Content::new("n\n", 0o644),
                &asked(false),
            );
            assert_eq!(outcome.action, action, "{disk:?} {base:?}");
            let result = result.map(|text| std::sync::Arc::new(text.into_bytes()));
            assert_eq!(outcome.new.map(|new| new.bytes), result, "{disk:?}");
        }
    }

    #[test]
    fn broken_marks_are_not_guessed() {
        for text in [
            format!("{BEGIN}\nx\n"),
            format!("{END}\n{BEGIN}\n"),
            format!("{0}{0}", block("a\n")),
        ] {
            let disk = Content::new(text, 0o644);
            let outcome = decide(
                Some(&disk),
                Some("a\n"),
                &Content::new("n\n", 0o644),
                &asked(true),
            );
            assert_eq!(outcome.action, Conflict, "{disk:?}");
        }
    }

    #[test]
    fn taking_our_lines_out_leaves_what_was_there_before() {
        for user in ["", "x\n", "x\n\n", "x\r\n", "x\r\n\r\n"] {
            let new = Content::new("n\n", 0o644);
            let disk = Content::new(user, 0o644);
            let with = decide(Some(&disk), None, &new, &asked(false)).new.unwrap();
            let without = retire(&with, "n\n");
            let rest = without
                .new
                .map_or(Vec::new(), |content| content.bytes.to_vec());
            assert_eq!(rest, user.as_bytes(), "{user:?}");
        }
        let edited = Content::new(block("mine\n"), 0o644);
        assert_eq!(retire(&edited, "n\n").action, Keep);
        assert_eq!(retire(&Content::new("x\n", 0o644), "n\n").action, Same);
    }
}
