//! Writes: what is said of their conflicts, which answers they took along, and what is so again when
//! they are taken back.

use std::sync::Arc;

use super::Editing;
use crate::core::change::ChangeSet;
use crate::core::design::Wishes;
use crate::core::path::RelPath;

impl Editing {
    /// The text of this developer's `.env`: as the disk has it, else as it will be.
    pub fn dot_env(&self) -> String {
        let path = RelPath::trusted(".env");
        if let Some(found) = self.seen.snapshot.file(&path) {
            return String::from_utf8_lossy(&found.bytes).into_owned();
        }
        let file = self.sound().files.files.get(&path);
        file.map_or_else(String::new, |file| file.text().clone())
    }

    /// What the user says of conflicts: the changes are made anew of it.
    pub fn wish(&mut self, wishes: Wishes) {
        self.wishes = wishes;
        self.compare();
    }

    /// Takes back what was said of conflicts that are others by now: a side is chosen for the texts that
    /// were seen, by their number, and never for those that came in their place.
    pub(super) fn forget_choices(&mut self, before: &ChangeSet) -> bool {
        let merged = |changes: &ChangeSet, path: &RelPath| {
            let mut changes = changes.changes.iter();
            let change = changes.find(|change| change.path == *path);
            change.and_then(|change| change.merged.clone())
        };
        let same = |path: &RelPath| merged(before, path) == merged(&self.changes, path);
        let settle = &mut self.wishes.settle;
        let count = settle.each.len() + settle.texts.len();
        settle.each.retain(|(path, _), _| same(path));
        settle.texts.retain(|path, _| same(path));
        settle.each.len() + settle.texts.len() < count
    }

    /// What the user said of conflicts.
    pub fn wishes(&self) -> &Wishes {
        &self.wishes
    }

    /// All answers so far are on the disk.
    pub fn written(&mut self) {
        self.wishes = Wishes::default();
        let base = Arc::clone(&self.base);
        self.before.push((self.saved, self.is_written, base));
        self.saved = self.done;
        self.is_written = true;
        self.base = self.text().into();
        self.is_stale = true;
    }

    /// The last writes were taken back: their answers are not written any more. False, and nothing
    /// happens, where some of them were made before this began.
    pub fn taken_back(&mut self, writes: usize) -> bool {
        let Some(at) = self.before.len().checked_sub(writes) else {
            return false;
        };
        if let Some((saved, is_written, base)) = self.before.drain(at..).next() {
            self.saved = saved.min(self.done);
            self.is_written = is_written;
            self.base = base;
            self.is_stale = true;
        }
        true
    }
}
