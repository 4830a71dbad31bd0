//! Edits of a list in a JSON text that leave every other byte where it is.

use std::ops::Range;

use super::jsonc::Doc;

/// One replacement in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// What happens to one item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    Stays,
    Goes,
    Becomes(String),
}

/// A list of items between brackets, or of properties between braces.
pub(super) struct List {
    /// Brackets included.
    pub(super) range: Range<usize>,
    /// Each item and its fate.
    pub(super) items: Vec<(Range<usize>, Fate)>,
    /// What comes to its end, indented as if it stood at the line's begin.
    pub(super) added: Vec<String>,
}

/// Applies edits that do not overlap.
pub(super) fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.range.start).unwrap_or_default());
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// The edits that a list needs, commas included.
pub(super) fn edits(doc: &Doc<'_>, list: &List, unit: &str) -> Vec<Edit> {
    let mut out = Vec::new();
    let trailing = list
        .items
        .last()
        .is_some_and(|(item, _)| doc.comma_after(item.end).is_some());
    let last_kept = list.items.iter().rposition(|(_, fate)| *fate != Fate::Goes);
    let (outer, inner) = indents(doc, list, unit);
    for (index, (at, fate)) in list.items.iter().enumerate() {
        let comma = doc.comma_after(at.end);
        match fate {
            Fate::Goes => out.push(removal(doc.text, at, comma.as_ref())),
            Fate::Becomes(text) => out.push(Edit {
                range: at.clone(),
                text: indented(text, &inner),
            }),
            Fate::Stays => {}
        }
        let wanted = trailing || !list.added.is_empty();
        match comma {
            Some(range) if Some(index) == last_kept && !wanted => out.push(Edit {
                range,
                text: String::new(),
            }),
            None if Some(index) == last_kept && wanted => out.push(Edit {
                range: at.end..at.end,
                text: ",".to_owned(),
            }),
            _ => {}
        }
    }
    if !list.added.is_empty() {
        let before = last_kept.and_then(|index| list.items.get(index));
        out.push(addition(
            doc,
            list,
            before.map(|(item, _)| item),
            trailing,
            [&outer, &inner],
        ));
    }
    out
}

/// `text`, all lines but the first moved to `indent`.
pub(super) fn indented(text: &str, indent: &str) -> String {
    text.replace('\n', &format!("\n{indent}"))
}

/// The white space at the begin of the line that holds `at`.
pub(super) fn indent_at(text: &str, at: usize) -> &str {
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let rest = &text[line..];
    &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
}

/// The indent of the bracket's line and of the items.
fn indents(doc: &Doc<'_>, list: &List, unit: &str) -> (String, String) {
    let outer = indent_at(doc.text, list.range.start);
    let first = list.items.first().map(|(item, _)| item.start);
    let inner = first.filter(|at| begins_line(doc.text, *at)).map_or_else(
        || format!("{outer}{unit}"),
        |at| indent_at(doc.text, at).to_owned(),
    );
    (outer.to_owned(), inner)
}

fn begins_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with('\n')
}

/// Takes an item out, with its comma; with its line, if nothing else stands in it.
fn removal(text: &str, item: &Range<usize>, comma: Option<&Range<usize>>) -> Edit {
    let is_blank = |c: char| c == ' ' || c == '\t';
    let between = comma.map(|comma| &text[item.end..comma.start]);
    // A comment between an item and its comma is the user's: the comma goes alone then.
    let end = match (comma, between) {
        (Some(comma), Some(between)) if between.trim().is_empty() => comma.end,
        _ => item.end,
    };
    let start = text[..item.start].trim_end_matches(is_blank).len();
    let rest = &text[end..];
    let tail = rest.trim_start_matches(is_blank);
    let skipped = rest.len() - tail.len();
    let line_end = ["\r\n", "\n"].into_iter().find(|end| tail.starts_with(end));
    let range = match line_end {
        Some(line_end) if begins_line(text, item.start) => start..end + skipped + line_end.len(),
        _ if begins_line(text, item.start) => item.start..end + skipped,
        _ => start..end,
    };
    Edit {
        range,
        text: String::new(),
    }
}

