//! `.env.example`, all comments, and this developer's `.env`.

use serde_json::{Value as Json, json};

use super::{Options, PLAIN, put_at};
use crate::core::answers::Context;
use crate::core::diagnostic::Problem;
use crate::core::fileset::{File, FileSet, Policy};
use crate::core::plan::{Plan, Variable};
use crate::core::resolve::Stack;
use crate::core::template::{Templates, scope, to_value};

/// Writes both.
pub(super) fn files(
    templates: &Templates,
    stack: &Stack,
    plan: &Plan,
    options: &Options,
    set: &mut FileSet,
    problems: &mut Vec<Problem>,
) {
    let known = scope([
        ("ports", to_value(&ports(stack))),
        ("secrets", passwords(plan).into()),
        (
            "development",
            to_value(&examples(
                templates,
                stack,
                plan,
                Context::Development,
                problems,
            )),
        ),
        (
            "production",
            to_value(&examples(
                templates,
                stack,
                plan,
                Context::Production,
                problems,
            )),
        ),
        (
            "files",
            plan.secrets
                .keys()
                .map(|name| format!("secrets/{name}"))
                .collect::<Vec<_>>()
                .into(),
        ),
        ("publishes", to_value(&published(plan))),
        ("builds", (!plan.images.is_empty()).into()),
    ]);
    match templates.file("house/env.example.j2", &known) {
        Ok(text) => put_at(
            set,
            ".env.example",
            File::new(Policy::Generated, PLAIN, "", text),
        ),
        Err(error) => problems.push(Problem::error("template", error.to_string())),
    }
    if let Some((user, group)) = options.ids {
        let text = format!(
            "# This developer's own; git does not see it. What else may stand here: .env.example\nHOST_UID={user}\nHOST_GID={group}\n"
        );
        put_at(set, ".env", File::new(Policy::Local, 0o600, "", text));
    }
}

/// `NAME=default` of every published port of development.
fn ports(stack: &Stack) -> Json {
    let mut lines = Vec::new();
    for unit in stack.containers(Context::Development) {
        let variable = unit.variable();
        lines.extend(unit.published.map(|port| format!("{variable}_PORT={port}")));
        lines.extend(
            unit.debug_published
                .map(|port| format!("{variable}_DEBUG_PORT={port}")),
        );
    }
    json!(lines)
}

/// `NAME=default` of what production publishes.
fn published(plan: &Plan) -> Json {
    let mut lines: Vec<String> = Vec::new();
    let ports = plan.containers.production.iter().flat_map(|one| &one.ports);
    for variable in ports.flat_map(|port| port.split("${").skip(1)) {
        let inside = variable.split('}').next().unwrap_or_default();
        let line = inside.replacen(":-", "=", 1);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    json!(lines)
}

/// The variables of development's passwords.
pub(super) fn passwords(plan: &Plan) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for container in &plan.containers.development {
        for variable in container.environment.values() {
            let Variable::Shared(name, value) = variable else {
                continue;
            };
            let default = value.split_once(":-").map_or("", |(_, rest)| rest);
            let line = format!("{}={}", name.to_uppercase(), default.trim_end_matches('}'));
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

/// What items and their clients let `.env` say in this context.
fn examples(
    templates: &Templates,
    stack: &Stack,
    plan: &Plan,
    context: Context,
    problems: &mut Vec<Problem>,
) -> Json {
    let mut lines: Vec<String> = Vec::new();
    for unit in stack.containers(context) {
        let clients = unit.links.iter().filter_map(|link| link.client.as_ref());
        let items = std::iter::once(&unit.item).chain(clients);
        let known = plan
            .scopes
            .get(&unit.name)
            .cloned()
            .unwrap_or_else(|| scope([]));
        for (name, value) in items.flat_map(|item| &item.env_example) {
            // A text alone is for production, where the address and the like must be said.
            let here = value.is_object() || context == Context::Production;
            let value = match templates.evaluate(value, &known, context.word()) {
                Ok(Some(Json::String(text))) if here => text,
                Ok(_) => continue,
                Err(error) => {
                    problems.push(super::launch::broken(unit, &error));
                    continue;
                }
            };
            let line = match templates.text(name, &known) {
                Ok(name) => format!("{name}={value}"),
                Err(error) => {
                    problems.push(super::launch::broken(unit, &error));
                    continue;
                }
            };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    if context == Context::Production {
        needed(plan, &mut lines);
    }
    json!(lines)
}

/// What production does not start without, as `NAME=`.
fn needed(plan: &Plan, lines: &mut Vec<String>) {
    let variables = plan.containers.production.iter();
    let variables = variables.flat_map(|container| container.environment.values());
    for variable in variables {
        let Variable::Plain(text) = variable else {
            continue;
        };
        for name in text
            .split("${")
            .skip(1)
            .filter_map(|part| part.split_once(":?"))
        {
            let line = format!("{}=", name.0);
            if !name.0.contains('}') && !lines.iter().any(|known| known.starts_with(&line)) {
                lines.push(line);
            }
        }
    }
}
