//! A project folder, its answers and what they come to: what all commands on it share.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::answers::Begin;
use super::args::{OnConflict, Write};
use crate::core::answers::{Answers, FILE};
use crate::core::catalog::{Catalog, Slot};
use crate::core::change::{APPLIED, ChangeSet, Found, Settle, Snapshot};
use crate::core::design::{Draft, Studio, Wishes, as_written};
use crate::core::diagnostic::Problem;
use crate::core::doctor::told;
use crate::core::host::filled;
use crate::core::merge::Side;
use crate::core::path::RelPath;
use crate::core::plan::Plan;
use crate::core::render::Options;
use crate::core::resolve::Stack;
use crate::shell::disk::Moment;
use crate::shell::project::{self, own, read};
use crate::shell::{code, disk, host, passwords, ports, traits};

/// A project, looked at.
pub(super) struct Project {
    pub(super) dir: PathBuf,
    pub(super) stack: Stack,
    pub(super) plan: Plan,
    pub(super) changes: ChangeSet,
    pub(super) problems: Vec<Problem>,
    /// Files that are the user's own by the answers.
    pub(super) own: Vec<RelPath>,
}

/// What makes other answers of those in the folder.
pub(super) type Reshape<'a> = &'a dyn Fn(&Catalog, &str) -> Result<String, Vec<Problem>>;

/// How to look.
#[derive(Default, Clone)]
pub(super) struct Look<'a> {
    /// The catalog.
    pub(super) catalog: Arc<Catalog>,
    /// What was to be told before.
    pub(super) notes: Vec<Problem>,
    /// A change of the folder's answers.
    pub(super) reshape: Option<Reshape<'a>>,
    /// A member's old and new name.
    pub(super) renamed: Option<(&'a str, &'a str)>,
    /// Answers that are not in the folder yet.
    pub(super) start: Option<Begin>,
    /// `--set`.
    pub(super) sets: &'a [String],
    /// `--overwrite`.
    pub(super) overwrite: &'a [String],
    /// `--on-conflict`.
    pub(super) on_conflict: Option<Side>,
    /// Which services get a starter where they have no code.
    pub(super) starters: Starters<'a>,
}

impl Look<'_> {
    /// As the flags of a command say that writes.
    pub(super) fn writing<'w>(catalog: &Arc<Catalog>, write: &'w Write) -> Look<'w> {
        Look {
            overwrite: &write.overwrite,
            on_conflict: write.on_conflict.map(OnConflict::side),
            ..Look::with(catalog)
        }
    }

    /// With this catalog, and nothing else said.
    pub(super) fn with(catalog: &Arc<Catalog>) -> Self {
        Self {
            catalog: Arc::clone(catalog),
            ..Self::default()
        }
    }
}

/// Who gets a starter.
#[derive(Default, Clone, Copy)]
pub(super) enum Starters<'a> {
    /// Nobody.
    #[default]
    None,
    /// Every service, while a project begins.
    All,
    /// The one that is added.
    Only(&'a str),
}

