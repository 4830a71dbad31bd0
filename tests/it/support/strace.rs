//! The program under strace: which system calls of a run change something, and what becomes of it
//! when one of them kills it or fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// Calls that change something, whatever they are told to do.
const CHANGES: [&str; 48] = [
    "chmod",
    "chown",
    "copy_file_range",
    "creat",
    "fallocate",
    "fchmod",
    "fchmodat",
    "fchmodat2",
    "fchown",
    "fchownat",
    "fdatasync",
    "flock",
    "fremovexattr",
    "fsetxattr",
    "fsync",
    "ftruncate",
    "futimesat",
    "lchown",
    "link",
    "linkat",
    "lremovexattr",
    "lsetxattr",
    "mkdir",
    "mkdirat",
    "mknod",
    "mknodat",
    "msync",
    "pwrite64",
    "pwritev",
    "pwritev2",
    "removexattr",
    "rename",
    "renameat",
    "renameat2",
    "rmdir",
    "sendfile",
    "setxattr",
    "splice",
    "symlink",
    "symlinkat",
    "sync",
    "sync_file_range",
    "syncfs",
    "truncate",
    "unlink",
    "unlinkat",
    "utimensat",
    "write",
];
/// Calls that open: they change something by some of their flags.
const OPENS: [&str; 3] = ["open", "openat", "openat2"];
const WRITES: [&str; 5] = ["O_CREAT", "O_WRONLY", "O_RDWR", "O_TRUNC", "O_APPEND"];
/// Calls that change nothing on a disk. What is in none of these lists fails the test.
const HARMLESS: [&str; 46] = [
    "access",
    "arch_prctl",
    "brk",
    "close",
    "execve",
    "exit",
    "exit_group",
    "faccessat",
    "faccessat2",
    "fcntl",
    "fstat",
    "fstatfs",
    "futex",
    "getcwd",
    "getdents64",
    "getegid",
    "geteuid",
    "getgid",
    "getpid",
    "getrandom",
    "gettid",
    "getuid",
    "ioctl",
    "lseek",
    "lstat",
    "madvise",
    "mmap",
    "mprotect",
    "mremap",
    "munmap",
    "newfstatat",
    "poll",
    "pread64",
    "prlimit64",
    "read",
    "readlink",
    "readlinkat",
    "rseq",
    "rt_sigaction",
    "rt_sigprocmask",
    "sched_getaffinity",
    "set_robust_list",
    "set_tid_address",
    "sigaltstack",
    "stat",
    "statx",
];

/// One call of a run that changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) name: String,
    /// The how manieth call of this name it is, from 1.
    pub(crate) nth: usize,
    /// The call without its result and without bytes.
    pub(crate) shape: String,
}

/// What a call does instead of what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The process is gone.
    Kill,
    /// It fails so.
    Error(&'static str),
    /// It and all after it of its name fail so: the disk is full and stays full.
    Full,
}

/// Why nothing can be run under strace here; none if it can.
pub(crate) fn missing() -> Option<String> {
    match Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "true"])
        .output()
    {
        Err(error) => Some(format!("strace: {error}")),
        Ok(output) if !output.status.success() => {
            Some(String::from_utf8_lossy(&output.stderr).trim().to_owned())
        }
        Ok(_) => None,
    }
}

/// The program in `dir`, its calls logged.
fn strace(dir: &Path, log: &Path, options: &[String], arguments: &[&str]) -> Command {
    let mut command = Command::new("strace");
    command
        .args(["-f", "-q", "-s", "0", "-o"])
        .arg(log)
        .args(options)
        .arg(env!("CARGO_BIN_EXE_dockwright"))
        .args(arguments)
        .current_dir(dir)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", dir)
        .env("DOCKWRIGHT_PROBE_PORTS", "no")
        .stdin(Stdio::null());
    command
}

/// A run that waits in the middle.
pub(crate) struct Halted {
    child: Child,
    process: Pid,
}

impl Halted {
    /// Lets it go on to its end.
    pub(crate) fn go_on(self) -> Output {
        kill_process(self.process, Signal::CONT).unwrap();
        self.child.wait_with_output().unwrap()
    }
}

