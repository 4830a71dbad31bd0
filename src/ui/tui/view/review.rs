//! What a write would do: the files, and the hunks of the selected one.

use ratatui::layout::Rect;

use super::super::model::Model;
use super::super::theme::{Glyph, Role};
use super::super::update::count;
use super::layout::Areas;
use super::pen::Pen;
use super::tree::state_of;
use crate::core::change::{Action, Change, Kind, Tag};

/// Draws files and text.
pub(crate) fn draw(model: &Model, areas: &Areas, pen: &mut Pen<'_>) {
    files(model, areas.outline, pen);
    super::join(pen, areas.outline, areas.body);
    text(model, areas.text, pen);
}

fn changes(model: &Model) -> impl Iterator<Item = &Change> {
    let all = &model.editing.changes().changes;
    let shown = model.review.shown.iter();
    shown.filter_map(|path| all.iter().find(|change| change.path == *path))
}

/// The first file in sight, where this one is selected.
pub(crate) fn top(at: usize, area: Rect) -> usize {
    (at + 1).saturating_sub(usize::from(area.height.saturating_sub(4)).max(1))
}

fn files(model: &Model, area: Rect, pen: &mut Pen<'_>) {
    pen.rule(area, area.y - 1, "Files", "", !model.review.in_text);
    let all = &model.editing.changes().changes;
    let same = all
        .iter()
        .filter(|change| change.action == Action::Same)
        .count();
    let height = usize::from(area.height.saturating_sub(4));
    let at = model.review.files.at;
    let top = top(at, area);
    let mut y = area.y + 1;
    for (row, change) in changes(model).enumerate().skip(top).take(height) {
        let (role, glyph) = state_of(model, Some(change));
        pen.text(area.x + 3, y, 1, glyph, role);
        let hunks = change.hunks().len();
        let out = (0..hunks)
            .filter(|hunk| model.review.skipped.contains(&(change.path.clone(), *hunk)))
            .count();
        let role = if hunks > 0 && out == hunks {
            Role::Muted
        } else {
            Role::Plain
        };
        let path = change.path.as_str();
        let room = usize::from(area.width.saturating_sub(6));
        let shown = tail(path, room);
        pen.text(area.x + 5, y, area.width - 6, &shown, role);
        if row == at {
            let glyph = pen.glyph(Glyph::Cursor);
            pen.text(area.x + 1, y, 1, glyph, Role::Plain);
            if !model.review.in_text {
                pen.select(area, y);
            }
        }
        y += 1;
    }
    y += 1;
    if same > 0 && y < area.bottom() {
        let text = format!("= {same} the same");
        pen.text(area.x + 3, y, area.width - 4, &text, Role::Muted);
        y += 1;
    }
    let rest = model.review.shown.len().saturating_sub(top + height);
    if rest > 0 && y < area.bottom() {
        pen.text(
            area.x + 3,
            y,
            area.width - 4,
            &format!("{rest} more"),
            Role::Muted,
        );
    }
}

/// The end of a path that fits.
fn tail(path: &str, room: usize) -> String {
    let length = path.chars().count();
    if length <= room {
        return path.to_owned();
    }
    let end: String = path.chars().skip(length + 1 - room).collect();
    format!("…{end}")
}

fn text(model: &Model, area: Rect, pen: &mut Pen<'_>) {
    let Some(change) = changes(model).nth(model.review.files.at) else {
        pen.rule(
            area,
            area.y - 1,
            &model.words("review.none", &[]),
            "",
            model.review.in_text,
        );
        let text = model.words("review.none.why", &[]);
        pen.text(area.x + 1, area.y + 1, area.width - 2, &text, Role::Muted);
        return;
    };
    let (added, removed) = change.counts();
    let beside = format!("+{added} -{removed}");
    pen.rule(
        area,
        area.y - 1,
        change.path.as_str(),
        &beside,
        model.review.in_text,
    );
    let rows = rows(model, change);
    let height = usize::from(area.height);
    let wanted = if model.review.top == usize::MAX {
        let begin = |row: &Row| matches!(row, Row::Head(hunk, _) if *hunk == model.review.hunk);
        rows.iter().position(begin).unwrap_or(0)
    } else {
        model.review.top
    };
    let top = wanted.min(rows.len().saturating_sub(height));
    for (row, y) in rows.iter().skip(top).zip(area.y..area.bottom()) {
        draw_row(
            model,
            row,
            Rect {
                y,
                height: 1,
                ..area
            },
            pen,
        );
    }
}

enum Row {
    Say(String, Role),
    /// The hunk's number and its line.
    Head(usize, String),
    /// Left out, tag, number, text.
    Line(bool, Tag, usize, String),
    Blank,
}

fn rows(model: &Model, change: &Change) -> Vec<Row> {
    let mut rows = Vec::new();
    match (change.action, &change.reason) {
        (Action::Conflict, Some(reason)) => {
            rows.push(Row::Say(format!("Refused: {}.", reason.text), Role::Error));
            rows.push(Row::Say(model.words("review.refused", &[]), Role::Muted));
            rows.push(Row::Blank);
        }
        (_, Some(reason)) => {
            rows.push(Row::Say(format!("{}.", capital(&reason.text)), Role::Muted));
            rows.push(Row::Blank);
        }
        _ => {}
    }
    if change.kind == Kind::Secret {
        let text = model.words("review.secret", &[]);
        rows.push(Row::Say(text, Role::Muted));
    }
    let hunks = change.hunks();
    let many = hunks.len();
    for (number, hunk) in hunks.into_iter().enumerate() {
        let skipped = model
            .review
            .skipped
            .contains(&(change.path.clone(), number));
        let lines = hunk.lines.len();
        let first = hunk.lines.first().map_or(1, |line| line.number);
        let state = if skipped { " · left out" } else { "" };
        let of = if many > 1 {
            format!("   {} of {many}", number + 1)
        } else {
            String::new()
        };
        let text = format!("@@ line {first}, {} @@{of}{state}", count(lines, "line"));
        rows.push(Row::Head(number, text));
        rows.extend(
            hunk.lines
                .into_iter()
                .map(|line| Row::Line(skipped, line.tag, line.number, line.text)),
        );
        rows.push(Row::Blank);
    }
    rows
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

fn draw_row(model: &Model, row: &Row, area: Rect, pen: &mut Pen<'_>) {
    match row {
        Row::Blank => {}
        Row::Say(text, role) => {
            pen.text(area.x + 1, area.y, area.width - 2, text, *role);
        }
        Row::Head(number, text) => {
            let here = *number == model.review.hunk;
            pen.text(
                area.x + 1,
                area.y,
                area.width - 2,
                text,
                if here { Role::Title } else { Role::Muted },
            );
            if here && model.review.in_text {
                pen.select(area, area.y);
            }
        }
        Row::Line(skipped, tag, number, text) => {
            let (glyph, role) = match tag {
                Tag::Same => (" ", Role::Plain),
                Tag::Added => ("+", Role::Added),
                Tag::Removed => ("-", Role::Removed),
            };
            let role = if *skipped { Role::Muted } else { role };
            pen.text(area.x + 1, area.y, 5, &format!("{number:>4}"), Role::Muted);
            pen.text(area.x + 6, area.y, 1, glyph, role);
            pen.text(
                area.x + 8,
                area.y,
                area.width.saturating_sub(9),
                &text.replace('\t', "    "),
                role,
            );
        }
    }
}
