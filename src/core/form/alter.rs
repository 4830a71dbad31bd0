//! The same answer, given otherwise: what a trace compares with.

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
        Control::Line => vec![set(&other(&field.value))],
        Control::Name if field.value.len() < 60 => vec![set(&format!("{}x", field.value))],
        Control::Yaml if !matches!(field.value.as_str(), "{}" | "[]" | "") => {
            vec![Edit::unset(&field.key)]
        }
        Control::Yaml | Control::Name | Control::Fixed => Vec::new(),
    }
}

/// Another value of the same shape.
fn other(value: &str) -> String {
    if let Ok(number) = value.parse::<u32>() {
        return if number < 65_000 {
            (number + 1).to_string()
        } else {
            (number - 1).to_string()
        };
    }
    match value {
        "none" => "18080".to_owned(),
        "/" => "/x".to_owned(),
        "" | "." => "x".to_owned(),
        _ => format!("{value}x"),
    }
}
