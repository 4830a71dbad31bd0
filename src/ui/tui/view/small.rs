//! A window that is too small for what would be written.

use super::super::model::Model;
use super::super::theme::Role;
use super::pen::{Pen, wrap};

/// Draws the notice, cut to what there is.
pub(crate) fn draw(model: &Model, pen: &mut Pen<'_>) {
    let (width, height) = model.size;
    let room = usize::from(width.saturating_sub(4)).max(1);
    let mut lines: Vec<(String, Role)> = Vec::new();
    let size = [
        ("width", &*width.to_string()),
        ("height", &*height.to_string()),
    ];
    lines.push((model.words("small", &size), Role::Title));
    for text in [
        model.words("small.need", &[]),
        model.words("small.grow", &[]),
        model.words("small.plain", &[]),
        model.words("small.quit", &[]),
    ] {
        let wrapped = wrap(&text, room).into_iter();
        lines.extend(wrapped.map(|line| (line, Role::Plain)));
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
