//! A text of answers -> all it comes to: what the wizard, the prompts and every command look at.

mod given;
mod lines;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::answers::{Answers, FILE};
use super::carry::{Known, Remembered, compare};
use super::catalog::Catalog;
use super::change::{self, APPLIED, ChangeSet, Judged, Settle, Snapshot};
use super::diagnostic::{Problem, Where, nearest};
use super::fileset::{File, FileSet, Policy};
use super::foreign::foreign;
use super::generate::{Generated, generate, planned};
use super::path::RelPath;
use super::plan::Plan;
use super::render::Options;
use super::reshape::mentions;
use super::resolve::Stack;
use super::template::Templates;
use super::yaml::Node;
pub use given::{Given, given};
pub use lines::as_written;

/// Of the program that writes the files.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// All that a text of answers comes to.
#[derive(Default)]
pub struct Design {
    /// `dockwright.yaml`, as it would be written.
    pub text: String,
    /// How it is written.
    tree: Option<Arc<Node>>,
    /// What it says.
    pub answers: Answers,
    /// What that means.
    pub stack: Stack,
    /// Its nodes; none where a problem is an error.
    pub plan: Option<Plan>,
    /// Its files, `dockwright.yaml` among them; empty where a problem is an error.
    pub files: FileSet,
    /// The text of `.dockwright/applied.yaml` once these files are written.
    pub applied: String,
    /// All that is wrong, or worth a word, each with its place.
    pub problems: Vec<Problem>,
    /// The paths of its files in the order in which they are read, once somebody asks.
    order: OnceLock<Arc<[RelPath]>>,
}

impl Design {
    /// The paths of its files in the order in which they are read.
    pub fn ordered(&self) -> &[RelPath] {
        self.order.get_or_init(|| self.files.ordered().into())
    }

    /// The same as in another, where that has the same files.
    fn order_of(files: &FileSet, like: Option<&Self>) -> OnceLock<Arc<[RelPath]>> {
        let like = like.filter(|like| {
            let mut pairs = like.files.files.iter().zip(&files.files);
            like.files.files.len() == files.files.len()
                && pairs.all(|((one, a), (two, b))| one == two && a.policy == b.policy)
        });
        like.map_or_else(OnceLock::new, |like| like.order.clone())
    }

    /// Whether it may be written, as far as the answers go.
    pub fn is_sound(&self) -> bool {
        self.plan.is_some() && !self.problems.iter().any(Problem::is_error)
    }
}

/// What the user says of a write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Paths where ours may replace the user's, and deleted ones come back.
    pub overwrite: BTreeSet<RelPath>,
    /// Which side is taken where both changed the same lines.
    pub settle: Settle,
}

/// What stays the same while answers change.
pub struct Studio {
    catalog: Arc<Catalog>,
    templates: Templates,
    /// The folder's name, which a project without one is given.
    folder: String,
    /// The answers that the files on the disk were made of.
    applied: Option<String>,
    /// The version that made them.
    made_by: Option<String>,
    /// What those mean, once somebody asks.
    before: OnceLock<Option<Remembered>>,
    /// The files that they made, once somebody asks.
    earlier: OnceLock<Option<FileSet>>,
    /// What is known of the bases on the disk.
    judged: Judged,
}

/// A text of answers and what is known beside it.
#[derive(Clone, Copy, Default)]
pub struct Draft<'a> {
    /// The file it is from, for the places of problems.
    pub file: &'a str,
    /// The text.
    pub text: &'a str,
    /// `KEY=VALUE`, after it.
    pub sets: &'a [String],
    /// A member's old and new name.
    pub renamed: Option<(&'a str, &'a str)>,
    /// A design of which all is taken over that is the same. What comes of it is the same without.
    pub like: Option<&'a Design>,
}

