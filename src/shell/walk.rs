//! The files of a folder as git sees them, and their texts: bounded, and never by a link out of it.

use std::cell::Cell;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::core::catalog::Catalog;
use crate::core::detect::{self, Proposal, Rules, Texts};
use crate::core::diagnostic::Problem;

/// More files than this are not listed.
const MOST_FILES: usize = 300_000;
/// Deeper folders are not looked into: no project's code lies there.
const DEEPEST: usize = 32;
/// A longer file is no manifest and no code that somebody wrote.
const LARGEST: u64 = 2 << 20;
/// Of all files together no more is read.
const MOST_BYTES: u64 = 64 << 20;

/// What is in a folder.
#[derive(Debug, Default)]
pub struct Listing {
    /// Paths of files, relative, with forward slashes.
    pub paths: Vec<String>,
    /// What was left out, and why.
    pub problems: Vec<Problem>,
}

/// Lists the files that git would see, but for folders of these names. Links are not followed, nor
/// listed. `go_on` is asked now and then, with how many files were seen; `false` ends it.
pub fn list(dir: &Path, skip: &[&str], mut go_on: impl FnMut(usize) -> bool) -> Listing {
    let skip: Vec<String> = skip.iter().map(|name| (*name).to_owned()).collect();
    let walk = WalkBuilder::new(dir)
        .hidden(false)
        .parents(false)
        .git_global(false)
        .require_git(false)
        .follow_links(false)
        .max_depth(Some(DEEPEST))
        .filter_entry(move |entry| {
            let name = entry.file_name();
            let known = |skip: &String| name == skip.as_str();
            entry.depth() == 0 || !(name == ".git" || skip.iter().any(known))
        })
        .build();
    let mut listing = Listing::default();
    let (mut unreadable, mut strange, mut seen) = (Vec::new(), 0, 0);
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                unreadable.push(error.to_string());
                continue;
            }
        };
        seen += 1;
        if seen % 4096 == 0 && !go_on(seen) {
            break;
        }
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
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

fn note(message: &str, mend: &str) -> Problem {
    Problem::note("detect-bounds", message).mend(mend)
}

/// The texts of a folder's files.
pub struct Disk {
    dir: PathBuf,
    left: Cell<u64>,
}

impl Disk {
    /// Those below a folder.
    pub fn new(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            left: Cell::new(MOST_BYTES),
        }
    }

    fn read(&self, path: &str) -> std::io::Result<Result<String, String>> {
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
        Ok(String::from_utf8(bytes).map_err(|_| "it is no UTF-8 text".to_owned()))
    }
}

impl Texts for Disk {
    fn text(&self, path: &str) -> Result<String, String> {
        self.read(path)
            .unwrap_or_else(|error| Err(error.to_string()))
    }
}

/// What the code of a folder tells.
pub fn proposal(catalog: &Catalog, dir: &Path) -> Proposal {
    let rules = Rules::of(catalog);
    let listing = list(dir, &rules.skipped(), |_| true);
    let mut proposal = detect::detect(catalog, &rules, &listing.paths, &Disk::new(dir));
    proposal.problems.extend(listing.problems);
    proposal
}
