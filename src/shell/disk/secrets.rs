//! Production's secrets: made once, never shown, never changed. Taking back the write that made
//! one puts it away under `.dockwright/local/secrets`: something may be deployed with it. From
//! there it comes back when it is wanted again.

use std::io::{self, ErrorKind};

use cap_std::fs::{Dir, MetadataExt as _};

use crate::core::change::LOCAL;
use crate::core::path::RelPath;

use super::effects::Effects;
use super::folders::optional;

/// Safe in URLs, in shell and in configuration files.
const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// The folder of a project's secrets, and of those that were put away.
const FOLDER: &str = "secrets";

/// Whether it is where secrets are.
pub(super) fn is_secret(path: &RelPath) -> bool {
    RelPath::new(FOLDER).is_ok_and(|folder| path != &folder && path.is_below(&folder))
}

/// Where it is put away: `.dockwright/local/secrets/NAME`.
fn away(path: &RelPath) -> Option<RelPath> {
    let local = RelPath::new(LOCAL).ok()?;
    is_secret(path).then(|| local.join(path))
}

/// Makes a secret where there is none, or takes the one that was put away; whether it did that. It
/// appears under its name only when it is whole, and never in place of something else.
pub(super) fn make(
    root: &Dir,
    path: &RelPath,
    length: usize,
    effects: &mut Effects,
) -> io::Result<bool> {
    let dir = folder(root, path, effects)?;
    let name = path.name();
    let unfinished = format!(".{name}.unfinished");
    // An interrupted run may have left it, as a second name of the finished secret even.
    effects.unlink(&dir, &unfinished)?;
    if optional(dir.symlink_metadata(name))?.is_some() {
        return Ok(false);
    }
    if let Some(away) = away(path)
        && brought_back(root, &away, (&dir, name), effects)?
    {
        return Ok(true);
    }
    effects.write(&dir, &unfinished, &random(length)?, 0o444)?;
    match effects.link((&dir, &unfinished), (&dir, name)) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            // Not every file system has links; the lock keeps other dockwrights away.
            effects.rename((&dir, &unfinished), (&dir, name))?;
        }
        _ => effects.unlink(&dir, &unfinished)?,
    }
    Ok(false)
}

/// Moves one that was put away to its place; whether there was one.
fn brought_back(
    root: &Dir,
    away: &RelPath,
    (dir, name): (&Dir, &str),
    effects: &mut Effects,
) -> io::Result<bool> {
    let Some(kept) = optional(root.open_dir(above(away).as_str()))? else {
        return Ok(false);
    };
    if !is_file(&kept, away.name())? {
        return Ok(false);
    }
    moved((&kept, away.name()), (dir, name), effects)?;
    drop(kept);
    let mut folder = above(away);
    while folder.as_str() != LOCAL && effects.rmdir(root, folder.as_str())? {
        folder = above(&folder);
    }
    Ok(true)
}

/// Puts a secret away, if it is there. One that was put away before and differs stays beside it.
pub(super) fn put_away(root: &Dir, path: &RelPath, effects: &mut Effects) -> io::Result<()> {
    let Some(away) = away(path) else {
        return Ok(());
    };
    let Some(from) = optional(root.open_dir(above(path).as_str()))? else {
        return Ok(());
    };
    if !is_file(&from, path.name())? {
        return Ok(());
    }
    let dir = folder(root, &away, effects)?;
    let mut name = away.name().to_owned();
    let mut number = 1;
    while optional(dir.symlink_metadata(&name))?.is_some() {
        if is_file(&dir, &name)? && dir.read(&name)? == from.read(path.name())? {
            return effects.unlink(&from, path.name());
        }
        number += 1;
        name = format!("{}.{number}", away.name());
    }
    moved((&from, path.name()), (&dir, &name), effects)
}

/// Moves a secret to where none is.
fn moved(from: (&Dir, &str), to: (&Dir, &str), effects: &mut Effects) -> io::Result<()> {
    match effects.rename(from, to) {
        // One of the two folders is on another file system, as in a container.
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            let unfinished = format!(".{}.unfinished", to.1);
            let mode = from.0.symlink_metadata(from.1)?.mode();
            effects.unlink(to.0, &unfinished)?;
            effects.write(to.0, &unfinished, &from.0.read(from.1)?, mode)?;
            effects.rename((to.0, &unfinished), to)?;
            effects.unlink(from.0, from.1)
        }
        result => result,
    }
}

/// The folder of a secret, made if need be.
fn folder(root: &Dir, path: &RelPath, effects: &mut Effects) -> io::Result<Dir> {
    let folder = above(path);
    if let Some(dir) = optional(root.open_dir(folder.as_str()))? {
        return Ok(dir);
    }
    let mut missing = vec![folder.clone()];
    while let Some(next) = missing.last().map(above).filter(|next| !next.is_root()) {
        missing.push(next);
    }
    for folder in missing.iter().rev() {
        effects.mkdir(root, folder.as_str(), 0o700)?;
    }
    root.open_dir(folder.as_str())
}

fn above(path: &RelPath) -> RelPath {
    path.parent().unwrap_or_else(RelPath::root)
}

fn is_file(dir: &Dir, name: &str) -> io::Result<bool> {
    Ok(optional(dir.symlink_metadata(name))?.is_some_and(|about| about.is_file()))
}

/// Letters and digits, each as likely as any other: what does not divide evenly is drawn again.
pub(in crate::shell) fn random(length: usize) -> io::Result<Vec<u8>> {
    let fair = LETTERS.len() * (256 / LETTERS.len());
    let mut secret = Vec::with_capacity(length);
    let mut drawn = [0_u8; 64];
    while secret.len() < length {
        getrandom::fill(&mut drawn).map_err(|error| io::Error::other(error.to_string()))?;
        let letters = drawn
            .iter()
            .map(|byte| usize::from(*byte))
            .filter(|byte| *byte < fair)
            .filter_map(|byte| LETTERS.get(byte % LETTERS.len()));
        secret.extend(letters.take(length - secret.len()));
    }
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_comes_and_none_too_often() {
        let drawn = random(62 * 1000).unwrap();
        assert_eq!(drawn.len(), 62_000);
        for letter in LETTERS {
            let same = drawn.iter().filter(|byte| *byte == letter);
            let count = same.map(|_| 1_u32).sum::<u32>();
            assert!((800..1200).contains(&count), "{letter} {count}");
        }
        assert_ne!(random(32).unwrap(), random(32).unwrap());
    }
}
