//! Effects: the project folder, the host, randomness, the terminal.

pub mod code;
pub mod disk;
mod docker;
pub mod doctor;
pub mod engine;
pub mod host;
pub mod opened;
pub mod passwords;
pub mod ports;
pub mod progress;
pub mod project;
pub mod settings;
mod stop;
pub mod store;
pub mod traits;
pub mod tty;
pub mod verify;
pub mod walk;
