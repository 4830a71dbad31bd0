//! What services use: from their drivers, their configuration, example environments, Compose and CI.

use std::sync::Arc;

use super::addresses::{addresses, in_configuration};
use super::choice::{one_of, with_own};
use super::docker::{Docker, Used};
use super::driver::{Driver, drivers};
use super::evidence::{Evidence, Stated};
use super::look::Look;
use super::manifest::Group;
use super::proposal::{Backing, Certainty, Process};
use super::rules::{Rule, Rules};
use super::version::Version;
use crate::core::catalog::detect::Reading;
use crate::core::catalog::item::Item;
use crate::core::catalog::{Catalog, Slot};

/// A service, as far as it is asked what it uses.
pub(super) struct User<'l, 'a, 'r> {
    pub(super) look: &'l Look<'a, 'r>,
    /// The packages of the project that it needs.
    pub(super) libraries: &'l [Look<'a, 'r>],
    pub(super) name: &'l str,
    pub(super) processes: &'l [Process],
    pub(super) kind: &'l Item,
    /// It is of no kind of its own: it may use anything.
    pub(super) any: bool,
    /// Capabilities that its processes speak, with clients of their own.
    pub(super) spoken: &'l [String],
}

/// What was found, and how each service speaks to each: service, backing, client.
pub(super) struct Uses {
    pub(super) backing: Vec<Backing>,
    pub(super) links: Vec<(String, String, Option<String>)>,
}

/// Something that seems to be used.
pub(super) struct Found<'r> {
    pub(super) rule: &'r Rule,
    item: Arc<Item>,
    /// The service of Compose or CI that it is.
    pub(super) used: Option<Used>,
    pub(super) certainty: Certainty,
    /// Who uses it, and once a driver was seen the client item, where that is not the usual one.
    pub(super) users: Vec<(String, Option<Option<String>>)>,
    /// How often it is configured, and the services and files of code that do so.
    pub(super) told: usize,
    pub(super) in_code: Vec<(String, String)>,
    pub(super) evidence: Vec<Evidence>,
}

impl Found<'_> {
    fn provides(&self, capability: &str) -> bool {
        provided(&self.item).any(|word| word == capability)
    }

    /// What it is called: as in Compose, since code may know it by that name.
    fn title(&self) -> &str {
        let used = self.used.as_ref().filter(|used| !used.only_tested);
        let usual = self.rule.detect.name.as_ref().unwrap_or(&self.rule.id);
        used.map_or(usual, |used| &used.name)
    }

    fn is_used_by(&mut self, user: &str) {
        if !self.users.iter().any(|(known, _)| known == user) {
            self.users.push((user.to_owned(), None));
        }
    }

    fn because(&mut self, evidence: Vec<Evidence>, certainty: Certainty) {
        for place in evidence {
            if !self.evidence.contains(&place) {
                self.evidence.push(place);
            }
        }
        self.certainty = self.certainty.max(certainty);
    }
}

/// The capabilities that an item always has.
pub(super) fn provided(item: &Item) -> impl Iterator<Item = &str> {
    let words = item.provides.as_array().into_iter().flatten();
    words.filter_map(|word| word.as_str())
}

