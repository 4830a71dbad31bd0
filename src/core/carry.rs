//! What a change of the answers does to data: volumes that stay behind, answers that a volume
//! remembers, and how the data is carried over. Nothing here removes anything.

use foldhash::{HashMap, HashSet};
use serde_json::Value as Json;

use super::answers::{Context, PerContext};
use super::diagnostic::Problem;
use super::plan::{Mount, Plan};
use super::resolve::{Stack, Unit};
use super::template::{Templates, scope, to_value};

/// Copies one volume into another; nobody's service, so the tag only has to exist.
const COPY: &str = "busybox:1.37 cp -a /from/. /to/";

/// Answers, understood and planned.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Their meaning.
    pub stack: &'a Stack,
    /// Their nodes.
    pub plan: &'a Plan,
}

/// A named volume of one context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Volume {
    pub(super) context: Context,
    /// As `docker volume ls` has it.
    pub(super) full: String,
    /// As the Compose files have it.
    pub(super) name: String,
    pub(super) unit: String,
    target: String,
}

/// What was there before, with its volumes.
pub struct Remembered {
    stack: Stack,
    plan: Plan,
    volumes: Vec<Volume>,
    /// Unit -> the places of its volumes.
    of: HashMap<String, Vec<usize>>,
}

impl Remembered {
    /// Of answers that were understood and planned.
    pub fn new((stack, mut plan): (Stack, Plan)) -> Self {
        let known = Known {
            stack: &stack,
            plan: &plan,
        };
        let volumes = volumes(known);
        let mut of: HashMap<String, Vec<usize>> = HashMap::default();
        for (place, volume) in volumes.iter().enumerate() {
            of.entry(volume.unit.clone()).or_default().push(place);
        }
        // What is drawn of it is of no use any more.
        plan.parts = Vec::new();
        Self {
            stack,
            plan,
            volumes,
            of,
        }
    }
}

/// What becomes of the data of `before` with `after`. `renamed` is a member's old and new name.
pub fn compare(
    templates: &Templates,
    before: &Remembered,
    after: Known<'_>,
    renamed: Option<(&str, &str)>,
) -> Vec<Problem> {
    let (old, of) = (&before.volumes, &before.of);
    let before = Known {
        stack: &before.stack,
        plan: &before.plan,
    };
    let now = |name: &str| match renamed {
        Some((from, to)) if from == name => to.to_owned(),
        _ => name.to_owned(),
    };
    let mut problems: Vec<Problem> = running(before, after).into_iter().collect();
    if before.stack.project != after.stack.project {
        problems.extend(project(before, after, old));
    }
    for unit in &before.stack.units {
        let own = of.get(&unit.name).into_iter().flatten();
        let own: Vec<&Volume> = own.filter_map(|place| old.get(*place)).collect();
        let Some(heir) = after.stack.unit(&now(&unit.name)) else {
            problems.extend(stays(unit, &own));
            continue;
        };
        if heir.name != unit.name {
            let keys = keys(before, after, (unit, heir));
            problems.extend(
                left((unit, heir), &own, &volumes(after), &keys).or_else(|| anew(heir, &keys)),
            );
        }
        let data = own.iter().filter(|volume| volume.name == unit.name);
        let data: Vec<&str> = data.map(|volume| volume.full.as_str()).collect();
        if !data.is_empty() {
            problems.extend(fixed(templates, unit, heir, &data));
        }
    }
    let gone = before.plan.secrets.keys().filter(|name| {
        let heir = renamed.is_some_and(|(from, _)| name.starts_with(&format!("{}_", snake(from))));
        !after.plan.secrets.contains_key(*name) && !heir
    });
    let gone: Vec<String> = gone.map(|name| format!("secrets/{name}")).collect();
    if !gone.is_empty() {
        let message = format!("{} stays: nobody reads it any more", gone.join(" and "));
        let problem = Problem::note("secret-stays", message);
        problems.push(problem.mend(format!("when its data is gone: `rm {}`", gone.join(" "))));
    }
    problems
}

