//! The project's folder: looked at, written all or nothing, mended after an interruption.
//!
//! ```text
//! .dockwright/local/            0700, ignored by git
//!     lock                      held while one writes
//!     journal/stage/            new files, and the record while it is written
//!     journal/pending.json      the record of a committed write that is not finished
//!     journal/history/N.json    records of finished writes, newest last
//!     secrets/                  production's secrets whose write was taken back
//! ```
//!
//! A write goes: check, lock, stage, look whether anything changed meanwhile, one fsync of the
//! record, its rename to `pending.json` (the commit), renames into place, its rename into the
//! history. Before the commit nothing happened. After it the record alone, which holds old and
//! new bytes, is enough to finish. An undo is such a write too: of the newest record's inverse;
//! at its end that record goes, and its own with it.

mod apply;
mod check;
mod effects;
mod finish;
mod folders;
mod history;
mod journal;
mod kept;
mod moment;
mod problem;
mod project;
mod record;
mod recover;
mod secrets;
mod settle;
mod snapshot;
mod stage;
#[cfg(test)]
mod tests;
mod undo;

pub use apply::{UNFINISHED, apply};
pub use moment::Moment;
pub use problem::meanwhile;
pub use recover::{recover, took_back};
pub(super) use secrets::random;
pub use snapshot::snapshot;
pub use undo::{Past, Undo, undo, writes};
