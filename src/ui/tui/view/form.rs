//! The questions of one entry: value, origin, why, and what the answer makes.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr as _;

use super::super::model::{Focus, Model, Show};
use super::super::theme::{Glyph, Role};
use super::super::update::count;
use super::layout::Areas;
use super::machine;
use super::origin::{self, origins};
use super::pen::{Pen, wrap};
use super::preview;
use crate::core::form::{Control, Field, Subject};

/// A row of the form.
enum Line {
    Text(String),
    Told(String, Role),
    Story(usize),
    Title(String),
    Field(usize),
}

/// Rows of the lower parts: the why, and what the answer makes.
struct Parts {
    list: Rect,
    why: Rect,
    makes: Rect,
}

fn parts(model: &Model, areas: &Areas) -> Parts {
    let area = areas.form;
    let narrow = model.size.0 < 110;
    let low = model.size.1 < 30;
    let is_form = !model.fields.is_empty();
    let (why, makes) = match (is_form, narrow, low) {
        (false, ..) => (0, 0),
        (true, true, _) => (2, 5),
        (true, false, true) => (3, 0),
        (true, false, false) => (7, 3),
    };
    let rules = u16::from(why > 0) + u16::from(makes > 0);
    let list = area.height.saturating_sub(why + makes + rules);
    let list = Rect {
        height: list,
        ..area
    };
    let why_at = list.bottom() + u16::from(why > 0);
    let why = Rect {
        y: why_at,
        height: why,
        ..area
    };
    let makes = Rect {
        y: why.bottom() + u16::from(makes > 0),
        height: makes,
        ..area
    };
    Parts { list, why, makes }
}

/// How many columns its text has.
pub(crate) fn room(areas: &Areas) -> usize {
    usize::from(areas.form.width.saturating_sub(2))
}

fn lines(model: &Model, areas: &Areas) -> Vec<Line> {
    let width = room(areas);
    let mut lines = vec![Line::Text(String::new())];
    for text in wrap(&summary(model), width) {
        lines.push(Line::Text(text));
    }
    lines.push(Line::Text(String::new()));
    for (place, field) in model.fields.iter().enumerate() {
        if let Some(group) = field.group {
            lines.push(Line::Text(String::new()));
            lines.push(Line::Title(group.to_owned()));
        }
        lines.push(Line::Field(place));
    }
    if model.subject() == Subject::Project {
        let told = machine::rows(model, width).into_iter();
        lines.extend(told.map(|(text, role)| Line::Told(text, role)));
        lines.push(Line::Text(String::new()));
        lines.extend((0..model.story.lines().len()).map(Line::Story));
    }
    lines
}

/// What the entry is, in a sentence.
fn summary(model: &Model) -> String {
    let design = model.editing.design();
    match model.subject() {
        Subject::Project => model.words("form.project", &[]),
        Subject::Member(name) => match design.stack.unit(&name) {
            Some(unit) => unit.item.summary.clone(),
            None => model.words("form.unclear", &[]),
        },
        Subject::Feature(id) => {
            let catalog = model.editing.studio().catalog();
            let item = catalog.item(crate::core::catalog::Slot::Features, &id);
            item.map(|item| item.summary.clone()).unwrap_or_default()
        }
        Subject::Profile(name) if name.is_empty() => model.words("form.no_profile", &[]),
        Subject::Profile(name) => model.words("form.profile", &[("name", &name)]),
        Subject::Problems => model.words("form.problems", &[]),
    }
}

/// The height of the list, the row of the selected field, and how many rows there are.
pub(crate) fn scroll(model: &Model, areas: &Areas) -> (usize, usize, usize) {
    let parts = parts(model, areas);
    let lines = lines(model, areas);
    let at = lines
        .iter()
        .position(|line| matches!(line, Line::Field(place) if *place == model.form.at));
    (usize::from(parts.list.height), at.unwrap_or(0), lines.len())
}

/// The field on a row of the pane.
pub(crate) fn field_at(model: &Model, areas: &Areas, row: usize) -> Option<usize> {
    let parts = parts(model, areas);
    if row >= usize::from(parts.list.height) {
        return None;
    }
    match lines(model, areas).get(model.form.top + row) {
        Some(Line::Field(place)) => Some(*place),
        _ => None,
    }
}

