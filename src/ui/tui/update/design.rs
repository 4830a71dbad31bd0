//! Keys of the design: outline, form and preview, and what stands in the form's place.

use super::super::keymap::{Action, Place};
use super::super::model::{Focus, Middle, Model, Show};
use super::super::msg::Effect;
use super::{
    add, answer, both, edit, evidence, field, matrix, popup, preview, problems, review, writes,
};
use crate::core::form::Subject;
use crate::core::resolve::Unit;

pub(super) fn act(model: &mut Model, place: Place, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Up => by(model, place, -1),
        Action::Down => by(model, place, 1),
        Action::PageUp => by(model, place, -page(model, place)),
        Action::PageDown => by(model, place, page(model, place)),
        Action::First => by(model, place, isize::MIN / 2),
        Action::Last => by(model, place, isize::MAX / 2),
        Action::Left if place == Place::Matrix => matrix::across(model, -1),
        Action::Right if place == Place::Matrix => matrix::across(model, 1),
        Action::Left => focus(model, neighbour(model.focus, false)),
        Action::Right => focus(model, neighbour(model.focus, true)),
        Action::NextPane => focus(model, round(model.focus, false)),
        Action::PrevPane => focus(model, round(model.focus, true)),
        Action::Outline => focus(model, Focus::Outline),
        Action::Form => {
            model.middle = Middle::Form;
            focus(model, Focus::Form);
        }
        Action::Preview => focus(model, Focus::Preview),
        Action::Open => open(model),
        Action::Back => back(model),
        Action::Zoom => model.zoomed = !model.zoomed,
        Action::Both => both::toggle(model),
        Action::Add if place == Place::Matrix => edit::profile(model),
        Action::Add => add::open(model, effects),
        Action::Rename => edit::rename(model, place),
        Action::Remove => edit::remove(model, place),
        Action::Profiles => matrix::open(model),
        Action::Problems => problems::open(model),
        Action::Write => review::open(model),
        Action::Undo => answer::undo(model, effects),
        Action::Redo => answer::redo(model, effects),
        Action::Toggle => field::toggle_feature(model, effects),
        Action::Change => field::change(model, effects),
        Action::Edit => field::edit(model),
        Action::Default => field::default(model, effects),
        Action::Earlier => field::shift(model, false, effects),
        Action::Later => field::shift(model, true, effects),
        Action::ItsLines => its_lines(model),
        Action::More => popup::more(model, place),
        Action::Evidence => evidence::of_field(model, effects),
        Action::Cell => matrix::cell(model, effects),
        Action::Mend => problems::mend(model, effects),
        Action::Mends => problems::choose(model),
        Action::GotoAnswer if place == Place::Problems => problems::go_to(model),
        Action::GotoAnswer => behind(model),
        Action::Find => edit::find(model),
        Action::Files => popup::files(model),
        Action::FilePrev => preview::step_file(model, true),
        Action::FileNext => preview::step_file(model, false),
        Action::ViewPrev => preview::step_view(model, true),
        Action::ViewNext => preview::step_view(model, false),
        Action::NextMark if model.both.is_some() => both::step(model, false),
        Action::PrevMark if model.both.is_some() => both::step(model, true),
        Action::NextMark => preview::step_mark(model, false),
        Action::PrevMark => preview::step_mark(model, true),
        Action::Follow => follow(model),
        Action::ScrollDown => scroll(model, 1),
        Action::ScrollUp => scroll(model, -1),
        Action::SideLeft => model.preview.left = model.preview.left.saturating_sub(8),
        Action::SideRight => model.preview.left += 8,
        Action::CopyFile => copy(model, effects),
        Action::Writes => writes::ask(model, effects),
        _ => {}
    }
}

fn neighbour(focus: Focus, right: bool) -> Focus {
    match (focus, right) {
        (Focus::Outline, true) | (Focus::Preview, false) => Focus::Form,
        (Focus::Form | Focus::Preview, true) => Focus::Preview,
        (Focus::Form | Focus::Outline, false) => Focus::Outline,
    }
}

fn round(focus: Focus, back: bool) -> Focus {
    match (focus, back) {
        (Focus::Outline, false) | (Focus::Preview, true) => Focus::Form,
        (Focus::Form, false) | (Focus::Outline, true) => Focus::Preview,
        (Focus::Preview, false) | (Focus::Form, true) => Focus::Outline,
    }
}

pub(super) fn focus(model: &mut Model, focus: Focus) {
    model.focus = focus;
    // Where both sides have the whole width, another pane means to leave them.
    if focus != Focus::Preview && model.size.0 < 160 {
        model.both = None;
    }
}

/// Enter on a row of the outline.
fn open(model: &mut Model) {
    match model.subject() {
        Subject::Profile(_) => matrix::open(model),
        Subject::Problems => problems::open(model),
        _ => {
            model.middle = Middle::Form;
            model.focus = Focus::Form;
        }
    }
}

/// One level back: out of what stands in the form's place, then to the outline.
fn back(model: &mut Model) {
    if model.zoomed {
        model.zoomed = false;
    } else if model.both.take().is_some() {
    } else if model.middle == Middle::Form {
        model.focus = match model.focus {
            Focus::Preview => Focus::Form,
            _ => Focus::Outline,
        };
    } else {
        model.middle = Middle::Form;
        model.focus = Focus::Outline;
    }
}

