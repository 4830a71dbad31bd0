//! The changes themselves: what would happen to each path, and why not.

use std::borrow::Cow;

use serde::Serialize;

use crate::core::diagnostic::{Level, Problem, Where};
use crate::core::fileset::Policy;
use crate::core::path::RelPath;

use super::snapshot::Content;
use super::unified;

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
}

impl ChangeSet {
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
        let told = self.changes.iter().filter_map(|change| {
            let reason = change.reason.as_ref()?;
            let level = match change.action {
                Action::Conflict => Level::Error,
                Action::Keep if reason.code == "no-longer-generated" => Level::Warning,
                Action::Keep | Action::Merge => Level::Note,
                _ => return None,
            };
            let message = format!("{}: {}", change.path, reason.text);
            let problem = Problem::new(reason.code, level, message);
            Some(
                problem
                    .at(in_file(&change.path))
                    .mend(mend(change, reason.code)),
            )
        });
        let supply = self.supplied.iter().map(|path| {
            Problem::note("secret-to-supply", format!("{path} is yours to supply"))
                .at(in_file(path))
                .mend(format!("write it into {path}; production needs it"))
        });
        told.chain(supply).collect()
    }

    /// What stands in the way, as one unified diff, see [`Change::unified`].
    pub fn unified_conflicts(&self) -> String {
        let conflicts = self.changes.iter();
        conflicts
            .filter(|change| change.action == Action::Conflict)
            .map(Change::unified)
            .collect()
    }

    /// All changes as one unified diff, see [`Change::unified`].
    pub fn unified(&self) -> String {
        self.changes.iter().map(Change::unified).collect()
    }
}

fn in_file(path: &RelPath) -> Where {
    Where {
        file: path.to_string(),
        line: None,
        column: None,
        key: None,
    }
}

fn mend(change: &Change, code: &str) -> String {
    let path = &change.path;
    match (change.action, code) {
        (Action::Conflict, "in-the-way" | "off-limits") => {
            format!("move {path} away, or choose another path in dockwright.yaml")
        }
        (Action::Conflict, "marks-broken" | "not-text" | "does-not-parse") => {
            format!("mend {path} by hand, or move it away")
        }
        (Action::Conflict, _) => {
            format!("compare with `dockwright diff`; take ours with `--overwrite {path}`")
        }
        (Action::Keep, "deleted") => format!("to have it again: `--overwrite {path}`"),
        (Action::Keep, "no-longer-generated") => format!("delete {path} if you do not need it"),
        _ => String::new(),
    }
}
