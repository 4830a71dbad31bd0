//! Packages: what the manifests of one folder and one language say together, and whose member each is.

use std::collections::BTreeMap;

use super::files::{Files, is_below, join, name, resolved, upwards};
use super::glob;
use super::library;
use super::manifest::{self, Dependency, Group, Manifest, Script};
use super::rules::{Language, Rules};

/// More manifests than any project has that people look at as one.
const MOST: usize = 5_000;

/// A package.
pub(super) struct Package<'r> {
    pub(super) folder: String,
    pub(super) language: &'r Language,
    pub(super) manifests: Vec<Manifest>,
    /// Places of the packages that it inherits from, the nearest first.
    pub(super) above: Vec<usize>,
    /// The folder of the workspace that has it as a member.
    pub(super) workspace: Option<String>,
    /// It has members itself.
    pub(super) is_root: bool,
    /// Places of the packages of the project that it needs, and of those that they need.
    pub(super) libraries: Vec<usize>,
    /// Another package of the project needs it.
    pub(super) is_needed: bool,
}

impl Package<'_> {
    /// The package's name, as its manifests say.
    pub(super) fn name(&self) -> Option<&str> {
        self.manifests
            .iter()
            .find_map(|manifest| manifest.said.name.as_deref())
    }

    /// The scripts of its manifests.
    pub(super) fn scripts(&self) -> impl Iterator<Item = &Script> {
        self.manifests
            .iter()
            .flat_map(|manifest| &manifest.said.scripts)
    }

    /// The first dependency of one of these names that the program itself has; one of another
    /// group, if there is no other.
    pub(super) fn dependency(&self, wanted: &[String]) -> Option<&Dependency> {
        let all = self
            .manifests
            .iter()
            .flat_map(|manifest| &manifest.said.dependencies);
        let named = all.filter(|known| {
            wanted
                .iter()
                .any(|wanted| manifest::is_named(wanted, &known.name))
        });
        named.min_by_key(|known| known.group)
    }

    /// The file that stands for the package.
    pub(super) fn manifest(&self) -> &str {
        self.manifests.first().map_or("", |manifest| &manifest.path)
    }

    /// Whether nobody but development needs anything of it.
    pub(super) fn is_bare(&self) -> bool {
        let mut all = self
            .manifests
            .iter()
            .flat_map(|manifest| &manifest.said.dependencies);
        all.all(|dependency| dependency.group == Group::Development)
    }
}

/// All packages, sorted by folder, and whether there were more manifests than are read.
pub(super) fn packages<'r>(files: &Files<'_>, rules: &'r Rules) -> (Vec<Package<'r>>, bool) {
    let mut grouped: BTreeMap<(String, usize), Vec<Manifest>> = BTreeMap::new();
    let mut found = manifest::find(files, rules);
    manifest::without_others(&mut found);
    let more = found.len() > MOST;
    for (path, folder, language, rule) in found.into_iter().take(MOST) {
        if let Some(said) = manifest::read(files, path, rule) {
            let manifest = Manifest {
                path: path.to_owned(),
                folder: folder.clone(),
                said,
            };
            grouped
                .entry((folder, language))
                .or_default()
                .push(manifest);
        }
    }
    let mut packages: Vec<Package<'r>> = Vec::new();
    for ((folder, place), mut manifests) in grouped {
        let Some(language) = rules.languages.get(place) else {
            continue;
        };
        let order = |manifest: &Manifest| {
            let names = language.code.manifests.iter();
            let fits = |rule: &crate::core::catalog::detect::Manifest| {
                glob::matches(&rule.file, name(&manifest.path))
            };
            names.clone().position(fits).unwrap_or(usize::MAX)
        };
        manifests.sort_by_key(order);
        packages.push(Package {
            folder,
            language,
            manifests,
            above: Vec::new(),
            workspace: None,
            is_root: false,
            libraries: Vec::new(),
            is_needed: false,
        });
    }
    join_up(&mut packages);
    library::take_over(&mut packages);
    library::join_up(&mut packages);
    (packages, more)
}

/// Who is a member of whom.
fn join_up(packages: &mut [Package<'_>]) {
    let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (place, package) in packages.iter().enumerate() {
        places.insert((&package.folder, &package.language.name), place);
    }
    let mut joined: Vec<(Vec<usize>, Option<String>)> = Vec::new();
    let mut roots = vec![false; packages.len()];
    for (own, package) in packages.iter().enumerate() {
        let above = upwards(&package.folder);
        let above = above.filter_map(|folder| places.get(&(folder, &package.language.name)));
        let above: Vec<usize> = above.copied().filter(|place| *place != own).collect();
        // Build and settings files of one language may lie in folders that are no packages; a
        // member's root is the nearest that names it.
        let root = above
            .iter()
            .copied()
            .find(|place| has(&packages[*place], &package.folder));
        if let Some(root) = root {
            roots[root] = true;
        }
        joined.push((above, root.map(|root| packages[root].folder.clone())));
    }
    for ((package, (above, workspace)), is_root) in packages.iter_mut().zip(joined).zip(roots) {
        package.above = above;
        package.workspace = workspace;
        let named = package
            .manifests
            .iter()
            .any(|manifest| !manifest.said.members.is_empty());
        package.is_root = is_root || named;
    }
}

/// Whether a workspace names a folder as a member.
fn has(root: &Package<'_>, folder: &str) -> bool {
    let members = || {
        root.manifests.iter().flat_map(|manifest| {
            let base = &manifest.folder;
            manifest
                .said
                .members
                .iter()
                .map(move |member| (base, member))
        })
    };
    let fits = |base: &str, pattern: &str| {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        if glob::is_plain(pattern) {
            return resolved(base, pattern).is_some_and(|path| {
                // Maven may name the file instead of the folder.
                path == folder || super::files::parent(&path) == folder && name(&path).contains('.')
            });
        }
        glob::matches(&join(base, pattern), folder)
    };
    let mut out = members().filter_map(|(base, member)| Some((base, member.strip_prefix('!')?)));
    if out.any(|(base, member)| fits(base, member)) {
        return false;
    }
    members().any(|(base, member)| !member.starts_with('!') && fits(base, member))
}

/// The nearest package of a language, or of any, that a path is in.
pub(super) fn nearest<'p, 'r>(
    packages: &'p [Package<'r>],
    path: &str,
    language: Option<&str>,
) -> Option<&'p Package<'r>> {
    let holding = packages.iter().filter(|package| {
        is_below(path, &package.folder)
            && language.is_none_or(|language| package.language.name == language)
    });
    holding.max_by_key(|package| package.folder.len())
}
