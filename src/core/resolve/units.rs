//! Members -> units: their items, their answers, their capabilities.

use std::sync::Arc;

use foldhash::HashMap;

use super::features::Added;
use super::told::{About, Told};
use super::{Stack, Unit, processes};
use crate::core::answers::{Answers, Context, Member, Presence};
use crate::core::catalog::item::Item;
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::{Problem, nearest};
use crate::core::template::Templates;

/// Finds each member's item and answers its questions as far as nobody's use matters.
pub(super) fn resolve(
    catalog: &Catalog,
    templates: &Templates,
    answers: &Answers,
    added: &Added,
    like: Option<&Stack>,
    stack: &mut Stack,
    problems: &mut Vec<Problem>,
) {
    let services = answers
        .services
        .iter()
        .map(|(name, member)| (Slot::Services, name, member, None));
    let backing = answers
        .backing
        .iter()
        .map(|(name, member)| (Slot::Backing, name, member, None));
    let derived = added.backing.iter();
    let derived =
        derived.map(|(name, (member, title))| (Slot::Backing, name, member, Some(title.clone())));
    for (slot, name, member, derived) in services.chain(backing).chain(derived) {
        let before = like.and_then(|like| like.unit(name));
        let Some(mut unit) = unit(catalog, slot, name, member, before, problems) else {
            stack.unclear.push(name.clone());
            continue;
        };
        unit.derived = derived;
        let processes = processes::units(catalog, &unit, like, problems);
        stack.units.push(unit);
        stack.units.extend(processes);
    }
    if stack.units.is_empty() && problems.is_empty() {
        let mend = "add a service, or begin with `dockwright init --preset NAME`";
        problems.push(
            Problem::error(
                "nothing-to-do",
                "the answers name no service and no backing",
            )
            .mend(mend),
        );
    }
    stack.index();
    // Silent: `ask` says it, once it is known who uses what.
    told(templates, like, stack);
    for unit in &mut stack.units {
        unit.silent = unit.told.clone();
    }
}

fn unit(
    catalog: &Catalog,
    slot: Slot,
    name: &str,
    member: &Arc<Member>,
    before: Option<&Unit>,
    problems: &mut Vec<Problem>,
) -> Option<Unit> {
    let key = || format!("{}.{name}", slot.folder());
    if member.kind.is_empty() {
        return None;
    }
    let item = match catalog.item(slot, &member.kind) {
        Ok(item) => item,
        Err(problem) => {
            problems.push(problem.key(format!("{}.kind", key())));
            return None;
        }
    };
    if member
        .context
        .as_ref()
        .is_some_and(|context| !context.is_root())
    {
        let message = "a build sees the whole project; `Dockerfile.dockerignore` keeps out what it has no need of";
        let mend = "write `context: .`, or leave it out";
        problems.push(
            Problem::error("bad-context", message)
                .key(format!("{}.context", key()))
                .mend(mend),
        );
    }
    let before = before.filter(|unit| Arc::ptr_eq(&unit.said, member));
    let answers = match before.filter(|unit| Arc::ptr_eq(&unit.item, &item)) {
        Some(before) => Arc::clone(&before.answers),
        None => only(&item, member),
    };
    Some(Unit::new(name, slot, item, [member, &answers]))
}

/// The answers of an item that is for one context, where they do not say otherwise.
fn only(item: &Item, member: &Arc<Member>) -> Arc<Member> {
    let mut answers = Arc::clone(member);
    if let Some(only) = &item.only {
        let answers = Arc::make_mut(&mut answers);
        for (context, differs) in [
            (Context::Development, &mut answers.differs.development),
            (Context::Production, &mut answers.differs.production),
        ] {
            if only != context.word() && !differs.said {
                differs.presence = Presence::None;
            }
        }
    }
    answers
}

/// Answers each unit's questions, and evaluates its capabilities and names for templates.
pub(super) fn ask(
    templates: &Templates,
    like: Option<&Stack>,
    stack: &mut Stack,
    problems: &mut Vec<Problem>,
) {
    told(templates, like, stack);
    let told = stack.units.iter().filter_map(|unit| unit.told.as_ref());
    problems.extend(told.flat_map(|told| told.problems.iter().cloned()));
    if !problems.iter().any(Problem::is_error) {
        presence(stack, problems);
    }
}

