//! Records of finished writes, kept to take them back: the newest few.

use std::io;

use cap_std::fs::Dir;

use super::effects::Effects;
use super::journal::{HISTORY, Journal, PENDING};

/// At most this many records ...
const RECORDS: usize = 20;
/// ... and this many bytes; the newest stays, however large.
const BYTES: u64 = 10 << 20;

/// Moves the record of a finished write here, and drops the oldest.
pub(super) fn keep(journal: &Journal, effects: &mut Effects) -> io::Result<()> {
    let history = journal.dir.open_dir(HISTORY)?;
    let mut records = list(&history)?;
    let next = records.last().map_or(1, |last| last.0 + 1);
    let name = format!("{next:06}.json");
    effects.rename((&journal.dir, PENDING), (&history, &name))?;
    if records.is_empty() {
        return Ok(());
    }
    records.push((next, name));
    prune(&history, &records, effects)
}

/// Number and name, oldest first.
fn list(history: &Dir) -> io::Result<Vec<(u64, String)>> {
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
