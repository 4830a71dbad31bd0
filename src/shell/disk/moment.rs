//! What is read in several steps is read of one project only if nobody wrote in between.

use std::io::{self, ErrorKind};
use std::path::Path;

use cap_std::fs::MetadataExt as _;

use crate::core::diagnostic::Problem;

use super::journal::{self, PENDING, STAGE};
use super::{history, problem, project};

/// A state of the project between two writes.
#[derive(Debug, PartialEq, Eq)]
pub struct Moment(Option<(u64, u64)>);

impl Moment {
    /// Now. Refused while another dockwright is at work.
    pub fn now(dir: &Path) -> Result<Self, Problem> {
        match last(dir) {
            Ok(Some(last)) => Ok(Self(last)),
            Ok(None) => Err(problem::busy()),
            // Another user's journal tells nothing.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(Self(None)),
            Err(error) => Err(problem::of(&error, "read", "the journal")),
        }
    }

    /// Whether nobody wrote since.
    pub fn lasts(&self, dir: &Path) -> Result<(), Problem> {
        if *self == Self::now(dir)? {
            Ok(())
        } else {
            Err(problem::other())
        }
    }
}

/// The last write's number and file; none while one is on its way.
fn last(dir: &Path) -> io::Result<Option<Option<(u64, u64)>>> {
    let Ok(Some(root)) = project::open(dir) else {
        return Ok(Some(None));
    };
    let Some(local) = journal::local(&root)? else {
        return Ok(Some(None));
    };
    if let Some(journal) = journal::look(&local)?
        && (journal.try_exists(STAGE)? || journal.try_exists(PENDING)?)
    {
        return Ok(None);
    }
    let Some(history) = history::open(&root)? else {
        return Ok(Some(None));
    };
    let last = history::list(&history)?.pop();
    let last = last.map(|(number, name)| {
        let about = history.symlink_metadata(name)?;
        Ok::<_, io::Error>((number, about.ino()))
    });
    last.transpose().map(Some)
}