pub(super) fn backing(
    rules: &Rules,
    catalog: &Catalog,
    users: &[User<'_, '_, '_>],
    docker: &Docker,
) -> Uses {
    let mut found = in_docker(rules, catalog, docker, users);
    let mut spoken: Vec<Vec<Driver>> = Vec::new();
    for user in users {
        let drivers = drivers(rules, catalog, user);
        configured(rules, catalog, user, &drivers, &mut found);
        spoken.push(drivers);
    }
    for (user, drivers) in users.iter().zip(spoken) {
        for driver in drivers {
            speaks(rules, catalog, user.name, driver, &mut found);
        }
    }
    one_of(&mut found, &with_own(users), users);
    found.sort_by(|one, two| {
        let order = two.certainty.cmp(&one.certainty);
        order.then_with(|| (one.title(), &one.evidence).cmp(&(two.title(), &two.evidence)))
    });
    let mut all = Uses {
        backing: Vec::new(),
        links: Vec::new(),
    };
    for one in found {
        put(one, users, &mut all);
    }
    all
}

/// Images of Compose files and of CI.
fn in_docker<'r>(
    rules: &'r Rules,
    catalog: &Catalog,
    docker: &Docker,
    users: &[User<'_, '_, '_>],
) -> Vec<Found<'r>> {
    let mut found: Vec<Found<'r>> = Vec::new();
    for used in &docker.used {
        let known = rules
            .of_slot(Slot::Backing)
            .find(|rule| rule.detect.images.iter().any(|image| used.is(image)));
        let any = || {
            rules
                .of_slot(Slot::Backing)
                .find(|rule| rule.detect.otherwise)
        };
        // What only CI has and nobody knows is a tool of its tests.
        let rule = known.or_else(|| any().filter(|_| !used.only_tested));
        let Some(rule) = rule else { continue };
        let Ok(item) = catalog.item(Slot::Backing, &rule.id) else {
            continue;
        };
        let certainty = if used.only_tested {
            Certainty::Likely
        } else {
            Certainty::Certain
        };
        let same = found.iter_mut().find(|one| {
            one.rule.id == rule.id
                && !rule.detect.otherwise
                && (used.only_tested
                    || Some(&used.name) == one.used.as_ref().map(|used| &used.name))
        });
        if let Some(same) = same {
            same.because(vec![used.evidence.clone()], certainty);
            continue;
        }
        let mut one = Found {
            rule,
            item,
            used: Some(used.clone()),
            certainty,
            users: Vec::new(),
            told: 0,
            in_code: Vec::new(),
            evidence: vec![used.evidence.clone()],
        };
        for user in users {
            if docker
                .needed_by(&user.look.folder)
                .contains(&used.name.as_str())
            {
                one.is_used_by(user.name);
            }
        }
        found.push(one);
    }
    found
}

/// What configuration and example environments name.
fn configured<'r>(
    rules: &'r Rules,
    catalog: &Catalog,
    user: &User<'_, '_, '_>,
    drivers: &[Driver],
    found: &mut Vec<Found<'r>>,
) {
    for rule in rules.of_slot(Slot::Backing) {
        let Ok(item) = catalog.item(Slot::Backing, &rule.id) else {
            continue;
        };
        let words: Vec<&str> = provided(&item).collect();
        let is_driven = drivers
            .iter()
            .any(|driver| words.contains(&driver.capability.as_str()));
        // A front end beside a server reads the same example environment, and has no database.
        let speaks = user
            .kind
            .clients
            .keys()
            .any(|word| words.contains(&word.as_str()));
        // What no driver means is there where it is configured, and so is what a dependency means of itself.
        let driven = !(rule.detect.stands_for.is_empty() && rule.detect.schemes.is_empty());
        let only_needed = driven && !(is_driven || speaks || user.any);
        let readings = rule.detect.configured.iter();
        let looks = || std::iter::once(user.look).chain(user.libraries);
        let (mut evidence, mut in_code): (Vec<Evidence>, Vec<(String, String)>) =
            Default::default();
        for reading in readings.filter(|one| !only_needed || !one.dependencies.is_empty()) {
            let Some(said) = told(reading, &looks().collect::<Vec<_>>()) else {
                continue;
            };
            if reading
                .file
                .as_ref()
                .is_some_and(|file| file.starts_with("**/"))
            {
                let files = said.evidence.iter().map(|place| place.file.clone());
                in_code.extend(files.map(|file| (user.name.to_owned(), file)));
            }
            evidence.extend(said.evidence);
        }
        if !only_needed {
            evidence.extend(addresses(user.look, &rule.detect.schemes, is_driven));
        }
        if speaks || user.any {
            evidence.extend(in_configuration(user.look, &rule.detect.schemes));
        }
        if evidence.is_empty() {
            continue;
        }
        evidence.dedup();
        if let Some(one) = same(catalog, rule, found) {
            one.told += evidence.len();
            one.in_code.extend(in_code);
            one.because(evidence, Certainty::Certain);
            one.is_used_by(user.name);
        }
    }
}

