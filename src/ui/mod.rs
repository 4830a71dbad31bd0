//! Front ends.

pub mod cli;
pub mod prompt;
pub mod tui;
