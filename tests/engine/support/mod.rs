//! What the tests are written with; one idea a file.

pub mod app;
#[path = "../../it/support/cases.rs"]
pub mod cases;
pub mod compose;
pub mod dap;
#[path = "../../it/support/dice.rs"]
pub mod dice;
pub mod ends;
pub mod gdb;
pub mod http;
pub mod image;
pub mod inspector;
pub mod isolation;
pub mod jdwp;
pub mod launch;
pub mod lint;
pub mod postgres;
pub mod process;
pub mod project;
pub mod record;
pub mod rig;
pub mod standin;
pub mod steps;
pub mod wait;
pub mod websocket;
pub mod xdebug;
