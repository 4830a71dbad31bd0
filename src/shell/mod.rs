//! Effects: the project folder, the host, randomness.

pub mod code;
pub mod disk;
pub mod host;
pub mod store;
