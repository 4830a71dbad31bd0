//! What can be added, by any of its names.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::Edit;
use crate::core::catalog::{Catalog, Line, Slot};
use crate::core::design::Design;
use crate::core::detect::{Adopted, Proposal, adopt};
use crate::core::reshape::Add;

/// Something of the catalog that can be added.
#[derive(Debug, Clone, PartialEq)]
pub struct Find {
    /// What it is of.
    pub line: Line,
    /// Of several services, the one that a process joins.
    pub to: Option<String>,
    /// Of a service whose code is there: all that this says.
    pub found: Option<Box<Adopted>>,
}

/// The order in which kinds of things are offered where nothing was typed.
const SLOTS: [Slot; 4] = [
    Slot::Services,
    Slot::Backing,
    Slot::Processes,
    Slot::Features,
];

/// Everything that can be added to a design and that the typed words match, the best first. A
/// feature that is on, and a process that nobody here could run, are left out.
pub fn finds(catalog: &Catalog, design: &Design, typed: &str) -> Vec<Find> {
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut found: Vec<(u32, Find)> = Vec::new();
    for line in SLOTS.into_iter().flat_map(|slot| catalog.list(slot)) {
        let Some(score) = score(&pattern, &mut matcher, typed, &line) else {
            continue;
        };
        match line.slot {
            Slot::Features if design.answers.has_feature(&line.id) => {}
            Slot::Processes => {
                for service in hosts(catalog, design, &line.id) {
                    let to = Some(service);
                    let line = line.clone();
                    found.push((score, Find::new(line, to)));
                }
            }
            _ => found.push((score, Find::new(line, None))),
        }
    }
    // Stable: where scores are equal, a feature comes first, since it does the whole of it, and else
    // the catalog's order stays.
    found.sort_by_key(|(score, find)| {
        let whole = !typed.is_empty() && find.line.slot == Slot::Features;
        (std::cmp::Reverse(*score), !whole)
    });
    found.into_iter().map(|(_, find)| find).collect()
}

/// Names and aliases count more than the sentence about it.
fn score(pattern: &Pattern, matcher: &mut Matcher, typed: &str, line: &Line) -> Option<u32> {
    let mut buffer = Vec::new();
    let mut of = |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), matcher);
    let names = [line.id.as_str(), line.title.as_str()];
    let names = names.into_iter().map(|name| (name, 1));
    let aliases = line.aliases.iter().map(|alias| (alias.as_str(), 0));
    let best = names
        .chain(aliases)
        .filter_map(|(name, own)| {
            let score = of(name)?;
            let short = u32::try_from(64_usize.saturating_sub(name.len())).unwrap_or(0);
            let exact = if score > 0 { short * 2 + own } else { 0 };
            Some(score * 8 + exact)
        })
        .max();
    let words = typed.to_lowercase();
    let summary = line.summary.to_lowercase();
    best.or_else(|| (words.len() > 2 && summary.contains(&words)).then_some(1))
}

/// The services that a process of this kind may join.
fn hosts(catalog: &Catalog, design: &Design, process: &str) -> Vec<String> {
    let Ok(item) = catalog.item(Slot::Processes, process) else {
        return Vec::new();
    };
    let services = design
        .stack
        .units
        .iter()
        .filter(|unit| unit.slot == Slot::Services)
        .filter(|unit| item.of.is_empty() || item.of.iter().any(|word| unit.provides(word)));
    services.map(|unit| unit.name.clone()).collect()
}

/// Services whose code is there and that no answer has, as far as the typed words fit.
pub fn finds_of_code(
    catalog: &Catalog,
    design: &Design,
    proposal: &Proposal,
    typed: &str,
) -> Vec<Find> {
    let typed = typed.to_lowercase();
    let lines = catalog.list(Slot::Services);
    let is_there = |path: &str| {
        let mut units = design.stack.units.iter();
        units.any(|unit| unit.slot == Slot::Services && unit.path.as_str() == path)
    };
    let mut found = Vec::new();
    for service in &proposal.services {
        let name = free(design, &service.name);
        let adopted = adopt(catalog, proposal, service, &design.answers, (&name, None));
        let line = lines.iter().find(|line| line.id == service.kind.value);
        let Some(line) = line.filter(|_| !is_there(&service.path)) else {
            continue;
        };
        let words = format!("{name} {} {} {}", service.path, line.id, line.title);
        if words.to_lowercase().contains(&typed) {
            found.push(Find {
                found: Some(Box::new(adopted)),
                ..Find::new(line.clone(), None)
            });
        }
    }
    found
}

impl Find {
    fn new(line: Line, to: Option<String>) -> Self {
        let found = None;
        Self { line, to, found }
    }

    /// The answer that adds it, with a name that is free. A backing service is used at once by
    /// every service that has a client for it and uses nothing of its kind.
    pub fn edit(&self, catalog: &Catalog, design: &Design) -> Edit {
        if let Some(found) = &self.found {
            let mut members = found.members(catalog).into_iter().map(Edit::Add);
            return match (members.next(), members.len()) {
                (Some(only), 0) => only,
                (first, _) => Edit::All(first.into_iter().chain(members).collect()),
            };
        }
        let line = &self.line;
        if line.slot == Slot::Features {
            return Edit::set(&format!("features.{}", line.id), "true");
        }
        let name = free(design, &line.id);
        let add = Add {
            slot: line.slot,
            name: name.clone(),
            kind: line.id.clone(),
            path: (line.slot == Slot::Services).then(|| name.clone()),
            sets: Vec::new(),
            to: self.to.clone(),
            used_by: if line.slot == Slot::Backing {
                users(catalog, design, line)
            } else {
                Vec::new()
            },
        };
        Edit::Add(add)
    }
}

/// `redis`, or `redis-2` where that is taken.
fn free(design: &Design, id: &str) -> String {
    let base = id.replace('_', "-");
    let taken = |name: &str| {
        design
            .stack
            .units
            .iter()
            .any(|unit| unit.name.replace('_', "-") == name)
            || design.answers.services.contains_key(name)
            || design.answers.backing.contains_key(name)
    };
    if !taken(&base) {
        return base;
    }
    (2..=999)
        .map(|number| format!("{base}-{number}"))
        .find(|name| !taken(name))
        .unwrap_or(base)
}

/// Who speaks one of its capabilities, and has nobody to speak it with.
fn users(catalog: &Catalog, design: &Design, line: &Line) -> Vec<String> {
    let provides: Vec<String> = match catalog.item(Slot::Backing, &line.id) {
        Ok(item) => item
            .provides
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|word| word.as_str().map(str::to_owned))
            .collect(),
        Err(_) => Vec::new(),
    };
    let units = design.stack.units.iter();
    let speaks = units.filter(|unit| {
        let services = unit.slot == Slot::Services;
        let wanted = provides
            .iter()
            .find(|word| unit.item.clients.contains_key(*word));
        let has = |word: &String| {
            unit.links
                .iter()
                .filter_map(|link| design.stack.unit(&link.target))
                .any(|other| other.provides(word))
        };
        services && wanted.is_some_and(|word| !has(word))
    });
    speaks.map(|unit| unit.name.clone()).collect()
}
