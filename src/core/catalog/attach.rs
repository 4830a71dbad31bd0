//! How `JetBrains`' editors attach where VS Code does.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

/// A run configuration of `JetBrains`' editors. Its values are templates that know VS Code's
/// configuration as `launch`: host and port are the same in both.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Attach {
    /// The type of the configuration.
    #[serde(rename = "type")]
    pub kind: String,
    /// The name of its factory, where it has one.
    #[serde(default)]
    pub factory: Option<String>,
    /// More attributes.
    #[serde(default)]
    pub attributes: IndexMap<String, Value>,
    /// Its options.
    #[serde(default)]
    pub options: IndexMap<String, Value>,
}
