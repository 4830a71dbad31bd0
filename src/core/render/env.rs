//! `.env.example`, all comments, and this developer's `.env`.

use foldhash::HashSet;
use indexmap::IndexSet;
use minijinja::Value;
use serde_json::Value as Json;

use super::{Options, PLAIN, put_at};
use crate::core::answers::{Context, PerContext};
use crate::core::diagnostic::Problem;
use crate::core::fileset::{File, FileSet, Policy};
use crate::core::host::{self, Line, Traits};
use crate::core::path::RelPath;
use crate::core::plan::{Part, Plan, Variable};
use crate::core::resolve::Stack;
use crate::core::template::{Templates, scope};

/// Writes both.
pub(super) fn files(
    templates: &Templates,
    stack: &Stack,
    plan: &Plan,
    options: &Options,
    set: &mut FileSet,
    problems: &mut Vec<Problem>,
) {
    let draw = |part: &Part| Examples::of(templates, stack, part);
    let all: Vec<&Examples> = plan
        .parts
        .iter()
        .map(|part| part.drawing.examples.get_or_init(|| draw(part)))
        .collect();
    let mut development = examples(&all, Context::Development, problems);
    let mut containers = plan.containers.development.iter();
    if containers.any(|container| container.own_ids) {
        development.push("USERNS_MODE=host".to_owned());
    }
    let said = PerContext {
        development,
        production: examples(&all, Context::Production, problems),
    };
    let files = plan.secrets.keys().map(|name| format!("secrets/{name}"));
    let known = scope([
        ("ports", ports(stack).into()),
        (
            "secrets",
            once(all.iter().flat_map(|one| &one.passwords)).into(),
        ),
        ("development", explained(said.development).into()),
        ("production", said.production.into()),
        ("files", files.collect::<Vec<_>>().into()),
        (
            "publishes",
            once(all.iter().flat_map(|one| &one.published)).into(),
        ),
        (
            "builds",
            plan.parts.iter().any(|part| part.image.is_some()).into(),
        ),
    ]);
    match templates.file("house/env.example.j2", &known) {
        Ok(text) => put_at(
            set,
            ".env.example",
            File::new(Policy::Block, PLAIN, "", text),
        ),
        Err(error) => problems.push(Problem::error("template", error.to_string())),
    }
    if let Some(own) = options.ids {
        let mut text =
            "# This developer's own; git does not see it. What else may stand here: .env.example\n"
                .to_owned();
        text.push_str(&of_host(own, &options.traits, set));
        let published = stack.published();
        for (name, port) in &options.ports {
            // Of an answer before, some may be gone.
            if let Some((_, taken)) = published.iter().find(|(known, _)| known == name) {
                text.push_str(&format!(
                    "# {taken} was taken on this machine.\n{name}={port}\n"
                ));
            }
        }
        put_at(set, ".env", File::new(Policy::Local, 0o600, "", text));
    }
}

/// Each line of development below what it is for, where that is a machine's matter.
fn explained(lines: Vec<String>) -> Vec<Value> {
    let explained = lines.into_iter().map(|line| {
        let name = line.split('=').next().unwrap_or_default();
        let about = host::about(name).unwrap_or_default().to_owned();
        scope([("about", about.into()), ("line", line.into())])
    });
    explained.collect()
}

/// What the developer's machine asks for.
fn of_host(own: (u32, u32), traits: &Traits, set: &FileSet) -> String {
    let mut text = String::new();
    let ((user, group), because) = host::ids(own, traits).unwrap_or((own, ""));
    if (user, group) != own {
        text.push_str(&format!("# {because}.\n"));
    }
    text.push_str(&format!("HOST_UID={user}\nHOST_GID={group}\n"));
    if host::lines(traits, |_| true).is_empty() {
        return text;
    }
    let named = |name: &&str| {
        RelPath::new(name)
            .ok()
            .and_then(|path| set.files.get(&path))
    };
    let texts: Vec<String> = super::compose::FILES
        .iter()
        .filter_map(|name| Some(named(name)?.text()))
        .collect();
    let reads = |name: &str| texts.iter().any(|text| host::reads(text, name));
    for line in host::lines(traits, reads) {
        let Line {
            variable,
            value,
            because,
            ..
        } = line;
        text.push_str(&format!("# {because}.\n{variable}={value}\n"));
    }
    text
}

