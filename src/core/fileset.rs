//! What a stack is, as files: path -> fragments -> text, with mode and owner policy.

use std::collections::{BTreeMap, BTreeSet};

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

/// One file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// In order; the text is their concatenation.
    pub fragments: Vec<Fragment>,
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
        let fragment = Fragment {
            node: node.into(),
            text: text.into(),
        };
        Self {
            fragments: vec![fragment],
            mode,
            policy,
        }
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

/// All files of a stack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileSet {
    /// Path -> file.
    pub files: BTreeMap<RelPath, File>,
    /// Folders that must be there and belong to the user, since Docker would make them as root.
    pub folders: BTreeSet<RelPath>,
    /// `secrets/NAME` -> how it comes to be. No secret's content is ever in this crate's core.
    pub secrets: BTreeMap<RelPath, Secret>,
}