impl Studio {
    /// For a folder of this name. `applied` is the text of `.dockwright/applied.yaml`, where there
    /// is one; a damaged one is none.
    pub fn new(catalog: &Arc<Catalog>, folder: &str, applied: Option<&str>) -> Self {
        let answers = applied.and_then(|text| text.split_once('\n'));
        Self {
            catalog: Arc::clone(catalog),
            templates: Templates::new(catalog),
            folder: folder.to_owned(),
            made_by: answers.and_then(|(head, _)| made_by(head)),
            applied: answers.map(|(_, answers)| answers.to_owned()),
            before: OnceLock::new(),
            earlier: OnceLock::new(),
            judged: Judged::default(),
        }
    }

    /// The files of last time, made again of the answers that made them; none where nothing tells
    /// these answers, or they are not sound any more.
    pub fn earlier(&self) -> Option<&FileSet> {
        let made = || {
            let given = given(APPLIED, self.applied.clone()?, &[], &self.folder, None);
            if given.problems.iter().any(Problem::is_error) {
                return None;
            }
            let made = generate(&self.catalog, &self.templates, &given.answers, None, |_| {
                Options::default()
            });
            made.plan.is_some().then_some(made.files)
        };
        self.earlier.get_or_init(made).as_ref()
    }

    /// The catalog.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// The templates, compiled as they are used.
    pub fn templates(&self) -> &Templates {
        &self.templates
    }

    /// The names of the services in a text of answers.
    pub fn services(&self, text: &str) -> BTreeSet<String> {
        let given = given(FILE, text.to_owned(), &[], &self.folder, None);
        given.answers.services.into_keys().collect()
    }

    /// Reads only: what the answers say, of which nothing is made yet.
    pub fn told(&self, text: &str) -> Design {
        let given = given(FILE, text.to_owned(), &[], &self.folder, None);
        Design {
            text: given.text,
            tree: given.tree,
            answers: given.answers,
            problems: given.problems,
            ..Design::default()
        }
    }

    /// Reads, resolves, plans and renders. `seen` gives what only the disk tells: who gets a
    /// starter, the developer's ids, and what is wrong there.
    pub fn design(
        &self,
        draft: Draft<'_>,
        seen: impl FnOnce(&Answers, &mut Vec<Problem>),
        options: impl FnOnce(&Stack) -> Options,
    ) -> Design {
        let Given {
            text,
            answers,
            places,
            tree,
            mut problems,
        } = given(
            draft.file,
            draft.text.to_owned(),
            draft.sets,
            &self.folder,
            draft.like,
        );
        if let Some((old, _)) = draft.renamed {
            problems.extend(mentions(&text, old));
        }
        if let Some(version) = &self.made_by {
            let newer = |problem: &&mut Problem| problem.code == "newer-format";
            for problem in problems.iter_mut().filter(newer) {
                problem.mend = format!(
                    "dockwright {version} wrote this project: take that version or a newer one"
                );
            }
        }
        seen(&answers, &mut problems);
        let like = draft.like.map(|like| (&like.stack, like.plan.as_ref()));
        let failed = |problems: &[Problem]| problems.iter().any(Problem::is_error);
        let Generated {
            stack,
            plan,
            mut files,
            problems: more,
        } = generate(&self.catalog, &self.templates, &answers, like, options);
        // What cannot be read as meant would only repeat itself in what is made of it.
        if !failed(&problems) || failed(&more) && !answers.services.is_empty() {
            problems.extend(more);
        }
        if let Some(plan) = &plan {
            let after = Known {
                stack: &stack,
                plan,
            };
            problems.extend(self.carried(&text, after, draft));
            problems.extend(foreign(&self.catalog, &stack));
        }
        if !failed(&problems) {
            problems.extend(unknown_own(&answers, &files));
        }
        problems
            .iter_mut()
            .for_each(|problem| places.locate(problem));
        problems.dedup();
        if failed(&problems) {
            files = FileSet::default();
        } else if let Ok(path) = RelPath::new(FILE) {
            let own = File::new(Policy::Answers, 0o644, "", text.as_str());
            files.files.insert(path, Arc::new(own));
        }
        let applied = format!(
            "# What dockwright {VERSION} made the files of: these answers. Not to be edited.\n{text}"
        );
        self.templates.rest();
        Design {
            plan: plan.filter(|_| !failed(&problems)),
            text,
            tree,
            answers,
            stack,
            order: Design::order_of(&files, draft.like),
            files,
            applied,
            problems,
        }
    }

