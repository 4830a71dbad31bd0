//! Records of finished writes, kept to take them back: the newest few.

use std::io;

use cap_std::fs::Dir;

use super::effects::Effects;
use super::folders::optional;
use super::journal::{self, HISTORY, Journal, PENDING};

/// At most this many records ...
const RECORDS: usize = 20;
/// ... and this many bytes; the newest stays, however large.
const BYTES: u64 = 10 << 20;

/// Moves the record of a finished write here, and drops the oldest.
pub(super) fn keep(journal: &Journal, effects: &mut Effects) -> io::Result<()> {
    let history = journal.dir.open_dir(HISTORY)?;
    let mut records = list(&history)?;
    let next = records.last().map_or(1, |last| last.0 + 1);
    let name = name(next);
    effects.rename((&journal.dir, PENDING), (&history, &name))?;
    if records.is_empty() {
        return Ok(());
    }
    records.push((next, name));
    // The write is done; what cannot be dropped now is dropped after the next.
    let _ = prune(&history, &records, effects);
    Ok(())
}

/// Drops the record that was taken back, and then the one that took it back: an undo is no write
/// to take back. The newest write is now the one before.
pub(super) fn forget(journal: &Journal, number: u64, effects: &mut Effects) -> io::Result<()> {
    let history = journal.dir.open_dir(HISTORY)?;
    effects.unlink(&history, &name(number))?;
    effects.unlink(&journal.dir, PENDING)
}

/// Whether the record with this number is the newest, and has these bytes.
pub(super) fn is_newest(journal: &Journal, number: u64, bytes: &[u8]) -> io::Result<bool> {
    let history = journal.dir.open_dir(HISTORY)?;
    let newest = list(&history)?.pop();
    Ok(match newest {
        Some((newest, name)) if newest == number => history.read(name)? == bytes,
        _ => false,
    })
}

/// The history's folder, if there is one; it is read without the lock.
pub(super) fn open(root: &Dir) -> io::Result<Option<Dir>> {
    let Some(local) = journal::local(root)? else {
        return Ok(None);
    };
    let Some(journal) = journal::look(&local)? else {
        return Ok(None);
    };
    optional(journal.open_dir(HISTORY))
}

/// What a record is called.
pub(super) fn name(number: u64) -> String {
    format!("{number:06}.json")
}

/// Number and name, oldest first.
pub(super) fn list(history: &Dir) -> io::Result<Vec<(u64, String)>> {
    let mut records = Vec::new();
    for entry in history.entries()? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| {
            let number = name.strip_suffix(".json")?.parse().ok()?;
            Some((number, name.to_owned()))
        });
        records.extend(number);
    }
    records.sort_unstable();
    Ok(records)
}

fn prune(history: &Dir, records: &[(u64, String)], effects: &mut Effects) -> io::Result<()> {
    let mut bytes = 0;
    for (age, (_, name)) in records.iter().rev().enumerate() {
        bytes += history.symlink_metadata(name)?.len();
        if age > 0 && (age >= RECORDS || bytes > BYTES) {
            effects.unlink(history, name)?;
        }
    }
    Ok(())
}
