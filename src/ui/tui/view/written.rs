//! After a write: what to do now.

use super::super::model::Model;
use super::super::theme::Role;
use super::layout::Areas;
use super::pen::{Pen, wrap};
use crate::core::answers::Context;
use crate::core::explain::pages;
use crate::core::render::launch;
use unicode_width::UnicodeWidthStr as _;

/// Draws the page.
pub(crate) fn draw(model: &Model, areas: &Areas, pen: &mut Pen<'_>) {
    let area = areas.body;
    pen.rule(area, area.y - 1, "Done", "", true);
    let mut y = area.y + 1;
    pen.text(
        5,
        y,
        area.width - 6,
        &format!("Written: {}", model.review.wrote),
        Role::Plain,
    );
    y += 2;
    let design = model.editing.sound();
    let command = |command: &str| command_lines(command, usize::from(area.width - 20));
    let mut rows: Vec<(&str, Vec<String>)> = Vec::new();
    rows.push(("Start it", command(design.stack.up())));
    for (place, (name, url)) in pages(&design.stack, &model.editing.dot_env())
        .into_iter()
        .enumerate()
    {
        rows.push((
            if place == 0 { "Open it" } else { "" },
            vec![format!("{url:28} {name}")],
        ));
    }
    if let Some(name) = launch(&design.files) {
        rows.push(("Debug it", vec![format!("VS Code: Run and Debug, {name}")]));
    }
    if design
        .stack
        .containers(Context::Production)
        .next()
        .is_some()
    {
        rows.push((
            "Production",
            command("docker compose -f compose.yaml -f compose.prod.yaml up --build --wait"),
        ));
    }
    for (label, lines) in rows {
        pen.text(5, y, 12, label, Role::Title);
        for line in lines {
            pen.text(19, y, area.width - 20, &line, Role::Plain);
            y += 1;
        }
    }
    for note in &model.notes {
        for line in wrap(note, usize::from(area.width - 10)) {
            pen.text(5, y, area.width - 6, &line, Role::Muted);
            y += 1;
        }
    }
    let command = model.command();
    if !command.is_empty() {
        y += 1;
        let row = ratatui::layout::Rect {
            y,
            height: 1,
            ..area
        };
        pen.rule(row, y, "The same again, without questions", "", false);
        y += 1;
        for line in command_lines(&command, usize::from(area.width - 8)) {
            pen.text(5, y, area.width - 6, &line, Role::Plain);
            y += 1;
        }
    }
    y += 1;
    if y + 2 < area.bottom() {
        let row = ratatui::layout::Rect {
            y,
            height: 1,
            ..area
        };
        pen.rule(row, y, "For the team", "", false);
        let text = model.words("team", &[]);
        for line in wrap(&text, usize::from(area.width - 8)) {
            y += 1;
            pen.text(5, y, area.width - 6, &line, Role::Muted);
        }
    }
}

/// A command in lines that a shell takes as one: never broken between quotes, so one may be too long.
fn command_lines(command: &str, width: usize) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut quoted = false;
    for piece in command.split_inclusive(' ') {
        quoted ^= piece.matches('\'').count() % 2 == 1;
        if let Some(word) = words.last_mut() {
            word.push_str(piece);
        }
        if !quoted {
            words.push(String::new());
        }
    }
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in words {
        if !line.is_empty() && line.width() + word.trim_end().width() + 2 > width {
            lines.push(format!("{line}\\"));
            line.clear();
        }
        line.push_str(&word);
    }
    lines.push(line);
    lines
}
