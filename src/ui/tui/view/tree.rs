//! The files, each with what would happen to it.

use ratatui::layout::Rect;

use super::super::model::Model;
use super::super::theme::Role;
use super::super::update::count;
use super::pen::Pen;
use crate::core::change::{Action, Change};
use crate::core::path::RelPath;

/// What happens to a path, as a glyph.
pub(crate) fn state(model: &Model, path: &RelPath) -> (Role, &'static str) {
    if model.seen().is_unread {
        return (Role::Muted, " ");
    }
    state_of(model, model.editing.changes().of(path))
}

/// The same, of a change.
pub(crate) fn state_of(model: &Model, change: Option<&Change>) -> (Role, &'static str) {
    let role = match change.map(|change| change.action) {
        Some(Action::Create) => Role::Added,
        Some(Action::Update) => Role::Changed,
        Some(Action::Merge) => Role::Merged,
        Some(Action::Conflict) if change.is_some_and(|change| change.merged.is_some()) => {
            Role::Conflict
        }
        Some(Action::Conflict) => Role::Error,
        Some(Action::Remove) => Role::Removed,
        Some(Action::Keep) => Role::Off,
        Some(Action::Same) | None => return (Role::Muted, "="),
    };
    (role, model.theme.mark(role))
}

/// Draws the list with its title.
pub(crate) fn draw(model: &Model, area: Rect, pen: &mut Pen<'_>) {
    let paths = model.editing.sound().ordered();
    let follows = if model.preview.follows {
        "follow"
    } else {
        "held"
    };
    let at = paths
        .iter()
        .position(|path| *path == model.preview.path)
        .unwrap_or(0);
    if model.is_opening() {
        return pen.rule(area, area.y - 1, "Files", "", false);
    }
    if area.height == 1 {
        pen.rule(area, area.y - 1, "Files", follows, false);
        let text = format!("{} · {} of {}", model.preview.path, at + 1, paths.len());
        pen.text(area.x + 1, area.y, area.width - 2, &text, Role::Plain);
        return;
    }
    pen.rule(
        area,
        area.y - 1,
        "Files",
        &format!("{} · {follows}", paths.len()),
        false,
    );
    let height = usize::from(area.height);
    let top = (at + 1)
        .saturating_sub(height.saturating_sub(1).max(1))
        .min(paths.len().saturating_sub(height));
    for ((place, path), y) in paths
        .iter()
        .enumerate()
        .skip(top)
        .zip(area.y..area.bottom())
    {
        let (role, glyph) = state(model, path);
        pen.text(area.x + 3, y, 2, glyph, role);
        let marks = model.marks.get(path).map_or(0, Vec::len);
        let beside = if marks > 0 {
            count(marks, "mark")
        } else {
            String::new()
        };
        let width = area
            .width
            .saturating_sub(6 + u16::try_from(beside.len() + 1).unwrap_or(0));
        let role = if place == at {
            Role::Title
        } else {
            Role::Plain
        };
        pen.text(area.x + 5, y, width, path.as_str(), role);
        if marks > 0 {
            pen.right(
                Rect {
                    width: area.width - 1,
                    ..area
                },
                y,
                &beside,
                Role::Changed,
            );
        }
        if place == at {
            let glyph = pen.glyph(super::super::theme::Glyph::Cursor);
            pen.text(area.x + 1, y, 1, glyph, Role::Plain);
        }
    }
}
