//! An empty folder: each preset is seen before it is taken.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::super::keymap::Action;
use super::super::line::Line;
use super::super::model::{Focus, Middle, Model, Screen, Show};
use super::super::msg::Effect;
use super::answer::{self, count};
use crate::core::answers::BLANK;
use crate::core::catalog::{Preset, presets, starts};
use crate::core::editing::{Begun, Editing, Kept, Start};
use crate::core::fileset::{Policy, Secret};

pub(super) fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    let len = model.meet.presets.len();
    match action {
        Action::Up => model.meet.cursor.by(-1, len),
        Action::Down => model.meet.cursor.by(1, len),
        Action::PageUp | Action::First => model.meet.cursor.to(0, len),
        Action::PageDown | Action::Last => model.meet.cursor.to(len, len),
        Action::Find => model.meet.find = Some(Line::default()),
        Action::Start => return start(model, effects),
        Action::Blank => return blank(model, effects),
        Action::Write => {
            start(model, effects);
            return super::review::open(model);
        }
        Action::Back if tells(model) => {
            model.screen = Screen::Found;
            model.say(String::new());
            return;
        }
        Action::Back => model.tell("meet.back", &[]),
        _ => {}
    }
    about(model);
}

/// Whether the code that is there tells of a service.
pub(in super::super) fn tells(model: &Model) -> bool {
    let found = model.found.as_ref();
    found.is_some_and(|found| !found.findings.proposal.services.is_empty())
}

/// The choice of presets opens.
pub(super) fn open(model: &mut Model) {
    model.screen = Screen::Meet;
    model.meet.presets = starts();
    model.meet.find = None;
    about(model);
}

/// The preset of a number.
pub(super) fn numbered(model: &mut Model, key: KeyEvent, effects: &mut Vec<Effect>) {
    let KeyCode::Char(digit) = key.code else {
        return;
    };
    let number = digit
        .to_digit(10)
        .and_then(|digit| usize::try_from(digit).ok());
    let Some(at) = number.and_then(|number| number.checked_sub(1)) else {
        return;
    };
    if at < model.meet.presets.len() {
        model.meet.cursor.at = at;
        start(model, effects);
    }
}

/// What is typed leaves the presets that have it in name, title or summary.
pub(super) fn find(model: &mut Model) {
    let wanted = model
        .meet
        .find
        .as_ref()
        .map(|line| line.text().to_lowercase())
        .unwrap_or_default();
    let fits = |preset: &Preset| {
        [preset.name, preset.title, preset.summary]
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    };
    model.meet.presets = starts().into_iter().filter(fits).collect();
    model
        .meet
        .cursor
        .to(model.meet.cursor.at, model.meet.presets.len());
    about(model);
}

/// Rows about the selected preset, from a render of it.
pub(super) fn about(model: &mut Model) {
    let Some(preset) = model.meet.presets.get(model.meet.cursor.at) else {
        model.meet.about.clear();
        return;
    };
    let editing = begun(model, Start::of(preset));
    let design = editing.design();
    let mut rows = Vec::new();
    let units = &design.stack.units;
    for unit in units.iter().filter(|unit| unit.owner.is_none()) {
        let port = unit
            .published
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        rows.push((unit.name.clone(), format!("{}\t{port}", title(unit))));
    }
    rows.push((String::new(), String::new()));
    let answers = &design.answers;
    let features = answers.features.keys().filter(|id| answers.has_feature(id));
    let features: Vec<String> = features.map(|id| id.replace('_', " ")).collect();
    if !features.is_empty() {
        rows.push(("with".to_owned(), features.join(", ")));
    }
    let set = &design.files;
    let starters = set.files.values();
    let starters = starters.filter(|file| file.policy == Policy::Starter);
    let starters = starters.count();
    let secrets = set.secrets.values();
    let secrets = secrets.filter(|secret| matches!(secret, Secret::Generated(_)));
    let files = count(set.files.len() + secrets.count(), "file");
    rows.push((
        "writes".to_owned(),
        format!("{files}, {starters} of them starter code"),
    ));
    if let Some(ran) = ran(model, &editing) {
        rows.push(("ran".to_owned(), ran));
    }
    rows.push((String::new(), String::new()));
    rows.push(("then".to_owned(), design.stack.up().to_owned()));
    model.meet.about = rows;
}

