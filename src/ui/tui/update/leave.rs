//! Leaving, and what works on every screen.

use super::super::keymap::Action;
use super::super::model::{Model, Popup};
use super::super::msg::Effect;

/// `q`: asks only where an answer is not written.
pub(super) fn ask(model: &mut Model, effects: &mut Vec<Effect>) {
    if waits(model) {
        return;
    }
    if model.editing.unwritten().is_empty() {
        effects.push(Effect::Quit);
    } else {
        model.popups.push(Popup::Leave);
    }
}

/// Leaves; what is not written is a draft already.
pub(super) fn end(model: &mut Model, effects: &mut Vec<Effect>) {
    if waits(model) {
        return;
    }
    effects.extend(model.editing.draft().map(Effect::KeepDraft));
    effects.push(Effect::Quit);
}

/// Whether a write is on its way, at whose end the wizard ends: what it wrote is no draft.
fn waits(model: &mut Model) -> bool {
    model.review.leaves = model.review.writing;
    model.review.writing
}

/// In a window that is too small.
pub(super) fn small(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::SmallPlain => effects.push(Effect::Plain),
        Action::SmallQuit => end(model, effects),
        _ => {}
    }
}

/// What the terminal says of its background, where nobody chose another look meanwhile.
pub(super) fn background(model: &mut Model, colour: [u8; 3]) {
    model.still = !model.theme.follows;
    if model.theme.follows {
        model.theme = model.theme.on(colour);
    }
}

/// The next look.
pub(super) fn theme(model: &mut Model) {
    let (theme, name) = model.theme.next();
    model.theme = theme;
    model.tell("theme", &[("name", name)]);
}
