//! A stack is started once and many things are asked of it: each is a step, told as it ends, and one that fails does not hide the next.

use std::collections::BTreeSet;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Instant;

/// Says it past the test runner, which holds back what tests print until they fail.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "engine: {text}");
}

/// The steps of one test.
pub struct Steps {
    test: &'static str,
    begun: Instant,
    failed: Vec<String>,
    used: BTreeSet<&'static str>,
    ended: bool,
}

/// That every step of a test has passed, and which features the steps have used: without it nothing is recorded.
pub struct Passed {
    pub used: BTreeSet<&'static str>,
}

impl Steps {
    pub fn of(test: &'static str) -> Self {
        say(&format!("{test} ..."));
        Self {
            test,
            begun: Instant::now(),
            failed: Vec::new(),
            used: BTreeSet::new(),
            ended: false,
        }
    }

    /// What must succeed for the rest to have a meaning.
    pub fn must<T>(&mut self, what: &str, step: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        match catch_unwind(AssertUnwindSafe(step)) {
            Ok(value) => {
                self.told("ok", what, begun);
                value
            }
            Err(panic) => {
                self.told("FAILED", what, begun);
                resume_unwind(panic)
            }
        }
    }

    /// One assertion among others.
    pub fn check(&mut self, what: &str, step: impl FnOnce()) {
        let begun = Instant::now();
        if catch_unwind(AssertUnwindSafe(step)).is_ok() {
            self.told("ok", what, begun);
        } else {
            self.told("FAILED", what, begun);
            self.failed.push(what.to_owned());
        }
    }

    /// The step before this has done what the feature is for, as an edit that is seen is for `hot_reload`.
    pub fn uses(&mut self, feature: &'static str) {
        self.used.insert(feature);
    }

    fn told(&self, how: &str, what: &str, begun: Instant) {
        say(&format!(
            "{}: {how:6} {what} ({:.1} s)",
            self.test,
            begun.elapsed().as_secs_f32()
        ));
    }

    /// The end of the test: fails it if a step has failed.
    pub fn done(mut self) -> Passed {
        self.ended = true;
        say(&format!(
            "{}: {:.1} s",
            self.test,
            self.begun.elapsed().as_secs_f32()
        ));
        assert!(
            self.failed.is_empty(),
            "{}: {} failed:\n  {}",
            self.test,
            self.failed.len(),
            self.failed.join("\n  ")
        );
        Passed {
            used: std::mem::take(&mut self.used),
        }
    }
}

impl Drop for Steps {
    /// Without its end a test would pass whatever its steps have said.
    fn drop(&mut self) {
        let told = self.ended || std::thread::panicking();
        assert!(told, "{}: its steps are not ended by `done`", self.test);
    }
}

#[test]
fn a_step_that_failed_fails_the_test() {
    let run = |ending: bool, right: bool| {
        let ran = catch_unwind(|| {
            let mut steps = Steps::of("steps");
            steps.check("this", || assert!(right, "on purpose"));
            steps.check("that", || ());
            if ending {
                steps.done();
            }
        });
        ran.is_ok()
    };
    assert_eq!([run(true, true), run(true, false)], [true, false]);
    assert_eq!([run(false, true), run(false, false)], [false, false]);
}
