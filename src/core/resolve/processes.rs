//! `processes:` of a service -> units that run its image.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::{Stack, Unit};
use crate::core::answers::{Context, Member, Presence};
use crate::core::catalog::item::Item;
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::Problem;

/// The units of a service's processes. They follow the service: what it answers is known first.
pub(super) fn units(
    catalog: &Catalog,
    service: &Unit,
    like: Option<&Stack>,
    problems: &mut Vec<Problem>,
) -> Vec<Unit> {
    let mut units = Vec::new();
    for (name, member) in &service.answers.processes {
        let key = format!("{}.processes.{name}", service.key());
        if member.kind.is_empty() {
            continue;
        }
        let item = match catalog.item(Slot::Processes, &member.kind) {
            Ok(item) => item,
            Err(problem) => {
                problems.push(problem.key(format!("{key}.kind")));
                continue;
            }
        };
        command(&item, member.run.is_some(), &key, problems);
        let before = like.and_then(|like| {
            let unit = like.unit(name)?;
            let owner = like.unit(unit.owner.as_deref()?)?;
            let same = unit.answers.kind == member.kind
                && owner.name == service.name
                && Arc::ptr_eq(&owner.item, &service.item)
                && Arc::ptr_eq(&owner.answers, &service.answers)
                && Arc::ptr_eq(&unit.said, member);
            same.then(|| (Arc::clone(&unit.item), Arc::clone(&unit.answers)))
        });
        let (item, answers) =
            before.unwrap_or_else(|| (adapted(item, &service.item), inside(member, service)));
        let mut unit = Unit::new(name, Slot::Processes, item, [member, &answers]);
        unit.path = service.path.clone();
        unit.owner = Some(service.name.clone());
        units.push(unit);
    }
    units
}

/// The item with what the service's language gives it.
fn adapted(item: Arc<Item>, service: &Item) -> Arc<Item> {
    let debugged = item.debug.is_none() && item.commands.contains_key("debug");
    let health = item.health.as_ref();
    let probed = health.is_some_and(|health| health.http.is_some());
    if !debugged && !probed {
        return item;
    }
    let mut item = Item::clone(&item);
    if debugged {
        // The language's debugger, as in the service.
        item.debug.clone_from(&service.debug);
    }
    if probed {
        // And the language's way to ask.
        item.probe.clone_from(&service.probe);
    }
    Arc::new(item)
}

/// A process is a container nowhere but where its service is one.
fn inside(member: &Arc<Member>, service: &Unit) -> Arc<Member> {
    let mut answers = Arc::clone(member);
    for context in Context::BOTH {
        if !service.is_container(context) {
            let differs = &mut Arc::make_mut(&mut answers).differs;
            let differs = match context {
                Context::Development => &mut differs.development,
                Context::Production => &mut differs.production,
            };
            differs.presence = Presence::None;
        }
    }
    answers
}

/// A command of the user's own is said where it is asked for, and nowhere else.
fn command(item: &Item, said: bool, key: &str, problems: &mut Vec<Problem>) {
    if item.runs && !said {
        let message = format!("`{key}` does not say what it runs");
        let mend = "add `run: ...`";
        problems.push(Problem::error("missing-key", message).key(key).mend(mend));
    }
    if !item.runs && said {
        let message = format!("{} has a command of its own", item.title);
        let mend = "take `run` out, or take the kind that runs any command";
        let problem = Problem::error("unknown-key", message);
        problems.push(problem.key(format!("{key}.run")).mend(mend));
    }
}

/// A process joins only a service that its item knows.
pub(super) fn check(stack: &Stack, problems: &mut Vec<Problem>) {
    for unit in stack.units.iter().filter(|unit| unit.owner.is_some()) {
        let owner = stack.owner(unit);
        for context in Context::BOTH {
            let copies = unit.answers.differs.of(context).replicas.unwrap_or(1);
            if unit.item.single && copies > 1 {
                let message = format!("{} must run once, and not {copies} times", unit.item.title);
                let key = format!("{}.{}.replicas", unit.key(), context.word());
                let problem = Problem::error("single", message).key(key);
                problems.push(problem.mend("take `replicas` out"));
            }
        }
        let of = &unit.item.of;
        if of.is_empty() || of.iter().any(|word| owner.provides(word)) {
            continue;
        }
        let (title, words) = (&unit.item.title, of.join(" or "));
        let message = format!(
            "{title} runs in a service that is {words}, and `{}` is not",
            owner.name
        );
        let mut others = stack.units.iter();
        let other = others.find(|other| of.iter().any(|word| other.provides(word)));
        let mend = match other {
            Some(other) => format!("move it to `{}.processes`", other.key()),
            None => "take it out".to_owned(),
        };
        let key = format!("{}.kind", unit.key());
        problems.push(Problem::error("wrong-service", message).key(key).mend(mend));
    }
}

/// The client that a process of `unit` wants for `other`: for the first in `uses` that it can
/// speak with, unless the user gave it to one by name. Its variables go to the whole service.
pub(super) fn client<'s>(
    stack: &'s Stack,
    unit: &'s Unit,
    other: &Unit,
) -> Option<(&'s String, &'s String)> {
    let clients = stack
        .processes_of(&unit.name)
        .flat_map(|process| &process.item.clients);
    let uses = &unit.answers.uses;
    for (capability, id) in clients {
        let named = uses.values().any(|how| how.client.as_ref() == Some(id));
        let mut free = uses.iter().filter(|(_, how)| how.client.is_none());
        let first = free.find(|(name, _)| {
            let target = stack.unit(name);
            target.is_some_and(|target| target.provides(capability))
        });
        if !named && first.is_some_and(|(name, _)| *name == other.name) {
            return Some((capability, id));
        }
    }
    None
}

/// The items of a service's processes.
pub(super) fn items<'s>(stack: &'s Stack, unit: &'s Unit) -> Vec<&'s Arc<Item>> {
    let processes = stack.processes_of(&unit.name);
    processes.map(|process| &process.item).collect()
}

/// What the processes of a service add to its `vars`.
pub(super) fn added(processes: &[Arc<Item>]) -> IndexMap<String, Vec<Json>> {
    let mut added: IndexMap<String, Vec<Json>> = IndexMap::new();
    for (name, values) in processes.iter().flat_map(|item| &item.adds.vars) {
        let known = added.entry(name.clone()).or_default();
        known.extend(values.iter().cloned());
    }
    added
}

/// Appends to a list what it has not.
pub(super) fn join(value: &mut Json, more: Option<&Vec<Json>>) {
    let (Json::Array(list), Some(more)) = (value, more) else {
        return;
    };
    for one in more {
        if !list.contains(one) {
            list.push(one.clone());
        }
    }
}
