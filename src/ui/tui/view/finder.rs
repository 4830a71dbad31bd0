//! Boxes whose list is filtered by typing: the catalog, the files, the keys.

use ratatui::layout::Rect;

use super::super::model::{Model, Picker, Tried};
use super::super::theme::{Glyph, Role};
use super::super::update::{count, counted, place_below};
use super::layout;
use super::pen::{Pen, wrap};
use super::popup::{add_area, centred, typed};
use crate::core::form::Find;
use crate::core::path::RelPath;

pub(super) fn add(model: &Model, picker: &Picker<Find>, tried: Option<&Tried>, pen: &mut Pen<'_>) {
    let area = add_area(model);
    let inside = pen.frame(area, "Add", &counted(picker));
    pen.text(inside.x + 1, inside.y, 2, ">", Role::KeyName);
    typed(pen, inside.x + 3, inside.y, inside.width - 4, &picker.line);
    pen.rule(inside, inside.y + 1, "", "", false);
    let list = Rect {
        y: inside.y + 2,
        height: 8,
        ..inside
    };
    let shown = picker.found.iter().enumerate().skip(picker.cursor.top);
    let caret = pen.caret;
    for ((place, find), y) in shown.zip(list.y..list.bottom()) {
        let line = &find.line;
        pen.text(list.x + 3, y, 9, line.slot.word(), Role::Muted);
        let title = match (&find.to, &find.found) {
            (Some(to), _) => format!("{} of {to}", line.title),
            (None, Some(found)) => format!("{}: {}", found.add.name, line.title),
            (None, None) => line.title.clone(),
        };
        pen.text(list.x + 12, y, 24, &title, Role::Title);
        pen.text(
            list.x + 37,
            y,
            list.width.saturating_sub(38),
            &summary(model, find),
            Role::Plain,
        );
        if place == picker.cursor.at {
            let glyph = pen.glyph(Glyph::Cursor);
            pen.text(list.x + 1, y, 1, glyph, Role::Plain);
            pen.select(list, y);
        }
    }
    pen.caret = caret;
    let selected = picker.found.get(picker.cursor.at);
    let ran = selected.map(|find| {
        let catalog = model.editing.studio().catalog();
        match catalog.ran(find.line.slot, &find.line.id) {
            Some(ran) => format!("{} started, {}", pen.glyph(Glyph::Good), ran.date),
            None => "not started here yet".to_owned(),
        }
    });
    let title = selected
        .map_or("nothing of that name", |find| find.line.title.as_str())
        .to_owned();
    pen.rule(
        inside,
        list.bottom(),
        &title,
        &ran.unwrap_or_default(),
        false,
    );
    let Some(tried) = tried else { return };
    let mut y = list.bottom() + 1;
    for (label, text) in &tried.rows {
        let width = usize::from(inside.width.saturating_sub(12));
        for (row, line) in wrap(text, width).iter().take(3).enumerate() {
            if y >= inside.bottom() {
                return;
            }
            if row == 0 {
                pen.text(inside.x + 1, y, 9, label, Role::Title);
            }
            pen.text(inside.x + 11, y, inside.width - 12, line, Role::Plain);
            y += 1;
        }
    }
}

/// What it is; of code that is there, where that lies.
fn summary(model: &Model, find: &Find) -> String {
    match &find.found {
        Some(found) => {
            let path = found.add.path.as_deref().unwrap_or(".");
            model.words("add.code", &[("path", path)])
        }
        None => find.line.summary.clone(),
    }
}

pub(super) fn files(model: &Model, picker: &Picker<RelPath>, pen: &mut Pen<'_>) {
    let area = centred(model, 70, layout::list_height(model.size) + 4);
    let inside = pen.frame(area, "Files", &counted(picker));
    pen.text(inside.x + 1, inside.y, 2, ">", Role::KeyName);
    typed(pen, inside.x + 3, inside.y, inside.width - 4, &picker.line);
    pen.rule(inside, inside.y + 1, "", "", false);
    let caret = pen.caret;
    let shown = picker.found.iter().enumerate().skip(picker.cursor.top);
    for ((place, path), y) in shown.zip(inside.y + 2..inside.bottom()) {
        let (role, glyph) = super::tree::state(model, path);
        pen.text(inside.x + 3, y, 1, glyph, role);
        pen.text(
            inside.x + 5,
            y,
            inside.width - 6,
            path.as_str(),
            Role::Plain,
        );
        if place == picker.cursor.at {
            let glyph = pen.glyph(Glyph::Cursor);
            pen.text(inside.x + 1, y, 1, glyph, Role::Plain);
            pen.select(inside, y);
        }
    }
    pen.caret = caret;
}

pub(super) fn help(model: &Model, picker: &Picker<usize>, pen: &mut Pen<'_>) {
    let area = centred(model, 72, layout::list_height(model.size) + 5);
    let rows = model.keymap.rows(place_below(model));
    let beside = count(picker.found.len(), "action");
    let inside = pen.frame(area, "Keys", &beside);
    pen.text(inside.x + 1, inside.y, 8, "Filter:", Role::Muted);
    typed(pen, inside.x + 9, inside.y, inside.width - 10, &picker.line);
    pen.rule(inside, inside.y + 1, "Enter does it", "", false);
    let caret = pen.caret;
    let shown = picker.found.iter().enumerate().skip(picker.cursor.top);
    for ((place, row), y) in shown.zip(inside.y + 2..inside.bottom()) {
        let Some(row) = rows.get(*row) else { continue };
        let keys: Vec<String> = row
            .keys
            .iter()
            .map(|key| pen.theme.key(key).to_owned())
            .collect();
        pen.text(inside.x + 2, y, 16, &keys.join(" "), Role::KeyName);
        let role = if row.here { Role::Title } else { Role::Plain };
        pen.text(inside.x + 19, y, 14, &row.action.title(), role);
        pen.text(
            inside.x + 34,
            y,
            inside.width.saturating_sub(35),
            row.help,
            Role::Plain,
        );
        if place == picker.cursor.at {
            pen.select(inside, y);
        }
    }
    pen.caret = caret;
}