/// Puts items at a list's end.
fn addition(
    doc: &Doc<'_>,
    list: &List,
    before: Option<&Range<usize>>,
    trailing: bool,
    [outer, inner]: [&String; 2],
) -> Edit {
    let open = list.range.start + 1;
    let at = match before {
        Some(item) => {
            let comma = doc.comma_after(item.end);
            doc.end_of_remarks(comma.map_or(item.end, |comma| comma.end))
        }
        None => doc.end_of_remarks(open),
    };
    let lines: Vec<String> = list
        .added
        .iter()
        .map(|text| format!("\n{inner}{}", indented(text, inner)))
        .collect();
    let mut text = lines.join(",");
    if trailing {
        text.push(',');
    }
    let rest = doc.text.get(at..list.range.end.saturating_sub(1));
    if !rest.unwrap_or_default().contains('\n') {
        text.push('\n');
        text.push_str(outer);
    }
    Edit {
        range: at..at,
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::jsonc::range;
    use super::*;

    fn run(text: &str, fates: &[Fate], added: &[&str]) -> String {
        let doc = Doc::parse(text).unwrap();
        let array = doc.root.get_array("a").unwrap();
        let items = array.elements.iter().map(range).zip(fates.iter().cloned());
        let list = List {
            range: range(array),
            items: items.collect(),
            added: added.iter().map(|&text| text.to_owned()).collect(),
        };
        let result = apply(text, edits(&doc, &list, "  "));
        assert!(Doc::parse(&result).is_ok(), "{result}");
        result
    }

    #[test]
    fn every_other_byte_stays() {
        use Fate::{Becomes, Goes, Stays};
        let becomes = || Becomes("{\n  9\n}".replace('9', "\"n\": 9"));
        let table: [(&str, &[Fate], &[&str], &str); 13] = [
            ("{\"a\": []}", &[], &["1"], "{\"a\": [\n  1\n]}"),
            (
                "{\"a\": [\n]}",
                &[],
                &["1", "2"],
                "{\"a\": [\n  1,\n  2\n]}",
            ),
            ("{\"a\": [ // c\n]}", &[], &["1"], "{\"a\": [ // c\n  1\n]}"),
            ("{\"a\": [1]}", &[Stays], &["2"], "{\"a\": [1,\n  2\n]}"),
            (
                "{\"a\": [\n\n    1 // c\n\n  ]}",
                &[Stays],
                &["2"],
                "{\"a\": [\n\n    1, // c\n    2\n\n  ]}",
            ),
            (
                "{\"a\": [\n  1, // c\n]}",
                &[Stays],
                &["2"],
                "{\"a\": [\n  1, // c\n  2,\n]}",
            ),
            (
                "{\"a\": [1, 2, 3]}",
                &[Goes, Stays, Stays],
                &[],
                "{\"a\": [ 2, 3]}",
            ),
            (
                "{\"a\": [1, 2, 3]}",
                &[Stays, Goes, Stays],
                &[],
                "{\"a\": [1, 3]}",
            ),
            (
                "{\"a\": [1, 2, 3]}",
                &[Stays, Stays, Goes],
                &[],
                "{\"a\": [1, 2]}",
            ),
            (
                "{\"a\": [1, 2]}",
                &[Goes, Goes],
                &["3"],
                "{\"a\": [\n  3\n]}",
            ),
            (
                "{\"a\": [\n  1,\n  // two\n  2, // c\n  3\n]}",
                &[Stays, Goes, Goes],
                &[],
                "{\"a\": [\n  1\n  // two\n  // c\n]}",
            ),
            (
                "{\"a\": [\n  1,\n  2,\n]}",
                &[Stays, Goes],
                &["3"],
                "{\"a\": [\n  1,\n  3,\n]}",
            ),
            (
                "{\"a\": [\n    1, 2\n]}",
                &[becomes(), Stays],
                &[],
                "{\"a\": [\n    {\n      \"n\": 9\n    }, 2\n]}",
            ),
        ];
        for (text, fates, added, result) in table {
            assert_eq!(
                run(text, fates, added),
                result,
                "{text} {fates:?} {added:?}"
            );
        }
    }
}
