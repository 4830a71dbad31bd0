//! What an item says of an image that is used, and not developed here; and what it tells of answers.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

/// How a used image runs.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RunsAs {
    /// `UID:GID` to run as, in both contexts.
    #[serde(default)]
    pub user: Option<String>,
    /// Whose number that is, or why the image must start as root.
    #[serde(default)]
    pub why: Option<String>,
    /// Capabilities that production must leave it.
    #[serde(default)]
    pub capabilities: Vec<String>,
    /// In-memory folders that a read-only root needs, each with its options; templates.
    #[serde(default)]
    pub writes: Vec<String>,
}

/// A file of configuration that an item makes.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    /// Template in the item's folder.
    pub template: String,
    /// Path below the project; a template.
    pub path: String,
    /// Where it is mounted, read only; absent where the image copies it.
    #[serde(default)]
    pub to: Option<String>,
    /// Only where this holds.
    #[serde(default)]
    pub when: Option<String>,
}

/// Work that a container of a used image's own does once, before those that use it start.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Once {
    /// What it does, in words.
    pub title: String,
    /// Only where this holds.
    #[serde(default)]
    pub when: Option<String>,
    /// Its command.
    pub command: Value,
    /// Its variables; it has none of the item's.
    #[serde(default)]
    pub env: IndexMap<String, Value>,
    /// More keys of its Compose service, such as `entrypoint`; it has none of the item's.
    #[serde(default)]
    pub compose: IndexMap<String, Value>,
    /// Files that only it has.
    #[serde(default)]
    pub files: Vec<ConfigFile>,
}

/// What is wrong, or to be known, with some answers.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Where this holds in a context in which it is a container.
    pub when: String,
    /// Its code.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub level: Severity,
    /// What is told; a template.
    pub say: String,
    /// How to mend it; a template.
    #[serde(default)]
    pub mend: String,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// It is written, and most likely not what was meant.
    Warning,
    /// To be known.
    Note,
}
