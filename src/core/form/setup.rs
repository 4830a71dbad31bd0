//! The steps of a service's setup.

use serde_json::Value as Json;

use super::{Control, Field};
use crate::core::answers::{Context, Place};
use crate::core::resolve::Unit;

/// Its steps: those of the list in their order, then those the item has beside.
pub(super) fn setup(unit: &Unit) -> Vec<Field> {
    let key = format!("{}.setup", unit.key());
    let said = unit.answers.setup.is_some();
    let mut fields: Vec<Field> = Vec::new();
    let step = |name: &str, on: bool, title: &str| {
        Field::new(format!("{key}.{name}"), name.replace('_', " "), "")
            .control(Control::Step { on })
            .said(said)
            .why(title.to_owned())
    };
    for known in unit.steps.iter() {
        let why = why(unit, &known.step.title, known.step.run.as_deref());
        fields.push(step(&known.name, true, &why).remark(place(
            *known.at.of(Context::Development),
            *known.at.of(Context::Production),
        )));
    }
    for (name, item) in &unit.item.steps {
        if !unit.steps.iter().any(|known| known.name == *name) {
            let why = why(unit, &item.title, item.run.as_deref());
            fields.push(step(name, false, &why));
        }
    }
    if let Some(first) = fields.first_mut() {
        first.group = Some("Setup, in this order");
    }
    fields
}

fn why(unit: &Unit, title: &str, run: Option<&str>) -> String {
    match (title.is_empty(), run) {
        (false, _) => title.to_owned(),
        (true, Some(run)) => format!("Runs {}", shown(unit, run)),
        (true, None) => String::new(),
    }
}

/// A line of an item, with the unit's own names in it; what more it works out is left open.
fn shown(unit: &Unit, run: &str) -> String {
    let mut parts = run.split("{{");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (name, after) = part.split_once("}}").unwrap_or((part, ""));
        let value = unit.vars.get(name.trim()).and_then(Json::as_str);
        format!("{text}{}{after}", value.unwrap_or("…"))
    })
}

/// Where a step runs, in few words.
fn place(development: Place, production: Place) -> String {
    let word = |place: Place| match place {
        Place::Start => "each start",
        Place::Setup => "once",
        Place::Build => "build",
        Place::Skip => "",
    };
    match (development, production) {
        (Place::Skip, Place::Skip) => "never".to_owned(),
        (Place::Skip, one) => format!("prod only, {}", word(one)),
        (one, Place::Skip) => format!("dev only, {}", word(one)),
        (one, other) if one == other => word(one).to_owned(),
        (one, other) => format!("{}; prod {}", word(one), word(other)),
    }
}
