//! What is asked before anything is written, so that nothing is half written.

use std::collections::BTreeSet;

use cap_std::fs::Dir;
use rustix::fs::{Access, AtFlags, accessat};
use rustix::io::Errno;

use crate::core::change::{Found, LOCAL};
use crate::core::diagnostic::Problem;
use crate::core::path::RelPath;

use super::folders::Folders;
use super::kept::Kept;
use super::problem;
use super::record::Record;

/// Whether every folder that a write touches, or would make something in, may be written and
/// is inside of the project. All that may not be are told.
pub(super) fn writable(folders: &mut Folders<'_>, record: &Record<'_>) -> Vec<Problem> {
    let files = record.files.iter().map(|entry| entry.path.as_ref());
    let made = record.secrets.iter().map(|(path, _)| path);
    let secrets = made.chain(&record.put_away);
    let local = RelPath::new(LOCAL).ok();
    let moved = record.folders.iter().chain(&record.gone);
    let paths = files.chain(secrets).chain(moved).chain(&local);
    let above: BTreeSet<RelPath> = paths.filter_map(RelPath::parent).collect();
    let mut asked = BTreeSet::new();
    let mut problems = Vec::new();
    for folder in above {
        if let Err(problem) = nearest(folders, folder, &mut asked)
            && !problems.contains(&problem)
        {
            problems.push(problem);
        }
    }
    problems
}

/// Asks the nearest folder that is there.
fn nearest(
    folders: &mut Folders<'_>,
    mut folder: RelPath,
    asked: &mut BTreeSet<RelPath>,
) -> Result<(), Problem> {
    loop {
        let found = folders.get(&folder);
        let found = found.map_err(|error| problem::of(&error, "write", folder.as_str()))?;
        match (found, folder.parent()) {
            (Some(dir), _) => {
                return if asked.insert(folder.clone()) {
                    access(dir, &folder)
                } else {
                    Ok(())
                };
            }
            (None, Some(above)) => folder = above,
            (None, None) => return Ok(()),
        }
    }
}

fn access(dir: &Dir, folder: &RelPath) -> Result<(), Problem> {
    let wanted = Access::WRITE_OK | Access::EXEC_OK;
    match accessat(dir, ".", wanted, AtFlags::EACCESS) {
        Err(error @ (Errno::ACCESS | Errno::ROFS | Errno::PERM)) => {
            let name = if folder.is_root() {
                "the project's folder"
            } else {
                folder.as_str()
            };
            Err(problem::of(&error.into(), "write in", name))
        }
        // Where it cannot be asked, writing will tell.
        _ => Ok(()),
    }
}

/// Whether everything that will be written or removed is still as the record has it.
pub(super) fn unchanged(folders: &mut Folders<'_>, record: &Record<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for entry in &record.files {
        let path = &entry.path;
        let as_seen = match folders.look(path, entry.old.is_some()) {
            Ok(None) => entry.old.is_none(),
            Ok(Some(Found::File(now))) => entry.old.as_ref() == Some(&Kept::of(&now)),
            Ok(Some(_)) => false,
            Err(error) => {
                problems.push(problem::of(&error, "read", path.as_str()));
                continue;
            }
        };
        if !as_seen {
            problems.push(problem::meanwhile(path));
        }
    }
    problems
}
