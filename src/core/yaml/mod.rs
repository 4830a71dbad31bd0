//! YAML with places: what a user's file says, and at which line and column it says so.

mod build;
mod node;
mod parse;
mod quote;
mod recent;
mod source;
mod unclosed;

pub mod edit;

pub use node::{Entry, Kind, Node};
pub use parse::{parse, parse_value};
pub use quote::{flow, quote};
pub use recent::read;
