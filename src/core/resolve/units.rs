//! Members -> units: their items, their answers, their capabilities.

use serde_json::Value as Json;

use super::features::Added;
use super::{Stack, Unit, processes};
use crate::core::answers::{Answers, Context, Member, Presence};
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::{Problem, nearest};
use crate::core::interview::{as_with, interview};
use crate::core::path::RelPath;
use crate::core::template::{Templates, extend, scope, to_value};

/// Finds each member's item and answers its questions as far as nobody's use matters.
pub(super) fn resolve(
    catalog: &Catalog,
    templates: &Templates,
    answers: &Answers,
    added: &Added,
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
        let Some(mut unit) = unit(catalog, slot, name, member, problems) else {
            stack.unclear.push(name.clone());
            continue;
        };
        unit.derived = derived;
        let processes = processes::units(catalog, &unit, problems);
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
    // Silent: `ask` says it, once it is known who uses what.
    let mut quiet = Vec::new();
    ask(templates, stack, &mut quiet);
    stack
        .asked
        .retain(|asked| asked.key.starts_with("features."));
}

fn unit(
    catalog: &Catalog,
    slot: Slot,
    name: &str,
    member: &Member,
    problems: &mut Vec<Problem>,
) -> Option<Unit> {
    let key = format!("{}.{name}", slot.folder());
    if member.kind.is_empty() {
        return None;
    }
    let item = match catalog.item(slot, &member.kind) {
        Ok(item) => item,
        Err(problem) => {
            problems.push(problem.key(format!("{key}.kind")));
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
                .key(format!("{key}.context"))
                .mend(mend),
        );
    }
    let mut answers = member.clone();
    if let Some(only) = &item.only {
        for (context, differs) in [
            (Context::Development, &mut answers.differs.development),
            (Context::Production, &mut answers.differs.production),
        ] {
            if only != context.word() && !differs.said {
                differs.presence = Presence::None;
            }
        }
    }
    Some(Unit {
        name: name.to_owned(),
        slot,
        port: member.port.unwrap_or(item.port),
        item,
        answers,
        with: Json::Null,
        vars: Json::Null,
        built: false,
        provides: Vec::new(),
        path: member.path.clone().unwrap_or_else(RelPath::root),
        published: None,
        debug_published: None,
        links: Vec::new(),
        steps: Vec::new(),
        derived: None,
        owner: None,
    })
}

/// Answers each unit's questions, and evaluates its capabilities and names for templates.
pub(super) fn ask(templates: &Templates, stack: &mut Stack, problems: &mut Vec<Problem>) {
    let roles: Vec<Vec<String>> = stack
        .units
        .iter()
        .map(|unit| roles(stack, &unit.name))
        .collect();
    let intos: Vec<Json> = stack.units.iter().map(|unit| into(stack, unit)).collect();
    let added: Vec<_> = stack
        .units
        .iter()
        .map(|unit| processes::added(stack, unit))
        .collect();
    let mut service = Json::Null;
    for (((unit, roles), into), added) in stack.units.iter_mut().zip(roles).zip(intos).zip(added) {
        let key = unit.key();
        if unit.owner.is_none() {
            service = Json::Null;
        }
        let known = scope([
            ("name", unit.name.as_str().into()),
            ("path", unit.path.as_str().into()),
            ("port", unit.port.into()),
            (
                "image",
                unit.answers.image.clone().unwrap_or_default().into(),
            ),
            ("roles", roles.into()),
            (
                "route",
                unit.answers
                    .route
                    .as_ref()
                    .map_or_else(String::new, |route| route.path.clone())
                    .into(),
            ),
            ("into", to_value(&into)),
            ("service", to_value(&service)),
        ]);
        let with_key = format!("{key}.with");
        let asked = interview(
            templates,
            &unit.item.ask,
            &unit.answers.with,
            &known,
            &with_key,
            problems,
        );
        unit.with = as_with(&asked);
        stack.asked.extend(asked);
        let mut known = extend(&known, [("with", to_value(&unit.with))]);
        let mut vars = serde_json::Map::new();
        for (name, value) in &unit.item.vars {
            match templates.evaluate(value, &known, "") {
                Ok(value) => {
                    let mut value = value.unwrap_or(Json::Null);
                    processes::join(&mut value, added.get(name));
                    known = extend(&known, [(name.as_str(), to_value(&value))]);
                    vars.insert(name.clone(), value);
                }
                Err(error) => problems.push(catalog(&key, name, &error)),
            }
        }
        unit.vars = Json::Object(vars);
        if unit.owner.is_none() {
            // Its processes follow it at once.
            service =
                serde_json::json!({ "name": unit.name, "with": unit.with, "vars": unit.vars });
        }
        if let Some(built) = &unit.item.built {
            match templates.expression(built, &known) {
                Ok(value) => unit.built = value.is_true(),
                Err(error) => problems.push(catalog(&key, "built", &error)),
            }
        }
        let provides = match &unit.item.provides {
            Json::String(expression) => templates.expression(expression, &known).map(|value| {
                let words = value.try_iter().into_iter().flatten();
                words.map(|word| word.to_string()).collect()
            }),
            list => Ok(list
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|word| word.as_str().map(str::to_owned))
                .collect()),
        };
        match provides {
            Ok(words) => unit.provides = words,
            Err(error) => problems.push(catalog(&key, "provides", &error)),
        }
    }
    if problems.iter().any(Problem::is_error) {
        return;
    }
    presence(stack, problems);
}

/// The capabilities for which others use it.
fn roles(stack: &Stack, name: &str) -> Vec<String> {
    let links = stack.units.iter().flat_map(|unit| &unit.links);
    links
        .filter(|link| link.target == name)
        .filter_map(|link| link.capability.clone())
        .collect()
}

/// For a unit whose build another takes for its own pages: the taker's name and where those pages
/// find it. A taker without such a `url` serves the build as it is.
fn into(stack: &Stack, unit: &Unit) -> Json {
    match stack.taker(unit) {
        Some((taker, url)) => serde_json::json!({ "name": taker.name, "static_url": url }),
        None => Json::Null,
    }
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

fn catalog(key: &str, name: &str, error: &minijinja::Error) -> Problem {
    Problem::error(
        "catalog-item",
        format!("the catalog's `{name}` cannot be evaluated: {error}"),
    )
    .key(key)
}