/// Runs it until a call, which is the last it makes before it waits.
pub(crate) fn halted(dir: &Path, arguments: &[&str], (name, nth): (&str, usize)) -> Halted {
    let log = dir.join("log");
    let options = ["-e", &format!("trace={name}"), "-e"].map(str::to_owned);
    let inject = format!("inject={name}:signal=SIGSTOP:when={nth}");
    let options = [options.to_vec(), vec![inject]].concat();
    let mut command = strace(dir, &log, &options, arguments);
    let (stdout, stderr) = (Stdio::piped(), Stdio::piped());
    let child = command.stdout(stdout).stderr(stderr).spawn().unwrap();
    Halted {
        child,
        process: stopped(&log),
    }
}

/// Waits until the log says that the process is stopped; gives that process.
fn stopped(log: &Path) -> Pid {
    let begun = Instant::now();
    loop {
        let text = fs::read_to_string(log).unwrap_or_default();
        let mut lines = text.lines();
        if let Some(line) = lines.find(|line| line.contains("stopped by SIGSTOP")) {
            let process = line.split_whitespace().next().unwrap();
            fs::remove_file(log).unwrap();
            return Pid::from_raw(process.parse().unwrap()).unwrap();
        }
        assert!(
            begun.elapsed() < Duration::from_mins(1),
            "it never stopped: {text}"
        );
        thread::sleep(Duration::from_millis(5));
    }
}

/// Runs it, and gives all calls that change something.
pub(crate) fn changing(dir: &Path, log: &Path, arguments: &[&str]) -> (Output, Vec<Call>) {
    let output = strace(dir, log, &[], arguments).output().unwrap();
    let text = fs::read_to_string(log).unwrap();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    let mut calls = Vec::new();
    let process = text.split_whitespace().next().unwrap();
    for line in text.lines() {
        let (who, line) = line.split_once(' ').unwrap();
        assert_eq!(
            who, process,
            "it begins no other process and no thread: {line}"
        );
        let Some((name, shape)) = call(line.trim_start()) else {
            continue;
        };
        let nth = count.entry(name).or_default();
        *nth += 1;
        let changes = if OPENS.contains(&name) {
            WRITES.iter().any(|flag| shape.contains(flag))
        } else {
            let known = CHANGES.contains(&name) || HARMLESS.contains(&name);
            assert!(
                known,
                "nobody said whether `{name}` changes something: {line}"
            );
            CHANGES.contains(&name)
        };
        if changes {
            calls.push(Call {
                name: name.to_owned(),
                nth: *nth,
                shape: shape.to_owned(),
            });
        }
    }
    (output, calls)
}

/// Name and shape of a line that is a call.
fn call(line: &str) -> Option<(&str, &str)> {
    let (name, _) = line.split_once('(')?;
    let is_call = name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_');
    let end = line.rfind(" = ")?;
    is_call.then(|| (name, line[..end].trim_end()))
}

/// Runs it with a fault in one call. That the fault came, and in that very call, is made sure of.
pub(crate) fn with_fault(
    dir: &Path,
    log: &Path,
    arguments: &[&str],
    (at, fault): (&Call, Fault),
) -> Output {
    let how = match fault {
        Fault::Kill => "signal=SIGKILL".to_owned(),
        Fault::Error(error) => format!("error={error}"),
        Fault::Full => "error=ENOSPC".to_owned(),
    };
    let on = if fault == Fault::Full { "+" } else { "" };
    let (name, nth) = (&at.name, at.nth);
    let mut options = vec![
        "-e".to_owned(),
        format!("trace={name}"),
        "-e".to_owned(),
        format!("inject={name}:{how}:when={nth}{on}"),
    ];
    if fault != Fault::Kill {
        // It stops at no other call, which is faster; signals do not come then.
        options.push("--seccomp-bpf".to_owned());
    }
    let output = strace(dir, log, &options, arguments).output().unwrap();
    let text = fs::read_to_string(log).unwrap();
    let calls: Vec<&str> = text.lines().filter(|line| line.contains('(')).collect();
    let hit = calls.get(nth - 1).copied().unwrap_or_default();
    let (_, shape) = call(hit.split_once(' ').unwrap().1.trim_start()).unwrap();
    let came = match fault {
        Fault::Kill => calls.len() == nth && text.contains("+++ killed by SIGKILL +++"),
        Fault::Error(_) | Fault::Full => hit.ends_with("(INJECTED)"),
    };
    assert!(
        came && shape == at.shape,
        "{at:?} {fault:?} did not come:\n{text}"
    );
    output
}