/// Reads the answers, generates, and compares with the disk. Nothing is written, but an
/// interrupted write is finished or taken back first.
pub(super) fn look(dir: &Path, look: &Look<'_>) -> Result<Project, Vec<Problem>> {
    let mut problems = look.notes.clone();
    traits::begin(dir);
    problems.extend(disk::recover(dir).map_err(|problem| vec![problem])?);
    let moment = Moment::now(dir).map_err(|problem| vec![problem])?;
    let own = match &look.start {
        Some(_) => None,
        None => Some(text_of(dir).map_err(|problem| vec![problem])?),
    };
    let (text, file) = match &look.start {
        Some(begin) => (begin.text.clone(), begin.file.clone()),
        None => (own.clone().unwrap_or_default(), FILE.to_owned()),
    };
    let catalog = &look.catalog;
    problems.extend(
        look.start
            .iter()
            .flat_map(|begin| begin.notes.iter().cloned()),
    );
    let text = if look.start.is_some() {
        let (text, told) = filled(catalog, &text, &traits::new(dir));
        problems.extend(told);
        text
    } else {
        text
    };
    let text = match look.reshape {
        Some(reshape) => reshape(catalog, &text)?,
        None => text,
    };
    let applied = read(&dir.join(APPLIED)).ok();
    let studio = Studio::new(catalog, &project::name(dir), applied.as_deref());
    let draft = Draft {
        file: &file,
        text: &text,
        sets: look.sets,
        renamed: look.renamed,
        ..Draft::default()
    };
    let seen = |answers: &Answers, problems: &mut Vec<Problem>| {
        problems.extend(code::links_out(dir, answers));
        problems.extend(code::second_compose_files(dir));
    };
    let mut others = Vec::new();
    let design = studio.design(draft, seen, |stack| Options {
        starters: starters(dir, stack, look.starters),
        ids: host::ids(),
        traits: traits::of_new(dir, stack),
        ports: {
            others = ports::others(dir, stack);
            others.clone()
        },
        laid: look
            .start
            .as_ref()
            .map_or_else(Vec::new, |begin| begin.files.clone()),
    });
    problems.extend(design.problems.iter().cloned());
    problems.extend(told(&design.stack, &others));
    as_written(&mut problems, &file, &design.text, &text);
    if problems.iter().any(Problem::is_error) {
        return Err(problems);
    }
    let wishes = Wishes {
        overwrite: overwrite(look.overwrite)?,
        settle: Settle {
            all: look.on_conflict.clone(),
            ..Settle::default()
        },
    };
    if let Some(plan) = &design.plan {
        problems.extend(passwords::stale(dir, &design.stack, plan, &design.files));
    }
    let snapshot = disk::snapshot(dir, &design.files)?;
    moment.lasts(dir).map_err(|problem| vec![problem])?;
    unchanged(
        &snapshot,
        [(FILE, own.as_deref()), (APPLIED, applied.as_deref())],
    )?;
    let changes = studio.changes(&design, &snapshot, &wishes);
    let Some(plan) = design.plan else {
        return Err(problems);
    };
    Ok(Project {
        dir: dir.to_owned(),
        stack: design.stack,
        plan,
        changes,
        problems,
        own: design.answers.own,
    })
}

/// Whether what was read first is still so: what somebody wrote in between is not to be lost.
fn unchanged(snapshot: &Snapshot, read: [(&str, Option<&str>); 2]) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    for (name, was) in read {
        let Ok(path) = RelPath::new(name) else {
            continue;
        };
        let same = match snapshot.get(&path) {
            None => was.is_none(),
            Some(Found::File(now)) => now.text() == was,
            Some(_) => true,
        };
        if !same {
            problems.push(disk::meanwhile(&path));
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn text_of(dir: &Path) -> Result<String, Problem> {
    own(dir)?.ok_or_else(|| {
        Problem::error("no-answers", format!("{} has no {FILE}", dir.display()))
            .mend("begin with `dockwright init --preset NAME --yes`, or name the folder by -C")
    })
}

/// The services whose folder has no code, if starters are wanted.
fn starters(dir: &Path, stack: &Stack, wanted: Starters<'_>) -> BTreeSet<String> {
    let services = stack
        .units
        .iter()
        .filter(|unit| unit.slot == Slot::Services)
        .filter(|unit| match wanted {
            Starters::None => false,
            Starters::All => true,
            Starters::Only(name) => unit.name == name,
        });
    services
        .filter(|unit| !code::is_there(dir, stack, &unit.path))
        .map(|unit| unit.name.clone())
        .collect()
}

fn overwrite(paths: &[String]) -> Result<BTreeSet<RelPath>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut set = BTreeSet::new();
    for path in paths {
        match RelPath::new(path) {
            Ok(path) => {
                set.insert(path);
            }
            Err(error) => problems.push(
                Problem::error("path-outside", format!("--overwrite {path:?} {error}"))
                    .mend("write it relative to the project's folder"),
            ),
        }
    }
    if problems.is_empty() {
        Ok(set)
    } else {
        Err(problems)
    }
}
