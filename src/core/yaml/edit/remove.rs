//! Entries taken out.

use super::super::node::Node;
use super::super::source::{Ends, Source};
use super::flow::{comma_after, stands_alone};
use super::{Holder, Splice};

/// Takes the holder's entry out of its map.
pub(super) fn remove(source: &Source<'_>, root: &Node, holder: Holder<'_>) -> Option<Vec<Splice>> {
    let ends = holder.ends(source)?;
    if source.is_flow(holder.map) {
        return from_braces(source, holder, ends);
    }
    let (start, end) = lines(source, ends, holder);
    let is_last = holder.map.as_map()?.len() == 1;
    if is_last && !std::ptr::eq(holder.map, root) {
        // The map stays, without entries: its key would hold null otherwise.
        let colon = colon_before(source, start)?;
        let rest = Splice::new(
            line_break_before(source, start),
            break_before_end(source, end),
            "",
        );
        return Some(vec![Splice::new(colon, colon, " {}"), rest]);
    }
    Some(vec![Splice::new(start, end, "")])
}

/// The entry's lines, with the comment lines that are its own.
///
/// Its own are those directly above it and as far in, unless they begin the file: that is the
/// file's head comment. Comment lines further in below it are answers of its own, commented out.
fn lines(source: &Source<'_>, ends: Ends, holder: Holder<'_>) -> (usize, usize) {
    let indent = holder.indent();
    let first = source.line_start(ends.key);
    let head = source.line_start(0);
    let mut start = first;
    while start > head {
        let above = source.line_start(start - 1);
        let line = source.line(above);
        let content = line.trim_start_matches(' ');
        if !content.starts_with('#') || line.len() - content.len() != indent {
            break;
        }
        start = above;
    }
    if start == head {
        start = first;
    }
    let mut end = source.next_line(ends.end);
    while end < source.text.len() {
        let line = source.line(end);
        let content = line.trim_start_matches(' ');
        if !content.starts_with('#') || line.len() - content.len() <= indent {
            break;
        }
        end = source.next_line(end);
    }
    // Not two runs of blank lines where there was one on each side.
    let is_blank = |at: usize| source.line(at).trim().is_empty();
    if start > head && is_blank(source.line_start(start - 1)) {
        while end < source.text.len() && is_blank(end) {
            end = source.next_line(end);
        }
    }
    // The last line, in a file without a last line break: the break before it goes.
    if end == source.text.len() && !source.text.ends_with(['\n', '\r']) {
        start = line_break_before(source, start);
    }
    (start, end)
}

/// Where the line break before `start` begins.
fn line_break_before(source: &Source<'_>, start: usize) -> usize {
    let before = &source.text[..start];
    let kept = before.strip_suffix('\n').unwrap_or(before);
    kept.strip_suffix('\r').unwrap_or(kept).len()
}

fn break_before_end(source: &Source<'_>, end: usize) -> usize {
    if source.text[..end].ends_with(['\n', '\r']) {
        line_break_before(source, end)
    } else {
        end
    }
}

/// After the colon that the map below it belongs to.
fn colon_before(source: &Source<'_>, start: usize) -> Option<usize> {
    let mut at = start;
    while at > 0 {
        at = source.line_start(at - 1);
        let line = source.line(at);
        let content = line.trim_start();
        if !content.is_empty() && !content.starts_with('#') {
            let code = line.find(" #").map_or(line, |comment| &line[..comment]);
            let code = code.trim_end();
            return code.ends_with(':').then_some(at + code.len());
        }
    }
    None
}

/// The entry and one comma.
fn from_braces(source: &Source<'_>, holder: Holder<'_>, ends: Ends) -> Option<Vec<Splice>> {
    let entries = holder.map.as_map()?;
    let open = source.start(holder.map)?;
    let close = source.end(holder.map, 0, true)? - 1;
    let comma = comma_after(source, ends.end, close);
    if stands_alone(source, ends, comma, close) {
        let start = source.line_start(ends.key);
        let end = source.next_line(comma.unwrap_or(ends.end));
        return Some(vec![Splice::new(start, end, "")]);
    }
    let next = entries.get(holder.index + 1);
    let previous = holder
        .index
        .checked_sub(1)
        .and_then(|index| entries.get(index));
    let (start, end) = match (previous, next) {
        (_, Some(next)) => (ends.key, source.offset(next.line, next.column)?),
        (Some(previous), None) => (source.entry(previous, 0, true)?.end, ends.end),
        (None, None) => {
            let inside = source.text.get(open + 1..close)?;
            if inside.contains('#') {
                (ends.key, comma.map_or(ends.end, |comma| comma + 1))
            } else {
                (open + 1, close)
            }
        }
    };
    Some(vec![Splice::new(start, end, "")])
}
