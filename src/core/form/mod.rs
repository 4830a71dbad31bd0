//! The answers as people meet them: an outline of what there is, the questions of each entry with
//! value, origin and why, and the edits that answering makes. What the wizard and the prompts share.

mod alter;
mod answer;
mod command;
mod edit;
mod fields;
mod finder;
mod more;
mod outline;
mod setup;
mod toggle;

pub use alter::alter;
pub use answer::{answer, next, reset, shift, step, tick};
pub use command::replay;
pub use edit::Edit;
pub use fields::form;
pub use finder::{Find, finds, finds_of_code};
pub use outline::{Row, outline};
pub use toggle::{member, profile, uses};

use super::interview::Origin;

/// What a form is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The project: its name, and the stack in words.
    Project,
    /// A service, process or backing service.
    Member(String),
    /// A feature, on or off.
    Feature(String),
    /// A profile: its column of the matrix.
    Profile(String),
    /// What is wrong.
    Problems,
}

/// How a value is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// On or off.
    Toggle(bool),
    /// One of a few words.
    Choice(Vec<String>),
    /// Any of some names, each ticked or not.
    Many(Vec<(String, bool)>),
    /// A line that is typed: a number, a text, a path.
    Line,
    /// A member's name: another one is taken over everywhere.
    Name,
    /// A step of `setup`, ticked or not; it may move where it is ticked.
    Step {
        /// Part of the list.
        on: bool,
    },
    /// YAML on a line: a list or a map.
    Yaml,
    /// Shown, and changed elsewhere.
    Fixed,
}

/// A question and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The answer's key, such as `services.web.port`; unique in its form.
    pub key: String,
    /// In a word or two.
    pub label: String,
    /// The value, as it is shown and typed.
    pub value: String,
    /// Beside it, such as `prod only`.
    pub remark: String,
    /// How it is given.
    pub control: Control,
    /// Who said so.
    pub origin: Origin,
    /// Why it is asked, in at most three lines.
    pub why: String,
    /// A heading above it, where a group begins.
    pub group: Option<&'static str>,
}

impl Field {
    fn new(key: impl Into<String>, label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            value: value.into(),
            remark: String::new(),
            control: Control::Line,
            origin: Origin::Default,
            why: String::new(),
            group: None,
        }
    }

    fn control(mut self, control: Control) -> Self {
        self.control = control;
        self
    }

    fn why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    fn said(mut self, said: bool) -> Self {
        self.origin = if said {
            Origin::Project
        } else {
            Origin::Default
        };
        self
    }

    fn remark(mut self, remark: impl Into<String>) -> Self {
        self.remark = remark.into();
        self
    }
}
