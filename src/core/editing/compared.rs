//! What a write would do: made anew where the disk is another, else of the changes before.

use std::sync::Arc;

use super::{Editing, guard};
use crate::core::change::ChangeSet;
use crate::core::design::{Design, Wishes};

impl Editing {
    /// The design that counts from now on.
    pub(super) fn put(&mut self, design: Design) {
        let design = Arc::new(design);
        let sound = if design.is_sound() {
            Arc::clone(&design)
        } else {
            Arc::clone(&self.sound)
        };
        let before = self.turn_to(design, sound);
        // What was said of conflicts may be of texts that are others now: then all is looked at.
        if self.is_stale || self.wishes != Wishes::default() {
            return self.compare();
        }
        let (disk, designs) = (&self.seen.snapshot, [&*before, &*self.sound]);
        let changes = Arc::make_mut(&mut self.changes);
        self.studio.renew(changes, designs, disk, &self.wishes);
        guard::guard(changes, &self.base);
    }

    /// These designs count from now on; says which sound one did.
    pub(super) fn turn_to(&mut self, design: Arc<Design>, sound: Arc<Design>) -> Arc<Design> {
        let design = std::mem::replace(&mut self.design, design);
        let before = std::mem::replace(&mut self.sound, sound);
        // Where nobody takes them they go here.
        if self.spent.len() > 8 {
            self.spent.clear();
        }
        self.spent.extend([design, Arc::clone(&before)]);
        before
    }

    /// The designs that nobody looks at any more.
    pub fn spent(&mut self) -> Vec<Arc<Design>> {
        std::mem::take(&mut self.spent)
    }

    /// The files or the disk are others.
    pub(super) fn compare(&mut self) {
        self.is_stale = self.seen.is_unread;
        if self.is_stale {
            return;
        }
        let now = self.compared();
        let before = std::mem::replace(&mut self.changes, Arc::new(now));
        if self.forget_choices(&before) {
            self.changes = Arc::new(self.compared());
        }
    }

    fn compared(&self) -> ChangeSet {
        let disk = &self.seen.snapshot;
        let mut changes = self.studio.changes(&self.sound, disk, &self.wishes);
        guard::guard(&mut changes, &self.base);
        changes
    }
}
