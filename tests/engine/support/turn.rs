//! Whose turn it is on the engine: two tests at a time. One alone leaves more than half of two cores idle (it starts, waits and
//! stops far more than it computes); two leave a tenth.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::steps::say;

/// How many tests have their stacks on the engine at a time.
const AT_A_TIME: usize = 2;

static RUNNING: Mutex<usize> = Mutex::new(0);
static ENDED: Condvar = Condvar::new();

/// A test's turn. Its end says how long it was: what makes the whole slow is found by that.
pub struct Turn {
    test: String,
    begun: Instant,
}

impl Turn {
    /// Waits until there is room on the engine.
    pub fn wait(test: &str) -> Self {
        let full = |running: &mut usize| *running >= AT_A_TIME;
        let mut running = ENDED
            .wait_while(running(), full)
            .unwrap_or_else(PoisonError::into_inner);
        *running += 1;
        Self {
            test: test.to_owned(),
            begun: Instant::now(),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *running() -= 1;
        ENDED.notify_one();
        let took = self.begun.elapsed().as_secs_f32();
        say(&format!("{}: its turn took {took:.1} s", self.test));
    }
}

fn running() -> MutexGuard<'static, usize> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
