//! Features: which are on, with which answers, and what they add.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::{Feature, Stack};
use crate::core::answers::{Answers, Member, read_backing};
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::Problem;
use crate::core::interview::{as_with, interview};
use crate::core::template::{Templates, scope};
use crate::core::yaml::{Entry, Kind, Node};

/// What the features add to the answers.
#[derive(Default)]
pub(super) struct Added {
    /// Name -> entry of `backing:`, and the feature's title.
    pub(super) backing: IndexMap<String, (Arc<Member>, String)>,
    /// Those with a client for the capability use it.
    pub(super) binds: Vec<Bind>,
    /// (name, capability, the feature): it uses all that provide the capability.
    pub(super) uses: Vec<(String, String, String)>,
}

/// Name, capability, the services it is for; none means all.
pub(super) type Bind = (String, String, Vec<String>);

/// Reads `features:`; a feature that is not named is off.
pub(super) fn resolve(
    catalog: &Catalog,
    templates: &Templates,
    answers: &Answers,
    like: Option<&Stack>,
    stack: &mut Stack,
    problems: &mut Vec<Problem>,
) -> Added {
    let mut added = Added::default();
    for (id, node) in &answers.features {
        let key = format!("features.{id}");
        if !answers.has_feature(id) {
            continue;
        }
        let item = match catalog.item(Slot::Features, id) {
            Ok(item) => item,
            Err(problem) => {
                problems.push(problem.key(&key));
                continue;
            }
        };
        let given = given(node, item.short.as_deref());
        let asked = interview(templates, &item.ask, &given, &scope([]), &key, problems);
        let with = as_with(&asked);
        stack.asked.extend(asked);
        for capability in item
            .provides
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
        {
            let feature = Feature {
                id: id.clone(),
                with: with.clone(),
            };
            stack.features.insert(capability.to_owned(), feature);
        }
        for (name, entry) in &item.adds.backing {
            if answers.backing.contains_key(name) {
                // The user wrote it: it is the user's.
                bind(&mut added, name, item.binds.as_ref(), &with);
                continue;
            }
            if answers.services.contains_key(name) {
                let message =
                    format!("the feature `{id}` adds `{name}`, and a service has that name");
                let mend = "rename the service, or turn the feature off";
                problems.push(Problem::error("name-taken", message).key(&key).mend(mend));
                continue;
            }
            // The catalog says it: where the feature added it before, it is the very same.
            let before = like.and_then(|like| like.unit(name));
            let before = before.filter(|unit| unit.derived.as_ref() == Some(&item.title));
            let member = before.map_or_else(
                || {
                    let key = format!("backing.{name}");
                    let (member, more) = read_backing(id, &key, &node_of(entry));
                    problems.extend(more);
                    Arc::new(member)
                },
                |unit| Arc::clone(&unit.said),
            );
            added
                .backing
                .insert(name.clone(), (member, item.title.clone()));
            bind(&mut added, name, item.binds.as_ref(), &with);
            if let Some(capability) = &item.adds.uses {
                added
                    .uses
                    .push((name.clone(), capability.clone(), id.clone()));
            }
        }
    }
    stack.bound.clone_from(&added.binds);
    added
}

fn bind(added: &mut Added, name: &str, capability: Option<&String>, with: &Json) {
    let Some(capability) = capability else { return };
    let only = with
        .get("for")
        .and_then(Json::as_array)
        .into_iter()
        .flatten();
    let only = only
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    added
        .binds
        .push((name.to_owned(), capability.clone(), only));
}

/// `true`, one word for the short question, or a map.
fn given(node: &Node, short: Option<&str>) -> IndexMap<String, Node> {
    if let Some(entries) = node.as_map() {
        return entries
            .iter()
            .map(|entry| (entry.key.clone(), Node::clone(&entry.value)))
            .collect();
    }
    match short {
        _ if node.as_bool() == Some(true) => IndexMap::new(),
        Some(short) => IndexMap::from([(short.to_owned(), node.clone())]),
        None => IndexMap::from([("true or false".to_owned(), node.clone())]),
    }
}

/// A catalog's value as a tree without places.
pub(super) fn node_of(value: &Json) -> Node {
    let kind = match value {
        Json::Array(items) => Kind::List(items.iter().map(node_of).collect()),
        Json::Object(map) => {
            let entry = |(key, value): (&String, &Json)| Entry {
                key: key.clone(),
                line: 0,
                column: 0,
                value: node_of(value).into(),
            };
            Kind::Map(map.iter().map(entry).collect())
        }
        Json::String(text) => Kind::Scalar {
            text: text.clone(),
            plain: false,
        },
        other => Kind::Scalar {
            text: other.to_string(),
            plain: true,
        },
    };
    Node {
        line: 0,
        column: 0,
        kind,
    }
}
