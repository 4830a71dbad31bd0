//! The names that a unit's templates may use.

use minijinja::Value;
use serde_json::{Map, Value as Json, json};

use crate::core::answers::{Context, Presence};
use crate::core::catalog::Slot;
use crate::core::catalog::item::Item;
pub(super) use crate::core::resolve::ROOT;
use crate::core::resolve::{Stack, Unit};
use crate::core::template::{extend, to_value};

/// A template or a folder of the item's, or of `parts/`.
pub(in crate::core) fn template_path(unit: &Unit, template: &str) -> String {
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
        names.extend(edge(stack, unit));
    }
    let vars = unit.vars.as_object().into_iter().flatten();
    let shared = [("with", unit.shown_with()), ("bound", bound(stack, unit))];
    let own = names.iter().chain(vars);
    let own = own.map(|(name, value)| (name.as_str(), to_value(value)));
    Value::from_pairs(shared.into_iter().chain(own))
}

/// What the unit's own answers say.
fn itself(unit: &Unit) -> Map<String, Json> {
    let path = unit.path.as_str();
    let source = unit.root().as_str();
    let (workdir, prefix) = if unit.root().is_root() {
        (ROOT.to_owned(), String::new())
    } else {
        (format!("{ROOT}/{source}"), format!("{source}/"))
    };
    let volumes: Vec<&String> = unit.answers.volumes.values().collect();
    let route = unit.answers.route.as_ref();
    object(json!({
        "name": unit.name,
        "path": path,
        "port": unit.port,
        "image": unit.answers.image.as_deref().unwrap_or_default(),
        "packages": packages(
            unit.answers.packages.clone(),
            clients(unit).flat_map(|client| client.packages.run.clone()),
        ),
        "build_packages": packages(
            texts(unit.with.get("build_packages")),
            clients(unit).flat_map(|client| client.packages.build.clone()),
        ),
        "volumes": volumes,
        "workdir": workdir,
        "prefix": prefix,
        "source": source,
        "local_root": local_root(unit),
        "debug_published": unit.debug_published,
        "variable": unit.variable(),
        "route": route.map_or("", |route| &route.path),
        "strip": route.is_some_and(|route| route.strip),
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
    let into = stack.taker(unit);
    let taker = into.map(|(taker, url)| {
        json!({ "name": taker.name, "static_url": url, "published": taker.published })
    });
    let debug = stack.feature("debug");
    let debugged = debug.is_some();
    let debug = match unit.debug_port().filter(|_| debugged) {
        Some(port) => json!({ "port": port }),
        None => Json::Bool(false),
    };
    object(json!({
        "project": { "name": stack.project },
        "reload": stack.reload_of(unit).unwrap_or("none"),
        "debug": debug,
        "debugged": debugged,
        "wait_for_client": waits(stack, unit),
        "into": taker,
        "page_port": into.map_or(unit.published, |(taker, _)| taker.published),
        "edge": stack.edge(Context::Production).is_some(),
        "roles": roles(stack, unit),
        "callers": callers(stack, unit),
        "siblings": siblings(stack, unit),
        "base_path": base_path(unit),
    }))
}

fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

/// The names of a process: its service's, and its own laid over them.
pub(super) fn of_process(stack: &Stack, unit: &Unit, service: &Value) -> Value {
    let owner = stack.owner(unit);
    let about = json!({ "name": owner.name, "with": *owner.with, "vars": *owner.vars });
    let run = unit.answers.run.clone().unwrap_or_default();
    let own = extend(
        service,
        [
            ("name", unit.name.as_str().into()),
            ("service", to_value(&about)),
            ("with", unit.shown_with()),
            ("port", unit.port.into()),
            ("run", run.into()),
            ("debug_published", unit.debug_published.into()),
            ("wait_for_client", waits(stack, unit).into()),
            ("variable", unit.variable().into()),
        ],
    );
    let vars = unit.vars.as_object().into_iter().flatten();
    extend(
        &own,
        vars.map(|(name, value)| (name.as_str(), to_value(value))),
    )
}

/// Whether it starts only once a debugger is attached.
fn waits(stack: &Stack, unit: &Unit) -> bool {
    let debug = stack.feature("debug");
    let names = debug.and_then(|debug| debug.get("wait_for_client")?.as_array());
    names.is_some_and(|names| names.iter().any(|name| name.as_str() == Some(&unit.name)))
}

/// The clients that a unit speaks with.
fn clients(unit: &Unit) -> impl Iterator<Item = &Item> {
    unit.links.iter().filter_map(|link| link.client.as_deref())
}

/// `first` and what `more` adds to it.
fn texts(list: Option<&Json>) -> Vec<String> {
    let items = list.and_then(Json::as_array).into_iter().flatten();
    items.filter_map(Json::as_str).map(str::to_owned).collect()
}

fn packages(first: Vec<String>, more: impl Iterator<Item = String>) -> Vec<String> {
    more.fold(first, |mut all, name| {
        if !all.contains(&name) {
            all.push(name);
        }
        all
    })
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
            (
                "external",
                (*unit.presence(context) == Presence::External).into(),
            ),
            ("published", published.into()),
        ],
    )
}

/// Where an editor on the host finds the unit's code.
pub(super) fn local_root(unit: &Unit) -> String {
    if unit.root().is_root() {
        return "${workspaceFolder}".to_owned();
    }
    format!("${{workspaceFolder}}/{}", unit.root())
}

/// The capabilities for which others use it, each once: how many do is no difference.
fn roles<'s>(stack: &'s Stack, unit: &Unit) -> Vec<&'s str> {
    let mut roles = Vec::new();
    let links = stack.units.iter().flat_map(|other| other.links.iter());
    let links = links.filter(|link| link.target == unit.name);
    for role in links.filter_map(|link| link.capability.as_deref()) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
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