/// What a part lets `.env` say.
pub(super) struct Examples {
    /// What its items and their clients let it say.
    said: PerContext<(Vec<String>, Vec<Problem>)>,
    /// The variables of development's passwords.
    passwords: Vec<String>,
    /// `NAME=default` of what production publishes.
    published: Vec<String>,
    /// What production does not start without.
    needed: Vec<String>,
}

impl Examples {
    fn of(templates: &Templates, stack: &Stack, part: &Part) -> Self {
        let said = |context| said(templates, stack, part, context);
        Self {
            said: PerContext {
                development: said(Context::Development),
                production: said(Context::Production),
            },
            passwords: passwords(part),
            published: published(part),
            needed: needed(part),
        }
    }
}

/// `NAME=default` of every published port of development.
fn ports(stack: &Stack) -> Vec<String> {
    let ports = stack.published().into_iter();
    ports.map(|(name, port)| format!("{name}={port}")).collect()
}

/// Each line once.
fn once<'l>(lines: impl Iterator<Item = &'l String>) -> Vec<String> {
    let lines: IndexSet<&String> = lines.collect();
    lines.into_iter().cloned().collect()
}

fn published(part: &Part) -> Vec<String> {
    let ports = part.containers.production.iter().flat_map(|one| &one.ports);
    let variables = ports.flat_map(|port| port.split("${").skip(1));
    let line = |variable: &str| {
        let inside = variable.split('}').next().unwrap_or_default();
        inside.replacen(":-", "=", 1)
    };
    variables.map(line).collect()
}

fn passwords(part: &Part) -> Vec<String> {
    let containers = part.containers.development.iter();
    let variables = containers.flat_map(|container| container.environment.values());
    let line = |variable: &Variable| {
        let Variable::Shared(name, value) = variable else {
            return None;
        };
        let default = value.split_once(":-").map_or("", |(_, rest)| rest);
        let default = default.trim_end_matches('}');
        Some(format!("{}={default}", name.to_uppercase()))
    };
    variables.filter_map(line).collect()
}

/// What items and their clients let `.env` say in this context.
fn said(
    templates: &Templates,
    stack: &Stack,
    part: &Part,
    context: Context,
) -> (Vec<String>, Vec<Problem>) {
    let (mut lines, mut problems) = (Vec::new(), Vec::new());
    for unit in part.units(stack).filter(|unit| unit.is_container(context)) {
        let clients = unit.links.iter().filter_map(|link| link.client.as_ref());
        let items = std::iter::once(&unit.item).chain(clients);
        let known = part.scopes.get(&unit.name).cloned();
        let known = known.unwrap_or_else(|| scope([]));
        for (name, value) in items.flat_map(|item| &item.env_example) {
            // A text alone is for production, where the address and the like must be said.
            let here = value.is_object() || context == Context::Production;
            let line = templates.evaluate(value, &known, context.word());
            let line = line.and_then(|value| match value {
                Some(Json::String(text)) if here => {
                    let name = templates.text(name, &known)?;
                    Ok(Some(format!("{name}={text}")))
                }
                _ => Ok(None),
            });
            match line {
                Ok(line) => lines.extend(line),
                Err(error) => problems.push(super::launch::broken(unit, &error)),
            }
        }
    }
    (lines, problems)
}

/// What all parts let `.env` say in this context; for production also what it needs, as `NAME=`.
fn examples(all: &[&Examples], context: Context, problems: &mut Vec<Problem>) -> Vec<String> {
    let said = || all.iter().map(|one| one.said.of(context));
    problems.extend(said().flat_map(|(_, problems)| problems.iter().cloned()));
    let mut lines = once(said().flat_map(|(lines, _)| lines));
    if context == Context::Production {
        let name = |line: &String| line.split('=').next().unwrap_or_default().to_owned();
        let mut known: HashSet<String> = lines.iter().map(name).collect();
        for needed in all.iter().flat_map(|one| &one.needed) {
            if known.insert(needed.clone()) {
                lines.push(format!("{needed}="));
            }
        }
    }
    lines
}

fn needed(part: &Part) -> Vec<String> {
    let mut names = Vec::new();
    let variables = part.containers.production.iter();
    let variables = variables.flat_map(|container| container.environment.values());
    for variable in variables {
        let Variable::Plain(text) = variable else {
            continue;
        };
        let parts = text.split("${").skip(1);
        let needed = parts.filter_map(|part| Some(part.split_once(":?")?.0));
        names.extend(needed.filter(|name| !name.contains('}')).map(str::to_owned));
    }
    names
}