/// What a reading gives of a service's own package and of those that it needs: one of them may have the
/// dependency, and another the file.
fn told(reading: &Reading, looks: &[&Look<'_, '_>]) -> Option<Stated<String>> {
    let wanted = &reading.dependencies;
    if wanted.is_empty() {
        return looks.iter().find_map(|look| look.read(reading));
    }
    let mut found = looks.iter().filter_map(|look| look.dependency(wanted));
    let (found, _) = found.find(|(found, _)| found.group != Group::Development)?;
    if reading.file.is_none() {
        let value = reading.value.clone().unwrap_or_default();
        return Some(Stated::new(value, vec![found.evidence.clone()]));
    }
    let file = Reading {
        dependencies: Vec::new(),
        ..reading.clone()
    };
    let mut said = looks.iter().find_map(|look| look.read(&file))?;
    said.evidence.insert(0, found.evidence.clone());
    Some(said)
}

/// What is there already of a kind, or of one that stands in for it; new where nothing is.
fn same<'f, 'r>(
    catalog: &Catalog,
    rule: &'r Rule,
    found: &'f mut Vec<Found<'r>>,
) -> Option<&'f mut Found<'r>> {
    // The first is what it is; the others it can be as well, and is not for that reason.
    let main = rule.detect.stands_for.first();
    let provides =
        |one: &Found<'_>| one.rule.id == rule.id || main.is_some_and(|word| one.provides(word));
    if let Some(place) = found.iter().position(provides) {
        return found.get_mut(place);
    }
    let item = catalog.item(Slot::Backing, &rule.id).ok()?;
    found.push(Found {
        rule,
        item,
        used: None,
        certainty: Certainty::Possible,
        users: Vec::new(),
        told: 0,
        in_code: Vec::new(),
        evidence: Vec::new(),
    });
    found.last_mut()
}

/// A driver wants what provides its capability.
fn speaks<'r>(
    rules: &'r Rules,
    catalog: &Catalog,
    user: &str,
    driver: Driver,
    found: &mut Vec<Found<'r>>,
) {
    let certainty = if driver.group == Group::Normal && !driver.only_possible {
        Certainty::Likely
    } else {
        Certainty::Possible
    };
    let stands = rules
        .of_slot(Slot::Backing)
        .find(|rule| rule.detect.stands_for.contains(&driver.capability));
    let there = found
        .iter()
        .position(|one| one.provides(&driver.capability));
    let one = match there {
        Some(place) => found.get_mut(place),
        None => stands.and_then(|rule| same(catalog, rule, found)),
    };
    if let Some(one) = one {
        one.because(driver.evidence, certainty);
        match one.users.iter_mut().find(|(known, _)| known == user) {
            Some((_, client)) if client.is_none() => *client = Some(driver.client),
            Some(_) => {}
            None => one.users.push((user.to_owned(), Some(driver.client))),
        }
    }
}

fn put(one: Found<'_>, users: &[User<'_, '_, '_>], all: &mut Uses) {
    let of_code = |taken: &str| {
        let processes =
            |user: &User<'_, '_, '_>| user.processes.iter().any(|own| own.name == taken);
        users
            .iter()
            .any(|user| user.name == taken || processes(user))
    };
    let title = one.title().to_owned();
    let title = if of_code(&title) {
        super::names::slug(&one.item.title)
    } else {
        title
    };
    let name = super::names::free(&title, |taken| {
        of_code(taken) || all.backing.iter().any(|known| known.name == taken)
    });
    let version = one.used.as_ref().and_then(|used| {
        let version = Version::read(used.tag.as_deref()?)?;
        Some(Stated::new(version.short(2), vec![used.evidence.clone()]))
    });
    let image = one
        .used
        .as_ref()
        .filter(|_| one.rule.detect.otherwise)
        .map(|used| match &used.tag {
            Some(tag) => format!("{}:{tag}", used.image),
            None => used.image.clone(),
        });
    let used_by = one.users.iter().map(|(user, _)| user.clone()).collect();
    for (user, client) in one.users {
        all.links.push((user, name.clone(), client.flatten()));
    }
    all.backing.push(Backing {
        name,
        kind: one.rule.id.clone(),
        image,
        version,
        certainty: one.certainty,
        used_by,
        evidence: one.evidence,
    });
}
