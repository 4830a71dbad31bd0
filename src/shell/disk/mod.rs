//! The project's folder: looked at, written all or nothing, mended after an interruption.
//!
//! ```text
//! .dockwright/local/            0700, ignored by git
//!     lock                      held while one writes
//!     journal/stage/            new files, and the record while it is written
//!     journal/pending.json      the record of a committed write that is not finished
//!     journal/history/N.json    records of finished writes, newest last
//! ```
//!
//! A write goes: check, lock, stage, look whether anything changed meanwhile, one fsync of the
//! record, its rename to `pending.json` (the commit), renames into place, its rename into the
//! history. Before the commit nothing happened. After it the record alone, which holds old and
//! new bytes, is enough to finish.

mod apply;
mod check;
mod effects;
mod finish;
mod folders;
mod history;
mod journal;
mod problem;
mod project;
mod record;
mod recover;
mod secrets;
mod snapshot;
mod stage;
#[cfg(test)]
mod tests;

pub use apply::apply;
pub use recover::recover;
pub use snapshot::snapshot;
