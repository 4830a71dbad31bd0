//! The same answer, given otherwise: what a trace compares with.

use foldhash::HashSet;

use super::{Control, Edit, Field, answer, step, tick};
use crate::core::catalog::Catalog;
use crate::core::design::Design;

/// Edits each of which gives the field another value. Not each is sound; all of them together
/// reach what the answer reaches.
pub fn alter(catalog: &Catalog, design: &Design, field: &Field) -> Vec<Edit> {
    let set = |value: &str| answer(catalog, design, field, value);
    match &field.control {
        Control::Toggle(on) => vec![set(if *on { "false" } else { "true" })],
        Control::Choice(of) => {
            let others = of.iter().filter(|choice| **choice != field.value);
            others.take(2).map(|choice| set(choice)).collect()
        }
        Control::Many(names) => names
            .iter()
            .filter(|(_, on)| *on)
            .map(|(name, _)| tick(catalog, design, field, name, false))
            .collect(),
        Control::Step { .. } => step(design, field).into_iter().collect(),
        Control::Line => vec![set(&other(&field.value, design))],
        Control::Name if field.value.len() < 60 => vec![set(&format!("{}x", field.value))],
        Control::Yaml if !matches!(field.value.as_str(), "{}" | "[]" | "") => {
            vec![Edit::unset(&field.key)]
        }
        Control::Yaml | Control::Name | Control::Fixed => Vec::new(),
    }
}

/// Another value of the same shape. A number that is somebody's port would move that one's too.
fn other(value: &str, design: &Design) -> String {
    if let Ok(number) = value.parse::<u32>() {
        let units = design.stack.units.iter();
        let ports = units.flat_map(|unit| [unit.port, unit.published, unit.debug_published]);
        let ports: HashSet<u32> = ports.flatten().map(u32::from).collect();
        let free = |other: &u32| !ports.contains(other);
        let above = (number.saturating_add(1)..65_536).find(free);
        let other = above.or_else(|| (0..number).rev().find(free));
        return other.unwrap_or(number).to_string();
    }
    match value {
        "none" => "18080".to_owned(),
        "/" => "/x".to_owned(),
        "" | "." => "x".to_owned(),
        _ => format!("{value}x"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Subject, form};
    use super::*;
    use crate::core::design::{Draft, Studio};
    use crate::core::render::Options;

    #[test]
    fn another_port_is_nobody_elses() {
        let catalog = Arc::new(Catalog::builtin());
        let text = "dockwright: 1\nname: shop\nservices:\n  web: {kind: fastapi, port: 8000}\n  api: {kind: fastapi, port: 8001}\n";
        let draft = Draft {
            text,
            ..Draft::default()
        };
        let studio = Studio::new(&catalog, "shop", None);
        let design = studio.design(draft, |_, _| {}, |_| Options::default());
        assert!(design.is_sound(), "{:?}", design.problems);
        let fields = form(&catalog, &design, &Subject::Member("web".to_owned()));
        let port = fields.iter().find(|field| field.label == "port").unwrap();
        let edits = alter(&catalog, &design, port);
        assert_eq!(edits, [Edit::set("services.web.port", "8002")]);
    }
}
