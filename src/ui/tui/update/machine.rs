//! What keeps the stack from running on this machine, on the page of the whole project.

use std::sync::Arc;

use super::super::machine::Machine;
use super::super::model::{Model, Screen};
use super::super::msg::Effect;
use crate::core::doctor::Finding;
use crate::core::form::Subject;

/// It is looked at beside all else, where somebody does.
pub(super) fn look(model: &mut Model, effects: &mut Vec<Effect>) {
    let design = model.editing.sound();
    if model.machine != Machine::Unknown && design.plan.is_some() {
        effects.push(Effect::Examine(Arc::clone(design)));
    }
}

/// It was looked at. Where its page is not in sight nothing is drawn.
pub(super) fn found(model: &mut Model, findings: Vec<Finding>) {
    let is_news = model.machine.found(findings);
    let is_shown = model.screen == Screen::Design && model.subject() == Subject::Project;
    model.still = !(is_news && is_shown);
}
