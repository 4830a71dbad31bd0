//! What is wrong with an item of a catalog: all of it at once, each with its place.

mod detection;
mod facts;
mod names;
mod sample;
mod texts;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::catalog::{Catalog, Slot};
use super::diagnostic::{Problem, Where};
use super::template::Templates;
use super::yaml::{self, Node};
use super::{schema, yaml::Kind};

/// One item to be judged.
struct Subject<'a> {
    slot: Slot,
    id: &'a str,
    /// `services/x/item.yaml`.
    file: String,
    node: Node,
}

impl Subject<'_> {
    fn folder(&self) -> String {
        format!("{}/{}", self.slot.folder(), self.id)
    }

    /// A problem in the item's file, at the line of a key that is there, or of the file's top.
    fn problem(&self, code: &'static str, key: &str, message: String) -> Problem {
        let mut place = (1, 1);
        let mut node = &self.node;
        for part in key.split('.') {
            let entries = node.as_map().unwrap_or_default();
            let Some(entry) = entries.iter().find(|entry| entry.key == part) else {
                break;
            };
            place = (entry.line, entry.column);
            node = &entry.value;
        }
        self.at(code, key, place, message)
    }

    fn at(&self, code: &'static str, key: &str, place: (usize, usize), message: String) -> Problem {
        Problem::error(code, message).at(Where {
            file: self.file.clone(),
            line: Some(place.0),
            column: Some(place.1),
            key: (!key.is_empty()).then(|| key.to_owned()),
        })
    }
}

/// The items among a catalog's files.
pub fn items(files: &BTreeMap<String, String>) -> Vec<(Slot, String)> {
    let items = files.keys().filter_map(|path| {
        let (slot, rest) = path.split_once('/')?;
        let id = rest
            .strip_suffix("/item.yaml")
            .filter(|id| !id.contains('/'))?;
        let slot = Slot::ALL.into_iter().find(|known| known.folder() == slot)?;
        Some((slot, id.to_owned()))
    });
    items.collect()
}

/// All that is wrong with an item of `catalog`.
pub fn check(catalog: Catalog, slot: Slot, id: &str) -> (Catalog, Vec<Problem>) {
    let file = format!("{}/{id}/item.yaml", slot.folder());
    let text = catalog.text(&file).unwrap_or_default().to_owned();
    let node = match yaml::parse(&file, text.as_bytes()) {
        Ok(node) => node,
        Err(problems) => return (catalog, problems),
    };
    let subject = Subject {
        slot,
        id,
        file,
        node,
    };
    let mut problems = schema::judge(&schema::catalog(), &subject.file, &subject.node);
    // What nobody knows is told, and left out, so that the rest can be judged at once.
    let known = without_unknown(&subject.node, &problems);
    let files = BTreeMap::from([(subject.file.clone(), known.to_string())]);
    let catalog = Arc::new(catalog.with(files));
    let templates = Templates::new(&catalog);
    problems.extend(facts::facts(&catalog, &subject, &known));
    match catalog.item(slot, id) {
        Ok(item) => {
            let more = texts::texts(&catalog, &templates, &subject, &item);
            problems.extend(more);
            problems.extend(facts::whole(&subject, &item));
            problems.extend(detection::detection(&catalog, &subject, &item));
            if problems.is_empty() {
                problems.extend(sample::sample(&catalog, &subject, &item));
            }
        }
        Err(problem) if problems.is_empty() => problems.push(problem),
        Err(_) => {}
    }
    drop(templates);
    let files = BTreeMap::from([(subject.file.clone(), text)]);
    let catalog = Arc::try_unwrap(catalog).unwrap_or_else(|shared| Catalog::of(shared.files()));
    (catalog.with(files), problems)
}

/// The item without the keys that were told as unknown.
fn without_unknown(node: &Node, problems: &[Problem]) -> Json {
    let mut value = node.to_value();
    let unknown = problems
        .iter()
        .filter(|problem| problem.code == "unknown-key");
    for key in unknown.filter_map(|problem| problem.place.as_ref()?.key.clone()) {
        let (above, name) = key.rsplit_once('.').unwrap_or(("", &key));
        let mut at = Some(&mut value);
        for part in above.split('.').filter(|part| !part.is_empty()) {
            at = at.and_then(|value| match value {
                Json::Array(items) => items.get_mut(part.parse::<usize>().ok()?),
                other => other.get_mut(part),
            });
        }
        if let Some(map) = at.and_then(Json::as_object_mut) {
            map.shift_remove(name);
        }
    }
    value
}

/// Every text of a tree: the key it stands at, its last part, and the text's place.
fn scalars<'n>(node: &'n Node, key: &str, name: &str, each: &mut dyn FnMut(&str, &str, &'n Node)) {
    match &node.kind {
        Kind::Scalar { .. } => each(key, name, node),
        Kind::List(items) => {
            for (place, item) in items.iter().enumerate() {
                scalars(item, &format!("{key}.{place}"), name, each);
            }
        }
        Kind::Map(entries) => {
            for entry in entries {
                let key = if key.is_empty() {
                    entry.key.clone()
                } else {
                    format!("{key}.{}", entry.key)
                };
                scalars(&entry.value, &key, &entry.key, each);
            }
        }
    }
}
