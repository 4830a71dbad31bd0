//! What the wizard knows -> a frame. One pane is one file; nothing here changes anything.

mod both;
pub(super) mod conflict;
mod finder;
pub(super) mod form;
mod found;
mod hints;
pub(super) mod layout;
pub(super) mod machine;
mod matrix;
mod meet;
mod origin;
mod outline;
mod pen;
pub(super) mod popup;
mod preview;
mod problems;
pub(super) mod review;
mod small;
mod tree;
pub(super) mod verify;
mod written;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr as _;

use self::pen::Pen;
pub(super) use self::pen::{wrap, wrap_row};
use super::model::{Focus, Middle, Model, Screen};
use super::theme::{Glyph, Role};
use super::update;
use crate::core::diagnostic::Level;
use crate::core::form::Subject;

/// Draws a frame; says where the terminal's cursor stands.
pub fn view(model: &Model, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let mut pen = Pen {
        buffer,
        theme: model.theme,
        caret: None,
    };
    if layout::is_small(model.size) {
        small::draw(model, &mut pen);
        return None;
    }
    let areas = layout::areas(model);
    head(model, &mut pen);
    match model.screen {
        Screen::Meet => meet::draw(model, &areas, &mut pen),
        Screen::Looking => found::looking(model, areas.body, &mut pen),
        Screen::Found => found::draw(model, &areas, &mut pen),
        Screen::Design => design(model, &areas, &mut pen),
        Screen::Conflict => conflict::draw(model, areas.body, &mut pen),
        Screen::Review => review::draw(model, &areas, &mut pen),
        Screen::Written => written::draw(model, &areas, &mut pen),
        Screen::Verify => verify::draw(model, &areas, &mut pen),
    }
    foot(model, &areas, &mut pen);
    hints::draw(model, &mut pen);
    popup::draw(model, &mut pen);
    pen.caret
}

/// Row 1: the project, where it is, and how many files, problems and unwritten answers there are.
fn head(model: &Model, pen: &mut Pen<'_>) {
    let area = Rect::new(0, 0, model.size.0, 1);
    let wide = model.size.0 >= 110;
    let mut pieces: Vec<(String, Role)> = Vec::new();
    if let Some(text) = first(model) {
        let room = usize::from(area.width.saturating_sub(14));
        let text = end_of(&text, room, pen.glyph(Glyph::Cut));
        pen.text(1, 0, area.width, "dockwright", Role::Title);
        pen.right(
            Rect {
                width: area.width - 1,
                ..area
            },
            0,
            &text,
            Role::Muted,
        );
        return;
    }
    let writes = model.editing.changes().changes.iter();
    let (mut new, mut other, mut refused, mut merged) = (0, 0, 0, 0);
    for change in writes {
        match change.action {
            crate::core::change::Action::Create => new += 1,
            crate::core::change::Action::Conflict if change.merged.is_some() => {}
            crate::core::change::Action::Conflict => refused += 1,
            crate::core::change::Action::Merge => merged += 1,
            _ if change.writes() => other += 1,
            _ => {}
        }
    }
    let open = update::open_places(model);
    let files = match (new, other) {
        (0, 0) => "no file differs".to_owned(),
        (new, 0) => update::count(new, "new file"),
        (0, other) => format!("{other} differ"),
        (new, other) => format!("{new} new, {other} differ"),
    };
    // Without a design that could be written, or before the disk is read, there are no files to speak of.
    let is_unread = model.seen().is_unread;
    if model.editing.sound().plan.is_some() && !is_unread {
        pieces.push((files, Role::Plain));
    }
    if merged > 0 {
        pieces.push((format!("{merged} merged"), Role::Plain));
    }
    if open > 0 {
        let text = format!(
            "{} {}",
            pen.theme.mark(Role::Conflict),
            update::count(open, "conflict")
        );
        pieces.push((text, Role::Conflict));
    }
    if refused > 0 {
        pieces.push((
            format!("{} {refused} refused", pen.glyph(Glyph::Error)),
            Role::Error,
        ));
    }
    let problems = &model.editing.design().problems;
    for (level, role, word) in [
        (Level::Error, Role::Error, "error"),
        (Level::Warning, Role::Warning, "warning"),
        (Level::Note, Role::Advice, "note"),
    ] {
        let count = problems
            .iter()
            .filter(|problem| problem.level == level)
            .count();
        if count > 0 {
            let glyph = pen.theme.mark(role);
            let text = if wide {
                format!("{glyph} {}", update::count(count, word))
            } else {
                format!("{glyph} {count}")
            };
            pieces.push((text, role));
        }
    }
    let state = match model.screen {
        _ if is_unread => String::new(),
        Screen::Written => format!("{} written", pen.glyph(Glyph::Good)),
        _ if model.editing.changes().is_empty() && refused + open == 0 => "as written".to_owned(),
        _ => "not written".to_owned(),
    };
    pieces.push((state, Role::Muted));
    let length: usize = pieces
        .iter()
        .map(|(text, _)| text.chars().count() + 3)
        .sum();
    let mut x = area
        .width
        .saturating_sub(u16::try_from(length).unwrap_or(0))
        .saturating_sub(0);
    let name = &model.editing.design().answers.name;
    let used = pen.text(1, 0, x.saturating_sub(2), name, Role::Title);
    let crumb = crumb(model);
    pen.text(used + 3, 0, x.saturating_sub(used + 5), &crumb, Role::Muted);
    for (text, role) in pieces {
        x += pen.text(x, 0, area.width - x, &text, role) + 3;
    }
}

