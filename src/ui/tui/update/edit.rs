//! Boxes that ask for a line or a yes: names, removals, what to look for.

use super::super::keymap::Place;
use super::super::line::Line;
use super::super::model::{Answer, Choice, Cursor, Middle, Model, Pick, Popup, Purpose};
use super::super::msg::Effect;
use super::{answer, field, matrix, preview};
use crate::core::form::{Edit, Subject};
use crate::core::plan::Mount;

/// The member that a key is about: the row's, or the matrix's.
fn member(model: &Model, place: Place) -> Option<String> {
    if place == Place::Matrix {
        return matrix::member(model);
    }
    match model.subject() {
        Subject::Member(name) => Some(name),
        _ => None,
    }
}

/// A new name for the selected member.
pub(super) fn rename(model: &mut Model, place: Place) {
    match member(model, place) {
        Some(name) => model.popups.push(Popup::Edit {
            purpose: Purpose::Rename(name.clone()),
            line: Line::of(&name),
            wrong: String::new(),
        }),
        None => model.tell("rename.nothing", &[]),
    }
}

/// Asks whether the selected member goes, and says all that goes with it.
pub(super) fn remove(model: &mut Model, place: Place) {
    if let Subject::Profile(name) = model.subject()
        && place == Place::Outline
        && !name.is_empty()
    {
        return forget(model, &name);
    }
    let Some(name) = member(model, place) else {
        return model.tell("remove.nothing", &[]);
    };
    let why = loses(model, &name);
    let title = model.words("remove", &[("name", &name)]);
    ask(model, title, why, Choice::Remove(name));
}

/// A profile goes; its members start always then.
fn forget(model: &mut Model, name: &str) {
    let why = model.words("forget.why", &[("name", name)]);
    let title = model.words("forget", &[("name", name)]);
    ask(model, title, why, Choice::Forget(name.to_owned()));
}

pub(super) fn ask(model: &mut Model, title: String, why: String, choice: Choice) {
    let row = |label: String, detail: String| Pick {
        label,
        detail,
        on: None,
    };
    let go = match choice {
        Choice::TurnOff(_) => model.words("feature.off.go", &[]),
        _ => model.words("remove.go", &[]),
    };
    let rows = vec![
        row(
            model.words("remove.keep", &[]),
            model.words("remove.keep.why", &[]),
        ),
        row(go, model.words("remove.go.why", &[])),
    ];
    model.popups.push(Popup::Choose {
        choice,
        title,
        why,
        rows,
        cursor: Cursor::default(),
    });
}

/// Who loses what, and which data stays.
fn loses(model: &Model, name: &str) -> String {
    let design = model.editing.sound();
    let mut words: Vec<String> = Vec::new();
    let users = design
        .stack
        .units
        .iter()
        .filter(|unit| unit.links.iter().any(|link| link.target == name));
    let users: Vec<&str> = users.map(|unit| unit.name.as_str()).collect();
    if !users.is_empty() {
        words.push(model.words("remove.users", &[("names", &users.join(" and "))]));
    }
    let containers = design
        .plan
        .iter()
        .flat_map(|plan| &plan.containers.development);
    let volumes = containers
        .filter(|container| container.name == name)
        .flat_map(|container| &container.mounts)
        .filter_map(|mount| match mount {
            Mount::Volume { name, .. } => Some(format!("{}_{name}", design.stack.project)),
            Mount::Bind { .. } => None,
        });
    let volumes: Vec<String> = volumes.collect();
    match volumes.as_slice() {
        [] => {}
        [one] => words.push(model.words("remove.volume", &[("names", one)])),
        many => words.push(model.words("remove.volumes", &[("names", &many.join(" and "))])),
    }
    words.join(" ")
}

/// A new profile; nobody is in it yet.
pub(super) fn profile(model: &mut Model) {
    model.popups.push(Popup::Edit {
        purpose: Purpose::Profile,
        line: Line::default(),
        wrong: String::new(),
    });
}

/// What to look for in the files.
pub(super) fn find(model: &mut Model) {
    model.popups.push(Popup::Edit {
        purpose: Purpose::Find,
        line: Line::of(&model.sought.clone()),
        wrong: String::new(),
    });
}

/// Enter in a box with a line. What is wrong is said in the box, which stays.
pub(super) fn accept(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Popup::Edit { purpose, line, .. }) = model.popups.last().cloned() else {
        return;
    };
    let typed = line.text().trim().to_owned();
    let answer = answer_of(model, &purpose, &typed);
    let outcome = match &purpose {
        Purpose::Field(_) => answer.map_or(Ok(()), |answer| answer::give(model, answer, effects)),
        Purpose::Rename(_) => answer.map_or(Ok(()), |answer| {
            answer::give(model, answer, effects)?;
            answer::select(model, &Subject::Member(typed.clone()));
            Ok(())
        }),
        Purpose::Profile => {
            let wrong = typed.is_empty() || typed.contains(['.', ' ', '/', ':']);
            if wrong {
                let wrong = model.words("profile.name", &[]);
                return put_wrong(model, &wrong);
            }
            if model.editing.design().answers.profiles.contains_key(&typed) {
                let wrong = model.words("profile.there", &[]);
                return put_wrong(model, &wrong);
            }
            answer.map_or(Ok(()), |answer| {
                answer::give(model, answer, effects)?;
                matrix::last_profile(model);
                Ok(())
            })
        }
        Purpose::Find => {
            model.sought.clone_from(&typed);
            let found = !typed.is_empty() && preview::seek(model, &typed);
            if !found {
                let wrong = model.words("find.nothing", &[]);
                return put_wrong(model, &wrong);
            }
            model.middle = Middle::Form;
            model.focus = super::super::model::Focus::Preview;
            Ok(())
        }
    };
    match outcome {
        Ok(()) => {
            model.popups.pop();
        }
        Err(problems) => put_wrong(model, &answer::told(&problems)),
    }
}

/// The answer that Enter in a line is; none where nothing changes.
pub(super) fn answer_of(model: &Model, purpose: &Purpose, typed: &str) -> Option<Answer> {
    match purpose {
        Purpose::Field(field) => {
            (field.value != typed).then(|| field::answer_of(model, field, typed))
        }
        Purpose::Rename(old) => (old != typed).then(|| Answer {
            edit: Edit::Rename {
                old: old.clone(),
                new: typed.to_owned(),
            },
            key: String::new(),
            said: format!("{old} is {typed} now"),
        }),
        Purpose::Profile => {
            let key = format!("profiles.{typed}");
            Some(Answer {
                edit: Edit::set(&key, "[]"),
                key,
                said: format!("new profile {typed}"),
            })
        }
        Purpose::Find => None,
    }
}

fn put_wrong(model: &mut Model, text: &str) {
    if let Some(Popup::Edit { wrong, .. }) = model.popups.last_mut() {
        text.clone_into(wrong);
    }
}
