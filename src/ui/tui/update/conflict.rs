//! Places that both changed: a side is taken for each before anything is written.

use ratatui::layout::Position;

use super::super::keymap::Action;
use super::super::model::{Answer, Model, Pane, Screen};
use super::super::msg::Effect;
use super::super::view::conflict as view;
use super::{answer, review};
use crate::core::change::Change;
use crate::core::design::Wishes;
use crate::core::form::Edit;
use crate::core::merge::{Side, has_markers};
use crate::core::path::RelPath;

/// All places that both changed, settled ones too: the file, and the number in it.
pub(in super::super) fn places(model: &Model) -> Vec<(&Change, usize)> {
    let changes = model.editing.changes().changes.iter();
    changes
        .flat_map(|change| {
            let merged = change.merged.as_ref();
            let count = merged.map_or(0, |merged| merged.conflicts().count());
            (0..count).map(move |number| (change, number))
        })
        .collect()
}

/// What is taken at a place.
pub(in super::super) fn taken<'m>(
    model: &'m Model,
    path: &RelPath,
    number: usize,
) -> Option<&'m Side> {
    let settle = &model.editing.wishes().settle;
    settle.each.get(&(path.clone(), number))
}

/// How many places are still open.
pub(in super::super) fn open_places(model: &Model) -> usize {
    let settle = &model.editing.wishes().settle;
    let places = places(model).into_iter();
    places
        .filter(|(change, number)| {
            let by_hand = settle.texts.contains_key(&change.path);
            !by_hand && taken(model, &change.path, *number).is_none()
        })
        .count()
}

/// Shows the conflicts, at the first that is open; false where there is none.
pub(super) fn open(model: &mut Model) -> bool {
    if open_places(model) == 0 {
        return false;
    }
    model.screen = Screen::Conflict;
    model.conflict.at = 0;
    model.conflict.scroll = 0;
    model.conflict.pane = Pane::Yours;
    to_open(model);
    true
}

pub(super) fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Left => side(model, -1),
        Action::Right => side(model, 1),
        Action::Up => model.conflict.scroll -= 1,
        Action::Down => model.conflict.scroll += 1,
        Action::PageUp => model.conflict.scroll -= 10,
        Action::PageDown => model.conflict.scroll += 10,
        Action::First => step(model, isize::MIN),
        Action::Last => step(model, isize::MAX),
        Action::NextHunk => step(model, 1),
        Action::PrevHunk => step(model, -1),
        Action::TakeSide => take(model, effects),
        Action::BothSides if is_foreign(model) && !can_unite(model) => {
            model.tell("conflict.no_both", &[]);
        }
        Action::BothSides => choose(model, Side::Both),
        Action::Undo => undo(model),
        Action::Redo => redo(model),
        Action::Editor => editor(model, effects),
        Action::OwnFile => own(model, effects),
        Action::WriteNow => {
            let open = open_places(model);
            model.tell("conflict.open", &[("places", &open.to_string())]);
        }
        Action::Back => {
            model.screen = Screen::Design;
            model.tell("review.left", &[]);
        }
        _ => {}
    }
}

fn selected(model: &Model) -> Option<(RelPath, usize)> {
    let places = places(model);
    let (change, number) = places.get(model.conflict.at)?;
    Some((change.path.clone(), *number))
}

fn side(model: &mut Model, by: isize) {
    let at = Pane::ALL
        .iter()
        .position(|pane| *pane == model.conflict.pane);
    let to = at.unwrap_or(0).saturating_add_signed(by).min(2);
    model.conflict.pane = Pane::ALL[to];
}

fn step(model: &mut Model, by: isize) {
    let last = places(model).len().saturating_sub(1);
    model.conflict.at = model.conflict.at.saturating_add_signed(by).min(last);
    model.conflict.scroll = 0;
    model.say(String::new());
}

/// To the next place that is open, from here on and then from the top.
fn to_open(model: &mut Model) {
    let places = places(model);
    let settle = &model.editing.wishes().settle;
    let is_open = |at: &usize| {
        let (change, number) = places[*at];
        !settle.texts.contains_key(&change.path) && taken(model, &change.path, number).is_none()
    };
    let mut order = (model.conflict.at..places.len()).chain(0..model.conflict.at.min(places.len()));
    if let Some(at) = order.find(is_open) {
        model.conflict.at = at;
        model.conflict.scroll = 0;
    }
}

/// Takes the selected side. A file that dockwright never wrote is kept by leaving it to the user.
fn take(model: &mut Model, effects: &mut Vec<Effect>) {
    let side = match model.conflict.pane {
        Pane::Yours if is_foreign(model) => return own(model, effects),
        Pane::Yours => Side::Theirs,
        Pane::Before if is_foreign(model) => return model.tell("conflict.no_before", &[]),
        Pane::Before => Side::Before,
        Pane::New => Side::Ours,
    };
    choose(model, side);
}

