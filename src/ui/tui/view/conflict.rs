//! A place that both changed: the three texts side by side, and below them what would be written.

mod result;

use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::super::model::{Model, Pane};
use super::super::theme::{Glyph, Role};
use super::super::update::{places, taken};
use super::pen::{Pen, wrap};
use crate::core::change::Change;
use crate::core::merge::{Merged, Piece, Side, Who};

/// From so many columns on the three sides stand side by side; below, one is seen at a time.
const WIDE: u16 = 110;
/// Lines above the conflict that are in sight with it.
const ABOVE: usize = 6;

/// The areas of the three sides, without their titles; where one is seen at a time they are one.
pub(crate) fn panes(model: &Model) -> [Rect; 3] {
    let (width, height) = model.size;
    let upper = upper(height.saturating_sub(4));
    let body = Rect::new(0, 2, width, upper);
    if width < WIDE {
        return [body; 3];
    }
    let third = width / 3;
    let column = |at: u16, width: u16| Rect {
        x: at,
        width,
        ..body
    };
    [
        column(0, third - 1),
        column(third, third - 1),
        column(2 * third, width - 2 * third),
    ]
}

/// How many rows of the body the sides have.
fn upper(body: u16) -> u16 {
    body * 11 / 20
}

/// A line of the merged file in its three texts.
struct Row<'a> {
    piece: &'a Piece,
    /// The conflict it is of.
    conflict: Option<usize>,
    /// Yours, base, new: number and text.
    sides: [Option<Cell<'a>>; 3],
}

/// A line of one side, or what of it the row before had no room for.
#[derive(Clone, Copy)]
struct Cell<'a> {
    number: Option<usize>,
    text: &'a str,
}

pub(super) fn draw(model: &Model, body: Rect, pen: &mut Pen<'_>) {
    let all = places(model);
    let Some((change, number)) = all.get(model.conflict.at) else {
        return;
    };
    let Some(merged) = &change.merged else {
        return;
    };
    let areas = panes(model);
    let rows = rows(merged, usize::from(areas[0].width.saturating_sub(8)));
    let first = rows
        .iter()
        .position(|row| row.conflict == Some(*number))
        .unwrap_or(0);
    let counted = format!("{} of {}", model.conflict.at + 1, all.len());
    let wide = body.width >= WIDE;
    let mut tees = Vec::new();
    for (side, (pane, area)) in Pane::ALL.into_iter().zip(areas).enumerate() {
        let active = pane == model.conflict.pane;
        if !wide && !active {
            continue;
        }
        let beside = if side == 2 || !wide {
            counted.as_str()
        } else {
            ""
        };
        let title = title(model, change, *number, pane, wide);
        pen.rule(area, area.y - 1, &title, beside, active);
        sides(model, (&rows, first, *number), side, area, pen);
        if wide && side < 2 {
            pen.bar(area.right(), area.y, area.bottom());
            for (y, glyph) in [(area.y - 1, Glyph::TeeDown), (area.bottom(), Glyph::TeeUp)] {
                let tee = pen.glyph(glyph);
                tees.push((area.right(), y, tee));
            }
        }
    }
    let below = Rect {
        y: body.y + upper(body.height),
        height: body.height - upper(body.height),
        ..body
    };
    result::draw(model, change, (&rows, first, *number), below, pen);
    for (x, y, tee) in tees {
        pen.text(x, y, 1, tee, Role::Rule);
    }
}

fn title(model: &Model, change: &Change, number: usize, pane: Pane, wide: bool) -> String {
    let name = match pane {
        Pane::Yours => "yours",
        Pane::Before => "base",
        Pane::New => "new",
    };
    let side = match pane {
        Pane::Yours => Side::Theirs,
        Pane::Before => Side::Before,
        Pane::New => Side::Ours,
    };
    let chosen = taken(model, &change.path, number);
    let is_taken = chosen == Some(&side) || chosen == Some(&Side::Both) && pane != Pane::Before;
    let mark = if is_taken { " · taken" } else { "" };
    if pane == Pane::Yours || !wide {
        format!("{} · {name}{mark}", change.path)
    } else {
        format!("{name}{mark}")
    }
}

