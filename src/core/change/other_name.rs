//! Compose reads its files by several names: a hand-made `docker-compose.yml` is the user's text of
//! our `compose.yaml`, and the two cannot both stay.
//!
//! The names and their order are those of Compose: where two of one kind are there it reads the first
//! and says so (<https://docs.docker.com/compose/intro/compose-application-model/>).

use std::borrow::Cow;

use crate::core::fileset::Policy;
use crate::core::path::RelPath;

use super::base::base_of;
use super::outcome::Outcome;
use super::set::{Action, Change, Kind, Reason};
use super::snapshot::{Content, Found, Snapshot};

/// Our name, and the other names of the same file.
const NAMES: [(&str, &[&str]); 2] = [
    (
        "compose.yaml",
        &["compose.yml", "docker-compose.yml", "docker-compose.yaml"],
    ),
    (
        "compose.override.yaml",
        &[
            "compose.override.yml",
            "docker-compose.override.yml",
            "docker-compose.override.yaml",
        ],
    ),
];

/// The other names that Compose knows for a file of ours.
pub fn other_names(path: &RelPath) -> impl Iterator<Item = RelPath> {
    let known = NAMES.iter().filter(move |(ours, _)| path.as_str() == *ours);
    let names = known.flat_map(|(_, others)| *others);
    names.filter_map(|name| RelPath::new(name).ok())
}

/// A user's file that Compose reads in the place of ours.
pub(super) struct StandIn<'d> {
    /// Its name.
    pub(super) path: RelPath,
    content: &'d Content,
}

impl<'d> StandIn<'d> {
    /// The first file of another name, where ours is not there.
    pub(super) fn of(path: &RelPath, disk: &'d Snapshot) -> Option<Self> {
        if disk.get(path).is_some() {
            return None;
        }
        other_names(path).find_map(|path| {
            let content = disk.file(&path)?;
            Some(Self { path, content })
        })
    }

    /// The disk as if it had our name.
    pub(super) fn renamed(&self, path: &RelPath, disk: &Snapshot) -> Snapshot {
        let mut seen = Snapshot::default();
        let found = Found::File(self.content.clone());
        seen.entries.insert(path.clone(), found);
        let base = base_of(path);
        if let Some(found) = disk.get(&base) {
            seen.entries.insert(base, found.clone());
        }
        seen
    }

    /// What happens to the two files, given what would happen had it our name: where ours is
    /// written, it goes.
    pub(super) fn settle(&self, change: Change) -> (Change, Option<Change>) {
        let name = change.path.clone();
        match change.action {
            Action::Conflict => {
                let reason = change.reason.map(|reason| match reason.code {
                    "not-ours" => Reason::new("not-ours", self.told()),
                    _ => reason,
                });
                (Change { reason, ..change }, None)
            }
            Action::Keep => (change, None),
            action => {
                let merged = action == Action::Merge;
                let goes = Outcome {
                    reason: Some(Reason::new(
                        "other-name",
                        format!("{name} is read in its place"),
                    )),
                    ..Outcome::remove()
                };
                let gone = Change {
                    path: self.path.clone(),
                    action: goes.action,
                    kind: Kind::File(Policy::Generated),
                    old: Some(self.content.clone()),
                    new: None,
                    reason: goes.reason,
                    merged: None,
                };
                let comes = Change {
                    action: if merged {
                        Action::Merge
                    } else {
                        Action::Create
                    },
                    old: None,
                    ..change
                };
                (comes, Some(gone))
            }
        }
    }

    fn told(&self) -> Cow<'static, str> {
        format!(
            "{} is there already and not from dockwright, and Compose reads only one of the two",
            self.path
        )
        .into()
    }
}
