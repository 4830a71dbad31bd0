//! The text of the file in sight: numbers, marks, colours, and where a line comes from.

use std::borrow::Cow;

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr as _;

use super::super::model::{Focus, Model, Show, Shown};
use super::super::theme::{Glyph, Role};
use super::super::update::{view_at, views as all_views};
use super::layout::Areas;
use super::pen::Pen;
use crate::core::trace::Lines;

/// Columns before a line's text: cursor, number, marks.
pub(crate) const GUTTER: u16 = 8;

/// Draws the text with its title, and below it where the cursor's line comes from.
pub(crate) fn draw(model: &Model, areas: &Areas, pen: &mut Pen<'_>) {
    let area = areas.text;
    let focused = model.focus == Focus::Preview;
    pen.rule(
        area,
        area.y - 1,
        &title(model),
        &beside(model, areas),
        focused,
    );
    let cursor = focused.then_some(model.preview.cursor.at);
    lines(model, area, model.preview.cursor.top, cursor, pen);
    if areas.strip.height > 0 {
        strip(model, areas.strip, pen);
    }
}

pub(super) fn title(model: &Model) -> String {
    let views = all_views(model);
    let view = views
        .get(view_at(model, &views))
        .map_or("", |(label, ..)| *label);
    let path = &model.preview.path;
    if path.is_root() {
        return if model.is_opening() {
            model.words("preview.opening", &[])
        } else {
            model.words("preview.none", &[])
        };
    }
    let state = if model.editing.design().is_sound() {
        ""
    } else {
        " · before the error"
    };
    match (model.preview.show, view) {
        (Show::Merged, _) => format!("development, merged{state}"),
        (_, "text") => format!("{path}{state}"),
        _ => format!("{path} · {view}{state}"),
    }
}

/// What the marks are: of the last answer, in this file or in others.
fn beside(model: &Model, areas: &Areas) -> String {
    let own = model.marks.get(&model.preview.path).map_or(0, Vec::len);
    let all: usize = model.marks.values().map(Vec::len).sum();
    let marks = match (own, all) {
        (0, 0) => String::new(),
        (0, all) => format!("{} elsewhere", super::super::update::count(all, "mark")),
        (own, _) => super::super::update::count(own, "mark"),
    };
    if areas.tree.width > 0 {
        return marks;
    }
    let follows = if model.preview.follows {
        "follow"
    } else {
        "held"
    };
    if marks.is_empty() {
        follows.to_owned()
    } else {
        format!("{marks} · {follows}")
    }
}

/// The rows from `top` on.
pub(crate) fn lines<'m>(
    model: &'m Model,
    area: Rect,
    top: usize,
    cursor: Option<usize>,
    pen: &mut Pen<'_>,
) {
    let path = &model.preview.path;
    let is_text = model.preview.show == Show::Text;
    let of = |lines: &'m Lines| lines.get(path).filter(|_| is_text);
    let (changed, made) = (of(&model.marks), of(&model.made));
    let has = |lines: Option<&Vec<usize>>, place| lines.is_some_and(|lines| lines.contains(&place));
    let shown = (top..).zip(model.preview.lines.from(top));
    for ((place, line), y) in shown.zip(area.y..area.bottom()) {
        let marks = [
            has(changed, place).then_some(Role::Changed),
            has(made, place).then_some(Role::Trace),
        ];
        row(
            model,
            line,
            marks,
            Rect {
                y,
                height: 1,
                ..area
            },
            pen,
        );
        if cursor == Some(place) {
            let glyph = pen.glyph(Glyph::Cursor);
            pen.text(area.x, y, 1, glyph, Role::Plain);
            pen.select(area, y);
        }
    }
}

