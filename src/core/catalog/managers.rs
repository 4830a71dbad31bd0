//! How packages are installed: package managers, their lockfiles, and the packages of a workspace.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::detect::Reading;

/// A package manager.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manager {
    /// Its name, and the answer.
    pub name: String,
    /// What tells that it is used.
    #[serde(default)]
    pub signs: Vec<Reading>,
    /// The line that installs, where it is to say more than `NAME install`: `{install}` of `custom`.
    #[serde(default)]
    pub install: Option<String>,
    /// The line that puts it into an image without it: `{prepare}` of `custom`.
    #[serde(default)]
    pub prepare: Option<String>,
    /// The file in which it keeps what it has chosen.
    #[serde(default)]
    pub lock: Option<Lock>,
    /// It installs one package of a workspace, with what that needs of it.
    #[serde(default)]
    pub members: bool,
}

/// The questions by which a package of a workspace is built.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The one that takes the workspace's folder.
    pub workspace: String,
    /// The one that takes the folders of the packages that it needs, each after those that it needs itself.
    pub libraries: String,
    /// Where no workspace says so: packages name others by their paths, and files hold for all below them.
    #[serde(default)]
    pub above: Option<Above>,
}

/// Files that hold for all packages below them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Above {
    /// Their names, patterns.
    pub files: Vec<String>,
    /// The question that takes them, as paths in the project.
    pub question: String,
}

/// A lockfile, and what of a project that has none.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Its name, a pattern, where the build looks for it: beside the manifest.
    pub file: String,
    /// A build sees the folders above, too, such as a workspace's.
    #[serde(default)]
    pub up: bool,
    /// The command that makes it.
    pub make: String,
    /// No image is built without it.
    #[serde(default)]
    pub needed: bool,
    /// Answers that let a build do without it.
    #[serde(default)]
    pub missing: IndexMap<String, Value>,
}
