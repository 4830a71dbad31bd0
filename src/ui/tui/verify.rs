//! A throw-away stack, on the screen: what is done, what was found, and how it ended.

use super::model::Screen;
use crate::core::verify::{Finding, ordered};

/// What is told of one.
#[derive(Debug, Clone)]
pub struct Verify {
    /// The screen it was begun on, to which one goes back.
    pub from: Screen,
    /// What was said there.
    pub said: String,
    /// How far it is.
    pub state: State,
    /// What is done now.
    pub doing: String,
    /// What was found: as it came, and in the order of worth once all is known.
    pub findings: Vec<Finding>,
    /// Lines that are above the window.
    pub top: usize,
    /// The window stays at the newest line.
    pub follows: bool,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It goes on.
    Running,
    /// Somebody ended it: what it made is taken down.
    Stopping,
    /// Everything was asked.
    Done,
    /// It was ended, and nothing is left of it.
    Stopped,
}

impl State {
    /// Whether there is something on the engine.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Running | Self::Stopping)
    }
}

impl Verify {
    /// It begins.
    pub fn begun(from: Screen, said: String) -> Self {
        Self {
            from,
            said,
            state: State::Running,
            doing: String::new(),
            findings: Vec::new(),
            top: 0,
            follows: true,
        }
    }

    /// One thing more is known, or is known better.
    pub fn found(&mut self, finding: Finding) {
        self.findings.retain(|known| known.check != finding.check);
        self.findings.push(finding);
    }

    /// It has ended: with all that was found, unless somebody ended it.
    pub fn ended(&mut self, findings: Option<&[Finding]>) {
        self.state = State::Stopped;
        if let Some(findings) = findings {
            self.state = State::Done;
            self.findings = ordered(findings).into_iter().cloned().collect();
            // What failed stands first.
            (self.top, self.follows) = (0, false);
        }
    }
}
