//! Packages of the project that others of it need: their libraries.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::files::{join, parent, resolved};
use super::folders::left_out;
use super::manifest::{Dependency, Group};
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
    let mut named: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut placed: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (place, package) in packages.iter().enumerate() {
        let language = package.language.name.as_str();
        placed.insert((language, &package.folder), place);
        if let Some(name) = package.name() {
            named.entry((language, name)).or_insert(place);
        }
    }
    let needs: Vec<BTreeSet<usize>> = packages
        .iter()
        .enumerate()
        .map(|(own, package)| {
            let mut needs = direct(package, &named, &placed);
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

/// The packages that a package itself names.
fn direct(
    package: &Package<'_>,
    named: &BTreeMap<(&str, &str), usize>,
    placed: &BTreeMap<(&str, &str), usize>,
) -> BTreeSet<usize> {
    let language = package.language.name.as_str();
    let mut needs = BTreeSet::new();
    for manifest in &package.manifests {
        for path in &manifest.said.local {
            let Some(path) = resolved(&manifest.folder, path) else {
                continue;
            };
            let found = placed
                .get(&(language, path.as_str()))
                .or_else(|| placed.get(&(language, parent(&path))));
            needs.extend(found);
        }
        let all = manifest.said.dependencies.iter();
        for dependency in all.filter(|dependency| dependency.group == Group::Normal) {
            let name = dependency.name.as_str();
            // Gradle names a project by its path from the build's folder, Maven an artifact by its group too.
            let found = match name.strip_prefix(':') {
                Some(path) => {
                    let root = package.workspace.as_deref().unwrap_or_default();
                    let folder = join(root, &path.replace(':', "/"));
                    placed.get(&(language, folder.as_str())).copied()
                }
                None => named.get(&(language, name)).copied().or_else(|| {
                    let (_, artifact) = name.rsplit_once(':')?;
                    named.get(&(language, artifact)).copied()
                }),
            };
            needs.extend(found);
        }
    }
    needs
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
