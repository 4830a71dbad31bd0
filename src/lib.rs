//! dockwright designs a project's whole Docker set-up and writes it.
//!
//! The map of the crate:
//!
//! | where | what |
//! | --- | --- |
//! | [`core`] | pure: answers, catalog, interview, resolve, plan, render, file set, change. No files, environment, clock, randomness or terminal. |
//! | [`shell`] | effects: the project folder (snapshot, apply, journal), the host, randomness |
//! | [`ui`] | front ends |
//!
//! Arrows point one way: `ui -> shell -> core`.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests fail loudly"
    )
)]

pub mod core;
pub mod shell;
pub mod ui;
