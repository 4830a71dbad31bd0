//! What there is.

use ratatui::layout::Rect;

use super::super::model::{Focus, Model};
use super::super::theme::{Glyph, Role};
use super::pen::Pen;
use crate::core::diagnostic::Level;
use crate::core::form::{Row, Subject};

/// Draws the outline with its title.
pub(crate) fn draw(model: &Model, area: Rect, pen: &mut Pen<'_>) {
    let focused = model.focus == Focus::Outline;
    pen.rule(area, area.y - 1, "Outline", "", focused);
    let label = model
        .rows
        .iter()
        .filter_map(|row| match row {
            Row::Entry {
                label,
                subject: Subject::Member(_),
                ..
            } => Some(label.chars().count()),
            _ => None,
        })
        .max()
        .unwrap_or(8)
        .clamp(8, 12);
    let rows = model.rows.iter().enumerate().skip(model.outline.top);
    for ((place, row), y) in rows.zip(area.y..area.bottom()) {
        match row {
            Row::Heading(text) => {
                pen.text(area.x + 1, y, area.width - 1, text, Role::Title);
            }
            Row::Entry {
                subject,
                label: name,
                detail,
                on,
                below,
            } => {
                let mut x = area.x + 3;
                if let Some(on) = on {
                    let (glyph, role) = if *on {
                        (Glyph::Good, Role::Good)
                    } else {
                        (Glyph::Off, Role::Muted)
                    };
                    let glyph = pen.glyph(glyph);
                    x += pen.text(x, y, 2, glyph, role) + 1;
                }
                let indent = if *below { 2 } else { 0 };
                let role = match subject {
                    Subject::Problems => worst(model),
                    _ => Role::Plain,
                };
                x += indent;
                let own = u16::try_from(label).unwrap_or(8).saturating_sub(indent);
                let used = pen.text(x, y, area.right().saturating_sub(x), name, role);
                let at = match on {
                    Some(_) => x + used.max(13) + 1,
                    None => x + used.max(own) + 2,
                };
                pen.text(at, y, area.right().saturating_sub(at), detail, Role::Muted);
            }
        }
        if place == model.outline.at {
            let glyph = pen.glyph(Glyph::Cursor);
            pen.text(area.x + 1, y, 1, glyph, Role::Plain);
            if focused {
                pen.select(area, y);
            }
        }
    }
}

fn worst(model: &Model) -> Role {
    let levels = model
        .editing
        .design()
        .problems
        .iter()
        .map(|problem| problem.level);
    match levels.min() {
        Some(Level::Error) => Role::Error,
        Some(Level::Warning) => Role::Warning,
        Some(Level::Note) => Role::Advice,
        None => Role::Muted,
    }
}
