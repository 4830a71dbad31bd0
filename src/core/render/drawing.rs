//! What is drawn of one part of a plan, and kept with it: each is a pure function of the part, so a
//! part that holds is drawn once.

use std::sync::{Arc, OnceLock};

use super::blocks::Ignored;
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
    /// Its starter.
    pub(super) starter: OnceLock<Laid>,
}
