//! Finishing a committed write from its record alone, whatever of it was done already.

use std::io::{self, ErrorKind};

use cap_std::fs::Dir;

use crate::core::change::{Content, Found};
use crate::core::diagnostic::Problem;
use crate::core::path::RelPath;

use super::effects::Effects;
use super::folders::Folders;
use super::journal::Journal;
use super::record::{Entry, Kept, Record};
use super::{history, problem, secrets};

/// Does what is left of the record's files. A file that is neither as it was nor as it should be
/// is somebody's: it is left, and told.
pub(super) fn files(
    root: &Dir,
    journal: &Journal,
    record: &Record<'_>,
    effects: &mut Effects,
) -> Result<Vec<Problem>, Problem> {
    for folder in &record.folders {
        effects
            .mkdir(root, folder.as_str(), 0o777)
            .map_err(|error| problem::of(&error, "make", folder.as_str()))?;
    }
    let mut folders = Folders::new(root);
    let mut left = Vec::new();
    for entry in &record.files {
        let path = entry.path.as_str();
        let done = file(&mut folders, journal, entry, effects)
            .map_err(|error| problem::of(&error, "write", path))?;
        if !done {
            let message = format!("{path} changed meanwhile and was left as it is");
            left.push(Problem::warning("left-as-it-is", message).at(problem::place(path)));
        }
    }
    Ok(left)
}

/// Makes the secrets and closes the record: what is the same whether the files were moved from
/// the stage or written from the record.
pub(super) fn close(
    root: &Dir,
    journal: &Journal,
    record: &Record<'_>,
    effects: &mut Effects,
) -> Result<(), Problem> {
    for (path, length) in &record.secrets {
        secrets::make(root, path, *length, effects)
            .map_err(|error| problem::of(&error, "make", path.as_str()))?;
    }
    for entry in &record.files {
        if entry.new.is_none() {
            emptied(root, &entry.path, effects).map_err(|error| {
                problem::of(&error, "remove the folder of", entry.path.as_str())
            })?;
        }
    }
    journal
        .drop_stage(effects)
        .and_then(|()| history::keep(journal, effects))
        .map_err(|error| problem::of(&error, "close", "the journal"))
}

/// One file; whether it is now as it should be.
fn file(
    folders: &mut Folders<'_>,
    journal: &Journal,
    entry: &Entry<'_>,
    effects: &mut Effects,
) -> io::Result<bool> {
    let now = match folders.look(&entry.path, true)? {
        None => None,
        Some(Found::File(content)) => Some(content),
        Some(_) => return Ok(false),
    };
    let is = |kept: Option<&Kept<'_>>| match (&now, kept) {
        (None, None) => true,
        (Some(now), Some(kept)) => kept.bytes().is_some_and(|bytes| *now.bytes == *bytes),
        _ => false,
    };
    let as_wanted = is(entry.new.as_ref());
    if as_wanted && now.as_ref().map(runs) == entry.new.as_ref().map(|new| new.mode() & 0o100) {
        return Ok(true);
    }
    if !as_wanted && !is(entry.old.as_ref()) {
        return Ok(false);
    }
    let name = entry.path.name();
    match (folders.of(&entry.path)?, &entry.new) {
        (Some(dir), Some(new)) => put(dir, name, new, journal, effects).map(|()| true),
        (Some(dir), None) => effects.unlink(dir, name).map(|()| true),
        (None, new) => Ok(new.is_none()),
    }
}

fn runs(content: &Content) -> u32 {
    content.mode & 0o100
}

/// Writes a file under another name first, so that it is never half there.
fn put(
    dir: &Dir,
    name: &str,
    new: &Kept<'_>,
    journal: &Journal,
    effects: &mut Effects,
) -> io::Result<()> {
    let bytes = new.bytes().ok_or(ErrorKind::InvalidData)?;
    let staged = "again";
    effects.unlink(&journal.stage, staged)?;
    effects.write(&journal.stage, staged, &bytes, new.mode())?;
    match effects.rename((&journal.stage, staged), (dir, name)) {
        // The folder is on another file system, as in a container.
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            let beside = format!(".{name}.unfinished");
            effects.unlink(dir, &beside)?;
            effects.write(dir, &beside, &bytes, new.mode())?;
            effects.rename((dir, &beside), (dir, name))
        }
        result => result,
    }
}

/// Removes the folders that a removed file left empty. One that may not be removed stays.
fn emptied(root: &Dir, path: &RelPath, effects: &mut Effects) -> io::Result<()> {
    let mut next = path.parent();
    while let Some(folder) = next.filter(|folder| !folder.is_root()) {
        match effects.rmdir(root, folder.as_str()) {
            Ok(true) => next = folder.parent(),
            Ok(false) => break,
            Err(error) => match error.kind() {
                ErrorKind::PermissionDenied
                | ErrorKind::ResourceBusy
                | ErrorKind::ReadOnlyFilesystem => break,
                _ => return Err(error),
            },
        }
    }
    Ok(())
}
