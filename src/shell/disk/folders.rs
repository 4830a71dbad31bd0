//! Folders of the project, each opened once.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read as _};

use cap_std::fs::{Dir, MetadataExt as _};

use crate::core::change::{Content, Found};
use crate::core::path::RelPath;

/// More than this is no file of ours, and is not read.
const LARGEST: u64 = 64 << 20;

/// Opened folders; a folder that is not there is remembered as such.
pub(super) struct Folders<'a> {
    root: &'a Dir,
    open: BTreeMap<RelPath, Option<Dir>>,
}

impl<'a> Folders<'a> {
    /// Those below `root`.
    pub(super) fn new(root: &'a Dir) -> Self {
        Self {
            root,
            open: BTreeMap::new(),
        }
    }

    /// The folder, if it is there. Refused if a link leads out, or a file is in its place.
    pub(super) fn get(&mut self, path: &RelPath) -> io::Result<Option<&Dir>> {
        if path.is_root() {
            return Ok(Some(self.root));
        }
        if !self.open.contains_key(path) {
            let above = path.parent().unwrap_or_else(RelPath::root);
            // What is below a missing folder is missing: no need to ask.
            let missing = matches!(self.open.get(&above), Some(None));
            let dir = if missing {
                None
            } else {
                optional(self.root.open_dir(path.as_str()))?
            };
            self.open.insert(path.clone(), dir);
        }
        Ok(self.open.get(path).and_then(Option::as_ref))
    }

    /// The folder that holds `path`, if it is there.
    pub(super) fn of(&mut self, path: &RelPath) -> io::Result<Option<&Dir>> {
        self.get(&path.parent().unwrap_or_else(RelPath::root))
    }

    /// What is at `path`; a file's bytes if it is to be read.
    pub(super) fn look(&mut self, path: &RelPath, read: bool) -> io::Result<Option<Found>> {
        let Some(dir) = self.of(path)? else {
            return Ok(None);
        };
        let Some(about) = optional(dir.symlink_metadata(path.name()))? else {
            return Ok(None);
        };
        Ok(Some(if about.is_symlink() {
            Found::Link
        } else if about.is_dir() {
            Found::Folder
        } else if !about.is_file() || about.len() > LARGEST {
            Found::Other
        } else if read {
            let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
            dir.open(path.name())?
                .take(LARGEST)
                .read_to_end(&mut bytes)?;
            let mode = about.mode() & 0o7777;
            Found::File(Content::new(bytes, mode))
        } else {
            Found::Unread
        }))
    }

    /// Forgets what was opened and what was missing, after folders came or went.
    pub(super) fn forget(&mut self) {
        self.open.clear();
    }
}

/// What is not there is no error.
pub(super) fn optional<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
