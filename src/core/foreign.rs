//! What in a stack is not from the binary. Its templates run nothing here, but what they put into
//! a Dockerfile runs later: so it is named.

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::{Catalog, Slot};
use super::diagnostic::Problem;
use super::resolve::Stack;

/// One note for each folder that items of the stack are from.
pub fn foreign(catalog: &Catalog, stack: &Stack) -> Vec<Problem> {
    let mut items: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    if catalog.is_builtin() {
        return Vec::new();
    }
    for (slot, id) in used(catalog, stack) {
        if let Some(from) = catalog.origin(slot, &id) {
            let item = format!("{}/{id}", slot.folder());
            items.entry(from).or_default().insert(item);
        }
    }
    items
        .into_iter()
        .map(|(from, items)| {
            let names: Vec<String> = items.into_iter().collect();
            let message = format!(
                "not dockwright's own, from {from}: {}; what they write runs in your builds",
                names.join(", ")
            );
            Problem::note("foreign-item", message).mend("read them before you build")
        })
        .collect()
}

/// The items that the stack is made of, parts included.
fn used(catalog: &Catalog, stack: &Stack) -> BTreeSet<(Slot, String)> {
    let mut used = BTreeSet::new();
    for unit in &stack.units {
        used.insert((unit.slot, unit.answers.kind.clone()));
        for process in unit.answers.processes.values() {
            used.insert((Slot::Processes, process.kind.clone()));
        }
        for link in unit.links.iter() {
            let own = link.how.client.as_ref();
            let chosen = link
                .capability
                .as_ref()
                .and_then(|word| unit.item.clients.get(word));
            used.extend(own.or(chosen).map(|id| (Slot::Clients, id.clone())));
        }
        for step in unit.answers.setup.iter().flatten() {
            used.extend(step.tool.as_ref().map(|id| (Slot::Tools, id.clone())));
        }
    }
    for feature in stack.features.values() {
        used.insert((Slot::Features, feature.id.clone()));
    }
    let parts: Vec<(Slot, String)> = used
        .iter()
        .filter_map(|(slot, id)| catalog.item(*slot, id).ok())
        .flat_map(|item| item.parts.clone())
        .map(|part| (Slot::Parts, part))
        .collect();
    used.extend(parts);
    used
}
