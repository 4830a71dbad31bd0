//! What of an earlier plan still holds: the parts of units that see nothing that changed.
//!
//! A unit sees itself and its family (a service with its processes), what it uses, what is built into
//! it or takes its build, and, where it is a service, what has its folder or one below what its build
//! begins in. Some see everything. Of those who use it it sees what for, and from which pages: that
//! stands in its templates' names, and nowhere else. What all of them see of the whole stack must be
//! the same, or nothing is kept.

use std::sync::Arc;

use foldhash::HashSet;
use minijinja::Value;

use super::{Part, Plan};
use crate::core::answers::{Context, PerContext, Presence};
use crate::core::catalog::Slot;
use crate::core::path::RelPath;
use crate::core::resolve::{Stack, Unit};

/// An earlier plan, seen from a stack that differs in a few units.
pub(super) struct Kept<'p> {
    plan: &'p Plan,
    /// Units that are not what they were, and what they were.
    changed: Vec<[&'p Unit; 2]>,
    /// Units whose templates' names are not what they were.
    renamed: Vec<&'p Unit>,
    /// The names of units that others are built into.
    takers: HashSet<&'p str>,
}

impl<'p> Kept<'p> {
    /// None where something changed that every unit sees.
    pub(super) fn new(stack: &'p Stack, before: &'p Stack, plan: &'p Plan) -> Option<Self> {
        let mut units = stack.units.iter().zip(&before.units);
        let same = stack.project == before.project
            && stack.units.len() == before.units.len()
            && units.all(|(now, before)| stands_as(now, before))
            && backs(stack) == backs(before)
            && stack.edge(Context::Production).is_some()
                == before.edge(Context::Production).is_some()
            && stack.has_features_of(before)
            && profiles(stack).eq(profiles(before));
        let units = stack.units.iter().zip(&before.units);
        let changed = units.filter(|(now, before)| !now.is(before));
        same.then(|| Self {
            plan,
            changed: changed.map(|(now, before)| [now, before]).collect(),
            renamed: Vec::new(),
            takers: takers(stack).collect(),
        })
    }

    /// The names of the templates of each unit that is no process: those that still hold, and what
    /// `make` makes of the others.
    pub(super) fn scopes(
        &mut self,
        units: &[&'p Unit],
        make: impl Fn(&Unit) -> Value,
    ) -> Vec<Value> {
        let mut scopes = Vec::with_capacity(units.len());
        let mut renamed = Vec::new();
        for (unit, part) in units.iter().zip(&self.plan.parts) {
            let mut changed = self.changed.iter();
            let same = |[now, before]: &[&Unit; 2]| {
                self.sees(unit, now)
                    || self.sees(unit, before)
                    || is_called_otherwise(unit, now, before)
            };
            if !changed.any(same) {
                scopes.push(part.scope.clone());
                continue;
            }
            let scope = make(unit);
            // Who sees one that changed need not be told that its names did.
            let known = self.changed.iter().any(|[now, _]| now.name == unit.name);
            if !known && !is_written_as(&scope, &part.scope) {
                renamed.push(*unit);
            }
            scopes.push(scope);
        }
        self.renamed = renamed;
        scopes
    }

    /// The parts of the units that are no processes, where they still hold.
    pub(super) fn parts(&self, units: &[&Unit]) -> Vec<Option<Arc<Part>>> {
        let parts = units.iter().zip(&self.plan.parts);
        let held = |(unit, part): (&&Unit, &Arc<Part>)| self.holds(unit).then(|| Arc::clone(part));
        parts.map(held).collect()
    }

    fn holds(&self, unit: &Unit) -> bool {
        let changed = self.changed.iter().flatten();
        let mut others = changed.chain(&self.renamed);
        !others.any(|other| self.sees(unit, other))
    }

    /// Whether what is planned of `unit` may depend on `other`.
    fn sees(&self, unit: &Unit, other: &Unit) -> bool {
        let uses = |one: &Unit, two: &Unit| one.links.iter().any(|link| link.target == two.name);
        let into = |one: &Unit, two: &Unit| {
            let mut presences = Context::BOTH.iter().map(|context| one.presence(*context));
            presences.any(|presence| matches!(presence, Presence::Into(name) if *name == two.name))
        };
        family(unit) == family(other)
            || uses(unit, other)
            || into(unit, other)
            || into(other, unit)
            || unit.slot == Slot::Services && has_in_sight(unit, &other.path)
            || self.sees_all(unit)
    }

    /// Whether it is made of what all the others are: the edge, what others are built into, what has
    /// the whole project as its folder.
    fn sees_all(&self, unit: &Unit) -> bool {
        unit.provides("edge")
            || unit.slot == Slot::Services && unit.sees_all()
            || self.takers.contains(unit.name.as_str())
    }

    /// The images that did something once.
    pub(super) fn once(&self) -> &PerContext<Vec<String>> {
        &self.plan.once
    }
}

/// Whether a folder is that of a service, or one below it or below what its build begins in.
fn has_in_sight(unit: &Unit, path: &RelPath) -> bool {
    let top = unit.answers.context.as_ref();
    path.is_below(&unit.path) || top.is_some_and(|top| path.is_below(top))
}

/// What every unit sees of another.
fn stands_as(now: &Unit, before: &Unit) -> bool {
    now.slot == before.slot && now.owner.is_some() == before.owner.is_some()
}

/// Whether something only backs the others: that makes a network of its own.
fn backs(stack: &Stack) -> bool {
    let backs = |unit: &Unit| unit.slot == Slot::Backing && !unit.provides("edge");
    stack.units.iter().any(backs)
}

fn profiles(stack: &Stack) -> impl Iterator<Item = (&String, &Vec<String>)> {
    stack.profiles.iter()
}

/// The name of the service whose image it runs; else its own.
fn family(unit: &Unit) -> &str {
    unit.owner.as_deref().unwrap_or(&unit.name)
}

/// Whether another uses a unit for something else than before, or calls it from other pages.
fn is_called_otherwise(unit: &Unit, now: &Unit, before: &Unit) -> bool {
    let uses = |one: &'_ Unit| {
        let links = one.links.iter().filter(|link| link.target == unit.name);
        links
            .map(|link| (link.capability.clone(), link.is_public()))
            .collect::<Vec<_>>()
    };
    let (now, before) = (uses(now), uses(before));
    now != before || now.iter().any(|(_, is_public)| *is_public)
}

/// The names of units that others are built into.
fn takers(stack: &Stack) -> impl Iterator<Item = &str> {
    let presences = stack
        .units
        .iter()
        .map(|unit| unit.presence(Context::Production));
    presences.filter_map(|presence| match presence {
        Presence::Into(name) => Some(name.as_str()),
        _ => None,
    })
}

/// Whether two are the same to the order of their names, which templates may see.
fn is_written_as(one: &Value, two: &Value) -> bool {
    let text = |value: &Value| serde_json::to_string(value).ok();
    text(one).is_some_and(|one| Some(one) == text(two))
}
