//! `.devcontainer/`: one to open by default, and one for each further developed service.

use std::collections::HashMap;

use serde_json::{Map, Value as Json, json};

use super::{PLAIN, compose, put_at};
use crate::core::answers::Context;
use crate::core::catalog::Slot;
use crate::core::diagnostic::Problem;
use crate::core::emit::json;
use crate::core::emit::yaml::{Entry, Writer, Yaml};
use crate::core::fileset::{File, FileSet, Policy};
use crate::core::plan::Plan;
use crate::core::resolve::{Stack, Unit};
use crate::core::template::Templates;

/// Container -> the networks it is on.
type Networks<'p> = HashMap<&'p str, &'p [&'static str]>;

/// Writes them, where the feature is on.
pub(super) fn files(
    templates: &Templates,
    stack: &Stack,
    plan: &Plan,
    set: &mut FileSet,
    problems: &mut Vec<Problem>,
) {
    let Some(feature) = stack.feature("editor") else {
        return;
    };
    let developed: Vec<&Unit> = stack
        .containers(Context::Development)
        .filter(|unit| unit.slot == Slot::Services)
        .collect();
    let main = feature
        .get("main")
        .and_then(Json::as_str)
        .filter(|name| !name.is_empty());
    if let Some(name) = main.filter(|name| !developed.iter().any(|unit| unit.name == *name)) {
        let message = format!("there is no developed service `{name}` to open by default");
        let names: Vec<&str> = developed.iter().map(|unit| unit.name.as_str()).collect();
        let mend = format!("one of {}", names.join(", "));
        problems.push(
            Problem::error("unknown-name", message)
                .key(format!("{}.main", stack.feature_key("editor")))
                .mend(mend),
        );
        return;
    }
    let main = main
        .or_else(|| developed.first().map(|unit| unit.name.as_str()))
        .unwrap_or_default();
    let containers = plan.containers.development.iter();
    let networks: Networks<'_> = containers
        .map(|one| (one.name.as_str(), one.networks.as_slice()))
        .collect();
    for unit in &developed {
        let first = unit.name == main;
        let up = if first { "../" } else { "../../" };
        let text = json::write(&configuration(
            templates,
            stack,
            (plan, &networks),
            unit,
            up,
            developed.len() > 1,
            problems,
        ));
        let path = if first {
            ".devcontainer/devcontainer.json".to_owned()
        } else {
            format!(".devcontainer/{}/devcontainer.json", unit.name)
        };
        put_at(
            set,
            &path,
            File::new(Policy::Generated, PLAIN, unit.key(), text),
        );
        if stack.has_editor(unit) {
            let path = path.replace("devcontainer.json", COMPOSE);
            let text = image(stack, unit);
            put_at(
                set,
                &path,
                File::new(Policy::Generated, PLAIN, unit.key(), text),
            );
        }
    }
}

/// The compose file beside a configuration.
const COMPOSE: &str = "compose.yaml";

/// The image that an editor works in.
fn image(stack: &Stack, unit: &Unit) -> String {
    let name = format!("{}-{}:editor", stack.project, unit.name);
    let args = Yaml::map([Entry::new("WITH_GIT", Yaml::text("1"))]);
    let service = Yaml::map([
        Entry::new("image", Yaml::text(name)),
        Entry::new("build", Yaml::map([Entry::new("args", args)])),
    ]);
    let services = Yaml::map([Entry::new(&unit.name, service)]);
    let services = Entry::new("services", services);
    let about = "# On top of development's: an editor that works inside wants git. A container that runs already\n# is taken as it is: \"Rebuild Container\" makes it anew.\n";
    format!("{about}{}", Writer::new([]).entry(&services, 0))
}

fn configuration(
    templates: &Templates,
    stack: &Stack,
    (plan, networks): (&Plan, &Networks<'_>),
    unit: &Unit,
    up: &str,
    several: bool,
    problems: &mut Vec<Problem>,
) -> Json {
    let part = plan.part(&unit.name);
    let scope = part.and_then(|part| part.scopes.get(&unit.name));
    let scope = scope.cloned().unwrap_or_default();
    let name = if several {
        format!("{}: {}", stack.project, unit.name)
    } else {
        stack.project.clone()
    };
    let mut files: Vec<String> = compose::FILES[..2]
        .iter()
        .map(|file| format!("{up}{file}"))
        .collect();
    files.extend(stack.has_editor(unit).then(|| COMPOSE.to_owned()));
    let workspace = scope
        .get_attr("workdir")
        .ok()
        .map(|path| path.to_string())
        .unwrap_or_default();
    let mut map = Map::new();
    map.insert("name".into(), json!(name));
    map.insert("dockerComposeFile".into(), json!(files));
    map.insert("service".into(), json!(unit.name));
    map.insert("workspaceFolder".into(), json!(workspace));
    if let Some(user) = &unit.item.editor.user {
        map.insert("remoteUser".into(), json!(user));
    }
    map.insert(
        "// ids".into(),
        json!("The image is built with your ids already (HOST_UID and HOST_GID in .env)."),
    );
    map.insert("updateRemoteUserUID".into(), json!(false));
    let (ports, attributes) = ports(stack, networks, unit);
    map.insert("forwardPorts".into(), json!(ports));
    map.insert("portsAttributes".into(), Json::Object(attributes));
    let mut vscode = Map::new();
    for (key, value) in [
        ("extensions", json!(unit.item.editor.extensions)),
        ("settings", json!(unit.item.editor.settings)),
    ] {
        match templates.evaluate(&value, &scope, Context::Development.word()) {
            Ok(Some(value)) if !is_empty(&value) => {
                vscode.insert(key.to_owned(), value);
            }
            Ok(_) => {}
            Err(error) => problems.push(super::launch::broken(unit, &error)),
        }
    }
    if !vscode.is_empty() {
        map.insert("customizations".into(), json!({ "vscode": vscode }));
    }
    Json::Object(map)
}

fn is_empty(value: &Json) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty)
}

/// What is published, as the editor inside `unit` reaches it.
fn ports(stack: &Stack, networks: &Networks<'_>, unit: &Unit) -> (Vec<Json>, Map<String, Json>) {
    // An editor forwards what the container it works in can connect to.
    let networks = |name: &str| networks.get(name).copied().unwrap_or_default();
    let own = networks(&unit.name);
    let is_near = |name: &str| networks(name).iter().any(|network| own.contains(network));
    let mut ports = Vec::new();
    let mut attributes = Map::new();
    for other in stack.containers(Context::Development) {
        let page = other.vars.get("page_inside").and_then(Json::as_u64);
        let inside = page.or(other.port.map(u64::from));
        let (Some(_), Some(inside)) = (other.published, inside) else {
            continue;
        };
        if !other.provides("http") && page.is_none() || !is_near(&other.name) {
            continue;
        }
        let own = other.name == unit.name;
        let port = if own {
            json!(inside)
        } else {
            json!(format!("{}:{inside}", other.name))
        };
        let key = port
            .as_str()
            .map_or_else(|| inside.to_string(), str::to_owned);
        let mut about = Map::new();
        about.insert(
            "label".into(),
            json!(format!("{} ({})", other.item.title, other.name)),
        );
        // The page names that port itself: another one on this side would not be found.
        if other.item.no_wait && other.slot == Slot::Services {
            about.insert("requireLocalPort".into(), json!(true));
        }
        if !own {
            about.insert("onAutoForward".into(), json!("silent"));
        }
        ports.push(port);
        attributes.insert(key, Json::Object(about));
    }
    (ports, attributes)
}
