//! Catalogs that are not in the binary: the project's own, the user's, and a folder named on the
//! command line. They are data, and read with care: no link, no path out, no end without a bound.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use directories::ProjectDirs;

use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::{Problem, Where};

/// The project's own catalog, committed.
pub const PROJECT: &str = ".dockwright/catalog";

/// The largest file of a catalog.
const LARGEST: u64 = 1 << 20;
/// The most files of a catalog, and all their bytes.
const MOST: usize = 5_000;
const ALL: usize = 64 << 20;
/// Folders in folders.
const DEEPEST: usize = 16;

/// The binary's catalog, with the user's laid over it, the project's over that, and `named` on top.
pub fn catalog(project: &Path, named: Option<&Path>) -> Result<Catalog, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut catalog = Catalog::builtin();
    let mut lay = |catalog: Catalog, read: Result<Read, Vec<Problem>>, from: &str| match read {
        Ok(Some(files)) if !files.is_empty() => catalog.with_from(files, from),
        Ok(_) => catalog,
        Err(more) => {
            problems.extend(more);
            catalog
        }
    };
    if let Some(path) = users() {
        let shown = path.display().to_string();
        catalog = lay(catalog, folder(&path), &shown);
    }
    catalog = lay(catalog, projects(project), PROJECT);
    if let Some(path) = named {
        let shown = path.display().to_string();
        let read =
            folder(path).and_then(|read| read.map(Some).ok_or_else(|| vec![missing(&shown)]));
        catalog = lay(catalog, read, &shown);
    }
    if problems.is_empty() {
        Ok(catalog)
    } else {
        Err(problems)
    }
}

/// The user's folder, where there is a home.
pub fn users() -> Option<PathBuf> {
    let folders = ProjectDirs::from("", "", "dockwright")?;
    Some(folders.config_dir().join("catalog"))
}

/// Path below the catalog -> text; none where there is no folder.
type Read = Option<BTreeMap<String, String>>;

/// A catalog's files.
pub fn folder(path: &Path) -> Result<Read, Vec<Problem>> {
    let shown = path.display().to_string();
    match Dir::open_ambient_dir(path, ambient_authority()) {
        Ok(dir) => slots(&dir, &shown),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(vec![unreadable(&shown, &error)]),
    }
}

/// The project's own: a link in its way is not followed out of the project.
fn projects(project: &Path) -> Result<Read, Vec<Problem>> {
    let Ok(root) = Dir::open_ambient_dir(project, ambient_authority()) else {
        // Whether the project's folder can be read is said by what reads it.
        return Ok(None);
    };
    match root.open_dir(PROJECT) {
        Ok(dir) => slots(&dir, PROJECT),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(vec![unreadable(PROJECT, &error)]),
    }
}

fn slots(dir: &Dir, shown: &str) -> Result<Read, Vec<Problem>> {
    let mut walk = Walk {
        shown,
        files: BTreeMap::new(),
        bytes: 0,
        problems: Vec::new(),
    };
    for slot in Slot::ALL.into_iter().chain([Slot::Parts]) {
        let name = slot.folder();
        match dir.symlink_metadata(name) {
            Ok(about) if about.is_symlink() => walk.refuse(name, "catalog-link", "is a link", LINK),
            Ok(about) if about.is_dir() => match dir.open_dir(name) {
                Ok(folder) => walk.folder(&folder, name, 0),
                Err(error) => walk.failed(name, &error),
            },
            _ => {}
        }
    }
    if walk.problems.is_empty() {
        Ok(Some(walk.files))
    } else {
        Err(walk.problems)
    }
}

const LINK: &str = "put the file itself there";

/// Writes the files of a new item below `base`, in a folder that is not there yet.
pub fn create(base: &Path, item: &str, files: &BTreeMap<String, String>) -> Result<(), Problem> {
    let folder = base.join(item);
    let shown = folder.display().to_string();
    let failed = |error: &io::Error| {
        Problem::error("disk", format!("{shown} cannot be written: {error}")).at(place(&shown))
    };
    if folder.symlink_metadata().is_ok() {
        let problem = Problem::error("item-there", format!("{shown} is there already"));
        return Err(problem
            .at(place(&shown))
            .mend("choose another id, or change that one"));
    }
    std::fs::create_dir_all(&folder).map_err(|error| failed(&error))?;
    for (name, text) in files {
        std::fs::write(folder.join(name), text).map_err(|error| failed(&error))?;
    }
    Ok(())
}

struct Walk<'a> {
    shown: &'a str,
    files: BTreeMap<String, String>,
    bytes: usize,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn folder(&mut self, dir: &Dir, path: &str, depth: usize) {
        let entries = match dir.entries() {
            Ok(entries) => entries,
            Err(error) => return self.failed(path, &error),
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{path}/{name}");
            if self.files.len() >= MOST || self.bytes > ALL || depth > DEEPEST {
                let what = "is where the catalog becomes too large";
                self.refuse(
                    &path,
                    "too-large",
                    what,
                    "name a folder that is a catalog only",
                );
                return;
            }
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_symlink() {
                self.refuse(&path, "catalog-link", "is a link", LINK);
            } else if kind.is_dir() {
                match dir.open_dir(&name) {
                    Ok(folder) => self.folder(&folder, &path, depth + 1),
                    Err(error) => self.failed(&path, &error),
                }
            } else if kind.is_file() {
                match text(dir, &name) {
                    Ok(Some(text)) => {
                        self.bytes += text.len();
                        self.files.insert(path, text);
                    }
                    Ok(None) => {
                        self.refuse(&path, "too-large", "is over 1 MB", "make it smaller");
                    }
                    Err(error) if error.kind() == ErrorKind::InvalidData => {
                        self.refuse(&path, "not-utf8", "is no UTF-8 text", "save it as UTF-8");
                    }
                    Err(error) => self.failed(&path, &error),
                }
            }
        }
    }

    fn refuse(&mut self, path: &str, code: &'static str, what: &str, mend: &str) {
        let problem = Problem::error(code, format!("{path} of the catalog {what}"));
        let place = place(&format!("{}/{path}", self.shown));
        self.problems.push(problem.at(place).mend(mend));
    }

    fn failed(&mut self, path: &str, error: &io::Error) {
        self.problems
            .push(unreadable(&format!("{}/{path}", self.shown), error));
    }
}

/// A file's text; none where it is too large.
fn text(dir: &Dir, name: &str) -> io::Result<Option<String>> {
    let mut text = String::new();
    let length = dir
        .open(name)?
        .take(LARGEST + 1)
        .read_to_string(&mut text)?;
    Ok((length as u64 <= LARGEST).then_some(text))
}

fn place(file: &str) -> Where {
    Where {
        file: file.to_owned(),
        line: None,
        column: None,
        key: None,
    }
}

fn unreadable(path: &str, error: &io::Error) -> Problem {
    let message = format!("the catalog {path} cannot be read: {error}");
    Problem::error("unreadable", message)
        .at(place(path))
        .mend("check its name and its permissions")
}

fn missing(path: &str) -> Problem {
    Problem::error("unreadable", format!("there is no catalog at {path}"))
        .mend("--catalog names a folder with `services/`, `backing/`, ... in it")
}
