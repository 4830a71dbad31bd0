//! What a write would do: made anew where the disk is another, else of the changes before.

use std::sync::Arc;

use super::{Editing, guard};
use crate::core::change::ChangeSet;
use crate::core::design::{Design, Wishes};

impl Editing {
    /// The design that counts from now on.
    pub(super) fn put(&mut self, design: Design) {
        self.design = Arc::new(design);
        let now = if self.design.is_sound() {
            Arc::clone(&self.design)
        } else {
            Arc::clone(&self.sound)
        };
        let before = std::mem::replace(&mut self.sound, now);
        // What was said of conflicts may be of texts that are others now: then all is looked at.
        if self.is_stale || self.wishes != Wishes::default() {
            return self.compare();
        }
        let (disk, designs) = (&self.seen.snapshot, [&*before, &*self.sound]);
        self.studio
            .renew(&mut self.changes, designs, disk, &self.wishes);
        guard::guard(&mut self.changes, &self.base);
    }

    /// The files or the disk are others.
    pub(super) fn compare(&mut self) {
        self.is_stale = false;
        let now = self.compared();
        let before = std::mem::replace(&mut self.changes, now);
        if self.forget_choices(&before) {
            self.changes = self.compared();
        }
    }

    fn compared(&self) -> ChangeSet {
        let disk = &self.seen.snapshot;
        let mut changes = self.studio.changes(&self.sound, disk, &self.wishes);
        guard::guard(&mut changes, &self.base);
        changes
    }
}
