//! The changes themselves: what would happen to each path, and why not.

use std::borrow::Cow;

use serde::Serialize;

use crate::core::diagnostic::Problem;
use crate::core::fileset::Policy;
use crate::core::path::RelPath;

use super::base::APPLIED;
use super::snapshot::Content;
use super::told::{self, in_file, problems_of};
use super::unified;
use crate::core::merge::Merged;

/// What happens to a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is not there and will be.
    Create,
    /// It is there as we left it, and our text changed.
    Update,
    /// Ours and the user's come together in it.
    Merge,
    /// It cannot be written without a yes; nothing is written at all.
    Conflict,
    /// It is as it should be.
    Same,
    /// It is no longer generated and was never edited.
    Remove,
    /// It is not as we would write it, and that is the user's wish.
    Keep,
}

impl Action {
    /// The word that users read, in text and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Merge => "merge",
            Self::Conflict => "conflict",
            Self::Same => "same",
            Self::Remove => "remove",
            Self::Keep => "keep",
        }
    }
}

/// What sort of thing is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file of the file set.
    File(Policy),
    /// A production secret; its content is nowhere in here.
    Secret,
    /// One of dockwright's own files, told only where it is in the way.
    Own,
}

/// Why a path is refused or kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The problem's code, such as `edited`.
    pub code: &'static str,
    /// A sentence without a full stop, with the file as "it".
    pub text: Cow<'static, str>,
}

impl Reason {
    /// A reason.
    pub fn new(code: &'static str, text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            text: text.into(),
        }
    }
}

/// What happens to one path. As JSON it is `{"path","action"}`: contents are shown by
/// [`Change::unified`] only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where.
    pub path: RelPath,
    /// What.
    pub action: Action,
    /// What sort of thing it is.
    #[serde(skip)]
    pub kind: Kind,
    /// What the disk holds; none where nothing that can be read is there, and for secrets.
    #[serde(skip)]
    pub old: Option<Content>,
    /// What it would be (for a conflict: after a yes); none where it goes, and for secrets.
    #[serde(skip)]
    pub new: Option<Content>,
    /// Why it is refused, kept or merged.
    #[serde(skip)]
    pub reason: Option<Reason>,
    /// The three texts side by side, where the user's and ours were brought together. Of a shared
    /// file only our lines are in it.
    #[serde(skip)]
    pub merged: Option<Merged>,
}

impl Change {
    /// Whether writing changes the path.
    pub fn writes(&self) -> bool {
        use Action::{Create, Merge, Remove, Update};
        matches!(self.action, Create | Update | Merge | Remove)
    }

    /// Whether it is this developer's own, as no fresh clone has it: `.env`, a secret.
    pub fn is_local(&self) -> bool {
        matches!(self.kind, Kind::Secret | Kind::File(Policy::Local))
    }

    /// The change as a unified diff with git's headers; empty where nothing differs. A secret is
    /// dots, and of `.env` only what is added is shown.
    pub fn unified(&self) -> String {
        unified::unified(self)
    }
}

/// One file to be written or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Write<'a> {
    /// Where.
    pub path: &'a RelPath,
    /// What must be there when it is written, or writing is refused.
    pub old: Option<&'a Content>,
    /// What will be there; none: it is removed.
    pub new: Option<&'a Content>,
}

/// Everything one write does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ChangeSet {
    /// Told to users, in the order of the paths.
    pub changes: Vec<Change>,
    /// Bases and `.dockwright/applied.yaml`: part of the same write, told to nobody.
    #[serde(skip)]
    pub books: Vec<Change>,
    /// Folders to be made.
    #[serde(skip)]
    pub folders: Vec<RelPath>,
    /// Secrets to be made, and how long.
    #[serde(skip)]
    pub secrets: Vec<(RelPath, usize)>,
    /// Secrets that the user has yet to supply.
    #[serde(skip)]
    pub supplied: Vec<RelPath>,
    /// Files whose base was missing or damaged, and was made again.
    #[serde(skip)]
    pub restored: Vec<RelPath>,
}

impl ChangeSet {
    /// Puts all in the order of the paths.
    pub fn sort(&mut self) {
        for changes in [&mut self.changes, &mut self.books] {
            changes.sort_by(|one, other| one.path.cmp(&other.path));
        }
    }

    /// All files to be written or removed, books included.
    pub fn writes(&self) -> impl Iterator<Item = Write<'_>> {
        let files = self.changes.iter().chain(&self.books);
        files
            .filter(|change| change.writes() && change.kind != Kind::Secret)
            .map(|change| Write {
                path: &change.path,
                old: change.old.as_ref(),
                new: change.new.as_ref(),
            })
    }

    /// What happens to a path; the changes are in the order of the paths.
    pub fn of(&self, path: &RelPath) -> Option<&Change> {
        let place = self.changes.partition_point(|change| change.path < *path);
        self.changes
            .get(place)
            .filter(|change| change.path == *path)
    }

    /// Whether applying would leave everything as it is, books included.
    pub fn is_empty(&self) -> bool {
        self.folders.is_empty() && self.secrets.is_empty() && self.writes().next().is_none()
    }

    /// Whether `check` finds a difference: something of the stack would change or is in conflict.
    /// A developer's own files, secrets and empty folders are no difference: a fresh clone has
    /// none of them.
    pub fn differs(&self) -> bool {
        self.changes.iter().any(|change| {
            change.action == Action::Conflict || (change.writes() && !change.is_local())
        })
    }

    /// Whether something stands in the way, so that nothing will be written.
    pub fn is_refused(&self) -> bool {
        let mut changes = self.changes.iter();
        changes.any(|change| change.action == Action::Conflict)
    }

    /// What to tell: an error for each conflict, a warning for each file that is kept although it
    /// is no longer generated, a note for each other that is kept and each secret to supply.
    pub fn problems(&self) -> Vec<Problem> {
        let told = self.changes.iter().flat_map(problems_of);
        let supply = self.supplied.iter().map(|path| {
            Problem::note("secret-to-supply", format!("{path} is yours to supply"))
                .at(in_file(path))
                .mend(format!("write it into {path}; production needs it"))
        });
        told.chain(supply).chain(self.bases_made_again()).collect()
    }

    fn bases_made_again(&self) -> Option<Problem> {
        let first = self.restored.first()?;
        let more = match self.restored.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "the base of {first}{more} was missing or damaged: it is made again from {APPLIED}"
        );
        Some(Problem::note("base-restored", message).at(in_file(first)))
    }

    /// What stands in the way, for people: places that both changed as their three texts, other files
    /// as a unified diff, see [`Change::unified`].
    pub fn conflicts(&self) -> String {
        let conflicts = self.changes.iter();
        conflicts
            .filter(|change| change.action == Action::Conflict)
            .map(told::conflict)
            .collect()
    }

    /// All changes as one unified diff, see [`Change::unified`].
    pub fn unified(&self) -> String {
        self.changes.iter().map(Change::unified).collect()
    }
}
