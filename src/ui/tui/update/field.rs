//! Keys of the form.

use super::super::model::{Answer, Choice, Cursor, Model, Pick, Popup, Purpose};
use super::super::msg::Effect;
use super::answer;
use crate::core::form::{
    Control, Edit, Field, Subject, answer as given, next, reset, shift as moved, step,
};
use crate::core::yaml::{Node, flow};

/// `port of web`, `mail catcher`.
pub(super) fn named(model: &Model, field: &Field) -> String {
    match model.subject() {
        Subject::Member(name) => format!("{} of {name}", field.label),
        Subject::Feature(id) if field.key == format!("features.{id}") => field.label.clone(),
        Subject::Feature(id) => format!("{} of {}", field.label, id.replace('_', " ")),
        _ => field.label.clone(),
    }
}

/// What is said of a field that gets another value.
fn said(model: &Model, field: &Field, new: &str) -> String {
    let old = if field.value.is_empty() {
        "nothing"
    } else {
        &field.value
    };
    let new = if new.is_empty() { "the default" } else { new };
    format!("{}: {old} → {new}", named(model, field))
}

/// The answer that a typed or picked value is.
pub(super) fn answer_of(model: &Model, field: &Field, typed: &str) -> Answer {
    let editing = &model.editing;
    let edit = given(editing.studio().catalog(), editing.design(), field, typed);
    Answer {
        edit,
        key: field.key.clone(),
        said: said(model, field, typed),
    }
}

/// Space: the next choice, on and off; what is typed is edited.
pub(super) fn change(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(field) = model.field().cloned() else {
        return;
    };
    if let Some(answer) = changed(model, &field) {
        answer::give_or_say(model, answer, effects);
        return;
    }
    match &field.control {
        Control::Step { .. } => {}
        Control::Many(_) => many(model, &field),
        Control::Fixed => model.say(field.why.clone()),
        Control::Toggle(true) => {
            let id = feature(&field.key).unwrap_or_default().to_owned();
            turn_feature(model, &id, effects);
        }
        _ => type_in(model, &field),
    }
}

/// The answer that Space is; none where it asks for one.
pub(super) fn changed(model: &Model, field: &Field) -> Option<Answer> {
    match &field.control {
        Control::Step { on } => {
            let edit = step(model.editing.design(), field)?;
            let word = if *on { "out of" } else { "in" };
            let said = format!("step {} {word} setup", field.label);
            let key = field.key.clone();
            Some(Answer { edit, key, said })
        }
        Control::Toggle(true) if let Some(id) = feature(&field.key) => {
            own_of(model, id).is_empty().then(|| turned(model, id))
        }
        _ => next(field).map(|value| answer_of(model, field, &value)),
    }
}

/// The feature that a key turns on and off.
fn feature(key: &str) -> Option<&str> {
    let id = key.strip_prefix("features.")?;
    (!id.contains('.')).then_some(id)
}

/// Enter: a line to type, or a list to pick from.
pub(super) fn edit(model: &mut Model) {
    let Some(field) = model.field().cloned() else {
        return;
    };
    match &field.control {
        Control::Choice(of) => {
            let rows = of.iter().map(|choice| Pick {
                label: choice.clone(),
                detail: if *choice == field.value {
                    "now".to_owned()
                } else {
                    String::new()
                },
                on: None,
            });
            let at = of
                .iter()
                .position(|choice| *choice == field.value)
                .unwrap_or(0);
            let title = named(model, &field);
            let popup = Popup::Choose {
                title,
                why: field.why.clone(),
                rows: rows.collect(),
                cursor: Cursor { at, top: 0 },
                choice: Choice::One(Box::new(field)),
            };
            model.popups.push(popup);
        }
        Control::Many(_) => many(model, &field),
        Control::Fixed => model.say(field.why.clone()),
        Control::Toggle(_) | Control::Step { .. } => {
            model.tell("field.toggle", &[]);
        }
        Control::Name | Control::Line | Control::Yaml => type_in(model, &field),
    }
}