/// `Django, Python 3.14`: the item, and the first choice that is a version.
fn title(unit: &crate::core::resolve::Unit) -> String {
    let version = unit.item.ask.iter().find_map(|(name, _)| {
        let value = unit.with.get(name)?.as_str()?;
        let number = value.starts_with(|c: char| c.is_ascii_digit());
        number.then(|| (name.clone(), value.to_owned()))
    });
    match version {
        Some((name, value)) if name == "version" => format!("{} {value}", unit.item.title),
        Some((name, value)) => format!("{}, {name} {value}", unit.item.title),
        None => unit.item.title.clone(),
    }
}

/// Whether every part of it was started in a real engine, and when.
fn ran(model: &Model, editing: &Editing) -> Option<String> {
    let catalog = model.editing.studio().catalog();
    let units = &editing.design().stack.units;
    let mut dates = Vec::new();
    for unit in units {
        let kind = if unit.answers.kind.is_empty() {
            return None;
        } else {
            &unit.answers.kind
        };
        let ran = catalog.ran(unit.slot, kind)?;
        dates.push(ran.date);
    }
    let oldest = dates.into_iter().min()?;
    Some(model.words("meet.ran", &[("date", &oldest)]))
}

fn begun(model: &Model, start: Start) -> Editing {
    Editing::new(model.editing.studio(), start, model.seen().clone())
}

/// Takes the selected preset.
fn start(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(preset) = model.meet.presets.get(model.meet.cursor.at).copied() else {
        return;
    };
    model.editing = begun(model, Start::of(&preset));
    model.begin();
    enter(model, effects);
    model.tell("meet.taken", &[("preset", preset.title)]);
}

/// Takes none: services and all else are added by hand.
fn blank(model: &mut Model, effects: &mut Vec<Effect>) {
    model.editing = begun(
        model,
        Start {
            text: BLANK.to_owned(),
            ..Start::default()
        },
    );
    model.begin();
    enter(model, effects);
    super::add::open(model, effects);
}

/// Answers of last time, never written, given again: on what the project says by now, which may not
/// be what they were given on.
pub(super) fn take_up(model: &mut Model, draft: &Kept, number: usize, effects: &mut Vec<Effect>) {
    let own = model.editing.start();
    let moved = own.is_project && own.text != draft.start;
    let start = if own.is_project {
        own.clone()
    } else {
        let presets = presets();
        let mut starts = presets.iter().map(Start::of);
        let preset = starts.find(|start| start.command == draft.command);
        Start {
            laid: preset.map_or_else(Vec::new, |start| start.laid),
            text: draft.start.clone(),
            command: draft.command.clone(),
            is_found: own.is_found && own.command == draft.command,
            // What was read then is no evidence where the code says something else by now.
            because: if own.text == draft.start {
                own.because.clone()
            } else {
                Vec::new()
            },
            ..Start::default()
        }
    };
    let mut editing = Editing::new(model.editing.studio(), start, model.seen().clone());
    let begun = Arc::new(Begun::of(&editing));
    let undone = draft.given.is_empty();
    if moved && undone || editing.resume(draft).is_err() {
        return model.tell("draft.unfit", &[]);
    }
    model.editing = editing;
    model.begun = begun;
    model.drafts.clear();
    effects.push(Effect::TakeDraft(number));
    enter(model, effects);
    let what = draft.said.join(", ");
    if moved {
        model.tell("draft.moved", &[("what", &what)]);
    } else {
        model.tell("draft.taken", &[("what", &what)]);
    }
}

/// The design opens: the outline on the first service.
pub(super) fn enter(model: &mut Model, effects: &mut Vec<Effect>) {
    model.generation += 1;
    model.screen = Screen::Design;
    model.focus = Focus::Outline;
    model.middle = Middle::Form;
    model.outline.at = 1;
    model.marks.clear();
    model.preview.show = Show::Text;
    model.preview.made_of = None;
    model.preview.lines = super::super::model::Sheet::default();
    answer::refresh(model);
    let service = |row: &crate::core::form::Row| {
        matches!(row.subject(), Some(crate::core::form::Subject::Member(_)))
    };
    if let Some(at) = model.rows.iter().position(service)
        && !model.editing.start().is_project
    {
        model.outline.at = at;
        answer::refresh_form(model);
    }
    effects.extend(answer::look(model));
    effects.push(Effect::Begin(Arc::clone(&model.begun)));
}
