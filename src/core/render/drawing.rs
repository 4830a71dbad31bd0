//! What is drawn of one part of a plan, and kept with it: each is a pure function of the part, so a
//! part that holds is drawn once.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::blocks::Ignored;
use super::devcontainer::Editor;
use super::env::Examples;
use super::launch::Launch;
use super::layer::Blocks;
use super::starter::Laid;
use crate::core::fileset::File;
use crate::core::path::RelPath;

/// The drawings of a part; each empty until it is wanted.
#[derive(Default)]
pub struct Drawing {
    /// Its services in the three Compose files.
    pub(super) compose: OnceLock<Blocks>,
    /// The files that are its own.
    pub(super) files: OnceLock<Vec<(RelPath, Arc<File>)>>,
    /// What debuggers are told.
    pub(super) launch: OnceLock<Launch>,
    /// What `.env` may say.
    pub(super) examples: OnceLock<Examples>,
    /// What git does not see.
    pub(super) ignored: OnceLock<Ignored>,
    /// What its devcontainer is, with what it was made of beside the part.
    pub(super) editor: Last<Editor>,
    /// Its starter.
    pub(super) starter: OnceLock<Laid>,
}

/// What was drawn last of something that is drawn anew where the rest of the stack is another.
pub(super) struct Last<T>(Mutex<Option<Arc<T>>>);

impl<T> Default for Last<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Last<T> {
    pub(super) fn get(&self) -> Option<Arc<T>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn put(&self, drawn: &Arc<T>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(drawn));
    }
}