/// Containers of names that are no more: Compose leaves them running.
fn running(before: Known<'_>, after: Known<'_>) -> Option<Problem> {
    let now = after.plan.containers.development.iter();
    let old = before.plan.containers.development.iter();
    if now.len() == old.len()
        && now
            .clone()
            .zip(old.clone())
            .all(|(now, old)| now.name == old.name)
    {
        return None;
    }
    let now: HashSet<&str> = now.map(|container| container.name.as_str()).collect();
    let gone: Vec<&str> = old
        .map(|container| container.name.as_str())
        .filter(|name| !now.contains(name))
        .collect();
    if gone.is_empty() || before.stack.project != after.stack.project {
        return None;
    }
    let message = format!(
        "a container of {} that still runs is nobody's now",
        gone.join(" or ")
    );
    let problem = Problem::note("container-stays", message);
    Some(problem.mend("`docker compose up --remove-orphans` ends it"))
}

pub(super) fn volumes(known: Known<'_>) -> Vec<Volume> {
    let projects = PerContext {
        development: known.stack.project.clone(),
        production: format!("{}-production", known.stack.project),
    };
    let mut volumes: Vec<Volume> = Vec::new();
    let mut seen: HashSet<String> = HashSet::default();
    for context in Context::BOTH {
        for container in known.plan.containers.of(context) {
            // A process has its service's image, and so its mounts, but its data is its own.
            let own = known.stack.unit(&container.name);
            let unit = own.map_or(&container.unit, |unit| &unit.name);
            for mount in &container.mounts {
                let Mount::Volume { name, target, .. } = mount else {
                    continue;
                };
                let volume = Volume {
                    context,
                    full: format!("{}_{name}", projects.of(context)),
                    name: name.clone(),
                    unit: unit.clone(),
                    target: target.clone(),
                };
                if seen.insert(volume.full.clone()) {
                    volumes.push(volume);
                }
            }
        }
    }
    volumes
}

/// Compose's volumes carry the project's name.
fn project(before: Known<'_>, after: Known<'_>, old: &[Volume]) -> Option<Problem> {
    let (from, to) = (&before.stack.project, &after.stack.project);
    if old.is_empty() {
        return None;
    }
    let names: Vec<&str> = old.iter().map(|volume| volume.full.as_str()).collect();
    let message = format!(
        "the project was `{from}` and is `{to}`: its data stays in {}, and new volumes begin empty",
        names.join(", ")
    );
    let copies = old.iter().filter(|volume| volume.name == volume.unit);
    let copies: Vec<String> = copies
        .map(|volume| {
            let new = volume.full.replacen(from.as_str(), to, 1);
            format!("`{}`", copy(&volume.full, &new))
        })
        .collect();
    let mend = if copies.is_empty() {
        format!("write `name: {from}` again to keep them")
    } else {
        format!(
            "write `name: {from}` again to keep them; or `docker compose -p {from} down`, `docker compose create`, then {}",
            copies.join(" and ")
        )
    };
    Some(
        Problem::warning("data-left", message)
            .key("name")
            .mend(mend),
    )
}

/// The volume of a unit's own data has its name, wherever it is mounted.
fn own_data(volume: &Volume, unit: &Unit) -> bool {
    volume.name == unit.name
}

fn copy(from: &str, to: &str) -> String {
    format!("docker run --rm -v {from}:/from:ro -v {to}:/to {COPY}")
}

/// The volumes of a member that is no more.
fn stays(unit: &Unit, own: &[&Volume]) -> Option<Problem> {
    let names: Vec<&str> = own.iter().map(|volume| volume.full.as_str()).collect();
    if names.is_empty() {
        return None;
    }
    let verb = if names.len() == 1 { "stays" } else { "stay" };
    let message = format!(
        "the data of `{}` is never removed: {} {verb}",
        unit.name,
        names.join(" and ")
    );
    let mend = format!(
        "once you do not need it: `docker volume rm {}`",
        names.join(" ")
    );
    Some(Problem::note("volume-stays", message).mend(mend))
}

