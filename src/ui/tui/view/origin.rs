//! Where a value is from: a default, a place in the code, a preset, or you.

use super::super::model::Model;
use crate::core::detect::Evidence;
use crate::core::form::{Control, Field};
use crate::core::interview::Origin;

/// Longer paths are cut to the file's name.
const LONGEST: usize = 26;

/// In a word or two.
pub(super) fn origin(model: &Model, field: &Field, narrow: bool) -> String {
    if matches!(field.control, Control::Name | Control::Fixed) || field.key == "name" {
        return String::new();
    }
    if let Some(was) = model.was(&field.key)
        && was != field.value
    {
        return if was.is_empty() {
            "you".to_owned()
        } else {
            format!("was {was}")
        };
    }
    if let Some(place) = model.editing.evidence(field).first() {
        return if narrow {
            short(place)
        } else {
            format!("found: {}", short(place))
        };
    }
    match field.origin {
        Origin::Default => "default".to_owned(),
        Origin::Project if model.editing.start().is_project => String::new(),
        Origin::Project if model.editing.start().is_found => "proposed".to_owned(),
        Origin::Project => "preset".to_owned(),
    }
}

/// `manage.py:8`, with its folder where there is room.
fn short(place: &Evidence) -> String {
    let name = place.file.rsplit('/').next().unwrap_or(&place.file);
    let file = if place.file.len() > LONGEST {
        name
    } else {
        &place.file
    };
    match place.line {
        Some(line) => format!("{file}:{line}"),
        None => file.to_owned(),
    }
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
