//! Drivers: dependencies by which a service speaks to something, and the client item of each.

use std::collections::BTreeMap;

use super::backing::User;
use super::evidence::Evidence;
use super::look::Look;
use super::manifest::Group;
use super::rules::Rules;
use crate::core::catalog::{Catalog, Slot};

/// A driver of a service: the capability that it speaks, and the client item.
pub(super) struct Driver {
    pub(super) capability: String,
    pub(super) client: Option<String>,
    pub(super) group: Group,
    pub(super) only_possible: bool,
    pub(super) evidence: Vec<Evidence>,
}

/// The drivers of a service, one for each capability: its own, and what only libraries of the project have.
pub(super) fn drivers(rules: &Rules, catalog: &Catalog, user: &User<'_, '_, '_>) -> Vec<Driver> {
    let mut best = among(rules, catalog, user, user.look);
    for library in user.libraries {
        for (capability, driver) in among(rules, catalog, user, library) {
            best.entry(capability).or_insert(driver);
        }
    }
    // The usual way to speak to something goes before another.
    let mut drivers: Vec<Driver> = best.into_values().map(|(_, _, driver)| driver).collect();
    drivers.sort_by_key(|driver| driver.client.is_some());
    drivers
}

/// The drivers among the dependencies of a package, the most telling of each capability.
fn among(
    rules: &Rules,
    catalog: &Catalog,
    user: &User<'_, '_, '_>,
    look: &Look<'_, '_>,
) -> BTreeMap<String, (i8, bool, Driver)> {
    let language = look.package.map(|package| package.language.name.as_str());
    let mut best: BTreeMap<String, (i8, bool, Driver)> = BTreeMap::new();
    for rule in rules.of_slot(Slot::Clients) {
        let detect = &rule.detect;
        let other = detect.language.is_some() && detect.language.as_deref() != language;
        if other || detect.dependencies.is_empty() {
            continue;
        }
        let Some((found, _)) = look.dependency(&detect.dependencies) else {
            continue;
        };
        // Which framework it is is no evidence for the database.
        if !detect.signs.is_empty() && look.first(&detect.signs).is_none() {
            continue;
        }
        if look.dependency(&detect.unless).is_some() {
            continue;
        }
        let Ok(item) = catalog.item(Slot::Clients, &rule.id) else {
            continue;
        };
        let Some(capability) = item.speaks.clone() else {
            continue;
        };
        let usual = user.kind.clients.get(&capability) == Some(&rule.id);
        let spoken = user.spoken.contains(&capability);
        let driver = Driver {
            capability: capability.clone(),
            client: (!usual && !spoken).then(|| rule.id.clone()),
            group: found.group,
            only_possible: detect.only_possible,
            evidence: vec![found.evidence.clone()],
        };
        let better = best
            .get(&capability)
            .is_none_or(|(rank, known_usual, known)| {
                (known.group, -rank, !known_usual) > (driver.group, -detect.rank, !usual)
            });
        if better {
            best.insert(capability, (detect.rank, usual, driver));
        }
    }
    best
}
