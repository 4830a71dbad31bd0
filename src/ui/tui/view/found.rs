//! What the code tells: parts that may be taken, each with the place that says so.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr as _;

use super::super::found::{Found, Kind, Looking, Row};
use super::super::model::Model;
use super::super::theme::{Glyph, Role};
use super::layout::Areas;
use super::pen::{Pen, wrap};
use crate::core::change::Action;
use crate::core::detect::{Certainty, Part};

/// Where the columns of a row begin.
struct Columns {
    name: u16,
    what: u16,
    sure: u16,
    beside: u16,
}

fn columns(found: &Found, width: u16) -> Columns {
    let widest = |of: fn(&Row) -> &str, least: u16, most: u16| {
        let parts = found.rows.iter();
        let parts = parts.filter(|row| matches!(row.kind, Kind::Part(_) | Kind::More));
        let widest = parts.map(|row| of(row).width()).max().unwrap_or(0);
        u16::try_from(widest).unwrap_or(most).clamp(least, most)
    };
    let (name, what) = match width {
        0..110 => (12, 16),
        110..160 => (24, 24),
        _ => (40, 40),
    };
    let what_at = 8 + widest(|row| &row.name, 6, name) + 2;
    let sure = what_at + widest(|row| &row.what, 8, what) + 2;
    Columns {
        name: 6,
        what: what_at,
        sure,
        beside: sure + 10,
    }
}

/// Draws the rows, and below them what becomes of the code.
pub(crate) fn draw(model: &Model, areas: &Areas, pen: &mut Pen<'_>) {
    let Some(found) = &model.found else { return };
    let area = areas.text;
    let hidden = found
        .rows
        .len()
        .saturating_sub(found.cursor.top + usize::from(area.height));
    let beside = if hidden > 0 {
        format!("{hidden} more below")
    } else {
        String::new()
    };
    let title = model.words("found.intro", &[]);
    pen.rule(areas.body, areas.body.y - 1, &title, &beside, true);
    let columns = columns(found, area.width);
    let shown = found.rows.iter().enumerate().skip(found.cursor.top);
    for ((place, row), y) in shown.zip(area.y..area.bottom()) {
        draw_row(
            row,
            &columns,
            Rect {
                y,
                height: 1,
                ..area
            },
            pen,
        );
        if place == found.cursor.at {
            let glyph = pen.glyph(Glyph::Cursor);
            pen.text(area.x + 1, y, 1, glyph, Role::Plain);
            pen.select(area, y);
        }
    }
    let caret = pen.caret;
    let outcome = outcome(model);
    let lines = wrap(&outcome, usize::from(area.width.saturating_sub(2)));
    if let Some(line) = lines.first() {
        pen.text(
            area.x + 1,
            areas.body.bottom() - 1,
            area.width - 2,
            line,
            Role::Plain,
        );
    }
    pen.caret = caret;
}

