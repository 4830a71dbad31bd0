//! Answers given, taken back and given again, and what follows on the screen.

use super::super::model::{Answer, Middle, Model};
use super::super::msg::Effect;
use super::preview;
use std::sync::Arc;

use crate::core::diagnostic::Problem;
use crate::core::editing::{Effect as Change, Seen};
use crate::core::form::{Row, Subject, form, outline};

/// Gives an answer; what is wrong with it is said and nothing changes.
pub(super) fn give(
    model: &mut Model,
    answer: Answer,
    effects: &mut Vec<Effect>,
) -> Result<(), Vec<Problem>> {
    let Answer { edit, key, said } = answer;
    let change = model.editing.answer(edit, &key, &said)?;
    follow(model, &change, effects);
    Ok(())
}

/// The same, with what is wrong said at the foot.
pub(super) fn give_or_say(model: &mut Model, answer: Answer, effects: &mut Vec<Effect>) -> bool {
    match give(model, answer, effects) {
        Ok(()) => true,
        Err(problems) => {
            model.say(told(&problems));
            false
        }
    }
}

/// The first of what is wrong, with its mend.
pub(super) fn told(problems: &[Problem]) -> String {
    let Some(problem) = problems.first() else {
        return String::new();
    };
    let mend = if problem.mend.is_empty() {
        String::new()
    } else {
        format!(": {}", problem.mend)
    };
    format!("{}{mend}", problem.message)
}

/// Takes the last answer back.
pub(super) fn undo(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.editing.undo() {
        Some(change) => follow(model, &change, effects),
        None => model.tell("undo.none", &[]),
    }
}

/// Gives it again.
pub(super) fn redo(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.editing.redo() {
        Some(change) => follow(model, &change, effects),
        None => model.tell("redo.none", &[]),
    }
}

/// What an answer changed: its lines are marked, the first is in sight, the rest is as it was.
fn follow(model: &mut Model, change: &Change, effects: &mut Vec<Effect>) {
    model.generation += 1;
    model.marks.clone_from(&change.lines);
    refresh(model);
    model.say(summary(model, change));
    preview::follow(model);
    effects.extend(look(model));
    keep(model, effects);
    effects.push(Effect::Discard(model.editing.spent()));
}

/// What is on the disk changed by the wizard's own doing: it is looked at again, and the draft is what
/// is not written now.
pub(super) fn renewed(model: &mut Model, effects: &mut Vec<Effect>) {
    model.generation += 1;
    model.marks.clear();
    refresh(model);
    preview::follow(model);
    effects.extend(look(model));
    keep(model, effects);
}

/// `port of web: 8000 → 8001 · 7 lines in 5 files · u undoes`.
fn summary(model: &Model, change: &Change) -> String {
    let effect = effect(model, change, model.editing.design().is_sound());
    model.words("changed", &[("what", &change.said), ("effect", &effect)])
}

/// `7 lines in 5 files`.
pub(super) fn effect(model: &Model, change: &Change, is_sound: bool) -> String {
    let (lines, files) = change.counts();
    let count = |number: usize| number.to_string();
    match (lines, change.files.len()) {
        _ if !is_sound => model.words("changed.unsound", &[]),
        (0, 0) => model.words("changed.nothing", &[]),
        (0, gone) => model.words("changed.gone", &[("files", &count(gone))]),
        _ => model.words(
            "changed.lines",
            &[("lines", &count(lines)), ("files", &count(files))],
        ),
    }
}

/// `1 line`, `2 lines`.
pub(in super::super) fn count(number: usize, word: &str) -> String {
    match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}s"),
    }
}

/// Makes the panes of the answers again; what is selected stays so, wherever its row is by now.
pub(super) fn refresh(model: &mut Model) {
    let subject = model.subject();
    model.rows = outline(model.editing.studio().catalog(), model.editing.design());
    select(model, &subject);
    preview::refresh(model);
}

/// Makes the form of the selected row again; the cursor stays on its field.
pub(super) fn refresh_form(model: &mut Model) {
    let key = model.field().map(|field| field.key.clone());
    let catalog = model.editing.studio().catalog();
    model.fields = form(catalog, model.editing.design(), &model.subject());
    if model.subject() == Subject::Project {
        model.story.tell(model.editing.sound());
    }
    let known = key.and_then(|key| model.fields.iter().position(|field| field.key == key));
    match known {
        Some(at) => model.form.at = at,
        None => model.form.to(model.form.at, model.fields.len()),
    }
}

/// Selects the row of a subject, if there is one; else the nearest entry.
pub(super) fn select(model: &mut Model, subject: &Subject) {
    let rows = &model.rows;
    let found = rows.iter().position(|row| row.subject() == Some(subject));
    let at = found.unwrap_or_else(|| {
        let near = model.outline.at.min(rows.len().saturating_sub(1));
        let entry = |at: &usize| rows.get(*at).is_some_and(|row| row.subject().is_some());
        (0..=near).rev().find(entry).unwrap_or(1)
    });
    if model.outline.at != at {
        model.outline.at = at;
    }
    refresh_form(model);
}

/// Goes to an answer: its row, and its field.
pub(super) fn go_to(model: &mut Model, subject: &Subject, key: Option<&str>) {
    model.middle = Middle::Form;
    select(model, subject);
    if let Some(at) = key.and_then(|key| model.fields.iter().position(|field| field.key == key)) {
        model.form.at = at;
    }
}

/// Whose form has a key: `services.web.port` is of `web`.
pub(super) fn subject_of(model: &Model, key: &str) -> Option<Subject> {
    let fits = |row: &Row| {
        let subject = row.subject()?;
        let unit = match subject {
            Subject::Member(name) => model.editing.design().stack.unit(name)?.key(),
            Subject::Feature(id) => format!("features.{id}"),
            Subject::Profile(name) if !name.is_empty() => format!("profiles.{name}"),
            _ => return None,
        };
        let below = key.strip_prefix(&unit)?;
        (below.is_empty() || below.starts_with('.')).then(|| (unit.len(), subject.clone()))
    };
    let best = model
        .rows
        .iter()
        .filter_map(fits)
        .max_by_key(|(length, _)| *length);
    best.map(|(_, subject)| subject)
}

/// What the disk has by now. Where that makes other files, all that was asked about those before is
/// of no use.
pub(super) fn seen(model: &mut Model, seen: Seen) {
    let (design, changes) = (
        model.editing.sound().clone(),
        model.editing.changes().clone(),
    );
    model.editing.see(seen);
    if !Arc::ptr_eq(&design, model.editing.sound()) {
        model.generation += 1;
    }
    refresh(model);
    super::review::renew(model, &changes);
}

/// The disk is looked at again: somebody else may have been there.
pub(super) fn look(model: &Model) -> Option<Effect> {
    let design = model.editing.sound();
    design.is_sound().then(|| {
        Effect::ReadDisk(
            model.generation,
            design.clone(),
            model.editing.seen().clone(),
        )
    })
}

/// The answers are kept for the next start while they are not written.
pub(super) fn keep(model: &mut Model, effects: &mut Vec<Effect>) {
    // What was offered and neither taken nor forgotten is not to be lost by an answer.
    if !model.drafts.is_empty() {
        model.drafts.clear();
        effects.push(Effect::SetAside);
    }
    effects.push(match model.editing.draft() {
        Some(draft) => Effect::KeepDraft(draft),
        None => Effect::ForgetDraft,
    });
}
