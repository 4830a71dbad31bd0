//! The review of a write, the write, and the screen after it.

use std::collections::BTreeSet;

use super::super::keymap::Action;
use super::super::model::{Conflict, Focus, Middle, Model, Review, Screen, Waiting};
use super::super::msg::Effect;
use super::{answer, conflict, machine};
use crate::core::change::{Action as Do, Change, ChangeSet, Kind};
use crate::core::diagnostic::Problem;
use crate::core::editing::CHANGED;
use crate::core::fileset::Policy;
use crate::core::path::RelPath;

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
    model.popups.clear();
    if model.read != Some(model.generation) {
        // What the disk has decides what a write would do.
        model.waiting = Some(Waiting::Review(Vec::new()));
        return model.tell("review.waits", &[]);
    }
    model.conflict = Conflict::default();
    show(model);
    conflict::open(model);
    model.say(String::new());
}

/// The files and hunks of the write, from the top.
pub(super) fn show(model: &mut Model) {
    model.review = Review {
        shown: listed(model),
        skipped: std::mem::take(&mut model.review.skipped),
        ..Review::default()
    };
    model.screen = Screen::Review;
}

/// The files that are worth a look: refused ones first, then in the order of reading.
fn listed(model: &Model) -> Vec<RelPath> {
    let changes = model.editing.changes().changes.iter();
    let mut shown: Vec<&Change> = changes.filter(|change| change.action != Do::Same).collect();
    let files = &model.editing.sound().files;
    shown.sort_by_key(|change| {
        let fine = change.action != Do::Conflict;
        (fine, files.rank(&change.path))
    });
    shown
        .into_iter()
        .map(|change| change.path.clone())
        .collect()
}

/// The disk is another than when the review was opened: what is left out stays so only in files
/// that would be written as they were shown.
pub(super) fn renew(model: &mut Model, before: &ChangeSet) {
    if !matches!(model.screen, Screen::Review | Screen::Conflict) {
        return;
    }
    // What was chosen before may have been chosen for other texts.
    model.conflict = Conflict::default();
    if conflict::open(model) {
        return model.tell("review.renewed", &[]);
    }
    if model.screen == Screen::Conflict {
        show(model);
        return model.tell("review.renewed", &[]);
    }
    let selected = model.review.shown.get(model.review.files.at).cloned();
    let now = &model.editing.changes().changes;
    let same = |path: &RelPath| {
        let of = |changes: &[Change]| changes.iter().find(|one| one.path == *path).cloned();
        of(&before.changes) == of(now)
    };
    model.review.skipped.retain(|(path, _)| same(path));
    model.review.shown = listed(model);
    let shown = &model.review.shown;
    let at = shown
        .iter()
        .position(|path| Some(path) == selected.as_ref());
    model.review.files.at = at.unwrap_or(0);
    if at.is_none() {
        (model.review.hunk, model.review.top) = (0, 0);
    }
    model.tell("review.renewed", &[]);
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
        Action::Editor | Action::OwnFile => {
            let path = model.review.shown.get(model.review.files.at).cloned();
            match path {
                Some(path) if action == Action::Editor => {
                    conflict::open_editor(model, &path, effects);
                }
                Some(path) => own(model, &path, effects),
                None => {}
            }
        }
        Action::Undo => conflict::undo(model),
        Action::Redo => conflict::redo(model),
        _ => {}
    }
}

/// Leaves a file to the user; not the answers, which say so, and nothing that is not on the disk.
fn own(model: &mut Model, path: &RelPath, effects: &mut Vec<Effect>) {
    let changes = &model.editing.changes().changes;
    let change = changes.iter().find(|change| change.path == *path);
    let is_ours = change.is_some_and(|change| {
        change.old.is_some() && matches!(change.kind, Kind::File(Policy::Generated))
    });
    if is_ours {
        conflict::give_away(model, path, effects);
    } else {
        model.tell("own.not", &[("file", path.as_str())]);
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
    let path = model.review.shown.get(at);
    let mut changes = model.editing.changes().changes.iter();
    let change = changes.find(|change| Some(&change.path) == path);
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

/// The change of the selected file.
fn selected(model: &Model) -> Option<&Change> {
    let path = model.review.shown.get(model.review.files.at)?;
    let changes = &model.editing.changes().changes;
    changes.iter().find(|change| change.path == *path)
}

/// Leaves the selected hunk out, or not.
fn skip(model: &mut Model) {
    let Some(change) = selected(model) else {
        return;
    };
    if !change.writes() {
        return model.tell("review.unwritten", &[]);
    }
    let own = change.path.as_str() == crate::core::answers::FILE;
    if own {
        return model.tell("review.answers", &[]);
    }
    let hunk = (change.path.clone(), model.review.hunk);
    if !model.review.skipped.remove(&hunk) {
        model.review.skipped.insert(hunk);
    }
}

/// The change set without what is left out. A file that is left out whole is neither made nor
/// remembered as made: the next write offers it again.
pub(in super::super) fn chosen(model: &Model) -> ChangeSet {
    let mut changes = ChangeSet::clone(model.editing.changes());
    let skipped = &model.review.skipped;
    if skipped.is_empty() {
        return changes;
    }
    let all = std::mem::take(&mut changes.changes);
    for change in all {
        let left_out: BTreeSet<usize> = skipped
            .iter()
            .filter(|(path, _)| *path == change.path)
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
    let refused = changes.iter().find(|change| change.action == Do::Conflict);
    if let Some(change) = refused {
        let first = &change.path;
        let why = change.reason.as_ref();
        let text = if why.is_some_and(|reason| reason.code == CHANGED) {
            format!(
                "{first} was changed meanwhile: leave, and begin again; your answers are kept and given again on what it says now"
            )
        } else {
            format!(
                "{first} is refused: move it away, or `dockwright apply --overwrite {first}`; nothing is written"
            )
        };
        return model.say(text);
    }
    let set = chosen(model);
    if set.is_empty() {
        return model.tell("write.nothing", &[]);
    }
    model.review.writing = true;
    model.tell("writing", &[]);
    let design = std::sync::Arc::clone(model.editing.sound());
    effects.push(Effect::Write(Box::new(set), design));
}

/// All is written.
pub(super) fn written(model: &mut Model, notes: &[Problem], effects: &mut Vec<Effect>) {
    model.review.writing = false;
    model.editing.written();
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
    model.review.wrote.clone_from(&model.said);
    effects.push(Effect::ForgetDraft);
    machine::look(model, effects);
    effects.extend(answer::look(model));
    if model.review.leaves {
        super::leave::end(model, effects);
    }
}

/// Nothing was.
pub(super) fn failed(model: &mut Model, problems: &[Problem], effects: &mut Vec<Effect>) {
    model.review.writing = false;
    if model.review.leaves {
        return super::leave::end(model, effects);
    }
    model.tell("write.failed", &[("what", &answer::told(problems))]);
}

/// Keys of the screen after writing.
pub(super) fn act_written(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Again | Action::Back => {
            model.screen = Screen::Design;
            model.focus = Focus::Outline;
            model.middle = Middle::Form;
            model.say(String::new());
        }
        Action::TakeBack => {
            // Nothing else is done meanwhile.
            model.review.writing = true;
            effects.push(Effect::TakeBack(1));
        }
        _ => {}
    }
}
