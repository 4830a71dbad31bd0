//! Development beside production: aligned, and what differs is marked.

use ratatui::layout::Rect;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::super::model::{Model, Shown};
use super::super::theme::{Glyph, Role};
use super::super::update::numbered;
use super::layout::Areas;
use super::pen::Pen;
use super::preview;
use crate::core::answers::Context;
use crate::core::highlight::Language;
use crate::core::render::effective;

/// A line of both sides; one of them may have no partner. And whether they differ.
pub struct Pair {
    /// Development's.
    pub left: Option<Shown>,
    /// Production's.
    pub right: Option<Shown>,
    /// Not the same.
    pub differs: bool,
}

/// Both contexts as Compose makes them, line by line.
pub fn pairs(model: &Model) -> Vec<Pair> {
    let design = model.editing.sound();
    let Some(plan) = &design.plan else {
        return Vec::new();
    };
    let side = |context: Context| {
        let text = effective(&design.stack, plan, context).text();
        numbered(&text, Language::Yaml)
    };
    let (left, right) = (side(Context::Development), side(Context::Production));
    let texts =
        |lines: &[Shown]| -> Vec<String> { lines.iter().map(|line| line.text.clone()).collect() };
    let (old, new) = (texts(&left), texts(&right));
    let mut pairs = Vec::new();
    let at = |lines: &[Shown], place: usize| lines.get(place).cloned();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (old, new, differs) = match op {
            DiffOp::Equal {
                old_index,
                new_index,
                len,
            } => (
                old_index..old_index + len,
                new_index..new_index + len,
                false,
            ),
            DiffOp::Delete {
                old_index, old_len, ..
            } => (old_index..old_index + old_len, 0..0, true),
            DiffOp::Insert {
                new_index, new_len, ..
            } => (0..0, new_index..new_index + new_len, true),
            DiffOp::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => (
                old_index..old_index + old_len,
                new_index..new_index + new_len,
                true,
            ),
        };
        for step in 0..old.len().max(new.len()) {
            let of = |range: &std::ops::Range<usize>, lines: &[Shown]| {
                let place = range.start + step;
                range.contains(&place).then(|| at(lines, place)).flatten()
            };
            pairs.push(Pair {
                left: of(&old, &left),
                right: of(&new, &right),
                differs,
            });
        }
    }
    pairs
}

/// Draws both sides; they scroll as one.
pub fn draw(model: &Model, areas: &Areas, pen: &mut Pen<'_>) {
    let pairs = pairs(model);
    let [left, right] = areas.sides;
    let differ = pairs.iter().filter(|pair| pair.differs).count();
    let title = "Development: docker compose up";
    pen.rule(left, left.y - 1, title, &format!("{differ} differ"), true);
    pen.rule(
        right,
        right.y - 1,
        "Production: compose.prod.yaml",
        "",
        true,
    );
    if left.y == right.y {
        pen.bar(left.right(), left.y, left.bottom());
    }
    let top = model.preview.cursor.top;
    for (area, is_left) in [(left, true), (right, false)] {
        for (pair, y) in pairs.iter().skip(top).zip(area.y..area.bottom()) {
            let line = if is_left { &pair.left } else { &pair.right };
            let row = Rect {
                y,
                height: 1,
                ..area
            };
            match line {
                Some(line) => {
                    let mark = pair.differs.then_some(Role::Differs);
                    preview::row(model, line, [mark, None], row, pen);
                }
                None => {
                    let gap = pen.glyph(Glyph::Gap).repeat(4);
                    pen.text(area.x + 5, y, 4, &gap, Role::Muted);
                }
            }
        }
    }
}