/// Where other services have their code below the folder that the unit works in.
fn siblings(stack: &Stack, unit: &Unit) -> Vec<String> {
    let others = stack.units.iter().filter(|other| other.owner.is_none());
    let paths = others.filter(|other| other.name != unit.name && other.path != unit.path);
    let below = format!("{}/", unit.root());
    let below = if unit.root().is_root() {
        ""
    } else {
        below.as_str()
    };
    let mut paths: Vec<String> = paths
        .filter(|other| other.slot == Slot::Services && !other.path.is_root())
        .filter_map(|other| Some(other.path.as_str().strip_prefix(below)?.to_owned()))
        .collect();
    paths.dedup();
    paths
}

/// Capability -> what is used for it, with the client that the item itself takes: the variables of
/// another are not the ones that its starter reads.
fn bound(stack: &Stack, unit: &Unit) -> Value {
    let links = stack.own_links(unit).filter_map(|link| {
        let other = stack.unit(&link.target)?;
        let route = other.answers.route.as_ref();
        let about = [
            ("name", other.name.as_str().into()),
            ("path", other.path.as_str().into()),
            ("port", other.port.into()),
            ("with", other.shown_with()),
            (
                "provides",
                other.provides.iter().map(String::as_str).collect(),
            ),
            ("route", route.map_or("", |route| &route.path).into()),
            ("strip", route.is_some_and(|route| route.strip).into()),
        ];
        Some((link.capability.clone()?, Value::from_pairs(about)))
    });
    Value::from_pairs(links)
}

/// What the edge routes, the longest path first, and where it asks whether all is well.
fn edge(stack: &Stack, unit: &Unit) -> Map<String, Json> {
    let mut routed: Vec<(&Unit, &crate::core::answers::Route)> = stack
        .containers(Context::Production)
        .filter_map(|unit| Some((unit, unit.answers.route.as_ref()?)))
        .collect();
    routed.sort_by_key(|(_, route)| route.path.len());
    let health = routed.first().and_then(|(unit, _)| unit.health_path());
    let health = match health {
        // Of one whose path is not known any answer will do.
        Some("") => "",
        Some(path) if !path.contains("{{") => path,
        _ => "/",
    };
    let pages = pages(stack, unit);
    let within = |path: &str| {
        let mut pages = pages.iter().filter_map(|page| page.get("below")?.as_str());
        path != "/" && pages.any(|below| path.starts_with(&format!("{below}/")))
    };
    let list: Vec<Json> = routed
        .iter()
        .map(|(unit, route)| {
            json!({
                "path": route.path, "strip": route.strip, "service": unit.name, "port": unit.port,
                "variable": unit.name.replace('-', "_"), "within": within(&route.path),
            })
        })
        .collect();
    let websockets = routed
        .iter()
        .any(|(unit, _)| unit.vars.get("websockets") == Some(&Json::Bool(true)));
    object(
        json!({ "pages": pages, "routes": list, "edge_health": health, "websockets": websockets }),
    )
}

/// The builds that lie in the edge's own image, the longest path last. What serves them is told by
/// their `vars`: `hashed`, the folder whose names change with the content, and `fallback`, whether an
/// address without a file is the first page.
fn pages(stack: &Stack, unit: &Unit) -> Vec<Json> {
    let path = |page: &Unit| {
        let route = page.answers.route.as_ref();
        route.map_or("/".to_owned(), |route| route.path.clone())
    };
    let mut pages: Vec<&Unit> = stack.artifacts_of(&unit.name).collect();
    pages.sort_by_key(|page| path(page).len());
    let about = |page: &&Unit| {
        let path = path(page);
        let below = if path == "/" { "" } else { path.as_str() };
        let said = |name: &str| page.vars.get(name).cloned();
        json!({
            "name": page.name, "path": path, "below": below,
            "hashed": said("hashed").unwrap_or_else(|| Json::String(String::new())),
            "fallback": said("fallback").unwrap_or(Json::Bool(true)),
        })
    };
    pages.iter().map(about).collect()
}
