//! Lockfiles of several package managers beside each other: which of them is kept, by what tells of one alone.

use super::evidence::Evidence;
use super::lock;
use super::look::Look;
use super::manifest::Group;
use super::proposal::Choice;
use crate::core::catalog::detect::Code;

/// A package manager, and what tells of it.
struct Told {
    name: String,
    evidence: Vec<Evidence>,
}

/// Puts the one that is kept first and says why; where nothing tells, the order stays.
pub(super) fn settle(look: &Look<'_, '_>, code: &Code, choices: &mut [Choice]) -> Option<String> {
    let names = choices.iter().map(|choice| choice.value.clone());
    let mut left: Vec<Told> = names
        .map(|name| Told {
            name,
            evidence: Vec::new(),
        })
        .collect();
    for signs in &code.settles {
        let told = left.iter().filter_map(|one| {
            let readings = signs.get(&one.name)?;
            let mut evidence = one.evidence.clone();
            evidence.extend(look.first(readings)?.evidence);
            let name = one.name.clone();
            Some(Told { name, evidence })
        });
        let told: Vec<Told> = told.collect();
        // What tells of all of them tells nothing.
        if (1..left.len()).contains(&told.len()) {
            left = told;
        }
    }
    let told = left.first().and_then(|one| one.evidence.last());
    let mut why = told.map(|place| format!("by {place}"));
    if left.len() > 1 {
        let (kept, stale) = whole(look, code, &left)?;
        left = vec![left.swap_remove(kept)];
        why = Some(stale);
    }
    let kept = left.pop()?;
    let place = choices
        .iter()
        .position(|choice| choice.value == kept.name)?;
    choices.get_mut(..=place)?.rotate_right(1);
    let file = |choice: &Choice| Some(choice.evidence.first()?.file.clone());
    let files: Vec<String> = choices.iter().filter_map(file).collect();
    let (own, others) = files.split_first()?;
    let others = others.join(" and ");
    if let Some(first) = choices.first_mut() {
        first.evidence.extend(kept.evidence);
    }
    Some(format!("{own} is kept and not {others}, {}", why?))
}

/// The only one whose lockfile names all that the package needs, by its place, and what another lacks.
fn whole(look: &Look<'_, '_>, code: &Code, left: &[Told]) -> Option<(usize, String)> {
    let lacks: Vec<(String, Option<String>)> = left
        .iter()
        .map(|one| {
            let manager = code.managers.iter().find(|known| known.name == one.name)?;
            lacking(look, &lock::found(look, manager.lock.as_ref()?, false)?)
        })
        .collect::<Option<_>>()?;
    let mut whole = lacks.iter().enumerate();
    let (kept, _) = whole.find(|(_, (_, lack))| lack.is_none())?;
    if whole.any(|(_, (_, lack))| lack.is_none()) {
        return None;
    }
    let (file, lack) = lacks.iter().find(|(_, lack)| lack.is_some())?;
    let lack = lack.as_ref()?;
    Some((kept, format!("since {file} does not name {lack}")))
}

/// A lockfile, and the first of the package's dependencies that it does not name.
fn lacking(look: &Look<'_, '_>, lockfile: &Evidence) -> Option<(String, Option<String>)> {
    let file = look.files.file(&lockfile.file)?;
    let manifests = look.package?.manifests.iter();
    let needed = manifests.flat_map(|manifest| &manifest.said.dependencies);
    let mut needed = needed.filter(|needed| needed.group != Group::Optional);
    let lack = needed.find(|needed| !names(&file.text, &needed.name));
    Some((lockfile.file.clone(), lack.map(|lack| lack.name.clone())))
}

/// Whether a text has the name of a package by itself, and not as a part of another's.
fn names(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    text.match_indices(name).any(|(place, _)| {
        let before = text.get(..place).unwrap_or_default();
        let after = text.get(place + name.len()..).unwrap_or_default();
        // `/` stands before it in a path of packages, and before the second half of another's name.
        let scoped = before.ends_with('/') && !before.ends_with("node_modules/");
        !scoped
            && !before.ends_with(is_part)
            && !before.ends_with('@')
            && !after.starts_with(is_part)
            && !after.starts_with('/')
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_lockfile_names_a_package_by_itself() {
        for (text, named) in [
            ("    \"node_modules/ms\": {", true),
            ("ms@^2.1.3:", true),
            ("      '@a/ms':", false),
            ("    \"node_modules/@a/ms\": {", false),
            ("forms@1.0.0:", false),
            ("ms-next@1.0.0:", false),
            ("\"ms\": [\"ms@2.1.3\"", true),
        ] {
            assert_eq!(names(text, "ms"), named, "{text}");
        }
        assert!(names("    \"node_modules/@a/ms\": {", "@a/ms"));
    }
}
