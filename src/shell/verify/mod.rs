//! `verify`: the project's stack, built, started and asked as a throw-away one. What it does on this
//! machine is here; what is asked and what the answers mean is `core::verify`.

mod beforehand;
mod context;
mod copy;
mod http;
mod pages;
mod ports;
mod questions;
mod services;
mod settle;
mod stack;

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::core::answers::{Context, PerContext};
use crate::core::diagnostic::Problem;
use crate::core::plan::{Plan, Question};
use crate::core::resolve::Stack;
use crate::core::verify::cause::{Evidence, Stage};
use crate::core::verify::{Finding, Told, before, cause};
use crate::shell::docker;
use crate::shell::stop::Stopped;

pub use crate::shell::stop::Stop;

use self::context::Verifier;
use self::copy::Failed;
use self::ports::Free;

/// What is to be verified.
pub struct Asked<'a> {
    /// The project's folder.
    pub dir: &'a Path,
    /// What its answers mean.
    pub stack: &'a Stack,
    /// What they come to.
    pub plan: &'a Plan,
    /// What was told of the project beforehand.
    pub problems: &'a [Problem],
    /// Where.
    pub contexts: &'a [Context],
    /// What is run in containers that are up.
    pub questions: &'a PerContext<Vec<Question>>,
    /// Folders that tools make anew.
    pub skip: &'a [&'a str],
    /// Leave the stacks as they are, and say how to end them.
    pub keep: bool,
}

/// How a run ended.
#[derive(Debug)]
pub enum End {
    /// Everything was asked.
    Done(Vec<Finding>),
    /// The user ended it; what it had made is taken down.
    Interrupted,
}

/// Runs all of it, until somebody wants it to end. `tell` is told each thing as it is done.
pub fn verify(asked: &Asked<'_>, stop: io::Result<Stop>, tell: &mut dyn FnMut(Told<'_>)) -> End {
    let stop = match stop {
        Ok(stop) => stop,
        Err(error) => return End::Done(vec![failed("start", &error.to_string())]),
    };
    match run(asked, &stop, tell) {
        Ok(findings) => End::Done(findings),
        Err(Stopped) => End::Interrupted,
    }
}

fn run(
    asked: &Asked<'_>,
    stop: &Stop,
    tell: &mut dyn FnMut(Told<'_>),
) -> Result<Vec<Finding>, Stopped> {
    let mut findings = Vec::new();
    let engine = engine(stop)?;
    let is_there = engine.is_good();
    found(engine, &mut findings, tell);
    if !is_there {
        return Ok(findings);
    }
    for finding in before::volumes(asked.problems) {
        found(finding, &mut findings, tell);
    }
    let mark = match stack::mark() {
        Ok(mark) => mark,
        Err(error) => {
            found(failed("start", &error.to_string()), &mut findings, tell);
            return Ok(findings);
        }
    };
    let dir = asked.dir.canonicalize();
    let dir = dir.unwrap_or_else(|_| asked.dir.to_owned());
    let mut free = Free::new();
    for context in asked.contexts {
        let word = context.word();
        let folder = Folder::make(&mark, word);
        let copied = folder.map_err(|error| Failed::Io(std::env::temp_dir(), error));
        let copied = copied.and_then(|folder| {
            let bytes = copy::copy(&dir, &folder.path.join("project"), asked.skip, stop)?;
            Ok((folder, bytes))
        });
        let folder = match copied {
            Ok((folder, bytes)) => {
                let copied = format!("{word}: a copy of the project, {}", size(bytes));
                tell(Told::Doing(&copied));
                folder
            }
            Err(Failed::Stopped) => return Err(Stopped),
            Err(Failed::Io(path, error)) => {
                let what = format!("{}: {error}", path.display());
                let finding = failed(&format!("{word}/copy"), &what);
                found(finding, &mut findings, tell);
                continue;
            }
        };
        let mut verifier = Verifier {
            asked,
            context: *context,
            dir: &dir,
            folder: &folder.path,
            mark: &mark,
            stop,
            tell,
            findings: &mut findings,
            crlf: Vec::new(),
        };
        verifier.verify(&mut free)?;
        if asked.keep {
            folder.keep();
        }
    }
    Ok(findings)
}

/// One thing is known.
fn found(finding: Finding, findings: &mut Vec<Finding>, tell: &mut dyn FnMut(Told<'_>)) {
    tell(Told::Found(&finding));
    findings.push(finding);
}

/// Whether docker, its engine, Compose and Buildx answer.
fn engine(stop: &Stop) -> Result<Finding, Stopped> {
    let limit = Duration::from_secs(20);
    let asked: [&[&str]; 3] = [
        &["version", "--format", "{{.Server.Version}}"],
        &["compose", "version", "--short"],
        &["buildx", "version"],
    ];
    let mut said = Vec::new();
    for args in asked {
        let ran = docker::run(args, Some(stop), limit)?;
        if !ran.is_ok() {
            let what = ran.said();
            let what = what.lines().last().unwrap_or("docker does not answer");
            return Ok(failed("engine", what));
        }
        said.push(
            ran.stdout
                .split_whitespace()
                .take(3)
                .collect::<Vec<_>>()
                .join(" "),
        );
    }
    Ok(Finding::good(
        "engine",
        format!("Docker {}, Compose {}", said[0], said[1]),
    ))
}

/// A finding of something that has no log.
fn failed(check: &str, what: &str) -> Finding {
    let lines = [what];
    let seen = Evidence {
        stage: if check == "engine" {
            Stage::Engine
        } else {
            Stage::Start
        },
        facts: &[],
        lines: &lines,
    };
    Finding::bad(check, cause(&seen), what, Vec::new())
}

/// The run's own folder for a context; what is in it goes with it.
struct Folder {
    path: PathBuf,
    is_kept: bool,
}

impl Folder {
    fn make(mark: &str, context: &str) -> io::Result<Self> {
        let temp = std::env::temp_dir();
        // Containers are given paths in it: through no link.
        let temp = temp.canonicalize().unwrap_or(temp);
        let path = temp.join(format!("dockwright-verify-{mark}-{context}"));
        DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self {
            path,
            is_kept: false,
        })
    }

    fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_kept {
            // What a container wrote as root stays: the system clears its temporary folder.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

fn size(bytes: u64) -> String {
    if bytes < 1_000_000 {
        format!("{} kB", bytes.div_ceil(1000))
    } else {
        format!("{} MB", bytes.div_ceil(1_000_000))
    }
}
