//! Where the answers name a member: `uses`, `profiles`, `into`, and the answers to questions that
//! an item marks with `names: members`.

use indexmap::IndexMap;

use crate::core::catalog::item::{Item, Names, Question};
use crate::core::catalog::{Catalog, Slot};
use crate::core::yaml::Node;

/// A place that names a member.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// The key at this path.
    Key { path: Vec<String> },
    /// An item of the list at this path; `only` where the list has no other.
    Item {
        path: Vec<String>,
        index: usize,
        only: bool,
    },
    /// The value at this path; `instead` where the key stays without the name, as `true`.
    Value { path: Vec<String>, instead: bool },
}

impl Reference {
    pub(super) fn path(&self) -> &[String] {
        match self {
            Self::Key { path } | Self::Item { path, .. } | Self::Value { path, .. } => path,
        }
    }
}

/// The first reference to `name`.
pub(super) fn next(catalog: &Catalog, root: &Node, name: &str) -> Option<Reference> {
    for slot in [Slot::Services, Slot::Backing] {
        for (member, node) in entries(root.get(slot.folder())) {
            let path = [slot.folder(), member];
            if let Some(found) = of_member(catalog, slot, &path, node, name) {
                return Some(found);
            }
            for (process, node) in entries(node.get("processes")) {
                let path = [slot.folder(), member, "processes", process];
                if let Some(found) = of_member(catalog, Slot::Processes, &path, node, name) {
                    return Some(found);
                }
            }
        }
    }
    for (profile, node) in entries(root.get("profiles")) {
        let found = named(&["profiles", profile], node, name);
        if found.is_some() {
            return found;
        }
    }
    entries(root.get("features")).find_map(|(id, node)| {
        let item = catalog.item(Slot::Features, id).ok()?;
        of_feature(&item, id, node, name)
    })
}

fn of_member(
    catalog: &Catalog,
    slot: Slot,
    path: &[&str],
    node: &Node,
    name: &str,
) -> Option<Reference> {
    let below = |keys: &[&str]| -> Vec<String> {
        path.iter()
            .chain(keys)
            .map(|key| (*key).to_owned())
            .collect()
    };
    if let Some(uses) = node.get("uses") {
        let path = below(&["uses"]);
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        if let Some(found) = named(&path, uses, name) {
            return Some(found);
        }
    }
    for context in ["development", "production"] {
        let Some(differs) = node.get(context) else {
            continue;
        };
        if differs.get("into").and_then(Node::as_str) == Some(name) {
            return Some(Reference::Value {
                path: below(&[context, "into"]),
                instead: false,
            });
        }
    }
    let item = catalog.item(slot, node.get("kind")?.as_str()?).ok()?;
    let path = below(&["with"]);
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    of_questions(&item.ask, &path, node.get("with")?, name)
}

fn of_feature(item: &Item, id: &str, node: &Node, name: &str) -> Option<Reference> {
    if node.as_map().is_some() {
        return of_questions(&item.ask, &["features", id], node, name);
    }
    let short = item.ask.get(item.short.as_deref()?)?;
    (short.names == Some(Names::Members) && node.as_str() == Some(name)).then(|| Reference::Value {
        path: vec!["features".to_owned(), id.to_owned()],
        instead: true,
    })
}

fn of_questions(
    ask: &IndexMap<String, Question>,
    path: &[&str],
    with: &Node,
    name: &str,
) -> Option<Reference> {
    let naming = ask
        .iter()
        .filter(|(_, question)| question.names == Some(Names::Members));
    naming.into_iter().find_map(|(question, _)| {
        let mut path = path.to_vec();
        path.push(question);
        named(&path, with.get(question)?, name)
    })
}

/// A list of names, a map by names, or one name.
fn named(path: &[&str], node: &Node, name: &str) -> Option<Reference> {
    let mut path: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
    if let Some(items) = node.as_list() {
        let index = items.iter().position(|item| item.as_str() == Some(name))?;
        let only = items.len() == 1;
        return Some(Reference::Item { path, index, only });
    }
    if node.as_map().is_some() {
        node.get(name)?;
        path.push(name.to_owned());
        return Some(Reference::Key { path });
    }
    (node.as_str() == Some(name)).then_some(Reference::Value {
        path,
        instead: false,
    })
}

fn entries(node: Option<&Node>) -> impl Iterator<Item = (&str, &Node)> {
    let entries = node.and_then(Node::as_map).unwrap_or_default();
    entries
        .iter()
        .map(|entry| (entry.key.as_str(), &*entry.value))
}
