//! The interview as lines: the same questions as the wizard's, one a line, for a screen reader, a dumb terminal or a
//! pipe. Nothing is redrawn; stdout is for the command that repeats it all.

mod add;
mod answer;
mod conflict;
mod found;
mod interview;
mod question;
mod reader;
mod start;
mod talk;
mod write;

use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use self::interview::Interview;
use self::reader::{Reader, Stop, reader};
use self::talk::{aside, say, told};
use crate::core::catalog::Catalog;
use crate::core::diagnostic::Problem;
use crate::core::editing::Editing;
use crate::core::template::quote_sh;
use crate::shell::opened::Opened;
use crate::shell::settings;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is written.
    Written,
    /// It was left, or the lines ended: nothing is.
    Left,
    /// Ctrl-c.
    Interrupted,
}

/// Asks for the folder's answers, and writes. `is_dumb`: the terminal can do nothing but lines.
pub fn run(catalog: &Arc<Catalog>, dir: &Path, is_dumb: bool) -> Result<Outcome, Vec<Problem>> {
    let opened = Opened::at(catalog, dir)?;
    for note in &opened.notes {
        aside(&told(note));
    }
    let mut reader = reader(is_dumb);
    Ok(match start::start(&opened, dir, reader.as_mut()) {
        Ok(Some(editing)) => ask(editing, dir, reader.as_mut()),
        Ok(None) => left(""),
        Err(stop) => ended(stop, ""),
    })
}

/// Goes on with answers that were begun elsewhere.
pub fn go_on(editing: Editing, dir: &Path, is_dumb: bool) -> Outcome {
    ask(editing, dir, reader(is_dumb).as_mut())
}

fn ask(editing: Editing, dir: &Path, reader: &mut dyn Reader) -> Outcome {
    let mut interview = Interview::new(editing, dir, reader);
    let ran = interview.run();
    let command = command(&interview.editing, dir);
    match ran {
        Ok(true) => {
            // The wizard may have kept these answers for its next start.
            settings::forget_draft(dir);
            write::next(&interview.editing);
            say("The same again, without questions:");
            let _ = writeln!(io::stdout().lock(), "{command}");
            Outcome::Written
        }
        Ok(false) => left(&command),
        Err(stop) => ended(stop, &command),
    }
}

/// What repeats it, from where it was started; with nothing answered, what writes the same.
fn command(editing: &Editing, dir: &Path) -> String {
    let command = editing.command(&dir.display().to_string());
    match dir.display().to_string().as_str() {
        _ if !command.is_empty() => command,
        "." => "dockwright apply".to_owned(),
        dir => format!("dockwright apply {}", quote_sh(dir)),
    }
}

fn left(command: &str) -> Outcome {
    say("Nothing was written.");
    if !command.is_empty() {
        say("To come back to these answers:");
        talk::raw(&format!("{command}\n"));
    }
    Outcome::Left
}

fn ended(stop: Stop, command: &str) -> Outcome {
    let outcome = left(command);
    match stop {
        Stop::Ended => outcome,
        Stop::Interrupted => Outcome::Interrupted,
    }
}
