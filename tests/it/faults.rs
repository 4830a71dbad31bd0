//! Faults from outside, whatever our own hooks think of: the program is killed at, or refused, each
//! system call that changes something, one after the other. What is left is the project as it was
//! or as it should be, and the next command works.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tempfile::TempDir;

use crate::support::skip;
use crate::support::strace::{Call, Fault, changing, missing, with_fault};
use crate::support::tree::{Tree, differing, tree};

const FAULTS: [Fault; 3] = [Fault::Kill, Fault::Error("ENOSPC"), Fault::Error("EACCES")];
pub(crate) const LIST: [&str; 3] = ["undo", "demo", "--list"];
pub(crate) const INIT: [&str; 5] = ["init", "demo", "--answers", "answers.yaml", "--yes"];
pub(crate) const APPLY: [&str; 2] = ["apply", "demo"];
pub(crate) const UNDO: [&str; 2] = ["undo", "demo"];

/// A small project with a starter and a secret.
const ANSWERS: &str = "\
dockwright: 1
name: demo
services:
  pages: {kind: static, route: /}
backing:
  db: {kind: postgres}
features: {debugger: false, devcontainer: false}
";

/// A folder that holds the project's folder `demo`, in memory where there is such.
pub(crate) fn holder() -> TempDir {
    tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap()
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
    fs::set_permissions(to, from.metadata().unwrap().permissions()).unwrap();
}

