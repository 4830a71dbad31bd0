//! What is known of this machine where a developer has no `.env` yet: of its engine, which is asked once and
//! beside all else, and of the project's folder.

use std::path::Path;
use std::sync::OnceLock;
use std::{fs, thread};

use super::{engine, ports};
use crate::core::host::{Trait, Traits};
use crate::core::resolve::Stack;

/// Begins to ask, where it will be asked.
pub fn begin(dir: &Path) {
    if is_new(dir) {
        thread::spawn(asked);
    }
}

/// The machine's, where this developer has no `.env` yet; none otherwise, and none of a stack of nothing.
pub fn of_new(dir: &Path, stack: &Stack) -> Traits {
    if stack.units.is_empty() {
        return editors(dir);
    }
    new(dir)
}

/// The machine's, where this developer has no `.env` yet, and what the folder is edited with.
pub fn new(dir: &Path) -> Traits {
    let mut traits = editors(dir);
    if is_new(dir) {
        traits.extend(asked());
        traits.extend(of_folder(dir));
    }
    traits
}

/// What a folder is edited with.
pub fn editors(dir: &Path) -> Traits {
    let is_there = dir.join(".idea").is_dir();
    is_there.then_some(Trait::Jetbrains).into_iter().collect()
}

/// Whether edits of a folder's files are seen in containers.
pub(super) fn of_folder(dir: &Path) -> Option<Trait> {
    let full = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    // It may not be there yet.
    let there = full.ancestors().find_map(|dir| dir.canonicalize().ok())?;
    let kernel = fs::read_to_string("/proc/version").unwrap_or_default();
    is_unwatched(&there, &kernel).then_some(Trait::Unwatched)
}

fn is_new(dir: &Path) -> bool {
    ports::is_asked() && dir.join(".env").symlink_metadata().is_err()
}

fn asked() -> &'static Traits {
    static ASKED: OnceLock<Traits> = OnceLock::new();
    ASKED.get_or_init(|| engine::traits().unwrap_or_default())
}

/// A Windows drive under WSL tells Linux nothing of edits, and neither does what a machine's host shares
/// by its protocol.
fn is_unwatched(dir: &Path, kernel: &str) -> bool {
    let drive = dir
        .strip_prefix("/mnt")
        .ok()
        .and_then(|rest| rest.iter().next());
    let is_drive = drive.is_some_and(|name| name.len() == 1);
    is_drive && kernel.to_lowercase().contains("microsoft") || is_shared(dir)
}

#[cfg(target_os = "linux")]
fn is_shared(dir: &Path) -> bool {
    /// That of 9p, as `statfs(2)` has it.
    const NINE_P: u64 = 0x0102_1997;
    let found = rustix::fs::statfs(dir);
    found.is_ok_and(|found| u64::try_from(found.f_type).is_ok_and(|kind| kind == NINE_P))
}

#[cfg(not(target_os = "linux"))]
fn is_shared(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_drives_under_wsl_are_unwatched() {
        let wsl = "Linux version 6.6.87.2-microsoft-standard-WSL2 (root@439a258ad544)";
        let debian = "Linux version 6.12.43+deb13-amd64 (debian-kernel@lists.debian.org)";
        for (dir, kernel, expected) in [
            ("/mnt/c/src/shop", wsl, true),
            ("/mnt/c", wsl, true),
            ("/mnt/c/src/shop", debian, false),
            ("/mnt/data/shop", wsl, false),
            ("/home/me/shop", wsl, false),
            ("/mntc/c", wsl, false),
        ] {
            assert_eq!(
                is_unwatched(Path::new(dir), kernel),
                expected,
                "{dir} {kernel}"
            );
        }
    }
}
