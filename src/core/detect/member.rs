//! A package of a workspace: built of the workspace's lockfile, with those packages of it that it needs.

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
    let needed = libraries(look, package, root);
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

/// The packages of the workspace that it needs, those of development too, and what the workspace's own tools
/// are made of: with them it is built. Who needs another comes after it.
fn libraries(look: &Look<'_, '_>, package: &Package<'_>, root: &Package<'_>) -> Vec<String> {
    let mut needed: Vec<(usize, &str)> = reached(look, &[package, root])
        .into_iter()
        .map(|library| (reached(look, &[library]).len(), library.folder.as_str()))
        .collect();
    needed.sort_unstable();
    let folders = needed.into_iter().map(|(_, folder)| folder.to_owned());
    folders.collect()
}

/// The other packages of the first one's workspace that some packages name, and those that they name.
fn reached<'p, 'r>(look: &Look<'p, 'r>, from: &[&Package<'_>]) -> Vec<&'p Package<'r>> {
    let same = |other: &&'p Package<'r>| {
        from.first().is_some_and(|package| {
            other.workspace == package.workspace
                && other.folder != package.folder
                && std::ptr::eq(other.language, package.language)
        })
    };
    let members: Vec<&'p Package<'r>> = look.packages.iter().filter(same).collect();
    let mut found: Vec<&'p Package<'r>> = Vec::new();
    let mut next = from.to_vec();
    while let Some(package) = next.pop() {
        for member in &members {
            let names = |name| package.dependency(&[str::to_owned(name)]).is_some();
            let known = found.iter().any(|known| known.folder == member.folder);
            if !known && member.name().is_some_and(names) {
                found.push(*member);
                next.push(*member);
            }
        }
    }
    found
}
