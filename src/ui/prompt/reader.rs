//! Who types the answers: a person at a terminal, or lines from anywhere.

use std::cell::RefCell;
use std::io::{self, BufRead, IsTerminal as _};

use inquire::ui::{RenderConfig, Styled};
use inquire::validator::Validation;
use inquire::{InquireError, Text};

use super::talk::{aside, raw};
use crate::shell::tty;

/// Takes an answer, or says in words why not.
pub(super) type Check<'a> = &'a mut dyn FnMut(&str) -> Result<(), String>;

/// Why no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The lines ended, or the terminal is gone.
    Ended,
    /// Ctrl-c.
    Interrupted,
}

/// Asks until an answer is taken. `first` is the line that is asked with; `again` is shorter, for when that was said.
pub(super) trait Reader {
    /// Returns when `check` has taken an answer.
    fn ask(&mut self, first: &str, again: &str, check: Check<'_>) -> Result<(), Stop>;
}

/// The reader for where we are: a terminal that can edit a line, or not.
pub(super) fn reader(is_dumb: bool) -> Box<dyn Reader> {
    if !is_dumb && io::stdin().is_terminal() && io::stderr().is_terminal() {
        // Without it a signal would leave the terminal raw; that is no reason not to ask.
        let _ = tty::guard();
        return Box::new(Edited);
    }
    Box::new(Lines {
        lines: io::stdin().lock(),
        echoes: !io::stdin().is_terminal(),
    })
}

/// Lines as they come.
struct Lines<R> {
    lines: R,
    /// Nobody sees what is typed: it is said again, for whoever reads along.
    echoes: bool,
}

impl<R: BufRead> Reader for Lines<R> {
    fn ask(&mut self, first: &str, again: &str, check: Check<'_>) -> Result<(), Stop> {
        let mut prompt = first;
        loop {
            raw(&format!("{prompt} "));
            let mut line = String::new();
            if matches!(self.lines.read_line(&mut line), Ok(0) | Err(_)) {
                raw("\n");
                return Err(Stop::Ended);
            }
            if self.echoes {
                raw(&format!("{}\n", line.trim_end()));
            }
            match check(&line) {
                Ok(()) => return Ok(()),
                Err(why) => aside(&why),
            }
            prompt = again;
        }
    }
}

/// A line that is edited where it stands.
struct Edited;

impl Reader for Edited {
    fn ask(&mut self, first: &str, again: &str, check: Check<'_>) -> Result<(), Stop> {
        let check = RefCell::new(check);
        let valid = |line: &str| {
            let taken = (check.borrow_mut())(line);
            Ok(match taken {
                Ok(()) => Validation::Valid,
                Err(why) => Validation::Invalid(why.into()),
            })
        };
        let look = RenderConfig::empty()
            .with_prompt_prefix(Styled::new(">"))
            .with_answered_prompt_prefix(Styled::new(">"))
            .with_canceled_prompt_indicator(Styled::new("back"));
        let asked = Text::new(first)
            .with_render_config(look)
            .with_validator(valid)
            .prompt();
        match asked {
            Ok(_) => Ok(()),
            // Esc is one step back, as everywhere.
            Err(InquireError::OperationCanceled) => {
                // Borrowed for this question only: the next one asks the same.
                let back = (check.borrow_mut())("<");
                match back {
                    Ok(()) => Ok(()),
                    Err(_) => Edited.ask(again, again, &mut **check.borrow_mut()),
                }
            }
            Err(InquireError::OperationInterrupted) => Err(Stop::Interrupted),
            Err(_) => Err(Stop::Ended),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, Reader as _, Stop};

    #[test]
    fn a_refused_line_is_asked_again_and_the_end_is_told() {
        let mut lines = Lines {
            lines: "x\n7\n".as_bytes(),
            echoes: true,
        };
        let mut taken = 0;
        let mut number = |line: &str| {
            taken = line.trim().parse().map_err(|_| "no number".to_owned())?;
            Ok(())
        };
        assert_eq!(lines.ask("?", "?", &mut number), Ok(()));
        assert_eq!(lines.ask("?", "?", &mut number), Err(Stop::Ended));
        assert_eq!(taken, 7);
    }
}
