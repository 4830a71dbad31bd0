//! A list that is written one item a line: items come, go and move with their own comments.

use crate::core::yaml::{self, Node};

/// The text with the list `old` become `new`; none where the list is not written in lines, or where
/// the result would not be read as wanted. `at` finds the list again.
pub(super) fn relist(
    text: &str,
    old: &[Node],
    new: &[Node],
    at: impl Fn(&Node) -> Option<Node>,
) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let first = old.first()?.line.checked_sub(1)?;
    let indent = dash(lines.get(first)?)?;
    let mut chunks: Vec<(usize, usize)> = Vec::new();
    let mut begin = first;
    for item in old {
        let line = item.line.checked_sub(1)?;
        if line < begin || dash(lines.get(line)?) != Some(indent) {
            return None;
        }
        let mut end = line + 1;
        while lines.get(end).is_some_and(|line| deeper(line, indent)) {
            end += 1;
        }
        chunks.push((begin, end));
        begin = end;
    }
    let last = begin;
    let mut free: Vec<bool> = vec![true; old.len()];
    let mut body = String::new();
    for item in new {
        let known = old.iter().enumerate().find(|(place, known)| {
            free.get(*place) == Some(&true) && known.to_value() == item.to_value()
        });
        match known.and_then(|(place, _)| Some((place, chunks.get(place)?))) {
            Some((place, (begin, end))) => {
                *free.get_mut(place)? = false;
                let chunk = lines.get(*begin..*end)?.concat();
                body.push_str(&chunk);
                if !chunk.ends_with('\n') {
                    body.push('\n');
                }
            }
            None => body.push_str(&format!("{}- {}\n", " ".repeat(indent), yaml::flow(item))),
        }
    }
    let result = [
        lines.get(..first)?.concat(),
        body,
        lines.get(last..)?.concat(),
    ]
    .concat();
    let root = yaml::parse("", result.as_bytes()).ok()?;
    let wanted: Vec<_> = new.iter().map(Node::to_value).collect();
    (at(&root)?.to_value() == serde_json::Value::Array(wanted)).then_some(result)
}

/// Where the dash of an item stands.
fn dash(line: &str) -> Option<usize> {
    let trimmed = line.trim_start_matches(' ');
    trimmed
        .starts_with("- ")
        .then_some(line.len() - trimmed.len())
}

fn deeper(line: &str, indent: usize) -> bool {
    let trimmed = line.trim_start_matches(' ');
    !trimmed.trim_end().is_empty() && line.len() - trimmed.len() > indent
}
