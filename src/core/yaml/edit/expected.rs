//! What the tree must be after an edit.

use std::sync::Arc;

use super::super::node::{Entry, Kind, Node};

/// The tree with `leaf` at `path`.
pub(super) fn with(node: &Node, path: &[&str], leaf: &Node) -> Node {
    let Some((key, rest)) = path.split_first() else {
        return leaf.clone();
    };
    let mut entries = node.as_map().map(<[Entry]>::to_vec).unwrap_or_default();
    let place = entries.iter().position(|entry| entry.key == *key);
    if let Some(index) = place {
        entries[index].value = with(&entries[index].value, rest, leaf).into();
    } else {
        entries.push(Entry {
            key: (*key).to_owned(),
            line: 0,
            column: 0,
            value: with(&Node::plain(""), rest, leaf).into(),
        });
    }
    map(node, entries)
}

/// The tree without what is at `path`.
pub(super) fn without(node: &Node, path: &[&str]) -> Node {
    let Some((key, rest)) = path.split_first() else {
        return node.clone();
    };
    let mut entries = node.as_map().map(<[Entry]>::to_vec).unwrap_or_default();
    if rest.is_empty() {
        entries.retain(|entry| entry.key != *key);
    } else if let Some(entry) = entries.iter_mut().find(|entry| entry.key == *key) {
        entry.value = without(&entry.value, rest).into();
    }
    map(node, entries)
}

/// The tree with another name for the key at `path`.
pub(super) fn renamed(node: &Node, path: &[&str], new: &str) -> Node {
    let Some((key, rest)) = path.split_first() else {
        return node.clone();
    };
    let mut entries = node.as_map().map(<[Entry]>::to_vec).unwrap_or_default();
    if let Some(entry) = entries.iter_mut().find(|entry| entry.key == *key) {
        if rest.is_empty() {
            new.clone_into(&mut entry.key);
        } else {
            entry.value = renamed(&entry.value, rest, new).into();
        }
    }
    map(node, entries)
}

fn map(node: &Node, entries: Vec<Entry>) -> Node {
    Node {
        line: node.line,
        column: node.column,
        kind: Kind::Map(entries),
    }
}

/// Whether two trees say the same, wherever they stand. Quotes count only where they make another
/// type of a text.
pub(super) fn same(one: &Node, other: &Node) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::List(one), Kind::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Kind::Map(one), Kind::Map(other)) => {
            let same = |(one, other): (&Entry, &Entry)| {
                let is = Arc::ptr_eq(&one.value, &other.value);
                one.key == other.key && (is || same(&one.value, &other.value))
            };
            one.len() == other.len() && one.iter().zip(other).all(same)
        }
        (Kind::Scalar { text: a, plain: p }, Kind::Scalar { text: b, plain: q }) => {
            let is_text = |node: &Node| {
                !node.is_null() && node.as_bool().is_none() && node.as_int().is_none()
            };
            a == b && (p == q || (is_text(one) && is_text(other)))
                || (one.is_null() && other.is_null())
        }
        _ => false,
    }
}
