//! What one side changed of the base: runs of lines, each moved to where a reader would put it.

use std::ops::Range;

use super::lines::indent;
use crate::core::align::{Algorithm, DiffOp, align};

/// Lines of the base and what stands in their place; either may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) base: Range<usize>,
    pub(super) side: Range<usize>,
}

impl Hunk {
    /// Nothing of the base goes.
    pub(super) fn is_insertion(&self) -> bool {
        self.base.is_empty()
    }

    /// Lines are added right after some that the other takes out.
    pub(super) fn follows_gone(&self, other: &Self) -> bool {
        let shrinks = other.side.len() < other.base.len();
        self.is_insertion() && shrinks && self.base.start == other.base.end
    }

    /// More lines than there were, in place of some.
    pub(super) fn grows(&self) -> bool {
        !self.is_insertion() && self.side.len() > self.base.len()
    }
}

/// What `side` changed, in order.
pub(super) fn hunks(algorithm: Algorithm, base: &[&str], side: &[&str]) -> Vec<Hunk> {
    let mut hunks: Vec<Hunk> = Vec::new();
    for op in align(algorithm, base, side) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        match hunks.last_mut() {
            // A deletion and an insertion side by side are one replacement.
            Some(last) if last.base.end == old.start && last.side.end == new.start => {
                last.base.end = old.end;
                last.side.end = new.end;
            }
            _ => hunks.push(Hunk {
                base: old,
                side: new,
            }),
        }
    }
    settle(&mut hunks, base, side);
    hunks
}

/// Moves each pure insertion and deletion, within the equal lines around it, to where it begins
/// and ends at the outermost lines: a service that is added begins at its own name, not in the
/// middle of its neighbour, although both readings are the same to a diff.
fn settle(hunks: &mut [Hunk], base: &[&str], side: &[&str]) {
    for at in 0..hunks.len() {
        let hunk = &hunks[at];
        let before = at.checked_sub(1).map_or(0, |last| hunks[last].base.end);
        let after = hunks.get(at + 1).map_or(base.len(), |next| next.base.start);
        let (lines, run) = match (hunk.base.is_empty(), hunk.side.is_empty()) {
            (true, false) => (side, hunk.side.clone()),
            (false, true) => (base, hunk.base.clone()),
            _ => continue,
        };
        let up = hunk.base.start - before;
        let down = after - hunk.base.end;
        let moved = best(lines, &run, up, down);
        let hunk = &mut hunks[at];
        for range in [&mut hunk.base, &mut hunk.side] {
            range.start = range.start.saturating_add_signed(moved);
            range.end = range.end.saturating_add_signed(moved);
        }
    }
}

/// By how many lines a run is best moved, at most so far up and down.
fn best(lines: &[&str], run: &Range<usize>, up: usize, down: usize) -> isize {
    let mut found = (score(lines, run), 0);
    let mut moved = run.clone();
    let mut by = 0;
    for _ in 0..up {
        if lines[moved.start - 1] != lines[moved.end - 1] {
            break;
        }
        moved = moved.start - 1..moved.end - 1;
        by -= 1;
        found = found.min((score(lines, &moved), by));
    }
    let mut moved = run.clone();
    let mut by = 0;
    for _ in 0..down {
        if lines[moved.start] != lines[moved.end] {
            break;
        }
        moved = moved.start + 1..moved.end + 1;
        by += 1;
        found = found.min((score(lines, &moved), by));
    }
    found.1
}

/// The less the better: how deep the run begins and how deep goes on what follows it; a run that
/// begins with a blank line is worse than one that ends with it.
fn score(lines: &[&str], run: &Range<usize>) -> (usize, usize) {
    let depth = |at: usize| lines.get(at).map_or(0, |line| indent(line).unwrap_or(0));
    let first = lines[run.clone()].iter().find_map(|line| indent(line));
    let blank = usize::from(indent(lines[run.start]).is_none());
    (first.unwrap_or(0) + depth(run.end), blank)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<&str> {
        text.lines().collect()
    }

    #[test]
    fn an_insertion_begins_at_its_own_name() {
        let base = lines("services:\n  a:\n    image: x\n    restart: no\n");
        let side = lines(
            "services:\n  a:\n    image: x\n    restart: no\n  b:\n    image: y\n    restart: no\n",
        );
        for algorithm in [Algorithm::Myers, Algorithm::Patience] {
            let found = hunks(algorithm, &base, &side);
            let one = Hunk {
                base: 4..4,
                side: 4..7,
            };
            assert_eq!(found, [one]);
        }
    }

    #[test]
    fn so_does_a_deletion() {
        let base =
            lines("  a:\n    x: 1\n    end: 1\n  b:\n    x: 2\n    end: 1\n  c:\n    end: 1\n");
        let side = lines("  a:\n    x: 1\n    end: 1\n  c:\n    end: 1\n");
        let found = hunks(Algorithm::Myers, &base, &side);
        let one = Hunk {
            base: 3..6,
            side: 3..3,
        };
        assert_eq!(found, [one]);
    }
}
