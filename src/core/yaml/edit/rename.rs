//! Keys renamed, and items of lists renamed, added and taken out, where they stand.

use super::super::node::{Kind, Node};
use super::super::quote::{flow, quote};
use super::super::source::Source;
use super::flow::comma_after;
use super::value::Value;
use super::{Holder, Splice, Spot, apply, checked, expected, find, read, refused, set};
use crate::core::diagnostic::Problem;

/// Gives the key at `path` another name, in the quotes it had; what it holds stays.
pub fn rename_key(text: &str, path: &[&str], new: &str) -> Result<String, Problem> {
    let old = read(text)?;
    let refusal = || refused(&old, path);
    let Spot::Found(holder) = find(&old, path)? else {
        return Err(refusal());
    };
    let source = Source::new(text);
    let splice = key(&source, holder, new).ok_or_else(refusal)?;
    let expected = expected::renamed(&old, path, new);
    checked(apply(text, vec![splice]), &expected).ok_or_else(refusal)
}

fn key(source: &Source<'_>, holder: Holder<'_>, new: &str) -> Option<Splice> {
    let ends = holder.ends(source)?;
    let end = ends.colon - usize::from(ends.has_colon);
    let raw = source.text.get(ends.key..end)?.trim_end();
    let (new, _) = Value::new(&quote(new)).ok()?.instead_of(raw, true);
    Some(Splice::new(ends.key, ends.key + raw.len(), new))
}

/// Gives the text `new` to the item at `index` of the list at `path`.
pub fn rename_item(text: &str, path: &[&str], index: usize, new: &str) -> Result<String, Problem> {
    let value = Value::new(&quote(new))?;
    items(text, path, |source, list, items| {
        let item = items.get(index)?;
        let in_flow = source.is_flow(list);
        let (start, end) = (source.start(item)?, source.end(item, 0, in_flow)?);
        let (new, node) = value.instead_of(source.text.get(start..end)?, in_flow);
        let mut wanted = items.to_vec();
        *wanted.get_mut(index)? = node;
        Some((Splice::new(start, end, new), wanted))
    })
}

/// Adds the text `new` to the list at `path`, which has items.
pub fn add_item(text: &str, path: &[&str], new: &str) -> Result<String, Problem> {
    let value = Value::new(&quote(new))?;
    items(text, path, |source, list, items| {
        let mut wanted = items.to_vec();
        wanted.push(value.node.clone());
        let last = items.last()?;
        let in_flow = source.is_flow(list);
        if in_flow {
            let end = source.end(last, 0, true)?;
            let splice = Splice::new(end, end, format!(", {}", value.inline(true)));
            return Some((splice, wanted));
        }
        let indent = source.list_indent(list)?;
        let at = source.line_end(source.item_end(last, indent)?);
        let line = format!(
            "{}{:indent$}- {}",
            source.line_break(),
            "",
            flow(&value.node)
        );
        Some((Splice::new(at, at, line), wanted))
    })
}

/// Takes the item at `index` out of the list at `path`.
pub fn remove_item(text: &str, path: &[&str], index: usize) -> Result<String, Problem> {
    let old = read(text)?;
    let Spot::Found(holder) = find(&old, path)? else {
        return Err(refused(&old, path));
    };
    if !Source::new(text).is_flow(&holder.entry.value) {
        let rest = holder.entry.value.as_list().unwrap_or_default().iter();
        let rest = rest.enumerate().filter(|(place, _)| *place != index);
        let rest: Vec<String> = rest.map(|(_, item)| flow(item)).collect();
        return set(text, path, &format!("[{}]", rest.join(", ")));
    }
    items(text, path, |source, list, items| {
        let start = source.start(items.get(index)?)?;
        let end = source.end(items.get(index)?, 0, true)?;
        let (start, end) = match (index.checked_sub(1), items.get(index + 1)) {
            (_, Some(next)) => (start, source.start(next)?),
            (Some(previous), None) => (source.end(items.get(previous)?, 0, true)?, end),
            (None, None) => {
                let close = source.end(list, 0, true)? - 1;
                (
                    start,
                    comma_after(source, end, close).map_or(end, |comma| comma + 1),
                )
            }
        };
        let mut wanted = items.to_vec();
        wanted.remove(index);
        Some((Splice::new(start, end, ""), wanted))
    })
}

/// One splice in the list at `path`, which then holds what `change` says.
fn items(
    text: &str,
    path: &[&str],
    change: impl Fn(&Source<'_>, &Node, &[Node]) -> Option<(Splice, Vec<Node>)>,
) -> Result<String, Problem> {
    let old = read(text)?;
    let refusal = || refused(&old, path);
    let Spot::Found(holder) = find(&old, path)? else {
        return Err(refusal());
    };
    let list = &holder.entry.value;
    let source = Source::new(text);
    let held = list.as_list().ok_or_else(refusal)?;
    let (splice, wanted) = change(&source, list, held).ok_or_else(refusal)?;
    let leaf = Node {
        kind: Kind::List(wanted),
        ..Node::clone(list)
    };
    let expected = expected::with(&old, path, &leaf);
    checked(apply(text, vec![splice]), &expected).ok_or_else(refusal)
}