/// The volumes of a member with another name: the new ones begin empty.
fn left(
    (unit, heir): (&Unit, &Unit),
    own: &[&Volume],
    new: &[Volume],
    keys: &[[String; 2]],
) -> Option<Problem> {
    let pairs: Vec<(&&Volume, &Volume)> = own
        .iter()
        .filter_map(|old| {
            let same = |volume: &&Volume| {
                volume.unit == heir.name
                    && volume.context == old.context
                    && (volume.target == old.target
                        || own_data(old, unit) && own_data(volume, heir))
            };
            Some((old, new.iter().find(same)?))
        })
        .filter(|(old, new)| old.full != new.full)
        .collect();
    if pairs.is_empty() {
        return None;
    }
    let names: Vec<&str> = pairs.iter().map(|(old, _)| old.full.as_str()).collect();
    let message = format!(
        "`{}` begins with empty volumes: what `{}` had stays in {}",
        heir.name,
        unit.name,
        names.join(" and ")
    );
    let copies: Vec<String> = pairs
        .iter()
        .map(|(old, new)| {
            let files = match old.context {
                Context::Development => "",
                Context::Production => " -f compose.yaml -f compose.prod.yaml",
            };
            let create = format!("docker compose{files} create {}", heir.name);
            format!("`{create} && {}`", copy(&old.full, &new.full))
        })
        .collect();
    let mut mend = format!(
        "stop `{}` first, and carry it over: {}",
        unit.name,
        copies.join(", for production ")
    );
    if !keys.is_empty() {
        let copies = copied(keys);
        mend.push_str(&format!(
            "; production's data knows the old password: {copies}"
        ));
    }
    Some(
        Problem::warning("data-left", message)
            .key(heir.key())
            .mend(mend),
    )
}

/// Production's secrets of a member with another name: old file -> new file.
fn keys(before: Known<'_>, after: Known<'_>, (unit, heir): (&Unit, &Unit)) -> Vec<[String; 2]> {
    let prefix = format!("{}_", snake(&unit.name));
    let secrets = before.plan.secrets.keys();
    secrets
        .filter_map(|old| {
            let new = format!("{}_{}", snake(&heir.name), old.strip_prefix(&prefix)?);
            let there = after.plan.secrets.contains_key(&new) && new != *old;
            there.then(|| [old, &new].map(|name| format!("secrets/{name}")))
        })
        .collect()
}

fn copied(keys: &[[String; 2]]) -> String {
    let commands = keys.iter().map(|[old, new]| format!("`cp -f {old} {new}`"));
    commands.collect::<Vec<_>>().join(" and ")
}

/// Secrets that are made anew, since their member has another name.
fn anew(heir: &Unit, keys: &[[String; 2]]) -> Option<Problem> {
    let files: Vec<&str> = keys.iter().map(|[_, new]| new.as_str()).collect();
    if files.is_empty() {
        return None;
    }
    let message = format!(
        "production's {} is another secret than before",
        files.join(" and ")
    );
    let problem = Problem::note("secret-anew", message).key(heir.key());
    Some(problem.mend(format!("to keep the old one: {}", copied(keys))))
}

fn snake(name: &str) -> String {
    name.replace('-', "_")
}

/// Answers that the data in a volume fixed when it was made.
fn fixed(templates: &Templates, old: &Unit, new: &Unit, data: &[&str]) -> Vec<Problem> {
    let volumes = data.join(" and ");
    if old.answers.kind != new.answers.kind {
        let (was, is) = (&old.item.title, &new.item.title);
        let message = format!(
            "`{}` was {was} and is {is}, and {volumes} holds what {was} wrote",
            new.name
        );
        let mend = format!(
            "give the new one another name, and carry the data over; or, if it may be lost: `docker volume rm {}`",
            data.join(" ")
        );
        let problem = Problem::warning("data-fixed", message);
        return vec![problem.key(format!("{}.kind", new.key())).mend(mend)];
    }
    let mut problems = Vec::new();
    for (name, question) in &new.item.ask {
        if question.fixed_by.as_deref() != Some("data") {
            continue;
        }
        let value = |unit: &Unit| unit.with.get(name).cloned().unwrap_or(Json::Null);
        let (was, is) = (value(old), value(new));
        if was == is {
            continue;
        }
        let message = format!(
            "`{name}` of `{}` was {} and is {}, and {volumes} was made with the former",
            new.name,
            shown(&was),
            shown(&is)
        );
        let known = scope([
            ("name", new.name.as_str().into()),
            ("old", to_value(&was)),
            ("new", to_value(&is)),
            ("with", to_value(&old.with)),
        ]);
        let own = question
            .carry
            .as_ref()
            .map(|text| templates.text(text, &known));
        let mend = own.and_then(Result::ok).unwrap_or_else(|| {
            format!(
                "put it back; or dump the data while the old one runs, stop it, `docker volume rm {}`, apply, and load it",
                data.join(" ")
            )
        });
        let problem = Problem::warning("data-fixed", message);
        problems.push(problem.key(format!("{}.with.{name}", new.key())).mend(mend));
    }
    problems
}

fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
