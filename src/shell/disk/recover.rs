//! What an interrupted write left is finished or taken back, before anything else is done.

use std::io::{self, ErrorKind};
use std::path::Path;

use cap_std::fs::Dir;

use crate::core::change::LOCAL;
use crate::core::diagnostic::Problem;

use super::effects::Effects;
use super::journal::{self, HISTORY, Journal, OWN, PENDING, STAGE};
use super::record::{Record, Refusal};
use super::{finish, problem, project};

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
        Ok(State::Interrupted) => locked(&root, effects),
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
    /// A record or a stage.
    Interrupted,
}

fn look(root: &Dir) -> io::Result<State> {
    let Some(local) = journal::local(root)? else {
        let own = super::folders::optional(root.read_dir(OWN))?;
        let empty = own.is_some_and(|mut own| own.next().is_none());
        return Ok(if empty { State::Begun } else { State::Clean });
    };
    let Some(journal) = journal::look(&local)? else {
        return Ok(State::Interrupted);
    };
    let interrupted = journal.try_exists(PENDING)?
        || journal.try_exists(STAGE)?
        || !journal.try_exists(HISTORY)?;
    Ok(if interrupted {
        State::Interrupted
    } else {
        State::Clean
    })
}

fn locked(root: &Dir, effects: &mut Effects) -> Result<Vec<Problem>, Problem> {
    let journal = Journal::open(root, effects).map_err(|closed| closed.problem())?;
    let failed = |error: &io::Error| problem::of(error, "read", "the journal");
    // Whoever was writing may have finished while the lock was waited for.
    let bytes = super::folders::optional(journal.dir.read(PENDING));
    let Some(bytes) = bytes.map_err(|error| failed(&error))? else {
        journal::tidy(root, effects).map_err(|error| failed(&error))?;
        return Ok(vec![Problem::note(
            "write-taken-back",
            "an interrupted write was taken back: nothing of it had happened",
        )]);
    };
    match Record::read(&bytes) {
        Ok(record) => {
            let left = finish::files(root, &journal, &record, effects)?;
            finish::close(root, &journal, &record, effects)?;
            let note = Problem::note("write-finished", "an interrupted write was finished");
            Ok([vec![note], left].concat())
        }
        Err(Refusal::Newer) => Err(Problem::error(
            "newer-journal",
            "a newer dockwright was interrupted here",
        )
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
