//! The answer that the next key may give is worked out while nobody waits: what is typed by Enter, what
//! is selected by Space. The key then only takes it.

use super::super::model::{Answer, Focus, Middle, Model, Popup, Screen};
use super::super::msg::Effect;
use super::{answer, choose, edit, field};
use crate::core::editing::Ahead;
use crate::core::form::Subject;

/// Asks what the next answer would come to, once.
pub(super) fn ask(model: &mut Model, effects: &mut Vec<Effect>) {
    let wanted = next(model).map(|given| (model.generation, given));
    if model.ahead == wanted {
        return;
    }
    if let Some((_, given)) = &wanted {
        let editing = Box::new(model.editing.copy());
        effects.push(Effect::Ahead(editing, given.clone()));
    }
    if wanted.is_none() || model.popups.is_empty() {
        model.foretold.clear();
    }
    model.ahead = wanted;
}

/// Takes in what was asked last; what was asked before is of no use. In a box it is told before it is taken.
pub(super) fn known(model: &mut Model, ahead: Ahead) {
    model.still = true;
    let asked = model.ahead.as_ref().map(|(_, given)| given);
    if asked != Some(ahead.given()) {
        return;
    }
    if !model.popups.is_empty() {
        let change = ahead.effect();
        let words = change.map_or_else(String::new, |change| {
            answer::effect(model, change, ahead.is_sound())
        });
        model.still = model.foretold == words;
        model.foretold = words;
    }
    model.editing.expect(ahead);
}

/// The answer of Enter in a box, of Space without one.
fn next(model: &Model) -> Option<Answer> {
    if model.screen != Screen::Design || model.waiting.is_some() {
        return None;
    }
    match model.popups.last() {
        Some(Popup::Edit { purpose, line, .. }) => {
            edit::answer_of(model, purpose, line.text().trim())
        }
        Some(Popup::Choose {
            choice,
            rows,
            cursor,
            ..
        }) => choose::answer_of(model, choice, cursor.at, rows.get(cursor.at)?),
        Some(_) => None,
        None => match (model.focus, model.middle, model.subject()) {
            (Focus::Form, Middle::Form, _) => field::changed(model, model.field()?),
            (Focus::Outline, _, Subject::Feature(id)) => field::own_of(model, &id)
                .is_empty()
                .then(|| field::turned(model, &id)),
            _ => None,
        },
    }
}
