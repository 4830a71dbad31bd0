//! Packages of the project that others of it need: their libraries.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::files::{join, parent, resolved};
use super::folders::left_out;
use super::manifest::{Dependency, Group, folded};
use super::package::Package;

/// What each takes over from its workspace: the features of a crate stand there.
pub(super) fn take_over(packages: &mut [Package<'_>]) {
    let more: Vec<Vec<Dependency>> = packages
        .iter()
        .map(|package| {
            let root = packages.iter().find(|root| {
                package.workspace.as_deref() == Some(root.folder.as_str())
                    && root.language.name == package.language.name
            });
            let shared = root.into_iter().flat_map(|root| &root.manifests);
            let shared = shared.flat_map(|manifest| &manifest.said.shared);
            let taken = |extra: &&Dependency| {
                let Some((name, _)) = extra.name.split_once('[') else {
                    return false;
                };
                let mut all = package.manifests.iter().flat_map(|one| &one.said.taken);
                all.any(|known| known == name)
            };
            shared.filter(taken).cloned().collect()
        })
        .collect();
    for (package, more) in packages.iter_mut().zip(more) {
        if let Some(first) = package.manifests.first_mut() {
            first.said.dependencies.extend(more);
        }
    }
}

/// Which packages of its language each needs, at once or by another.
pub(super) fn join_up(packages: &mut [Package<'_>]) {
    let known = Known::of(packages, |_| true);
    let needs: Vec<BTreeSet<usize>> = packages
        .iter()
        .enumerate()
        .map(|(own, package)| {
            let mut needs = known.direct(package, |group| group == Group::Normal);
            needs.remove(&own);
            needs
        })
        .collect();
    let mut needed = vec![false; packages.len()];
    for (package, needs) in packages.iter().zip(&needs) {
        // What only tests and examples need may be run all the same.
        if left_out(&package.folder).is_none() {
            for place in needs {
                needed[*place] = true;
            }
        }
    }
    let all: Vec<Vec<usize>> = (0..packages.len())
        .map(|own| reached(own, &needs))
        .collect();
    for ((package, libraries), is_needed) in packages.iter_mut().zip(all).zip(needed) {
        package.libraries = libraries;
        package.is_needed = is_needed;
    }
}

/// Packages of the project, by the names and by the folders that others have for them.
pub(super) struct Known<'p> {
    named: BTreeMap<(&'p str, Cow<'p, str>), usize>,
    placed: BTreeMap<(&'p str, &'p str), usize>,
}

impl<'p> Known<'p> {
    /// Those of the project's packages that are asked for.
    pub(super) fn of<'r>(
        packages: &'p [Package<'r>],
        asked: impl Fn(&Package<'r>) -> bool,
    ) -> Self {
        let (mut named, mut placed) = (BTreeMap::new(), BTreeMap::new());
        let all = packages.iter().enumerate();
        for (place, package) in all.filter(|(_, package)| asked(package)) {
            let language = package.language.name.as_str();
            placed.insert((language, package.folder.as_str()), place);
            if let Some(name) = package.name() {
                let mut manifests = package.language.code.manifests.iter();
                let name = if manifests.any(|manifest| manifest.folded) {
                    Cow::Owned(folded(name))
                } else {
                    Cow::Borrowed(name)
                };
                named.entry((language, name)).or_insert(place);
            }
        }
        Self { named, placed }
    }

    /// The places of those that a package itself names, in some group of its dependencies or by a path.
    pub(super) fn direct(
        &self,
        package: &Package<'_>,
        counts: impl Fn(Group) -> bool,
    ) -> BTreeSet<usize> {
        let language = package.language.name.as_str();
        let named = |name: &str| self.named.get(&(language, Cow::Borrowed(name))).copied();
        let placed = |folder: &str| self.placed.get(&(language, folder)).copied();
        let mut needs = BTreeSet::new();
        for manifest in &package.manifests {
            for path in &manifest.said.local {
                let Some(path) = resolved(&manifest.folder, path) else {
                    continue;
                };
                needs.extend(placed(&path).or_else(|| placed(parent(&path))));
            }
            let all = manifest.said.dependencies.iter();
            for dependency in all.filter(|dependency| counts(dependency.group)) {
                let name = dependency.name.as_str();
                // Gradle names a project by its path from the build's folder, Maven an artifact by its group too.
                needs.extend(match name.strip_prefix(':') {
                    Some(path) => {
                        let root = package.workspace.as_deref().unwrap_or_default();
                        placed(&join(root, &path.replace(':', "/")))
                    }
                    None => named(name).or_else(|| named(name.rsplit_once(':')?.1)),
                });
            }
        }
        needs
    }
}

/// All that is needed by way of others, the nearest first; never itself.
fn reached(own: usize, needs: &[BTreeSet<usize>]) -> Vec<usize> {
    let mut seen = BTreeSet::from([own]);
    let mut order = Vec::new();
    let mut next: VecDeque<usize> = needs[own].iter().copied().collect();
    while let Some(place) = next.pop_front() {
        if seen.insert(place) {
            order.push(place);
            next.extend(&needs[place]);
        }
    }
    order
}
