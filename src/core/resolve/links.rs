//! Uses -> links: each bound to a unit, and to the client that speaks with it.

use std::sync::Arc;

use foldhash::HashSet;

use super::features::Added;
use super::{Link, Stack, Unit, public, told};
use crate::core::answers::{Answers, Context, Use, Wait};
use crate::core::catalog::item::Item;
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::{Problem, nearest};

/// Binds every `uses`, and what features bind.
pub(super) fn resolve(
    catalog: &Catalog,
    answers: &Answers,
    added: &Added,
    like: Option<&Stack>,
    stack: &mut Stack,
    problems: &mut Vec<Problem>,
) {
    let mut all = Vec::with_capacity(stack.units.len());
    let like = like.filter(|like| (&like.bound, &like.unclear) == (&stack.bound, &stack.unclear));
    for unit in &stack.units {
        let uses = added.uses.iter().any(|(name, ..)| *name == unit.name);
        if let Some(links) = like
            .filter(|_| !uses)
            .and_then(|like| kept(stack, unit, like))
        {
            all.push((links, true));
            continue;
        }
        let before = problems.len();
        let mut links = Vec::new();
        for (target, how) in &unit.answers.uses {
            let key = format!("{}.uses.{target}", unit.key());
            links.extend(link(catalog, stack, unit, target, how, &key, problems));
        }
        for (target, capability, only) in &added.binds {
            let wanted = only.is_empty() || only.contains(&unit.name);
            let said = unit.answers.uses.contains_key(target);
            if unit.slot == Slot::Services
                && wanted
                && !said
                && unit.item.clients.contains_key(capability)
            {
                let key = unit.key();
                links.extend(link(
                    catalog,
                    stack,
                    unit,
                    target,
                    &Use::default(),
                    &key,
                    problems,
                ));
            }
        }
        for (_, capability, feature) in added.uses.iter().filter(|(name, ..)| *name == unit.name) {
            let how = Use {
                wait: Some(Wait::No),
                ..Use::default()
            };
            let others: Vec<&Unit> = stack
                .units
                .iter()
                .filter(|other| other.provides(capability) && other.name != unit.name)
                .collect();
            if others.is_empty() {
                let message = format!(
                    "`{}` is for what provides {capability}, and nothing does",
                    unit.name
                );
                let mend = "turn the feature off";
                problems.push(
                    Problem::warning("nothing-to-use", message)
                        .key(format!("features.{feature}"))
                        .mend(mend),
                );
            }
            // The first is the one that stands in a variable.
            for other in others.iter().rev() {
                let key = unit.key();
                links.extend(link(
                    catalog,
                    stack,
                    unit,
                    &other.name,
                    &how,
                    &key,
                    problems,
                ));
            }
        }
        all.push((links.into(), !uses && problems.len() == before));
    }
    for (unit, (links, linked)) in stack.units.iter_mut().zip(all) {
        unit.links = links;
        unit.linked = linked;
    }
    for (name, only) in added
        .binds
        .iter()
        .flat_map(|(name, _, only)| only.iter().map(move |one| (name, one)))
    {
        if !answers.services.contains_key(only) {
            problems.push(
                no_such(stack, only, "features".to_owned())
                    .mend(format!("`{name}` is for services")),
            );
        }
    }
    cycles(stack, problems);
}

/// The links of before, where they are made of the very same.
fn kept(stack: &Stack, unit: &Unit, like: &Stack) -> Option<Arc<[Link]>> {
    let before = like.unit(&unit.name)?;
    let is = |now: &Unit, before: &Unit| {
        now.is_made_as(stack, before, like)
            && told::same(now.silent.as_ref(), before.silent.as_ref())
    };
    let target = |link: &Link| {
        let before = like.unit(&link.target);
        stack
            .unit(&link.target)
            .zip(before)
            .is_some_and(|(now, before)| is(now, before))
    };
    let same = before.linked && unit.slot == before.slot && is(unit, before);
    (same && before.links.iter().all(target)).then(|| Arc::clone(&before.links))
}

