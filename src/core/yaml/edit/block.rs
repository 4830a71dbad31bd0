//! Values of maps in block style: changed, filled, added.

use super::super::node::{Kind, Node};
use super::super::quote::flow;
use super::super::source::{Ends, Source};
use super::value::Value;
use super::{Holder, Splice, block_lines, expected, flow_entry};

/// Puts the value in place of what the holder's entry holds.
pub(super) fn replace(
    source: &Source<'_>,
    root: &Node,
    holder: Holder<'_>,
    value: &Value,
) -> Option<(Vec<Splice>, Node)> {
    let ends = holder.ends(source)?;
    let old = &holder.entry.value;
    let in_flow = source.is_flow(holder.map);
    let in_lines = !in_flow && !ends.is_unwritten() && is_block(source, old);
    if in_lines
        && let (Kind::List(old), Kind::List(new)) = (&old.kind, &value.node.kind)
        && !new.is_empty()
    {
        let splice = items(source, old, holder, new)?;
        return Some((vec![splice], value.node.clone()));
    }
    if value.is_block && !in_flow {
        let splices = if in_lines {
            let lines = value.lines(old.column - 1, source.line_break());
            let start = source.line_start(ends.start);
            vec![Splice::new(start, source.line_end(ends.end), lines)]
        } else {
            let indent = holder.indent() + step(source, root);
            let lines = value.lines(indent, source.line_break());
            below(source, ends, &lines)
        };
        return Some((splices, value.node.clone()));
    }
    if in_lines {
        let text = format!(" {}", value.inline(false));
        let lines = Splice::new(source.line_end(ends.colon), source.line_end(ends.end), "");
        let splices = vec![Splice::new(ends.colon, ends.colon, text), lines];
        return Some((splices, value.node.clone()));
    }
    if ends.is_unwritten() {
        let text = value.inline(in_flow);
        return Some((vec![after_colon(ends, &text)], value.node.clone()));
    }
    let raw = source.text.get(ends.start..ends.end)?;
    let (text, node) = value.instead_of(raw, in_flow);
    Some((vec![Splice::new(ends.start, ends.end, text)], node))
}

/// Gives an entry that holds nothing its first child.
pub(super) fn fill(
    source: &Source<'_>,
    root: &Node,
    holder: Holder<'_>,
    rest: &[&str],
    value: &Value,
) -> Option<Vec<Splice>> {
    let ends = holder.ends(source)?;
    if source.is_flow(holder.map) {
        let text = format!("{{{}}}", flow_entry(rest, value));
        return Some(vec![if ends.is_unwritten() {
            after_colon(ends, &text)
        } else {
            Splice::new(ends.start, ends.end, text)
        }]);
    }
    let step = step(source, root);
    let indent = holder.indent() + step;
    let lines = block_lines(rest, value, indent, step, source.line_break());
    Some(below(source, ends, &lines))
}

/// Adds `rest` at the end of a map in block style.
pub(super) fn insert(
    source: &Source<'_>,
    root: &Node,
    map: &Node,
    rest: &[&str],
    value: &Value,
) -> Option<Vec<Splice>> {
    let eol = source.line_break();
    let step = step(source, root);
    let entries = map.as_map()?;
    let Some(last) = entries.last() else {
        return Some(vec![append(
            source,
            &block_lines(rest, value, 0, step, eol),
        )]);
    };
    let indent = map.column - 1;
    let end = source.entry(last, indent, false)?.end;
    let at = after_own_comments(source, end, indent);
    let lines = block_lines(rest, value, indent, step, eol);
    Some(vec![Splice::new(at, at, format!("{eol}{lines}"))])
}

/// The end of the line of a map's last byte, or of the comment lines below that are as far in as
/// its keys: an answer that is commented out stays with its map.
fn after_own_comments(source: &Source<'_>, end: usize, indent: usize) -> usize {
    let mut at = source.line_end(end);
    loop {
        let next = source.next_line(at);
        if indent == 0 || next >= source.text.len() {
            return at;
        }
        let line = source.line(next);
        let content = line.trim_start_matches(' ');
        if !content.starts_with('#') || line.len() - content.len() < indent {
            return at;
        }
        at = next + line.len();
    }
}

/// At the end of a file that has no entry yet.
fn append(source: &Source<'_>, lines: &str) -> Splice {
    let end = source.text.len();
    let eol = source.line_break();
    let has_last_break = source.text.ends_with(['\n', '\r']) || source.line_start(end) == end;
    let text = if has_last_break {
        format!("{lines}{eol}")
    } else {
        format!("{eol}{lines}")
    };
    Splice::new(end, end, text)
}

/// Takes out what stands behind the key and puts lines below; a comment behind it stays.
fn below(source: &Source<'_>, ends: Ends, lines: &str) -> Vec<Splice> {
    let at = source.line_end(ends.end);
    let text = format!("{}{lines}", source.line_break());
    vec![
        Splice::new(ends.colon, ends.end, ""),
        Splice::new(at, at, text),
    ]
}

fn after_colon(ends: Ends, text: &str) -> Splice {
    let colon = if ends.has_colon { "" } else { ":" };
    Splice::new(ends.colon, ends.colon, format!("{colon} {text}"))
}

/// The new items of a list in block style. Items that stay keep their lines, comments included.
fn items(source: &Source<'_>, old: &[Node], holder: Holder<'_>, new: &[Node]) -> Option<Splice> {
    let list = &holder.entry.value;
    let indent = source.list_indent(list)?;
    let first = source.line_start(source.start(list)?);
    let mut chunks = Vec::new();
    let mut at = first;
    for item in old {
        let end = source.item_end(item, indent)?;
        let end = source.line_end(end);
        chunks.push(Some((item, source.text.get(at..end)?)));
        at = source.next_line(end);
    }
    let end = holder.ends(source)?.end;
    let line = |item: &Node| {
        let stays =
            |chunk: &Option<(&Node, &str)>| chunk.is_some_and(|(old, _)| expected::same(old, item));
        let kept = chunks.iter().position(stays);
        match kept.and_then(|index| chunks[index].take()) {
            Some((_, lines)) => lines.to_owned(),
            None => format!("{:indent$}- {}", "", flow(item)),
        }
    };
    let lines: Vec<_> = new.iter().map(line).collect();
    let text = lines.join(source.line_break());
    Some(Splice::new(first, source.line_end(end), text))
}

fn is_block(source: &Source<'_>, node: &Node) -> bool {
    !matches!(node.kind, Kind::Scalar { .. }) && !source.is_flow(node)
}

/// How far the file's first nested map is indented; two spaces where there is none.
fn step(source: &Source<'_>, root: &Node) -> usize {
    let nested =
        root.as_map().unwrap_or_default().iter().find(|entry| {
            matches!(entry.value.kind, Kind::Map(_)) && is_block(source, &entry.value)
        });
    nested.map_or(2, |entry| {
        entry.value.column.saturating_sub(root.column).clamp(1, 8)
    })
}