/// Asks every unit, with what is known of those that use it.
fn told(templates: &Templates, like: Option<&Stack>, stack: &mut Stack) {
    let mut all: Vec<Arc<Told>> = Vec::with_capacity(stack.units.len());
    let roles = roles(stack);
    let mut service = None;
    for unit in &stack.units {
        if unit.owner.is_none() {
            service = None;
        }
        let before = like.and_then(|like| like.unit(&unit.name));
        let before = before
            .into_iter()
            .flat_map(|unit| [&unit.told, &unit.silent]);
        let before = before.flatten().chain(&unit.silent);
        let about = About {
            roles: roles.get(unit.name.as_str()).map_or(&[], Vec::as_slice),
            into: into(stack, unit),
            processes: processes::items(stack, unit),
            service: service.clone(),
        };
        let told = about.told(templates, unit, before, &all);
        if unit.owner.is_none() {
            // Its processes follow it at once.
            service = Some((unit.name.as_str(), Arc::clone(&told)));
        }
        all.push(told);
    }
    for (unit, told) in stack.units.iter_mut().zip(all) {
        unit.with = Arc::clone(&told.with);
        unit.vars = Arc::clone(&told.vars);
        unit.built = told.built;
        unit.provides = Arc::clone(&told.provides);
        unit.told = Some(told);
    }
}

/// Name -> the capabilities for which others use it, each once: how many do is no difference.
fn roles(stack: &Stack) -> HashMap<&str, Vec<&str>> {
    let mut roles: HashMap<&str, Vec<&str>> = HashMap::default();
    for link in stack.units.iter().flat_map(|unit| unit.links.iter()) {
        if let Some(capability) = &link.capability {
            let known = roles.entry(link.target.as_str()).or_default();
            if !known.contains(&capability.as_str()) {
                known.push(capability);
            }
        }
    }
    roles
}

/// For a unit whose build another takes for its own pages: the taker's name and where those pages
/// find it. A taker without such a `url` serves the build as it is.
fn into<'s>(stack: &'s Stack, unit: &Unit) -> Option<[&'s str; 2]> {
    let (taker, url) = stack.taker(unit)?;
    Some([&taker.name, url])
}

/// `into:` names a unit that accepts a build, and this unit has one to give.
fn presence(stack: &Stack, problems: &mut Vec<Problem>) {
    for unit in &stack.units {
        for context in Context::BOTH {
            let key = format!("{}.{}", unit.key(), context.word());
            match unit.presence(context) {
                Presence::Into(_) if context == Context::Development => {
                    let message = format!(
                        "`{}` cannot be built into another in development",
                        unit.name
                    );
                    problems.push(
                        Problem::error("bad-into", message)
                            .key(key)
                            .mend("say it of `production`"),
                    );
                }
                Presence::Into(name) => into_problem(stack, unit, name, &key, problems),
                Presence::External if unit.slot != Slot::Backing => {
                    let message =
                        format!("`{}` is developed here, and not somebody else's", unit.name);
                    problems.push(
                        Problem::error("bad-presence", message)
                            .key(key)
                            .mend("container or none"),
                    );
                }
                _ => {}
            }
        }
    }
}

fn into_problem(stack: &Stack, unit: &Unit, name: &str, key: &str, problems: &mut Vec<Problem>) {
    let takers: Vec<&str> = stack
        .units
        .iter()
        .filter(|taker| taker.item.accepts.contains_key("static") && taker.name != unit.name)
        .map(|taker| taker.name.as_str())
        .collect();
    let message = if unit.item.artifact.is_none() {
        format!("`{}` has no build that another could take", unit.name)
    } else if takers.contains(&name) && stack.unit(name).is_some_and(has_own_image) {
        format!("`{name}` has an image of its own, which takes no build of another")
    } else if takers.contains(&name) {
        return;
    } else {
        format!("`{name}` takes no build of another")
    };
    let others = takers.iter().copied().filter(|taker| *taker != name);
    let mend = match nearest(name, others.clone()).or(others.clone().next()) {
        Some(taker) => {
            format!("write `into: {taker}`, or leave `into` out: it is a container of its own then")
        }
        None => "leave `into` out: it is a container of its own then".to_owned(),
    };
    problems.push(Problem::error("bad-into", message).key(key).mend(mend));
}

/// Whether the user gave a used one its image.
fn has_own_image(unit: &Unit) -> bool {
    unit.slot == Slot::Backing && (unit.answers.image.is_some() || unit.answers.build.is_some())
}
