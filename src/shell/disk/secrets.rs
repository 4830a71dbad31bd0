//! Production's secrets: made once, never read, never changed.

use std::io;

use cap_std::fs::Dir;

use crate::core::path::RelPath;

use super::effects::Effects;
use super::folders::optional;

/// Safe in URLs, in shell and in configuration files.
const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Makes a secret where there is none. It appears under its name only when it is whole, and
/// never in place of something else.
pub(super) fn make(
    root: &Dir,
    path: &RelPath,
    length: usize,
    effects: &mut Effects,
) -> io::Result<()> {
    let folder = path.parent().unwrap_or_else(RelPath::root);
    let dir = if let Some(dir) = optional(root.open_dir(folder.as_str()))? {
        dir
    } else {
        effects.mkdir(root, folder.as_str(), 0o700)?;
        root.open_dir(folder.as_str())?
    };
    let name = path.name();
    let unfinished = format!(".{name}.unfinished");
    // An interrupted run may have left it, as a second name of the finished secret even.
    effects.unlink(&dir, &unfinished)?;
    if optional(dir.symlink_metadata(name))?.is_some() {
        return Ok(());
    }
    effects.write(&dir, &unfinished, &random(length)?, 0o444)?;
    match effects.link(&dir, &unfinished, name) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            // Not every file system has links; the lock keeps other dockwrights away.
            return effects.rename((&dir, &unfinished), (&dir, name));
        }
        _ => {}
    }
    effects.unlink(&dir, &unfinished)
}

/// Letters and digits, each as likely as any other: what does not divide evenly is drawn again.
fn random(length: usize) -> io::Result<Vec<u8>> {
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
