//! Front ends.

pub mod cli;
pub mod tui;