fn draw_row(row: &Row, columns: &Columns, at: Rect, pen: &mut Pen<'_>) {
    let (x, y) = (at.x, at.y);
    let upto = |from: u16, to: u16| to.saturating_sub(from + 1);
    let rest = |from: u16| at.width.saturating_sub(from + 1);
    match &row.kind {
        Kind::Heading => {
            pen.text(x + 1, y, rest(1), &row.name, Role::Title);
        }
        Kind::Text => {
            pen.text(x + 1, y, rest(1), &row.name, Role::Muted);
        }
        Kind::Left(_) => {
            let beside = columns.what.max(24);
            pen.text(x + 6, y, upto(6, beside), &row.name, Role::Plain);
            pen.text(x + beside, y, rest(beside), &row.beside, Role::Muted);
        }
        Kind::Question(_) => {
            pen.text(x + 3, y, 1, "?", Role::Warning);
            pen.text(x + 6, y, rest(6), &row.name, Role::Plain);
        }
        Kind::Note => {
            let role = if row.on { Role::Warning } else { Role::Muted };
            pen.text(x + 3, y, 1, "!", role);
            pen.text(x + 6, y, rest(6), &row.name, Role::Plain);
        }
        Kind::Choice => {
            pen.text(x + 8, y, rest(8), &row.name, Role::Muted);
        }
        Kind::More | Kind::Part(_) => {
            let is_part = matches!(row.kind, Kind::Part(_));
            let is_process = matches!(row.kind, Kind::Part(Part::Process(..)));
            let below = u16::from(is_process) * 2;
            let role = if is_part && row.on {
                Role::Plain
            } else {
                Role::Muted
            };
            if is_part {
                let tick = if row.on { "[x]" } else { "[ ]" };
                pen.text(x + 2 + below, y, 3, tick, Role::Plain);
            }
            let sure = row.sure.map_or("", Certainty::word);
            let name = columns.name + below;
            let Columns { what, beside, .. } = *columns;
            for (from, most, text) in [
                (name, upto(name, what), row.name.as_str()),
                (what, upto(what, columns.sure), &row.what),
                (columns.sure, 9, sure),
                (beside, rest(beside), &row.beside),
            ] {
                pen.text(x + from, y, most, text, role);
            }
        }
    }
}

/// How many files come, and how many of the user's change.
fn outcome(model: &Model) -> String {
    let design = model.editing.design();
    if let Some(problem) = design.problems.iter().find(|problem| problem.is_error()) {
        return model.words("found.unsound", &[("what", &problem.message)]);
    }
    let changes = &model.editing.changes().changes;
    let of = |new: bool| {
        let writes = changes.iter();
        let writes = writes.filter(|change| match change.action {
            Action::Create => new,
            Action::Conflict => !new,
            _ => change.writes() && !new,
        });
        writes.count().to_string()
    };
    match of(false).as_str() {
        "0" => model.words("found.adds", &[("files", &of(true))]),
        own => model.words("found.changes", &[("files", &of(true)), ("changed", own)]),
    }
}

/// `3 certain · 1 likely · 1 possible · 2 to decide`.
pub(crate) fn counts(model: &Model) -> String {
    let Some(found) = &model.found else {
        return String::new();
    };
    let of = |sure: Certainty| {
        let rows = found.rows.iter();
        rows.filter(|row| row.sure == Some(sure))
            .count()
            .to_string()
    };
    let open = found.findings.proposal.questions.len().to_string();
    let [certain, likely, possible] =
        [Certainty::Certain, Certainty::Likely, Certainty::Possible].map(of);
    let counts = [
        (
            &certain,
            model.words("found.certain", &[("count", &certain)]),
        ),
        (&likely, model.words("found.likely", &[("count", &likely)])),
        (
            &possible,
            model.words("found.possible", &[("count", &possible)]),
        ),
        (&open, model.words("found.open", &[("count", &open)])),
    ];
    let some = counts.into_iter().filter(|(count, _)| *count != "0");
    some.map(|(_, text)| text).collect::<Vec<_>>().join(" · ")
}

/// While the code is looked at.
pub(crate) fn looking(model: &Model, area: Rect, pen: &mut Pen<'_>) {
    let title = model.words("found.intro", &[]);
    pen.rule(area, area.y - 1, &title, "", true);
    let mut y = area.y + 1;
    let mut line = |text: &str, role: Role| {
        pen.text(area.x + 1, y, area.width.saturating_sub(2), text, role);
        y += 1;
    };
    line(
        &model.words("looking", &[("folder", &model.folder)]),
        Role::Title,
    );
    let (Looking::At(files) | Looking::Ending(files)) = model.looking else {
        return;
    };
    if files > 0 {
        line(
            &model.words("looking.count", &[("files", &files.to_string())]),
            Role::Plain,
        );
    }
    line("", Role::Plain);
    if matches!(model.looking, Looking::Ending(_)) {
        line(&model.words("looking.stopping", &[]), Role::Muted);
    } else {
        line(&model.words("looking.stop", &[]), Role::Muted);
    }
}
