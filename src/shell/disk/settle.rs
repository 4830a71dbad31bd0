//! Which folders a write makes and which it leaves empty: known before anything is written, so
//! that its record tells both.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use cap_std::fs::MetadataExt as _;

use crate::core::diagnostic::Problem;
use crate::core::path::RelPath;

use super::folders::Folders;
use super::problem;
use super::record::Record;

/// Of the folders that the record wants, and of those that its files and secrets need, notes
/// those that are not there. Of a write that takes nothing back, also the folders of the files
/// that go, with their modes: an undo makes them again as they were.
pub(super) fn settle(folders: &mut Folders<'_>, record: &mut Record<'_>) -> Result<(), Problem> {
    let private = missing(folders, record.secrets.iter().map(|(path, _)| path))?;
    let written = record.files.iter().filter(|entry| entry.new.is_some());
    let mut wanted: Vec<RelPath> = record.folders.clone();
    wanted.extend(written.clone().filter_map(|entry| entry.path.parent()));
    let mut new = closed(folders, wanted)?;
    let mut both = written.map(|entry| &entry.path);
    if let Some(both) = both.find(|path| new.contains(path.as_ref())) {
        let message = format!("{both} is to be both a file and a folder");
        return Err(Problem::error("not-a-folder", message)
            .at(problem::place(both.as_str()))
            .mend("choose other paths in dockwright.yaml"));
    }
    // Others are not to look for what is secret.
    record.modes.extend(
        private
            .difference(&new)
            .map(|folder| (folder.clone(), 0o700)),
    );
    new.extend(private);
    record.folders = new.into_iter().collect();
    if record.undoes.is_none() {
        let gone = emptied(folders, record)?;
        record.gone = gone.keys().rev().cloned().collect();
        record.modes.extend(gone);
    }
    Ok(())
}

/// The folders that files need and that are not there.
fn missing<'a>(
    folders: &mut Folders<'_>,
    files: impl Iterator<Item = &'a RelPath>,
) -> Result<BTreeSet<RelPath>, Problem> {
    let above: Vec<RelPath> = files.filter_map(RelPath::parent).collect();
    closed(folders, above)
}

/// Those of the folders that are not there, and all above them that are not.
fn closed(folders: &mut Folders<'_>, wanted: Vec<RelPath>) -> Result<BTreeSet<RelPath>, Problem> {
    let mut missing = BTreeSet::new();
    for folder in wanted.into_iter().collect::<BTreeSet<_>>() {
        let mut next = Some(folder);
        while let Some(folder) = next {
            let found = folders
                .get(&folder)
                .map_err(|error| problem::of(&error, "write", folder.as_str()))?;
            if found.is_some() || missing.contains(&folder) {
                break;
            }
            next = folder.parent();
            missing.insert(folder);
        }
    }
    Ok(missing)
}

/// The folders that may be left empty, and their modes.
fn emptied(
    folders: &mut Folders<'_>,
    record: &Record<'_>,
) -> Result<BTreeMap<RelPath, u32>, Problem> {
    let mut gone = BTreeMap::new();
    let removed = record.files.iter().filter(|entry| entry.new.is_none());
    for entry in removed {
        let mut next = entry.path.parent();
        while let Some(folder) = next.filter(|folder| !folder.is_root()) {
            if gone.contains_key(&folder) {
                break;
            }
            let mode = mode(folders, &folder)
                .map_err(|error| problem::of(&error, "read", folder.as_str()))?;
            next = folder.parent();
            gone.extend(mode.map(|mode| (folder, mode)));
        }
    }
    Ok(gone)
}

fn mode(folders: &mut Folders<'_>, folder: &RelPath) -> io::Result<Option<u32>> {
    let dir = folders.get(folder)?;
    let about = dir.map(cap_std::fs::Dir::dir_metadata).transpose()?;
    Ok(about.map(|about| about.mode() & 0o7777))
}
