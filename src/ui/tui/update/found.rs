//! A folder with code: what it tells is seen, taken or left before the design opens.

use super::super::found::{Found, Kind, Looking, Row};
use super::super::keymap::Action;
use super::super::model::{Model, Popup, Screen};
use super::super::msg::Effect;
use super::found_rows::{about, parts, rows, words};
use super::{answer, evidence, meet, start};
use crate::core::detect::{Certainty, Findings, Taken};
use crate::core::editing::{Editing, Start};

pub(super) fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    if model.screen == Screen::Looking {
        return looking(model, action, effects);
    }
    let page = isize::try_from(model.size.1.saturating_sub(8)).unwrap_or(1);
    match action {
        Action::Up => by(model, -1),
        Action::Down => by(model, 1),
        Action::PageUp => by(model, -page),
        Action::PageDown => by(model, page),
        Action::First => by(model, isize::MIN / 2),
        Action::Last => by(model, isize::MAX / 2),
        Action::Take => take(model, effects),
        Action::AcceptFound => accept(model, effects),
        Action::Write => {
            accept(model, effects);
            super::review::open(model);
        }
        Action::More => more(model),
        Action::Evidence => {
            let row = model.found.as_ref().and_then(Found::row);
            let places = row.map(|row| row.evidence.clone()).unwrap_or_default();
            evidence::open(model, places, effects);
        }
        Action::Find => {
            presets(model);
            model.meet.find = Some(super::super::line::Line::default());
        }
        Action::Back => presets(model),
        _ => {}
    }
}

fn looking(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    if let (Action::Back, Looking::At(files)) = (action, model.looking) {
        model.looking = Looking::Ending(files);
        effects.push(Effect::StopLooking);
    }
}

/// The choice of presets, beside what was found: one key leads back.
fn presets(model: &mut Model) {
    meet::open(model);
    model.say(String::new());
}

fn by(model: &mut Model, rows: isize) {
    if let Some(found) = &mut model.found {
        found.by(rows);
    }
}

/// So many files were seen. Behind another screen that is no news.
pub(super) fn looked(model: &mut Model, seen: usize) {
    model.still = model.screen != Screen::Looking;
    if let Looking::At(files) | Looking::Ending(files) = &mut model.looking {
        *files = seen;
    }
}

/// A look at the code is done, or was ended.
pub(super) fn detected(model: &mut Model, findings: Findings, effects: &mut Vec<Effect>) {
    model.looking = Looking::No;
    let catalog = model.editing.studio().catalog().clone();
    let old = model.found.take();
    let taken = match &old {
        Some(old) => old
            .taken
            .again(&catalog, &old.findings.proposal, &findings.proposal),
        None => Taken::of(&catalog, &findings.proposal),
    };
    let tells = !findings.proposal.services.is_empty();
    let (files, stopped) = (findings.files.to_string(), findings.stopped);
    let anew = old.is_none();
    model.found = Some(Found {
        findings,
        taken,
        cursor: old.map(|old| old.cursor).unwrap_or_default(),
        ..Found::default()
    });
    match model.screen {
        Screen::Looking if tells => {
            model.screen = Screen::Found;
            remake(model, effects);
        }
        Screen::Found if tells => remake(model, effects),
        Screen::Looking | Screen::Found => meet::open(model),
        _ => {
            renew(model);
            if matches!(model.popups.last(), Some(Popup::Add(..))) {
                super::add::renew(model);
            }
            return;
        }
    }
    if stopped {
        model.tell("found.stopped", &[("files", &files)]);
    }
    if anew {
        start::offer(model);
    }
}

/// Space: a part in or out; the next choice of a question.
fn take(model: &mut Model, effects: &mut Vec<Effect>) {
    let catalog = model.editing.studio().catalog().clone();
    let Some(found) = &mut model.found else {
        return;
    };
    let Some(kind) = found.row().map(|row| row.kind.clone()) else {
        return;
    };
    let proposal = &found.findings.proposal;
    match kind {
        Kind::Part(part) => found.taken.turn(part),
        Kind::Question(number) => {
            let before = found.taken.picked(number);
            found.taken.next(&catalog, proposal, number);
            if found.taken.picked(number) == before {
                return model.tell("found.one_choice", &[]);
            }
        }
        Kind::Left(number) => {
            let Some(left) = proposal.not_services.get(number).cloned() else {
                return;
            };
            return model.tell(
                "found.left.why",
                &[("path", &left.path), ("why", &left.why)],
            );
        }
        Kind::Heading | Kind::More | Kind::Choice | Kind::Note | Kind::Text => return,
    }
    model.say(String::new());
    remake(model, effects);
}

