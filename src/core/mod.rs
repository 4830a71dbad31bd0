//! The pure core: everything between a snapshot of the disk and [`crate::shell::disk::apply`] is a
//! function of its arguments.

pub mod change;
pub mod diagnostic;
pub mod fileset;
pub mod path;
pub mod yaml;
