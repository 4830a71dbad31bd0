//! Boxes over the screen.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr as _;

use super::super::keymap::{Action, Place};
use super::super::line::Line;
use super::super::model::{Choice, Model, Pick, Popup, Purpose};
use super::super::theme::{Glyph, Role};
use super::pen::{Pen, wrap, wrap_row};
use super::{finder, layout};

/// Draws the boxes, the last one on top.
pub(crate) fn draw(model: &Model, pen: &mut Pen<'_>) {
    for popup in &model.popups {
        match popup {
            Popup::Add(picker, tried) => finder::add(model, picker, tried.as_ref(), pen),
            Popup::Edit {
                purpose,
                line,
                wrong,
            } => edit(model, purpose, line, wrong, pen),
            Popup::Choose {
                choice,
                title,
                why,
                rows,
                cursor,
            } => {
                choose(
                    model,
                    choice,
                    (title, why),
                    rows,
                    cursor.at,
                    cursor.top,
                    pen,
                );
            }
            Popup::Files(picker) => finder::files(model, picker, pen),
            Popup::Help(picker) => finder::help(model, picker, pen),
            Popup::Read { title, lines, top } => read(model, title, lines, *top, pen),
            Popup::Leave => leave(model, pen),
        }
    }
}

/// A box of this size in the middle.
pub(super) fn centred(model: &Model, width: u16, height: u16) -> Rect {
    let (columns, rows) = model.size;
    let width = width.min(columns.saturating_sub(4));
    let height = height.min(rows.saturating_sub(3));
    Rect::new(
        (columns - width) / 2,
        (rows.saturating_sub(height)) / 2,
        width,
        height,
    )
}

/// The rows of the list in the last box, and the first one in sight: for the mouse.
pub(crate) fn rows(model: &Model) -> Option<(Rect, usize)> {
    match model.popups.last()? {
        Popup::Add(picker, _) => {
            let inside = inside(add_area(model));
            let list = Rect {
                y: inside.y + 2,
                height: 8,
                ..inside
            };
            Some((list, picker.cursor.top))
        }
        Popup::Files(picker) => {
            let inside = inside(centred(model, 70, layout::list_height(model.size) + 4));
            let list = Rect {
                y: inside.y + 2,
                height: inside.height.saturating_sub(2),
                ..inside
            };
            Some((list, picker.cursor.top))
        }
        Popup::Choose {
            why, rows, cursor, ..
        } => {
            let (area, lines) = choose_area(model, why, rows);
            let inside = inside(area);
            let down = u16::try_from(lines.len()).unwrap_or(0) + u16::from(!lines.is_empty());
            let list = Rect {
                y: inside.y + down,
                height: inside.height.saturating_sub(down),
                ..inside
            };
            Some((list, cursor.top))
        }
        _ => None,
    }
}

fn inside(area: Rect) -> Rect {
    Rect::new(
        area.x + 1,
        area.y + 1,
        area.width.saturating_sub(2),
        area.height.saturating_sub(2),
    )
}

pub(super) fn add_area(model: &Model) -> Rect {
    let width = if model.size.0 < 110 { 72 } else { 90 };
    centred(model, width, 19)
}

/// A line that is typed, with its caret; what is selected is reversed.
pub(super) fn typed(pen: &mut Pen<'_>, x: u16, y: u16, width: u16, line: &Line) {
    if line.is_selected() {
        let used = pen.text(x, y, width, line.text(), Role::Cursor);
        pen.caret = Some((x + used, y));
        return;
    }
    // The caret is always in sight: what does not fit goes out on the left.
    let mut before = line.before().to_owned();
    while before.width() + 1 > usize::from(width) {
        before.remove(0);
    }
    let mut used = pen.text(x, y, width, &before, Role::Plain);
    pen.caret = Some((x + used, y));
    let caret = pen.glyph(Glyph::Caret);
    used += pen.text(x + used, y, width.saturating_sub(used), caret, Role::Focus);
    pen.text(
        x + used,
        y,
        width.saturating_sub(used),
        line.after(),
        Role::Plain,
    );
}

fn edit(model: &Model, purpose: &Purpose, line: &Line, wrong: &str, pen: &mut Pen<'_>) {
    let (title, why) = match purpose {
        Purpose::Field(field) => (field.label.clone(), field.why.clone()),
        Purpose::Rename(name) => (
            format!("Rename {name}"),
            "In every file, profile and launch entry. A volume keeps its name, and its data."
                .to_owned(),
        ),
        Purpose::Profile => (
            "A new profile".to_owned(),
            "Its members start only when it is asked for.".to_owned(),
        ),
        Purpose::Find => (
            "Find".to_owned(),
            "In this file, then in the others.".to_owned(),
        ),
    };
    let width = 60_u16;
    let text = if wrong.is_empty() { &why } else { wrong };
    let lines = wrap(text, usize::from(width - 4));
    let height = u16::try_from(lines.len()).unwrap_or(1) + 4;
    let area = centred(model, width, height);
    let inside = pen.frame(area, &title, &model.foretold);
    typed(pen, inside.x + 1, inside.y, inside.width - 2, line);
    let role = if wrong.is_empty() {
        Role::Muted
    } else {
        Role::Error
    };
    for (line, y) in lines.iter().zip(inside.y + 2..inside.bottom()) {
        pen.text(inside.x + 1, y, inside.width - 2, line, role);
    }
}

