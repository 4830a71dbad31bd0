//! Enter and Space in a short list.

use super::super::model::{Answer, Choice, Model, Popup};
use super::super::msg::Effect;
use super::{answer, field, problems};
use crate::core::form::{Edit, Subject, tick as ticked};

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
    match choice {
        Choice::Many(_) => {
            model.popups.pop();
        }
        Choice::One(of) => {
            model.popups.pop();
            if row.label != of.value {
                let answer = field::answer_of(model, &of, &row.label);
                answer::give_or_say(model, answer, effects);
            }
        }
        Choice::Remove(name) => {
            model.popups.pop();
            if yes {
                remove(model, &name, effects);
            }
        }
        Choice::Forget(profile) => {
            model.popups.pop();
            if yes {
                let key = format!("profiles.{profile}");
                let edit = Edit::Unset {
                    key: vec!["profiles".to_owned(), profile.clone()],
                };
                let said = format!("profile {profile} removed");
                answer::give_or_say(model, Answer { edit, key, said }, effects);
            }
        }
        Choice::TurnOff(id) => {
            model.popups.pop();
            if yes {
                field::put_feature(model, &id, effects);
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

fn remove(model: &mut Model, name: &str, effects: &mut Vec<Effect>) {
    let answer = Answer {
        edit: Edit::Remove(name.to_owned()),
        key: String::new(),
        said: format!("{name} removed"),
    };
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
    let on = row.on != Some(true);
    let editing = &model.editing;
    let edit = ticked(
        editing.studio().catalog(),
        editing.design(),
        &of,
        &row.label,
        on,
    );
    let word = if on { "with" } else { "without" };
    let answer = Answer {
        edit,
        key: of.key.clone(),
        said: format!("{}: {word} {}", field::named(model, &of), row.label),
    };
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