/// Where the project is; where only the preview is seen, which answer is still selected.
fn crumb(model: &Model) -> String {
    let alone =
        model.screen == Screen::Design && model.size.0 < 110 && model.focus == Focus::Preview;
    if !alone {
        return model.folder.clone();
    }
    match (model.subject(), model.field()) {
        (Subject::Member(name), Some(field)) => format!("> {name} > {}", field.label),
        (Subject::Feature(id), _) => format!("> {}", id.replace('_', " ")),
        _ => String::new(),
    }
}

/// A text in at most so many columns: of a long path the end is what tells.
fn end_of(text: &str, room: usize, cut: &str) -> String {
    let mut text = text.to_owned();
    while text.width() > room && text != cut {
        let end: String = text.trim_start_matches(cut).chars().skip(1).collect();
        text = format!("{cut}{end}");
    }
    text
}

/// Before the design: the folder, and what is known of it.
fn first(model: &Model) -> Option<String> {
    let findings = model.found.as_ref().map(|found| &found.findings);
    let about = match (model.screen, findings) {
        (Screen::Looking, _) => return Some(model.folder.clone()),
        (Screen::Meet | Screen::Found, Some(findings)) if findings.files > 0 => {
            let (files, read) = (findings.files.to_string(), findings.read.to_string());
            model.words("found.head", &[("files", &files), ("read", &read)])
        }
        (Screen::Meet, _) => "empty folder".to_owned(),
        _ => return None,
    };
    Some(format!("{} · {about}", model.folder))
}

fn design(model: &Model, areas: &layout::Areas, pen: &mut Pen<'_>) {
    // The rule of row 2 first: panes lay their titles over it.
    pen.rule(
        Rect {
            y: 1,
            height: 1,
            ..areas.body
        },
        1,
        "",
        "",
        false,
    );
    if areas.outline.width > 0 {
        outline::draw(model, areas.outline, pen);
        join(pen, areas.outline, areas.body);
    }
    if areas.form.width > 0 {
        match model.middle {
            Middle::Form => form::draw(model, areas, pen),
            Middle::Matrix => matrix::draw(model, areas.form, pen),
            Middle::Problems => problems::draw(model, areas.form, pen),
        }
        join(pen, areas.form, areas.body);
    }
    if model.both.is_some() {
        both::draw(model, areas, pen);
    } else if areas.text.width > 0 {
        if areas.tree.width > 0 {
            tree::draw(model, areas.tree, pen);
            if areas.tree.height == areas.body.height {
                join(pen, areas.tree, areas.body);
            }
        }
        preview::draw(model, areas, pen);
    }
}

/// The bar to the right of a pane, and where it meets the rule above.
pub(super) fn join(pen: &mut Pen<'_>, pane: Rect, body: Rect) {
    if pane.right() >= body.right() {
        return;
    }
    pen.bar(pane.right(), body.y, body.bottom());
    let tee = pen.glyph(Glyph::TeeDown);
    pen.text(pane.right(), body.y - 1, 1, tee, Role::Rule);
}

/// The rule above the hints, with the last event laid over it.
fn foot(model: &Model, areas: &layout::Areas, pen: &mut Pen<'_>) {
    let y = model.size.1 - 2;
    let row = Rect::new(0, y, model.size.0, 1);
    pen.rule(row, y, "", "", false);
    let tee = pen.glyph(Glyph::TeeUp);
    for pane in [areas.outline, areas.form, areas.tree] {
        let reaches = pane.bottom() == areas.body.bottom();
        if pane.width > 0 && reaches && pane.right() < areas.body.right() {
            pen.text(pane.right(), y, 1, tee, Role::Rule);
        }
    }
    let mut said = model.said.clone();
    if said.is_empty() {
        match model.screen {
            Screen::Review => said = model.words("review.bottom", &[]),
            Screen::Found => said = found::counts(model),
            Screen::Conflict => said = model.words("conflict.bottom", &[]),
            Screen::Verify => said = verify::bottom(model),
            _ => {}
        }
    }
    if said.is_empty()
        && model.screen == Screen::Design
        && model.focus == Focus::Preview
        && model.both.is_none()
    {
        return preview::views(model, row, pen);
    }
    if !said.is_empty() {
        let room = row.width.saturating_sub(4);
        pen.text(2, y, room, &format!(" {said} "), Role::Plain);
    }
}
