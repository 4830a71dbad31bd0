//! The files of a folder as git sees them, and their texts: bounded, and never by a link out of it.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::WalkBuilder;

use crate::core::catalog::Catalog;
use crate::core::detect::{self, Findings, Proposal, Rules, Texts};
use crate::core::diagnostic::Problem;

/// More files than this are not listed.
const MOST_FILES: usize = 300_000;
/// Deeper folders are not looked into: no project's code lies there.
const DEEPEST: usize = 32;
/// A longer file is no manifest and no code that somebody wrote.
const LARGEST: u64 = 2 << 20;
/// Of all files together no more is read.
const MOST_BYTES: u64 = 64 << 20;

/// Of so many entries one is told of, and it is asked whether to go on.
const TOLD: usize = 256;
/// What is said of a file that was not read any more.
const STOPPED: &str = "looking was stopped";

/// What is in a folder.
#[derive(Debug, Default)]
pub struct Listing {
    /// Paths of files, relative, with forward slashes.
    pub paths: Vec<String>,
    /// Names of folders that are there and were not looked into, for their names.
    pub skipped: BTreeSet<String>,
    /// It was ended before it was done.
    pub stopped: bool,
    /// What was left out, and why.
    pub problems: Vec<Problem>,
}

/// Whether there is anything in a folder at all.
pub fn has_any(dir: &Path) -> bool {
    std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some())
}

/// Lists the files that git would see, but for folders of these names. Links are not followed, nor
/// listed. Programs in folders below those of the other names are listed as well. `go_on` is asked now
/// and then, with how many files were seen; `false` ends it.
pub fn list(
    dir: &Path,
    skip: &[&str],
    programs: &[&str],
    mut go_on: impl FnMut(usize) -> bool,
) -> Listing {
    let skip: Vec<String> = skip.iter().map(|name| (*name).to_owned()).collect();
    let skipped: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let met = Arc::clone(&skipped);
    let walk = WalkBuilder::new(dir)
        .hidden(false)
        .parents(false)
        .git_global(false)
        .require_git(false)
        .follow_links(false)
        .max_depth(Some(DEEPEST))
        .filter_entry(move |entry| {
            let name = entry.file_name();
            let known = skip.iter().find(|skip| name == skip.as_str());
            if entry.depth() == 0 {
                return true;
            }
            if let Some(known) = known {
                let mut met = met.lock().unwrap_or_else(PoisonError::into_inner);
                met.insert(known.clone());
            }
            known.is_none() && name != ".git"
        })
        .build();
    let mut listing = Listing::default();
    let (mut unreadable, mut strange, mut seen) = (Vec::new(), 0, 0);
    let mut folders: Vec<PathBuf> = Vec::new();
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                unreadable.push(error.to_string());
                continue;
            }
        };
        seen += 1;
        if seen % TOLD == 0 && !go_on(seen) {
            listing.stopped = true;
            break;
        }
        let kind = entry.file_type();
        if kind.is_some_and(|kind| kind.is_dir()) {
            folders.push(entry.path().to_owned());
        }
        if !kind.is_some_and(|kind| kind.is_file()) {
            continue;
        }
        let below = entry.path().strip_prefix(dir).unwrap_or(entry.path());
        let Some(path) = below.to_str() else {
            strange += 1;
            continue;
        };
        if path.contains(['\n', '\\']) && cfg!(unix) {
            strange += 1;
            continue;
        }
        listing.paths.push(path.replace('\\', "/"));
        if listing.paths.len() >= MOST_FILES {
            let message = format!("there are more than {MOST_FILES} files; the rest was left out");
            listing
                .problems
                .push(note(&message, "look at a part of the project"));
            break;
        }
    }
    for folder in &folders {
        for name in programs {
            let found = ignored_by_name(dir, &folder.join(name), &listing.paths);
            listing.paths.extend(found);
        }
    }
    listing.skipped = std::mem::take(&mut *skipped.lock().unwrap_or_else(PoisonError::into_inner));
    if strange > 0 {
        let message = format!("{strange} names are no plain text, and were left out");
        listing
            .problems
            .push(note(&message, "what is in them is not in the proposal"));
    }
    if let Some(first) = unreadable.first() {
        let message = format!(
            "{} folders or files could not be read: {first}",
            unreadable.len()
        );
        listing
            .problems
            .push(note(&message, "what is in them is not in the proposal"));
    }
    listing
}

