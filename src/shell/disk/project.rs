//! The project's folder, opened once: everything below goes through this handle, so that no link
//! leads out.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::core::diagnostic::Problem;

use super::effects::Effects;
use super::record::Record;
use super::{journal, problem};

/// Opens it; none if it is not there.
pub(super) fn open(path: &Path) -> Result<Option<Dir>, Problem> {
    match Dir::open_ambient_dir(path, ambient_authority()) {
        Ok(dir) => Ok(Some(dir)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(problem::of(&error, "open", &path.display().to_string())),
    }
}

/// After an undo: takes the journal away if nothing is in it, and then the folder itself, if it
/// came with the write that was taken back and nothing is in it; a folder that somebody works in
/// stays, empty. Nothing of the undo hangs on it, so a failure is no failure.
pub(super) fn leave(path: &Path, root: &Dir, record: &Record<'_>, effects: &mut Effects) {
    if journal::tidy(root, effects).is_err() || !record.root {
        return;
    }
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let outside = match (here, path.canonicalize()) {
        (Ok(here), Ok(path)) => !here.starts_with(path),
        _ => false,
    };
    if outside {
        let _ = effects.rmdir_ambient(path);
    }
}

/// Opens it, made if need be; with it the folders that were made, outermost first.
pub(super) fn create(
    path: &Path,
    effects: &mut Effects,
    made: &mut Vec<PathBuf>,
) -> Result<Dir, Problem> {
    if let Some(dir) = open(path)? {
        return Ok(dir);
    }
    let mut missing: Vec<&Path> = Vec::new();
    for folder in path.ancestors() {
        if folder.as_os_str().is_empty() || folder.exists() {
            break;
        }
        missing.push(folder);
    }
    for folder in missing.into_iter().rev() {
        match effects.mkdir_ambient(folder) {
            Ok(true) => made.push(folder.to_owned()),
            Ok(false) => {}
            Err(error) => {
                return Err(problem::of(&error, "make", &folder.display().to_string()));
            }
        }
    }
    open(path)?.ok_or_else(|| {
        let message = format!("cannot make {}", path.display());
        Problem::error("disk", message)
    })
}
