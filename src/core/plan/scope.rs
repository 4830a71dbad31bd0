//! The names that a unit's templates may use.

use minijinja::Value;
use serde_json::{Map, Value as Json, json};

use crate::core::answers::{Context, Presence};
use crate::core::resolve::{Stack, Unit};
use crate::core::template::{extend, to_value};

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
    let mut names = itself(unit);
    names.extend(among(stack, unit));
    if unit.provides("edge") {
        names.extend(edge(stack));
    }
    if let Json::Object(vars) = &unit.vars {
        names.extend(vars.clone());
    }
    to_value(&Json::Object(names))
}

/// What the unit's own answers say.
fn itself(unit: &Unit) -> Map<String, Json> {
    let path = unit.path.as_str();
    let root = unit.path.is_root();
    let (workdir, prefix) = if root {
        (ROOT.to_owned(), String::new())
    } else {
        (format!("{ROOT}/{path}"), format!("{path}/"))
    };
    let volumes: Vec<&String> = unit.answers.volumes.values().collect();
    object(json!({
        "name": unit.name,
        "path": path,
        "port": unit.port,
        "with": unit.with,
        "image": unit.answers.image.as_deref().unwrap_or_default(),
        "packages": unit.answers.packages,
        "volumes": volumes,
        "workdir": workdir,
        "prefix": prefix,
        "source": path,
        "local_root": local_root(unit),
        "debug_published": unit.debug_published,
        "container": {
            "development": unit.is_container(Context::Development),
            "production": unit.is_container(Context::Production),
        },
        "health_path": "",
        "use": { "database": null },
    }))
}

/// What the rest of the stack makes of it.
fn among(stack: &Stack, unit: &Unit) -> Map<String, Json> {
    let into = match unit.presence(Context::Production) {
        Presence::Into(name) => stack.unit(name),
        _ => None,
    };
    let taker = into.map(|taker| {
        let accepts = taker.item.accepts.get("static");
        let url = accepts.and_then(|accepts| accepts.get("url"));
        json!({ "name": taker.name, "static_url": url, "published": taker.published })
    });
    let debug = stack.feature("debug");
    let waits = debug.and_then(|debug| debug.get("wait_for_client")?.as_array());
    let waits = waits.is_some_and(|names| names.iter().any(|name| *name == unit.name));
    let port = unit.item.debug.as_ref().and_then(|debug| debug.port);
    let debug = match port.filter(|_| debug.is_some()) {
        Some(port) => json!({ "port": port }),
        None => Json::Bool(false),
    };
    object(json!({
        "project": { "name": stack.project },
        "reload": stack.reload_of(unit).unwrap_or("none"),
        "debug": debug,
        "wait_for_client": waits,
        "into": taker,
        "page_port": into.map_or(unit.published, |taker| taker.published),
        "edge": stack.edge(Context::Production).is_some(),
        "roles": roles(stack, unit),
        "bound": bound(stack, unit),
    }))
}

fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(map) => map,
        _ => Map::new(),
    }
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
fn edge(stack: &Stack) -> Map<String, Json> {
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
    object(json!({ "routes": list, "edge_health": health, "websockets": websockets }))
}
