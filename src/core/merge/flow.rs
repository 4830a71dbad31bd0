//! A third look at a line that both changed: a list or a map in one line, `networks: [a, b]`. Its
//! items come together as lines do; what both put in one place stands side by side, ours first.

use super::lines::Lines;
use super::order::{is_ordered, key};
use super::threeway::{Sides, Who};
use crate::core::align::Algorithm;

/// A list or a map in one line.
#[derive(Debug, PartialEq, Eq)]
struct Row<'a> {
    /// Up to its bracket.
    head: &'a str,
    items: Vec<&'a str>,
    /// From the closing bracket on.
    tail: &'a str,
    /// A blank within the brackets.
    pad: &'a str,
}

/// The line with what both did to its items; none where it is no such line, more than its items is
/// new, both changed the same item, or its items are read in order.
pub(super) fn joined(base: &str, disk: &str, new: &str) -> Option<String> {
    let [base, disk, new] = [row(base)?, row(disk)?, row(new)?];
    let same = |other: &Row<'_>| (other.head, other.pad) == (base.head, base.pad);
    if !same(&disk) || !same(&new) || is_ordered(key(base.head)) {
        return None;
    }
    let tail = match (disk.tail == base.tail, new.tail == base.tail) {
        (true, _) => new.tail,
        (_, true) => disk.tail,
        _ => return None,
    };
    let items = together(&base, &disk, &new)?.join(", ");
    let pad = if items.is_empty() { "" } else { base.pad };
    Some(format!("{}{pad}{items}{pad}{tail}", base.head))
}

fn together(base: &Row<'_>, disk: &Row<'_>, new: &Row<'_>) -> Option<Vec<String>> {
    let [base, disk, new] = [base, disk, new].map(|row| row.items.join("\n"));
    let sides = Sides {
        base: Lines::of(&base),
        disk: Lines::of(&disk),
        new: Lines::of(&new),
    };
    let mut items = Vec::new();
    for span in sides.spans(Algorithm::Myers, |_| true) {
        let (theirs, ours) = (&sides.disk.keys[span.disk], &sides.new.keys[span.new]);
        match span.who {
            Who::New => items.extend(ours),
            Who::Both if span.base.is_empty() => {
                items.extend(ours);
                items.extend(theirs.iter().filter(|item| !ours.contains(item)));
            }
            Who::Both => return None,
            Who::Nobody | Who::Disk | Who::Alike => items.extend(theirs),
        }
    }
    Some(items.into_iter().map(str::to_owned).collect())
}

/// After these a quote begins a text.
const OPENS: [char; 6] = [' ', ',', ':', '[', '{', '\t'];

/// Reads a line; none where its text would not come out the same.
fn row(line: &str) -> Option<Row<'_>> {
    let at = line.find(['[', '{'])?;
    let before = line[..at].trim_end();
    if !before.ends_with([':', '-']) {
        return None;
    }
    let (head, rest) = line.split_at(at + 1);
    let mut items = Vec::new();
    let (mut from, mut depth, mut quote) = (0, 0, None);
    let mut end = None;
    let mut escaped = false;
    for (at, char) in rest.char_indices() {
        match (quote, char) {
            _ if escaped => escaped = false,
            (Some('"'), '\\') => escaped = true,
            (Some(mark), _) => quote = quote.filter(|_| mark != char),
            // Within a plain word a quote is a letter.
            (None, '"' | '\'') if rest[..at].is_empty() || rest[..at].ends_with(OPENS) => {
                quote = Some(char);
            }
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') if depth > 0 => depth -= 1,
            (None, ',' | ']' | '}') if depth == 0 => {
                items.push(rest[from..at].trim());
                from = at + 1;
                if char != ',' {
                    end = Some(at);
                    break;
                }
            }
            _ => {}
        }
    }
    let end = end?;
    if items == [""] {
        items.clear();
    }
    let pad = if rest.starts_with(' ') { " " } else { "" };
    let row = Row {
        head,
        pad: if items.is_empty() { "" } else { pad },
        tail: &rest[end..],
        items,
    };
    let text = format!("{pad}{}{pad}", row.items.join(", "));
    let same = row.items.is_empty() || text == rest[..end];
    (same && !row.items.contains(&"")).then_some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_both_stand_side_by_side() {
        let join = |base, disk, new| joined(base, disk, new);
        for (base, disk, new, both) in [
            (
                "a: [x]",
                "a: [x, mine]",
                "a: [x, ours]",
                "a: [x, ours, mine]",
            ),
            ("a: [x, y]", "a: [y]", "a: [x, y, z]", "a: [y, z]"),
            ("a: [x]", "a: [x, z]", "a: [x, z, y]", "a: [x, z, y]"),
            (
                "a: [x] # w",
                "a: [x, 'm, n'] # w",
                "a: [o, x] # v",
                "a: [o, x, 'm, n'] # v",
            ),
            (
                "- {a: 1}",
                "- {a: 1, b: 2}",
                "- {a: 1, c: [3]}",
                "- {a: 1, c: [3], b: 2}",
            ),
            (
                "  \"a\": { \"x\": 1 },",
                "  \"a\": { \"x\": 1, \"y\": \"\\\"]\" },",
                "  \"a\": { \"x\": 2 },",
                "  \"a\": { \"x\": 2, \"y\": \"\\\"]\" },",
            ),
        ] {
            assert_eq!(join(base, disk, new).as_deref(), Some(both), "{base}");
        }
    }

    #[test]
    fn what_is_a_question_stays_one() {
        for (base, disk, new) in [
            ("a: [x]", "a: [y]", "a: [z]"),
            ("a: [x]", "b: [x, y]", "a: [x, z]"),
            ("a: [x", "a: [x, y", "a: [x, z"),
            ("a: [x]", "a: [x,y]", "a: [x, z]"),
            ("a: x[1]", "a: x[1, 2]", "a: x[1, 3]"),
            ("a: [x] # w", "a: [x, y] # u", "a: [x, z] # v"),
            ("command: [x]", "command: [x, y]", "command: [x, z]"),
        ] {
            assert_eq!(joined(base, disk, new), None, "{disk}");
        }
    }
}
