//! The same changes once more, for files of which most are what they were: only the others are
//! looked at.

use std::sync::Arc;

use super::base::{APPLIED, base_of};
use super::diff::{Options, change_of, diff, lost, own, retire};
use super::other_name::StandIn;
use super::set::{Action, Change, ChangeSet, Kind};
use super::snapshot::Snapshot;
use crate::core::fileset::{File, FileSet};
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
    let same = before.folders == files.folders && before.secrets == files.secrets;
    let own = set.changes.iter().any(|change| change.kind == Kind::Own);
    if !same || own || renewed(set, before, files, disk, options).is_none() {
        *set = diff(files, disk, options);
    }
}

/// Whether a file that `before` has not has lost its base.
pub fn loses(before: &FileSet, files: &FileSet, disk: &Snapshot, options: &Options) -> bool {
    let mut others = FileSet::default();
    for (path, old, new) in before.others(files) {
        let policy = |file: Option<&Arc<File>>| file.map(|file| file.policy);
        if let Some(new) = new.filter(|new| policy(old) != Some(new.policy)) {
            others.files.insert(path.clone(), Arc::clone(new));
        }
    }
    !lost(&others, disk, &options.judged).is_empty()
}

/// None where something is in the way of our own books, a lost base is made again, or another file
/// stands in for ours.
fn renewed(
    set: &mut ChangeSet,
    before: &FileSet,
    files: &FileSet,
    disk: &Snapshot,
    options: &Options,
) -> Option<()> {
    for (path, old, new) in before.others(files) {
        let base = base_of(path);
        let mut now = ChangeSet::default();
        // A file of another name goes with it.
        if StandIn::of(path, disk).is_some() {
            return None;
        }
        if let Some(file) = new {
            let change = change_of(path, file, disk, options, &mut now.books);
            now.changes.push(change);
        } else if disk.get(&base).is_some() {
            retire(path, &base, disk, options, &mut now);
        }
        if options.earlier.is_some() && (old.is_none() || new.is_none()) {
            return None;
        }
        put(&mut set.changes, path, now.changes.pop());
        put_book(&mut set.books, &base, now.books.pop())?;
    }
    if let Some(text) = &options.applied {
        let applied = RelPath::trusted(APPLIED);
        let book = own(&applied, Kind::Own, Arc::new(text.clone().into()), disk);
        put_book(&mut set.books, &applied, Some(book))?;
    }
    Some(())
}

/// Lays a change in the place of the one with its path; none takes that away.
fn put(changes: &mut Vec<Change>, path: &RelPath, change: Option<Change>) {
    match (changes.binary_search_by(|one| one.path.cmp(path)), change) {
        (Ok(place), Some(change)) => changes[place] = change,
        (Ok(place), None) => {
            changes.remove(place);
        }
        (Err(place), Some(change)) => changes.insert(place, change),
        (Err(_), None) => {}
    }
}

/// The same of a book. What cannot be written is told among the changes: none then.
fn put_book(books: &mut Vec<Change>, path: &RelPath, book: Option<Change>) -> Option<()> {
    let refused = |book: &Change| book.action == Action::Conflict;
    if book.as_ref().is_some_and(refused) {
        return None;
    }
    put(books, path, book);
    Some(())
}
