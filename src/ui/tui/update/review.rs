//! The review of a write, the write, and the screen after it.

use super::super::keymap::Action;
use super::super::model::{Cursor, Focus, Middle, Model, Review, Screen};
use super::super::msg::Effect;
use super::answer;
use crate::core::change::{Action as Do, ChangeSet};
use crate::core::diagnostic::Problem;

/// Opens it; what stops a write is shown instead.
pub(super) fn open(model: &mut Model) {
    let errors = model
        .editing
        .design()
        .problems
        .iter()
        .filter(|problem| problem.is_error())
        .count();
    if errors > 0 {
        let first = model
            .editing
            .design()
            .problems
            .iter()
            .position(Problem::is_error);
        model.problem.at = first.unwrap_or(0);
        model.screen = Screen::Design;
        super::problems::open(model);
        return model.tell("write.stopped", &[("problems", &errors.to_string())]);
    }
    let changes = &model.editing.changes().changes;
    let mut shown: Vec<usize> = (0..changes.len())
        .filter(|place| {
            let action = changes.get(*place).map(|change| change.action);
            !matches!(action, Some(Do::Same) | None)
        })
        .collect();
    let files = &model.editing.sound().files;
    shown.sort_by_key(|place| {
        let change = changes.get(*place);
        let refused = change.is_some_and(|change| change.action != Do::Conflict);
        (
            refused,
            change.map(|change| super::rank(files, &change.path)),
        )
    });
    model.review = Review {
        files: Cursor::default(),
        shown,
        ..Review::default()
    };
    model.screen = Screen::Review;
    model.popups.clear();
    model.say(String::new());
}

pub(super) fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    let len = model.review.shown.len();
    let text = model.review.in_text;
    match action {
        Action::Up if text => scroll(model, -1),
        Action::Down if text => scroll(model, 1),
        Action::PageUp => scroll(model, -15),
        Action::PageDown => scroll(model, 15),
        Action::Up => select(model, model.review.files.at.saturating_sub(1)),
        Action::Down => select(
            model,
            (model.review.files.at + 1).min(len.saturating_sub(1)),
        ),
        Action::First => select(model, 0),
        Action::Last => select(model, len.saturating_sub(1)),
        Action::NextPane | Action::PrevPane | Action::Left | Action::Right => {
            model.review.in_text = !text;
        }
        Action::NextHunk => hunk(model, false),
        Action::PrevHunk => hunk(model, true),
        Action::SkipHunk => skip(model),
        Action::WriteNow => write(model, effects),
        Action::Back => {
            model.screen = Screen::Design;
            model.tell("review.left", &[]);
        }
        Action::Editor => model.tell("review.editor", &[]),
        _ => {}
    }
}

fn select(model: &mut Model, at: usize) {
    model.review.files.at = at;
    model.review.hunk = 0;
    model.review.top = 0;
}

fn scroll(model: &mut Model, rows: isize) {
    model.review.top = model.review.top.saturating_add_signed(rows);
}

/// How many hunks the selected file has.
fn hunks(model: &Model, at: usize) -> usize {
    let place = model.review.shown.get(at);
    let change = place.and_then(|place| model.editing.changes().changes.get(*place));
    change.map_or(0, |change| change.hunks().len())
}

/// The next hunk, in this file and then in the others.
fn hunk(model: &mut Model, back: bool) {
    let at = model.review.files.at;
    if back {
        if model.review.hunk > 0 {
            model.review.hunk -= 1;
        } else if at > 0 {
            select(model, at - 1);
            model.review.hunk = hunks(model, at - 1).saturating_sub(1);
        }
    } else if model.review.hunk + 1 < hunks(model, at) {
        model.review.hunk += 1;
    } else if at + 1 < model.review.shown.len() {
        select(model, at + 1);
    }
    model.review.top = usize::MAX;
}

/// Leaves the selected hunk out, or not.
fn skip(model: &mut Model) {
    let Some(place) = model.review.shown.get(model.review.files.at).copied() else {
        return;
    };
    let Some(change) = model.editing.changes().changes.get(place) else {
        return;
    };
    if !change.writes() {
        return model.tell("review.unwritten", &[]);
    }
    let own = change.path.as_str() == crate::core::answers::FILE;
    if own {
        return model.tell("review.answers", &[]);
    }
    let hunk = (place, model.review.hunk);
    if !model.review.skipped.remove(&hunk) {
        model.review.skipped.insert(hunk);
    }
}

/// The change set without what is left out. A file that is left out whole is neither made nor
/// remembered as made: the next write offers it again.
pub(in super::super) fn chosen(model: &Model) -> ChangeSet {
    let mut changes = model.editing.changes().clone();
    let skipped = &model.review.skipped;
    if skipped.is_empty() {
        return changes;
    }
    let all = std::mem::take(&mut changes.changes);
    for (place, change) in all.into_iter().enumerate() {
        let left_out: std::collections::BTreeSet<usize> = skipped
            .iter()
            .filter(|(of, _)| *of == place)
            .map(|(_, hunk)| *hunk)
            .collect();
        if let Some(change) = change.without(&left_out) {
            changes.changes.push(change);
        } else {
            let path = &change.path;
            let base = crate::core::change::base_of(path);
            changes.books.retain(|book| book.path != base);
            changes.secrets.retain(|(secret, _)| secret != path);
        }
    }
    changes
}

fn write(model: &mut Model, effects: &mut Vec<Effect>) {
    let changes = &model.editing.changes().changes;
    let refused: Vec<&str> = changes
        .iter()
        .filter(|change| change.action == Do::Conflict)
        .map(|change| change.path.as_str())
        .collect();
    if let Some(first) = refused.first() {
        let text = format!(
            "{first} is refused: move it away, or `dockwright apply --overwrite {first}`; nothing is written"
        );
        return model.say(text);
    }
    let set = chosen(model);
    if set.is_empty() {
        return model.tell("write.nothing", &[]);
    }
    model.tell("writing", &[]);
    effects.push(Effect::Write(Box::new(set)));
}

/// All is written.
pub(super) fn written(model: &mut Model, notes: &[Problem], effects: &mut Vec<Effect>) {
    model.editing.written();
    model.kept = None;
    model.notes = notes.iter().map(|note| note.message.clone()).collect();
    model.screen = Screen::Written;
    model.popups.clear();
    model.marks.clear();
    let set = chosen(model);
    let mut words = Vec::new();
    for (action, word) in [
        (Do::Create, "created"),
        (Do::Update, "updated"),
        (Do::Merge, "merged"),
        (Do::Remove, "removed"),
    ] {
        let count = set
            .changes
            .iter()
            .filter(|change| change.action == action)
            .count();
        if count > 0 {
            words.push(format!("{} {word}", answer::count(count, "file")));
        }
    }
    model.tell("written", &[("what", &words.join(", "))]);
    effects.push(Effect::ForgetDraft);
    effects.extend(answer::look(model));
}

/// Nothing was.
pub(super) fn failed(model: &mut Model, problems: &[Problem]) {
    model.tell("write.failed", &[("what", &answer::told(problems))]);
}

/// Keys of the screen after writing.
pub(super) fn act_written(model: &mut Model, action: Action, _: &mut Vec<Effect>) {
    match action {
        Action::Again | Action::Back => {
            model.screen = Screen::Design;
            model.focus = Focus::Outline;
            model.middle = Middle::Form;
            model.say(String::new());
        }
        Action::TakeBack => {
            model.tell("undo.write", &[]);
        }
        _ => {}
    }
}
