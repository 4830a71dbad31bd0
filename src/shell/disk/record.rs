//! The record of one write: enough to finish it, and to take it back.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::core::change::{ChangeSet, Content, LOCAL};
use crate::core::path::RelPath;

/// The form this version writes and reads.
const VERSION: u32 = 1;

/// Old and new of everything a write touches. No secret's content is in it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record<'a> {
    version: u32,
    /// Folders that were not there, outermost first.
    pub(super) folders: Vec<RelPath>,
    /// Files written or removed.
    pub(super) files: Vec<Entry<'a>>,
    /// Secrets to be made where missing, and how long.
    pub(super) secrets: Vec<(RelPath, usize)>,
}

/// One file.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry<'a> {
    pub(super) path: Cow<'a, RelPath>,
    /// None: it was not there.
    pub(super) old: Option<Kept<'a>>,
    /// None: it goes.
    pub(super) new: Option<Kept<'a>>,
}

/// A file's bytes and mode.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept<'a> {
    mode: u32,
    #[serde(flatten)]
    body: Body<'a>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Body<'a> {
    Text(Cow<'a, str>),
    /// What is no UTF-8.
    Hex(String),
}

/// Why a record is not followed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It does not parse, or names a place that no write of ours touches.
    Damaged,
    /// A newer dockwright wrote it.
    Newer,
}

impl<'a> Record<'a> {
    /// The record of a change set that makes these folders.
    pub(super) fn new(changes: &'a ChangeSet, folders: Vec<RelPath>) -> Self {
        let files = changes.writes().map(|write| Entry {
            path: Cow::Borrowed(write.path),
            old: write.old.map(Kept::of),
            new: write.new.map(Kept::of),
        });
        Self {
            version: VERSION,
            folders,
            files: files.collect(),
            secrets: changes.secrets.clone(),
        }
    }

    /// As it is stored. It ends in its closing brace, so that a cut one does not parse.
    pub(super) fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }
}

impl Record<'static> {
    /// Reads a stored one. It may come from a hostile clone, so its places are checked: git's
    /// folder would run what is put there.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|_| Refusal::Damaged)?;
        if head.version > VERSION {
            return Err(Refusal::Newer);
        }
        let record: Self = serde_json::from_slice(bytes).map_err(|_| Refusal::Damaged)?;
        let files = record.files.iter().map(|entry| entry.path.as_ref());
        let secrets = record.secrets.iter().map(|(path, _)| path);
        let mut paths = files.chain(secrets).chain(&record.folders);
        if paths.all(is_ours) {
            Ok(record)
        } else {
            Err(Refusal::Damaged)
        }
    }
}

/// Whether a write of ours may touch it.
fn is_ours(path: &RelPath) -> bool {
    let mut parts = path.as_str().split('/');
    let git = parts.any(|part| part.eq_ignore_ascii_case(".git"));
    let local = RelPath::new(LOCAL).is_ok_and(|local| path.is_below(&local));
    !path.is_root() && !git && !local
}

impl<'a> Kept<'a> {
    fn of(content: &'a Content) -> Self {
        let body = match content.text() {
            Some(text) => Body::Text(Cow::Borrowed(text)),
            None => Body::Hex(
                content
                    .bytes
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect(),
            ),
        };
        Self {
            mode: content.mode & 0o777,
            body,
        }
    }

    /// The mode, without bits that no file of ours has.
    pub(super) fn mode(&self) -> u32 {
        self.mode & 0o777
    }

    /// The bytes; none if they are written wrongly.
    pub(super) fn bytes(&self) -> Option<Cow<'_, [u8]>> {
        match &self.body {
            Body::Text(text) => Some(Cow::Borrowed(text.as_bytes())),
            Body::Hex(text) => (0..text.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
                .collect::<Option<Vec<u8>>>()
                .map(Cow::Owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(path: &str) -> String {
        format!(
            r#"{{"version":1,"folders":[],"files":[{{"path":"{path}","old":{{"mode":420,"hex":"ff00"}},"new":{{"mode":2541,"text":"a"}}}}],"secrets":[["secrets/x",32]]}}"#
        )
    }

    #[test]
    fn reads_what_it_wrote_and_nothing_cut() {
        let text = json("a/b");
        let record = Record::read(text.as_bytes()).unwrap();
        let entry = &record.files[0];
        let old = entry.old.as_ref().unwrap();
        assert_eq!(old.bytes().unwrap().as_ref(), b"\xff\x00");
        assert_eq!(entry.new.as_ref().unwrap().mode(), 0o755);
        assert_eq!(record.to_bytes().unwrap(), text.as_bytes());
        for end in 0..text.len() {
            let cut = Record::read(&text.as_bytes()[..end]);
            assert_eq!(cut, Err(Refusal::Damaged), "{end}");
        }
        let newer = text.replace("\"version\":1", "\"version\":2");
        assert_eq!(Record::read(newer.as_bytes()), Err(Refusal::Newer));
    }

    #[test]
    fn a_record_from_a_hostile_clone_is_not_followed() {
        for no in [
            ".git/hooks/pre-commit",
            "a/.Git/config",
            "../x",
            "/etc/x",
            ".dockwright/local/lock",
            ".",
        ] {
            assert_eq!(
                Record::read(json(no).as_bytes()),
                Err(Refusal::Damaged),
                "{no}"
            );
        }
        for yes in [
            ".dockwright/base/_a.base",
            ".dockwright/applied.yaml",
            ".gitignore",
        ] {
            assert!(Record::read(json(yes).as_bytes()).is_ok(), "{yes}");
        }
    }
}
