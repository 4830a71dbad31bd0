//! The budget of `init` (design 8): whole processes, in one run beside `cp -r` of the result.
//!
//! `cargo bench` prints CPU per run, wall time of both and their ratio, and fails where a budget
//! is broken: 10 ms of CPU, twice the wall time of `cp -r`.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark prints"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

const RUNS: u32 = 100;
/// The kernel counts the CPU of children in these.
const TICK: Duration = Duration::from_millis(10);

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "--test") {
        return ExitCode::SUCCESS;
    }
    let holder = tempfile::tempdir().unwrap();
    let (project, copy) = (holder.path().join("demo"), holder.path().join("copy"));
    let mut init = Vec::new();
    let mut copied = Vec::new();
    let mut cpu = Duration::ZERO;
    for _ in 0..RUNS {
        remove(&project);
        let before = children_cpu();
        init.push(wall(
            Command::new(env!("CARGO_BIN_EXE_dockwright"))
                .args(["init", "--preset", "django-vite", "--yes"])
                .arg(&project),
        ));
        cpu += children_cpu().saturating_sub(before);
        remove(&copy);
        copied.push(wall(Command::new("cp").arg("-r").arg(&project).arg(&copy)));
    }
    let cpu = cpu / RUNS;
    let (init, copied) = (median(init), median(copied));
    let ratio = init.as_secs_f64() / copied.as_secs_f64();
    println!("init --preset django-vite, {RUNS} runs, whole processes");
    println!("  CPU    {:.2} ms a run, budget 10 ms", milliseconds(cpu));
    println!(
        "  wall   {:.2} ms, cp -r of the result {:.2} ms, ratio {ratio:.2}, budget 2",
        milliseconds(init),
        milliseconds(copied)
    );
    if cpu > Duration::from_millis(10) || ratio > 2.0 {
        println!("  over budget");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn remove(path: &Path) {
    if path.exists() {
        fs::remove_dir_all(path).unwrap();
    }
}

fn wall(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// User and system time of all children that have ended: fields 16 and 17 of /proc/self/stat.
fn children_cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat
        .rsplit_once(')')
        .unwrap()
        .1
        .split_whitespace()
        .collect();
    let ticks: u32 = [13, 14]
        .iter()
        .map(|place| fields[*place].parse::<u32>().unwrap())
        .sum();
    TICK * ticks
}