fn choose_area(model: &Model, why: &str, rows: &[Pick]) -> (Rect, Vec<String>) {
    let longest = rows
        .iter()
        .map(|row| row.label.width() + row.detail.width() + 12)
        .max()
        .unwrap_or(20);
    let width = u16::try_from(longest.clamp(56, 96)).unwrap_or(56);
    let lines = if why.is_empty() {
        Vec::new()
    } else {
        wrap(why, usize::from(width - 4))
    };
    let above = lines.len() + usize::from(!lines.is_empty());
    let height = u16::try_from(rows.len() + above + 2).unwrap_or(u16::MAX);
    (centred(model, width, height), lines)
}

fn choose(
    model: &Model,
    choice: &Choice,
    (title, why): (&str, &str),
    rows: &[Pick],
    at: usize,
    top: usize,
    pen: &mut Pen<'_>,
) {
    let (area, lines) = choose_area(model, why, rows);
    let several = matches!(choice, Choice::Many(_));
    let beside = if several {
        "Space ticks"
    } else {
        &model.foretold
    };
    let inside = pen.frame(area, title, beside);
    let mut y = inside.y;
    for line in &lines {
        pen.text(inside.x + 1, y, inside.width - 2, line, Role::Muted);
        y += 1;
    }
    y += u16::from(!lines.is_empty());
    for ((place, row), y) in rows.iter().enumerate().skip(top).zip(y..inside.bottom()) {
        let mut x = inside.x + 3;
        if let Some(on) = row.on {
            x += pen.text(x, y, 4, if on { "[x] " } else { "[ ] " }, Role::Plain);
        }
        x += pen.text(
            x,
            y,
            inside.right().saturating_sub(x + 1),
            &row.label,
            Role::Plain,
        ) + 3;
        pen.text(
            x,
            y,
            inside.right().saturating_sub(x + 1),
            &row.detail,
            Role::Muted,
        );
        if place == at {
            let glyph = pen.glyph(Glyph::Cursor);
            pen.text(inside.x + 1, y, 1, glyph, Role::Plain);
            pen.select(inside, y);
        }
    }
}

fn read(model: &Model, title: &str, lines: &[String], top: usize, pen: &mut Pen<'_>) {
    let (area, rows) = reading(model, lines);
    let most = rows.len().saturating_sub(height_in(area));
    let top = top.min(most);
    let below = match most - top {
        0 => String::new(),
        below => format!("{below} more below"),
    };
    let inside = pen.frame(area, title, &below);
    for (row, y) in rows.iter().skip(top).zip(inside.y..inside.bottom()) {
        pen.text(inside.x + 1, y, inside.width - 2, row, Role::Plain);
    }
}

/// The last row of a text that may be the first in sight.
pub(crate) fn read_to(model: &Model, lines: &[String]) -> usize {
    let (area, rows) = reading(model, lines);
    rows.len().saturating_sub(height_in(area))
}

fn reading(model: &Model, lines: &[String]) -> (Rect, Vec<String>) {
    let (width, height) = model.size;
    let width = width.saturating_sub(8).min(100);
    let area = centred(model, width, height.saturating_sub(4));
    let room = usize::from(area.width.saturating_sub(4));
    let rows = lines.iter().flat_map(|line| wrap_row(line, room));
    (area, rows.collect())
}

/// The rows inside a frame.
fn height_in(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(2))
}

fn leave(model: &Model, pen: &mut Pen<'_>) {
    let unwritten = model.editing.unwritten();
    let count = unwritten.len().to_string();
    let what = unwritten.join(", ");
    let words = model.words("leave", &[("answers", &count), ("what", &what)]);
    let mut lines = wrap(&words, 54);
    if lines.len() > 5 {
        lines.truncate(5);
        lines.push("…".to_owned());
    }
    let rows = [
        (Action::Stay, model.words("leave.stay", &[])),
        (Action::Write, model.words("leave.write", &[])),
        (Action::LeaveKeep, model.words("leave.keep", &[])),
        (Action::LeaveForget, model.words("leave.forget", &[])),
    ];
    let height = u16::try_from(lines.len() + rows.len() + 4).unwrap_or(12);
    let inside = pen.frame(centred(model, 60, height), "Leave", "");
    let mut y = inside.y;
    for line in &lines {
        pen.text(inside.x + 1, y, inside.width - 2, line, Role::Plain);
        y += 1;
    }
    y += 1;
    for (action, text) in rows {
        let key = model.keymap.keys(Place::Leave, action);
        let key = key.first().map_or("", |key| pen.theme.key(key)).to_owned();
        pen.text(inside.x + 3, y, 6, &key, Role::KeyName);
        pen.text(inside.x + 9, y, inside.width - 10, &text, Role::Plain);
        y += 1;
    }
}
