//! What a stack is, as files: path -> fragments -> text, with mode and owner policy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::answers::FILE;
use super::path::RelPath;

/// Who owns a file, and so what a second run may do to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Ours as a whole: its text is kept as base, so that an edit is seen.
    Generated,
    /// A shared text file, such as `.gitignore`: ours is one block between two marks.
    Block,
    /// A shared JSON file with comments, such as `.vscode/launch.json`: ours are entries of its
    /// lists, known by their `name`.
    Entries,
    /// Written once, where the folder has no code; the user's from then on.
    Starter,
    /// `dockwright.yaml`: the user's too; written where an answer changed, never compared with a base.
    Answers,
    /// This developer's own, ignored by git, such as `.env`: missing `KEY=` lines are added,
    /// none is changed. `check` does not look at it.
    Local,
}

/// A part of a file that one node of the plan made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// The node, such as `services.web`; empty for what belongs to the file itself.
    pub node: String,
    /// Its text, line end included.
    pub text: String,
}

impl Fragment {
    /// A part of a file.
    pub fn new(node: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            node: node.into(),
            text: text.into(),
        })
    }

    /// How many lines it has.
    pub fn lines(&self) -> usize {
        self.text.matches('\n').count()
    }
}

/// One file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// In order; the text is their concatenation. What did not change is the very same.
    pub fragments: Vec<Arc<Fragment>>,
    /// Permission bits: 0o644, 0o755 for scripts, 0o600 for `.env`.
    pub mode: u32,
    /// Who owns it.
    pub policy: Policy,
}

impl File {
    /// A file of one fragment.
    pub fn new(
        policy: Policy,
        mode: u32,
        node: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            fragments: vec![Fragment::new(node, text)],
            mode,
            policy,
        }
    }

    /// Whether its text is this, to the byte.
    pub fn is_text(&self, bytes: &[u8]) -> bool {
        let mut rest = Some(bytes);
        for fragment in &self.fragments {
            rest = rest.and_then(|rest| rest.strip_prefix(fragment.text.as_bytes()));
        }
        rest.is_some_and(<[u8]>::is_empty)
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.fragments
            .iter()
            .map(|fragment| fragment.text.as_str())
            .collect()
    }
}

/// A production secret: a file in `secrets/` that is made once and never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// Letters and digits, this many, made where the file is missing.
    Generated(usize),
    /// The user's to supply: told, never made.
    Supplied,
}

/// A path, and the files that two sets have there.
pub type Pair<'f> = (&'f RelPath, Option<&'f Arc<File>>, Option<&'f Arc<File>>);

impl FileSet {
    /// The paths at which this and a later set have not the same file.
    pub fn others<'f>(&'f self, later: &'f Self) -> impl Iterator<Item = Pair<'f>> {
        let mut old = self.files.iter().peekable();
        let mut new = later.files.iter().peekable();
        let pairs = std::iter::from_fn(move || {
            let path = match (old.peek(), new.peek()) {
                (Some((one, _)), Some((two, _))) => (*one).min(*two),
                (Some((path, _)), None) | (None, Some((path, _))) => *path,
                (None, None) => return None,
            };
            let old = old.next_if(|(one, _)| *one == path);
            let new = new.next_if(|(two, _)| *two == path);
            Some((path, old.map(|(_, file)| file), new.map(|(_, file)| file)))
        });
        pairs.filter(|(_, old, new)| old != new)
    }

    /// All paths in the order in which they are read: the Compose files, what builds images, editors,
    /// the environment, starters last.
    pub fn ordered(&self) -> Vec<RelPath> {
        let mut paths: Vec<RelPath> = self.files.keys().cloned().collect();
        paths.sort_by_cached_key(|path| self.rank(path));
        paths
    }

    /// Where a path stands in that order.
    pub fn rank(&self, path: &RelPath) -> (u8, u8, RelPath) {
        let text = path.as_str();
        let policy = self.files.get(path).map(|file| file.policy);
        let compose = ["compose.yaml", "compose.override.yaml", "compose.prod.yaml"];
        if let Some(place) = compose.iter().position(|name| *name == text) {
            return (0, u8::try_from(place).unwrap_or(u8::MAX), path.clone());
        }
        let group = match policy {
            _ if text == FILE => 5,
            Some(Policy::Starter) => 6,
            _ if text.starts_with(".env") => 3,
            _ if text.starts_with(".devcontainer/") || text.starts_with(".vscode/") => 2,
            _ if text.starts_with('.') => 4,
            _ => 1,
        };
        (group, 0, path.clone())
    }
}

/// All files of a stack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileSet {
    /// Path -> file.
    pub files: BTreeMap<RelPath, Arc<File>>,
    /// Folders that must be there and belong to the user, since Docker would make them as root.
    pub folders: BTreeSet<RelPath>,
    /// `secrets/NAME` -> how it comes to be. No secret's content is ever in this crate's core.
    pub secrets: BTreeMap<RelPath, Secret>,
}
