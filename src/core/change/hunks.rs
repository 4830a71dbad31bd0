//! A change, hunk by hunk: to be read before it is written, and left out in part.

use std::collections::BTreeSet;

use super::set::{Action, Change, Kind};
use super::snapshot::Content;
use crate::core::align::{Algorithm, ChangeTag, DiffOp, align, grouped, lines};
use crate::core::fileset::Policy;

/// What happens to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// It is there before and after.
    Same,
    /// It comes.
    Added,
    /// It goes.
    Removed,
}

/// A line of a hunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HunkLine {
    /// What happens to it.
    pub tag: Tag,
    /// From 1: its number after the write, or before it where it goes.
    pub number: usize,
    /// Without its end.
    pub text: String,
}

/// Lines that change together, with three around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// In order.
    pub lines: Vec<HunkLine>,
}

/// What stands for a secret's content.
const DOTS: &str = "••••••••";

impl Change {
    /// Its hunks; a secret is dots, and of a developer's own file only what comes is told.
    pub fn hunks(&self) -> Vec<Hunk> {
        if matches!(self.action, Action::Same | Action::Keep) {
            return Vec::new();
        }
        if self.kind == Kind::Secret {
            return vec![whole([DOTS].into_iter(), Tag::Added)];
        }
        let (old, new) = (text(self.old.as_ref()), text(self.new.as_ref()));
        match (old, new) {
            (None, None) => Vec::new(),
            (None, Some(new)) => vec![whole(new.lines(), Tag::Added)],
            (Some(_), None) if self.is_local() => Vec::new(),
            (Some(old), None) => vec![whole(old.lines(), Tag::Removed)],
            (Some(old), Some(new)) if self.kind == Kind::File(Policy::Local) => {
                let known = old.lines().count();
                let lines = new.lines().enumerate().skip(known);
                let lines = lines.map(|(place, text)| HunkLine {
                    tag: Tag::Added,
                    number: place + 1,
                    text: text.to_owned(),
                });
                vec![Hunk {
                    lines: lines.collect(),
                }]
            }
            (Some(old), Some(new)) => between(old, new),
        }
    }

    /// How many lines come and go.
    pub fn counts(&self) -> (usize, usize) {
        let hunks = self.hunks();
        let lines = hunks.iter().flat_map(|hunk| &hunk.lines);
        lines.fold((0, 0), |(added, removed), line| match line.tag {
            Tag::Same => (added, removed),
            Tag::Added => (added + 1, removed),
            Tag::Removed => (added, removed + 1),
        })
    }

    /// The change without these of its hunks: they stay as the disk has them, as an edit of the
    /// user's would. None where nothing is left to do.
    pub fn without(&self, left_out: &BTreeSet<usize>) -> Option<Change> {
        if left_out.is_empty() {
            return Some(self.clone());
        }
        let (Some(old), Some(new)) = (text(self.old.as_ref()), text(self.new.as_ref())) else {
            return None;
        };
        if self.is_local() {
            return None;
        }
        let (old_lines, new_lines) = (lines(old), lines(new));
        let ops = align(Algorithm::Myers, &old_lines, &new_lines);
        let mut out = String::new();
        let groups = grouped(&ops);
        let skipped = |op: &DiffOp| {
            let place = groups.iter().position(|group| group.contains(op));
            place.is_some_and(|place| left_out.contains(&place))
        };
        for op in &ops {
            let skip = !matches!(op, DiffOp::Equal { .. }) && skipped(op);
            for change in op.iter_changes(&old_lines, &new_lines) {
                let take = match change.tag() {
                    ChangeTag::Equal => true,
                    ChangeTag::Delete => skip,
                    ChangeTag::Insert => !skip,
                };
                if take {
                    out.push_str(change.value());
                }
            }
        }
        if out == old {
            return None;
        }
        let mode = self.new.as_ref().map_or(0o644, |new| new.mode);
        Some(Change {
            new: Some(Content::new(out, mode)),
            ..self.clone()
        })
    }
}

fn text(content: Option<&Content>) -> Option<&str> {
    content.and_then(Content::text)
}

fn whole<'a>(lines: impl Iterator<Item = &'a str>, tag: Tag) -> Hunk {
    let lines = lines.enumerate().map(|(place, text)| HunkLine {
        tag,
        number: place + 1,
        text: text.to_owned(),
    });
    Hunk {
        lines: lines.collect(),
    }
}

fn between(old: &str, new: &str) -> Vec<Hunk> {
    let (old, new) = (lines(old), lines(new));
    let hunk = |ops: &Vec<DiffOp>| Hunk {
        lines: ops
            .iter()
            .flat_map(|op| op.iter_changes(&old, &new))
            .map(|change| HunkLine {
                tag: match change.tag() {
                    ChangeTag::Equal => Tag::Same,
                    ChangeTag::Delete => Tag::Removed,
                    ChangeTag::Insert => Tag::Added,
                },
                number: change
                    .new_index()
                    .or(change.old_index())
                    .map_or(0, |line| line + 1),
                text: change.value().trim_end_matches(['\r', '\n']).to_owned(),
            })
            .collect(),
    };
    let ops = align(Algorithm::Myers, &old, &new);
    grouped(&ops).iter().map(hunk).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::path::RelPath;

    fn change(old: &str, new: &str) -> Change {
        Change {
            path: RelPath::new("a").unwrap(),
            action: Action::Update,
            kind: Kind::File(Policy::Generated),
            old: Some(Content::new(old, 0o644)),
            new: Some(Content::new(new, 0o644)),
            reason: None,
            merged: None,
        }
    }

    #[test]
    fn a_hunk_that_is_left_out_stays_as_it_is() {
        let old: String = (1..=20).map(|line| format!("{line}\n")).collect();
        let new = old
            .replace("2\n3\n", "2\nthree\n")
            .replace("19\n", "19\nmore\n");
        let change = change(&old, &new);
        assert_eq!(change.hunks().len(), 2);
        assert_eq!(change.counts(), (2, 1));
        let without = |places: &[usize]| {
            let places = places.iter().copied().collect();
            let change = change.without(&places)?;
            Some(change.new?.text()?.to_owned())
        };
        assert_eq!(without(&[]), Some(new.clone()));
        assert_eq!(without(&[0]), Some(old.replace("19\n", "19\nmore\n")));
        assert_eq!(without(&[1]), Some(old.replace("2\n3\n", "2\nthree\n")));
        assert_eq!(without(&[0, 1]), None);
    }

    #[test]
    fn of_a_developers_own_file_only_what_comes_is_told() {
        let mut change = change("TOKEN=canary\n", "TOKEN=canary\nPORT=1\n");
        change.kind = Kind::File(Policy::Local);
        let hunks = format!("{:?}", change.hunks());
        assert!(
            !hunks.contains("canary") && hunks.contains("PORT=1"),
            "{hunks}"
        );
    }
}
