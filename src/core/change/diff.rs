//! The file set against the disk, path by path.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::core::fileset::{File, FileSet, Policy, Secret};
use crate::core::path::RelPath;

use super::base::{APPLIED, Base, base_of, is_lost, original_of, restored};
use super::judged::Judged;
use super::other_name::StandIn;
use super::outcome::{Asked, owned};
use super::outcome::{BaseMove, Outcome};
use super::set::{Action, Change, ChangeSet, Kind, Reason};
use super::settle::Settle;
use super::snapshot::{Content, Found, Snapshot};
use super::{block, entries, local, whole};
use crate::core::merge::Format;

/// What else a write is to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Paths where ours may replace the user's, and deleted ones come back.
    pub overwrite: BTreeSet<RelPath>,
    /// Paths that the user took out of our hands: nothing is written there.
    pub own: BTreeSet<RelPath>,
    /// What the user says of conflicts.
    pub settle: Settle,
    /// What the files were made as last time, for bases that are missing or damaged.
    pub earlier: Option<FileSet>,
    /// The text of `.dockwright/applied.yaml`; none: it stays as it is.
    pub applied: Option<String>,
    /// What is known of the bases.
    pub judged: Judged,
}

/// What would have to happen for the disk to hold the file set. Takes a snapshot of the paths in
/// it; refuses nothing itself: what may not be written is a [`Action::Conflict`].
pub fn diff(files: &FileSet, disk: &Snapshot, options: &Options) -> ChangeSet {
    let mut set = ChangeSet::default();
    for (path, file) in &files.files {
        let Some(hand_made) = StandIn::of(path, disk) else {
            let change = change_of(path, file, disk, options, &mut set.books);
            set.changes.push(change);
            continue;
        };
        let renamed = hand_made.renamed(path, disk);
        let change = change_of(path, file, &renamed, options, &mut set.books);
        let (change, gone) = hand_made.settle(change);
        set.changes.push(change);
        set.changes.extend(gone);
    }
    for base in disk.entries.keys() {
        if let Some(path) = original_of(base)
            && !files.files.contains_key(&path)
        {
            retire(&path, base, disk, options, &mut set);
        }
    }
    if let Some(text) = &options.applied {
        let change = own(
            &RelPath::trusted(APPLIED),
            Kind::Own,
            Arc::new(text.clone().into()),
            disk,
        );
        set.books.push(change);
    }
    let folders = files.folders.iter();
    for path in folders {
        match disk.get(path) {
            None if !path.is_root() => set.folders.push(path.clone()),
            Some(Found::Folder | Found::Link) | None => {}
            Some(_) => set.changes.push(folder_blocked(path)),
        }
    }
    if options.earlier.is_some() {
        set.restored = lost(files, disk, &options.judged);
    }
    secrets(files, disk, &mut set);
    tell_books_in_the_way(&mut set);
    set.sort();
    set
}

/// The generated files on the disk whose base is missing or damaged.
pub fn lost(files: &FileSet, disk: &Snapshot, judged: &Judged) -> Vec<RelPath> {
    let kept = files.files.iter().filter(|(path, file)| {
        let has_base = matches!(
            file.policy,
            Policy::Generated | Policy::Block | Policy::Entries
        );
        has_base && disk.file(path).is_some() && is_lost(path, file, disk, judged)
    });
    kept.map(|(path, _)| path.clone()).collect()
}

/// Whether nothing of a stack is ever written there: git runs what is in its folder, and
/// `.dockwright` is dockwright's own.
pub fn is_off_limits(path: &RelPath) -> bool {
    let mut parts = path.as_str().split('/');
    let own = parts.next() == Some(".dockwright");
    own || path
        .as_str()
        .split('/')
        .any(|part| part.eq_ignore_ascii_case(".git"))
}

