//! Writers: typed values -> text, one for each format. Order, quoting and comments are data.

pub mod json;
mod scalar;
pub mod xml;
pub mod yaml;
