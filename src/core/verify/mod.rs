//! What `verify` asks of a stack that runs for it alone, and what it makes of the answers.
//!
//! Pure: the files as Compose understands them become a throw-away stack ([`isolate()`]), what the
//! engine tells becomes a verdict per service ([`state`]), and what failed is given its cause by rules
//! that are data ([`cause()`]). `shell::verify` runs it.

mod asked;
pub mod before;
pub mod cause;
mod isolate;
mod report;
pub mod state;

pub use asked::{
    Page, elsewhere, is_answered, needed_variables, own_addresses, pages, port_variables,
};
pub use cause::cause;
pub use isolate::{Isolated, Run, isolate};
pub use report::{Finding, Outcome, Told, headline, ordered, text};
