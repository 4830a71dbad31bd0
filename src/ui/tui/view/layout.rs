//! Where each pane is, at each size.

use ratatui::layout::Rect;

use super::super::model::{Focus, Middle, Model, Screen};

/// The least that shows what would be written.
const LEAST: (u16, u16) = (80, 24);

/// Whether the window is too small.
pub(crate) fn is_small(size: (u16, u16)) -> bool {
    size.0 < LEAST.0 || size.1 < LEAST.1
}

/// The panes of a frame; a pane that is not shown has no width.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Areas {
    /// Between the title rule and the bottom rule.
    pub(crate) body: Rect,
    /// What there is; in the review, the files.
    pub(crate) outline: Rect,
    /// The questions.
    pub(crate) form: Rect,
    /// The list of files above the text, or beside it.
    pub(crate) tree: Rect,
    /// The text of the file, below its own rule if the tree is above.
    pub(crate) text: Rect,
    /// The strip below the text: where the line comes from.
    pub(crate) strip: Rect,
    /// The left and the right side of development beside production.
    pub(crate) sides: [Rect; 2],
}

/// The panes of the model's screen.
pub(crate) fn areas(model: &Model) -> Areas {
    let (width, height) = model.size;
    let body = Rect::new(0, 2, width, height.saturating_sub(4));
    let mut areas = Areas {
        body,
        ..Areas::default()
    };
    match model.screen {
        Screen::Meet | Screen::Looking | Screen::Written | Screen::Verify | Screen::Conflict => {}
        Screen::Found => {
            // The last two rows say what becomes of the code.
            areas.text = Rect {
                height: body.height.saturating_sub(2),
                ..body
            };
        }
        Screen::Review => {
            let list = if width < 110 { 24 } else { 34 };
            areas.outline = Rect {
                width: list,
                ..body
            };
            areas.text = right_of(body, list);
        }
        Screen::Design => design(model, &mut areas),
    }
    areas
}

/// What is left of `body` to the right of a pane and its bar.
fn right_of(body: Rect, width: u16) -> Rect {
    Rect {
        x: body.x + width + 1,
        width: body.width.saturating_sub(width + 1),
        ..body
    }
}

fn design(model: &Model, areas: &mut Areas) {
    let body = areas.body;
    let width = body.width;
    if model.middle == Middle::Problems && model.focus != Focus::Outline {
        areas.form = body;
        return;
    }
    if model.both.is_some() {
        return both(model, areas);
    }
    let alone = model.zoomed || width < 110 && model.focus == Focus::Preview;
    if alone && model.focus == Focus::Preview {
        return preview(model, areas, body);
    }
    if model.zoomed {
        match model.focus {
            Focus::Outline => areas.outline = body,
            _ => areas.form = body,
        }
        return;
    }
    let outline = if width < 110 { 24 } else { 27 };
    areas.outline = Rect {
        width: outline,
        ..body
    };
    let rest = right_of(body, outline);
    if width < 110 || model.middle == Middle::Matrix {
        areas.form = rest;
        return;
    }
    let form = if width < 140 { 38 } else { 42 };
    areas.form = Rect {
        width: form,
        ..rest
    };
    preview(model, areas, right_of(rest, form));
}

/// From 160 columns on the two sides stand beside outline and form; below, they have the width.
fn both(model: &Model, areas: &mut Areas) {
    let body = areas.body;
    let mut rest = body;
    if body.width >= 160 && !model.zoomed {
        areas.outline = Rect { width: 27, ..body };
        let right = right_of(body, 27);
        areas.form = Rect { width: 38, ..right };
        rest = right_of(right, 38);
    }
    if body.width < 110 {
        let half = body.height / 2;
        areas.sides = [
            Rect {
                height: half,
                ..body
            },
            Rect {
                y: body.y + half + 1,
                height: body.height.saturating_sub(half + 1),
                ..body
            },
        ];
    } else {
        let half = rest.width.saturating_sub(1) / 2;
        areas.sides = [
            Rect {
                width: half,
                ..rest
            },
            right_of(rest, half),
        ];
    }
    areas.text = areas.sides.first().copied().unwrap_or_default();
}

/// The tree above the text, or beside it where there is room; below it the strip, where the keys are.
fn preview(model: &Model, areas: &mut Areas, area: Rect) {
    let mut text = area;
    let full = area.width == areas.body.width;
    if model.size.0 >= 160 && !full {
        areas.tree = Rect { width: 34, ..area };
        text = right_of(area, 34);
    } else if model.size.0 >= 110 && !full {
        let rows = if model.size.1 < 30 { 1 } else { 8 };
        areas.tree = Rect {
            height: rows,
            ..area
        };
        text = Rect {
            y: area.y + rows + 1,
            height: area.height.saturating_sub(rows + 1),
            ..area
        };
    }
    if model.focus == Focus::Preview && text.height > 8 {
        let rows = 2;
        areas.strip = Rect {
            y: text.y + text.height - rows,
            height: rows,
            ..text
        };
        text.height -= rows;
    }
    areas.text = text;
}

/// How many rows a list in a box may have.
pub(crate) fn list_height(size: (u16, u16)) -> u16 {
    size.1.saturating_sub(12).max(3)
}