fn link(
    catalog: &Catalog,
    stack: &Stack,
    unit: &Unit,
    target: &str,
    how: &Use,
    key: &str,
    problems: &mut Vec<Problem>,
) -> Option<Link> {
    let Some(other) = stack.unit(target) else {
        if stack.unclear.iter().any(|name| name == target) {
            return None;
        }
        problems.push(no_such(stack, target, key.to_owned()));
        return None;
    };
    if other.name == unit.name {
        let problem = Problem::error("uses-itself", format!("`{target}` uses itself"));
        problems.push(problem.key(key).mend("take it out"));
        return None;
    }
    let found = client(catalog, stack, unit, other, how, key, problems);
    let (capability, client) = found.unzip();
    let no_wait = other.item.no_wait || client.as_ref().is_some_and(|client| client.no_wait);
    let wait = how
        .wait
        .unwrap_or(if no_wait { Wait::No } else { Wait::Healthy });
    Some(Link {
        target: target.to_owned(),
        public: public::names(how, client.as_deref()),
        how: how.clone(),
        capability,
        client,
        wait,
    })
}

/// The client that the user named, or the first of the item's that the other side understands.
fn client(
    catalog: &Catalog,
    stack: &Stack,
    unit: &Unit,
    other: &Unit,
    how: &Use,
    key: &str,
    problems: &mut Vec<Problem>,
) -> Option<(String, Arc<Item>)> {
    let mut load = |id: &str, key: String| match catalog.item(Slot::Clients, id) {
        Ok(item) => Some(item),
        Err(problem) => {
            problems.push(problem.key(key));
            None
        }
    };
    if let Some(id) = &how.client {
        let item = load(id, format!("{key}.client"))?;
        let speaks = item.speaks.clone().unwrap_or_default();
        if !other.provides(&speaks) {
            let message = format!(
                "{id} speaks {speaks}, and `{}` understands {}",
                other.name,
                if other.provides.is_empty() {
                    "nothing".to_owned()
                } else {
                    other.provides.join(", ")
                }
            );
            let mend = "name another client, or the variables by `env:`";
            problems.push(
                Problem::error("no-client", message)
                    .key(format!("{key}.client"))
                    .mend(mend),
            );
            return None;
        }
        return Some((speaks, item));
    }
    let (capability, id) = super::processes::client(stack, unit, other).or_else(|| {
        let mut clients = unit.item.clients.iter();
        clients.find(|(capability, _)| other.provides(capability))
    })?;
    Some((capability.clone(), load(id, key.to_owned())?))
}

/// A name that is no unit's.
pub(super) fn no_such(stack: &Stack, name: &str, key: String) -> Problem {
    let known: Vec<&str> = stack.units.iter().map(|unit| unit.name.as_str()).collect();
    let mend = match nearest(name, known.iter().copied()) {
        Some(near) => format!("write `{near}`"),
        None => format!(
            "add `{name}` to `services` or `backing`, or name one of {}",
            known.join(", ")
        ),
    };
    Problem::error("unknown-name", format!("there is no `{name}`"))
        .key(key)
        .mend(mend)
}

/// A circle of waiting would never start.
fn cycles(stack: &Stack, problems: &mut Vec<Problem>) {
    fn visit<'s>(
        stack: &'s Stack,
        unit: &'s Unit,
        path: &mut Vec<&'s str>,
        done: &mut HashSet<&'s str>,
    ) -> Option<String> {
        if done.contains(unit.name.as_str()) {
            return None;
        }
        if let Some(place) = path.iter().position(|name| *name == unit.name) {
            let circle = path.get(place..).unwrap_or_default().join(" -> ");
            return Some(format!("{circle} -> {}", unit.name));
        }
        path.push(&unit.name);
        let waits = unit.links.iter().filter(|link| link.wait != Wait::No);
        let circle = waits
            .filter_map(|link| stack.unit(&link.target))
            .find_map(|next| visit(stack, next, path, done));
        path.pop();
        done.insert(&unit.name);
        circle
    }
    let mut done = HashSet::default();
    for unit in &stack.units {
        if let Some(circle) = visit(stack, unit, &mut Vec::new(), &mut done) {
            let mend = "let one of them not wait: `uses: {NAME: {wait: false}}`";
            problems.push(
                Problem::error("cycle", format!("they wait for each other: {circle}"))
                    .key(unit.key())
                    .mend(mend),
            );
        }
    }
}

