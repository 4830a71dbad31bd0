//! The pure core: everything between a snapshot of the disk and what writes to it is a function of
//! its arguments.

pub mod answers;
pub mod carry;
pub mod catalog;
pub mod change;
pub mod design;
pub mod diagnostic;
pub mod editing;
pub mod emit;
pub mod explain;
pub mod fileset;
pub mod foreign;
pub mod form;
pub mod generate;
pub mod highlight;
pub mod interview;
pub mod lint;
pub mod path;
pub mod plan;
pub mod render;
pub mod reshape;
pub mod resolve;
pub mod schema;
pub mod template;
pub mod trace;
pub mod yaml;
