//! New entries in a map in braces.

use super::super::node::Node;
use super::super::source::{Ends, Source};
use super::value::Value;
use super::{Splice, flow_entry};

/// Adds `rest` at the end of a map in braces.
pub(super) fn insert(
    source: &Source<'_>,
    map: &Node,
    rest: &[&str],
    value: &Value,
) -> Option<Vec<Splice>> {
    let entry = flow_entry(rest, value);
    let open = source.start(map)?;
    let close = source.end(map, 0, true)? - 1;
    let Some(last) = map.as_map()?.last() else {
        let inside = source.text.get(open + 1..close)?;
        let is_blank = inside.chars().all(|char| char == ' ');
        let end = if is_blank { close } else { open + 1 };
        return Some(vec![Splice::new(open + 1, end, entry)]);
    };
    let ends = source.entry(last, 0, true)?;
    let comma = comma_after(source, ends.end, close);
    if stands_alone(source, ends, comma, close) {
        // One entry a line: so this one gets its own, indented like the last.
        let line = source.line(source.line_start(ends.key));
        let indent = line.len() - line.trim_start().len();
        let trailing = if comma.is_some() { "," } else { "" };
        let text = format!("{}{:indent$}{entry}{trailing}", source.line_break(), "");
        let mut splices = vec![Splice::new(
            source.line_end(comma.unwrap_or(ends.end)),
            source.line_end(comma.unwrap_or(ends.end)),
            text,
        )];
        if comma.is_none() {
            splices.insert(0, Splice::new(ends.end, ends.end, ","));
        }
        return Some(splices);
    }
    let splice = match comma {
        Some(comma) => Splice::new(comma + 1, comma + 1, format!(" {entry}")),
        None => Splice::new(ends.end, ends.end, format!(", {entry}")),
    };
    Some(vec![splice])
}

/// The comma between an entry's end and `until`.
pub(super) fn comma_after(source: &Source<'_>, end: usize, until: usize) -> Option<usize> {
    let mut at = end;
    while at < until {
        match source.byte(at)? {
            b',' => return Some(at),
            b'#' => at = source.line_end(at),
            _ => at += 1,
        }
    }
    None
}

/// Whether an entry has its lines to itself, and the closing brace stands on a later one.
pub(super) fn stands_alone(
    source: &Source<'_>,
    ends: Ends,
    comma: Option<usize>,
    close: usize,
) -> bool {
    let before = &source.text[source.line_start(ends.key)..ends.key];
    let after_value = comma.map_or(ends.end, |comma| comma + 1);
    let line_end = source.line_end(after_value);
    let after = source.text[after_value..line_end].trim_start();
    let is_blank = |text: &str| text.chars().all(|char| matches!(char, ' ' | '\t'));
    is_blank(before) && (after.is_empty() || after.starts_with('#')) && line_end < close
}
