//! Waiting for a condition, never for a time.

use std::thread;
use std::time::{Duration, Instant};

/// What the acceptance allows an edit until it is seen.
pub const EDIT: Duration = Duration::from_secs(10);

/// The same, of what Maven or Cargo compiles first, beside another test.
pub const COMPILED: Duration = Duration::from_secs(30);

/// What a program may take until it answers for the first time, where nothing has waited for its health.
pub const START: Duration = Duration::from_mins(1);

/// Asks until there is an answer, and fails the test after `limit` with what was awaited.
pub fn until<T>(what: &str, limit: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < limit, "not within {limit:?}: {what}");
        thread::sleep(Duration::from_millis(50));
    }
}
