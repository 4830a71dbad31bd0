//! The last row: at most seven keys of the place, from the table.

use super::super::keymap::{Action, Place};
use super::super::model::{Choice, Model, Popup, Screen};
use super::super::theme::Role;
use super::super::update::place;
use super::pen::Pen;

/// Where a preset is chosen.
const MEET: &[(Action, &str)] = &[
    (Action::Start, "take it"),
    (Action::Write, "review and write"),
    (Action::Find, "find"),
    (Action::Blank, "by hand"),
    (Action::Help, "keys"),
    (Action::Quit, "quit"),
];

/// Where the code was looked at.
const FOUND: &[(Action, &str)] = &[
    (Action::Take, "in or out"),
    (Action::AcceptFound, "go on with this"),
    (Action::More, "evidence"),
    (Action::Evidence, "open"),
    (Action::Help, "keys"),
    (Action::Quit, "quit"),
];

/// A throw-away stack that has ended.
const VERIFY: &[(Action, &str)] = &[
    (Action::Down, "scroll"),
    (Action::Verify, "once more"),
    (Action::Back, "back"),
    (Action::Help, "keys"),
    (Action::Quit, "quit"),
];

/// Which actions are worth a hint where, and in how few words.
fn chosen(place: Place) -> &'static [(Action, &'static str)] {
    match place {
        Place::Found => FOUND,
        Place::Meet => MEET,
        Place::Outline => &[
            (Action::Open, "open"),
            (Action::Toggle, "on/off"),
            (Action::Add, "add"),
            (Action::Profiles, "profiles"),
            (Action::Preview, "preview"),
            (Action::Write, "write"),
            (Action::Help, "keys"),
        ],
        Place::Form => &[
            (Action::Change, "change"),
            (Action::Edit, "edit"),
            (Action::ItsLines, "its lines"),
            (Action::Preview, "preview"),
            (Action::Add, "add"),
            (Action::Write, "write"),
            (Action::Help, "keys"),
        ],
        Place::Matrix => &[
            (Action::Cell, "on or off"),
            (Action::Add, "new profile"),
            (Action::Rename, "rename"),
            (Action::Undo, "undo"),
            (Action::Back, "back"),
            (Action::Help, "keys"),
        ],
        Place::Problems => &[
            (Action::Mend, "mend"),
            (Action::Mends, "other mends"),
            (Action::GotoAnswer, "go to the answer"),
            (Action::Undo, "undo"),
            (Action::Back, "back"),
            (Action::Help, "keys"),
        ],
        Place::Files | Place::Preview => &[
            (Action::GotoAnswer, "go to the answer"),
            (Action::NextMark, "next mark"),
            (Action::ViewNext, "view"),
            (Action::Files, "files"),
            (Action::Both, "both"),
            (Action::Find, "find"),
            (Action::Help, "keys"),
        ],
        Place::Conflict => &[
            (Action::Left, "side"),
            (Action::TakeSide, "take it"),
            (Action::BothSides, "both"),
            (Action::NextHunk, "next"),
            (Action::Editor, "editor"),
            (Action::OwnFile, "leave it to me"),
            (Action::Back, "back"),
        ],
        Place::Review => &[
            (Action::WriteNow, "write"),
            (Action::SkipHunk, "skip this hunk"),
            (Action::NextHunk, "next hunk"),
            (Action::NextPane, "the text"),
            (Action::Back, "back"),
            (Action::Help, "keys"),
        ],
        Place::Verify => VERIFY,
        Place::Written => &[
            (Action::Verify, "verify"),
            (Action::TakeBack, "take it back"),
            (Action::CopyCommand, "copy the command"),
            (Action::Again, "to the design"),
            (Action::Quit, "quit"),
        ],
        Place::List => &[
            (Action::ListNext, "choose"),
            (Action::Accept, "take it"),
            (Action::Clear, "clear"),
            (Action::Close, "close"),
        ],
        Place::Text => &[
            (Action::Accept, "take it"),
            (Action::Clear, "clear"),
            (Action::Close, "keep what it was"),
        ],
        Place::Choose => &[
            (Action::Down, "choose"),
            (Action::Tick, "tick"),
            (Action::Accept, "take it"),
            (Action::Shut, "close"),
        ],
        Place::Leave => &[
            (Action::Stay, "stay"),
            (Action::Write, "write"),
            (Action::LeaveKeep, "leave"),
            (Action::LeaveForget, "leave and forget"),
        ],
        Place::Small => &[],
    }
}

/// Those that work just now: a look at the code can only be ended, and evidence is opened where there is some.
fn now(model: &Model, place: Place) -> Vec<(Action, &'static str)> {
    if model.screen == Screen::Looking && model.popups.is_empty() {
        return vec![
            (Action::Back, "stop looking"),
            (Action::Help, "keys"),
            (Action::Quit, "quit"),
        ];
    }
    if model.screen == Screen::Verify && model.popups.is_empty() {
        let is_open = model.verify.as_ref().is_some_and(|one| one.state.is_open());
        if is_open {
            return vec![
                (Action::Down, "scroll"),
                (Action::Back, "stop it"),
                (Action::Help, "keys"),
                (Action::Quit, "stop it and quit"),
            ];
        }
    }
    let mut hints = chosen(place).to_vec();
    match model.popups.last() {
        Some(Popup::Read { .. }) => {
            return vec![
                (Action::Down, "scroll"),
                (Action::PageDown, "a page down"),
                (Action::Shut, "close"),
            ];
        }
        // What is one of several is taken, not ticked; what is ticked is in at once.
        Some(Popup::Choose { choice, .. }) => {
            let other = match choice {
                Choice::Many(_) => Action::Accept,
                _ => Action::Tick,
            };
            hints.retain(|(action, _)| *action != other);
        }
        _ => {}
    }
    let field = model.field().filter(|_| place == Place::Form);
    if field.is_some_and(|field| !model.editing.evidence(field).is_empty())
        && let Some(add) = hints.iter_mut().find(|(action, _)| *action == Action::Add)
    {
        *add = (Action::Evidence, "file");
    }
    hints
}

/// Draws them.
pub(crate) fn draw(model: &Model, pen: &mut Pen<'_>) {
    let place = place(model);
    let (width, height) = model.size;
    let mut x = 1;
    for (action, words) in now(model, place) {
        let keys = model.keymap.keys(place, action);
        let Some(key) = keys.first() else { continue };
        let key = pen.theme.key(key).to_owned();
        let needed = u16::try_from(key.chars().count() + words.len() + 1).unwrap_or(0);
        if x + needed > width {
            break;
        }
        x += pen.text(x, height - 1, width - x, &key, Role::KeyName) + 1;
        x += pen.text(x, height - 1, width - x, words, Role::Plain) + 3;
    }
}