/// Needs that nothing provides, uses that have no effect, databases nobody has.
pub(super) fn check(stack: &Stack, problems: &mut Vec<Problem>) {
    for unit in &stack.units {
        for need in &unit.item.needs {
            // What is not understood may be what is needed.
            let unclear = unit
                .answers
                .uses
                .keys()
                .any(|name| stack.unclear.contains(name));
            if !unclear && !has(stack, unit, need) {
                problems.push(
                    unmet(stack, unit, need, &format!("{} needs", unit.item.title)).key(unit.key()),
                );
            }
        }
        for link in unit.links.iter() {
            let Some(other) = stack.unit(&link.target) else {
                continue;
            };
            let key = || format!("{}.uses.{}", unit.key(), link.target);
            silent(unit, other, link, &key, problems);
            public::unreachable(unit, other, link, &key, problems);
            let databases = other
                .with
                .get("databases")
                .and_then(serde_json::Value::as_object);
            if let (Some(database), Some(databases)) = (&link.how.database, databases)
                && !databases.contains_key(database)
            {
                let known: Vec<&str> = databases.keys().map(String::as_str).collect();
                let mend = match nearest(database, known.iter().copied()) {
                    Some(near) => format!("write `{near}`"),
                    None => format!(
                        "add it to `{}.with.databases`, or one of {}",
                        other.key(),
                        known.join(", ")
                    ),
                };
                let message = format!("`{}` has no database `{database}`", other.name);
                problems.push(
                    Problem::error("unknown-name", message)
                        .key(format!("{}.database", key()))
                        .mend(mend),
                );
            }
        }
    }
}

/// A use that makes no variable and nothing to wait for is a misunderstanding.
fn silent(
    unit: &Unit,
    other: &Unit,
    link: &Link,
    key: &dyn Fn() -> String,
    problems: &mut Vec<Problem>,
) {
    let artifact = matches!(
        other.presence(Context::Production),
        crate::core::answers::Presence::Into(into) if *into == unit.name
    );
    if link.client.is_none() && link.how.env.is_none() && !artifact && unit.slot == Slot::Services {
        let message = format!(
            "`{}` has no client for `{}`: it is told nothing of it",
            unit.name, other.name
        );
        let mend = format!(
            "take it out, or say its variables: `uses: {{{}: {{env: {{NAME: \"{{{{ host }}}}\"}}}}}}`",
            other.name
        );
        let problem = Problem::warning("no-client", message).key(key());
        problems.push(problem.mend(mend));
    }
}

/// Whether something that `unit` uses has the capability.
pub(super) fn has(stack: &Stack, unit: &Unit, capability: &str) -> bool {
    let mut targets = stack
        .owner(unit)
        .links
        .iter()
        .filter_map(|link| stack.unit(&link.target));
    targets.any(|target| target.provides(capability))
}

/// A need that nothing in `uses` meets, with what would.
pub(super) fn unmet(stack: &Stack, unit: &Unit, need: &str, who: &str) -> Problem {
    let unit = stack.owner(unit);
    let there = stack
        .units
        .iter()
        .find(|other| other.provides(need) && other.name != unit.name);
    let mend = match there {
        Some(other) => format!("add `{}` to `{}.uses`", other.name, unit.key()),
        None => format!(
            "add something that provides {need} to `backing`, and name it in `{}.uses`",
            unit.key()
        ),
    };
    Problem::error(
        "unmet-need",
        format!(
            "{who} {need}, and nothing that `{}` uses provides it",
            unit.name
        ),
    )
    .mend(mend)
}
