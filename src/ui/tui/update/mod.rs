//! What happens -> what the wizard knows then, and what it wants done.

mod add;
mod ahead;
mod answer;
mod both;
mod choose;
mod conflict;
mod design;
mod edit;
mod evidence;
mod field;
mod found;
mod found_rows;
mod leave;
mod machine;
mod matrix;
mod meet;
mod mouse;
mod popup;
mod preview;
mod problems;
mod review;
mod settle;
mod start;
mod verify;
mod writes;

use crossterm::event::KeyEvent;

pub(super) use add::counted;
pub(super) use answer::count;
pub(super) use conflict::{open_places, places, taken};
pub(super) use matrix::{members as matrix_members, profiles as matrix_profiles};
pub(super) use meet::tells;
pub(super) use preview::{view_at, views};
pub use start::{Known, made, start};

use super::keymap::{Action, Place, apart};
use super::model::{Focus, Middle, Model, Popup, Screen, Waiting};
use super::msg::{Effect, Msg};
use super::view::layout;

/// Takes what happened in.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut effects = Vec::new();
    model.still = false;
    match msg {
        Msg::Key(key) if model.waiting.is_some() => wait(model, key, &mut effects),
        Msg::Pasted(_) | Msg::Mouse(_) if model.waiting.is_some() => {}
        Msg::Key(key) => pressed(model, key, &mut effects),
        Msg::Pasted(text) => popup::typed(model, &text),
        Msg::Mouse(event) => mouse::mouse(model, event, &mut effects),
        Msg::Resized(width, height) => model.size = (width, height),
        Msg::Refocused(true) => effects.extend(answer::look(model)),
        Msg::Background(colour) => leave::background(model, colour),
        Msg::Continued => effects.push(Effect::Redraw),
        Msg::Ended => leave::end(model, &mut effects),
        Msg::DiskRead(generation, seen) if generation == model.generation => {
            model.still = seen.is_none() && model.waiting.is_none();
            if let Some(seen) = seen {
                answer::seen(model, *seen);
            }
            model.read = Some(model.generation);
            waited(model, &mut effects);
        }
        Msg::Traced(generation, key, lines) if generation == model.generation => {
            let walks = model.walks.take().as_ref() == Some(&key);
            model.still = model.made == lines && !walks;
            model.made_by = Some(key.clone());
            model.made_of = Some((generation, key));
            model.made = lines;
            if walks {
                design::its_lines(model);
            }
        }
        Msg::Found(generation, path, line, behind) if generation == model.generation => {
            preview::found(model, &path, line, behind);
        }
        Msg::Ahead(outcome) => ahead::known(model, *outcome),
        Msg::Refocused(false) | Msg::DiskRead(..) | Msg::Traced(..) | Msg::Found(..) => {
            model.still = true;
        }
        Msg::Looked(seen) => found::looked(model, seen),
        Msg::Detected(findings) => found::detected(model, *findings, &mut effects),
        Msg::Opened(file, left) => evidence::opened(model, &file, left, &mut effects),
        Msg::Edited(path, text) => conflict::edited(model, path, text),
        Msg::Writes(list) => writes::show(model, list),
        Msg::TakenBack(count, stopped) => writes::taken(model, count, stopped, &mut effects),
        Msg::Examined(findings) => machine::found(model, findings),
        Msg::Verifying(progress) => verify::told(model, progress),
        Msg::Verified(findings) => verify::ended(model, findings.as_deref()),
        Msg::Written(notes) => review::written(model, &notes, &mut effects),
        Msg::WriteFailed(problems) => review::failed(model, &problems, &mut effects),
    }
    if !model.still {
        settle::settle(model, &mut effects);
    }
    effects
}

/// A key while something waits for the disk: it is for what opens then. What goes back or leaves waits no more.
fn wait(model: &mut Model, key: KeyEvent, effects: &mut Vec<Effect>) {
    match model.keymap.action(place(model), key) {
        Some(Action::Back) => {
            model.waiting = None;
            return model.say(String::new());
        }
        Some(Action::Leave | Action::Quit) => {
            model.waiting = None;
            return pressed(model, key, effects);
        }
        _ => {}
    }
    if let Some(Waiting::Review(keys)) = &mut model.waiting {
        keys.push(key);
    }
}

