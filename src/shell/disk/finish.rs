//! Finishing a committed write from its record alone, whatever of it was done already.

use std::io::{self, ErrorKind};

use cap_std::fs::Dir;

use crate::core::change::Found;
use crate::core::diagnostic::Problem;
use crate::core::path::RelPath;

use super::effects::Effects;
use super::folders::Folders;
use super::journal::Journal;
use super::kept::Kept;
use super::record::{Entry, Record};
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
            .folder(root, folder.as_str(), record.modes.get(folder).copied())
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

/// Makes and puts away the secrets and closes the record: what is the same whether the files were
/// moved from the stage or written from the record. Gives notes. The `last` time that it is tried,
/// a folder that may not be removed stays: nobody is to be kept from working by an empty folder.
pub(super) fn close(
    root: &Dir,
    journal: &Journal,
    record: &Record<'_>,
    last: bool,
    effects: &mut Effects,
) -> Result<Vec<Problem>, Problem> {
    let mut notes = Vec::new();
    for (path, length) in &record.secrets {
        let back = secrets::make(root, path, *length, effects)
            .map_err(|error| problem::of(&error, "make", path.as_str()))?;
        if back {
            let message = format!("{path} is the secret that was kept, not a new one");
            notes.push(
                Problem::note("secret-brought-back", message).at(problem::place(path.as_str())),
            );
        }
    }
    for path in &record.put_away {
        secrets::put_away(root, path, effects)
            .map_err(|error| problem::of(&error, "put away", path.as_str()))?;
    }
    for folder in &record.gone {
        notes.extend(emptied(root, folder, last, effects)?);
    }
    let closed = journal
        .drop_stage(effects)
        .and_then(|()| match record.undoes {
            None => history::keep(journal, effects),
            Some(number) => history::forget(journal, number, effects),
        });
    closed.map_err(|error| problem::of(&error, "close", "the journal"))?;
    Ok(notes)
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
        (Some(now), Some(kept)) => kept.has_bytes_of(now),
        _ => false,
    };
    // After a loss of power a file may be there by its name alone.
    let torn = entry.new.is_some() && now.as_ref().is_some_and(|now| now.bytes.is_empty());
    let as_wanted = is(entry.new.as_ref());
    let runs = now.as_ref().map(|now| Kept::of(now).runs());
    if as_wanted && runs == entry.new.as_ref().map(Kept::runs) {
        return Ok(true);
    }
    if !as_wanted && !torn && !is(entry.old.as_ref()) {
        return Ok(false);
    }
    let name = entry.path.name();
    match (folders.of(&entry.path)?, &entry.new) {
        (Some(dir), Some(new)) => put(dir, name, new, journal, effects).map(|()| true),
        (Some(dir), None) => effects.unlink(dir, name).map(|()| true),
        (None, new) => Ok(new.is_none()),
    }
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

/// Removes a folder if nothing is left in it. One that cannot be removed stays, and that is said.
fn emptied(
    root: &Dir,
    folder: &RelPath,
    last: bool,
    effects: &mut Effects,
) -> Result<Option<Problem>, Problem> {
    let Err(error) = effects.rmdir(root, folder.as_str()) else {
        return Ok(None);
    };
    match error.kind() {
        ErrorKind::PermissionDenied if !last => {
            Err(problem::of(&error, "remove", folder.as_str()))
        }
        ErrorKind::PermissionDenied
        // Something is mounted there.
        | ErrorKind::ResourceBusy
        | ErrorKind::ReadOnlyFilesystem
        // It is a link by now, or a file.
        | ErrorKind::NotADirectory => {
            let message = format!("{folder} is empty and could not be removed");
            let note = Problem::note("folder-left", message);
            Ok(Some(note.at(problem::place(folder.as_str()))))
        }
        _ => Err(problem::of(&error, "remove", folder.as_str())),
    }
}
