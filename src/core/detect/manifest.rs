//! A manifest: what a package is called, needs and runs, whatever format says it.

mod clojure;
mod gemfile;
mod go;
mod goimports;
mod gradle;
mod mix;
mod requirements;
mod sbt;
mod solution;
mod tree;

pub(super) use tree::names;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::evidence::Evidence;
use super::files::{File, Files, parent, upwards};
use super::glob;
use super::rules::Rules;
use crate::core::catalog::detect::{Format, Manifest as Rule};

/// Who needs a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    /// The program.
    Normal,
    /// Somebody, maybe.
    Optional,
    /// Development and tests.
    Development,
}

/// A package that is needed.
#[derive(Debug, Clone)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) group: Group,
    pub(super) evidence: Evidence,
}

/// A script of the manifest.
#[derive(Debug, Clone)]
pub(super) struct Script {
    pub(super) name: String,
    pub(super) command: String,
    pub(super) evidence: Evidence,
}

/// What a manifest says.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub(super) name: Option<String>,
    pub(super) dependencies: Vec<Dependency>,
    pub(super) scripts: Vec<Script>,
    /// Patterns of its members' folders, from its own.
    pub(super) members: Vec<String>,
    /// Paths of packages that it needs, from its own folder.
    pub(super) local: Vec<String>,
    /// What members may take over, with its extras.
    pub(super) shared: Vec<Dependency>,
    /// Names of what it takes over from its workspace.
    pub(super) taken: Vec<String>,
}

/// A manifest that was read.
#[derive(Debug, Clone)]
pub(super) struct Manifest {
    pub(super) path: String,
    /// The folder of its package.
    pub(super) folder: String,
    pub(super) said: Said,
}

impl Said {
    fn depends(&mut self, file: &File, line: usize, name: &str, group: Group) {
        self.dependencies.push(Dependency {
            name: name.to_owned(),
            group,
            evidence: file.line(line),
        });
    }
}

/// Where a manifest may be: language, rule, and one pattern of its path.
type Pattern<'r> = (usize, &'r Rule, String);

/// The manifests among all files: path, package's folder, language and rule.
pub(super) fn find<'a, 'r>(
    files: &Files<'a>,
    rules: &'r Rules,
) -> Vec<(&'a str, String, usize, &'r Rule)> {
    // Most have a name as it stands: of a hundred thousand files few are looked at twice.
    let mut named: BTreeMap<String, Vec<Pattern<'_>>> = BTreeMap::new();
    let mut others: Vec<Pattern<'_>> = Vec::new();
    for (language, known) in rules.languages.iter().enumerate() {
        for rule in &known.code.manifests {
            for pattern in glob::either(&rule.file) {
                if glob::is_plain(&pattern) {
                    let name = super::files::name(&pattern).to_owned();
                    named
                        .entry(name)
                        .or_default()
                        .push((language, rule, pattern));
                } else {
                    others.push((language, rule, pattern));
                }
            }
        }
    }
    let mut found = Vec::new();
    for path in files.all() {
        let by_name = named.get(super::files::name(path)).into_iter().flatten();
        // The first rule of a language that fits a file is the one.
        let mut known = None;
        for (language, rule, pattern) in by_name.chain(&others) {
            if known == Some(*language) {
                continue;
            }
            if let Some(folder) = folder_of(pattern, path) {
                known = Some(*language);
                found.push((path.as_str(), folder.to_owned(), *language, *rule));
            }
        }
    }
    found
}

/// Takes out those that are none where others of their language lie with them or above.
pub(super) fn without_others(found: &mut Vec<(&str, String, usize, &Rule)>) {
    if !found.iter().any(|(.., rule)| rule.alone) {
        return;
    }
    let mut stand: BTreeSet<(usize, String)> = BTreeSet::new();
    for (_, folder, language, rule) in found.iter() {
        if !rule.alone {
            stand.insert((*language, folder.clone()));
        }
    }
    // In the order of their paths: one that stands above another is there before it.
    found.sort_by_key(|(path, ..)| (path.matches('/').count(), *path));
    found.retain(|(_, folder, language, rule)| {
        let mut above = upwards(folder);
        let is_one = !rule.alone || !above.any(|at| stand.contains(&(*language, at.to_owned())));
        if is_one && rule.alone {
            stand.insert((*language, folder.clone()));
        }
        is_one
    });
    found.sort_by_key(|(path, ..)| *path);
}

/// The folder of the package of a manifest, if the path's end is as the pattern says.
fn folder_of<'p>(pattern: &str, path: &'p str) -> Option<&'p str> {
    let last = super::files::name(pattern);
    if !glob::matches(last, super::files::name(path)) {
        return None;
    }
    let depth = pattern.matches('/').count();
    let (mut folder, mut tail) = (path, 0);
    for _ in 0..=depth {
        tail = folder.rfind('/').map_or(0, |place| place + 1);
        if folder.is_empty() {
            return None;
        }
        folder = parent(folder);
    }
    glob::matches(pattern, &path[tail..]).then_some(folder)
}

/// What a manifest says; none where it cannot be read.
pub(super) fn read(files: &Files<'_>, path: &str, rule: &Rule) -> Option<Said> {
    let file: Rc<File> = files.file(path)?;
    let mut said = match rule.format {
        Format::Tree => tree::read(&file, &*files.doc(path)?, rule),
        Format::Requirements => requirements::read(files, &file),
        Format::Gomod => go::read(&file),
        Format::Goimports => goimports::read(files, &file),
        Format::Gemfile => gemfile::read(&file),
        Format::Mix => mix::read(&file),
        Format::Gradle => gradle::read(files, &file),
        Format::Clojure => clojure::read(&file),
        Format::Sbt => sbt::read(&file),
        Format::Solution => solution::read(&file),
    };
    if said.members.is_empty() {
        said.members.clone_from(&rule.usual_members);
    }
    if rule.folded {
        for dependency in &mut said.dependencies {
            dependency.name = folded(&dependency.name);
        }
    }
    if rule.only_development {
        for dependency in &mut said.dependencies {
            dependency.group = Group::Development;
        }
    }
    Some(said)
}

/// `Django_Storages` as `django-storages`.
pub(super) fn folded(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

/// Whether a dependency's name is the one meant: `a` is `a/v2` too, where versions are paths, and
/// `a*` all that begin so.
pub(super) fn is_named(wanted: &str, name: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => {
            name == wanted
                || name.strip_prefix(wanted).is_some_and(|rest| {
                    rest.strip_prefix("/v")
                        .is_some_and(|version| version.bytes().all(|byte| byte.is_ascii_digit()))
                })
        }
    }
}

/// What stands between quotes in a line, in order.
fn quoted(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(open) = rest.find(['"', '\'']) {
        let quote = &rest[open..=open];
        let after = &rest[open + 1..];
        let Some(close) = after.find(quote) else {
            break;
        };
        found.push(&after[..close]);
        rest = &after[close + 1..];
    }
    found
}
