//! What is promised, each on a child in a terminal.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::CHILD;
use crate::pty::Pty;

fn start(dir: &TempDir, env: &[(&str, &str)]) -> Pty {
    let env = [&[(CHILD, "1")], env].concat();
    let mut pty = Pty::program(&this(), &[], (60, 12), &env, dir.path());
    pty.wait_text("ready");
    pty
}

fn this() -> PathBuf {
    std::env::current_exe().unwrap()
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub(crate) fn it_enters_and_leaves_and_nothing_is_left_on() {
    let dir = folder();
    let mut pty = start(&dir, &[]);
    assert!(pty.before.canonical && pty.before.echo && pty.before.signals);
    let now = pty.termios();
    assert!(!now.canonical && !now.echo && !now.signals);
    for mode in [1049, 2004, 1004, 1000, 1002, 1006] {
        assert_eq!(pty.modes().get(&mode), Some(&true), "{mode}");
    }
    assert_eq!(pty.modes().get(&1003), None);
    pty.keys("q");
    let (status, raw) = pty.wait_sane();
    assert!(status.success(), "{raw}");
    // Left once, although asked three times.
    assert_eq!(raw.matches("\x1b[?1049l").count(), 1);
    assert!(raw.split("\x1b[?1049l").nth(1).unwrap().contains("gone"));
}

pub(crate) fn keys_pastes_clicks_and_the_size_arrive() {
    let dir = folder();
    let mut pty = start(&dir, &[]);
    pty.keys("a <Up> <C-c> <A-w>");
    let rows = pty.wait_text("key w");
    assert_eq!(
        rows[1..6],
        ["key a", "key Up", "key Control+c", "key Esc", "key w"]
    );
    pty.paste("one\rtwo");
    pty.wait_text("Paste(\"one\\ntwo\")");
    pty.click(4, 2);
    pty.wait_text("kind: Up(Left), column: 4, row: 2");
    pty.send(b"\x1b[O");
    pty.wait_text("Focus(false)");
    pty.resize(70, 9);
    pty.wait_text("Resize(70, 9)");
    // Behind a lone `Esc [` nothing is lost.
    pty.keys("<Esc> [");
    pty.wait_for(|rows| rows.ends_with(&["key Esc".to_owned(), "key [".to_owned(), String::new()]));
    pty.keys("j");
    pty.wait_text("key j");
    pty.keys("q");
    pty.wait_sane();
}

pub(crate) fn a_flood_of_keys_is_read_to_the_last() {
    let dir = folder();
    let log = dir.path().join("log");
    let mut pty = start(&dir, &[("LOG", log.to_str().unwrap())]);
    let flood = "j".repeat(3000) + "k";
    pty.send(flood.as_bytes());
    pty.wait_text("key k");
    pty.keys("q");
    pty.wait_sane();
    assert_eq!(fs::read_to_string(log).unwrap().lines().count(), 3002);
}

pub(crate) fn a_frame_that_changes_nothing_sends_nothing() {
    let dir = folder();
    let mut pty = start(&dir, &[]);
    let before = pty.raw();
    pty.keys("n n n a");
    pty.wait_text("key a");
    let sent = pty.raw()[before.len()..].to_vec();
    let sent = String::from_utf8(sent).unwrap();
    assert_eq!(sent.matches("\x1b[?2026h").count(), 1, "{sent:?}");
    assert!(sent.starts_with("\x1b[?2026h") && sent.ends_with("\x1b[?2026l"));
    pty.keys("q");
    pty.wait_sane();
}

pub(crate) fn a_panic_restores_first_and_speaks_then() {
    let dir = folder();
    for (keys, message) in [("x", "on purpose"), ("t", "in a thread")] {
        let mut pty = start(&dir, &[]);
        pty.keys(keys);
        let (_, raw) = pty.wait_sane();
        let (before, after) = raw.split_once("\x1b[?1049l").unwrap();
        assert!(
            after.contains(message) && !before.contains(message),
            "{raw:?}"
        );
    }
}

pub(crate) fn signals_are_told_and_end_it_well() {
    let dir = folder();
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut pty = start(&dir, &[]);
        pty.signal(signal);
        let (status, raw) = pty.wait_sane();
        assert!(status.success(), "{raw}");
        assert!(raw.contains("gone"));
    }
}

pub(crate) fn when_nobody_listens_any_more_signals_do_what_they_always_do() {
    let dir = folder();
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut pty = start(&dir, &[]);
        pty.keys("f");
        pty.wait_text("asking");
        pty.signal(signal);
        let (status, raw) = pty.wait_sane();
        assert!(status.signal().is_some(), "{raw}");
    }
}

