//! A throw-away stack, from the page after a write or from a design that is written.

use super::super::keymap::Action;
use super::super::model::{Model, Screen, Waiting};
use super::super::msg::{Effect, Progress};
use super::super::verify::{State, Verify};
use super::super::view::verify::{height, lines};
use crate::core::verify::Finding;

/// Begins one: of what is written, for that is what it builds.
pub(super) fn begin(model: &mut Model, effects: &mut Vec<Effect>) {
    let design = std::sync::Arc::clone(model.editing.sound());
    if model.seen().is_unread && design.plan.is_some() {
        model.waiting = Some(Waiting::Verify);
        return model.tell("review.waits", &[]);
    }
    let is_written = model.screen != Screen::Design || model.editing.changes().is_empty();
    if design.plan.is_none() || !is_written {
        return model.tell("verify.unwritten", &[]);
    }
    let said = std::mem::take(&mut model.said);
    let (from, said) = match model.verify.take() {
        Some(before) if model.screen == Screen::Verify => (before.from, before.said),
        _ => (model.screen, said),
    };
    model.verify = Some(Verify::begun(from, said));
    model.screen = Screen::Verify;
    effects.push(Effect::Verify(design));
}

pub(super) fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    let page = isize::try_from(height(model)).unwrap_or(1);
    match action {
        Action::Up => scroll(model, -1),
        Action::Down => scroll(model, 1),
        Action::PageUp => scroll(model, -page),
        Action::PageDown => scroll(model, page),
        Action::First => scroll(model, isize::MIN / 2),
        Action::Last => scroll(model, isize::MAX / 2),
        Action::Verify if !is_open(model) => begin(model, effects),
        Action::Back => back(model, effects),
        _ => {}
    }
}

fn is_open(model: &Model) -> bool {
    let verify = model.verify.as_ref();
    verify.is_some_and(|verify| verify.state.is_open())
}

/// Ends what goes on; goes back once nothing does.
fn back(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(verify) = &mut model.verify else {
        return;
    };
    match verify.state {
        State::Running => {
            verify.state = State::Stopping;
            effects.push(Effect::StopVerify);
        }
        State::Stopping => {}
        State::Done | State::Stopped => {
            model.screen = verify.from;
            model.said = std::mem::take(&mut verify.said);
        }
    }
}

/// Moves the window; at its end it stays with what comes.
pub(super) fn scroll(model: &mut Model, rows: isize) {
    let last = lines(model).len().saturating_sub(height(model));
    if let Some(verify) = &mut model.verify {
        verify.top = verify.top.saturating_add_signed(rows).min(last);
        verify.follows = verify.state.is_open() && verify.top == last;
    }
}

/// Something was done or found.
pub(super) fn told(model: &mut Model, progress: Progress) {
    let Some(verify) = &mut model.verify else {
        return;
    };
    match progress {
        Progress::Doing(what) => verify.doing = what,
        Progress::Found(finding) => verify.found(finding),
    }
}

/// It has ended.
pub(super) fn ended(model: &mut Model, findings: Option<&[Finding]>) {
    if let Some(verify) = &mut model.verify {
        verify.ended(findings);
    }
}

/// Keeps the window within its lines.
pub(super) fn settle(model: &mut Model) {
    let last = lines(model).len().saturating_sub(height(model));
    if let Some(verify) = &mut model.verify {
        verify.top = if verify.follows {
            last
        } else {
            verify.top.min(last)
        };
    }
}
