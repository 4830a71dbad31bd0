//! Where a value is from: a default, a place in the code, a preset, or you.

use super::super::model::Model;
use crate::core::form::{Control, Field};
use crate::core::interview::Origin;

/// In a word or two; of several the longest first, for where there is less room.
pub(super) fn origins(model: &Model, field: &Field, narrow: bool) -> Vec<String> {
    if matches!(field.control, Control::Name | Control::Fixed) || field.key == "name" {
        return Vec::new();
    }
    if let Some(was) = model.was(&field.key)
        && was != field.value
    {
        let was = if was.is_empty() {
            "you".to_owned()
        } else {
            format!("was {was}")
        };
        return vec![was];
    }
    if let Some(place) = model.editing.evidence(field).first() {
        let name = place.file.rsplit('/').next().unwrap_or(&place.file);
        let line = place
            .line
            .map_or_else(String::new, |line| format!(":{line}"));
        let found = if narrow { "" } else { "found: " };
        return vec![
            format!("{found}{}{line}", place.file),
            format!("{found}{name}{line}"),
            format!("{name}{line}"),
            "found".to_owned(),
        ];
    }
    let word = match field.origin {
        Origin::Default => "default",
        Origin::Project if model.editing.start().is_project => return Vec::new(),
        Origin::Project if model.editing.start().is_found => "proposed",
        Origin::Project => "preset",
    };
    vec![word.to_owned()]
}

/// The place that says so, and what stands there; how many more there are.
pub(super) fn evidence(model: &Model, field: &Field) -> Option<String> {
    let places = model.editing.evidence(field);
    let first = places.first()?;
    let first = first.to_string();
    let more = (places.len() - 1).to_string();
    if more == "0" {
        return Some(first);
    }
    Some(model.words("evidence.more", &[("first", &first), ("more", &more)]))
}
