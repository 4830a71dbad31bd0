//! The same changes once more, for files of which most are what they were: only the others are
//! looked at.

use std::collections::btree_map::Iter;
use std::iter::Peekable;
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
    for (path, old, new) in others_of(before, files) {
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
    for (path, old, new) in others_of(before, files) {
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

/// A path, and the files there.
type Pair<'f> = (&'f RelPath, Option<&'f Arc<File>>, Option<&'f Arc<File>>);

/// The paths at which two sets have not the same file.
fn others_of<'f>(before: &'f FileSet, files: &'f FileSet) -> impl Iterator<Item = Pair<'f>> {
    let mut old = before.files.iter().peekable();
    let mut new = files.files.iter().peekable();
    let pairs = std::iter::from_fn(move || next(&mut old, &mut new));
    pairs.filter(|(_, old, new)| old != new)
}

fn next<'f>(
    old: &mut Peekable<Iter<'f, RelPath, Arc<File>>>,
    new: &mut Peekable<Iter<'f, RelPath, Arc<File>>>,
) -> Option<Pair<'f>> {
    let path = match (old.peek(), new.peek()) {
        (Some((one, _)), Some((two, _))) => (*one).min(*two),
        (Some((path, _)), None) | (None, Some((path, _))) => *path,
        (None, None) => return None,
    };
    let old = old.next_if(|(one, _)| *one == path).map(|(_, file)| file);
    let new = new.next_if(|(two, _)| *two == path).map(|(_, file)| file);
    Some((path, old, new))
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
