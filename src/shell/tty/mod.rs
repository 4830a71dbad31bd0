//! The terminal: taken over and given back, its keys as messages, a frame in one write.
//!
//! | file | what |
//! | --- | --- |
//! | `session` | raw mode, the alternate screen, mouse and paste: entered, and restored whatever happens |
//! | `listen` | one thread that waits for keys and signals, and can stop reading at a word |
//! | `parse` | bytes of a terminal -> keys |
//! | `screen` | ratatui's backend: a frame is one write, and no write at all where nothing changed |
//! | `editor` | the user's own editor, lent the terminal with a text, or with a file of the project |
//! | `environment` | what the environment tells of the terminal |

mod cells;
mod editor;
mod environment;
mod listen;
mod parse;
mod screen;
mod session;

use std::io::{self, IsTerminal as _};

use crossterm::event::{KeyEvent, MouseEvent};

pub use self::editor::{edit, open};
pub use self::environment::Environment;
pub use self::listen::{Listener, guard, listen};
pub use self::screen::Screen;
pub use self::session::Session;

/// What is said where there is no terminal: exit 2.
pub const NO_TERMINAL: &str = "the wizard needs a terminal, and stdin or stdout is none\n  \
    dockwright init --preset NAME --yes   writes without asking\n  \
    dockwright --plain                    asks line by line";

/// Both stdin and stdout are a terminal: keys come from the one, frames go to the other.
pub fn is_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// The columns and rows of the window.
pub fn size() -> io::Result<(u16, u16)> {
    let size = rustix::termios::tcgetwinsize(rustix::stdio::stdout())?;
    Ok((size.ws_col, size.ws_row))
}

/// What comes from the terminal, and from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed, or repeats; Alt and a key come as Esc, then the key.
    Key(KeyEvent),
    /// A bracketed paste, whole; its lines end with `\n`.
    Paste(String),
    /// Press, release, drag or wheel.
    Mouse(MouseEvent),
    /// The window has this many columns and rows now.
    Resize(u16, u16),
    /// The window got the focus, or lost it.
    Focus(bool),
    /// The terminal tells the colour of its background, when it was asked: red, green, blue.
    Background([u8; 3]),
    /// Somebody outside wants something.
    Signal(Kind),
    /// The terminal is gone: nothing will come any more, and nobody reads what is written.
    Lost,
}

/// The signals that are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// SIGTERM.
    Terminate,
    /// SIGHUP.
    HangUp,
    /// SIGINT from outside: in raw mode Ctrl-c is a key.
    Interrupt,
    /// SIGCONT: the process was stopped, and who knows what the terminal looks like:
    /// [`Session::renew`], and draw everything.
    Continue,
}