/// The design of what is taken, and its rows.
fn remake(model: &mut Model, effects: &mut Vec<Effect>) {
    let catalog = model.editing.studio().catalog().clone();
    let Some(found) = &mut model.found else {
        return;
    };
    let proposal = &found.findings.proposal;
    found.proposal = found.taken.proposal(&catalog, proposal);
    let begin = Start::found(&catalog, proposal);
    let mut editing = Editing::new(
        model.editing.studio(),
        begin,
        model.editing.seen().as_ref().clone(),
    );
    let said = words("found.said", &[("what", &said(found))]);
    // Values of the proposal's own make: they can be said.
    let _ = editing.take(proposal, &found.taken, &said);
    model.editing = editing;
    model.generation += 1;
    renew(model);
    answer::refresh(model);
    effects.extend(answer::look(model));
}

/// What is otherwise than proposed: `without cache, python of web: 3.12`.
fn said(found: &Found) -> String {
    let (old, new) = (&found.findings.proposal, &found.proposal);
    let mut said = Vec::new();
    for part in parts(old) {
        let (before, after) = (Taken::has(old, &part), Taken::has(new, &part));
        let name = part.name();
        match (before, after) {
            (true, false) => said.push(words("found.without", &[("name", name)])),
            (false, true) => said.push(words("found.with", &[("name", name)])),
            _ => {}
        }
    }
    for (number, question) in old.questions.iter().enumerate() {
        let chosen = found.taken.picked(number).filter(|choice| *choice > 0);
        let chosen = chosen.and_then(|choice| question.choices.get(choice));
        if let Some(choice) = chosen {
            let key = question.key.rsplit('.').next().unwrap_or_default();
            said.push(format!("{key} {}", choice.value));
        }
    }
    for backing in &new.backing {
        if !old.backing.iter().any(|known| known.name == backing.name) {
            said.push(words("found.with", &[("name", &backing.name)]));
        }
    }
    said.join(", ")
}

fn renew(model: &mut Model) {
    let rows = rows(model);
    if let Some(found) = &mut model.found {
        found.rows = rows;
        if !found.row().is_some_and(Row::is_entry) {
            let first = found.rows.iter().position(Row::is_entry);
            found.cursor.at = first.unwrap_or(0);
        }
    }
}

/// Goes on with what is ticked.
fn accept(model: &mut Model, effects: &mut Vec<Effect>) {
    model.begin();
    meet::enter(model, effects);
    let names = model.found.as_ref().map(|found| {
        let proposal = &found.proposal;
        let services = proposal.services.iter().map(|one| one.name.as_str());
        let backing = proposal.backing.iter();
        let backing = backing.filter(|one| one.certainty > Certainty::Possible);
        let names: Vec<&str> = services
            .chain(backing.map(|one| one.name.as_str()))
            .collect();
        names.join(", ")
    });
    model.tell("found.taken", &[("what", &names.unwrap_or_default())]);
    if !model.editing.unwritten().is_empty() {
        answer::keep(model, effects);
    }
}

/// All that is known of the selected row.
fn more(model: &mut Model) {
    let Some(found) = &model.found else { return };
    let Some(row) = found.row() else { return };
    let (title, lines) = about(model, found, row);
    model.popups.push(Popup::Read {
        title,
        lines,
        top: 0,
    });
}

/// A click on the selected row is Space on it.
pub(super) fn click(model: &mut Model, row: usize, effects: &mut Vec<Effect>) {
    let Some(found) = &mut model.found else {
        return;
    };
    let target = found.cursor.top + row;
    if !found.rows.get(target).is_some_and(Row::is_entry) {
        return;
    }
    if found.cursor.at == target {
        return take(model, effects);
    }
    found.cursor.at = target;
}
