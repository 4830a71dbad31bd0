//! What the disk holds at the paths of interest.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::base::original_of;
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

    /// Holds what is the same once: a base with the file that it is of, and what `known` has too.
    pub fn share(&mut self, known: &Self) {
        let held: Vec<(RelPath, Content)> = self
            .entries
            .iter()
            .filter_map(|(path, found)| {
                let Found::File(content) = found else {
                    return None;
                };
                let original = original_of(path).and_then(|path| self.file(&path).cloned());
                let alike = [known.file(path).cloned(), original].into_iter().flatten();
                let mut alike = alike.filter(|other| other.bytes == content.bytes);
                let (bytes, mode) = (alike.next()?.bytes, content.mode);
                Some((path.clone(), Content { bytes, mode }))
            })
            .collect();
        let held = held.into_iter();
        self.entries
            .extend(held.map(|(path, content)| (path, Found::File(content))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::change::base_of;

    fn snapshot(files: &[(&RelPath, &str)]) -> Snapshot {
        let entries = files
            .iter()
            .map(|(path, text)| ((*path).clone(), Found::File(Content::new(*text, 0o644))));
        Snapshot {
            entries: entries.collect(),
        }
    }

    #[test]
    fn what_is_the_same_is_held_once() {
        let path = RelPath::new("compose.yaml").unwrap();
        let base = base_of(&path);
        let known = snapshot(&[(&path, "services:"), (&base, "services:")]);
        let mut now = known.clone();
        now.share(&Snapshot::default());
        let mut again = snapshot(&[(&path, "services:"), (&base, "services: {}")]);
        again.share(&now);
        let bytes = |of: &Snapshot, path| Arc::clone(&of.file(path).unwrap().bytes);
        assert!(Arc::ptr_eq(&bytes(&now, &path), &bytes(&now, &base)));
        assert!(Arc::ptr_eq(&bytes(&now, &path), &bytes(&again, &path)));
        assert_eq!(again.file(&base).unwrap().text(), Some("services: {}"));
    }
}
