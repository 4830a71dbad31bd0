//! Enter and Space in a short list.

use super::super::model::{Answer, Choice, Model, Pick, Popup};
use super::super::msg::Effect;
use super::{answer, field, problems};
use crate::core::form::{Edit, Field, Subject, tick as ticked};

/// Takes the selected row.
pub(super) fn accept(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Popup::Choose {
        choice,
        rows,
        cursor,
        ..
    }) = model.popups.last().cloned()
    else {
        return;
    };
    let Some(row) = rows.get(cursor.at) else {
        return;
    };
    // The first row of a question is the harmless one.
    let yes = cursor.at > 0;
    let answer = answer_of(model, &choice, cursor.at, row);
    match choice {
        Choice::Many(_) => {
            model.popups.pop();
        }
        Choice::One(_) | Choice::Forget(_) | Choice::TurnOff(_) => {
            model.popups.pop();
            if let Some(answer) = answer {
                answer::give_or_say(model, answer, effects);
            }
        }
        Choice::Remove(name) => {
            model.popups.pop();
            if let Some(answer) = answer {
                remove(model, &name, answer, effects);
            }
        }
        Choice::TakeUp(drafts) => {
            model.popups.pop();
            if let Some(draft) = drafts.get(cursor.at) {
                super::meet::take_up(model, draft, cursor.at, effects);
            } else {
                model.drafts.clear();
                effects.push(Effect::ForgetDrafts);
            }
        }
        Choice::Writes => {
            model.popups.pop();
            if yes {
                model.review.writing = true;
                effects.push(Effect::TakeBack(cursor.at));
            }
        }
        Choice::Evidence(places) => {
            model.popups.pop();
            if let Some(place) = places.into_iter().nth(cursor.at) {
                effects.push(Effect::Open(place));
            }
        }
        Choice::Mends(mends) => {
            model.popups.pop();
            if let Some(mend) = mends.into_iter().nth(cursor.at) {
                problems::mend_by(model, mend, effects);
            }
        }
    }
}

/// The answer that a row is when it is taken, or ticked; none where nothing changes.
pub(super) fn answer_of(model: &Model, choice: &Choice, at: usize, row: &Pick) -> Option<Answer> {
    let yes = at > 0;
    match choice {
        Choice::One(of) => (row.label != of.value).then(|| field::answer_of(model, of, &row.label)),
        Choice::Many(of) => Some(ticking(model, of, row)),
        Choice::Remove(name) => yes.then(|| Answer {
            edit: Edit::Remove(name.clone()),
            key: String::new(),
            said: format!("{name} removed"),
        }),
        Choice::Forget(profile) => yes.then(|| Answer {
            edit: Edit::Unset {
                key: vec!["profiles".to_owned(), profile.clone()],
            },
            key: format!("profiles.{profile}"),
            said: format!("profile {profile} removed"),
        }),
        Choice::TurnOff(id) => yes.then(|| field::turned(model, id)),
        Choice::TakeUp(_) | Choice::Writes | Choice::Evidence(_) | Choice::Mends(_) => None,
    }
}

/// A name in or out, where several may be.
fn ticking(model: &Model, of: &Field, row: &Pick) -> Answer {
    let on = row.on != Some(true);
    let editing = &model.editing;
    let word = if on { "with" } else { "without" };
    Answer {
        edit: ticked(
            editing.studio().catalog(),
            editing.design(),
            of,
            &row.label,
            on,
        ),
        key: of.key.clone(),
        said: format!("{}: {word} {}", field::named(model, of), row.label),
    }
}

fn remove(model: &mut Model, name: &str, answer: Answer, effects: &mut Vec<Effect>) {
    if answer::give_or_say(model, answer, effects) {
        let subject = model.subject();
        let gone = subject == Subject::Member(name.to_owned());
        if gone || subject == Subject::Project {
            answer::select(model, &Subject::Member(name.to_owned()));
        }
    }
}

/// Space: a name in or out, where several may be; the list stays.
pub(super) fn tick(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Popup::Choose {
        choice: Choice::Many(of),
        rows,
        cursor,
        ..
    }) = model.popups.last().cloned()
    else {
        return accept(model, effects);
    };
    let Some(row) = rows.get(cursor.at) else {
        return;
    };
    let answer = ticking(model, &of, row);
    answer::give_or_say(model, answer, effects);
    let now = model
        .fields
        .iter()
        .find(|known| known.key == of.key)
        .cloned();
    if let (Some(now), Some(Popup::Choose { choice, rows, .. })) = (now, model.popups.last_mut()) {
        *rows = field::ticks(&now);
        *choice = Choice::Many(Box::new(now));
    }
}
