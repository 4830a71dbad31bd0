//! `.run/*.run.xml`: for `JetBrains`' editors what `.vscode/launch.json` is for VS Code, made of it, so
//! that both attach to the same ports.

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::{PLAIN, launch, put_at};
use crate::core::catalog::attach::Attach;
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::Problem;
use crate::core::emit::xml::{self, Element};
use crate::core::fileset::{File, FileSet, Policy};
use crate::core::plan::Plan;
use crate::core::resolve::Stack;
use crate::core::template::{Templates, scope, to_value};

/// Writes them, where they are wanted.
pub(super) fn files(
    templates: &Templates,
    catalog: &Catalog,
    stack: &Stack,
    plan: &Plan,
    set: &mut FileSet,
    problems: &mut Vec<Problem>,
) {
    let Some(feature) = stack.features.get("debug") else {
        return;
    };
    if feature.with["jetbrains"] != true {
        return;
    }
    let Ok(item) = catalog.item(Slot::Features, &feature.id) else {
        return;
    };
    let key = stack.feature_key("debug");
    let (mut all, mut unknown) = (Vec::new(), Vec::new());
    for (unit, launch) in launch::configurations(plan) {
        let kind = launch["type"].as_str().unwrap_or_default();
        let Some(attach) = item.jetbrains.get(kind) else {
            unknown.push(format!("`{unit}` ({kind})"));
            continue;
        };
        match configuration(templates, attach, launch) {
            Ok(made) => {
                put(set, unit, &key, &made);
                all.push((launch["name"].clone(), &attach.kind));
            }
            Err(error) => {
                let message = format!("the catalog's {} cannot be rendered: {error}", item.title);
                problems.push(Problem::error("template", message).key(&key));
            }
        }
    }
    if all.len() > 1 {
        put(set, "Whole_stack", &key, &compound(&all));
    }
    if !unknown.is_empty() {
        let message = format!(
            "no run configuration is written for {}: none of JetBrains' is known for that debugger",
            unknown.join(", ")
        );
        let mend = format!(
            "make one by hand; {} has host, port and paths",
            launch::PATH
        );
        problems.push(Problem::note("no-run-file", message).key(&key).mend(mend));
    }
}

fn configuration(
    templates: &Templates,
    attach: &Attach,
    launch: &Json,
) -> Result<Element, minijinja::Error> {
    let scope = scope([("launch", to_value(launch))]);
    let said = |values: &IndexMap<String, Json>| {
        let values: Map<_, _> = values.clone().into_iter().collect();
        let context = crate::core::answers::Context::Development.word();
        let all = templates.evaluate(&Json::Object(values), &scope, context)?;
        let all = all.as_ref().and_then(Json::as_object).cloned();
        let pairs = all.unwrap_or_default().into_iter();
        Ok::<_, minijinja::Error>(pairs.map(|(key, value)| (key, plain(&value))))
    };
    let mut made = named(launch["name"].as_str().unwrap_or_default(), &attach.kind);
    let factory = attach.factory.iter();
    let factory = factory.map(|name| ("factoryName".to_owned(), name.clone()));
    made.attributes
        .extend(factory.chain(said(&attach.attributes)?));
    for (name, value) in said(&attach.options)? {
        let option = Element::new("option", [("name", name), ("value", value)]);
        made.children.push(option);
    }
    Ok(made)
}

fn compound(all: &[(Json, &String)]) -> Element {
    let mut made = named(launch::WHOLE, "CompoundRunConfigurationType");
    for (name, kind) in all {
        let name = name.as_str().unwrap_or_default();
        let one = Element::new("toRun", [("name", name), ("type", kind)]);
        made.children.push(one);
    }
    made
}

fn named(name: &str, kind: &str) -> Element {
    Element::new(
        "configuration",
        [("default", "false"), ("name", name), ("type", kind)],
    )
}

/// A value as an attribute has it.
fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn put(set: &mut FileSet, name: &str, key: &str, configuration: &Element) {
    let mut configuration = configuration.clone();
    let method = Element::new("method", [("v", "2")]);
    configuration.children.push(method);
    let component = [("name", "ProjectRunConfigurationManager")];
    let mut root = Element::new("component", component);
    root.children.push(configuration);
    let text = xml::write(&root);
    let path = format!(".run/{name}.run.xml");
    put_at(set, &path, File::new(Policy::Generated, PLAIN, key, text));
}
