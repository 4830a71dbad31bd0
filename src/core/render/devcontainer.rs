//! `.devcontainer/`: one to open by default, and one for each further developed service.

use std::sync::Arc;

use foldhash::HashMap;
use serde_json::{Map, Value as Json, json};

use super::{PLAIN, compose};
use crate::core::answers::Context;
use crate::core::catalog::Slot;
use crate::core::diagnostic::Problem;
use crate::core::emit::json;
use crate::core::emit::yaml::{Entry, Writer, Yaml};
use crate::core::fileset::{File, FileSet, Policy};
use crate::core::path::RelPath;
use crate::core::plan::{Part, Plan};
use crate::core::resolve::{Stack, Unit};
use crate::core::template::Templates;

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
    let services = plan.parts.iter().filter_map(|part| {
        let unit = stack.unit(&part.unit)?;
        let developed = unit.slot == Slot::Services && unit.is_container(Context::Development);
        developed.then_some((part, unit))
    });
    let developed: Vec<(&Arc<Part>, &Unit)> = services.collect();
    let main = feature
        .get("main")
        .and_then(Json::as_str)
        .filter(|name| !name.is_empty());
    if let Some(name) = main.filter(|name| !developed.iter().any(|(_, unit)| unit.name == *name)) {
        let message = format!("there is no developed service `{name}` to open by default");
        let names: Vec<&str> = developed
            .iter()
            .map(|(_, unit)| unit.name.as_str())
            .collect();
        let mend = format!("one of {}", names.join(", "));
        problems.push(
            Problem::error("unknown-name", message)
                .key(format!("{}.main", stack.feature_key("editor")))
                .mend(mend),
        );
        return;
    }
    let main = main
        .or_else(|| developed.first().map(|(_, unit)| unit.name.as_str()))
        .unwrap_or_default();
    let ports = ports(stack, plan);
    // The very same as before, where they are the same: so that each need not look at them.
    let known = developed.iter().find_map(|(part, _)| {
        let known = part.drawing.editor.get()?.with.ports.clone();
        (*known == *ports).then_some(known)
    });
    let ports = known.unwrap_or_else(|| ports.into());
    for (part, unit) in &developed {
        let with = With {
            project: stack.project.clone(),
            first: unit.name == main,
            several: developed.len() > 1,
            has_image: stack.has_editor(unit),
            ports: Arc::clone(&ports),
        };
        let drawn = part
            .drawing
            .editor
            .get()
            .filter(|drawn| drawn.with.is(&with));
        let drawn = drawn.unwrap_or_else(|| {
            let drawn = Arc::new(Editor::of(templates, part, unit, with));
            part.drawing.editor.put(&drawn);
            drawn
        });
        let path = if drawn.with.first {
            ".devcontainer/devcontainer.json".to_owned()
        } else {
            format!(".devcontainer/{}/devcontainer.json", unit.name)
        };
        let image = drawn.image.as_ref();
        let image = image.map(|file| (path.replace("devcontainer.json", COMPOSE), file));
        for (path, file) in std::iter::once((path, &drawn.file)).chain(image) {
            if let Ok(path) = RelPath::new(&path) {
                set.files.insert(path, Arc::clone(file));
            }
        }
        problems.extend(drawn.problems.iter().cloned());
    }
}

/// What a part's file is made with, but for what is its own.
struct With {
    project: String,
    /// It is the one that opens by default.
    first: bool,
    /// There are others.
    several: bool,
    /// It works in an image of its own.
    has_image: bool,
    ports: Arc<[Port]>,
}

impl With {
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.ports, &other.ports)
            && (self.first, self.several) == (other.first, other.several)
            && self.has_image == other.has_image
            && self.project == other.project
    }
}

/// A part's files, as they were drawn last, and what is wrong with them.
pub(super) struct Editor {
    with: With,
    file: Arc<File>,
    /// The compose file beside it.
    image: Option<Arc<File>>,
    problems: Vec<Problem>,
}