/// Whether a file that dockwright never wrote can be brought together with ours, by its keys.
fn can_unite(model: &Model) -> bool {
    let places = places(model);
    let merged = places
        .get(model.conflict.at)
        .and_then(|(change, _)| change.merged.as_ref());
    merged.is_some_and(|merged| merged.pieces.iter().any(|piece| piece.united.is_some()))
}

/// Whether dockwright never wrote the selected file.
fn is_foreign(model: &Model) -> bool {
    let places = places(model);
    let reason = places
        .get(model.conflict.at)
        .and_then(|(change, _)| change.reason.as_ref());
    reason.is_some_and(|reason| reason.code == "not-ours")
}

fn choose(model: &mut Model, side: Side) {
    let Some(place) = selected(model) else {
        return;
    };
    let mut wishes = model.editing.wishes().clone();
    wishes.settle.each.insert(place, side);
    settle(model, wishes);
}

/// Takes choices in, and goes on to what is still open, or to the review.
fn settle(model: &mut Model, wishes: Wishes) {
    model.conflict.done.push(model.editing.wishes().clone());
    model.conflict.undone.clear();
    model.editing.wish(wishes);
    follow(model);
}

fn follow(model: &mut Model) {
    let open = open_places(model);
    if open == 0 {
        review::show(model);
        return model.tell("conflict.settled", &[]);
    }
    model.screen = Screen::Conflict;
    to_open(model);
    model.tell("conflict.taken", &[("places", &open.to_string())]);
}

/// Takes the last choice back.
pub(super) fn undo(model: &mut Model) {
    let Some(before) = model.conflict.done.pop() else {
        return model.tell("conflict.none", &[]);
    };
    model.conflict.undone.push(model.editing.wishes().clone());
    model.editing.wish(before);
    follow(model);
}

/// Makes it again.
pub(super) fn redo(model: &mut Model) {
    let Some(wishes) = model.conflict.undone.pop() else {
        return model.tell("conflict.none", &[]);
    };
    model.conflict.done.push(model.editing.wishes().clone());
    model.editing.wish(wishes);
    follow(model);
}

/// Opens the file in the user's editor, with what is open between conflict markers.
fn editor(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some((path, _)) = selected(model) {
        open_editor(model, &path, effects);
    }
}

/// The same, of a file of the review.
pub(super) fn open_editor(model: &mut Model, path: &RelPath, effects: &mut Vec<Effect>) {
    let changes = &model.editing.changes().changes;
    let change = changes.iter().find(|change| change.path == *path);
    let Some(merged) = change.and_then(|change| change.merged.as_ref()) else {
        return model.tell("review.editor", &[]);
    };
    let settle = &model.editing.wishes().settle;
    let text = settle.texts.get(path).cloned().unwrap_or_else(|| {
        merged.settled(|number| taken(model, path, number).cloned().unwrap_or(Side::Markers))
    });
    effects.push(Effect::Edit(path.clone(), text));
}

/// The editor was left.
pub(super) fn edited(model: &mut Model, path: RelPath, text: Result<String, String>) {
    match text {
        Err(why) => model.tell("editor.failed", &[("what", &why)]),
        Ok(text) if has_markers(&text) => model.tell("editor.markers", &[("file", path.as_str())]),
        Ok(text) => {
            let mut wishes = model.editing.wishes().clone();
            wishes.settle.texts.insert(path.clone(), text);
            settle(model, wishes);
            // What cannot be read is not taken.
            let changes = &model.editing.changes().changes;
            let open = changes.iter().any(|change| {
                change.path == path && change.action == crate::core::change::Action::Conflict
            });
            if open {
                undo(model);
                model.conflict.undone.pop();
                model.tell("editor.broken", &[("file", path.as_str())]);
            }
        }
    }
}

/// Leaves the file to the user, from now on: that is an answer.
fn own(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some((path, _)) = selected(model) {
        give_away(model, &path, effects);
    }
}

/// The same, of a file of the review.
pub(super) fn give_away(model: &mut Model, path: &RelPath, effects: &mut Vec<Effect>) {
    let said = model.words("own.said", &[("file", path.as_str())]);
    let given = Answer {
        edit: Edit::Own {
            paths: vec![path.to_string()],
            give_back: false,
        },
        key: "own".to_owned(),
        said,
    };
    if answer::give_or_say(model, given, effects) {
        let at = model.conflict.at;
        let screen = model.screen;
        if !open(model) {
            review::show(model);
        } else if screen == Screen::Conflict {
            model.conflict.at = at.min(places(model).len().saturating_sub(1));
            to_open(model);
        }
        model.tell("own.done", &[("file", path.as_str())]);
    }
}

/// A click selects a side; nothing is taken by it.
pub(super) fn click(model: &mut Model, at: Position) {
    let panes = view::panes(model);
    for (pane, area) in Pane::ALL.into_iter().zip(panes) {
        if area.contains(at) && panes.iter().filter(|other| **other == area).count() == 1 {
            model.conflict.pane = pane;
        }
    }
}