pub(crate) fn run(holder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dockwright"))
        .args(arguments)
        .current_dir(holder)
        .env_clear()
        .env("HOME", holder)
        .env("DOCKWRIGHT_PROBE_PORTS", "no")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[track_caller]
pub(crate) fn done(holder: &Path, arguments: &[&str]) -> String {
    let output = run(holder, arguments);
    let told = said(&output);
    assert!(output.status.success(), "{arguments:?}: {told}");
    told
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(crate) fn demo(holder: &Path) -> Tree {
    tree(&holder.join("demo"))
}

pub(crate) fn journal(holder: &Path, name: &str) -> PathBuf {
    holder.join("demo/.dockwright/local/journal").join(name)
}

fn is_left(holder: &Path) -> bool {
    ["pending.json", "stage"]
        .iter()
        .any(|name| journal(holder, name).exists())
}

/// A command, where it begins and where it ends.
struct Story {
    name: &'static str,
    start: TempDir,
    arguments: Vec<&'static str>,
    before: Tree,
    after: Tree,
}

impl Story {
    fn new(name: &'static str, start: TempDir, arguments: &[&'static str]) -> Self {
        let end = holder();
        copy(start.path(), end.path());
        done(end.path(), arguments);
        Self {
            name,
            before: demo(start.path()),
            after: demo(end.path()),
            start,
            arguments: arguments.to_vec(),
        }
    }

    fn is_undo(&self) -> bool {
        self.arguments == UNDO
    }

    /// A place to run it in.
    fn set(&self) -> TempDir {
        let set = holder();
        copy(self.start.path(), set.path());
        set
    }

    /// All calls that change something, each with each fault.
    fn faults(&self) -> Vec<(Call, Fault)> {
        let set = self.set();
        let log = set.path().join("log");
        let (output, calls) = changing(set.path(), &log, &self.arguments);
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(demo(set.path()), self.after);
        let each = calls.iter();
        let full = each.clone().filter(|call| call.name == "write");
        let full = full.map(|call| (call.clone(), Fault::Full));
        each.flat_map(|call| FAULTS.map(|fault| (call.clone(), fault)))
            .chain(full)
            .collect()
    }

    /// Lets a fault come, and looks what it left and what the next command makes of it.
    fn suffer(&self, call: &Call, fault: Fault) {
        let set = self.set();
        let log = set.path().join("log");
        let output = with_fault(set.path(), &log, &self.arguments, (call, fault));
        let at = format!("{}: {call:?} {fault:?}\n{}", self.name, said(&output));
        if fault == Fault::Full {
            // Where nothing can be written, nothing can be told.
            assert!(matches!(output.status.code(), Some(0 | 1)), "{at}");
        } else if fault != Fault::Kill {
            self.told(set.path(), &output, &at);
        }
        // Whoever types the same again has what was wanted, and not more: an undo that is finished
        // by that takes nothing else back.
        if is_left(set.path()) || !self.is_undo() {
            let again = holder();
            copy(set.path(), again.path());
            let output = run(again.path(), &self.arguments);
            let mut told = at.clone() + &said(&output);
            if self.is_undo() && told.contains("[write-taken-back]") {
                assert!(demo(again.path()) == self.before, "{told}");
                told += &done(again.path(), &self.arguments);
            } else if !output.status.success() {
                // What was interrupted is finished now, and is not begun twice.
                let there = self.arguments == INIT && told.contains("error[answers-there]");
                assert!(there, "{told}");
            }
            self.is_after(demo(again.path()), &told);
        }
        // Whatever command comes next.
        let told = at + &done(set.path(), &LIST);
        assert!(!is_left(set.path()), "{told}");
        let now = demo(set.path());
        if now == self.before {
            let told = told + &done(set.path(), &self.arguments);
            self.is_after(demo(set.path()), &told);
        } else {
            self.is_after(now, &told);
        }
    }

    /// What it says of a fault is so.
    fn told(&self, set: &Path, output: &Output, at: &str) {
        let now = demo(set);
        let told = said(output);
        match output.status.code() {
            Some(0) => self.is_after(now, at),
            Some(1) if journal(set, "pending.json").exists() => {
                assert!(told.contains("is begun and not finished"), "{at}");
                assert!(!told.contains("nothing was written"), "{at}");
            }
            Some(1) => {
                assert!(told.contains("nothing was written"), "{at}");
                assert!(now == self.before, "{at}{}", differing(&now, &self.before));
            }
            _ => panic!("{at}"),
        }
    }

    /// All is as it should be. Only where finishing an interrupted write was itself refused may
    /// there be a folder that could not be removed, and those it is in; that is told.
    fn is_after(&self, mut now: Tree, told: &str) {
        for line in told.lines().filter(|_| self.arguments == LIST) {
            let rest = line.strip_prefix("note[folder-left]: ");
            let mut left =
                rest.and_then(|rest| rest.strip_suffix(" is empty and could not be removed"));
            while let Some(folder) = left {
                if !self.after.contains_key(folder) {
                    now.remove(folder);
                }
                left = folder.rsplit_once('/').map(|(above, _)| above);
            }
        }
        assert!(now == self.after, "{told}{}", differing(&now, &self.after));
    }
}

/// Answers, and no project yet.
pub(crate) fn nothing() -> TempDir {
    let holder = holder();
    fs::write(holder.path().join("answers.yaml"), ANSWERS).unwrap();
    holder
}

/// A project with a service that the next write removes, and answers for that write: something is
/// created, changed, merged, removed with its folder, and a secret is made.
pub(crate) fn living() -> TempDir {
    let holder = holder();
    let path = holder.path();
    done(path, &["init", "demo", "--preset", "django-vite", "--yes"]);
    let add = [
        "-C", "demo", "add", "service", "search", "--kind", "fastapi", "--set", "route=/s",
    ];
    done(path, &add);
    done(path, &["-C", "demo", "remove", "search"]);
    let add = [
        "-C",
        "demo",
        "add",
        "backing",
        "sql",
        "--kind",
        "mysql",
        "--used-by",
        "web",
    ];
    done(path, &add);
    let answers = fs::read(path.join("demo/dockwright.yaml")).unwrap();
    done(path, &UNDO);
    done(path, &UNDO);
    fs::write(path.join("demo/dockwright.yaml"), answers).unwrap();
    let ignore = path.join("demo/.gitignore");
    let text = fs::read_to_string(&ignore).unwrap();
    fs::write(ignore, format!("mine\n{text}")).unwrap();
    let folder = path.join("demo/docker/search");
    fs::set_permissions(folder, fs::Permissions::from_mode(0o750)).unwrap();
    holder
}

/// The same after a command that was killed right after its commit.
pub(crate) fn committed(start: &TempDir, arguments: &[&'static str]) -> TempDir {
    let counted = holder();
    copy(start.path(), counted.path());
    let (_, calls) = changing(counted.path(), &counted.path().join("log"), arguments);
    let is_commit = |call: &Call| call.shape.contains("\"pending.json\"");
    let commit = calls.iter().position(is_commit).unwrap();
    let set = holder();
    copy(start.path(), set.path());
    let log = set.path().join("log");
    with_fault(
        set.path(),
        &log,
        arguments,
        (&calls[commit + 1], Fault::Kill),
    );
    fs::remove_file(log).unwrap();
    assert!(journal(set.path(), "pending.json").exists());
    assert_eq!(demo(set.path()), demo(start.path()));
    set
}

pub(crate) fn written(start: &TempDir, arguments: &[&str]) -> TempDir {
    let set = holder();
    copy(start.path(), set.path());
    done(set.path(), arguments);
    set
}

#[test]
fn killed_or_refused_at_each_call_it_is_before_or_after() {
    if let Some(why) = missing() {
        return skip("faults", &why);
    }
    let (empty, living) = (nothing(), living());
    let begun = written(&empty, &INIT);
    let changed = written(&living, &APPLY);
    let stories = [
        Story::new("finish an apply", committed(&living, &APPLY), &LIST),
        Story::new("finish an undo", committed(&changed, &UNDO), &LIST),
        Story::new("undo an apply", changed, &UNDO),
        Story::new("apply", living, &APPLY),
        Story::new("undo an init", begun, &UNDO),
        Story::new("init", empty, &INIT),
    ];
    let cases: Vec<(&Story, Call, Fault)> = stories
        .iter()
        .flat_map(|story| {
            let faults = story.faults();
            let kinds: std::collections::BTreeSet<_> =
                faults.iter().map(|(call, _)| call.name.clone()).collect();
            eprintln!("{}: {} faults in {kinds:?}", story.name, faults.len());
            assert!(faults.len() > 60, "{}: {}", story.name, faults.len());
            let faults = faults.into_iter();
            faults.map(move |(call, fault)| (story, call, fault))
        })
        .collect();
    let (next, bad) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        while let Some((story, call, fault)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            // All are looked at, whatever came of one.
            if catch_unwind(|| story.suffer(call, *fault)).is_err() {
                bad.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let (bad, all) = (bad.into_inner(), cases.len());
    eprintln!("{all} faults, each in a process of its own");
    assert_eq!(bad, 0, "of {all} faults");
}
