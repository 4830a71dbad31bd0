//! What an interrupted write left is finished or taken back, before anything else is done.

use std::io::{self, ErrorKind};
use std::path::Path;

use cap_std::fs::Dir;

use crate::core::change::LOCAL;
use crate::core::diagnostic::Problem;

use super::apply::unfinished;
use super::effects::Effects;
use super::journal::{self, Closed, Journal, OWN, PENDING, STAGE};
use super::record::{Record, Refusal};
use super::{finish, problem, project};

/// The code of the note that a write had not happened.
const TAKEN_BACK: &str = "write-taken-back";
/// The code of the note that an undo was finished.
const UNDO_FINISHED: &str = "undo-finished";

/// Whether the notes of a recovery say that the last write is taken back by it: because it had not
/// happened, or because an undo was finished.
pub fn took_back(notes: &[Problem]) -> bool {
    let codes = [TAKEN_BACK, UNDO_FINISHED];
    notes.iter().any(|note| codes.contains(&note.code.as_ref()))
}

/// Finishes a committed write and takes back an uncommitted one; gives notes that say so. Every
/// command that reads a project calls it first. Refused: another dockwright is writing, the record
/// is of a newer version, the disk fails.
pub fn recover(dir: &Path) -> Result<Vec<Problem>, Problem> {
    recover_with(dir, &mut Effects::real())
}

/// The same, by these effects.
pub(super) fn recover_with(dir: &Path, effects: &mut Effects) -> Result<Vec<Problem>, Problem> {
    let Some(root) = project::open(dir)? else {
        return Ok(Vec::new());
    };
    match look(&root) {
        Ok(State::Clean) => Ok(Vec::new()),
        Ok(State::Begun) => {
            // Nobody is told: only empty folders of ours were there.
            let _ = journal::tidy(&root, effects);
            Ok(Vec::new())
        }
        Ok(State::Bare) => {
            // Nobody is told of this either, nor of a folder that may not be written.
            let _ = locked(dir, &root, effects);
            Ok(Vec::new())
        }
        Ok(State::Interrupted) => locked(dir, &root, effects),
        // Another user's journal, as in a container: that user's next command sees to it.
        Err(error) if error.kind() == ErrorKind::PermissionDenied && !problem::leaves(&error) => {
            let message = format!("{LOCAL} is not yours to read");
            Ok(vec![Problem::warning("not-allowed", message)])
        }
        Err(error) => Err(problem::of(&error, "read", LOCAL)),
    }
}

enum State {
    /// Nothing to do.
    Clean,
    /// Folders of ours and nothing in them.
    Begun,
    /// The same, with the lock's file: of a write or an undo that was stopped at its edge.
    Bare,
    /// A record or a stage.
    Interrupted,
}

fn look(root: &Dir) -> io::Result<State> {
    let Some(local) = journal::local(root)? else {
        let own = super::folders::optional(root.read_dir(OWN))?;
        let empty = own.is_some_and(|mut own| own.next().is_none());
        return Ok(if empty { State::Begun } else { State::Clean });
    };
    let journal = journal::look(&local)?;
    if let Some(journal) = &journal
        && (journal.try_exists(PENDING)? || journal.try_exists(STAGE)?)
    {
        return Ok(State::Interrupted);
    }
    Ok(if journal::is_bare(&local, journal.as_ref())? {
        State::Bare
    } else {
        State::Clean
    })
}

fn locked(dir: &Path, root: &Dir, effects: &mut Effects) -> Result<Vec<Problem>, Problem> {
    let journal = match Journal::open(root, effects) {
        Ok(journal) => journal,
        Err(Closed::Busy) => return Err(problem::busy()),
        Err(closed) => return Err(unfinished(closed.problem())),
    };
    let failed = |error: &io::Error| unfinished(problem::of(error, "read", "the journal"));
    // Whoever was writing may have finished while the lock was waited for.
    let bytes = super::folders::optional(journal.dir.read(PENDING));
    let Some(bytes) = bytes.map_err(|error| failed(&error))? else {
        journal::tidy(root, effects).map_err(|error| failed(&error))?;
        let told = journal.left.then(|| {
            Problem::note(
                TAKEN_BACK,
                "an interrupted write was taken back: nothing of it had happened",
            )
        });
        return Ok(told.into_iter().collect());
    };
    match Record::read(&bytes) {
        Ok(record) => finished(dir, root, &journal, &record, effects).map_err(unfinished),
        Err(Refusal::Newer) => Err(problem::newer("a newer dockwright was interrupted here")
            .mend("run that version once, so that it finishes its write")),
        Err(Refusal::Damaged) => {
            let aside = "damaged.json";
            effects
                .rename((&journal.dir, PENDING), (&journal.dir, aside))
                .and_then(|()| journal.drop_stage(effects))
                .map_err(|error| failed(&error))?;
            let message = format!(
                "the record of an interrupted write is damaged and was set aside as {LOCAL}/journal/{aside}"
            );
            Ok(vec![Problem::warning("damaged-journal", message).mend(
                "look at `dockwright diff`; what is missing is written by `dockwright apply`",
            )])
        }
    }
}

/// Finishes what a record says; notes that begin with that.
fn finished(
    dir: &Path,
    root: &Dir,
    journal: &Journal,
    record: &Record<'_>,
    effects: &mut Effects,
) -> Result<Vec<Problem>, Problem> {
    let mut notes = finish::files(root, journal, record, effects)?;
    notes.extend(finish::close(root, journal, record, true, effects)?);
    let note = if record.undoes.is_some() {
        project::leave(dir, root, record, effects);
        Problem::note(UNDO_FINISHED, "an interrupted undo was finished")
    } else {
        Problem::note("write-finished", "an interrupted write was finished")
    };
    notes.insert(0, note);
    Ok(notes)
}
