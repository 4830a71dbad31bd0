//! stdout is data, stderr is talk. The one place that prints.

use std::io::{self, Write};

use serde::Serialize;

use crate::core::diagnostic::{Level, Problem};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Done, nothing differs.
    Done,
    /// It differs, was refused or failed.
    Failed,
    /// The command line was wrong.
    Usage,
    /// Ctrl-c.
    Interrupted,
}

impl End {
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Interrupted => 130,
        }
    }
}

/// Data. A closed pipe is no error: the reader has had enough.
pub(super) fn data(text: &str) {
    let _ = io::stdout().lock().write_all(text.as_bytes());
}

/// Talk.
pub(super) fn talk(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Data for programs.
pub(super) fn json<T: Serialize>(value: &T) {
    if let Ok(mut text) = serde_json::to_string_pretty(value) {
        text.push('\n');
        data(&text);
    }
}

/// All problems, errors last: what is at the bottom of the screen is what matters.
pub(super) fn problems(problems: &[Problem]) {
    for level in [Level::Note, Level::Warning, Level::Error] {
        for problem in problems.iter().filter(|problem| problem.level == level) {
            talk(&text(problem));
        }
    }
}

/// `error[unknown-key]: nobody knows ... / --> dockwright.yaml:3:5 services.web.prt / mend: ...`
fn text(problem: &Problem) -> String {
    let level = match problem.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    };
    let mut text = format!("{level}[{}]: {}", problem.code, problem.message);
    if let Some(place) = &problem.place {
        let mut at = place.file.clone();
        for number in [place.line, place.column].into_iter().flatten() {
            at.push_str(&format!(":{number}"));
        }
        if let Some(key) = &place.key {
            at.push_str(&format!(" {key}"));
        }
        text.push_str(&format!("\n  --> {}", at.trim()));
    }
    if !problem.mend.is_empty() {
        text.push_str(&format!("\n  mend: {}", problem.mend));
    }
    text
}
