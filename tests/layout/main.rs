//! Writes `assets/layout.txt`: the functions that the wizard runs, which a release lays together (see `src/build/layout.rs`).
//!
//! `cargo test --test layout` builds a release with its names, goes through the wizard in valgrind (from the distribution)
//! and takes down what ran: first what everybody comes by (outline, form, answers), then what one looks at now and then.
//! To be done before a release, and when `cargo bench --bench wizard` finds more in memory than there was: each new
//! function that is not in the list costs up to 64 KB.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a tool prints, and ends where it cannot go on"
)]

#[path = "../bench/shop.rs"]
mod shop;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use std::{env, fs};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// In valgrind a frame takes its time.
const QUIET: Duration = Duration::from_millis(800);

/// In place of a key: down, until the row of the port is the selected one.
const PORT: char = '\0';

/// One way through the wizard: services, columns and rows, keys.
type Way = (usize, (u16, u16), String);

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = root.join("target/layout");
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let built = Command::new(cargo)
        .args(["build", "--release", "--locked", "--bin", "dockwright"])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_PROFILE_RELEASE_STRIP", "none")
        .status();
    assert!(built.unwrap().success(), "no release");
    let program = target.join("release/dockwright");
    let holder = tempfile::tempdir().unwrap();
    let mut seen = BTreeSet::new();
    let mut list = "# What the wizard runs, by the names that the linker knows (a star for what differs from build to build).\n\
                    # Made by `cargo test --test layout`.\n"
        .to_owned();
    for (what, ways) in [
        ("Always.", [way(4), way(20), way(200)].to_vec()),
        ("Now and then.", vec![tour()]),
    ] {
        let mut ran = BTreeSet::new();
        for way in ways {
            println!("{} services, {}x{}", way.0, way.1.0, way.1.1);
            ran.extend(run(&program, holder.path(), &way));
        }
        list.push_str(&format!("# {what}\n"));
        for name in ran.difference(&seen) {
            list.push_str(name);
            list.push('\n');
        }
        seen.extend(ran);
    }
    assert!(seen.len() > 1000, "{} functions: has it names?", seen.len());
    fs::write(root.join("assets/layout.txt"), list).unwrap();
    println!("{} functions", seen.len());
}

/// From the outline into a form, over its rows, and a port again and again.
fn way(services: usize) -> Way {
    let size = if services == 20 { (200, 60) } else { (120, 40) };
    let rows = "j".repeat(20) + &"k".repeat(20);
    let port = "\r\u{15}9100\r\r\u{15}9101\r\r\u{15}9100\r";
    let keys = format!("jkj\r{rows}{PORT}{}{port}", "kj".repeat(5));
    (services, size, keys)
}

/// The finder, the matrix, each view, help, problems, files, the review, a search, an answer and back, marks, its lines.
fn tour() -> Way {
    let keys = "apost\u{1b}\u{1b}p \u{1b}]]]bb?\u{1b}!\u{1b}f\u{1b}w\u{1b}/db\rnuUt\u{1b}i\u{1b}zz";
    (4, (200, 60), keys.to_owned())
}

/// Goes that way; gives the functions that ran.
fn run(program: &Path, holder: &Path, (services, size, keys): &Way) -> BTreeSet<String> {
    let dir = holder.join(format!("shop{services}"));
    if !dir.exists() {
        shop::project(program, &dir, *services);
    }
    // Drafts of the way before.
    let _ = fs::remove_dir_all(holder.join(".local"));
    let profile = holder.join("callgrind.out");
    let size = PtySize {
        cols: size.0,
        rows: size.1,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new("valgrind");
    command.args([
        "--tool=callgrind",
        "--demangle=no",
        "-q",
        "--log-file=/dev/null",
    ]);
    command.arg(format!("--callgrind-out-file={}", profile.display()));
    command.arg(program);
    command.cwd(&dir);
    command.env_clear();
    command.env("PATH", env::var("PATH").unwrap());
    command.env("HOME", holder);
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    let mut child = pair.slave.spawn_command(command).expect("valgrind");
    drop(pair.slave);
    let came = reader(pair.master.try_clone_reader().unwrap());
    let mut keyboard = pair.master.take_writer().unwrap();
    let mut screen = vt100::Parser::new(rows(size.rows), rows(size.cols), 0);
    screen.process(&came.recv_timeout(Duration::from_mins(1)).expect("a frame"));
    settle(&came, &mut screen, Duration::from_secs(10));
    for key in keys.chars() {
        if key == PORT {
            let mut downs = 0..40;
            while !screen.screen().contents().contains("\u{25b8} port ") {
                downs.next().expect("no row of the port");
                keyboard.write_all(b"j").unwrap();
                settle(&came, &mut screen, QUIET);
            }
            continue;
        }
        let mut bytes = [0; 4];
        let bytes = key.encode_utf8(&mut bytes).as_bytes();
        keyboard.write_all(bytes).unwrap();
        settle(&came, &mut screen, QUIET);
    }
    let pid = child.process_id().unwrap().to_string();
    let ended = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(ended.unwrap().success());
    while came.recv().is_ok() {}
    child.wait().unwrap();
    functions(&fs::read_to_string(profile).unwrap())
}

fn rows(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

fn reader(mut output: Box<dyn std::io::Read + Send>) -> Receiver<Vec<u8>> {
    let (tx, rx) = channel();
    std::thread::spawn(move || {
        let mut bytes = vec![0; 65536];
        while let Ok(length @ 1..) = output.read(&mut bytes) {
            if tx.send(bytes[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    rx
}

fn settle(came: &Receiver<Vec<u8>>, screen: &mut vt100::Parser, quiet: Duration) {
    while let Ok(bytes) = came.recv_timeout(quiet) {
        screen.process(&bytes);
    }
}

/// The names of a profile that are Rust's: there a function is `(number) name` where it is first told, and `(number)`
/// after that.
fn functions(profile: &str) -> BTreeSet<String> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let mut ran = BTreeSet::new();
    for line in profile.lines() {
        let Some((word @ ("fn" | "cfn"), told)) = line.split_once('=') else {
            continue;
        };
        let (number, name) = told.split_once(' ').unwrap_or((told, ""));
        if !name.is_empty() {
            names.insert(number, name);
        }
        let name = names[number];
        if word == "fn" && name.starts_with("_R") {
            ran.insert(lasting(name));
        }
    }
    ran
}

/// A name with a star for what another build calls otherwise: a crate's hash, and at its end which crate a copy was made
/// for, of which the linker keeps one or another. (The script has a star behind each name.)
fn lasting(name: &str) -> String {
    let name = name.split('.').next().unwrap_or(name);
    let mut parts = name.split("Cs");
    let mut lasting = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        lasting.push_str("Cs");
        match part.split_once('_') {
            Some((hash, rest)) if hash.chars().all(|c| c.is_ascii_alphanumeric()) => {
                lasting.push_str(&format!("*_{rest}"));
            }
            _ => lasting.push_str(part),
        }
    }
    if let Some((before, last)) = lasting.rsplit_once("Cs*_") {
        let length = last.trim_end_matches(|c: char| !c.is_ascii_digit());
        let is_crate = length.parse() == Ok(last.len() - length.len());
        if is_crate {
            lasting.truncate(before.len());
        }
    }
    lasting
}
