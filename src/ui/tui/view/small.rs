//! A window that is too small for what would be written.

use super::super::model::Model;
use super::super::theme::Role;
use super::pen::{Pen, wrap};

/// Draws the notice, cut to what there is.
pub(crate) fn draw(model: &Model, pen: &mut Pen<'_>) {
    let (width, height) = model.size;
    let room = usize::from(width.saturating_sub(4)).max(1);
    let mut lines: Vec<(String, Role)> = Vec::new();
    let first = format!("This window is {width} x {height}.");
    lines.push((first, Role::Title));
    for text in [
        "The wizard needs 80 x 24 to show what it would write.",
        "Make it larger: the wizard goes on by itself.",
        "p  go on with questions, line by line: same answers",
        "q  quit; answers that are not written are kept",
    ] {
        lines.extend(wrap(text, room).into_iter().map(|line| (line, Role::Plain)));
    }
    let top = height.saturating_sub(u16::try_from(lines.len()).unwrap_or(0)) / 2;
    for ((line, role), y) in lines.into_iter().zip(top..height) {
        pen.text(
            2.min(width.saturating_sub(1)),
            y,
            width.saturating_sub(2),
            &line,
            role,
        );
    }
}