/// All lines, those of one piece side by side; what is to be compared is broken, never cut.
fn rows(merged: &Merged, room: usize) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut at = [1, 1, 1];
    let mut number = 0;
    for piece in &merged.pieces {
        let conflict = piece.is_conflict().then_some(number);
        number += usize::from(piece.is_conflict());
        let room = if conflict.is_some() { room } else { usize::MAX };
        let texts = [&piece.disk, &piece.base, &piece.new];
        let texts: [Vec<Vec<&str>>; 3] =
            texts.map(|text| text.lines().map(|line| broken(line, room)).collect());
        let count = texts.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..count {
            let pieces = texts.each_ref().map(|text| text.get(line));
            let height = pieces.iter().flatten().map(|lines| lines.len()).max();
            for part in 0..height.unwrap_or(0) {
                let mut sides = [None; 3];
                for ((side, lines), at) in sides.iter_mut().zip(pieces).zip(at) {
                    let text = lines.and_then(|lines| lines.get(part));
                    *side = text.map(|text| Cell {
                        number: (part == 0).then_some(at + line),
                        text,
                    });
                }
                rows.push(Row {
                    piece,
                    conflict,
                    sides,
                });
            }
        }
        for (at, text) in at.iter_mut().zip(&texts) {
            *at += text.len();
        }
    }
    rows
}

/// A line in pieces of at most so many columns.
fn broken(line: &str, room: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut from, mut used) = (0, 0);
    for (at, grapheme) in line.grapheme_indices(true) {
        let width = grapheme.width();
        if used + width > room && at > from {
            pieces.push(&line[from..at]);
            (from, used) = (at, 0);
        }
        used += width;
    }
    pieces.push(&line[from..]);
    pieces
}

fn top(model: &Model, first: usize, rows: usize, height: usize) -> usize {
    let wanted = first.saturating_sub(ABOVE.min(height / 3));
    let scrolled = wanted.saturating_add_signed(model.conflict.scroll);
    scrolled.min(rows.saturating_sub(height))
}

fn sides(
    model: &Model,
    (rows, first, number): (&[Row<'_>], usize, usize),
    side: usize,
    area: Rect,
    pen: &mut Pen<'_>,
) {
    let why = why(model, side);
    let told = wrap(&why, usize::from(area.width.saturating_sub(2)));
    let told_height = u16::try_from(told.len()).unwrap_or(1).min(area.height / 3);
    let height = area.height - told_height;
    let top = top(model, first, rows.len(), usize::from(height));
    for (row, y) in rows.iter().skip(top).zip(area.y..area.y + height) {
        let Some(cell) = row.sides[side] else {
            continue;
        };
        let here = row.conflict == Some(number);
        let (mark, role) = mark(row, side, pen);
        if let Some(number) = cell.number {
            pen.text(area.x + 1, y, 4, &format!("{number:>3}"), Role::Muted);
            pen.text(area.x + 5, y, 1, mark, role);
        }
        let role = if here { role } else { Role::Plain };
        let room = area.width.saturating_sub(8);
        pen.text(area.x + 7, y, room, &cell.text.replace('\t', "    "), role);
        if here && first_of(rows, row) {
            let glyph = pen.glyph(Glyph::Cursor);
            pen.text(area.x, y, 1, glyph, Role::Plain);
        }
    }
    for (line, y) in told.iter().zip(area.y + height..area.bottom()) {
        pen.text(area.x + 1, y, area.width - 2, line, Role::Muted);
    }
}

fn first_of(rows: &[Row<'_>], row: &Row<'_>) -> bool {
    let first = rows.iter().find(|other| other.conflict == row.conflict);
    first.is_some_and(|first| std::ptr::eq(first, row))
}

fn why(model: &Model, side: usize) -> String {
    let all = places(model);
    let foreign = all
        .get(model.conflict.at)
        .is_some_and(|(change, _)| foreign(change));
    match side {
        0 => model.words("conflict.pane.yours", &[]),
        1 if foreign => model.words("conflict.pane.foreign", &[]),
        1 => model.words("conflict.pane.before", &[]),
        _ => model.words("conflict.pane.new", &[]),
    }
}

/// Whether dockwright never wrote a file.
fn foreign(change: &Change) -> bool {
    let reason = change.reason.as_ref();
    reason.is_some_and(|reason| reason.code == "not-ours")
}

/// What stands before a line of a side: who changed it.
fn mark(row: &Row<'_>, side: usize, pen: &Pen<'_>) -> (&'static str, Role) {
    let merged = pen.theme.mark(Role::Merged);
    match row.piece.who {
        Who::Both if row.conflict.is_some() => (pen.theme.mark(Role::Conflict), Role::Conflict),
        Who::Both | Who::Alike if side != 1 => (merged, Role::Merged),
        Who::Disk if side == 0 => (merged, Role::Merged),
        Who::New if side == 2 => (merged, Role::Merged),
        _ => (" ", Role::Plain),
    }
}
