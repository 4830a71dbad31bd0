//! What the file comes to, with the choices so far.

use ratatui::layout::Rect;

use super::super::super::model::Model;
use super::super::super::theme::Role;
use super::super::super::update::{open_places, taken};
use super::super::pen::Pen;
use super::{Row, WIDE, foreign, top};
use crate::core::change::{Action, Change};
use crate::core::merge::{Piece, Who};

/// What the file comes to, with the choices so far; and the other files, where there is room.
pub(super) fn draw(
    model: &Model,
    change: &Change,
    (rows, first, number): (&[Row<'_>], usize, usize),
    area: Rect,
    pen: &mut Pen<'_>,
) {
    let title = model.words("conflict.after", &[]);
    pen.rule(area, area.y, &title, "", false);
    let others = if area.height >= 16 {
        area.height / 3
    } else {
        0
    };
    let inner = Rect {
        y: area.y + 1,
        height: area.height - 1 - others,
        ..area
    };
    let lines = lines(model, change, rows);
    let at = lines
        .iter()
        .position(|line| line.conflict == Some(number))
        .unwrap_or(first);
    let top = top(model, at, lines.len(), usize::from(inner.height));
    for (line, y) in lines.iter().skip(top).zip(inner.y..inner.bottom()) {
        pen.text(1, y, 4, &format!("{:>3}", line.number), Role::Muted);
        pen.text(5, y, 1, line.mark(pen), line.role);
        let half = area.width * 11 / 20;
        let beside = area.width >= WIDE && !line.says.is_empty();
        let room = if beside { half } else { area.width }.saturating_sub(8);
        pen.text(7, y, room, &line.text.replace('\t', "    "), line.role);
        if beside {
            pen.text(half + 1, y, area.width - half - 2, &line.says, Role::Muted);
        }
    }
    if others > 0 {
        let area = Rect {
            y: inner.bottom(),
            height: others,
            ..area
        };
        the_others(model, change, area, pen);
    }
}

/// A line of the result.
struct Line {
    number: usize,
    text: String,
    role: Role,
    says: String,
    conflict: Option<usize>,
}

impl Line {
    fn mark(&self, pen: &Pen<'_>) -> &'static str {
        match self.role {
            Role::Merged | Role::Conflict => pen.theme.mark(self.role),
            _ => " ",
        }
    }
}

fn lines(model: &Model, change: &Change, rows: &[Row<'_>]) -> Vec<Line> {
    let open = if foreign(change) {
        model.words("conflict.foreign", &[])
    } else {
        model.words("conflict.both", &[])
    };
    let mut out: Vec<Line> = Vec::new();
    let mut seen: Option<&Piece> = None;
    for row in rows {
        if seen.is_some_and(|piece| std::ptr::eq(piece, row.piece)) {
            continue;
        }
        seen = Some(row.piece);
        let piece = row.piece;
        let choice = row
            .conflict
            .map(|number| taken(model, &change.path, number));
        let (text, role, says) = match choice {
            Some(None) => (piece.disk.clone(), Role::Conflict, open.clone()),
            Some(Some(side)) => (
                piece.taken(side),
                Role::Merged,
                model.words("conflict.chosen", &[]),
            ),
            None => {
                let text = piece.text.clone().unwrap_or_default();
                match piece.who {
                    Who::Disk => (text, Role::Merged, model.words("conflict.disk", &[])),
                    Who::New => (text, Role::Merged, model.words("conflict.new", &[])),
                    _ => (text, Role::Plain, String::new()),
                }
            }
        };
        let mut says = says;
        let open_and_empty = matches!(choice, Some(None)) && text.is_empty();
        let texts = if open_and_empty {
            vec![""]
        } else {
            text.lines().collect()
        };
        for text in texts {
            out.push(Line {
                number: out.len() + 1,
                text: text.to_owned(),
                role,
                says: std::mem::take(&mut says),
                conflict: row.conflict,
            });
        }
    }
    out
}

fn the_others(model: &Model, change: &Change, area: Rect, pen: &mut Pen<'_>) {
    let open = open_places(model);
    let title = model.words("conflict.others", &[]);
    pen.rule(area, area.y, &title, &format!("{open} open"), false);
    let others = model.editing.changes().changes.iter();
    let others = others.filter(|other| other.path != change.path && other.action != Action::Same);
    for (other, y) in others.zip(area.y + 1..area.bottom()) {
        let (role, glyph) = super::super::tree::state_of(model, Some(other));
        pen.text(1, y, 1, glyph, role);
        pen.text(3, y, 40, other.path.as_str(), Role::Plain);
        let why = other
            .reason
            .as_ref()
            .map_or("", |reason| reason.text.as_ref());
        let (added, removed) = other.counts();
        pen.text(44, y, area.width.saturating_sub(60), why, Role::Muted);
        let counts = format!("+{added} -{removed}");
        pen.right(
            Rect {
                width: area.width - 2,
                ..area
            },
            y,
            &counts,
            Role::Muted,
        );
    }
}
