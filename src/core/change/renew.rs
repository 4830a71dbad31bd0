//! The same changes once more, for files of which most are what they were: only the others are
//! looked at.

use std::sync::Arc;

use super::base::{APPLIED, base_of};
use super::diff::{Options, change_of, diff, own};
use super::set::{Action, Change, ChangeSet, Kind};
use super::snapshot::Snapshot;
use crate::core::fileset::FileSet;
use crate::core::path::RelPath;

/// Makes the changes of `before` those of `files`, on the same disk and with the same options but
/// for the applied text: what [`diff`] gives.
pub fn renew(
    set: &mut ChangeSet,
    before: &FileSet,
    files: &FileSet,
    disk: &Snapshot,
    options: &Options,
) {
    if !is_alike(set, before, files) || renewed(set, before, files, disk, options).is_none() {
        *set = diff(files, disk, options);
    }
}

/// Whether each change is of a file, and each file is still there.
fn is_alike(set: &ChangeSet, before: &FileSet, files: &FileSet) -> bool {
    before.files.keys().eq(files.files.keys())
        && before.folders == files.folders
        && before.secrets == files.secrets
        && set.changes.iter().all(|change| change.kind != Kind::Own)
}

/// None where something is in the way of our own books.
fn renewed(
    set: &mut ChangeSet,
    before: &FileSet,
    files: &FileSet,
    disk: &Snapshot,
    options: &Options,
) -> Option<()> {
    for ((path, file), old) in files.files.iter().zip(before.files.values()) {
        if Arc::ptr_eq(file, old) || file == old {
            continue;
        }
        let mut books = Vec::new();
        let change = change_of(path, file, disk, options, &mut books);
        let place = find(&set.changes, path).ok()?;
        set.changes[place] = change;
        put(&mut set.books, &base_of(path), books.pop())?;
    }
    if let Some(text) = &options.applied {
        let applied = RelPath::trusted(APPLIED);
        let book = own(&applied, Kind::Own, text.as_bytes(), disk);
        put(&mut set.books, &applied, Some(book))?;
    }
    Some(())
}

fn find(changes: &[Change], path: &RelPath) -> Result<usize, usize> {
    changes.binary_search_by(|change| change.path.cmp(path))
}

/// Lays a book in the place of the one with its path.
fn put(books: &mut Vec<Change>, path: &RelPath, book: Option<Change>) -> Option<()> {
    if book
        .as_ref()
        .is_some_and(|book| book.action == Action::Conflict)
    {
        return None;
    }
    match (find(books, path), book) {
        (Ok(place), Some(book)) => books[place] = book,
        (Ok(place), None) => {
            books.remove(place);
        }
        (Err(place), Some(book)) => books.insert(place, book),
        (Err(_), None) => {}
    }
    Some(())
}