/// The disk is read: what waited for it is done.
fn waited(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.waiting.take() {
        Some(Waiting::Review(keys)) => {
            review::open(model);
            for key in keys {
                pressed(model, key, effects);
            }
        }
        Some(Waiting::Verify) => verify::begin(model, effects),
        None => {}
    }
}

/// Where a key is pressed now.
pub fn place(model: &Model) -> Place {
    if layout::is_small(model.size) {
        return Place::Small;
    }
    place_of(model, model.popups.last())
}

/// Where a key would be pressed without the box that is open: what the help is about.
pub fn place_below(model: &Model) -> Place {
    let below = model.popups.iter().rev().nth(1);
    place_of(model, below)
}

fn place_of(model: &Model, popup: Option<&Popup>) -> Place {
    if let Some(popup) = popup {
        return match popup {
            Popup::Add(..) | Popup::Files(_) | Popup::Help(_) => Place::List,
            Popup::Edit { .. } => Place::Text,
            Popup::Choose { .. } | Popup::Read { .. } => Place::Choose,
            Popup::Leave => Place::Leave,
        };
    }
    match model.screen {
        Screen::Meet if model.meet.find.is_some() => Place::List,
        Screen::Meet => Place::Meet,
        Screen::Looking | Screen::Found => Place::Found,
        Screen::Conflict => Place::Conflict,
        Screen::Review => Place::Review,
        Screen::Written => Place::Written,
        Screen::Verify => Place::Verify,
        Screen::Design => match (model.focus, model.middle) {
            (Focus::Outline, _) => Place::Outline,
            (Focus::Preview, _) => Place::Preview,
            (Focus::Form, Middle::Form) => Place::Form,
            (Focus::Form, Middle::Matrix) => Place::Matrix,
            (Focus::Form, Middle::Problems) => Place::Problems,
        },
    }
}

fn pressed(model: &mut Model, key: KeyEvent, effects: &mut Vec<Effect>) {
    // Some terminals send Esc and a key as one.
    if let (Some(escape), key) = apart(key) {
        pressed(model, escape, effects);
        return pressed(model, key, effects);
    }
    let place = place(model);
    let action = model.keymap.action(place, key);
    let leaving = std::mem::take(&mut model.leaving);
    match action {
        Some(Action::StartN) => meet::numbered(model, key, effects),
        Some(Action::Leave) if leaving => leave::end(model, effects),
        Some(action) => act(model, place, action, effects),
        None if place.is_typing() => popup::key(model, key),
        None => {}
    }
}

/// Does what an action of the table says, where it was pressed.
pub(super) fn act(model: &mut Model, place: Place, action: Action, effects: &mut Vec<Effect>) {
    // A write is short, and what is answered meanwhile would count as written.
    let ends = matches!(action, Action::Quit | Action::Leave);
    if model.review.writing && !ends {
        return;
    }
    match place {
        Place::Small => leave::small(model, action, effects),
        Place::List | Place::Text | Place::Choose | Place::Leave => {
            popup::act(model, action, effects);
        }
        _ if common(model, action, effects) => {}
        Place::Meet => meet::act(model, action, effects),
        Place::Found => found::act(model, action, effects),
        Place::Review => review::act(model, action, effects),
        Place::Conflict => conflict::act(model, action, effects),
        Place::Verify => verify::act(model, action, effects),
        _ if action == Action::Verify => verify::begin(model, effects),
        Place::Written => review::act_written(model, action, effects),
        Place::Outline
        | Place::Form
        | Place::Matrix
        | Place::Problems
        | Place::Files
        | Place::Preview => design::act(model, place, action, effects),
    }
}

/// What works on every screen.
fn common(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> bool {
    match action {
        Action::Help => popup::help(model),
        Action::Quit => leave::ask(model, effects),
        Action::Leave => {
            leave::ask(model, effects);
            model.leaving = true;
        }
        Action::Suspend => effects.push(Effect::Suspend),
        Action::Redraw => effects.push(Effect::Redraw),
        Action::Plain => effects.push(Effect::Plain),
        Action::Theme => leave::theme(model),
        Action::CopyCommand => {
            let command = model.command();
            model.tell("copied", &[("what", &command)]);
            effects.push(Effect::Copy(command));
        }
        _ => return false,
    }
    true
}