/// Draws the form with its title.
pub(crate) fn draw(model: &Model, areas: &Areas, pen: &mut Pen<'_>) {
    let area = areas.form;
    let focused = model.focus == Focus::Form;
    let lines = lines(model, areas);
    let parts = parts(model, areas);
    let hidden = lines
        .len()
        .saturating_sub(model.form.top + usize::from(parts.list.height));
    let beside = if hidden > 0 {
        format!("{hidden} more below")
    } else {
        String::new()
    };
    pen.rule(area, area.y - 1, &title(model), &beside, focused);
    let label = model
        .fields
        .iter()
        .map(|field| field.label.chars().count())
        .max()
        .unwrap_or(8)
        .clamp(8, 14);
    let shown = lines.iter().skip(model.form.top);
    for (line, y) in shown.zip(parts.list.y..parts.list.bottom()) {
        match line {
            Line::Text(text) => {
                pen.text(area.x + 1, y, area.width - 2, text, Role::Plain);
            }
            Line::Story(place) => {
                let text = model.story.lines().get(*place).map_or("", String::as_str);
                pen.text(area.x + 1, y, area.width - 2, text, Role::Plain);
            }
            Line::Told(text, role) => {
                pen.text(area.x + 1, y, area.width - 2, text, *role);
            }
            Line::Title(text) => {
                pen.text(area.x + 1, y, area.width - 2, text, Role::Title);
            }
            Line::Field(place) => {
                let Some(field) = model.fields.get(*place) else {
                    continue;
                };
                draw_field(
                    model,
                    field,
                    label,
                    Rect {
                        y,
                        height: 1,
                        ..area
                    },
                    pen,
                );
                if *place == model.form.at {
                    let glyph = pen.glyph(Glyph::Cursor);
                    pen.text(area.x + 1, y, 1, glyph, Role::Plain);
                    if focused {
                        pen.select(area, y);
                    }
                }
            }
        }
    }
    draw_why(model, &parts, pen);
    draw_makes(model, &parts, pen);
}

fn title(model: &Model) -> String {
    match model.subject() {
        Subject::Project => format!("{} in words", model.editing.design().answers.name),
        Subject::Member(name) => match model.editing.design().stack.unit(&name) {
            Some(unit) => format!("{name} · {}", unit.item.title),
            None => name,
        },
        Subject::Feature(id) => id.replace('_', " "),
        Subject::Profile(name) if name.is_empty() => "Profiles".to_owned(),
        Subject::Profile(name) => format!("profile {name}"),
        Subject::Problems => "Problems".to_owned(),
    }
}

fn draw_field(model: &Model, field: &Field, label: usize, row: Rect, pen: &mut Pen<'_>) {
    let label = u16::try_from(label).unwrap_or(8);
    let mut x = row.x + 3;
    let room = |x: u16| row.right().saturating_sub(x);
    if let Control::Step { on } = field.control {
        let tick = if on { "[x] " } else { "[ ] " };
        x += pen.text(x, row.y, room(x), tick, Role::Plain);
        let role = if on { Role::Plain } else { Role::Muted };
        let used = pen.text(x, row.y, room(x), &field.label, role);
        let at = x + used.max(label) + 1;
        pen.text(at, row.y, room(at), &field.remark, Role::Muted);
        return;
    }
    pen.text(x, row.y, label, &field.label, Role::Plain);
    x += label + 1;
    let narrow = row.width < 45;
    let origins = origins(model, field, narrow);
    let width = |text: &str| u16::try_from(text.width()).unwrap_or(u16::MAX);
    // The value goes before where it is from: of that the longest that has room beside it.
    let beside = |text: &&String| x + width(&field.value) + 3 + width(text) <= row.right();
    let origin = origins.iter().find(beside).or(origins.last());
    let origin = origin.map_or("", String::as_str);
    let reserve = if origin.is_empty() {
        0
    } else {
        width(origin) + 2
    };
    let value = row.right().saturating_sub(x + reserve);
    let used = draw_value(field, x, row.y, value, narrow, pen);
    let wide_at = row.x + label + 4 + if narrow { 11 } else { 23 };
    let at = (x + used + 2)
        .max(wide_at)
        .min(row.right().saturating_sub(reserve.saturating_sub(1)));
    pen.text(at, row.y, room(at), origin, Role::Muted);
}

