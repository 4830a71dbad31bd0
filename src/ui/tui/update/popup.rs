//! Boxes: keys, typing, opening and closing.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::keymap::{Action, Place};
use super::super::line::Line;
use super::super::model::{Model, Picker, Popup, Screen};
use super::super::msg::Effect;
use super::super::view;
use super::{add, choose, edit, leave, meet, preview};
use crate::core::explain::{explain, text as explained};
use crate::core::form::{Field, Subject};
use crate::core::path::RelPath;

/// An action in the box that has the keys.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Accept => accept(model, effects),
        Action::Close | Action::Shut | Action::Stay => close(model),
        Action::Tick => choose::tick(model, effects),
        Action::ListNext | Action::Down => by(model, 1),
        Action::ListPrev | Action::Up => by(model, -1),
        Action::ListPage | Action::PageDown => by(model, 10),
        Action::ListPageUp | Action::PageUp => by(model, -10),
        Action::First => by(model, isize::MIN / 2),
        Action::Last => by(model, isize::MAX / 2),
        Action::Clear => line(model, Line::clear),
        Action::Word => line(model, Line::word),
        Action::Write => {
            close(model);
            super::review::open(model);
        }
        Action::LeaveKeep => leave::end(model, effects),
        Action::LeaveForget => effects.extend([Effect::ForgetDraft, Effect::Quit]),
        _ => {}
    }
}

fn close(model: &mut Model) {
    if model.popups.pop().is_none() && model.screen == Screen::Meet {
        model.meet.find = None;
        meet::find(model);
    }
}

fn accept(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.popups.last() {
        Some(Popup::Add(..)) => add::accept(model, effects),
        Some(Popup::Edit { .. }) => edit::accept(model, effects),
        Some(Popup::Choose { .. }) => choose::accept(model, effects),
        Some(Popup::Files(picker)) => {
            let path = picker.found.get(picker.cursor.at).cloned();
            model.popups.pop();
            if let Some(path) = path {
                preview::open_by_hand(model, &path, super::super::model::Show::Text);
                model.focus = super::super::model::Focus::Preview;
            }
        }
        Some(Popup::Help(picker)) => {
            let row = picker.found.get(picker.cursor.at).copied();
            model.popups.pop();
            let place = super::place(model);
            let rows = model.keymap.rows(place);
            let action = row.and_then(|row| rows.get(row)).map(|row| row.action);
            if let Some(action) = action {
                super::act(model, place, action, effects);
            }
        }
        Some(Popup::Read { .. } | Popup::Leave) => close(model),
        None if model.screen == Screen::Meet => {
            model.meet.find = None;
            meet::act(model, Action::Start, effects);
        }
        None => {}
    }
}

fn by(model: &mut Model, rows: isize) {
    match model.popups.last_mut() {
        Some(Popup::Add(picker, tried)) => {
            picker.cursor.by(rows, picker.found.len());
            *tried = None;
            add::try_out(model);
        }
        Some(Popup::Files(picker)) => picker.cursor.by(rows, picker.found.len()),
        Some(Popup::Help(picker)) => picker.cursor.by(rows, picker.found.len()),
        Some(Popup::Choose {
            rows: list, cursor, ..
        }) => cursor.by(rows, list.len()),
        Some(Popup::Read { top, .. }) => *top = top.saturating_add_signed(rows),
        Some(Popup::Edit { .. } | Popup::Leave) => {}
        None => {
            let len = model.meet.presets.len();
            model.meet.cursor.by(rows, len);
            meet::about(model);
        }
    }
}

/// A key that is no action, in a box or a line that is typed.
pub(super) fn key(model: &mut Model, key: KeyEvent) {
    let plain = key.modifiers.difference(KeyModifiers::SHIFT).is_empty();
    match key.code {
        KeyCode::Char(c) if plain => typed(model, &c.to_string()),
        KeyCode::Backspace => line(model, Line::backspace),
        KeyCode::Delete => line(model, Line::delete),
        KeyCode::Left => line(model, Line::left),
        KeyCode::Right => line(model, Line::right),
        KeyCode::Home => line(model, Line::home),
        KeyCode::End => line(model, Line::end),
        _ => {}
    }
}

/// Typed or pasted text: into the line, if there is one.
pub(super) fn typed(model: &mut Model, text: &str) {
    let text = text.trim_end_matches(['\r', '\n']).to_owned();
    line(model, move |line| line.insert(&text));
}

