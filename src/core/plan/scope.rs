//! The names that a unit's templates may use.

use minijinja::Value;
use serde_json::{Value as Json, json};

use crate::core::answers::{Context, Presence};
use crate::core::resolve::{Stack, Unit};
use crate::core::template::{extend, scope, to_value};

/// Where the project lies in a development or production container of a developed service.
pub(super) const ROOT: &str = "/app";

/// A template of the item's folder, or of `parts/`.
pub(super) fn template_path(unit: &Unit, template: &str) -> String {
    if template.starts_with("parts/") {
        return template.to_owned();
    }
    format!("{}/{}/{template}", unit.slot.folder(), unit.answers.kind)
}

/// The names that are the same in both contexts.
pub(super) fn of(stack: &Stack, unit: &Unit) -> Value {
    let root = unit.path.is_root();
    let path = unit.path.as_str();
    let into = match unit.presence(Context::Production) {
        Presence::Into(name) => stack.unit(name),
        _ => None,
    };
    let into_json = into.map_or(Json::Null, |taker| {
        let url = taker
            .item
            .accepts
            .get("static")
            .and_then(|accepts| accepts.get("url"));
        json!({ "name": taker.name, "static_url": url, "published": taker.published })
    });
    let debug = stack.feature("debug");
    let debug_port = unit.item.debug.as_ref().and_then(|debug| debug.port);
    let base = scope([
        ("project", to_value(&json!({ "name": stack.project }))),
        ("name", unit.name.as_str().into()),
        ("path", path.into()),
        ("port", unit.port.into()),
        ("with", to_value(&unit.with)),
        (
            "image",
            unit.answers.image.clone().unwrap_or_default().into(),
        ),
        ("packages", unit.answers.packages.clone().into()),
        (
            "volumes",
            unit.answers
                .volumes
                .values()
                .cloned()
                .collect::<Vec<_>>()
                .into(),
        ),
        (
            "workdir",
            if root {
                ROOT.to_owned()
            } else {
                format!("{ROOT}/{path}")
            }
            .into(),
        ),
        (
            "prefix",
            if root {
                String::new()
            } else {
                format!("{path}/")
            }
            .into(),
        ),
        ("source", path.into()),
        ("local_root", local_root(unit).into()),
        (
            "container",
            to_value(&json!({
                "development": unit.is_container(Context::Development),
                "production": unit.is_container(Context::Production),
            })),
        ),
        ("reload", stack.reload_of(unit).unwrap_or("none").into()),
        (
            "debug",
            to_value(&if debug.is_some() && debug_port.is_some() {
                json!({ "port": debug_port })
            } else {
                Json::Bool(false)
            }),
        ),
        ("debug_published", unit.debug_published.into()),
        ("wait_for_client", waits(stack, unit).into()),
        ("into", to_value(&into_json)),
        (
            "page_port",
            into.map_or(unit.published, |taker| taker.published).into(),
        ),
        ("edge", stack.edge(Context::Production).is_some().into()),
        ("roles", roles(stack, unit).into()),
        ("bound", to_value(&bound(stack, unit))),
        ("callers", callers(stack, unit).into()),
        ("base_path", base_path(unit).into()),
        ("health_path", Value::from("")),
        ("use", to_value(&json!({ "database": null }))),
    ]);
    let base = if unit.provides("edge") {
        extend(&base, edge(stack))
    } else {
        base
    };
    let Json::Object(vars) = &unit.vars else {
        return base;
    };
    extend(
        &base,
        vars.iter()
            .map(|(name, value)| (name.as_str(), to_value(value))),
    )
}

/// The same, and what is different in this context.
pub(super) fn in_context(scope: &Value, unit: &Unit, context: Context) -> Value {
    let published = match (context, unit.published) {
        (Context::Development, Some(port)) => format!("${{{}_PORT:-{port}}}", unit.variable()),
        _ => String::new(),
    };
    extend(
        scope,
        [
            ("context", context.word().into()),
            ("published", published.into()),
        ],
    )
}

/// Where an editor on the host finds the unit's code.
pub(super) fn local_root(unit: &Unit) -> String {
    if unit.path.is_root() {
        return "${workspaceFolder}".to_owned();
    }
    format!("${{workspaceFolder}}/{}", unit.path)
}

fn roles(stack: &Stack, unit: &Unit) -> Vec<String> {
    let links = stack.units.iter().flat_map(|other| &other.links);
    links
        .filter(|link| link.target == unit.name)
        .filter_map(|link| link.capability.clone())
        .collect()
}

/// Whether the unit starts only once a debugger is attached.
fn waits(stack: &Stack, unit: &Unit) -> bool {
    let debug = stack.feature("debug");
    let names = debug
        .and_then(|debug| debug.get("wait_for_client"))
        .and_then(Json::as_array);
    names.is_some_and(|names| names.iter().any(|name| name.as_str() == Some(&unit.name)))
}

/// The path below which the unit answers: its route, unless the edge takes that away.
pub(super) fn base_path(unit: &Unit) -> String {
    match &unit.answers.route {
        Some(route) if !route.strip && route.path != "/" => route.path.clone(),
        _ => String::new(),
    }
}

/// Where pages of development come from that call the unit from a browser, as their variables
/// tell: another port is another origin there.
fn callers(stack: &Stack, unit: &Unit) -> Vec<String> {
    let calls = |other: &&Unit| {
        other
            .links
            .iter()
            .any(|link| link.target == unit.name && link.is_public())
    };
    let origins = stack.containers(Context::Development).filter(calls);
    origins
        .filter_map(|other| {
            let port = other.published?;
            Some(format!(
                "http://localhost:${{{}_PORT:-{port}}}",
                other.variable()
            ))
        })
        .collect()
}

/// Capability -> what is used for it.
fn bound(stack: &Stack, unit: &Unit) -> Json {
    let links = unit.links.iter().filter_map(|link| {
        let other = stack.unit(&link.target)?;
        let about = json!({ "name": other.name, "path": other.path, "port": other.port, "with": other.with });
        Some((link.capability.clone()?, about))
    });
    Json::Object(links.collect())
}

/// What the edge routes, the longest path first, and where it asks whether all is well.
fn edge(stack: &Stack) -> Vec<(&'static str, Value)> {
    let mut routed: Vec<(&Unit, &crate::core::answers::Route)> = stack
        .containers(Context::Production)
        .filter_map(|unit| Some((unit, unit.answers.route.as_ref()?)))
        .collect();
    routed.sort_by_key(|(_, route)| route.path.len());
    let health = routed
        .first()
        .and_then(|(unit, _)| unit.item.health.as_ref()?.http.clone());
    let health = health
        .filter(|path| !path.contains("{{"))
        .unwrap_or_else(|| "/".to_owned());
    let list: Vec<Json> = routed
        .iter()
        .map(|(unit, route)| {
            json!({
                "path": route.path, "strip": route.strip, "service": unit.name, "port": unit.port,
                "variable": unit.name.replace('-', "_"),
            })
        })
        .collect();
    let websockets = routed
        .iter()
        .any(|(unit, _)| unit.vars.get("websockets") == Some(&Json::Bool(true)));
    vec![
        ("routes", to_value(&Json::Array(list))),
        ("edge_health", health.into()),
        ("websockets", websockets.into()),
    ]
}