impl Editor {
    fn of(templates: &Templates, part: &Part, unit: &Unit, with: With) -> Self {
        let mut problems = Vec::new();
        let configuration = configuration(templates, part, unit, &with, &mut problems);
        let file = |text| Arc::new(File::new(Policy::Generated, PLAIN, unit.key(), text));
        Self {
            file: file(json::write(&configuration)),
            image: with.has_image.then(|| file(image(&with.project, unit))),
            with,
            problems,
        }
    }
}

/// The compose file beside a configuration.
const COMPOSE: &str = "compose.yaml";

/// The image that an editor works in.
fn image(project: &str, unit: &Unit) -> String {
    let name = format!("{project}-{}:editor", unit.name);
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
    part: &Part,
    unit: &Unit,
    with: &With,
    problems: &mut Vec<Problem>,
) -> Json {
    let scope = part.scopes.get(&unit.name).cloned().unwrap_or_default();
    let name = if with.several {
        format!("{}: {}", with.project, unit.name)
    } else {
        with.project.clone()
    };
    let up = if with.first { "../" } else { "../../" };
    let mut files: Vec<String> = compose::FILES[..2]
        .iter()
        .map(|file| format!("{up}{file}"))
        .collect();
    files.extend(with.has_image.then(|| COMPOSE.to_owned()));
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
    let (ports, attributes) = seen(&with.ports, part, unit);
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

/// A port that development publishes.
#[derive(PartialEq)]
struct Port {
    /// Whose.
    name: String,
    inside: u64,
    label: String,
    /// The page names that port itself: another one on this side would not be found.
    exact: bool,
    /// Where it can be reached.
    networks: Vec<&'static str>,
}

/// What is published of what speaks HTTP.
fn ports(stack: &Stack, plan: &Plan) -> Vec<Port> {
    let containers = plan.containers.development.iter();
    let networks: HashMap<&str, &[&'static str]> = containers
        .map(|one| (one.name.as_str(), one.networks.as_slice()))
        .collect();
    let mut ports = Vec::new();
    for unit in stack.containers(Context::Development) {
        let page = unit.vars.get("page_inside").and_then(Json::as_u64);
        let inside = page.or(unit.port.map(u64::from));
        let (Some(_), Some(inside)) = (unit.published, inside) else {
            continue;
        };
        if !unit.provides("http") && page.is_none() {
            continue;
        }
        ports.push(Port {
            name: unit.name.clone(),
            inside,
            label: format!("{} ({})", unit.item.title, unit.name),
            exact: unit.item.no_wait && unit.slot == Slot::Services,
            networks: networks
                .get(unit.name.as_str())
                .map_or(Vec::new(), |on| on.to_vec()),
        });
    }
    ports
}

/// The same, as the editor inside `unit` reaches them: what its container can connect to.
fn seen(all: &[Port], part: &Part, unit: &Unit) -> (Vec<Json>, Map<String, Json>) {
    let mut containers = part.containers.development.iter();
    let container = containers.find(|one| one.name == unit.name);
    let networks = container.map_or(&[] as &[&str], |one| &one.networks);
    let is_near = |port: &&Port| {
        port.networks
            .iter()
            .any(|network| networks.contains(network))
    };
    let mut ports = Vec::new();
    let mut attributes = Map::new();
    for port in all.iter().filter(is_near) {
        let own = port.name == unit.name;
        let (key, place) = if own {
            (port.inside.to_string(), json!(port.inside))
        } else {
            let key = format!("{}:{}", port.name, port.inside);
            (key.clone(), Json::String(key))
        };
        let mut about = Map::new();
        about.insert("label".into(), json!(port.label));
        if port.exact {
            about.insert("requireLocalPort".into(), json!(true));
        }
        if !own {
            about.insert("onAutoForward".into(), json!("silent"));
        }
        ports.push(place);
        attributes.insert(key, Json::Object(about));
    }
    (ports, attributes)
}