/// Files of programs that git ignores for their names: `server` in `.gitignore` means what is built of
/// `cmd/server`, and takes that as well, whose code somebody added in spite of it.
fn ignored_by_name(dir: &Path, folder: &Path, listed: &[String]) -> Vec<String> {
    let below = |path: &Path| Some(path.strip_prefix(dir).ok()?.to_str()?.replace('\\', "/"));
    let is_folder = |path: &Path| path.symlink_metadata().is_ok_and(|data| data.is_dir());
    let is_file = |path: &Path| path.symlink_metadata().is_ok_and(|data| data.is_file());
    if !is_folder(folder) {
        return Vec::new();
    }
    let entries = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    };
    let mut programs = entries(folder);
    programs.retain(|path| is_folder(path));
    programs.push(folder.to_owned());
    let mut found = Vec::new();
    for program in programs {
        let Some(path) = below(&program) else {
            continue;
        };
        let start = format!("{path}/");
        if listed.iter().any(|known| known.starts_with(&start)) {
            continue;
        }
        let files = entries(&program);
        let files: Vec<&PathBuf> = files.iter().filter(|path| is_file(path)).collect();
        // What a build leaves there has no source.
        let is_main = |file: &&PathBuf| {
            file.file_stem() == Some("main".as_ref()) && file.extension().is_some()
        };
        if files.iter().any(is_main) {
            found.extend(files.iter().filter_map(|file| below(file)));
        }
    }
    found
}

fn note(message: &str, mend: &str) -> Problem {
    Problem::note("detect-bounds", message).mend(mend)
}

/// The texts of a folder's files.
pub struct Disk<'g> {
    dir: PathBuf,
    left: Cell<u64>,
    read: Cell<usize>,
    go_on: Option<&'g dyn Fn() -> bool>,
}

impl<'g> Disk<'g> {
    /// Those below a folder.
    pub fn new(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            left: Cell::new(MOST_BYTES),
            read: Cell::new(0),
            go_on: None,
        }
    }

    /// The same, as long as somebody wants to go on.
    fn until(dir: &Path, go_on: &'g dyn Fn() -> bool) -> Self {
        Self {
            go_on: Some(go_on),
            ..Self::new(dir)
        }
    }

    fn read(&self, path: &str) -> std::io::Result<Result<String, String>> {
        if self.go_on.is_some_and(|go_on| !go_on()) {
            return Ok(Err(STOPPED.to_owned()));
        }
        let full = self.dir.join(path);
        // Listed as a file; it may be something else by now.
        if !full.symlink_metadata()?.is_file() {
            return Ok(Err("it is no plain file".to_owned()));
        }
        let file = File::open(full)?;
        let length = file.metadata()?.len();
        if length > LARGEST {
            return Ok(Err(format!("it is longer than {} MB", LARGEST >> 20)));
        }
        if length > self.left.get() {
            return Ok(Err(format!("{} MB were read already", MOST_BYTES >> 20)));
        }
        let mut bytes = Vec::new();
        file.take(LARGEST).read_to_end(&mut bytes)?;
        self.left.set(self.left.get() - bytes.len() as u64);
        self.read.set(self.read.get() + 1);
        Ok(decoded(bytes).ok_or_else(|| "it is no UTF-8 text".to_owned()))
    }
}

/// The text that bytes are: UTF-8, or UTF-16 with its mark, as Visual Studio and PowerShell write it.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    let units = |of: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes[2..].as_chunks();
        let units: Vec<u16> = pairs.iter().map(|pair| of(*pair)).collect();
        rest.is_empty().then(|| String::from_utf16(&units).ok())?
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => String::from_utf8(bytes).ok(),
    }
}

impl Texts for Disk<'_> {
    fn text(&self, path: &str) -> Result<String, String> {
        self.read(path)
            .unwrap_or_else(|error| Err(error.to_string()))
    }
}

/// What the code of a folder tells.
pub fn proposal(catalog: &Catalog, dir: &Path) -> Proposal {
    look(catalog, dir, &|_| true).proposal
}

/// The same, with how it was come to. `go_on` is told now and then how many files were seen; where it
/// says `false`, the rest is left out and what was found so far is the proposal.
pub fn look(catalog: &Catalog, dir: &Path, go_on: &dyn Fn(usize) -> bool) -> Findings {
    let rules = Rules::of(catalog);
    let listing = list(dir, &rules.skipped(), &rules.of_programs(), go_on);
    let files = listing.paths.len();
    // Once stopped, what is left to read is what tells of the files that were listed: little.
    let still = || listing.stopped || go_on(files);
    let disk = Disk::until(dir, &still);
    let mut proposal = detect::detect(catalog, &rules, &listing.paths, &disk);
    proposal.problems.extend(listing.problems);
    let unread = proposal.problems.len();
    proposal
        .problems
        .retain(|problem| !problem.message.ends_with(STOPPED));
    let stopped = listing.stopped || proposal.problems.len() < unread;
    if stopped {
        let message = format!("{STOPPED} after {files} files");
        proposal
            .problems
            .push(note(&message, "what lies further is not in the proposal"));
    }
    Findings {
        proposal,
        files,
        read: disk.read.get(),
        skipped: listing.skipped.into_iter().collect(),
        stopped,
    }
}
