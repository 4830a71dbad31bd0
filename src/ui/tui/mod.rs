//! The full-screen wizard.
//!
//! ```text
//! keys, mouse, signals --> Msg --> update(&mut Model, Msg) -> Vec<Effect> --> run elsewhere --> Msg
//!                                        |
//!                                  view(&Model) -> frame; only cells that changed are sent
//! ```
//!
//! `update` and `view` know no file, clock or terminal. A frame is drawn after a message and at no
//! other time; nothing is sent where nothing changed.

mod boxes;
mod effects;
pub mod found;
pub mod keymap;
mod line;
pub mod machine;
pub mod model;
pub mod msg;
mod shown;
mod story;
pub mod theme;
pub mod update;
pub mod verify;
mod verifying;
pub mod view;
pub mod words;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use crossterm::clipboard::CopyToClipboard;

use self::effects::Doer;
use self::keymap::Keymap;
use self::model::Screen as Place;
use self::msg::{Effect, Msg};
use self::theme::{Own, Seen as Said, Theme, Wish};
use self::update::{Known, made, start, update};
use crate::core::catalog::Catalog;
use crate::core::diagnostic::Problem;
use crate::core::editing::{Editing, Start};
use crate::shell::opened::Opened;
use crate::shell::tty::{self, Environment, Input, Screen, Session};
use crate::shell::{ports, settings, walk};

/// What the command line wishes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes {
    /// Colours.
    pub theme: Option<Wish>,
    /// No glyph beyond ASCII.
    pub ascii: bool,
}

/// How it ended.
pub enum Outcome {
    /// With the command that repeats what was answered; empty where nothing was.
    Left(String),
    /// Somebody wants to go on line by line: with these answers, or none where nothing was begun.
    Plain(Option<Box<Editing>>),
}

/// Answers of no preset.
const NONE: &str = "dockwright: 1\nservices: {}\n";

/// Runs the wizard on a folder. Nothing is written but by Enter on the review.
pub fn run(catalog: &Arc<Catalog>, dir: &Path, wishes: Wishes) -> Result<Outcome, Vec<Problem>> {
    let mut said = None;
    loop {
        let opened = Opened::at(catalog, dir)?;
        let mut known = look(&opened, dir, wishes);
        if let Some(said) = said {
            known.said = said;
        }
        let shown = show(known, &opened, dir).map_err(|error| {
            let message = format!("the terminal cannot be used: {error}");
            vec![Problem::error("terminal", message).mend("`dockwright --plain` asks line by line")]
        })?;
        match shown {
            Shown::Ended(outcome) => return Ok(outcome),
            Shown::Again(words) => said = Some(words),
        }
    }
}

/// How one run of the screen ended.
enum Shown {
    Ended(Outcome),
    /// The disk is another: from the start, with this said.
    Again(String),
}

/// All that is known before the first frame.
fn look(opened: &Opened, dir: &Path, wishes: Wishes) -> Known {
    let editing = match opened.start() {
        Some(start) => opened.told(start),
        None => opened.editing(
            dir,
            Start {
                text: NONE.to_owned(),
                ..Start::default()
            },
        ),
    };
    let looks = !editing.start().is_project && walk::has_any(dir);
    let (keymap, wrong) = match settings::setting("keymap.yaml") {
        Some(text) => Keymap::with(&text),
        None => (Keymap::builtin(), Vec::new()),
    };
    let (own, unlike) =
        settings::setting("themes.yaml").map_or_else(Default::default, |text| Own::read(&text));
    let environment = Environment::gather();
    let said = Said {
        no_color: if environment.no_color { "1" } else { "" },
        colorterm: &environment.colorterm,
        colorfgbg: &environment.colorfgbg,
        term: &environment.term,
        lc_all: &environment.locale,
        lc_ctype: "",
        lang: "",
    };
    let wish = wishes
        .theme
        .or_else(|| settings::setting("theme").and_then(|name| Wish::of(name.trim())));
    let drafts = settings::drafts(dir).into_iter();
    let notes = opened.notes.iter().chain(&wrong).chain(&unlike);
    Known {
        folder: shown(dir),
        named: dir.display().to_string(),
        editing,
        drafts: drafts
            .filter_map(|text| serde_json::from_str(&text).ok())
            .collect(),
        looks,
        examines: ports::is_asked(),
        size: tty::size().unwrap_or((80, 24)),
        theme: Theme {
            all_colours: said.all_colours(),
            follows: wish == Some(Wish::Auto),
            // Read at the start, and as long there as the program runs.
            own: Box::leak(Box::new(own)),
            ..Theme::new(said.palette(wish), said.ascii(wishes.ascii))
        },
        keymap,
        said: notes
            .map(|problem| problem.message.clone())
            .next()
            .unwrap_or_default(),
    }
}

