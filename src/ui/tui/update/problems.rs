//! What is wrong, and its mends.

use super::super::model::{Answer, Choice, Cursor, Focus, Middle, Model, Pick, Popup};
use super::super::msg::Effect;
use super::answer;
use crate::core::diagnostic::Problem;
use crate::core::form::{Control, Edit, form, reset};

/// Opens the list.
pub(super) fn open(model: &mut Model) {
    model.middle = Middle::Problems;
    model.focus = Focus::Form;
    model.zoomed = false;
    model.both = None;
}

fn selected(model: &Model) -> Option<&Problem> {
    model.editing.design().problems.get(model.problem.at)
}

/// The answers that would do away with a problem: what its mend says to write, the default, the
/// entry gone. Each was tried: the problem is not there any more, and no error more than before.
fn mends(model: &Model, problem: &Problem) -> Vec<Answer> {
    let editing = &model.editing;
    let Some(key) = problem.place.as_ref().and_then(|place| place.key.clone()) else {
        return Vec::new();
    };
    let errors = |problems: &[Problem]| problems.iter().filter(|one| one.is_error()).count();
    let before = errors(&editing.design().problems);
    let works = |mend: &Answer| {
        let design = editing.tried(&mend.edit);
        design.is_some_and(|design| {
            let gone = !design
                .problems
                .iter()
                .any(|one| one.code == problem.code && one.message == problem.message);
            let after = errors(&design.problems);
            gone && if problem.is_error() {
                after < before
            } else {
                after <= before
            }
        })
    };
    candidates(model, problem, &key)
        .into_iter()
        .filter(works)
        .collect()
}

fn candidates(model: &Model, problem: &Problem, key: &str) -> Vec<Answer> {
    let mut mends = Vec::new();
    let mut add = |edit: Edit, said: String| {
        mends.push(Answer {
            said,
            edit,
            key: key.to_owned(),
        });
    };
    let quoted = problem.mend.split('`').skip(1).step_by(2);
    // `image: NAME:TAG` is for somebody to fill in.
    let blank = |word: &str| {
        word.split(|c: char| !c.is_ascii_alphabetic())
            .any(|piece| piece.len() > 2 && piece.chars().all(|c| c.is_ascii_uppercase()))
    };
    for word in quoted.filter(|word| !word.contains("dockwright") && !blank(word)) {
        match word.split_once(": ") {
            // `into: web` is a key of the map that the problem is at.
            Some((name, value)) if !value.is_empty() => {
                add(
                    Edit::set(&format!("{key}.{name}"), value),
                    format!("write {word}"),
                );
                if let Some((above, _)) = key.rsplit_once('.') {
                    add(
                        Edit::set(&format!("{above}.{name}"), value),
                        format!("write {word}"),
                    );
                }
            }
            _ => add(Edit::set(key, word), format!("set {key} to {word}")),
        }
    }
    if let Some(subject) = answer::subject_of(model, key) {
        let editing = &model.editing;
        let fields = form(editing.studio().catalog(), editing.design(), &subject);
        if let Some(field) = fields.iter().find(|field| field.key == key) {
            if let Control::Choice(of) = &field.control {
                for choice in of.iter().filter(|choice| **choice != field.value) {
                    add(
                        Edit::set(key, choice.clone()),
                        format!("set {} to {choice}", field.label),
                    );
                }
            }
            if field.value.parse::<u16>().is_ok() {
                for number in free_numbers(&field.value) {
                    let said = format!("set {} to {number}", field.label);
                    add(Edit::set(key, number.to_string()), said);
                }
            }
            add(
                reset(editing.design(), field),
                format!("take the default of {}", field.label),
            );
        }
    }
    add(Edit::unset(key), format!("leave {key} out"));
    mends
}

/// The next few.
fn free_numbers(value: &str) -> impl Iterator<Item = u16> + use<> {
    let now = value.parse::<u16>().unwrap_or(0);
    (1..=3).filter_map(move |step| now.checked_add(step))
}

/// Looks for the mends of the selected problem, where they are not known yet.
pub(super) fn look(model: &mut Model) {
    let of = Some((model.generation, model.problem.at));
    if model.mends_of == of {
        return;
    }
    let found = selected(model).map(|problem| mends(model, problem));
    model.mends = found.unwrap_or_default();
    model.mends_of = of;
}

/// Does the first mend.
pub(super) fn mend(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(problem) = selected(model) else {
        return model.tell("mend.none", &[]);
    };
    match model.mends.first().cloned() {
        Some(mend) => mend_by(model, mend, effects),
        None => model.say(by_hand(model, problem)),
    }
}

/// What can be done where no answer mends it.
fn by_hand(model: &Model, problem: &Problem) -> String {
    if problem.mend.is_empty() {
        model.words("mend.no_answer", &[])
    } else {
        model.words("mend.by_hand", &[("mend", &problem.mend)])
    }
}

/// Does a mend.
pub(super) fn mend_by(model: &mut Model, mend: Answer, effects: &mut Vec<Effect>) {
    answer::give_or_say(model, mend, effects);
    model.middle = Middle::Problems;
    model.focus = Focus::Form;
}

/// All mends of the selected problem.
pub(super) fn choose(model: &mut Model) {
    let Some(problem) = selected(model) else {
        return;
    };
    if model.mends.is_empty() {
        return model.say(by_hand(model, problem));
    }
    let rows = model.mends.iter().map(|mend| Pick {
        label: mend.said.clone(),
        detail: String::new(),
        on: None,
    });
    let popup = Popup::Choose {
        choice: Choice::Mends(model.mends.clone()),
        title: "Mends".to_owned(),
        why: problem.message.clone(),
        rows: rows.collect(),
        cursor: Cursor::default(),
    };
    model.popups.push(popup);
}

/// To the answer that a problem is at.
pub(super) fn go_to(model: &mut Model) {
    let key = selected(model)
        .and_then(|problem| problem.place.as_ref())
        .and_then(|place| place.key.clone());
    let Some(key) = key else {
        return model.tell("problem.nowhere", &[]);
    };
    let Some(subject) = answer::subject_of(model, &key) else {
        return model.tell("problem.file", &[("key", &key)]);
    };
    answer::go_to(model, &subject, None);
    // The nearest field: the key itself, or the one above or below it.
    let at = model.fields.iter().position(|field| field.key == key);
    let near =
        |field: &crate::core::form::Field| key.starts_with(&field.key) && !field.key.ends_with('.');
    let at = at.or_else(|| model.fields.iter().position(near));
    model.form.at = at.unwrap_or(0);
    model.focus = Focus::Form;
}
