//! What the wizard wants done, done beside it: one thread, its results as messages. Of several
//! questions of one kind only the last is answered.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use super::model::Model;
use super::msg::{Effect, Msg};
use super::verifying::Verifying;
use crate::core::catalog::Catalog;
use crate::core::design::{Design, Studio, Wishes};
use crate::core::editing::Ahead;
use crate::core::render::Options;
use crate::core::resolve::Stack;
use crate::core::trace::Trace;
use crate::shell::doctor::{self, Looked};
use crate::shell::{disk, passwords, project, settings, walk};

type Made = Box<dyn Fn(&Stack) -> Options + Send>;

struct Job {
    effect: Effect,
    options: Made,
}

/// Does what is wanted.
pub(super) struct Doer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    studio: Arc<Studio>,
    /// The code is looked at beside all else, for that may take long.
    look: Looking,
    /// The throw-away stack, which takes longer.
    verify: Verifying,
}

/// A look at the folder's code, and how it is ended.
struct Looking {
    catalog: Arc<Catalog>,
    dir: PathBuf,
    tx: Sender<Msg>,
    thread: Option<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
}

impl Looking {
    /// Begins one, after the one before has ended.
    fn begin(&mut self) {
        self.end();
        let stop = Arc::new(AtomicBool::new(false));
        self.stop = Arc::clone(&stop);
        let (catalog, dir, tx) = (Arc::clone(&self.catalog), self.dir.clone(), self.tx.clone());
        self.thread = Some(thread::spawn(move || {
            let _guard = Guard(&tx);
            let found = walk::look(&catalog, &dir, &|seen| {
                if seen % TOLD == 0 {
                    let _ = tx.send(Msg::Looked(seen));
                }
                !stop.load(Ordering::Relaxed)
            });
            let _ = tx.send(Msg::Detected(Box::new(found)));
        }));
    }

    fn end(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Of so many files that were seen the screen tells.
const TOLD: usize = 1024;

impl Drop for Doer {
    /// However the wizard ends, what it began is done: a write is never cut off by it.
    fn drop(&mut self) {
        self.look.end();
        self.verify.end();
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Says that the end has come where the thread comes to one that is not ours.
pub(super) struct Guard<'a>(pub(super) &'a Sender<Msg>);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Msg::Ended);
        }
    }
}

impl Doer {
    /// For a folder; what comes of it is sent to `tx`.
    pub(super) fn new(dir: &Path, model: &Model, tx: Sender<Msg>) -> Self {
        let (jobs, rx) = channel();
        let dir = dir.to_owned();
        let studio = Arc::clone(model.editing.studio());
        let look = Looking {
            catalog: Arc::clone(studio.catalog()),
            dir: dir.clone(),
            tx: tx.clone(),
            thread: None,
            stop: Arc::default(),
        };
        let verify = Verifying::new(studio.catalog(), &dir, &tx);
        let own = Arc::clone(&studio);
        let thread = thread::spawn(move || work(&dir, &own, &rx, &tx));
        Self {
            studio,
            jobs: Some(jobs),
            thread: Some(thread),
            look,
            verify,
        }
    }

    /// Looks at the machine. Nobody waits for that at the end: it writes nothing.
    fn examine(&self, design: Arc<Design>) {
        let (dir, studio, tx) = (
            self.look.dir.clone(),
            Arc::clone(&self.studio),
            self.look.tx.clone(),
        );
        thread::spawn(move || {
            let _guard = Guard(&tx);
            if let Some(msg) = examined(&dir, &studio, &design) {
                let _ = tx.send(msg);
            }
        });
    }

    /// Has an effect done.
    pub(super) fn run(&mut self, effect: Effect, model: &Model) {
        match effect {
            Effect::Detect => return self.look.begin(),
            Effect::Examine(design) => return self.examine(design),
            Effect::Verify(design) => return self.verify.begin(design),
            Effect::StopVerify => return self.verify.stop(),
            Effect::StopLooking => return self.look.stop.store(true, Ordering::Relaxed),
            _ => {}
        }
        let options = Box::new(model.editing.options());
        // The thread ends only after us, or has told its end.
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(Job { effect, options });
        }
    }
}

/// What `doctor` says of what is written of a design.
fn examined(dir: &Path, studio: &Studio, design: &Design) -> Option<Msg> {
    let seen = project::glance(dir, design);
    let changes = studio.changes(design, &seen.snapshot, &Wishes::default());
    let looked = Looked {
        catalog: studio.catalog(),
        stack: &design.stack,
        plan: design.plan.as_ref()?,
        changes: &changes,
        problems: &design.problems,
    };
    Some(Msg::Examined(doctor::examine(dir, looked)))
}