fn type_in(model: &mut Model, field: &Field) {
    let line = super::super::line::Line::of(&field.value);
    model.popups.push(Popup::Edit {
        purpose: Purpose::Field(Box::new(field.clone())),
        line,
        wrong: String::new(),
    });
}

fn many(model: &mut Model, field: &Field) {
    let title = named(model, field);
    model.popups.push(Popup::Choose {
        title,
        why: field.why.clone(),
        rows: ticks(field),
        cursor: Cursor::default(),
        choice: Choice::Many(Box::new(field.clone())),
    });
}

/// The names of a field of several, each ticked or not.
pub(super) fn ticks(field: &Field) -> Vec<Pick> {
    let Control::Many(names) = &field.control else {
        return Vec::new();
    };
    let row = |(name, on): &(String, bool)| Pick {
        label: name.clone(),
        detail: String::new(),
        on: Some(*on),
    };
    names.iter().map(row).collect()
}

/// Back to the default, and what that is.
pub(super) fn default(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(field) = model.field().cloned() else {
        return;
    };
    if field.origin == crate::core::interview::Origin::Default {
        let name = named(model, &field);
        return model.tell("field.default", &[("field", &name)]);
    }
    if matches!(field.control, Control::Name | Control::Fixed) || field.key == "name" {
        return model.tell("field.fixed", &[]);
    }
    let edit = reset(model.editing.design(), &field);
    let said = format!("{} is the default again", named(model, &field));
    let key = field.key.clone();
    answer::give_or_say(model, Answer { edit, key, said }, effects);
}

/// A step of the setup earlier or later.
pub(super) fn shift(model: &mut Model, later: bool, effects: &mut Vec<Effect>) {
    let Some(field) = model.field().cloned() else {
        return;
    };
    if !matches!(field.control, Control::Step { on: true }) {
        return model.tell("field.unordered", &[]);
    }
    match moved(model.editing.design(), &field, later) {
        Some(edit) => {
            let word = if later { "later" } else { "earlier" };
            let said = format!("step {} {word}", field.label);
            let key = field.key.clone();
            answer::give_or_say(model, Answer { edit, key, said }, effects);
        }
        None => model.tell("field.end", &[]),
    }
}

/// Space on a feature of the outline.
pub(super) fn toggle_feature(model: &mut Model, effects: &mut Vec<Effect>) {
    let Subject::Feature(id) = model.subject() else {
        return model.tell("outline.no_toggle", &[]);
    };
    turn_feature(model, &id, effects);
}

/// A feature on or off. One that has answers of its own is turned off after a yes: they go with it.
pub(super) fn turn_feature(model: &mut Model, id: &str, effects: &mut Vec<Effect>) {
    let own = own_of(model, id);
    if own.is_empty() {
        return put_feature(model, id, effects);
    }
    let title = id.replace('_', " ");
    let title = model.words("feature.off", &[("name", &title)]);
    let why = model.words("feature.off.why", &[("what", &own.join(", "))]);
    super::edit::ask(model, title, why, Choice::TurnOff(id.to_owned()));
}

/// A feature's own answers, in words.
pub(super) fn own_of(model: &Model, id: &str) -> Vec<String> {
    let answers = &model.editing.design().answers;
    let own = answers.features.get(id).and_then(Node::as_map);
    let own = own.unwrap_or_default().iter();
    own.map(|entry| format!("{}: {}", entry.key, flow(&entry.value)))
        .collect()
}

/// A feature on or off, whatever is said of it.
pub(super) fn put_feature(model: &mut Model, id: &str, effects: &mut Vec<Effect>) {
    let answer = turned(model, id);
    answer::give_or_say(model, answer, effects);
}

/// The answer that turns a feature on or off.
pub(super) fn turned(model: &Model, id: &str) -> Answer {
    let key = format!("features.{id}");
    let on = model.editing.design().answers.has_feature(id);
    let title = id.replace('_', " ");
    Answer {
        edit: Edit::set(&key, if on { "false" } else { "true" }),
        key,
        said: format!("{title} {}", if on { "off" } else { "on" }),
    }
}
