//! The full-screen wizard.

pub mod keymap;
pub mod theme;
pub mod words;
