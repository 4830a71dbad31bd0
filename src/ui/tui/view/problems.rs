//! What is wrong, what would happen, and what mends it.

use ratatui::layout::Rect;

use super::super::model::{Focus, Model};
use super::super::theme::{Glyph, Role};
use super::super::update::count;
use super::pen::{Pen, wrap};
use crate::core::diagnostic::{Level, Problem};

/// Draws the list with its title.
pub(crate) fn draw(model: &Model, area: Rect, pen: &mut Pen<'_>) {
    let problems = &model.editing.design().problems;
    let focused = model.focus == Focus::Form;
    pen.rule(
        area,
        area.y - 1,
        "Problems",
        &problems.len().to_string(),
        focused,
    );
    let width = usize::from(area.width.saturating_sub(5));
    let blocks: Vec<Vec<(String, Role)>> = problems
        .iter()
        .enumerate()
        .map(|(place, problem)| block(model, problem, place == model.problem.at, width))
        .collect();
    // As many blocks from the top as leave the selected one whole.
    let height = usize::from(area.height.saturating_sub(1));
    let mut top = 0;
    while top < model.problem.at {
        let used: usize = blocks
            .iter()
            .skip(top)
            .take(model.problem.at + 1 - top)
            .map(|block| block.len() + 1)
            .sum();
        if used <= height {
            break;
        }
        top += 1;
    }
    let mut y = area.y + 1;
    for (place, block) in blocks.iter().enumerate().skip(top) {
        for (row, (text, role)) in block.iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            let x = if row == 0 { area.x + 2 } else { area.x + 4 };
            pen.text(x, y, area.right().saturating_sub(x + 1), text, *role);
            if row == 0 && place == model.problem.at {
                let glyph = pen.glyph(Glyph::Cursor);
                pen.text(area.x + 1, y, 1, glyph, Role::Plain);
                if focused {
                    pen.select(area, y);
                }
            }
            y += 1;
        }
        y += 1;
    }
    if y < area.bottom() {
        let design = model.editing.sound();
        let rest = if problems.is_empty() {
            "Nothing to mend"
        } else {
            "Nothing else"
        };
        let text = match &design.plan {
            Some(plan) => format!(
                "{rest}, in {} and {}.",
                count(plan.containers.development.len(), "container"),
                count(design.files.files.len(), "file")
            ),
            None => format!("{rest}."),
        };
        pen.text(area.x + 1, y, area.width - 2, &text, Role::Muted);
    }
}

fn block(model: &Model, problem: &Problem, selected: bool, width: usize) -> Vec<(String, Role)> {
    let role = match problem.level {
        Level::Error => Role::Error,
        Level::Warning => Role::Warning,
        Level::Note => Role::Advice,
    };
    let place = problem.place.as_ref();
    let key = place
        .and_then(|place| place.key.as_deref())
        .unwrap_or_default();
    let at = if key.is_empty() {
        String::new()
    } else {
        format!("{key}: ")
    };
    let glyph = model.theme.mark(role);
    let mut rows: Vec<(String, Role)> = Vec::new();
    for (row, text) in wrap(&format!("{at}{}", problem.message), width)
        .into_iter()
        .enumerate()
    {
        let text = if row == 0 {
            format!("{glyph} {text}")
        } else {
            text
        };
        rows.push((text, role));
    }
    // Mends are tried, so only those of the selected one are known.
    let own: &[_] = if selected { &model.mends } else { &[] };
    for (place, mend) in own.iter().take(2).enumerate() {
        let key = if place == 0 { "m  " } else { "M  another: " };
        rows.push((format!("{key}{}", mend.said), Role::Plain));
    }
    if own.is_empty() && !problem.mend.is_empty() {
        for text in wrap(&problem.mend, width) {
            rows.push((text, Role::Muted));
        }
    }
    rows
}