fn work(dir: &Path, studio: &Studio, rx: &Receiver<Job>, tx: &Sender<Msg>) {
    let _guard = Guard(tx);
    while let Ok(first) = rx.recv() {
        let mut jobs = vec![first];
        jobs.extend(rx.try_iter());
        let kinds: Vec<_> = jobs
            .iter()
            .map(|job| std::mem::discriminant(&job.effect))
            .collect();
        for (place, job) in jobs.into_iter().enumerate() {
            let kind = std::mem::discriminant(&job.effect);
            let later = kinds
                .get(place + 1..)
                .is_some_and(|later| later.contains(&kind));
            if later && is_question(&job.effect) {
                continue;
            }
            if let Some(msg) = done(dir, studio, job) {
                let _ = tx.send(msg);
            }
        }
    }
}

/// Whether an older one is of no use once there is a newer.
fn is_question(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::ReadDisk(..)
            | Effect::Trace(..)
            | Effect::Ahead(..)
            | Effect::Find(..)
            | Effect::KeepDraft(_)
    )
}

fn done(dir: &Path, studio: &Studio, job: Job) -> Option<Msg> {
    let Job { effect, options } = job;
    match effect {
        Effect::Discard(designs) => {
            drop(designs);
            None
        }
        Effect::ReadDisk(generation, design, known) => {
            let mut seen = project::seen(dir, &design);
            seen.snapshot.share(&known.snapshot);
            let news = (*known != seen).then(|| Box::new(seen));
            Some(Msg::DiskRead(generation, news))
        }
        Effect::Trace(generation, design, field) => {
            let trace = Trace {
                studio,
                design: &design,
                options: &options,
            };
            let lines = trace.lines(&field);
            Some(Msg::Traced(generation, field.key, lines))
        }
        Effect::Begin(begun) => {
            begun.values(studio.catalog());
            None
        }
        Effect::Ahead(editing, given) => Some(Msg::Ahead(Box::new(Ahead::of(*editing, given)))),
        Effect::Find(generation, design, path, line) => {
            let trace = Trace {
                studio,
                design: &design,
                options: &options,
            };
            let behind = trace.answers(&path, line);
            Some(Msg::Found(generation, path, line, behind))
        }
        Effect::Write(changes, design) => Some(match disk::apply(dir, &changes) {
            Ok(notes) => {
                if let Some(plan) = &design.plan {
                    passwords::remember(dir, &design.stack, plan);
                }
                Msg::Written(notes)
            }
            Err(problems) => Msg::WriteFailed(problems),
        }),
        Effect::KeepDraft(draft) => {
            if let Ok(text) = serde_json::to_string(&draft.kept()) {
                settings::keep_draft(dir, &text);
            }
            None
        }
        Effect::ForgetDraft => {
            settings::forget_draft(dir);
            None
        }
        Effect::SetAside => {
            settings::set_aside(dir);
            None
        }
        Effect::TakeDraft(number) => {
            settings::take_draft(dir, number);
            None
        }
        Effect::ForgetDrafts => {
            settings::forget_drafts(dir);
            None
        }
        Effect::Writes => Some(Msg::Writes(writes(dir))),
        Effect::TakeBack(count) => Some(take_back(dir, count)),
        Effect::Copy(_)
        | Effect::Again(_)
        | Effect::Edit(..)
        | Effect::Open(_)
        | Effect::Detect
        | Effect::Examine(_)
        | Effect::StopLooking
        | Effect::Verify(_)
        | Effect::StopVerify
        | Effect::Suspend
        | Effect::Redraw
        | Effect::Plain
        | Effect::Quit => None,
    }
}

fn writes(dir: &Path) -> Vec<(String, String)> {
    let past = disk::writes(dir).unwrap_or_default().into_iter();
    past.map(|past| (past.typed(), past.when())).collect()
}

/// One after the other, as far as it goes.
fn take_back(dir: &Path, count: usize) -> Msg {
    for done in 0..count {
        let stopped = match disk::undo(dir) {
            Ok(Some(undo)) => match undo.take_back(dir) {
                Ok(_) => continue,
                Err(problems) => (problems, undo.changed_since()),
            },
            Ok(None) => (Vec::new(), String::new()),
            Err(problems) => (problems, String::new()),
        };
        return Msg::TakenBack(done, Some(stopped));
    }
    Msg::TakenBack(count, None)
}
