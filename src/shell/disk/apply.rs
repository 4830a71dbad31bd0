//! The one place that writes.

use std::path::{Path, PathBuf};

use cap_std::fs::Dir;

use crate::core::change::ChangeSet;
use crate::core::diagnostic::{Level, Problem};
use crate::shell::host;

use super::effects::Effects;
use super::folders::Folders;
use super::journal::{Closed, Journal, PENDING};
use super::record::Record;
use super::settle::settle;
use super::stage::{Staged, stage};
use super::{check, finish, history, journal, problem, project};

/// The code of the problem that a write is committed and could not be finished.
pub const UNFINISHED: &str = "unfinished";

/// Writes a change set, all of it or nothing; `dir` is made if it is not there. Gives notes.
///
/// Refused, with nothing written: a conflict, a folder that may not be written or that a link
/// leads out of, a file that is not as the snapshot saw it, a full disk, a second dockwright at
/// work. Once it is committed an error does not take it back: it says that the next command
/// finishes the write.
pub fn apply(dir: &Path, changes: &ChangeSet) -> Result<Vec<Problem>, Vec<Problem>> {
    apply_with(dir, changes, &mut Effects::real())
}

/// The same, by these effects.
pub(super) fn apply_with(
    dir: &Path,
    changes: &ChangeSet,
    effects: &mut Effects,
) -> Result<Vec<Problem>, Vec<Problem>> {
    if changes.is_refused() {
        let problems = changes.problems().into_iter();
        return Err(problems.filter(Problem::is_error).collect());
    }
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let mut record = Record::of(changes);
    record.at = host::now();
    record.command = host::command();
    write(dir, record, None, effects)
}

/// Does what a record says, all of it or nothing. One that takes a write back comes with the bytes
/// of the record it was made of, which must be the newest still.
pub(super) fn write(
    dir: &Path,
    record: Record<'_>,
    of: Option<&[u8]>,
    effects: &mut Effects,
) -> Result<Vec<Problem>, Vec<Problem>> {
    let mut made = Vec::new();
    let result = write_in(dir, record, of, &mut made, effects);
    if result.is_err() {
        // Not empty, if the write is committed: then they stay.
        for folder in made.iter().rev() {
            let _ = effects.rmdir_ambient(folder);
        }
    }
    result
}

fn write_in(
    dir: &Path,
    mut record: Record<'_>,
    of: Option<&[u8]>,
    made: &mut Vec<PathBuf>,
    effects: &mut Effects,
) -> Result<Vec<Problem>, Vec<Problem>> {
    let root = project::create(dir, effects, made).map_err(|problem| vec![problem])?;
    record.root |= !made.is_empty();
    let mut folders = Folders::new(&root);
    let problems = check::writable(&mut folders, &record);
    if !problems.is_empty() {
        return Err(problems);
    }
    let journal = match Journal::open(&root, effects) {
        Ok(journal) => journal,
        Err(closed) => {
            if matches!(closed, Closed::Failed(_)) {
                take_back(&root, effects);
            }
            return Err(vec![closed.problem()]);
        }
    };
    // The journal's folders are there now.
    folders.forget();
    match prepare(&mut folders, &journal, &mut record, of, effects) {
        Ok(staged) => {
            let done = complete(&root, &mut folders, &journal, (&staged, &record), effects);
            let notes = done.map_err(|problem| vec![unfinished(problem)])?;
            if record.undoes.is_some() {
                project::leave(dir, &root, &record, effects);
            }
            Ok(notes)
        }
        Err(problems) => {
            take_back(&root, effects);
            Err(problems)
        }
    }
}

/// Everything up to and including the commit.
fn prepare(
    folders: &mut Folders<'_>,
    journal: &Journal,
    record: &mut Record<'_>,
    of: Option<&[u8]>,
    effects: &mut Effects,
) -> Result<Staged, Vec<Problem>> {
    let failed = |error: &std::io::Error| vec![problem::of(error, "write", "the journal")];
    if journal
        .dir
        .try_exists(PENDING)
        .map_err(|error| failed(&error))?
    {
        return Err(vec![
            Problem::error(
                "interrupted",
                "an interrupted write is to be finished first",
            )
            .mend("run it again"),
        ]);
    }
    let as_seen = match (record.undoes, of) {
        (Some(number), Some(bytes)) => {
            history::is_newest(journal, number, bytes).map_err(|error| failed(&error))?
        }
        _ => true,
    };
    if !as_seen {
        return Err(vec![problem::other()]);
    }
    settle(folders, record).map_err(|problem| vec![problem])?;
    let staged = stage(&journal.stage, record, effects).map_err(|problem| vec![problem])?;
    let bytes = record.to_bytes().map_err(|error| failed(&error.into()))?;
    let problems = check::unchanged(folders, record);
    if !problems.is_empty() {
        return Err(problems);
    }
    journal
        .commit(&bytes, effects)
        .map_err(|error| failed(&error))?;
    Ok(staged)
}

/// Everything after the commit.
fn complete(
    root: &Dir,
    folders: &mut Folders<'_>,
    journal: &Journal,
    (staged, record): (&Staged, &Record<'_>),
    effects: &mut Effects,
) -> Result<Vec<Problem>, Problem> {
    let mut notes = match staged.place(folders, &journal.stage, record, effects) {
        Ok(()) => Vec::new(),
        // Another file system, a folder that came meanwhile: the record takes the longer way.
        Err(_) => finish::files(root, journal, record, effects)?,
    };
    notes.extend(finish::close(root, journal, record, false, effects)?);
    Ok(notes)
}

/// Removes what was staged. What cannot be removed is removed by the next command's recovery.
fn take_back(root: &Dir, effects: &mut Effects) {
    let _ = journal::tidy(root, effects);
}

/// What stands in the way of a write that is committed.
pub(super) fn unfinished(problem: Problem) -> Problem {
    Problem {
        level: Level::Error,
        code: UNFINISHED.into(),
        message: format!("a write is begun and not finished: {}", problem.message),
        mend: "mend that, and run any command: it finishes the write".to_owned(),
        ..problem
    }
}
