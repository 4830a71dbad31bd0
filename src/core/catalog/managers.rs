//! What code is installed with: package managers, their lockfiles, the packages of a workspace, and the
//! language's version.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::detect::Reading;

/// A package manager.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// What stands before what a script is given more, such as `--`: `{pass}` of `custom`.
    #[serde(default)]
    pub pass: Option<String>,
    /// The line that puts it into an image without it: `{prepare}` of `custom`.
    #[serde(default)]
    pub prepare: Option<String>,
    /// The file in which it keeps what it has chosen.
    #[serde(default)]
    pub lock: Option<Lock>,
    /// It installs one package of a workspace, with what that needs of it.
    #[serde(default)]
    pub members: bool,
    /// The lines by which it builds one that the catalog has no kind for.
    #[serde(default)]
    pub in_workspace: Option<InWorkspace>,
}

/// How a package of a workspace is built that the catalog has no kind for, from the workspace's folder.
/// `{member}` is the package's own folder.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InWorkspace {
    /// The line that installs what the lockfile says for it and for what it needs, where that is not
    /// `{install}`.
    #[serde(default)]
    pub locked: Option<String>,
    /// What the package's own commands run under, such as `env NAME=value`.
    #[serde(default)]
    pub under: Option<String>,
    /// What the installation sees beside manifests and lockfile: patterns of files in the workspace's folder.
    #[serde(default)]
    pub files: Vec<String>,
    /// What tells of a package that it is built before another can use it.
    pub built: Vec<Reading>,
    /// The line that builds those of them that it needs: one for each `{library}`, or one for all.
    pub before: String,
}

/// The questions by which a package of a workspace is built.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Above {
    /// Their names, patterns.
    pub files: Vec<String>,
    /// The question that takes them, as paths in the project.
    pub question: String,
}

/// A lockfile, and what of a project that has none.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// Nor of code that needs nothing.
    #[serde(default)]
    pub always: bool,
    /// Answers that let a build do without it.
    #[serde(default)]
    pub missing: IndexMap<String, Value>,
}

/// Where the version stands.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Versions {
    /// How many numbers of it matter: 2 of 3.14.1 are 3.14.
    pub numbers: usize,
    /// Where it is read, in order of trust.
    pub from: Vec<Reading>,
    /// Those that images have, the usual one first: `{version}` of `custom` is the one of them that fits.
    pub images: Vec<String>,
    /// Where dependencies stand with what is demanded of each: at a place of a tree, or lines of pip.
    pub pins: Vec<Reading>,
    /// Dependency, as `folded` writes it -> version of the language, from the oldest -> the first release that
    /// runs on it. What is pinned below that takes an older image.
    pub since: IndexMap<String, IndexMap<String, String>>,
}
