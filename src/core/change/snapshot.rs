//! What the disk holds at the paths of interest.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::core::path::RelPath;

/// A file's bytes and permission bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// All of it, shared with whoever keeps it.
    pub bytes: Arc<Vec<u8>>,
    /// Permission bits, such as 0o644.
    pub mode: u32,
}

impl Content {
    /// A text with its mode.
    pub fn new(text: impl Into<Vec<u8>>, mode: u32) -> Self {
        Self {
            bytes: Arc::new(text.into()),
            mode,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

/// What is at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A file that was read.
    File(Content),
    /// A file that is none of our business to read: a starter's place, a secret.
    Unread,
    /// A folder.
    Folder,
    /// A symbolic link; it is never written through.
    Link,
    /// A socket, a device, a pipe.
    Other,
}

/// The paths of interest that exist, bases and `.dockwright/applied.yaml` among them. A path that
/// is not here does not exist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Path -> what is there.
    pub entries: BTreeMap<RelPath, Found>,
}

impl Snapshot {
    /// What is at `path`.
    pub fn get(&self, path: &RelPath) -> Option<&Found> {
        self.entries.get(path)
    }

    /// The file that was read at `path`.
    pub fn file(&self, path: &RelPath) -> Option<&Content> {
        match self.get(path) {
            Some(Found::File(content)) => Some(content),
            _ => None,
        }
    }
}