pub(super) fn change_of(
    path: &RelPath,
    file: &File,
    disk: &Snapshot,
    options: &Options,
    books: &mut Vec<Change>,
) -> Change {
    let new = Content::new(file.text(), file.mode);
    let kind = Kind::File(file.policy);
    let found = disk.get(path);
    let old = disk.file(path).cloned();
    if is_off_limits(path) {
        let reason = Reason::new("off-limits", "dockwright writes nothing there");
        return refused(path, kind, reason);
    }
    if file.policy == Policy::Starter {
        return match found {
            None => build(path, kind, None, Outcome::write(Action::Create, new)),
            Some(_) => build(path, kind, old, Outcome::same()),
        };
    }
    if file.policy == Policy::Answers {
        return own(path, kind, new.bytes, disk);
    }
    // Whatever it is by now, such as a link.
    if options.own.contains(path) {
        return build(path, kind, old, Outcome::keep(owned()));
    }
    if let Some(what) = in_the_way(found) {
        let reason = Reason::new("in-the-way", format!("it is {what}"));
        return match file.policy {
            // A link to a shared `.env` is the developer's choice.
            Policy::Local => build(path, kind, None, Outcome::keep(reason)),
            _ => refused(path, kind, reason),
        };
    }
    let base_path = base_of(path);
    let restored = restored(path, disk, options.earlier.as_ref(), &options.judged);
    let kept = disk.file(&base_path);
    let kept = kept.filter(|base| !options.judged.is_damaged(path, base, Some(file)));
    let base = restored
        .as_deref()
        .or(kept.map(|base| base.bytes.as_slice()));
    let base = base.map(Base::read);
    let asked = Asked {
        yes: options.overwrite.contains(path),
        choice: options.settle.of(path),
        format: Format::of(path),
    };
    let (outcome, renewed) = decide(file.policy, old.as_ref(), base.as_ref(), &new, &asked);
    let to_write = match outcome.base {
        BaseMove::Renew => renewed,
        // It stays, and is there again.
        BaseMove::Leave => restored.map(Arc::new),
        BaseMove::Drop => None,
    };
    if let Some(text) = to_write {
        renew(&base_path, text, disk, books);
    }
    build(path, kind, old, outcome)
}

/// What the file's policy says, and the text of its base thereafter; a base of another policy's
/// kind is no base.
fn decide(
    policy: Policy,
    there: Option<&Content>,
    base: Option<&Base<'_>>,
    new: &Content,
    asked: &Asked<'_>,
) -> (Outcome, Option<Arc<Vec<u8>>>) {
    let text = new.text().unwrap_or_default();
    match policy {
        Policy::Generated | Policy::Starter | Policy::Answers => {
            let base = base.and_then(Base::as_whole);
            let outcome = whole::decide(there, base, new, asked);
            (outcome, Some(Arc::clone(&new.bytes)))
        }
        Policy::Block => {
            let base = base.and_then(Base::as_block);
            let outcome = block::decide(there, base, new, asked);
            (outcome, Some(Arc::new(Base::block(text).into_bytes())))
        }
        Policy::Entries => {
            let base = base.and_then(Base::as_entries);
            let outcome = entries::decide(there, base, new, asked);
            (outcome, Some(Arc::new(Base::entries(text).into_bytes())))
        }
        Policy::Local => (local::decide(there, new), None),
    }
}

/// A file that has a base and is generated no longer.
pub(super) fn retire(
    path: &RelPath,
    base_path: &RelPath,
    disk: &Snapshot,
    options: &Options,
    set: &mut ChangeSet,
) {
    let Some(base_content) = disk.file(base_path) else {
        return;
    };
    let drop = |books: &mut Vec<Change>| {
        let old = Some(base_content.clone());
        books.push(build(base_path, Kind::Own, old, Outcome::remove()));
    };
    let Some(old) = disk.file(path) else {
        // It is gone, or it is a link or a folder by now and so the user's.
        drop(&mut set.books);
        return;
    };
    if options.own.contains(path) {
        return drop(&mut set.books);
    }
    if is_off_limits(path) {
        return;
    }
    let (outcome, policy) = match Base::read(&base_content.bytes) {
        Base::Whole(base) => (whole::retire(old, base), Policy::Generated),
        Base::Block(base) => (block::retire(old, &base), Policy::Block),
        Base::Entries(base) => (entries::retire(old, &base), Policy::Entries),
    };
    if outcome.base == BaseMove::Drop {
        drop(&mut set.books);
    }
    if outcome.action != Action::Same {
        let change = build(path, Kind::File(policy), Some(old.clone()), outcome);
        set.changes.push(change);
    }
}

