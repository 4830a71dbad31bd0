//! What is the user's and no project's: settings, and answers that were never written.

use std::fs::{self, OpenOptions};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use directories::{BaseDirs, ProjectDirs};

/// The largest setting that is read.
const LARGEST: u64 = 1 << 18;

fn folders() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "dockwright")
}

/// The user's home.
pub fn home() -> Option<PathBuf> {
    BaseDirs::new().map(|dirs| dirs.home_dir().to_owned())
}

/// The text of a file in the user's settings, such as `keymap.yaml`.
pub fn setting(name: &str) -> Option<String> {
    read(&folders()?.config_dir().join(name))
}

fn read(path: &Path) -> Option<String> {
    let small = fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() <= LARGEST);
    small.then(|| fs::read_to_string(path).ok())?
}

/// Where the draft of a project's folder lies.
fn place(project: &Path) -> Option<PathBuf> {
    let full = std::path::absolute(project).ok()?;
    let full = full.canonicalize().unwrap_or(full);
    let mut hash = DefaultHasher::new();
    full.hash(&mut hash);
    let name = format!("{:016x}.json", hash.finish());
    Some(folders()?.data_local_dir().join("drafts").join(name))
}

/// Answers of a folder that were not written.
pub fn draft(project: &Path) -> Option<String> {
    read(&place(project)?)
}

/// Keeps them, for the owner's eyes only. That they cannot be kept is no reason to stop.
pub fn keep_draft(project: &Path, text: &str) {
    let Some(path) = place(project) else { return };
    let Some(folder) = path.parent() else { return };
    let _ = fs::create_dir_all(folder).and_then(|()| {
        // Beside it, then in its place: a kill leaves the old one or the new one.
        let beside = path.with_extension("new");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&beside)?.write_all(text.as_bytes())?;
        fs::rename(&beside, &path)
    });
}

/// They are written, or not wanted.
pub fn forget_draft(project: &Path) {
    if let Some(path) = place(project) {
        let _ = fs::remove_file(path);
    }
}
