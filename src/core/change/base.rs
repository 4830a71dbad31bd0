//! The last generated texts, kept in the project so that an edit can be told from our own text.
//!
//! A base says by its first line what kind of file it is the base of, so that a file that is no
//! longer generated can be taken back although the file set does not know it any more.

use crate::core::path::RelPath;

use super::block;
use super::judged::Judged;
use super::snapshot::Snapshot;
use crate::core::fileset::{File, FileSet, Policy};

/// Where bases are, committed.
pub const BASE: &str = ".dockwright/base";
/// The answers and the version that made what is there, committed.
pub const APPLIED: &str = ".dockwright/applied.yaml";
/// Journal and lock, ignored by git.
pub const LOCAL: &str = ".dockwright/local";

/// First line of the base of a shared JSON file.
const ENTRIES: &str = "// dockwright: entries\n";

/// The base's path: `docker/web/Dockerfile` -> `.dockwright/base/docker/web/_Dockerfile.base`.
/// The name is one that linters and Renovate do not take for a Dockerfile.
pub fn base_of(path: &RelPath) -> RelPath {
    let name = RelPath::trusted(format!("_{}.base", path.name()));
    let folder = path.parent().unwrap_or_else(RelPath::root);
    RelPath::trusted(BASE).join(&folder).join(&name)
}

/// The path that `base` is the base of; none if it is no base's path.
pub fn original_of(base: &RelPath) -> Option<RelPath> {
    let inner = base.as_str().strip_prefix(BASE)?.strip_prefix('/')?;
    let (folder, name) = match inner.rsplit_once('/') {
        Some((folder, name)) => (RelPath::new(folder).ok()?, name),
        None => (RelPath::root(), inner),
    };
    let name = name.strip_prefix('_')?.strip_suffix(".base")?;
    Some(folder.join(&RelPath::new(name).ok()?))
}

/// Whether a file has no base, or one that is damaged.
pub(super) fn is_lost(path: &RelPath, file: &File, disk: &Snapshot, judged: &Judged) -> bool {
    let base = disk.file(&base_of(path));
    base.is_none_or(|base| judged.is_damaged(path, base, Some(file)))
}

/// The base of a file that has lost its own, as the files of last time have it.
pub(super) fn restored(
    path: &RelPath,
    disk: &Snapshot,
    earlier: Option<&FileSet>,
    judged: &Judged,
) -> Option<Vec<u8>> {
    let file = earlier?.files.get(path)?;
    let text = file.text();
    let base = match file.policy {
        Policy::Generated => text,
        Policy::Block => Base::block(&text),
        Policy::Entries => Base::entries(&text),
        Policy::Starter | Policy::Answers | Policy::Local => return None,
    };
    (disk.file(path).is_some() && is_lost(path, file, disk, judged)).then(|| base.into_bytes())
}

/// A base's text, by the kind of file it belongs to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Base<'a> {
    /// A file that is ours as a whole.
    Whole(&'a [u8]),
    /// The lines between our two marks.
    Block(String),
    /// Our text of a shared JSON file.
    Entries(String),
}

impl<'a> Base<'a> {
    /// Reads what [`Base::block`], [`Base::entries`] or a whole file's text wrote.
    pub(super) fn read(bytes: &'a [u8]) -> Self {
        let begins = |line: &str| bytes.starts_with(line.trim_end().as_bytes());
        if !begins(ENTRIES) && !begins(block::BEGIN) {
            return Self::Whole(bytes);
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Self::Whole(bytes);
        };
        let text = text.replace("\r\n", "\n");
        if let Some(rest) = text.strip_prefix(ENTRIES) {
            return Self::Entries(rest.to_owned());
        }
        if text.starts_with(block::BEGIN)
            && let block::Place::Found(place) = block::find(&text)
        {
            return Self::Block(text[place.inner].to_owned());
        }
        Self::Whole(bytes)
    }

    /// The text of a file that is ours as a whole.
    pub(super) fn as_whole(&self) -> Option<&[u8]> {
        match self {
            Self::Whole(text) => Some(text),
            _ => None,
        }
    }

    /// The lines between our marks.
    pub(super) fn as_block(&self) -> Option<&str> {
        match self {
            Self::Block(text) => Some(text),
            _ => None,
        }
    }

    /// Our text of a shared JSON file.
    pub(super) fn as_entries(&self) -> Option<&str> {
        match self {
            Self::Entries(text) => Some(text),
            _ => None,
        }
    }

    /// The base of a block.
    pub(super) fn block(inner: &str) -> String {
        block::marked(inner)
    }

    /// The base of a shared JSON file.
    pub(super) fn entries(text: &str) -> String {
        format!("{ENTRIES}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_there_and_back() {
        for (path, base) in [
            ("compose.yaml", ".dockwright/base/_compose.yaml.base"),
            (
                "docker/web/Dockerfile",
                ".dockwright/base/docker/web/_Dockerfile.base",
            ),
            (".gitignore", ".dockwright/base/_.gitignore.base"),
        ] {
            let path = RelPath::new(path).unwrap();
            assert_eq!(base_of(&path).as_str(), base);
            assert_eq!(original_of(&base_of(&path)), Some(path));
        }
        for no in [
            ".dockwright/base",
            ".dockwright/base/x",
            ".dockwright/base/_.base",
            ".dockwright/based/_x.base",
            "a",
        ] {
            assert_eq!(original_of(&RelPath::new(no).unwrap()), None, "{no}");
        }
    }

    #[test]
    fn kinds_are_told_by_the_first_line() {
        assert_eq!(Base::read(b"FROM x\n"), Base::Whole(b"FROM x\n"));
        assert_eq!(
            Base::read(Base::block(".env\n").as_bytes()),
            Base::Block(".env\n".to_owned())
        );
        assert_eq!(
            Base::read(Base::entries("{}\n").as_bytes()),
            Base::Entries("{}\n".to_owned())
        );
        assert_eq!(Base::read(b"\xff"), Base::Whole(b"\xff"));
    }
}
