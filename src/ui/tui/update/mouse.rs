//! The mouse: the first click selects, a click on what is selected acts as its key does.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::super::keymap::{Action, Place};
use super::super::model::{Focus, Middle, Model, Popup, Screen};
use super::super::msg::Effect;
use super::super::view::{form as form_view, layout, popup as popup_view, review as review_view};
use super::{design, popup};

pub(super) fn mouse(model: &mut Model, event: MouseEvent, effects: &mut Vec<Effect>) {
    if layout::is_small(model.size) {
        return;
    }
    let at = Position::new(event.column, event.row);
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => click(model, at, effects),
        MouseEventKind::ScrollDown => wheel(model, at, 3, effects),
        MouseEventKind::ScrollUp => wheel(model, at, -3, effects),
        _ => {}
    }
}

fn click(model: &mut Model, at: Position, effects: &mut Vec<Effect>) {
    if !model.popups.is_empty() {
        return click_popup(model, at, effects);
    }
    match model.screen {
        Screen::Meet => {
            let areas = layout::areas(model);
            let row = usize::from(at.y.saturating_sub(areas.body.y + 3));
            let target = model.meet.cursor.top + row;
            if at.y >= areas.body.y + 3 && target < model.meet.presets.len() {
                if target == model.meet.cursor.at {
                    return super::act(model, Place::Meet, Action::Start, effects);
                }
                model.meet.cursor.at = target;
                super::meet::about(model);
            }
        }
        Screen::Found => {
            if let Some(row) = row(layout::areas(model).text, at) {
                super::found::click(model, row, effects);
            }
        }
        Screen::Design => click_design(model, at, effects),
        Screen::Review => {
            let areas = layout::areas(model);
            if areas.outline.contains(at) {
                let row = usize::from(at.y - areas.outline.y);
                let top = review_view::top(model.review.files.at, areas.outline);
                if let Some(target) = (top + row)
                    .checked_sub(1)
                    .filter(|row| *row < model.review.shown.len())
                {
                    model.review.files.at = target;
                    model.review.hunk = 0;
                    model.review.top = 0;
                }
            }
        }
        Screen::Conflict => super::conflict::click(model, at),
        Screen::Written | Screen::Looking | Screen::Verify => {}
    }
}

fn row(area: Rect, at: Position) -> Option<usize> {
    area.contains(at).then(|| usize::from(at.y - area.y))
}

fn click_design(model: &mut Model, at: Position, effects: &mut Vec<Effect>) {
    let areas = layout::areas(model);
    if let Some(row) = row(areas.outline, at) {
        let target = model.outline.top + row;
        let entry = model
            .rows
            .get(target)
            .is_some_and(|row| row.subject().is_some());
        if entry && model.focus == Focus::Outline && target == model.outline.at {
            return super::act(model, Place::Outline, Action::Open, effects);
        }
        model.focus = Focus::Outline;
        if entry {
            let by = isize::try_from(target).unwrap_or(0)
                - isize::try_from(model.outline.at).unwrap_or(0);
            design::by(model, Place::Outline, by);
        }
        return;
    }
    if model.middle == Middle::Form
        && let Some(row) = row(areas.form, at)
    {
        let target = form_view::field_at(model, &areas, row);
        let same = target == Some(model.form.at) && model.focus == Focus::Form;
        model.focus = Focus::Form;
        match target {
            Some(_) if same => super::act(model, Place::Form, Action::Change, effects),
            Some(target) => model.form.at = target,
            None => {}
        }
        return;
    }
    if let Some(row) = row(areas.text, at) {
        let target = model.preview.cursor.top + row;
        let same = model.focus == Focus::Preview && model.preview.cursor.at == target;
        model.focus = Focus::Preview;
        if same {
            return super::act(model, Place::Preview, Action::GotoAnswer, effects);
        }
        let len = model.preview.lines.len();
        model.preview.cursor.to(target, len);
    }
}

fn click_popup(model: &mut Model, at: Position, effects: &mut Vec<Effect>) {
    let Some((area, first)) = popup_view::rows(model) else {
        return;
    };
    let Some(row) = row(area, at) else { return };
    let target = first + row;
    let (now, len) = match model.popups.last() {
        Some(Popup::Add(picker, _)) => (picker.cursor.at, picker.found.len()),
        Some(Popup::Files(picker)) => (picker.cursor.at, picker.found.len()),
        Some(Popup::Choose { rows, cursor, .. }) => (cursor.at, rows.len()),
        _ => return,
    };
    if target >= len {
        return;
    }
    if target == now {
        let several = matches!(
            model.popups.last(),
            Some(Popup::Choose {
                choice: super::super::model::Choice::Many(_),
                ..
            })
        );
        let action = if several {
            Action::Tick
        } else {
            Action::Accept
        };
        return popup::act(model, action, effects);
    }
    let action = if target > now {
        Action::ListNext
    } else {
        Action::ListPrev
    };
    for _ in 0..target.abs_diff(now) {
        popup::act(model, action, effects);
    }
}

/// The wheel scrolls what is under the pointer; nothing is selected but to stay in sight.
fn wheel(model: &mut Model, at: Position, rows: isize, effects: &mut Vec<Effect>) {
    if !model.popups.is_empty() {
        let action = if rows > 0 {
            Action::ListNext
        } else {
            Action::ListPrev
        };
        return popup::act(model, action, effects);
    }
    let areas = layout::areas(model);
    match model.screen {
        Screen::Design if areas.text.contains(at) => design::scroll(model, rows),
        Screen::Design if areas.outline.contains(at) => {
            design::by(model, Place::Outline, rows.signum());
        }
        Screen::Design => {
            let place = super::place(model);
            design::by(model, place, rows.signum());
        }
        Screen::Review => {
            let action = if rows > 0 { Action::Down } else { Action::Up };
            let in_text = model.review.in_text;
            model.review.in_text = !areas.outline.contains(at);
            super::review::act(model, action, effects);
            model.review.in_text = in_text;
        }
        Screen::Meet => {
            let action = if rows > 0 { Action::Down } else { Action::Up };
            super::meet::act(model, action, effects);
        }
        Screen::Found => {
            let action = if rows > 0 { Action::Down } else { Action::Up };
            super::found::act(model, action, effects);
        }
        Screen::Conflict => {
            let action = if rows > 0 { Action::Down } else { Action::Up };
            super::conflict::act(model, action, effects);
        }
        Screen::Verify => super::verify::scroll(model, rows),
        Screen::Written | Screen::Looking => {}
    }
}
