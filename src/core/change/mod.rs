//! Stand-in until the disk branch lands.
use super::{diagnostic::Problem, fileset::FileSet, path::RelPath};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs)]
pub enum Action {
    Create,
    Update,
    Merge,
    Conflict,
    Same,
    Remove,
    Keep,
}
#[expect(missing_docs)]
impl Action {
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
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs)]
pub struct Shown {
    pub path: String,
    pub action: Action,
    #[serde(skip)]
    pub why: Option<String>,
    #[serde(skip)]
    pub local: bool,
}
#[expect(missing_docs)]
pub struct ChangeSet {
    pub files: Vec<(RelPath, Action, String, u32, String)>,
    pub set: FileSet,
}
#[expect(missing_docs)]
impl ChangeSet {
    pub fn problems(&self) -> Vec<Problem> {
        vec![]
    }
    pub fn is_work(&self) -> bool {
        true
    }
    pub fn visible(&self) -> Vec<Shown> {
        self.files
            .iter()
            .map(|f| Shown {
                path: f.0.to_string(),
                action: f.1,
                why: None,
                local: f.0.as_str() == ".env",
            })
            .collect()
    }
    pub fn unified(&self, _: Action) -> String {
        self.files
            .iter()
            .filter(|f| f.1 != Action::Same)
            .map(|f| {
                similar::TextDiff::from_lines(&f.4, &f.2)
                    .unified_diff()
                    .header(f.0.as_str(), f.0.as_str())
                    .to_string()
            })
            .collect()
    }
}
#[expect(missing_docs)]
pub type Snapshot = BTreeMap<RelPath, String>;
#[expect(missing_docs)]
pub fn diff(set: &FileSet, disk: &Snapshot, _: &BTreeSet<RelPath>) -> ChangeSet {
    ChangeSet {
        files: set
            .files
            .iter()
            .map(|(p, f)| {
                let old = disk.get(p);
                let t = f.text();
                let a = match old {
                    None => Action::Create,
                    Some(o) if *o == t => Action::Same,
                    _ => Action::Update,
                };
                (p.clone(), a, t, f.mode, old.cloned().unwrap_or_default())
            })
            .collect(),
        set: set.clone(),
    }
}
