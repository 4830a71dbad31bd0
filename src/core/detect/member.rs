//! A package of a workspace: built of the workspace's lockfile, with those packages of it that it needs.

use std::collections::{BTreeMap, BTreeSet};

use super::build::shown;
use super::evidence::{Evidence, Stated};
use super::files::{name, parent};
use super::lock;
use super::look::Look;
use super::package::Package;
use super::proposal::Service;
use crate::core::catalog::detect::Code;
use crate::core::catalog::item::Item;

/// Answers by which it is built so, where its kind and its package manager can do that and its lockfile is
/// the workspace's.
pub(super) fn answers(look: &Look<'_, '_>, code: &Code, item: &Item, service: &mut Service) {
    all(look, code, item, service);
    let Some(package) = look.package else { return };
    let Some((root, by)) = workspace(look, code, item, service) else {
        return;
    };
    let workspace = Stated::new(shown(&root.folder), vec![by]);
    // The workspace's own tools are installed, too.
    let needed = reached(look, &[package, root]).into_iter();
    let needed: Vec<&str> = needed.map(|library| library.folder.as_str()).collect();
    if let Some(member) = &code.member {
        service.with.insert(member.workspace.clone(), workspace);
        if !needed.is_empty() {
            let needed = Stated::usual(format!("[{}]", needed.join(", ")));
            service.with.insert(member.libraries.clone(), needed);
        }
    }
}

/// All packages of its workspace, from that one's folder, where its kind asks for them.
fn all(look: &Look<'_, '_>, code: &Code, item: &Item, service: &mut Service) {
    let question = code.members.as_ref();
    let question = question.filter(|question| item.ask.contains_key(*question));
    let workspace = look.package.and_then(|package| package.workspace.as_ref());
    let (Some(question), Some(workspace), Some(package)) = (question, workspace, look.package)
    else {
        return;
    };
    let same = look.packages.iter().filter(|other| {
        other.workspace.as_ref() == Some(workspace)
            && std::ptr::eq(other.language, package.language)
    });
    let below = |folder: &str| {
        let below = folder.strip_prefix(workspace.as_str()).unwrap_or(folder);
        shown(below.trim_start_matches('/'))
    };
    let folders: Vec<String> = same.map(|other| below(&other.folder)).collect();
    let said = Stated::usual(format!("[{}]", folders.join(", ")));
    service.with.insert(question.clone(), said);
}

/// Whether it is built so.
pub(super) fn is_built_so(code: &Code, service: &Service) -> bool {
    let member = code.member.as_ref();
    member.is_some_and(|member| service.with.contains_key(&member.workspace))
}

/// The workspace, and what says so.
fn workspace<'p, 'r>(
    look: &Look<'p, 'r>,
    code: &Code,
    item: &Item,
    service: &Service,
) -> Option<(&'p Package<'r>, Evidence)> {
    let member = code.member.as_ref()?;
    let package = look.package?;
    let folder = package.workspace.as_deref()?;
    let asks = |question: &String| item.ask.contains_key(question);
    if package.folder != look.folder || !asks(&member.workspace) || !asks(&member.libraries) {
        return None;
    }
    let by = lock::installs(code, item, service)?;
    let manager = code.managers.iter().find(|known| known.name == by)?;
    let lockfile = manager.lock.as_ref().filter(|_| manager.members)?;
    if lock::found(look, lockfile, false).is_some() {
        return None;
    }
    let above = lock::found(look, lockfile, true);
    let above = above.filter(|found| parent(&found.file) == folder);
    let mut packages = look.packages.iter();
    let root = packages
        .find(|root| root.folder == folder && std::ptr::eq(root.language, package.language))?;
    // One that only tools of a workspace know is none for its package manager.
    if name(root.manifest()) != name(package.manifest()) {
        return None;
    }
    let needs = !reached(look, &[package]).is_empty();
    let needs = needs.then(|| Evidence::file(root.manifest()));
    Some((root, above.or(needs)?))
}

/// The packages of its workspace that some packages name, those of development too, and those that they name:
/// with them the first one is built. Who needs another comes after it.
fn reached<'p, 'r>(look: &Look<'p, 'r>, from: &[&'p Package<'r>]) -> Vec<&'p Package<'r>> {
    let Some(first) = from.first() else {
        return Vec::new();
    };
    let same = |other: &&'p Package<'r>| {
        other.workspace == first.workspace && std::ptr::eq(other.language, first.language)
    };
    let members = look.packages.iter().filter(same);
    let named: BTreeMap<&str, &'p Package<'r>> = members
        .filter_map(|member| Some((member.name()?, member)))
        .collect();
    let needs = |package: &'p Package<'r>| {
        let manifests = package.manifests.iter();
        let all = manifests.flat_map(|manifest| &manifest.said.dependencies);
        let mut needs: Vec<&'p Package<'r>> = all
            .filter_map(|dependency| named.get(dependency.name.as_str()).copied())
            .collect();
        needs.sort_unstable_by_key(|needed| &needed.folder);
        needs.into_iter()
    };
    let mut known = BTreeSet::from([first.folder.as_str()]);
    let mut order = Vec::new();
    for start in from {
        // The way down to the package that is looked at, and what is left to look at on it.
        let mut way = vec![(*start, needs(start))];
        while let Some((package, rest)) = way.last_mut() {
            if let Some(next) = rest.find(|next| known.insert(&next.folder)) {
                way.push((next, needs(next)));
            } else {
                order.push(*package);
                way.pop();
            }
        }
        order.pop();
    }
    order
}
