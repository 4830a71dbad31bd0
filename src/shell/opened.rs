//! A folder as the interviews meet it: what was left unfinished is settled, and the answers that are there
//! are read.

use std::path::Path;
use std::sync::Arc;

use crate::core::catalog::Catalog;
use crate::core::change::APPLIED;
use crate::core::design::Studio;
use crate::core::diagnostic::Problem;
use crate::core::editing::{Editing, Seen, Start};
use crate::shell::{disk, host, project, traits};

/// A folder, opened.
pub struct Opened {
    /// What became of an interrupted write.
    pub notes: Vec<Problem>,
    /// The folder's own answers.
    pub own: Option<String>,
    /// What makes designs of answers here.
    pub studio: Arc<Studio>,
}

impl Opened {
    /// Opens a folder.
    pub fn at(catalog: &Arc<Catalog>, dir: &Path) -> Result<Self, Vec<Problem>> {
        let one = |problem| vec![problem];
        traits::begin(dir);
        let notes = disk::recover(dir).map_err(one)?;
        let own = project::own(dir).map_err(one)?;
        let applied = project::read(&dir.join(APPLIED)).ok();
        let name = project::name(dir);
        Ok(Self {
            notes,
            own,
            studio: Arc::new(Studio::new(catalog, &name, applied.as_deref())),
        })
    }

    /// The folder's own answers, to begin with.
    pub fn start(&self) -> Option<Start> {
        self.own.clone().map(|text| Start {
            text,
            is_project: true,
            ..Start::default()
        })
    }

    /// What answers say that begin so, before anything is made of them.
    pub fn told(&self, start: Start) -> Editing {
        Editing::told(&self.studio, start)
    }

    /// Answers that begin so, on a disk that is yet to be read: nobody needs to wait for that. Where they are
    /// not sound it is read, so that all that is wrong is told at once.
    pub fn unread(&self, dir: &Path, start: Start) -> Editing {
        let editing = self.begun(start);
        if editing.design().is_sound() {
            editing
        } else {
            Self::read(dir, editing)
        }
    }

    /// Answers that begin so, on what the disk has.
    pub fn editing(&self, dir: &Path, start: Start) -> Editing {
        Self::read(dir, self.begun(start))
    }

    fn begun(&self, start: Start) -> Editing {
        let ids = Seen {
            ids: host::ids(),
            is_unread: true,
            ..Seen::default()
        };
        Editing::new(&self.studio, start, ids)
    }

    /// What the disk has to say depends on which files there are, and those on the ids: so it comes after.
    fn read(dir: &Path, mut editing: Editing) -> Editing {
        let seen = project::seen(dir, editing.design());
        editing.see(seen);
        editing
    }
}
