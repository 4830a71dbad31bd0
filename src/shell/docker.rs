//! The docker command, in a process group of its own: Ctrl-c in the terminal is for dockwright alone,
//! which then ends it and takes down what it made.

use std::io::{self, Read};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use super::stop::{Stop, Stopped};

/// Between two looks at whether a command has ended.
const TICK: Duration = Duration::from_millis(50);
/// How long a command that is told to end may take for it.
const MANNERS: Duration = Duration::from_secs(10);
/// More than this of what a command says is not kept in memory: its end tells what went wrong.
const LONGEST: usize = 8 << 20;

/// How a command ended.
#[derive(Debug, Clone, Default)]
pub(super) struct Ran {
    /// None where it took too long and was ended, or could not be started.
    pub(super) code: Option<i32>,
    /// What it said on stdout.
    pub(super) stdout: String,
    /// What it said on stderr.
    pub(super) stderr: String,
}

impl Ran {
    pub(super) fn is_ok(&self) -> bool {
        self.code == Some(0)
    }

    /// Everything it said.
    pub(super) fn said(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// A command that runs.
pub(super) struct Job {
    child: Child,
    stdout: Said,
    stderr: Said,
    begun: Instant,
    limit: Duration,
}

/// Starts `docker` with these arguments and variables.
pub(super) fn start(
    args: &[&str],
    variables: &[(String, String)],
    limit: Duration,
) -> io::Result<Job> {
    let mut command = Command::new("docker");
    command
        .args(args)
        .envs(variables.iter().map(|(name, value)| (name, value)));
    // Which files and which stack are meant is said by arguments alone.
    for name in [
        "COMPOSE_FILE",
        "COMPOSE_PROFILES",
        "COMPOSE_PROJECT_NAME",
        "COMPOSE_ENV_FILES",
    ] {
        command.env_remove(name);
    }
    command
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn()?;
    Ok(Job {
        stdout: Said::read(child.stdout.take()),
        stderr: Said::read(child.stderr.take()),
        child,
        begun: Instant::now(),
        limit,
    })
}

impl Job {
    /// How it ended, if it has: one that takes too long is ended.
    pub(super) fn ended(&mut self) -> Option<Ran> {
        let code = match self.child.try_wait() {
            Ok(Some(status)) => status.code(),
            Ok(None) if self.begun.elapsed() < self.limit => return None,
            Ok(None) | Err(_) => {
                self.end();
                None
            }
        };
        Some(Ran {
            code,
            stdout: self.stdout.text(),
            stderr: self.stderr.text(),
        })
    }

    /// Ends it and what it started, first by asking.
    pub(super) fn end(&mut self) {
        self.signal(Signal::INT);
        let asked = Instant::now();
        while asked.elapsed() < MANNERS {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(TICK);
        }
        self.signal(Signal::KILL);
        let _ = self.child.wait();
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // It may have ended by itself just now.
            let _ = kill_process_group(group, signal);
        }
    }

    /// Waits for its end, or for somebody who wants all of it to end.
    pub(super) fn wait(mut self, stop: Option<&Stop>) -> Result<Ran, Stopped> {
        loop {
            if let Some(ran) = self.ended() {
                return Ok(ran);
            }
            if stop.is_some_and(Stop::is_wanted) {
                self.end();
                return Err(Stopped);
            }
            thread::sleep(TICK);
        }
    }
}

/// Runs `docker` to its end.
pub(super) fn run(args: &[&str], stop: Option<&Stop>, limit: Duration) -> Result<Ran, Stopped> {
    run_with(args, &[], stop, limit)
}

/// The same, with variables.
pub(super) fn run_with(
    args: &[&str],
    variables: &[(String, String)],
    stop: Option<&Stop>,
    limit: Duration,
) -> Result<Ran, Stopped> {
    match start(args, variables, limit) {
        Ok(job) => job.wait(stop),
        Err(error) => Ok(Ran {
            stderr: format!("docker: {error}"),
            ..Ran::default()
        }),
    }
}

/// Longer than an engine takes that is there, and loaded.
const PATIENCE: Duration = Duration::from_secs(15);

/// Why nothing was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Silence {
    /// There is no such command.
    NoCommand,
    /// What it said instead, or that it said nothing.
    Refused(String),
}

/// What `docker` prints with these arguments.
pub(super) fn ask(args: &[&str]) -> Result<String, Silence> {
    let job = start(args, &[], PATIENCE).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Silence::NoCommand,
        _ => Silence::Refused(error.to_string()),
    })?;
    let ran = job.wait(None).unwrap_or_default();
    if ran.is_ok() {
        return Ok(ran.stdout);
    }
    let said = ran.stderr.lines().find(|line| !line.trim().is_empty());
    let silent = || format!("`docker {}` says nothing", args.first().unwrap_or(&""));
    let said = said.map_or_else(silent, |line| line.trim().to_owned());
    Err(Silence::Refused(said))
}

/// What a command says, read beside it.
struct Said {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

impl Said {
    fn read(from: Option<impl Read + Send + 'static>) -> Self {
        let bytes = Arc::<Mutex<Vec<u8>>>::default();
        let kept = Arc::clone(&bytes);
        let reader = from.map(|from| thread::spawn(move || keep(from, &kept)));
        Self { bytes, reader }
    }

    /// All of it, once the command has ended. What it left running may still hold the pipe: that is
    /// not waited for.
    fn text(&self) -> String {
        let asked = Instant::now();
        let open = || {
            self.reader
                .as_ref()
                .is_some_and(|reader| !reader.is_finished())
        };
        while open() && asked.elapsed() < Duration::from_secs(1) {
            thread::sleep(Duration::from_millis(1));
        }
        let bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Reads to the end, and keeps the last part.
fn keep(mut from: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut some = [0_u8; 8192];
    while let Ok(length @ 1..) = from.read(&mut some) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(some.get(..length).unwrap_or_default());
        if kept.len() > 2 * LONGEST {
            let surplus = kept.len() - LONGEST;
            kept.drain(..surplus);
        }
    }
}
