//! A project folder, its answers and what they come to: what all commands on it share.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::answers::{Given, given, own, read};
use crate::core::answers::{Context, FILE};
use crate::core::carry::{Known, compare};
use crate::core::catalog::{Catalog, Slot};
use crate::core::change::{self, APPLIED, ChangeSet, diff};
use crate::core::diagnostic::Problem;
use crate::core::fileset::{File, Policy};
use crate::core::foreign::foreign;
use crate::core::generate::{Generated, generate, planned};
use crate::core::path::RelPath;
use crate::core::plan::Plan;
use crate::core::render::Options;
use crate::core::reshape::mentions;
use crate::core::resolve::Stack;
use crate::core::template::Templates;
use crate::shell::{code, disk, host};

/// Of the program that wrote the files.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A project, looked at.
pub(super) struct Project {
    pub(super) dir: PathBuf,
    pub(super) stack: Stack,
    pub(super) plan: Plan,
    pub(super) changes: ChangeSet,
    pub(super) problems: Vec<Problem>,
}

/// What makes other answers of those in the folder.
pub(super) type Reshape<'a> = &'a dyn Fn(&Catalog, &str) -> Result<String, Vec<Problem>>;

/// How to look.
#[derive(Default)]
pub(super) struct Look<'a> {
    /// The catalog.
    pub(super) catalog: Arc<Catalog>,
    /// A change of the folder's answers.
    pub(super) reshape: Option<Reshape<'a>>,
    /// A member's old and new name.
    pub(super) renamed: Option<(&'a str, &'a str)>,
    /// Answers that are not in the folder yet.
    pub(super) start: Option<(String, String)>,
    /// `--set`.
    pub(super) sets: &'a [String],
    /// `--overwrite`.
    pub(super) overwrite: &'a [String],
    /// Which services get a starter where they have no code.
    pub(super) starters: Starters<'a>,
}

impl Look<'_> {
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
    let mut problems = disk::recover(dir).map_err(|problem| vec![problem])?;
    let (text, file) = match &look.start {
        Some((text, file)) => (text.clone(), file.clone()),
        None => (
            text_of(dir).map_err(|problem| vec![problem])?,
            FILE.to_owned(),
        ),
    };
    let catalog = &look.catalog;
    let text = match look.reshape {
        Some(reshape) => reshape(catalog, &text)?,
        None => text,
    };
    let given = given(&file, text, look.sets, &folder_name(dir));
    let Given {
        text,
        answers,
        places,
        problems: found,
    } = given;
    problems.extend(found);
    if let Some((old, _)) = look.renamed {
        problems.extend(mentions(&text, old));
    }
    problems.extend(code::links_out(dir, &answers));
    problems.extend(code::second_compose_files(dir));
    let options = |stack: &Stack| Options {
        starters: starters(dir, stack, look.starters),
        ids: host::ids(),
    };
    let failed = |problems: &[Problem]| problems.iter().any(Problem::is_error);
    let Generated {
        stack,
        plan,
        mut files,
        problems: more,
    } = generate(catalog, &answers, options);
    // What cannot be read as meant would only repeat itself in what is made of it.
    if !failed(&problems) || more.iter().any(Problem::is_error) && !answers.services.is_empty() {
        problems.extend(more);
    }
    if let Some(plan) = &plan {
        let after = Known {
            stack: &stack,
            plan,
        };
        problems.extend(carried(dir, look, &text, after));
        problems.extend(foreign(catalog, &stack));
    }
    problems
        .iter_mut()
        .for_each(|problem| places.locate(problem));
    problems.dedup();
    let (false, Some(plan)) = (failed(&problems), plan) else {
        return Err(problems);
    };
    let applied = format!(
        "# What dockwright {VERSION} made the files of: these answers. Not to be edited.\n{text}"
    );
    if let Ok(path) = RelPath::new(FILE) {
        let answers = File::new(Policy::Answers, 0o644, "", text);
        files.files.insert(path, answers);
    }
    let options = change::Options {
        overwrite: overwrite(look.overwrite)?,
        applied: Some(applied),
    };
    let snapshot = disk::snapshot(dir, &files)?;
    let changes = diff(&files, &snapshot, &options);
    Ok(Project {
        dir: dir.to_owned(),
        stack,
        plan,
        changes,
        problems,
    })
}

/// What the answers that made the files had otherwise, where data remembers it.
fn carried(dir: &Path, look: &Look<'_>, text: &str, after: Known<'_>) -> Vec<Problem> {
    let path = dir.join(APPLIED);
    let Ok(applied) = read(&path) else {
        // Nothing was written yet, or it is damaged: then there is nothing to compare with.
        return Vec::new();
    };
    let answers = applied.split_once('\n').map_or("", |(_, answers)| answers);
    if answers == text {
        return Vec::new();
    }
    let before = given(APPLIED, answers.to_owned(), &[], &folder_name(dir));
    if before.problems.iter().any(Problem::is_error) {
        return Vec::new();
    }
    let templates = Templates::new(&look.catalog);
    let Some((stack, plan)) = planned(&look.catalog, &templates, &before.answers) else {
        return Vec::new();
    };
    let before = Known {
        stack: &stack,
        plan: &plan,
    };
    compare(&templates, before, after, look.renamed)
}

fn text_of(dir: &Path) -> Result<String, Problem> {
    own(dir)?.ok_or_else(|| {
        Problem::error("no-answers", format!("{} has no {FILE}", dir.display()))
            .mend("begin with `dockwright init --preset NAME --yes`, or name the folder by -C")
    })
}

fn folder_name(dir: &Path) -> String {
    let full = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let full = full.canonicalize().unwrap_or(full);
    full.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
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

/// Addresses to open once the stack is up: label -> URL.
pub(super) fn pages(stack: &Stack) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for unit in stack.containers(Context::Development) {
        let page = unit.provides("http") || unit.vars.get("page_inside").is_some();
        // What lands in another service's pages is seen there.
        let taker = stack.taker(unit).map(|(taker, _)| taker.slot);
        let own = taker != Some(Slot::Services);
        if let (true, Some(port)) = (page && own, unit.published) {
            pages.push((unit.name.clone(), format!("http://localhost:{port}")));
        }
    }
    pages
}
