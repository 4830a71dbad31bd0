//! Development beside production: aligned, and what differs is marked.

use super::super::model::Model;
use super::super::theme::{Glyph, Role};
use super::layout::Areas;
use super::pen::Pen;
use super::preview;
use ratatui::layout::Rect;

/// Draws both sides; they scroll as one.
pub(crate) fn draw(model: &Model, areas: &Areas, pen: &mut Pen<'_>) {
    let Some(both) = &model.both else { return };
    let pairs = &both.pairs;
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
    let top = both.top;
    for (area, is_left) in [(left, true), (right, false)] {
        for (pair, y) in pairs.iter().skip(top).zip(area.y..area.bottom()) {
            let line = if is_left { &pair.left } else { &pair.right };
            let row = Rect {
                y,
                height: 1,
                ..area
            };
            if let Some(line) = line {
                let mark = pair.differs.then_some(Role::Differs);
                preview::row(model, line, [mark, None], row, pen);
            } else {
                let gap = pen.glyph(Glyph::Gap).repeat(4);
                pen.text(area.x + 5, y, 4, &gap, Role::Muted);
            }
        }
    }
}
