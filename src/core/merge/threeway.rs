//! Two changes of one base brought together, line by line.
//!
//! Both sides' hunks are laid on the base. Where they do not meet, each is taken; where they meet,
//! it is a conflict, cut to the lines that really differ.

use std::ops::Range;

use super::hunks::{Hunk, hunks};
use super::lines::Lines;
use crate::core::align::{Algorithm, DiffOp, align};

/// Who changed a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Nobody.
    Nobody,
    /// The user.
    Disk,
    /// Dockwright.
    New,
    /// Both, and alike.
    Alike,
    /// Both, each in their way.
    Both,
}

/// The same place in the three texts, in lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) who: Who,
    pub(super) base: Range<usize>,
    pub(super) disk: Range<usize>,
    pub(super) new: Range<usize>,
}

/// The three texts.
pub(super) struct Sides<'a> {
    pub(super) base: Lines<'a>,
    pub(super) disk: Lines<'a>,
    pub(super) new: Lines<'a>,
}

impl Sides<'_> {
    /// All spans, in order; conflicts are whole regions, see [`Sides::refined`].
    /// `loose`: whether at this line of the base the order of neighbours does not matter, so that
    /// changes that only touch never meet.
    pub(super) fn spans(&self, algorithm: Algorithm, loose: impl Fn(usize) -> bool) -> Vec<Span> {
        let disk = hunks(algorithm, &self.base.keys, &self.disk.keys);
        let new = hunks(algorithm, &self.base.keys, &self.new.keys);
        let mut walk = Walk {
            sides: self,
            spans: Vec::new(),
            at: (0, 0, 0),
        };
        let (mut disk, mut new) = (disk.as_slice(), new.as_slice());
        while let Some(group) = Group::next(&mut disk, &mut new, &loose) {
            walk.take(&group);
        }
        walk.rest();
        walk.spans
    }

    /// A conflict cut into what is alike on both sides and what is not. Lines without a letter or
    /// a digit are no place to cut at, but at its ends.
    pub(super) fn refined(&self, span: &Span) -> Vec<Span> {
        let disk = &self.disk.keys[span.disk.clone()];
        let new = &self.new.keys[span.new.clone()];
        let base = &self.base.keys[span.base.clone()];
        let from_disk = align(Algorithm::Myers, base, disk);
        let from_new = align(Algorithm::Myers, base, new);
        let ops = align(Algorithm::Myers, disk, new);
        let mut out: Vec<Span> = Vec::new();
        let mut base_at = 0;
        for (place, op) in ops.iter().enumerate() {
            let (d, n) = (op.old_range(), op.new_range());
            let inner = place > 0 && place + 1 < ops.len();
            let equal = matches!(op, DiffOp::Equal { .. });
            let tells = disk[d.clone()]
                .iter()
                .any(|line| line.contains(char::is_alphanumeric));
            let last = place + 1 == ops.len();
            // The later of the two alignments, so that what a line came from stands by it.
            let reached = before(&from_disk, d.end).max(before(&from_new, n.end));
            let base_end = if last {
                base.len()
            } else {
                reached.max(base_at)
            };
            let who = if equal && (tells || !inner) {
                Who::Alike
            } else {
                Who::Both
            };
            let shift = |range: &Range<usize>, by: usize| range.start + by..range.end + by;
            let next = Span {
                who,
                base: shift(&(base_at..base_end), span.base.start),
                disk: shift(&d, span.disk.start),
                new: shift(&n, span.new.start),
            };
            base_at = base_end;
            match out.last_mut() {
                Some(last) if last.who == who => {
                    last.base.end = next.base.end;
                    last.disk.end = next.disk.end;
                    last.new.end = next.new.end;
                }
                _ => out.push(next),
            }
        }
        out
    }

    /// Whether the two sides of a span are the same.
    fn alike(&self, span: &Span) -> bool {
        self.disk.keys[span.disk.clone()] == self.new.keys[span.new.clone()]
    }
}

/// How many lines of the base are used up where so many of a side are; in what was replaced, line
/// by line.
fn before(ops: &[DiffOp], side: usize) -> usize {
    let mut used = 0;
    for op in ops {
        let (old, new) = (op.old_range(), op.new_range());
        if new.end > side {
            let into = side.saturating_sub(new.start);
            return used.max(old.start + into.min(old.len()));
        }
        used = old.end;
    }
    used
}

/// Hunks of both sides that meet.
struct Group<'h> {
    base: Range<usize>,
    disk: &'h [Hunk],
    new: &'h [Hunk],
}

