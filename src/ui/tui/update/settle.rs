//! After each message: what is selected is in sight, and what it asks for is asked.

use super::super::model::{Focus, Middle, Model, Popup, Screen};
use super::super::msg::Effect;
use super::super::view::popup::read_to;
use super::super::view::{form as form_view, layout};
use super::preview;
use crate::core::form::Subject;

/// Keeps cursors in sight, and asks for the lines and answers that the panes show.
pub(super) fn settle(model: &mut Model, effects: &mut Vec<Effect>) {
    super::both::refresh(model);
    // What takes the form's place may take the preview's too.
    if model.focus == Focus::Preview {
        model.middle = Middle::Form;
    }
    let areas = layout::areas(model);
    match model.screen {
        Screen::Meet => {
            let height = areas.body.height.saturating_sub(8);
            let len = model.meet.presets.len();
            model.meet.cursor.settle(usize::from(height), len);
        }
        Screen::Design => {
            let rows = model.rows.len();
            model
                .outline
                .settle(usize::from(areas.outline.height), rows);
            // The heading of the first entry is in sight with it.
            if model.outline.at <= 1 {
                model.outline.top = 0;
            }
            if model.subject() == Subject::Project {
                model.story.fit(form_view::room(&areas));
            }
            let (height, at, len) = form_view::scroll(model, &areas);
            let mut rows = super::super::model::Cursor {
                at,
                top: model.form.top,
            };
            rows.settle(height, len);
            model.form.top = match model.subject() {
                Subject::Project => model.form.top.min(len.saturating_sub(height)),
                _ if model.form.at == 0 => 0,
                _ => rows.top,
            };
            let height = usize::from(areas.text.height);
            let lines = model.preview.lines.len();
            model.preview.cursor.settle(height, lines);
            let problems = model.editing.design().problems.len();
            model.problem.settle(problems, problems);
            if model.middle == Middle::Problems {
                super::problems::look(model);
            }
            trace(model, effects);
        }
        Screen::Found => {
            if let Some(found) = &mut model.found {
                let height = usize::from(areas.text.height);
                found.cursor.settle(height, found.rows.len());
                // The heading of the first entry is in sight with it.
                if found.cursor.at <= 2 {
                    found.cursor.top = 0;
                }
            }
        }
        Screen::Verify => super::verify::settle(model),
        Screen::Looking | Screen::Conflict | Screen::Review | Screen::Written => {}
    }
    let most = match model.popups.last() {
        Some(Popup::Read { lines, .. }) => read_to(model, lines),
        _ => 0,
    };
    if let Some(popup) = model.popups.last_mut() {
        let height = usize::from(layout::list_height(model.size));
        match popup {
            Popup::Add(picker, _) => picker.cursor.settle(height.min(8), picker.found.len()),
            Popup::Files(picker) => picker.cursor.settle(height, picker.found.len()),
            Popup::Help(picker) => picker.cursor.settle(height, picker.found.len()),
            Popup::Choose { rows, cursor, .. } => cursor.settle(height, rows.len()),
            Popup::Read { top, .. } => *top = (*top).min(most),
            Popup::Edit { .. } | Popup::Leave => {}
        }
    }
    super::ahead::ask(model, effects);
}

/// The lines of the answer in focus; the answers behind the line of the cursor.
fn trace(model: &mut Model, effects: &mut Vec<Effect>) {
    let wanted = match model.field() {
        Some(field) if model.focus != Focus::Outline && model.middle == Middle::Form => {
            Some((model.generation, field.key.clone()))
        }
        _ => None,
    };
    let sound = model.editing.design().is_sound();
    // Those of the answer before stay until these are known, so that nothing flickers.
    if !sound || wanted.is_none() {
        model.made.clear();
        model.made_by = None;
    }
    if let Some(field) = model.field().cloned()
        && sound
        && wanted.is_some()
        && model.made_of != wanted
    {
        let design = model.editing.sound().clone();
        effects.push(Effect::Trace(model.generation, design, Box::new(field)));
    }
    model.made_of = wanted.filter(|_| sound);
    if !sound {
        return;
    }
    if model.focus == Focus::Preview
        && model.both.is_none()
        && let Some(line) = preview::line(model)
    {
        let asked = (model.generation, model.preview.path.clone(), line);
        if model.preview.asked.as_ref() != Some(&asked) {
            effects.push(Effect::Find(
                model.generation,
                model.editing.sound().clone(),
                asked.1.clone(),
                line,
            ));
            model.preview.behind.clear();
            model.preview.asked = Some(asked);
        }
    }
}
