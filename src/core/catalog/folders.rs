//! Folders that an image has beside the service's own code: what a volume covers, what a build takes from elsewhere.

use serde::Deserialize;
use serde_json::Value;

/// A folder of the container that a volume must cover, since the host's would be wrong.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// The folder below the service's path, and the end of the volume's name: `SERVICE_FOLDER`; with `/`
    /// first, below the project's. A template; none, or several, one a line, are none or several volumes.
    pub folder: String,
    /// Where it lies, if that is not below the service's path.
    #[serde(default)]
    pub at: Option<String>,
    /// Also where watch copies the source: what it holds takes long to make anew.
    #[serde(default)]
    pub keep: bool,
    /// Why.
    pub why: String,
}

/// What a build takes from beside the service's folder: paths from the project's own, and nothing else
/// of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Beside {
    /// Folders of code: watch copies what changes in them, too.
    pub folders: Vec<Value>,
    /// Files.
    pub files: Vec<Value>,
}
