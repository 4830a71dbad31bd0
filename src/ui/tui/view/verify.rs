//! A throw-away stack: what is done in the first row, what was found below it.

use unicode_width::UnicodeWidthStr as _;

use super::super::model::Model;
use super::super::theme::{Glyph, Role};
use super::super::verify::{State, Verify};
use super::layout::{self, Areas};
use super::pen::{Pen, wrap};
use crate::core::verify::{Outcome, headline};

/// The least and the most columns that names of checks have.
const NAMES: (usize, usize) = (16, 34);

/// A row of what was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A check: its glyph, its name, and the first of what came of it.
    Check(Role, String, String),
    /// More of it.
    More(Role, String),
}

/// How many rows there are for what was found.
pub(crate) fn height(model: &Model) -> usize {
    usize::from(layout::areas(model).body.height.saturating_sub(3))
}

/// The column at which what came of a check stands.
fn beside(verify: &Verify) -> usize {
    let widest = verify
        .findings
        .iter()
        .map(|finding| finding.check.width())
        .max();
    4 + widest.unwrap_or(0).clamp(NAMES.0, NAMES.1) + 2
}

/// All rows.
pub(crate) fn lines(model: &Model) -> Vec<Line> {
    let Some(verify) = &model.verify else {
        return Vec::new();
    };
    let room = usize::from(model.size.0).saturating_sub(beside(verify) + 1);
    let mut lines = Vec::new();
    for finding in &verify.findings {
        let check = finding.check();
        let role = match &finding.outcome {
            Outcome::Good(_) => Role::Good,
            Outcome::NotAsked(_) => Role::Off,
            Outcome::Bad { .. } => Role::Error,
        };
        let mut words = wrap(&check.detail, room).into_iter();
        let first = words.next().unwrap_or_default();
        lines.push(Line::Check(role, check.check, first));
        lines.extend(words.map(|text| Line::More(Role::Plain, text)));
        if let Outcome::Bad { lines: said, .. } = &finding.outcome {
            if !check.mend.is_empty() {
                let mend = model.words("verify.mend", &[("mend", &check.mend)]);
                lines.extend(
                    wrap(&mend, room)
                        .into_iter()
                        .map(|text| Line::More(Role::Advice, text)),
                );
            }
            lines.extend(
                said.iter()
                    .map(|text| Line::More(Role::Muted, text.clone())),
            );
        }
    }
    lines
}

/// Draws it.
pub(crate) fn draw(model: &Model, areas: &Areas, pen: &mut Pen<'_>) {
    let Some(verify) = &model.verify else { return };
    let area = areas.body;
    let lines = lines(model);
    let height = height(model);
    let below = lines.len().saturating_sub(verify.top + height);
    let more = if below > 0 {
        model.words("verify.below", &[("lines", &below.to_string())])
    } else {
        String::new()
    };
    let title = model.words("verify.title", &[]);
    pen.rule(area, area.y - 1, &title, &more, true);
    let (text, role) = now(model, verify);
    pen.text(area.x + 1, area.y + 1, area.width - 2, &text, role);
    let column = u16::try_from(beside(verify)).unwrap_or(area.width);
    let rows = (area.y + 3)..area.bottom();
    for (line, y) in lines.iter().skip(verify.top).zip(rows) {
        let room = area.width.saturating_sub(column + 1);
        match line {
            Line::Check(role, name, text) => {
                let glyph = match role {
                    Role::Good => pen.glyph(Glyph::Good),
                    Role::Error => pen.glyph(Glyph::Error),
                    _ => pen.glyph(Glyph::Off),
                };
                pen.text(area.x + 1, y, 3, glyph, *role);
                let plain = if *role == Role::Off {
                    Role::Muted
                } else {
                    Role::Plain
                };
                pen.text(area.x + 4, y, column.saturating_sub(5), name, plain);
                pen.text(area.x + column, y, room, text, plain);
            }
            Line::More(role, text) => {
                pen.text(area.x + column, y, room, text, *role);
            }
        }
    }
}

/// The row above: what is done, or how it ended.
fn now(model: &Model, verify: &Verify) -> (String, Role) {
    match verify.state {
        State::Running if verify.doing.is_empty() => {
            (model.words("verify.begins", &[]), Role::Title)
        }
        State::Running => (verify.doing.clone(), Role::Title),
        State::Stopping => (model.words("verify.stopping", &[]), Role::Title),
        State::Stopped => (model.words("verify.stopped", &[]), Role::Warning),
        State::Done => {
            let role = if verify
                .findings
                .iter()
                .all(crate::core::verify::Finding::is_good)
            {
                Role::Good
            } else {
                Role::Error
            };
            (headline(&verify.findings).trim_end().to_owned(), role)
        }
    }
}

/// The last row: what all of this is, while it goes on.
pub(crate) fn bottom(model: &Model) -> String {
    match &model.verify {
        Some(verify) if verify.state == State::Running => model.words("verify.bottom", &[]),
        _ => String::new(),
    }
}
