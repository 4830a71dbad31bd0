//! The record of one write: enough to finish it, and to take it back.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::core::change::{ChangeSet, LOCAL};
use crate::core::path::RelPath;

use super::kept::Kept;
use super::secrets::is_secret;

/// The form this version writes; it reads the older ones too.
const VERSION: u32 = 2;

/// Old and new of everything a write touches. No secret's content is in it. What an older form
/// has not is empty.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record<'a> {
    version: u32,
    /// When, in seconds since 1970; 0 if it is not known.
    #[serde(default)]
    pub(super) at: u64,
    /// What was typed after `dockwright`.
    #[serde(default)]
    pub(super) command: String,
    /// It takes back the write with this number in the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) undoes: Option<u64>,
    /// The project's folder itself came with it; of one that takes back: goes with it.
    #[serde(default)]
    pub(super) root: bool,
    /// Folders that were not there, outermost first.
    pub(super) folders: Vec<RelPath>,
    /// Folders that go if nothing is left in them, innermost first.
    #[serde(default)]
    pub(super) gone: Vec<RelPath>,
    /// The exact modes of folders that come or go, where it is not for the umask to say.
    #[serde(default)]
    pub(super) modes: BTreeMap<RelPath, u32>,
    /// Files written or removed.
    pub(super) files: Vec<Entry<'a>>,
    /// Secrets to be made where missing, and how long.
    pub(super) secrets: Vec<(RelPath, usize)>,
    /// Secrets to be put away.
    #[serde(default)]
    pub(super) put_away: Vec<RelPath>,
}

/// One file.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry<'a> {
    pub(super) path: Cow<'a, RelPath>,
    /// A developer's own, such as `.env`: no diff shows what is in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) private: bool,
    /// None: it was not there.
    pub(super) old: Option<Kept<'a>>,
    /// None: it goes.
    pub(super) new: Option<Kept<'a>>,
}

/// Why a record is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It does not parse, or names a place that no write of ours touches.
    Damaged,
    /// A newer dockwright wrote it.
    Newer,
}

impl<'a> Record<'a> {
    /// The record of a change set, as far as that tells.
    pub(super) fn of(changes: &'a ChangeSet) -> Self {
        let told = changes.changes.iter();
        let private: BTreeSet<&RelPath> = told
            .filter(|change| change.is_local())
            .map(|change| &change.path)
            .collect();
        let files = changes.writes().map(|write| Entry {
            path: Cow::Borrowed(write.path),
            private: private.contains(write.path),
            old: write.old.map(Kept::of),
            new: write.new.map(Kept::of),
        });
        Self {
            version: VERSION,
            folders: changes.folders.clone(),
            files: files.collect(),
            secrets: changes.secrets.clone(),
            ..Self::default()
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
        let folders = record.folders.iter().chain(&record.gone);
        let secrets = record.secrets.iter().map(|(path, _)| path);
        let mut paths = files.chain(folders).chain(secrets);
        if paths.all(is_ours) && record.put_away.iter().all(is_secret) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn json(path: &str) -> String {
        format!(
            r#"{{"version":2,"at":7,"command":"add","undoes":3,"root":true,"folders":[],"gone":["b"],"modes":{{"b":493}},"files":[{{"path":"{path}","private":true,"old":{{"mode":420,"hex":"ff00"}},"new":{{"mode":2541,"text":"a"}}}}],"secrets":[["secrets/x",32]],"put_away":["secrets/y"]}}"#
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
        let newer = text.replace("\"version\":2", "\"version\":3");
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
        for no in ["main.py", "secrets", ".dockwright/local/secrets/x"] {
            let text = json("a").replace("secrets/y", no);
            let read = Record::read(text.as_bytes());
            assert_eq!(read, Err(Refusal::Damaged), "put away: {no}");
        }
    }

    #[test]
    fn the_form_before_this_one_is_read() {
        let text = r#"{"version":1,"folders":["a"],"files":[{"path":"a/b","old":null,"new":{"mode":420,"text":"x"}}],"secrets":[]}"#;
        let record = Record::read(text.as_bytes()).unwrap();
        assert_eq!((record.at, record.files.len()), (0, 1));
        assert!(record.command.is_empty() && !record.root && record.gone.is_empty());
    }
}
