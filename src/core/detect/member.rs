//! A package of a workspace: built of the workspace's lockfile, with those packages of it that it needs.

use std::collections::BTreeSet;

use super::above;
use super::build::shown;
use super::evidence::{Evidence, Stated};
use super::files::{is_below, name, parent};
use super::library::Known;
use super::lock;
use super::look::Look;
use super::package::Package;
use super::proposal::Service;
use crate::core::catalog::detect::{Code, Manager};
use crate::core::catalog::item::Item;

/// Answers by which it is built so, where its kind and its package manager can do that and its lockfile is
/// the workspace's.
pub(super) fn answers(look: &Look<'_, '_>, code: &Code, item: &Item, service: &mut Service) {
    let Some(package) = look.package else { return };
    if let Some(member) = code.member.as_ref()
        && item.ask.contains_key(&member.workspace)
    {
        if let Some(above) = &member.above {
            return above::answers(look, (member, above), item, service);
        }
        if !item.ask.contains_key(&member.libraries) {
            return;
        }
        let Some((root, _, by)) = workspace(look, code, item, service) else {
            return;
        };
        // The workspace's own tools are installed, too. What has members of its own is, where the manifests of
        // all are known, no more than one of these.
        let needed = reached(look, &[package, root]).into_iter();
        let needed = needed.filter(|library| !library.is_root || code.members.is_none());
        let needed: Vec<&str> = needed.map(|library| library.folder.as_str()).collect();
        let workspace = Stated::new(shown(&root.folder), vec![by]);
        service.with.insert(member.workspace.clone(), workspace);
        if !needed.is_empty() {
            let needed = Stated::usual(format!("[{}]", needed.join(", ")));
            service.with.insert(member.libraries.clone(), needed);
        }
    }
    all(look, code, item, service);
}

/// All packages of its workspace, from that one's folder, where its kind asks for them.
fn all(look: &Look<'_, '_>, code: &Code, item: &Item, service: &mut Service) {
    let question = code.members.as_ref();
    let question = question.filter(|question| item.ask.contains_key(*question));
    let root = look.package.and_then(|package| top(look.packages, package));
    let (Some(question), Some(root)) = (question, root) else {
        return;
    };
    let below = |folder: &str| {
        let below = folder.strip_prefix(root).unwrap_or(folder);
        shown(below.trim_start_matches('/'))
    };
    let folders = members(look, root).map(|member| below(&member.folder));
    let folders: Vec<String> = folders.collect();
    let said = Stated::usual(format!("[{}]", folders.join(", ")));
    service.with.insert(question.clone(), said);
}

/// Whether it is built so.
pub(super) fn is_built_so(code: &Code, service: &Service) -> bool {
    let member = code.member.as_ref();
    let is_so = member.is_some_and(|member| service.with.contains_key(&member.workspace));
    is_so || service.is_whole
}

/// The workspace, what installs its packages, and what says so.
pub(super) fn workspace<'p, 'r, 'c>(
    look: &Look<'p, 'r>,
    code: &'c Code,
    item: &Item,
    service: &Service,
) -> Option<(&'p Package<'r>, &'c Manager, Evidence)> {
    let package = look.package?;
    let folder = top(look.packages, package)?;
    if package.folder != look.folder {
        return None;
    }
    let by = lock::installs(code, item, service)?;
    let manager = code.managers.iter().find(|known| known.name == by)?;
    let mut packages = look.packages.iter().filter(|_| manager.members);
    let root = packages
        .find(|root| root.folder == folder && std::ptr::eq(root.language, package.language))?;
    // One that only tools of a workspace know is none for its package manager.
    if name(root.manifest()) != name(package.manifest()) {
        return None;
    }
    let by = match &manager.lock {
        Some(_) => locked(look, manager, folder).or_else(|| {
            let needs = !reached(look, &[package]).is_empty();
            needs.then(|| Evidence::file(root.manifest()))
        }),
        None => is_whole(look, package, root).then(|| Evidence::file(root.manifest())),
    }?;
    let own = manager.lock.as_ref();
    let own = own.and_then(|lockfile| lock::found(look, lockfile, false));
    own.is_none().then_some((root, manager, by))
}

/// The lockfile in the workspace's folder.
fn locked(look: &Look<'_, '_>, manager: &Manager, folder: &str) -> Option<Evidence> {
    let above = lock::found(look, manager.lock.as_ref()?, true);
    above.filter(|found| parent(&found.file) == folder)
}

/// Whether all that it needs of the project is in its workspace, and all of that below one folder.
fn is_whole(look: &Look<'_, '_>, package: &Package<'_>, root: &Package<'_>) -> bool {
    let of_root = |other: &Package<'_>| {
        other.folder == root.folder || top(look.packages, other) == Some(root.folder.as_str())
    };
    let needed = package.libraries.iter();
    let mut needed = needed.filter_map(|place| look.packages.get(*place));
    let mut members = members(look, &root.folder);
    needed.all(of_root) && members.all(|member| is_below(&member.folder, &root.folder))
}

/// The folder of its workspace; where that is itself a member of another, of the outermost.
fn top<'p>(packages: &'p [Package<'_>], package: &'p Package<'_>) -> Option<&'p str> {
    let mut folder = package.workspace.as_deref()?;
    let of_same = |root: &&Package<'_>| std::ptr::eq(root.language, package.language);
    // Each is above the one before.
    while let Some(above) = packages
        .iter()
        .filter(of_same)
        .find(|root| root.folder == folder)
        .and_then(|root| root.workspace.as_deref())
    {
        folder = above;
    }
    Some(folder)
}

/// The packages of a workspace of the language that is looked at.
fn members<'l, 'p, 'r>(
    look: &'l Look<'p, 'r>,
    root: &'l str,
) -> impl Iterator<Item = &'p Package<'r>> + use<'l, 'p, 'r> {
    let language = look.package.map(|package| package.language);
    look.packages.iter().filter(move |other| {
        language.is_some_and(|language| std::ptr::eq(language, other.language))
            && top(look.packages, other) == Some(root)
    })
}

/// The packages of its workspace that some packages name, those of development too, and those that they name:
/// with them the first one is built. Who needs another comes after it.
pub(super) fn reached<'p, 'r>(
    look: &Look<'p, 'r>,
    from: &[&'p Package<'r>],
) -> Vec<&'p Package<'r>> {
    let Some(first) = from.first() else {
        return Vec::new();
    };
    let root = top(look.packages, first);
    let known = Known::of(look.packages, |other| {
        std::ptr::eq(other.language, first.language) && top(look.packages, other) == root
    });
    needed(look.packages, &known, from)
}

/// The packages that some name, and those that these name, but for the first one itself. Who needs another comes
/// after it.
pub(super) fn needed<'p, 'r>(
    packages: &'p [Package<'r>],
    known: &Known<'_>,
    from: &[&'p Package<'r>],
) -> Vec<&'p Package<'r>> {
    let needs = |package: &'p Package<'r>| {
        let places = known.direct(package, |_| true).into_iter();
        let needs = places.filter_map(|place| packages.get(place));
        // Sorted by folder, as all packages are.
        needs.collect::<Vec<_>>().into_iter()
    };
    let first = from.first().map(|first| first.folder.as_str());
    let mut seen: BTreeSet<&str> = first.into_iter().collect();
    let mut order = Vec::new();
    for start in from {
        // The way down to the package that is looked at, and what is left to look at on it.
        let mut way = vec![(*start, needs(start))];
        while let Some((package, rest)) = way.last_mut() {
            if let Some(next) = rest.find(|next| seen.insert(&next.folder)) {
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
