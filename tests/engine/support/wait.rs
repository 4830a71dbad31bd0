//! Waiting for a condition, never for a time.

use std::thread;
use std::time::{Duration, Instant};

/// What the acceptance allows an edit until it is seen.
pub const EDIT: Duration = Duration::from_secs(10);

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