/// Changes the line of the box, and what follows from it.
fn line(model: &mut Model, change: impl FnOnce(&mut Line)) {
    match model.popups.last_mut() {
        Some(Popup::Add(picker, _)) => {
            change(&mut picker.line);
            add::filter(model);
        }
        Some(Popup::Files(picker)) => {
            change(&mut picker.line);
            filter_files(model);
        }
        Some(Popup::Help(picker)) => {
            change(&mut picker.line);
            filter_help(model);
        }
        Some(Popup::Edit { line, wrong, .. }) => {
            change(line);
            wrong.clear();
        }
        Some(_) => {}
        None => {
            if let Some(line) = &mut model.meet.find {
                change(line);
                meet::find(model);
            }
        }
    }
}

/// Every key that works in a place; typing filters, Enter does it.
pub(super) fn help(model: &mut Model) {
    model.popups.push(Popup::Help(Picker::default()));
    filter_help(model);
}

fn filter_help(model: &mut Model) {
    let Some(Popup::Help(mut picker)) = model.popups.pop() else {
        return;
    };
    let rows = model.keymap.rows(super::place(model));
    let wanted = picker.line.text().to_lowercase();
    let fits = |row: &super::super::keymap::Help<'_>| {
        let keys = row.keys.join(" ");
        let title = row.action.title();
        [row.help, title.as_str()]
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
            || keys == picker.line.text()
    };
    // What belongs to this place stands first.
    let own = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.here && fits(row));
    let rest = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| !row.here && fits(row));
    picker.found = own.chain(rest).map(|(place, _)| place).collect();
    picker.all = rows.len();
    picker.cursor.to(picker.cursor.at, picker.found.len());
    model.popups.push(Popup::Help(picker));
}

/// A file by its name.
pub(super) fn files(model: &mut Model) {
    model.popups.push(Popup::Files(Picker::default()));
    filter_files(model);
}

fn filter_files(model: &mut Model) {
    let all: Vec<RelPath> = model.editing.sound().ordered().to_vec();
    let Some(Popup::Files(picker)) = model.popups.last_mut() else {
        return;
    };
    let wanted = picker.line.text().to_lowercase();
    picker.all = all.len();
    let fits = |path: &RelPath| {
        let path = path.as_str().to_lowercase();
        wanted.split_whitespace().all(|word| path.contains(word))
    };
    picker.found = all.into_iter().filter(fits).collect();
    picker.cursor.to(picker.cursor.at, picker.found.len());
}

/// The whole why of a field; on the project, the stack in words.
pub(super) fn more(model: &mut Model, place: Place) {
    let design = model.editing.sound();
    let (title, text) = match (place, model.subject(), &design.plan) {
        (Place::Problems, ..) => match model.editing.design().problems.get(model.problem.at) {
            Some(problem) => (
                problem.code.to_string(),
                format!("{}\n\n{}", problem.message, problem.mend),
            ),
            None => return,
        },
        (_, Subject::Project, Some(plan)) => (
            "The stack in words".to_owned(),
            format!(
                "{}{}",
                machine(model),
                explained(&explain(&design.stack, plan))
            ),
        ),
        _ => match model.field() {
            Some(field) => (
                field.label.clone(),
                format!(
                    "{}\n\n{}\n{}{}",
                    field.why,
                    field.key,
                    places(model, field),
                    about(model)
                ),
            ),
            None => return,
        },
    };
    let lines = text.lines().map(str::to_owned).collect();
    model.popups.push(Popup::Read {
        title,
        lines,
        top: 0,
    });
}

/// What keeps the stack from running here, whole, above the stack in words.
fn machine(model: &Model) -> String {
    /// Of a box at 80 columns.
    const WIDTH: usize = 66;
    let rows = view::machine::rows(model, WIDTH).into_iter().skip(1);
    let mut text: String = rows.map(|(row, _)| row + "\n").collect();
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// The places in the code that say what a field says.
fn places(model: &Model, field: &Field) -> String {
    let places = model.editing.evidence(field).iter();
    let lines: Vec<String> = places.map(|place| format!("  {place}\n")).collect();
    if lines.is_empty() {
        return String::new();
    }
    let title = model.words("evidence.title", &[]);
    format!("\n{title}\n{}", lines.concat())
}

/// What a form is of: its sentence, and the pages its facts come from.
fn about(model: &Model) -> String {
    let unit = match model.subject() {
        Subject::Member(name) => model.editing.design().stack.unit(&name),
        _ => None,
    };
    let Some(unit) = unit else {
        return String::new();
    };
    let mut text = format!("\n{}\n", unit.item.summary);
    if let Some(source) = &unit.item.source {
        for page in &source.docs {
            text.push_str(&format!("  {page}\n"));
        }
        text.push_str(&format!("looked up on {}\n", source.as_of));
    }
    text
}
