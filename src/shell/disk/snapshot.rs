//! What the disk holds at the paths of interest, and nothing else read.

use std::path::Path;

use cap_std::fs::Dir;

use crate::core::change::{APPLIED, BASE, Found, Snapshot, original_of, other_names};
use crate::core::diagnostic::Problem;
use crate::core::fileset::{FileSet, Policy};
use crate::core::path::RelPath;

use super::folders::{Folders, optional};
use super::{problem, project};

/// Looks at the paths of `files`, at their bases, and at files that have a base and are generated
/// no longer. A folder that is not there yet is empty. Refused, all at once: a path that leads out
/// of the project by a link, a file where a folder is wanted, what may not be read.
pub fn snapshot(dir: &Path, files: &FileSet) -> Result<Snapshot, Vec<Problem>> {
    let Some(root) = project::open(dir).map_err(|problem| vec![problem])? else {
        return Ok(Snapshot::default());
    };
    let mut look = Look {
        folders: Folders::new(&root),
        snapshot: Snapshot::default(),
        problems: Vec::new(),
    };
    look.bases(&root);
    for (path, file) in &files.files {
        look.at(path, file.policy != Policy::Starter);
        for other in other_names(path) {
            look.at(&other, true);
        }
    }
    for path in files.folders.iter().chain(files.secrets.keys()) {
        look.at(path, false);
    }
    let orphans: Vec<RelPath> = look
        .snapshot
        .entries
        .keys()
        .filter_map(original_of)
        .filter(|path| !files.files.contains_key(path))
        .collect();
    for path in &orphans {
        look.at(path, true);
    }
    match RelPath::new(APPLIED) {
        Ok(applied) => look.at(&applied, true),
        Err(error) => look
            .problems
            .push(Problem::error("disk", error.to_string())),
    }
    if look.problems.is_empty() {
        look.snapshot.share(&Snapshot::default());
        Ok(look.snapshot)
    } else {
        Err(look.problems)
    }
}

struct Look<'a> {
    folders: Folders<'a>,
    snapshot: Snapshot,
    problems: Vec<Problem>,
}

impl Look<'_> {
    fn at(&mut self, path: &RelPath, read: bool) {
        if path.is_root() {
            return;
        }
        match self.folders.look(path, read) {
            Ok(Some(found)) => {
                self.snapshot.entries.insert(path.clone(), found);
            }
            Ok(None) => {}
            Err(error) => self.refuse(&error, path.as_str()),
        }
    }

    fn refuse(&mut self, error: &std::io::Error, path: &str) {
        self.problems.push(problem::of(error, "read", path));
    }

    /// All bases, whatever they are of. Only real folders are walked.
    fn bases(&mut self, root: &Dir) {
        let base = match (RelPath::new(BASE), optional(root.open_dir(BASE))) {
            (Ok(base), Ok(Some(dir))) => (base, dir),
            (_, Ok(_)) => return,
            (_, Err(error)) => return self.refuse(&error, BASE),
        };
        let mut open = vec![base];
        while let Some((folder, dir)) = open.pop() {
            if let Err(error) = self.walk(&folder, &dir, &mut open) {
                self.refuse(&error, folder.as_str());
            }
        }
    }

    fn walk(
        &mut self,
        folder: &RelPath,
        dir: &Dir,
        open: &mut Vec<(RelPath, Dir)>,
    ) -> std::io::Result<()> {
        for entry in dir.entries()? {
            let entry = entry?;
            // A name that no path of ours can have is none of our business.
            let name = entry.file_name();
            let Some(Ok(name)) = name.to_str().map(RelPath::new) else {
                continue;
            };
            let path = folder.join(&name);
            let kind = entry.file_type()?;
            if kind.is_dir() {
                open.push((path, dir.open_dir(name.as_str())?));
            } else if original_of(&path).is_some() {
                let found = if kind.is_file() {
                    self.folders.look(&path, true)?
                } else {
                    Some(Found::Link)
                };
                self.snapshot
                    .entries
                    .extend(found.map(|found| (path, found)));
            }
        }
        Ok(())
    }
}
