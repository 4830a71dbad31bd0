//! The throw-away stack of the wizard: it is verified beside all else, and taken down before the
//! wizard ends.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::effects::Guard;
use super::msg::{Msg, Progress};
use crate::core::answers::Context;
use crate::core::catalog::Catalog;
use crate::core::design::Design;
use crate::core::detect::Rules;
use crate::core::plan::all_questions;
use crate::core::template::Templates;
use crate::core::verify::Told;
use crate::shell::verify::{self, Asked, End, Stop};

/// Verifies on a thread of its own.
pub(super) struct Verifying {
    catalog: Arc<Catalog>,
    dir: PathBuf,
    tx: Sender<Msg>,
    thread: Option<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
    /// The screen is gone: what is done is said line by line.
    aloud: Arc<AtomicBool>,
}

/// Between two looks at whether it is taken down.
const TICK: Duration = Duration::from_millis(50);
/// After so many seconds of nothing else, that it still goes on is said again.
const AGAIN: u64 = 5;

impl Verifying {
    /// Nothing yet.
    pub(super) fn new(catalog: &Arc<Catalog>, dir: &Path, tx: &Sender<Msg>) -> Self {
        Self {
            catalog: Arc::clone(catalog),
            dir: dir.to_owned(),
            tx: tx.clone(),
            thread: None,
            stop: Arc::default(),
            aloud: Arc::default(),
        }
    }

    /// Begins with what is on the disk, of which this is the design.
    pub(super) fn begin(&mut self, design: Arc<Design>) {
        self.wait();
        let stop = Arc::new(AtomicBool::new(false));
        self.stop = Arc::clone(&stop);
        let (catalog, dir, tx) = (Arc::clone(&self.catalog), self.dir.clone(), self.tx.clone());
        let aloud = Arc::clone(&self.aloud);
        self.thread = Some(thread::spawn(move || {
            let _guard = Guard(&tx);
            let tell = |progress| {
                if let Progress::Doing(what) = &progress
                    && aloud.load(Ordering::Relaxed)
                {
                    say(what);
                }
                let _ = tx.send(Msg::Verifying(progress));
            };
            let _ = tx.send(Msg::Verified(run(&catalog, &dir, &design, stop, &tell)));
        }));
    }

    /// Wants it to end. What it made is taken down first, and then it is told.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    fn wait(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    /// Ends it, and waits until nothing is left of it. For the end of the wizard: it writes to the shell.
    pub(super) fn end(&mut self) {
        let is_open = |one: &JoinHandle<()>| !one.is_finished();
        if self.thread.as_ref().is_some_and(is_open) {
            // The screen is the shell's again: without a word this looks as if it hung.
            self.aloud.store(true, Ordering::Relaxed);
            say("taking the throw-away stack down");
            self.stop();
            let begun = Instant::now();
            let mut said = 0;
            while self.thread.as_ref().is_some_and(is_open) {
                thread::sleep(TICK);
                let seconds = begun.elapsed().as_secs();
                if seconds >= said + AGAIN {
                    said = seconds;
                    say(&format!("still taking it down, for {seconds} s"));
                }
            }
        }
        self.wait();
    }
}

fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// What came of it; nothing where somebody ended it.
fn run(
    catalog: &Arc<Catalog>,
    dir: &Path,
    design: &Design,
    stop: Arc<AtomicBool>,
    tell: &dyn Fn(Progress),
) -> Option<Vec<crate::core::verify::Finding>> {
    let plan = design.plan.as_ref()?;
    let (questions, _) = all_questions(&Templates::new(catalog), &design.stack);
    let rules = Rules::of(catalog);
    let asked = Asked {
        dir,
        stack: &design.stack,
        plan,
        problems: &design.problems,
        contexts: &Context::BOTH,
        questions: &questions,
        skip: &rules.skipped(),
        keep: false,
    };
    let mut tell = |told: Told<'_>| {
        tell(match told {
            Told::Doing(what) => Progress::Doing(what.to_owned()),
            Told::Found(finding) => Progress::Found(finding.clone()),
        });
    };
    match verify::verify(&asked, Stop::listen_with(stop), &mut tell) {
        End::Done(findings) => Some(findings),
        End::Interrupted => None,
    }
}