fn draw_value(field: &Field, x: u16, y: u16, width: u16, narrow: bool, pen: &mut Pen<'_>) -> u16 {
    match &field.control {
        Control::Toggle(on) => {
            let text = if *on { "[x]" } else { "[ ]" };
            pen.text(x, y, width, text, Role::Plain)
        }
        Control::Choice(of) => {
            let chosen = pen.glyph(Glyph::Chosen);
            let all: Vec<String> = of
                .iter()
                .map(|choice| {
                    let mark = if *choice == field.value { chosen } else { " " };
                    format!("({mark}) {choice}")
                })
                .collect();
            let all = all.join(" ");
            if !narrow && of.len() <= 4 && all.chars().count() <= usize::from(width) {
                pen.text(x, y, width, &all, Role::Plain)
            } else {
                pen.text(x, y, width, &field.value, Role::Plain)
            }
        }
        Control::Many(names) => {
            let all: Vec<String> = names
                .iter()
                .map(|(name, on)| format!("[{}] {name}", if *on { "x" } else { " " }))
                .collect();
            let all = all.join("  ");
            if all.chars().count() <= usize::from(width) {
                pen.text(x, y, width, &all, Role::Plain)
            } else {
                let on: Vec<&str> = names
                    .iter()
                    .filter(|(_, on)| *on)
                    .map(|(name, _)| name.as_str())
                    .collect();
                pen.text(x, y, width, &on.join(", "), Role::Plain)
            }
        }
        _ => {
            let value = if field.value.is_empty() {
                "-"
            } else {
                &field.value
            };
            pen.text(x, y, width, value, Role::Plain)
        }
    }
}

fn draw_why(model: &Model, parts: &Parts, pen: &mut Pen<'_>) {
    if parts.why.height == 0 {
        return;
    }
    let area = parts.why;
    pen.rule(area, area.y - 1, "Why", "", false);
    let Some(field) = model.field() else { return };
    let mut top = area.y;
    if let Some(found) = origin::evidence(model, field) {
        pen.text(area.x + 1, top, area.width - 2, &found, Role::Plain);
        top += 1;
    }
    let lines = wrap(&field.why, usize::from(area.width.saturating_sub(2)));
    let more = lines.len() > usize::from(area.bottom() - top);
    for (line, y) in lines.iter().zip(top..area.bottom()) {
        let last = y + 1 == area.bottom() && more;
        let text = if last {
            format!("{line} …")
        } else {
            line.clone()
        };
        pen.text(area.x + 1, y, area.width - 2, &text, Role::Muted);
    }
}

/// Below 110 columns the first changed lines, so that the effect is never out of sight; beyond, how
/// many lines the answer makes where.
fn draw_makes(model: &Model, parts: &Parts, pen: &mut Pen<'_>) {
    let area = parts.makes;
    if area.height == 0 {
        return;
    }
    if model.size.0 >= 110 {
        let lines: usize = model.made.values().map(Vec::len).sum();
        let title = match lines {
            0 => "Makes no line".to_owned(),
            _ => format!(
                "Makes {} in {}",
                count(lines, "line"),
                count(model.made.len(), "file")
            ),
        };
        pen.rule(area, area.y - 1, &title, "", false);
        let files = model.editing.sound().ordered();
        let words: Vec<String> = files
            .iter()
            .filter_map(|path| Some(format!("{path} {}", model.made.get(path)?.len())))
            .collect();
        let lines = wrap(
            &words.join("   "),
            usize::from(area.width.saturating_sub(2)),
        );
        for (line, y) in lines.iter().zip(area.y..area.bottom()) {
            pen.text(area.x + 1, y, area.width - 2, line, Role::Muted);
        }
        return;
    }
    let path = &model.preview.path;
    let marks = model.marks.get(path).map_or(0, Vec::len);
    let all: usize = model.marks.values().map(Vec::len).sum();
    let beside = if all == 0 {
        String::new()
    } else {
        format!("{marks} of {all} changed lines")
    };
    let title = preview::title(model);
    pen.rule(area, area.y - 1, &title, &beside, false);
    let first = model
        .marks
        .get(path)
        .and_then(|lines| lines.first())
        .copied();
    let made = model
        .made
        .get(path)
        .and_then(|lines| lines.first())
        .copied();
    let centre = match (first, made) {
        (Some(line), _) | (None, Some(line)) if model.preview.show == Show::Text => line,
        _ => model.preview.cursor.at,
    };
    let top = centre.saturating_sub(1);
    preview::lines(model, area, top, None, pen);
}
