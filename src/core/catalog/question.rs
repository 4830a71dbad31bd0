//! A question of an item, and how its answer is read.

use serde::Deserialize;
use serde_json::Value;

/// The type of a question's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// One of `of`.
    Choice,
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// Any text on one line.
    Text,
    /// A dotted name of Python, such as `config.settings`.
    Module,
    /// A path below the project.
    Path,
    /// A list of texts.
    List,
    /// A map of anything.
    Map,
}

/// A question of an item, answered below `with:`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// How the answer is read.
    #[serde(rename = "type")]
    pub kind: Type,
    /// The choices of a `choice`, the best first.
    #[serde(default)]
    pub of: Vec<String>,
    /// The answer where none is given; a text is a template.
    #[serde(default)]
    pub default: Value,
    /// Asked only where this expression holds.
    #[serde(default)]
    pub when: Option<String>,
    /// Why it is asked, in at most three lines.
    #[serde(default)]
    pub why: String,
    /// `data`: cannot be changed once there is data.
    #[serde(default)]
    pub fixed_by: Option<String>,
}
