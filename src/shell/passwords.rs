//! What development's passwords were and since when, kept in this clone alone, so that a volume that was made
//! with another one is known as such.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions, OpenOptionsExt as _};

use crate::core::carry::Known;
use crate::core::change::LOCAL;
use crate::core::diagnostic::Problem;
use crate::core::fileset::FileSet;
use crate::core::path::RelPath;
use crate::core::plan::Plan;
use crate::core::resolve::Stack;
use crate::core::stale::{self, Passwords};

use super::engine;

const FILE: &str = "passwords.json";

/// The volumes that would refuse the passwords of these files. Only an engine that answers at once is asked.
pub fn stale(dir: &Path, stack: &Stack, plan: &Plan, files: &FileSet) -> Vec<Problem> {
    let known = Known { stack, plan };
    let new: Vec<RelPath> = files
        .secrets
        .keys()
        .filter(|path| !dir.join(path.as_str()).exists())
        .cloned()
        .collect();
    let now = stale::passwords(known, &dot_env(dir));
    if new.is_empty() && now.is_empty() {
        return Vec::new();
    }
    let Some(volumes) = engine::volumes(&stack.project) else {
        return Vec::new();
    };
    stale::stale(known, &volumes, &new, &read(dir), &now)
}

/// Remembers what the passwords are from now on; only what changed is written.
pub fn remember(dir: &Path, stack: &Stack, plan: &Plan) {
    let now = stale::passwords(Known { stack, plan }, &dot_env(dir));
    let mut kept = read(dir);
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let mut changed = false;
    for (name, value) in now {
        let values = kept.entry(name).or_default();
        if values.last().is_none_or(|(_, last)| *last != value) {
            values.push((since, value));
            changed = true;
        }
    }
    let text = serde_json::to_string(&kept).unwrap_or_default();
    if changed {
        // It is a help, not a record: where it cannot be kept nothing is lost.
        let _ = write(dir, &text);
    }
}

/// The project's own folder for what is this clone's alone; a link in its place that leads out is none.
fn local(dir: &Path) -> io::Result<Dir> {
    Dir::open_ambient_dir(dir, ambient_authority())?.open_dir(LOCAL)
}

fn write(dir: &Path, text: &str) -> io::Result<()> {
    let local = local(dir)?;
    let new = format!("{FILE}.new");
    let mut how = OpenOptions::new();
    how.write(true).create(true).truncate(true).mode(0o600);
    local.open_with(&new, &how)?.write_all(text.as_bytes())?;
    local.rename(&new, &local, FILE)
}

fn read(dir: &Path) -> Passwords {
    let text = local(dir).and_then(|local| local.read_to_string(FILE));
    serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default()
}

/// Also where it is a link to one that several projects share.
fn dot_env(dir: &Path) -> String {
    std::fs::read_to_string(dir.join(".env")).unwrap_or_default()
}
