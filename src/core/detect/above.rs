//! A package that names others by their paths, and files above it that hold for it: what it is built of lies in
//! the folder that has all of that.

use super::build::shown;
use super::evidence::{Evidence, Stated};
use super::files::{is_below, parent, upwards};
use super::library::Known;
use super::look::Look;
use super::member;
use super::proposal::Service;
use crate::core::catalog::detect::{Above, Member};
use crate::core::catalog::item::Item;

/// Answers by which it is built so, where its kind asks for them and something of it is not in its own folder.
pub(super) fn answers(
    look: &Look<'_, '_>,
    (member, above): (&Member, &Above),
    item: &Item,
    service: &mut Service,
) {
    let own = look.folder.as_str();
    let asks = |question: &String| item.ask.contains_key(question);
    let package = look.package.filter(|package| package.folder == own);
    let Some(package) = package
        .filter(|_| asks(&member.workspace) && asks(&member.libraries) && asks(&above.question))
    else {
        return;
    };
    let known = Known::of(look.packages, |other| {
        std::ptr::eq(other.language, package.language)
    });
    let needed = member::needed(look.packages, &known, &[package]).into_iter();
    let needed: Vec<&str> = needed
        .map(|library| library.folder.as_str())
        .filter(|folder| !is_below(folder, own))
        .collect();
    let folders = upwards(own).filter(|folder| *folder != own);
    let mut files: Vec<&str> = folders
        .flat_map(|folder| above.files.iter().map(move |name| (folder, name)))
        .flat_map(|(folder, name)| look.files.find(folder, name))
        .collect();
    files.sort_unstable();
    let places = needed
        .iter()
        .copied()
        .chain(files.iter().map(|file| parent(file)));
    let whole = places.fold(own, common);
    if whole == own {
        return;
    }
    let by = files.first().copied();
    let by = by
        .filter(|_| needed.is_empty())
        .unwrap_or(package.manifest());
    let workspace = Stated::new(shown(whole), vec![Evidence::file(by)]);
    service.with.insert(member.workspace.clone(), workspace);
    let list = |all: &[&str]| Stated::usual(format!("[{}]", all.join(", ")));
    for (question, all) in [(&member.libraries, needed), (&above.question, files)] {
        if !all.is_empty() {
            service.with.insert(question.clone(), list(&all));
        }
    }
}

/// The folder that has both.
fn common<'f>(one: &'f str, other: &str) -> &'f str {
    let mut folders = upwards(one);
    folders.find(|folder| is_below(other, folder)).unwrap_or("")
}
