//! What is in the project's folders before anything is written.

use std::fs;
use std::path::Path;

use crate::core::answers::{Answers, Member};
use crate::core::change::other_names;
use crate::core::diagnostic::Problem;
use crate::core::path::RelPath;
use crate::core::resolve::Stack;

/// Names that are no code: dockwright's own files, and what is in a folder before there is code.
const NO_CODE: [&str; 14] = [
    "docker",
    "secrets",
    "compose.yaml",
    "compose.override.yaml",
    "compose.prod.yaml",
    "dockwright.yaml",
    "README",
    "README.md",
    "README.rst",
    "README.txt",
    "LICENSE",
    "LICENSE.md",
    "LICENSE.txt",
    "CHANGELOG.md",
];

/// Whether there is code in a service's folder; folders of other services do not count, nor do
/// hidden names.
pub fn is_there(dir: &Path, stack: &Stack, path: &RelPath) -> bool {
    let Ok(entries) = fs::read_dir(dir.join(path.as_str())) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(below) = RelPath::new(&name) else {
            return true;
        };
        let below = path.join(&below);
        let other = stack
            .units
            .iter()
            .any(|unit| unit.path != *path && unit.path.is_below(&below));
        !(name.starts_with('.') || NO_CODE.contains(&name.as_str()) || other)
    })
}

/// Compose files that are there by two names: Compose reads one of them and leaves the other.
pub fn second_compose_files(dir: &Path) -> Vec<Problem> {
    let ours = ["compose.yaml", "compose.override.yaml"].map(RelPath::trusted);
    let mut problems = Vec::new();
    for name in &ours {
        let names = std::iter::once(name.clone()).chain(other_names(name));
        let there: Vec<RelPath> = names
            .filter(|name| dir.join(name.as_str()).exists())
            .collect();
        let [first, more @ ..] = there.as_slice() else {
            continue;
        };
        problems.extend(more.iter().map(|second| {
            let message = format!("{first} and {second} are both there, and Compose reads one");
            Problem::error("second-compose-file", message).mend(format!(
                "put what you need of {second} into {first}, and move {second} away"
            ))
        }));
    }
    problems
}

/// Paths of the answers that a link leads out of the project.
pub fn links_out(dir: &Path, answers: &Answers) -> Vec<Problem> {
    let Ok(root) = dir.canonicalize() else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    let services = answers
        .services
        .iter()
        .map(|(name, member)| ("services", name, member));
    let backing = answers
        .backing
        .iter()
        .map(|(name, member)| ("backing", name, member));
    for (slot, name, member) in services.chain(backing) {
        for (key, path) in paths(member) {
            let real = root.join(path.as_str()).canonicalize();
            if real.is_ok_and(|real| !real.starts_with(&root)) {
                let message = format!("`{path}` leads out of the project by a link");
                let mend = "name the folder itself, inside the project";
                problems.push(
                    Problem::error("path-outside", message)
                        .key(format!("{slot}.{name}.{key}"))
                        .mend(mend),
                );
            }
        }
    }
    problems
}

fn paths(member: &Member) -> Vec<(String, &RelPath)> {
    let mut paths = Vec::new();
    paths.extend(member.path.as_ref().map(|path| ("path".to_owned(), path)));
    paths.extend(
        member
            .context
            .as_ref()
            .map(|path| ("context".to_owned(), path)),
    );
    paths.extend(member.build.as_ref().map(|path| ("build".to_owned(), path)));
    paths.extend(
        member
            .files
            .iter()
            .map(|(target, path)| (format!("files.{target}"), path)),
    );
    paths
}
