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

/// So many drafts of a folder are kept beside the newest.
const OLDER: usize = 8;

/// Where the draft of a project's folder lies; those that were set aside have a number, the newest the highest.
fn place(project: &Path, aside: Option<usize>) -> Option<PathBuf> {
    Some(numbered(&stem(project)?, aside))
}

/// The same without what tells the drafts of a folder from each other.
fn stem(project: &Path) -> Option<PathBuf> {
    let full = std::path::absolute(project).ok()?;
    let full = full.canonicalize().unwrap_or(full);
    let mut hash = DefaultHasher::new();
    full.hash(&mut hash);
    let name = format!("{:016x}", hash.finish());
    Some(folders()?.data_local_dir().join("drafts").join(name))
}

fn numbered(stem: &Path, aside: Option<usize>) -> PathBuf {
    let number = aside.map_or_else(String::new, |number| format!("{number}."));
    stem.with_extension(format!("{number}json"))
}

/// Drafts of a folder that are there, the newest first.
fn places(project: &Path) -> Vec<PathBuf> {
    let Some(stem) = stem(project) else {
        return Vec::new();
    };
    let newest = std::iter::once(None);
    let older = (1..=OLDER).rev().map(Some);
    let all = newest.chain(older).map(|aside| numbered(&stem, aside));
    all.filter(|path| path.is_file()).collect()
}

/// Answers of a folder that were not written, the newest first.
pub fn drafts(project: &Path) -> Vec<String> {
    places(project)
        .iter()
        .filter_map(|path| read(path))
        .collect()
}

/// Keeps them, for the owner's eyes only. That they cannot be kept is no reason to stop.
pub fn keep_draft(project: &Path, text: &str) {
    let Some(path) = place(project, None) else {
        return;
    };
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

/// The newest stays beside the next one; of too many the oldest goes.
pub fn set_aside(project: &Path) {
    let Some(newest) = place(project, None).filter(|path| path.is_file()) else {
        return;
    };
    let older: Vec<PathBuf> = (1..=OLDER)
        .filter_map(|number| place(project, Some(number)))
        .collect();
    let free = older.iter().rposition(|path| path.is_file());
    let free = free.map_or(0, |last| last + 1);
    if free < older.len() {
        if let Some(path) = older.get(free) {
            let _ = fs::rename(&newest, path);
        }
        return;
    }
    for pair in older.windows(2) {
        if let [first, second] = pair {
            let _ = fs::rename(second, first);
        }
    }
    if let Some(last) = older.last() {
        let _ = fs::rename(&newest, last);
    }
}

/// The draft of this number is the newest from now on.
pub fn take_draft(project: &Path, number: usize) {
    if number == 0 {
        return;
    }
    let (Some(path), Some(newest)) = (
        places(project).into_iter().nth(number),
        place(project, None),
    ) else {
        return;
    };
    // Out of the way first: setting aside moves the others.
    let beside = newest.with_extension("taken");
    let _ = fs::rename(&path, &beside).and_then(|()| {
        set_aside(project);
        fs::rename(&beside, &newest)
    });
}

/// The newest is written, or not wanted.
pub fn forget_draft(project: &Path) {
    if let Some(path) = place(project, None) {
        let _ = fs::remove_file(path);
    }
}

/// None of them is wanted.
pub fn forget_drafts(project: &Path) {
    for path in places(project) {
        let _ = fs::remove_file(path);
    }
}
