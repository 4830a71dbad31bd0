//! What code tells of what must be around it: folders that are kept, packages of the distribution, variables.

use serde::Deserialize;

use super::detect::Reading;

/// A folder in which a program keeps its data.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// One of these holds.
    pub when: Vec<Reading>,
    /// The folder, below the service's.
    pub folder: String,
    /// What its volume is called.
    pub volume: String,
}

/// What dependencies need of the distribution.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SystemPackages {
    /// One of these holds.
    pub when: Vec<Reading>,
    /// What the program needs.
    #[serde(default)]
    pub run: Vec<String>,
    /// What only their installation needs.
    #[serde(default)]
    pub build: Vec<String>,
}

/// A class whose fields are variables, in capital letters; what belongs to it is further in. All but the file
/// are regular expressions, for one line each.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// Where it may be: a pattern.
    pub file: String,
    /// The line that begins it.
    pub class: String,
    /// A field: its first group is the name.
    pub field: String,
    /// What all names begin with.
    pub prefix: Option<String>,
    /// Another name that a field says it has.
    pub named: Option<String>,
    /// A field with a value of its own, that nobody need set.
    pub given: Option<String>,
    /// That it reads `.env` itself, which is Compose's as well.
    pub dotenv: Option<String>,
    /// That it lets pass what it does not know there.
    pub lenient: Option<String>,
}