/// A folder as people write it: `~/src/shop`.
fn shown(dir: &Path) -> String {
    let full = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let full = full.canonicalize().unwrap_or(full);
    let home = settings::home();
    match home.and_then(|home| full.strip_prefix(home).ok().map(Path::to_owned)) {
        Some(below) if below.as_os_str().is_empty() => "~".to_owned(),
        Some(below) => format!("~/{}", below.display()),
        None => full.display().to_string(),
    }
}

/// Draws, waits, takes in, until somebody leaves.
fn show(known: Known, opened: &Opened, dir: &Path) -> io::Result<Shown> {
    let (mut model, mut effects) = start(known);
    let (tx, rx) = channel();
    let mut session = Session::enter()?;
    let keys = tx.clone();
    let listener = tty::listen(move |input| {
        // Nobody listens any more at the end.
        let _ = keys.send(message(input));
    })?;
    if model.theme.follows {
        session.ask_background()?;
    }
    let mut screen = Screen::stdout(model.size)?;
    // What is there is seen at once, what it comes to in the next frame.
    let start = opened.start();
    if start.is_some() {
        screen.draw(|buffer| view::view(&model, buffer))?;
    }
    let mut doer = Doer::new(dir, &model, tx);
    if let Some(start) = start {
        effects.extend(made(&mut model, opened.unread(dir, start)));
    }
    let mut drawn = false;
    // Kept from frame to frame: many keys come at once.
    let mut msgs = Vec::with_capacity(32);
    let outcome = loop {
        let mut redraw = false;
        let mut beside = Vec::new();
        for effect in std::mem::take(&mut effects) {
            match effect {
                Effect::Quit => {
                    session.leave();
                    drop(doer);
                    return Ok(Shown::Ended(Outcome::Left(model.command())));
                }
                Effect::Plain => {
                    session.leave();
                    drop(doer);
                    let begun = !matches!(model.screen, Place::Meet | Place::Looking);
                    let answers = begun.then(|| Box::new(model.editing));
                    return Ok(Shown::Ended(Outcome::Plain(answers)));
                }
                Effect::Again(said) => {
                    session.leave();
                    drop(doer);
                    return Ok(Shown::Again(said));
                }
                Effect::Suspend => {
                    session.suspend(&listener)?;
                    redraw = true;
                }
                Effect::Edit(path, text) => {
                    let edit = || tty::edit(path.name(), &text);
                    let edited = session.lend(&listener, edit)?;
                    effects.extend(update(&mut model, Msg::Edited(path, edited)));
                    redraw = true;
                }
                Effect::Open(place) => {
                    let open = || tty::open(&dir.join(&place.file), place.line);
                    let left = session.lend(&listener, open)?;
                    effects.extend(update(&mut model, Msg::Opened(place.file, left)));
                    redraw = true;
                }
                Effect::Redraw => redraw = true,
                Effect::Copy(text) => {
                    let copy = CopyToClipboard::to_clipboard_from(text);
                    crossterm::execute!(io::stdout(), copy)?;
                }
                effect => beside.push(effect),
            }
        }
        if redraw {
            session.renew()?;
            model.size = tty::size().unwrap_or(model.size);
            screen.renew(model.size)?;
        }
        if redraw || !drawn {
            screen.draw(|buffer| view::view(&model, buffer))?;
            drawn = true;
        }
        // After the frame, which waits for none of it.
        for effect in beside {
            doer.run(effect, &model);
        }
        if !next(&rx, &mut msgs) {
            break Outcome::Left(model.command());
        }
        for msg in msgs.drain(..) {
            if let Msg::Resized(width, height) = msg
                && (width, height) != screen.size()
            {
                screen.renew((width, height))?;
            }
            effects.extend(update(&mut model, msg));
            drawn &= model.still;
        }
    };
    session.leave();
    Ok(Shown::Ended(outcome))
}

/// Waits for what comes, and takes in all that came meanwhile: one frame for all of it. Says whether anything can come.
fn next(rx: &Receiver<Msg>, msgs: &mut Vec<Msg>) -> bool {
    msgs.extend(rx.recv());
    msgs.extend(rx.try_iter().take(256));
    !msgs.is_empty()
}

fn message(input: Input) -> Msg {
    match input {
        Input::Key(key) => Msg::Key(key),
        Input::Paste(text) => Msg::Pasted(text),
        Input::Mouse(event) => Msg::Mouse(event),
        Input::Resize(width, height) => Msg::Resized(width, height),
        Input::Focus(has) => Msg::Refocused(has),
        Input::Background(colour) => Msg::Background(colour),
        Input::Signal(tty::Kind::Continue) => Msg::Continued,
        Input::Signal(_) | Input::Lost => Msg::Ended,
    }
}
