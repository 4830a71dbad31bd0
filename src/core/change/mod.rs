//! What a write would change: the file set against what the disk holds and the bases that tell
//! our text from the user's.
//!
//! ```text
//! FileSet + Snapshot -> diff -> ChangeSet -> unified      told
//!                                         -> shell::disk  written
//! ```

mod base;
mod block;
mod diff;
mod edit;
mod entries;
mod hunks;
mod jsonc;
mod judged;
mod local;
mod other_name;
mod outcome;
mod renew;
mod set;
mod settle;
mod snapshot;
mod text;
mod told;
mod unified;
mod whole;

pub use base::{APPLIED, BASE, LOCAL, base_of, original_of};
pub use diff::{Options, diff, is_off_limits, lost};
pub use hunks::{Hunk, HunkLine, Tag};
pub use jsonc::problem as json_problem;
pub use judged::Judged;
pub use other_name::other_names;
pub use renew::{loses, renew};
pub use set::{Action, Change, ChangeSet, Kind, Reason, Write};
pub use settle::Settle;
pub use snapshot::{Content, Found, Snapshot};
