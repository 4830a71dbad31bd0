//! The places that say what an answer says, opened in the user's editor.

use super::super::found::Looking;
use super::super::model::{Choice, Cursor, Model, Pick, Popup, Screen};
use super::super::msg::Effect;
use crate::core::detect::Evidence;

/// Opens the only place, or asks which of several.
pub(super) fn open(model: &mut Model, places: Vec<Evidence>, effects: &mut Vec<Effect>) {
    match places.as_slice() {
        [] => model.tell("evidence.none", &[]),
        [one] => effects.push(Effect::Open(one.clone())),
        _ => {
            let rows = places.iter().map(|place| Pick {
                label: at(place),
                detail: place.quote.clone(),
                on: None,
            });
            model.popups.push(Popup::Choose {
                title: model.words("evidence.title", &[]),
                why: model.words("evidence.why", &[]),
                rows: rows.collect(),
                cursor: Cursor::default(),
                choice: Choice::Evidence(places),
            });
        }
    }
}

/// Those of the form's field.
pub(super) fn of_field(model: &mut Model, effects: &mut Vec<Effect>) {
    let field = model.field();
    let places = field.map(|field| model.editing.evidence(field).to_vec());
    open(model, places.unwrap_or_default(), effects);
}

/// `backend/manage.py:8`.
fn at(place: &Evidence) -> String {
    match place.line {
        Some(line) => format!("{}:{line}", place.file),
        None => place.file.clone(),
    }
}

/// The editor was left: what is said there may be another thing by now.
pub(super) fn opened(
    model: &mut Model,
    file: &str,
    left: Result<(), String>,
    effects: &mut Vec<Effect>,
) {
    match left {
        Err(why) => return model.tell("editor.failed", &[("what", &why)]),
        Ok(()) => model.tell("evidence.opened", &[("file", file)]),
    }
    if model.screen == Screen::Found {
        model.looking = Looking::At(0);
        effects.push(Effect::Detect);
    }
}
