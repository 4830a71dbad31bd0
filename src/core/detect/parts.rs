//! Several services of one package: each folder that begins a program, where nothing but files tells them apart.

use super::files::{is_below, join};
use super::package::Package;
use super::rules::Rule;
use super::service::Scene;
use crate::core::catalog::detect::Reading;

/// The folders of a package that are services by themselves; nothing where it is one.
pub(super) fn folders<'a, 'r>(
    scene: &Scene<'a, 'r>,
    rule: &Rule,
    package: &'a Package<'r>,
) -> Option<Vec<String>> {
    let parts = &rule.detect.parts;
    if parts.is_empty() || package.dependency(&rule.detect.dependencies).is_none() {
        return None;
    }
    let mut found = scene.with_file(parts, package);
    found.sort_unstable();
    found.dedup();
    found.retain(|folder| {
        let look = scene.look(Some(package), folder);
        let begins = |part: &String| {
            let mut signs = rule.detect.signs.iter().filter(|sign| sign.file.is_some());
            signs.any(|sign| {
                let there = Reading {
                    file: Some(part.clone()),
                    ..sign.clone()
                };
                scene.files.is_there(&join(folder, part)) && look.read(&there).is_some()
            })
        };
        parts.iter().any(begins)
    });
    // One program in another is a part of it.
    let outer = found.clone();
    found.retain(|folder| {
        let mut others = outer.iter().filter(|other| *other != folder);
        !others.any(|other| is_below(folder, other))
    });
    let apart = found.len() > 1 && !found.contains(&package.folder);
    apart.then_some(found)
}
