//! The journal's folder and the lock: one writes at a time, and what it is about to do is on the
//! disk before it does it.

use std::fs::TryLockError;
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt as _;

use cap_std::fs::{Dir, OpenOptions};

use crate::core::change::LOCAL;
use crate::core::diagnostic::Problem;

use super::effects::Effects;
use super::problem;

/// The folder of dockwright's own.
pub(super) const OWN: &str = ".dockwright";
/// Where new files are staged.
pub(super) const STAGE: &str = "stage";
/// The record of a committed write.
pub(super) const PENDING: &str = "pending.json";
/// The record while it is written, in the stage.
const RECORD: &str = "record.json";
/// Where records of finished writes go.
pub(super) const HISTORY: &str = "history";
const JOURNAL: &str = "journal";
const LOCK: &str = "lock";
const IGNORE: &str = ".gitignore";

/// The journal, locked.
pub(super) struct Journal {
    pub(super) dir: Dir,
    pub(super) stage: Dir,
    /// Whether an interrupted write had left a stage.
    pub(super) left: bool,
    _lock: Lock,
}

/// The lock, given back when dropped.
struct Lock(std::fs::File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing alone would leave it to a child process that was just forked, until it runs
        // its own program.
        let _ = self.0.unlock();
    }
}

/// Why there is no journal.
pub(super) enum Closed {
    /// Another process writes.
    Busy,
    /// The disk refuses.
    Failed(io::Error),
}

impl From<io::Error> for Closed {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

impl Closed {
    /// In words.
    pub(super) fn problem(&self) -> Problem {
        match self {
            Self::Busy => problem::busy(),
            Self::Failed(error) => problem::of(error, "write", LOCAL),
        }
    }
}

/// `.dockwright/local`, if it is there.
pub(super) fn local(root: &Dir) -> io::Result<Option<Dir>> {
    super::folders::optional(root.open_dir(LOCAL))
}

/// The journal's folder, if it is there; not locked.
pub(super) fn look(local: &Dir) -> io::Result<Option<Dir>> {
    super::folders::optional(local.open_dir(JOURNAL))
}

impl Journal {
    /// Opens it, made if need be, with an empty stage: what an interrupted write left there goes.
    pub(super) fn open(root: &Dir, effects: &mut Effects) -> Result<Self, Closed> {
        let (local, lock) = begin(root, effects)?;
        if !local.try_exists(IGNORE)? {
            effects.write(&local, IGNORE, b"*\n", 0o644)?;
        }
        let dir = if let Some(dir) = look(&local)? {
            dir
        } else {
            effects.mkdir(&local, JOURNAL, 0o700)?;
            local.open_dir(JOURNAL)?
        };
        let left = dir.try_exists(STAGE)?;
        if left {
            effects.remove_all(&dir, STAGE)?;
        }
        effects.mkdir(&dir, STAGE, 0o700)?;
        let stage = dir.open_dir(STAGE)?;
        effects.mkdir(&dir, HISTORY, 0o700)?;
        Ok(Self {
            dir,
            stage,
            left,
            _lock: lock,
        })
    }

    /// The commit: the record is brought to the disk, and then gets its name.
    pub(super) fn commit(&self, record: &[u8], effects: &mut Effects) -> io::Result<()> {
        let file = effects.write(&self.stage, RECORD, record, 0o600)?;
        effects.sync(&file)?;
        effects.rename((&self.stage, RECORD), (&self.dir, PENDING))
    }

    /// Removes what is staged.
    pub(super) fn drop_stage(&self, effects: &mut Effects) -> io::Result<()> {
        if effects.rmdir(&self.dir, STAGE)? {
            return Ok(());
        }
        effects.remove_all(&self.dir, STAGE)
    }
}

/// The folder and its lock. That it goes away meanwhile means that another dockwright takes its
/// own traces back.
fn begin(root: &Dir, effects: &mut Effects) -> Result<(Dir, Lock), Closed> {
    let mut locked = || {
        let local = if let Some(local) = local(root)? {
            local
        } else {
            effects.mkdir(root, OWN, 0o777)?;
            effects.mkdir(root, LOCAL, 0o700)?;
            root.open_dir(LOCAL)?
        };
        let lock = lock(&local)?;
        Ok((local, lock))
    };
    match locked() {
        Err(Closed::Failed(error)) if error.kind() == ErrorKind::NotFound => Err(Closed::Busy),
        result => result,
    }
}

/// Takes the lock; it ends with the process, whatever becomes of that.
fn lock(local: &Dir) -> Result<Lock, Closed> {
    let mut options = OpenOptions::new();
    let file = local
        .open_with(LOCK, options.write(true).create(true))?
        .into_std();
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(Closed::Busy),
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    let lock = Lock(file);
    // Who had it before may have taken everything back, the lock itself included.
    if lock.0.metadata()?.nlink() == 0 {
        return Err(Closed::Busy);
    }
    Ok(lock)
}

/// Whether nothing but the journal's own empty folders is there, as after the first write was
/// taken back.
pub(super) fn is_bare(local: &Dir, journal: Option<&Dir>) -> io::Result<bool> {
    let history = match journal {
        Some(journal) if !holds_only(journal, &[HISTORY])? => return Ok(false),
        Some(journal) => super::folders::optional(journal.open_dir(HISTORY))?,
        None => None,
    };
    let empty = history.map_or(Ok(true), |history| holds_only(&history, &[]))?;
    Ok(empty && holds_only(local, &[LOCK, IGNORE, JOURNAL])?)
}

fn holds_only(dir: &Dir, names: &[&str]) -> io::Result<bool> {
    for entry in dir.entries()? {
        let name = entry?.file_name();
        if !names.iter().any(|known| name == *known) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes the journal's folders away again, if no finished write is in the history.
pub(super) fn tidy(root: &Dir, effects: &mut Effects) -> io::Result<()> {
    if let Some(local) = local(root)? {
        if let Some(journal) = look(&local)? {
            effects.remove_all(&journal, STAGE)?;
            if !effects.rmdir(&journal, HISTORY)? || !effects.rmdir(&local, JOURNAL)? {
                return Ok(());
            }
        }
        if !holds_only(&local, &[LOCK, IGNORE])? {
            return Ok(());
        }
        effects.unlink(&local, IGNORE)?;
        effects.unlink(&local, LOCK)?;
        effects.rmdir(root, LOCAL)?;
    }
    effects.rmdir(root, OWN)?;
    Ok(())
}
