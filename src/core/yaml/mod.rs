//! YAML with places: what a user's file says, and at which line and column it says so.

mod node;
mod parse;

pub mod edit;

pub use node::{Entry, Kind, Node};
pub use parse::{parse, parse_value};
