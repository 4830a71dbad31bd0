//! The terminal for tests, judged on programs everybody knows.

use std::path::Path;

use rustix::process::Signal;
use tempfile::tempdir;

use crate::support::pty::Pty;

fn sh(script: &str) -> (Pty, tempfile::TempDir) {
    let dir = tempdir().unwrap();
    let pty = Pty::program(
        Path::new("/bin/sh"),
        &["-c", script],
        (40, 6),
        &[],
        dir.path(),
    );
    (pty, dir)
}

#[test]
fn a_program_reads_keys_and_shows_lines() {
    let (mut pty, _dir) = sh("read a; echo \"<$a>\"; exit 3");
    pty.keys("ma i <Enter>");
    pty.wait_text("<mai>");
    let (status, _) = pty.wait_sane();
    assert_eq!(status.exit_code(), 3);
}

#[test]
fn the_size_the_style_and_the_cursor_are_seen() {
    let (mut pty, _dir) =
        sh("stty size; printf '\\033[1;31mred\\033[0m'; read a; stty size; read a");
    let rows = pty.wait_text("red");
    assert_eq!(rows[0], "6 40");
    pty.look_at(|screen| {
        let cell = screen.cell(1, 0).unwrap();
        assert_eq!(cell.fgcolor(), vt100::Color::Idx(1));
        assert!(cell.bold());
        assert_eq!(screen.cursor_position(), (1, 3));
    });
    pty.resize(50, 7);
    pty.keys("<Enter>");
    pty.wait_text("7 50");
    pty.keys("<Enter>");
    pty.wait_sane();
}

#[test]
fn a_signal_is_seen_in_the_status() {
    let (mut pty, _dir) = sh("echo up; read a");
    pty.wait_text("up");
    pty.signal(Signal::TERM);
    assert!(pty.wait_exit().signal().is_some());
}

#[test]
#[should_panic(expected = "left on")]
fn a_mode_left_on_is_found() {
    let (mut pty, _dir) = sh("printf '\\033[?1004h\\033[?2004h\\033[?2004l'");
    pty.wait_sane();
}

#[test]
#[should_panic(expected = "the cursor is hidden")]
fn a_cursor_left_hidden_is_found() {
    let (mut pty, _dir) = sh("printf '\\033[?25l'");
    pty.wait_sane();
}

#[test]
#[should_panic(expected = "canonical: false")]
fn raw_mode_left_on_is_found() {
    let (mut pty, _dir) = sh("stty raw");
    pty.wait_sane();
}

#[test]
#[should_panic(expected = "it ended, and showed")]
fn what_is_never_shown_is_told_with_the_screen() {
    let (mut pty, _dir) = sh("echo other");
    pty.wait_text("this");
}