/// Writes a base, unless it has that text already.
fn renew(path: &RelPath, text: Arc<Vec<u8>>, disk: &Snapshot, books: &mut Vec<Change>) {
    let change = own(path, Kind::Own, text, disk);
    if change.action != Action::Same {
        books.push(change);
    }
}

/// A file of dockwright's own: written as it is.
pub(super) fn own(path: &RelPath, kind: Kind, text: Arc<Vec<u8>>, disk: &Snapshot) -> Change {
    if let Some(what) = in_the_way(disk.get(path)) {
        let reason = Reason::new("in-the-way", format!("it is {what}"));
        return refused(path, kind, reason);
    }
    let old = disk.file(path).cloned();
    let content = |bytes, mode| Content { bytes, mode };
    let outcome = match &old {
        None => Outcome::write(Action::Create, content(text, 0o644)),
        Some(old) if super::text::same(&old.bytes, &text) => Outcome::same(),
        Some(old) => Outcome::write(Action::Update, content(text, old.mode)),
    };
    build(path, kind, old, outcome)
}

/// What keeps a file from being written at a place, in words.
fn in_the_way(found: Option<&Found>) -> Option<&'static str> {
    match found? {
        Found::File(_) => None,
        Found::Folder => Some("a folder"),
        Found::Link => Some("a link, and links are not written through"),
        Found::Unread | Found::Other => Some("no plain file"),
    }
}

fn refused(path: &RelPath, kind: Kind, reason: Reason) -> Change {
    build(path, kind, None, Outcome::conflict(reason, None))
}

fn folder_blocked(path: &RelPath) -> Change {
    let reason = Reason::new("in-the-way", "a folder is wanted there");
    refused(path, Kind::Own, reason)
}

fn build(path: &RelPath, kind: Kind, old: Option<Content>, outcome: Outcome) -> Change {
    let new = match outcome.action {
        Action::Same | Action::Keep => old.clone(),
        _ => outcome.new,
    };
    Change {
        path: path.clone(),
        action: outcome.action,
        kind,
        old,
        new,
        reason: outcome.reason,
        merged: outcome.merged,
    }
}

fn secrets(files: &FileSet, disk: &Snapshot, set: &mut ChangeSet) {
    for (path, secret) in &files.secrets {
        let missing = disk.get(path).is_none();
        match secret {
            Secret::Supplied if missing => set.supplied.push(path.clone()),
            Secret::Supplied => {}
            Secret::Generated(_) if is_off_limits(path) => {
                let reason = Reason::new("off-limits", "dockwright writes nothing there");
                set.changes.push(refused(path, Kind::Secret, reason));
            }
            Secret::Generated(length) => {
                if missing {
                    set.secrets.push((path.clone(), *length));
                }
                set.changes.push(Change {
                    path: path.clone(),
                    action: if missing {
                        Action::Create
                    } else {
                        Action::Same
                    },
                    kind: Kind::Secret,
                    old: None,
                    new: None,
                    reason: None,
                    merged: None,
                });
            }
        }
    }
}

/// A base that cannot be written keeps everything from being written, so it is told.
fn tell_books_in_the_way(set: &mut ChangeSet) {
    let (bad, good) = std::mem::take(&mut set.books)
        .into_iter()
        .partition(|book| book.action == Action::Conflict);
    set.books = good;
    set.changes.extend::<Vec<Change>>(bad);
}

#[cfg(test)]
mod tests;
