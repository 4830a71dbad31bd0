//! The files of a design in the order in which they are read.

use crate::core::answers::FILE;
use crate::core::fileset::{FileSet, Policy};
use crate::core::path::RelPath;

/// All paths: the Compose files, what builds images, editors, the environment, starters last.
pub(crate) fn ordered(files: &FileSet) -> Vec<RelPath> {
    let mut paths: Vec<RelPath> = files.files.keys().cloned().collect();
    paths.sort_by_key(|path| rank(files, path));
    paths
}

/// Where a path stands.
pub(crate) fn rank(files: &FileSet, path: &RelPath) -> (u8, u8, RelPath) {
    let text = path.as_str();
    let policy = files.files.get(path).map(|file| file.policy);
    let compose = ["compose.yaml", "compose.override.yaml", "compose.prod.yaml"];
    if let Some(place) = compose.iter().position(|name| *name == text) {
        return (0, u8::try_from(place).unwrap_or(u8::MAX), path.clone());
    }
    let group = match policy {
        _ if text == FILE => 5,
        Some(Policy::Starter) => 6,
        _ if text.starts_with(".env") => 3,
        _ if text.starts_with(".devcontainer/") || text.starts_with(".vscode/") => 2,
        _ if text.starts_with('.') => 4,
        _ => 1,
    };
    (group, 0, path.clone())
}
