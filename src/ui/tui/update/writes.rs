//! Earlier writes, taken back: the last one first, byte for byte.

use super::super::model::{Choice, Cursor, Model, Pick, Popup, Screen};
use super::super::msg::Effect;
use super::answer;
use crate::core::diagnostic::Problem;

/// The list of them; it is shown when it is there.
pub(super) fn ask(model: &Model, effects: &mut Vec<Effect>) {
    if model.screen == Screen::Design {
        effects.push(Effect::Writes);
    }
}

/// Shows it.
pub(super) fn show(model: &mut Model, writes: Vec<(String, String)>) {
    if writes.is_empty() {
        return model.tell("writes.none", &[]);
    }
    let rows = writes.into_iter().map(|(typed, when)| Pick {
        label: when,
        detail: typed,
        on: None,
    });
    let stay = Pick {
        label: model.words("writes.keep", &[]),
        detail: model.words("writes.keep.why", &[]),
        on: None,
    };
    let popup = Popup::Choose {
        choice: Choice::Writes,
        title: model.words("writes.title", &[]),
        why: model.words("writes.why", &[]),
        // The first row of a question is the harmless one.
        rows: [stay].into_iter().chain(rows).collect(),
        cursor: Cursor::default(),
    };
    model.popups.push(popup);
}

/// So many were taken back. What was answered since stays, not written; what was there before this
/// began is read anew.
pub(super) fn taken(
    model: &mut Model,
    count: usize,
    stopped: Option<(Vec<Problem>, String)>,
    effects: &mut Vec<Effect>,
) {
    model.review.writing = false;
    let mut said = String::new();
    if count > 0 {
        said = model.words("writes.taken", &[("writes", &count.to_string())]);
        if !model.editing.taken_back(count) {
            return effects.push(Effect::Again(said));
        }
        model.screen = Screen::Design;
        answer::renewed(model, effects);
    }
    model.say(said);
    let Some((problems, changed)) = stopped else {
        return;
    };
    if problems.is_empty() {
        return model.tell("writes.none", &[]);
    }
    let mut lines: Vec<String> = Vec::new();
    for problem in &problems {
        lines.push(problem.message.clone());
        if !problem.mend.is_empty() {
            lines.push(format!("  {}", problem.mend));
        }
    }
    lines.push(String::new());
    lines.extend(changed.lines().map(str::to_owned));
    model.popups.push(Popup::Read {
        title: model.words("writes.stopped", &[]),
        lines,
        top: 0,
    });
}
