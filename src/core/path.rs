//! A path inside the project: relative, forward slashes, no way out.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A path below the project's folder, such as `docker/web/Dockerfile`. `.` is the folder itself.
///
/// It holds no `..`, no `.` between slashes, no backslash and no NUL, is not absolute and ends in
/// no slash. Links are not its affair: the file system is asked about those when writing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RelPath(Arc<str>);

/// Why a text is no [`RelPath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathError {
    /// Nothing between the quotes.
    Empty,
    /// It begins with `/`, `~` or a drive.
    Absolute,
    /// It has a `..`.
    Leaves,
    /// A backslash, a NUL or another control character.
    Character,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "is empty",
            Self::Absolute => "is absolute",
            Self::Leaves => "leaves the project by `..`",
            Self::Character => "has a backslash or a control character",
        })
    }
}

impl RelPath {
    /// Reads a path as people write it: `./frontend/` is `frontend`.
    pub fn new(text: &str) -> Result<Self, PathError> {
        if text.is_empty() {
            return Err(PathError::Empty);
        }
        if text.chars().any(|c| c == '\\' || c.is_control()) {
            return Err(PathError::Character);
        }
        let drive = text.as_bytes().get(1) == Some(&b':');
        if text.starts_with(['/', '~']) || drive {
            return Err(PathError::Absolute);
        }
        let parts: Vec<&str> = text
            .split('/')
            .filter(|part| !part.is_empty() && *part != ".")
            .collect();
        if parts.contains(&"..") {
            return Err(PathError::Leaves);
        }
        if parts.is_empty() {
            return Ok(Self::root());
        }
        Ok(Self(parts.join("/").into()))
    }

    /// A path that this crate made itself and so knows to be well-formed.
    pub(crate) fn trusted(text: impl Into<String>) -> Self {
        let text = text.into();
        debug_assert!(
            Self::new(&text).is_ok_and(|path| *path.0 == *text),
            "{text}"
        );
        Self(text.into())
    }

    /// Whether every generated file can name it as it is: a Dockerfile's `COPY` and an ignore file
    /// have no way to quote a blank or a `*`.
    pub fn is_nameable(&self) -> bool {
        is_nameable(&self.0)
    }

    /// The project's folder itself.
    pub fn root() -> Self {
        Self(".".into())
    }

    /// Whether this is the project's folder itself.
    pub fn is_root(&self) -> bool {
        &*self.0 == "."
    }

    /// The text, with forward slashes.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `other` below this path. `other` may itself be `.`.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        match (self.is_root(), other.is_root()) {
            (true, _) => other.clone(),
            (_, true) => self.clone(),
            _ => Self(format!("{}/{}", self.0, other.0).into()),
        }
    }

    /// The folder that holds it; `.` for a name at the top, none for `.` itself.
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        Some(match self.0.rsplit_once('/') {
            Some((folder, _)) => Self(folder.into()),
            None => Self::root(),
        })
    }

    /// The last part: `Dockerfile` of `docker/web/Dockerfile`.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// Whether it is `folder` or something below it.
    pub fn is_below(&self, folder: &Self) -> bool {
        folder.is_root()
            || self == folder
            || self
                .0
                .strip_prefix(&*folder.0)
                .is_some_and(|rest| rest.starts_with('/'))
    }

    /// This path as `folder` sees it; none where it is not below.
    pub fn below(&self, folder: &Self) -> Option<Self> {
        if folder.is_root() {
            return Some(self.clone());
        }
        let rest = self.0.strip_prefix(&*folder.0)?.strip_prefix('/')?;
        Some(Self(rest.into()))
    }
}

/// Letters and digits of any language, and `._-+@/`.
pub fn is_nameable(path: &str) -> bool {
    path.chars()
        .all(|c| c.is_alphanumeric() || "._-+@/".contains(c))
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RelPath {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::new(&text).map_err(|error| format!("path {text:?} {error}"))
    }
}

impl From<RelPath> for String {
    fn from(path: RelPath) -> Self {
        path.0.as_ref().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write_and_refuses_ways_out() {
        for (text, read) in [
            ("frontend", "frontend"),
            ("./frontend/", "frontend"),
            ("a//b/./c", "a/b/c"),
            (".", "."),
            ("./", "."),
            ("..a", "..a"),
        ] {
            assert_eq!(RelPath::new(text).unwrap().as_str(), read, "{text}");
        }
        for (text, error) in [
            ("", PathError::Empty),
            ("/etc", PathError::Absolute),
            ("~/x", PathError::Absolute),
            ("C:/x", PathError::Absolute),
            ("a/../b", PathError::Leaves),
            ("..", PathError::Leaves),
            ("a\\b", PathError::Character),
            ("a\0b", PathError::Character),
        ] {
            assert_eq!(RelPath::new(text), Err(error), "{text}");
        }
    }

    #[test]
    fn joins_and_takes_apart() {
        let path = RelPath::new("docker/web").unwrap();
        assert_eq!(RelPath::root().join(&path), path);
        assert_eq!(path.join(&RelPath::root()), path);
        assert_eq!(path.parent(), Some(RelPath::new("docker").unwrap()));
        assert_eq!(path.name(), "web");
        assert!(path.is_below(&RelPath::new("docker").unwrap()));
        assert!(!path.is_below(&RelPath::new("dock").unwrap()));
    }
}