    /// What writing a design would change on this disk. The files of last time are made again only
    /// where a base is missing.
    pub fn changes(&self, design: &Design, disk: &Snapshot, wishes: &Wishes) -> ChangeSet {
        let files = &design.files;
        let is_lost = self.applied.is_some() && !change::lost(files, disk, &self.judged).is_empty();
        change::diff(files, disk, &self.options(design, wishes, is_lost))
    }

    /// Makes the changes of the design `before` those of another, on the same disk and with the same
    /// wishes: what [`Studio::changes`] gives.
    pub fn renew(
        &self,
        changes: &mut ChangeSet,
        [before, design]: [&Design; 2],
        disk: &Snapshot,
        wishes: &Wishes,
    ) {
        let was_lost = !changes.restored.is_empty();
        let options = self.options(design, wishes, was_lost);
        let loses = || {
            let applied = self.applied.is_some() && !was_lost;
            applied && change::loses(&before.files, &design.files, disk, &options)
        };
        if before.answers.own != design.answers.own || loses() {
            *changes = self.changes(design, disk, wishes);
            return;
        }
        change::renew(changes, &before.files, &design.files, disk, &options);
    }

    fn options(&self, design: &Design, wishes: &Wishes, is_lost: bool) -> change::Options {
        change::Options {
            overwrite: wishes.overwrite.clone(),
            own: design.answers.own.iter().cloned().collect(),
            settle: wishes.settle.clone(),
            earlier: is_lost.then(|| self.earlier().cloned()).flatten(),
            applied: Some(design.applied.clone()),
            judged: self.judged.clone(),
        }
    }

    /// What the answers that made the files had otherwise, where data remembers it.
    fn carried(&self, text: &str, after: Known<'_>, draft: Draft<'_>) -> Vec<Problem> {
        let Some(applied) = self.applied.as_ref().filter(|applied| *applied != text) else {
            return Vec::new();
        };
        let before = self.before.get_or_init(|| {
            // Most likely they are those of the design before: of which nothing is made twice then.
            let before = given(APPLIED, applied.clone(), &[], &self.folder, draft.like);
            if before.problems.iter().any(Problem::is_error) {
                return None;
            }
            let like = draft.like.map(|like| (&like.stack, like.plan.as_ref()));
            let planned = planned(&self.catalog, &self.templates, &before.answers, like);
            planned.map(Remembered::new)
        });
        let Some(before) = before else {
            return Vec::new();
        };
        compare(&self.templates, before, after, draft.renamed)
    }
}

/// The version in the first line of `.dockwright/applied.yaml`.
fn made_by(head: &str) -> Option<String> {
    let rest = head.strip_prefix("# What dockwright ")?;
    let version = rest.split(' ').next()?;
    let good = |c: char| c.is_ascii_alphanumeric() || ".-+".contains(c);
    version.chars().all(good).then(|| version.to_owned())
}

/// Files that the user took out of our hands and that nobody would make anyway.
fn unknown_own(answers: &Answers, files: &FileSet) -> Vec<Problem> {
    let unknown = answers.own.iter().enumerate();
    let unknown = unknown.filter(|(_, path)| !files.files.contains_key(path));
    unknown
        .map(|(place, path)| {
            let known = files.files.keys().map(RelPath::as_str);
            let mend = match nearest(path.as_str(), known) {
                Some(near) => format!("write `{near}`, or take it out"),
                None => "take it out".to_owned(),
            };
            Problem::warning("own-unknown", format!("dockwright makes no file {path}"))
                .at(Where {
                    file: String::new(),
                    line: None,
                    column: None,
                    key: Some(format!("own.{place}")),
                })
                .mend(mend)
        })
        .collect()
}

/// The name of a folder, as far as its path tells it.
pub fn folder_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
