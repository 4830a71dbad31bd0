//! An empty folder: the presets, and what the selected one is.

use ratatui::layout::Rect;

use super::super::model::Model;
use super::super::theme::{Glyph, Role};
use super::super::update::tells;
use super::layout::Areas;
use super::pen::{Pen, wrap};

/// Draws both halves.
pub(crate) fn draw(model: &Model, areas: &Areas, pen: &mut Pen<'_>) {
    let body = areas.body;
    let width = if body.width < 110 { 36 } else { 44 };
    let left = Rect { width, ..body };
    let right = Rect {
        x: body.x + width + 1,
        width: body.width - width - 1,
        ..body
    };
    pen.rule(left, left.y - 1, "Start from", "", true);
    let preset = model.meet.presets.get(model.meet.cursor.at);
    let nothing = model.words("nothing_named", &[]);
    let title = preset.map_or(nothing.as_str(), |preset| preset.title);
    pen.rule(right, right.y - 1, title, "", false);
    super::join(pen, left, body);
    presets(model, left, pen);
    about(model, right, pen);
}

fn presets(model: &Model, area: Rect, pen: &mut Pen<'_>) {
    let intro = match &model.found {
        Some(_) if tells(model) => model.words("found.instead", &[]),
        Some(found) if found.findings.files > 0 => model.words("found.none", &[]),
        _ => model.words("meet.empty", &[]),
    };
    for (line, y) in wrap(&intro, usize::from(area.width - 2))
        .iter()
        .zip(area.y + 1..)
    {
        pen.text(area.x + 1, y, area.width - 2, line, Role::Muted);
    }
    let top = area.y + 4;
    let bottom = area.bottom() - 3;
    let shown = model
        .meet
        .presets
        .iter()
        .enumerate()
        .skip(model.meet.cursor.top);
    for ((place, preset), y) in shown.zip(top..bottom) {
        let number = if place < 9 {
            (place + 1).to_string()
        } else {
            " ".to_owned()
        };
        pen.text(area.x + 3, y, 2, &number, Role::KeyName);
        pen.text(area.x + 5, y, area.width - 6, preset.title, Role::Plain);
        if place == model.meet.cursor.at {
            let glyph = pen.glyph(Glyph::Cursor);
            pen.text(area.x + 1, y, 1, glyph, Role::Plain);
            pen.select(area, y);
        }
    }
    pen.text(area.x + 3, bottom, 2, "0", Role::KeyName);
    pen.text(
        area.x + 5,
        bottom,
        area.width - 6,
        &model.words("meet.blank", &[]),
        Role::Plain,
    );
    if let Some(line) = &model.meet.find {
        let caret = pen.glyph(Glyph::Caret);
        let text = format!("/ {}{caret}{}", line.before(), line.after());
        pen.text(area.x + 3, bottom + 1, area.width - 4, &text, Role::Plain);
    }
}

fn about(model: &Model, area: Rect, pen: &mut Pen<'_>) {
    let Some(preset) = model.meet.presets.get(model.meet.cursor.at) else {
        return;
    };
    let mut y = area.y + 1;
    for line in wrap(preset.summary, usize::from(area.width - 2)) {
        pen.text(area.x + 1, y, area.width - 2, &line, Role::Muted);
        y += 1;
    }
    y += 1;
    let label = model
        .meet
        .about
        .iter()
        .map(|(label, _)| label.chars().count())
        .max()
        .unwrap_or(6);
    let label = u16::try_from(label).unwrap_or(6).min(14);
    for (name, text) in &model.meet.about {
        if y >= area.bottom() {
            break;
        }
        if name.is_empty() {
            y += 1;
            continue;
        }
        pen.text(area.x + 1, y, label, name, Role::Title);
        let x = area.x + label + 3;
        let (text, beside) = text.split_once('\t').unwrap_or((text, ""));
        let width = area.right().saturating_sub(x + 1);
        let room = width.saturating_sub(u16::try_from(beside.len()).unwrap_or(0));
        for line in wrap(text, usize::from(room)) {
            if y >= area.bottom() {
                break;
            }
            pen.text(x, y, room, &line, Role::Plain);
            y += 1;
        }
        if !beside.is_empty() {
            pen.right(
                Rect {
                    width: area.width - 1,
                    ..area
                },
                y - 1,
                beside,
                Role::Muted,
            );
        }
    }
}
