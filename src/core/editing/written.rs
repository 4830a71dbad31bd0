//! Writes: what is said of their conflicts, which answers they took along, and what is so again when
//! they are taken back.

use super::Editing;
use crate::core::design::Wishes;

impl Editing {
    /// What the user says of conflicts: the changes are made anew of it.
    pub fn wish(&mut self, wishes: Wishes) {
        self.wishes = wishes;
        self.compare();
    }

    /// What the user said of conflicts.
    pub fn wishes(&self) -> &Wishes {
        &self.wishes
    }

    /// All answers so far are on the disk.
    pub fn written(&mut self) {
        self.wishes = Wishes::default();
        let base = std::mem::take(&mut self.base);
        self.before.push((self.saved, self.is_written, base));
        self.saved = self.done;
        self.is_written = true;
        self.base = self.text().to_owned();
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
        }
        true
    }
}
