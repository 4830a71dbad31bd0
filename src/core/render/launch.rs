//! `.vscode/launch.json`: a configuration for each developed service, and one that starts all.

use serde_json::{Map, Value as Json, json};

use super::{PLAIN, put_at};
use crate::core::answers::Context;
use crate::core::diagnostic::Problem;
use crate::core::emit::json;
use crate::core::fileset::{File, FileSet, Policy};
use crate::core::path::RelPath;
use crate::core::plan::{Part, Plan};
use crate::core::resolve::{Stack, Unit};
use crate::core::template::Templates;

/// Where VS Code looks for it.
pub const PATH: &str = ".vscode/launch.json";

/// What starts all of them.
pub(super) const WHOLE: &str = "Whole stack";

/// Writes it, where the debugger is on and something can be debugged.
pub(super) fn file(
    templates: &Templates,
    stack: &Stack,
    plan: &Plan,
    set: &mut FileSet,
    problems: &mut Vec<Problem>,
) {
    if stack.feature("debug").is_none() {
        return;
    }
    let mut configurations = Vec::new();
    for part in &plan.parts {
        let draw = || Launch::of(templates, stack, part);
        let own = part.drawing.launch.get_or_init(draw);
        configurations.extend(own.configurations.iter().map(|(_, one)| one.clone()));
        problems.extend(own.problems.iter().cloned());
    }
    if configurations.is_empty() {
        return;
    }
    let names: Vec<Json> = configurations
        .iter()
        .filter_map(|one| one.get("name").cloned())
        .collect();
    let mut map = Map::new();
    map.insert("version".into(), json!("0.2.0"));
    if names.len() > 1 {
        map.insert(
            "compounds".into(),
            json!([{ "name": WHOLE, "configurations": names, "stopAll": true }]),
        );
    }
    map.insert("configurations".into(), Json::Array(configurations));
    let text = json::write(&Json::Object(map));
    put_at(
        set,
        PATH,
        File::new(Policy::Entries, PLAIN, stack.feature_key("debug"), text),
    );
}

/// What an editor starts to debug: the one that starts all, or the only one; none where nothing can be
/// debugged.
pub fn launch(files: &FileSet) -> Option<String> {
    let text = files.files.get(&RelPath::trusted(PATH))?.text();
    let (_, rest) = text.split_once("\"name\": \"")?;
    Some(rest.split('"').next()?.to_owned())
}

/// What was drawn of each unit: its name and its configuration.
pub(super) fn configurations(plan: &Plan) -> impl Iterator<Item = (&str, &Json)> {
    let drawn = plan
        .parts
        .iter()
        .filter_map(|part| part.drawing.launch.get());
    let all = drawn.flat_map(|launch| &launch.configurations);
    all.map(|(unit, one)| (unit.as_str(), one))
}

/// A part's configurations, and what is wrong with them.
pub(super) struct Launch {
    /// By the names of their units.
    configurations: Vec<(String, Json)>,
    problems: Vec<Problem>,
}

impl Launch {
    fn of(templates: &Templates, stack: &Stack, part: &Part) -> Self {
        let mut problems = Vec::new();
        let units = part.units(stack);
        let units = units.filter(|unit| unit.is_container(Context::Development));
        let one = |unit: &Unit| {
            let own = configuration(templates, part, unit, &mut problems)?;
            Some((unit.name.clone(), own))
        };
        let configurations = units.filter_map(one).collect();
        Self {
            configurations,
            problems,
        }
    }
}

fn configuration(
    templates: &Templates,
    part: &Part,
    unit: &Unit,
    problems: &mut Vec<Problem>,
) -> Option<Json> {
    let debug = unit.item.debug.as_ref()?;
    let scope = part.scopes.get(&unit.name)?;
    let mut map = Map::new();
    map.insert(
        "name".into(),
        json!(format!("{} ({})", unit.item.title, unit.name)),
    );
    for (key, value) in &debug.vscode {
        match templates.evaluate(value, scope, Context::Development.word()) {
            Ok(Some(value)) => {
                map.insert(key.clone(), value);
            }
            Ok(None) => {}
            Err(error) => problems.push(broken(unit, &error)),
        }
    }
    // Nothing but its name: its answers want no debugger.
    (map.len() > 1).then_some(Json::Object(map))
}

/// An item that says something for editors which cannot be rendered.
pub(super) fn broken(unit: &Unit, error: &minijinja::Error) -> Problem {
    let message = format!(
        "the catalog's {} cannot be rendered: {error}",
        unit.item.title
    );
    Problem::error("template", message).key(unit.key())
}