impl<'h> Group<'h> {
    /// Takes the next from the two lists.
    fn next(
        disk: &mut &'h [Hunk],
        new: &mut &'h [Hunk],
        loose: &impl Fn(usize) -> bool,
    ) -> Option<Self> {
        // By where it begins; of two that begin together an insertion comes before.
        let key = |hunk: &Hunk| (hunk.base.start, !hunk.is_insertion());
        let begins_disk = match (disk.first(), new.first()) {
            (None, None) => return None,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some(disk), Some(new)) => key(disk) <= key(new),
        };
        let (mut taken_disk, mut taken_new) = (usize::from(begins_disk), usize::from(!begins_disk));
        let first = if begins_disk {
            disk.first()
        } else {
            new.first()
        }?;
        let mut base = first.base.clone();
        loop {
            let meets = |side: &[Hunk], others: &[Hunk], taken: usize, other: usize| {
                let next = side.get(taken)?;
                let met = others[..other].iter().any(|one| meet(one, next, loose));
                let inside = base.start < next.base.start && next.base.end < base.end;
                (met || inside).then(|| next.base.clone())
            };
            if let Some(more) = meets(disk, new, taken_disk, taken_new) {
                taken_disk += 1;
                base = base.start.min(more.start)..base.end.max(more.end);
            } else if let Some(more) = meets(new, disk, taken_new, taken_disk) {
                taken_new += 1;
                base = base.start.min(more.start)..base.end.max(more.end);
            } else {
                break;
            }
        }
        let (group_disk, rest) = disk.split_at(taken_disk);
        *disk = rest;
        let (group_new, rest) = new.split_at(taken_new);
        *new = rest;
        Some(Self {
            base,
            disk: group_disk,
            new: group_new,
        })
    }
}

/// Whether two hunks, one of each side, meet. Those that only touch do not, but for two cases: lines
/// are added after others that the other side takes out, and may belong to them; or one side puts
/// more lines where there were some, and nobody knows which of the lines come first.
fn meet(one: &Hunk, other: &Hunk, loose: &impl Fn(usize) -> bool) -> bool {
    let (a, b) = (&one.base, &other.base);
    match (a.is_empty(), b.is_empty()) {
        (true, true) => a.start == b.start,
        (true, false) if b.start < a.start && a.start < b.end => true,
        (false, true) if a.start < b.start && b.start < a.end => true,
        (false, false) if a.start < b.end && b.start < a.end => true,
        _ => {
            let touch = a.start <= b.end && b.start <= a.end;
            let orphaned = one.follows_gone(other) || other.follows_gone(one);
            let grows = one.grows() || other.grows();
            touch && (orphaned || grows && !loose(a.start.max(b.start)))
        }
    }
}

struct Walk<'s, 'a> {
    sides: &'s Sides<'a>,
    spans: Vec<Span>,
    /// Lines used of base, disk and new.
    at: (usize, usize, usize),
}

impl Walk<'_, '_> {
    fn take(&mut self, group: &Group<'_>) {
        self.same(group.base.start - self.at.0);
        let (_, disk_at, new_at) = self.at;
        let span = Span {
            who: match (group.disk.is_empty(), group.new.is_empty()) {
                (false, true) => Who::Disk,
                (true, false) => Who::New,
                _ => Who::Both,
            },
            base: group.base.clone(),
            disk: disk_at..disk_at + length(&group.base, group.disk),
            new: new_at..new_at + length(&group.base, group.new),
        };
        self.at = (span.base.end, span.disk.end, span.new.end);
        let who = match span.who {
            Who::Both if self.sides.alike(&span) => Who::Alike,
            who => who,
        };
        self.spans.push(Span { who, ..span });
    }

    /// Lines that nobody changed.
    fn same(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        let (base, disk, new) = self.at;
        self.at = (base + count, disk + count, new + count);
        self.spans.push(Span {
            who: Who::Nobody,
            base: base..base + count,
            disk: disk..disk + count,
            new: new..new + count,
        });
    }

    fn rest(&mut self) {
        self.same(self.sides.base.len() - self.at.0);
    }
}

/// How many lines a side has in place of a range of the base.
fn length(base: &Range<usize>, hunks: &[Hunk]) -> usize {
    let (gone, come) = hunks.iter().fold((0, 0), |(gone, come), hunk| {
        (gone + hunk.base.len(), come + hunk.side.len())
    });
    base.len() - gone + come
}