pub(crate) fn a_borrower_gets_every_key_and_its_ctrl_c_is_its_own() {
    let dir = folder();
    let mut pty = start(&dir, &[]);
    pty.keys("e");
    pty.wait_text("lent");
    assert_eq!(pty.termios(), pty.before);
    assert_eq!(pty.modes().get(&1049), Some(&false));
    pty.line("words");
    pty.wait_text("got <words>");
    pty.keys("<C-c>");
    pty.wait_text("interrupted");
    pty.keys("<Enter>");
    pty.wait_text("key e");
    assert!(!pty.termios().canonical);
    pty.keys("a");
    let rows = pty.wait_text("key a");
    assert_eq!(rows[..3], ["ready", "key e", "key a"]);
    pty.keys("q");
    pty.wait_sane();
}

/// A shell with job control, and the child started by it.
fn in_a_shell(dir: &Path) -> Pty {
    let mut pty = Pty::program(
        Path::new("/bin/sh"),
        &["-i"],
        (60, 12),
        &[("PS1", "shell> "), ("ENV", "")],
        dir,
    );
    pty.wait_text("shell>");
    let command = format!("{CHILD}=1 {}", this().display());
    fs::write(dir.join("go"), command).unwrap();
    pty.line("set -m; sh ./go");
    pty.wait_text("ready");
    pty
}

pub(crate) fn ctrl_z_goes_to_the_shell_and_fg_comes_back_with_everything() {
    let dir = folder();
    let mut pty = in_a_shell(dir.path());
    for round in 1..3 {
        pty.keys("<C-z>");
        // The shell has it when its prompt is the last thing shown.
        pty.wait_for(|rows| {
            rows.iter()
                .rfind(|row| !row.is_empty())
                .is_some_and(|row| row == "shell>")
        });
        assert_eq!(pty.modes().get(&1049), Some(&false));
        assert_eq!(pty.modes().get(&1000), Some(&false));
        assert!(!pty.look_at(vt100::Screen::hide_cursor));
        pty.line(&format!("echo h''i {round}"));
        pty.wait_text(&format!("hi {round}"));
        pty.line("fg");
        pty.wait_for(|rows| rows[0] == "ready");
        assert_eq!(pty.modes().get(&1049), Some(&true));
        // The first key after it is ours.
        pty.keys("a");
        pty.wait_for(|rows| rows.iter().filter(|row| *row == "key a").count() == round);
    }
    pty.keys("q");
    pty.wait_text("gone");
    pty.line("exit");
    let (status, raw) = pty.wait_sane();
    assert!(status.success(), "{raw}");
}

pub(crate) fn stopped_from_outside_it_draws_everything_when_it_goes_on() {
    let dir = folder();
    let mut pty = start(&dir, &[]);
    let before = pty.raw().len();
    pty.signal(Signal::STOP);
    pty.signal(Signal::CONT);
    pty.wait_text("Signal(Continue)");
    let sent = String::from_utf8(pty.raw()[before..].to_vec()).unwrap();
    assert!(
        sent.contains("\x1b[?1000h") && sent.contains("ready"),
        "{sent:?}"
    );
    assert!(!pty.termios().canonical);
    pty.keys("q");
    pty.wait_sane();
}

pub(crate) fn without_a_shell_there_is_nobody_to_come_back_from() {
    let dir = folder();
    let mut pty = start(&dir, &[]);
    pty.keys("<C-z> a");
    pty.wait_text("key a");
    pty.keys("q");
    pty.wait_sane();
}

pub(crate) fn a_lost_terminal_is_told_and_ends_it() {
    let dir = folder();
    let log = dir.path().join("log");
    let command = format!("{}; true", this().display());
    let env = [(CHILD, "1"), ("LOG", log.to_str().unwrap())];
    let mut pty = Pty::program(
        Path::new("/bin/sh"),
        &["-c", &command],
        (60, 12),
        &env,
        dir.path(),
    );
    pty.wait_text("ready");
    // The leader of the session goes: the terminal is taken from all who have it.
    pty.signal(Signal::KILL);
    let mut seen = String::new();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while seen.is_empty() {
        assert!(std::time::Instant::now() < until);
        seen = fs::read_to_string(&log).unwrap_or_default();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(
        seen.contains("Lost") || seen.contains("Signal(HangUp)"),
        "{seen}"
    );
}

pub(crate) fn an_idle_program_is_not_woken() {
    let dir = folder();
    let mut pty = start(&dir, &[]);
    let switches = |pty: &Pty| -> u64 {
        fs::read_dir(format!("/proc/{}/task", pty.id()))
            .unwrap()
            .map(|task| fs::read_to_string(task.unwrap().path().join("status")).unwrap())
            .flat_map(|status| status.lines().map(str::to_owned).collect::<Vec<_>>())
            .filter_map(|line| {
                line.split_once("ctxt_switches:")
                    .map(|(_, n)| n.trim().parse::<u64>().unwrap())
            })
            .sum()
    };
    pty.keys("a");
    pty.wait_text("key a");
    // Once it has gone to sleep it stays asleep.
    let mut before = switches(&pty);
    let bytes = pty.raw().len();
    let asleep = (0..50).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        let now = switches(&pty);
        let same = now == before;
        before = now;
        same
    });
    assert!(asleep, "never idle");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(switches(&pty), before);
    assert_eq!(pty.raw().len(), bytes);
    pty.keys("q");
    pty.wait_sane();
}