fn page(model: &Model, place: Place) -> isize {
    let areas = super::layout::areas(model);
    let height = match place {
        Place::Preview => areas.text.height,
        _ => areas.body.height,
    };
    isize::try_from(height.saturating_sub(2))
        .unwrap_or(1)
        .max(1)
}

/// Moves what is selected; nothing else changes.
pub(super) fn by(model: &mut Model, place: Place, rows: isize) {
    match place {
        Place::Outline => outline(model, rows),
        Place::Preview if model.both.is_some() => both::by(model, rows),
        Place::Preview => {
            let len = model.preview.lines.len();
            model.preview.cursor.by(rows, len);
        }
        Place::Matrix => matrix::along(model, rows),
        Place::Problems => {
            let len = model.editing.design().problems.len();
            model.problem.by(rows, len);
        }
        // A text with one field above it: it scrolls.
        _ if model.subject() == Subject::Project => {
            model.form.top = model.form.top.saturating_add_signed(rows);
        }
        _ => {
            let len = model.fields.len();
            model.form.by(rows, len);
        }
    }
}

/// The outline's cursor stands on entries only; the form and the preview follow it.
fn outline(model: &mut Model, rows: isize) {
    let entry = |at: &usize| {
        model
            .rows
            .get(*at)
            .is_some_and(|row| row.subject().is_some())
    };
    let wanted = model.outline.at.saturating_add_signed(rows);
    let wanted = wanted.min(model.rows.len().saturating_sub(1));
    let found = if rows < 0 {
        (0..=wanted)
            .rev()
            .find(entry)
            .or_else(|| (wanted..model.rows.len()).find(entry))
    } else {
        (wanted..model.rows.len())
            .find(entry)
            .or_else(|| (0..=wanted).rev().find(entry))
    };
    let before = model.outline.at;
    model.outline.at = found.unwrap_or(before);
    if model.outline.at != before {
        model.form = super::super::model::Cursor::default();
        model.middle = Middle::Form;
        answer::refresh_form(model);
        first_file(model);
    }
}

/// Focus in the outline shows the entry's first file, if the preview may go there.
fn first_file(model: &mut Model) {
    if !model.preview.follows {
        return;
    }
    let Subject::Member(name) = model.subject() else {
        return;
    };
    let design = model.editing.sound();
    let Some(key) = design.stack.unit(&name).map(Unit::key) else {
        return;
    };
    let own = design.ordered().iter().find_map(|path| {
        let file = design.files.files.get(path)?;
        let mut line = 0;
        for fragment in &file.fragments {
            if fragment.node == key {
                return Some((path.clone(), line));
            }
            line += fragment.lines();
        }
        None
    });
    if let Some((path, line)) = own {
        preview::open(model, &path, Show::Text);
        preview::go_to_line(model, line + 1);
    }
}

/// Walks the lines that the answer in focus makes.
pub(super) fn its_lines(model: &mut Model) {
    let key = model.field().map(|field| field.key.clone());
    if model.made_of.is_some() && model.made_by != key {
        model.walks = key;
        return;
    }
    let lines = &model.made;
    let mut paths = model.editing.sound().ordered().iter();
    let first = paths.find_map(|path| Some((path.clone(), *lines.get(path)?.first()?)));
    let Some((path, line)) = first else {
        return model.tell("trace.none", &[]);
    };
    model.marks.clear();
    preview::open(model, &path, Show::Text);
    preview::go_to_line(model, line);
    model.focus = Focus::Preview;
    let (lines, files) = (
        model.made.values().map(Vec::len).sum::<usize>(),
        model.made.len(),
    );
    let (lines, files) = (lines.to_string(), files.to_string());
    model.tell("trace", &[("lines", &lines), ("files", &files)]);
}

/// Enter on a line: to the answer behind it, or a choice among several.
fn behind(model: &mut Model) {
    match model.preview.behind.as_slice() {
        [] => model.tell("behind.none", &[]),
        [(subject, field), ..] => {
            let (subject, key) = (subject.clone(), field.key.clone());
            answer::go_to(model, &subject, Some(&key));
            model.focus = Focus::Form;
        }
    }
}

fn follow(model: &mut Model) {
    model.preview.follows = !model.preview.follows;
    if model.preview.follows {
        preview::follow(model);
        model.tell("followed", &[]);
    } else {
        let path = model.preview.path.to_string();
        model.tell("held", &[("file", &path)]);
    }
}

/// The preview's text under the other panes' keys.
pub(super) fn scroll(model: &mut Model, rows: isize) {
    if model.both.is_some() {
        return both::by(model, rows);
    }
    let len = model.preview.lines.len();
    let cursor = &mut model.preview.cursor;
    cursor.top = cursor
        .top
        .saturating_add_signed(rows)
        .min(len.saturating_sub(1));
    let height = usize::from(super::layout::areas(model).text.height).max(1);
    let cursor = &mut model.preview.cursor;
    cursor.at = cursor
        .at
        .clamp(cursor.top, (cursor.top + height).saturating_sub(1));
}

fn copy(model: &mut Model, effects: &mut Vec<Effect>) {
    let files = &model.editing.sound().files.files;
    if let Some(file) = files.get(&model.preview.path) {
        let text = file.text();
        let path = model.preview.path.to_string();
        model.tell("copied", &[("what", &path)]);
        effects.push(Effect::Copy(text));
    }
}