/// One line of text: its number, its marks, its colours.
pub(crate) fn row(
    model: &Model,
    line: &Shown,
    marks: [Option<Role>; 2],
    area: Rect,
    pen: &mut Pen<'_>,
) {
    let y = area.y;
    let number = line
        .line
        .map(|line| format!("{:>3}", line + 1))
        .unwrap_or_default();
    pen.text(area.x + 1, y, 4, &number, Role::Muted);
    for (place, mark) in marks.into_iter().enumerate() {
        if let Some(role) = mark {
            let glyph = pen.theme.mark(role);
            let x = area.x + 5 + u16::try_from(place).unwrap_or(0);
            pen.text(x, y, 1, glyph, role);
        }
    }
    let left = model.preview.left;
    let x = area.x + GUTTER;
    let width = area.width.saturating_sub(GUTTER);
    if line.tokens.is_empty() {
        let role = match line.text.as_bytes().first() {
            Some(b'+') if line.line.is_none() => Role::Added,
            Some(b'-') if line.line.is_none() => Role::Removed,
            Some(b'@') if line.line.is_none() => Role::Muted,
            _ => Role::Plain,
        };
        pen.text(x, y, width, &visible(behind(&line.text, left)), role);
        return;
    }
    let mut used = 0;
    let mut skip = left;
    for (token, range) in &line.tokens {
        let text = line.text.get(range.clone()).unwrap_or_default();
        let shown = behind(text, skip);
        if skip > 0 && shown.is_empty() {
            skip -= text.chars().count();
            continue;
        }
        skip = 0;
        if used >= width {
            break;
        }
        let role = Role::from(*token);
        used += pen.text(x + used, y, width - used, &visible(shown), role);
    }
}

/// What of a text is behind so many letters.
fn behind(text: &str, letters: usize) -> &str {
    if letters == 0 {
        return text;
    }
    let from = text.char_indices().nth(letters);
    from.map_or("", |(from, _)| &text[from..])
}

/// Tabs as four columns; what a terminal would obey as a mark.
fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let letters = text.chars().map(|c| match c {
        '\t' => "    ".to_owned(),
        c if c.is_control() => "?".to_owned(),
        c => c.to_string(),
    });
    Cow::Owned(letters.collect())
}

/// Where the cursor's line comes from.
fn strip(model: &Model, area: Rect, pen: &mut Pen<'_>) {
    let line = model
        .preview
        .lines
        .get(model.preview.cursor.at)
        .and_then(|line| line.line);
    let title = match (model.preview.show, line) {
        (Show::Text, Some(line)) => model.words("strip.line", &[("line", &(line + 1).to_string())]),
        (Show::Merged, _) => model.words("strip.merged", &[]),
        _ => model.words("strip.changes", &[]),
    };
    pen.rule(area, area.y, &title, "", false);
    if model.preview.show != Show::Text {
        return;
    }
    let words: Vec<String> = model
        .preview
        .behind
        .iter()
        .map(|(_, field)| format!("{} = {}", short(&field.key), short_value(&field.value)))
        .collect();
    let glyph = pen.glyph(Glyph::Cursor);
    let (text, role) = match words.as_slice() {
        [] => (model.words("strip.always", &[]), Role::Muted),
        [one] => (format!("{glyph} {one}"), Role::Plain),
        [first, rest @ ..] => (
            format!("{glyph} {first}   also {}", rest.join(", ")),
            Role::Plain,
        ),
    };
    pen.text(area.x + 1, area.y + 1, area.width - 2, &text, role);
}

/// `services.web.port` is `web.port`.
fn short(key: &str) -> &str {
    key.split_once('.')
        .map_or(key, |(_, rest)| rest)
        .trim_end_matches('.')
}

fn short_value(value: &str) -> &str {
    if value.is_empty() { "-" } else { value }
}

/// The views of the file, on the bottom rule.
pub(crate) fn views(model: &Model, row: Rect, pen: &mut Pen<'_>) {
    let views = all_views(model);
    let at = view_at(model, &views);
    let glyph = pen.glyph(Glyph::Cursor);
    let words: Vec<String> = views
        .iter()
        .enumerate()
        .map(|(place, (label, ..))| {
            if place == at {
                format!("{glyph}{label}")
            } else {
                (*label).to_owned()
            }
        })
        .collect();
    let text = format!(" [  {}  ] ", words.join("   "));
    let width = u16::try_from(text.width()).unwrap_or(row.width);
    pen.text(2, row.y, width.min(row.width - 4), &text, Role::Plain);
}
