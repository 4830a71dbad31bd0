//! Leaving, and what works on every screen.

use super::super::keymap::Action;
use super::super::model::{Model, Popup};
use super::super::msg::Effect;
use super::super::theme::{Palette, Theme};

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

/// The next look: 16 colours, dark, light, none.
pub(super) fn theme(model: &mut Model) {
    let (palette, name) = match model.theme.palette {
        Palette::Sixteen => (Palette::Dark256, "dark"),
        Palette::Dark256 | Palette::DarkTrue => (Palette::Light256, "light"),
        Palette::Light256 | Palette::LightTrue => (Palette::None, "none"),
        Palette::None => (Palette::Sixteen, "16 colours"),
    };
    model.theme = Theme::new(palette, model.theme.ascii);
    model.tell("theme", &[("name", name)]);
}
