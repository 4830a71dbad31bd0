//! Two contexts -> three layers: what both have stands in the base, what differs in its context.
//!
//! Compose merges maps by key and appends lists; nothing can be taken away by a later file. So a
//! key that differs by context stands in the context files only, and none needs `!reset`.

use crate::core::emit::yaml::{Entry, Yaml};

/// A service's keys in the base, in development's file and in production's.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Layers {
    pub(super) base: Vec<Entry>,
    pub(super) development: Vec<Entry>,
    pub(super) production: Vec<Entry>,
}

/// Keys that Compose merges by their own keys.
const MAPS: [&str; 2] = ["environment", "depends_on"];
/// Keys that Compose appends.
const LISTS: [&str; 6] = [
    "volumes", "tmpfs", "networks", "secrets", "profiles", "ports",
];

/// Splits a service that both contexts have.
pub(super) fn split(development: Vec<Entry>, production: Vec<Entry>) -> Layers {
    let mut layers = Layers::default();
    let mut rest = production;
    for entry in development {
        let Some(place) = rest.iter().position(|other| other.key == entry.key) else {
            layers.development.push(entry);
            continue;
        };
        let other = rest.remove(place);
        if entry == other {
            layers.base.push(entry);
        } else if MAPS.contains(&entry.key.as_str()) || LISTS.contains(&entry.key.as_str()) {
            share(entry, other, &mut layers);
        } else {
            layers.development.push(entry);
            layers.production.push(other);
        }
    }
    layers.production.extend(rest);
    layers
}

/// Puts the entries that both have into the base.
fn share(development: Entry, production: Entry, layers: &mut Layers) {
    let (Some(first), Some(second)) = (parts(&development.value), parts(&production.value)) else {
        return;
    };
    let common: Vec<Entry> = first
        .iter()
        .filter(|entry| second.contains(entry))
        .cloned()
        .collect();
    let without = |all: &[Entry]| -> Vec<Entry> {
        all.iter()
            .filter(|entry| !common.contains(entry))
            .cloned()
            .collect()
    };
    let (own, others) = (without(first), without(second));
    // A comment stands where most of what it is about stands.
    let bare = |entry: &Entry| {
        if common.is_empty() {
            entry.clone()
        } else {
            entry.clone().beside(None)
        }
    };
    push(&mut layers.development, &bare(&development), own);
    push(&mut layers.production, &bare(&production), others);
    push(&mut layers.base, &development, common);
}

fn push(layer: &mut Vec<Entry>, like: &Entry, entries: Vec<Entry>) {
    if entries.is_empty() {
        return;
    }
    let value = match &like.value {
        Yaml::Lines(_) => Yaml::Lines(entries),
        Yaml::List(_) => Yaml::List(entries),
        Yaml::Flow(_) => Yaml::Flow(entries),
        _ => Yaml::Map(entries),
    };
    layer.push(Entry {
        value,
        ..like.clone()
    });
}

fn parts(value: &Yaml) -> Option<&[Entry]> {
    match value {
        Yaml::List(entries) | Yaml::Lines(entries) | Yaml::Map(entries) | Yaml::Flow(entries) => {
            Some(entries)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Entry {
        Entry::new(
            "environment",
            Yaml::map(
                pairs
                    .iter()
                    .map(|(key, value)| Entry::new(*key, Yaml::text(*value))),
            ),
        )
    }

    #[test]
    fn what_both_have_is_in_the_base_and_nothing_twice() {
        let development = vec![
            Entry::new("image", Yaml::text("a:development")),
            env(&[("HOST", "db"), ("DEBUG", "1")]),
        ];
        let production = vec![
            Entry::new("image", Yaml::text("a:latest")),
            env(&[("HOST", "db"), ("URL", "x")]),
        ];
        let layers = split(development, production);
        assert_eq!(layers.base, [env(&[("HOST", "db")])]);
        assert_eq!(
            layers.development,
            [
                Entry::new("image", Yaml::text("a:development")),
                env(&[("DEBUG", "1")])
            ]
        );
        assert_eq!(
            layers.production,
            [
                Entry::new("image", Yaml::text("a:latest")),
                env(&[("URL", "x")])
            ]
        );
    }

    #[test]
    fn a_variable_that_differs_is_in_both_contexts_and_not_in_the_base() {
        let layers = split(vec![env(&[("A", "1")])], vec![env(&[("A", "2")])]);
        assert!(layers.base.is_empty());
        assert_eq!(
            (layers.development, layers.production),
            (vec![env(&[("A", "1")])], vec![env(&[("A", "2")])])
        );
    }
}
