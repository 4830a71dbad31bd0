//! A question of an item.

use serde::Deserialize;
use serde_json::Value;

/// The type of a question's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// A list of paths below the project.
    Paths,
    /// A list of texts.
    List,
    /// A map of anything.
    Map,
}

/// A question of an item, answered below `with:`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// With `fixed_by: data`, how the data is carried over; a template that knows `name`, `old`,
    /// `new` and the answers before as `with`.
    #[serde(default)]
    pub carry: Option<String>,
    /// What the answer names, so that a renamed or removed member is changed here too.
    #[serde(default)]
    pub names: Option<Names>,
}

/// What an answer may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Names {
    /// Entries of `services`, `backing` or `processes`: one, a list of them, or a map's keys.
    Members,
}
