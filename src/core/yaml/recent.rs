//! Texts that were read a moment ago are not read again: an answer reads its text to edit it, to
//! see that the edit is the right one, and to know what it says by then.
//!
//! This is memory of a pure function. Of a text that differs from a known one in a single member,
//! that member's lines alone are read; they stand for themselves, since anchors are not allowed.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use super::node::{Entry, Kind, Node};
use super::parse::parse;
use crate::core::diagnostic::Problem;

/// Texts to be remembered: before and after an answer, one that is tried, and what was written.
const MANY: usize = 4;
/// A longer text, or a deeper member, is read as a whole: so every bound is kept.
const LONG: usize = 500_000;
const DEEP: usize = 32;

type Known = (Arc<str>, Arc<Node>);

thread_local! {
    static RECENT: RefCell<VecDeque<Known>> = const { RefCell::new(VecDeque::new()) };
}

/// The same as [`parse`], of a text that is likely to be read again or to be like one that was.
pub fn read(file: &str, text: &str) -> Result<Arc<Node>, Vec<Problem>> {
    let known = RECENT.with_borrow(|recent| {
        let same = recent.iter().find(|(known, _)| **known == *text);
        let same = same.map(|(_, tree)| (Arc::clone(tree), true));
        same.or_else(|| {
            let mut trees = recent.iter();
            trees.find_map(|(known, tree)| Some((Arc::new(patched(known, tree, text)?), false)))
        })
    });
    let tree = match known {
        Some((tree, true)) => return Ok(tree),
        Some((tree, false)) => tree,
        None => Arc::new(parse(file, text.as_bytes())?),
    };
    RECENT.with_borrow_mut(|recent| {
        recent.truncate(MANY - 1);
        recent.push_front((text.into(), Arc::clone(&tree)));
    });
    Ok(tree)
}

/// The tree of a text that differs from a known one in the lines of one member only, and has as
/// many lines.
fn patched(old: &str, tree: &Node, new: &str) -> Option<Node> {
    if new.len() > LONG || old.contains('\r') || new.contains('\r') {
        return None;
    }
    let same = old.bytes().zip(new.bytes());
    let begin = same.take_while(|(one, two)| one == two).count();
    let ends = old[begin.min(old.len())..].bytes().rev();
    let ends = ends.zip(new.bytes().skip(begin).rev());
    let end = ends.take_while(|(one, two)| one == two).count();
    let line = 1 + lines(old.as_bytes().get(..begin)?);
    let (slot, place) = member(tree, line)?;
    let (section, entry) = (&tree.as_map()?[slot], entry_of(tree, slot, place)?);
    let from = start_of(old, entry.line)?;
    let to = after(tree, slot, place).map_or(Some(old.len()), |line| start_of(old, line))?;
    // The difference lies within its lines.
    let rest = old.len() - to;
    if begin < from || end < rest || entry.line == section.line {
        return None;
    }
    let (before, now) = (
        old.get(from..to)?,
        new.get(from..new.len().checked_sub(rest)?)?,
    );
    if lines(before.as_bytes()) != lines(now.as_bytes()) {
        return None;
    }
    let known = alone(before, entry.line)?;
    let made = alone(now, entry.line)?;
    let fits = known == *entry && made.key == entry.key && made.column == entry.column;
    fits.then(|| with(tree, slot, place, made))
}

/// What a member's lines say by themselves.
fn alone(text: &str, line: usize) -> Option<Entry> {
    let mut tree = parse("", text.as_bytes()).ok()?;
    let Kind::Map(entries) = &mut tree.kind else {
        return None;
    };
    let mut entry = entries.pop().filter(|_| entries.is_empty())?;
    let fits = entry.line == 1 && entry.column > 1 && depth(&entry.value) < DEEP;
    moved(&mut entry, line - 1);
    fits.then_some(entry)
}

/// The last member that begins in this line or before: the places of its section and its own.
fn member(tree: &Node, line: usize) -> Option<(usize, usize)> {
    let sections = tree.as_map()?;
    let slot = sections
        .partition_point(|entry| entry.line <= line)
        .checked_sub(1)?;
    let members = sections[slot].value.as_map()?;
    let place = members
        .partition_point(|entry| entry.line <= line)
        .checked_sub(1)?;
    Some((slot, place))
}

fn entry_of(tree: &Node, slot: usize, place: usize) -> Option<&Entry> {
    tree.as_map()?.get(slot)?.value.as_map()?.get(place)
}

/// The line in which what follows a member begins; none where it is the last.
fn after(tree: &Node, slot: usize, place: usize) -> Option<usize> {
    let next = entry_of(tree, slot, place + 1).or_else(|| tree.as_map()?.get(slot + 1));
    next.map(|entry| entry.line)
}

/// Where a line begins, in bytes.
fn start_of(text: &str, line: usize) -> Option<usize> {
    let Some(before) = line.checked_sub(2) else {
        return Some(0);
    };
    let mut breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    breaks.nth(before).map(|(place, _)| place + 1)
}

fn lines(text: &[u8]) -> usize {
    text.split(|byte| *byte == b'\n').count() - 1
}

fn depth(node: &Node) -> usize {
    let below = match &node.kind {
        Kind::Scalar { .. } => return 0,
        Kind::List(items) => items.iter().map(depth).max(),
        Kind::Map(entries) => entries.iter().map(|entry| depth(&entry.value)).max(),
    };
    1 + below.unwrap_or(0)
}

/// Moves an entry down by so many lines.
fn moved(entry: &mut Entry, by: usize) {
    entry.line += by;
    moved_node(Arc::make_mut(&mut entry.value), by);
}

fn moved_node(node: &mut Node, by: usize) {
    node.line += by;
    match &mut node.kind {
        Kind::Scalar { .. } => {}
        Kind::List(items) => items.iter_mut().for_each(|item| moved_node(item, by)),
        Kind::Map(entries) => entries.iter_mut().for_each(|entry| moved(entry, by)),
    }
}

/// The tree with another member in that place; all others are the very same.
fn with(tree: &Node, slot: usize, place: usize, member: Entry) -> Node {
    let mut tree = tree.clone();
    if let Kind::Map(sections) = &mut tree.kind
        && let Kind::Map(members) = &mut Arc::make_mut(&mut sections[slot].value).kind
    {
        members[place] = member;
    }
    tree
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "dockwright: 1\nservices:\n  web: # why\n    kind: django\n    port: 8000\n    env: {A: \"x\"}\n\n  # of the api\n  api:\n    kind: go\n    files:\n      - |\n        text\n\nbacking:\n  db: {kind: postgres}\n# end\n";

    /// Whatever is changed in a text, what is read is what is written there.
    #[test]
    fn what_is_remembered_is_what_is_read() {
        let pieces = [
            "8001", "'", "\"", "{", "}", "[", ": ", " #", "\n", "  ", "|", "-", "&a", "x",
        ];
        let mut patches = 0;
        for begin in 0..=TEXT.len() {
            for length in [0, 1, 4] {
                let end = (begin + length).min(TEXT.len());
                for piece in pieces.iter().chain(&[""]) {
                    let text = format!("{}{piece}{}", &TEXT[..begin], &TEXT[end..]);
                    RECENT.take();
                    read("f", TEXT).unwrap();
                    let tree = parse("f", TEXT.as_bytes()).unwrap();
                    patches += usize::from(patched(TEXT, &tree, &text).is_some());
                    let known = read("f", &text).map(|tree| Node::clone(&tree));
                    assert_eq!(known, parse("f", text.as_bytes()), "{text}");
                }
            }
        }
        assert!(patches > 300, "{patches}");
    }
}
