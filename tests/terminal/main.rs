//! The terminal's manners, by a small program that shows what it is told: this very binary, started again in a terminal
//! of its own. It is no part of `it` because the harness there runs a test in a thread, and a stop or an interrupt of a
//! program is taken by its main thread: who asks for it has to be that one, as in the product.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail loudly"
)]

mod manners;
#[path = "../it/support/pty.rs"]
mod pty;

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::panic;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::mpsc;

use crossterm::event::{KeyCode, KeyModifiers};
use dockwright::shell::tty::{self, Input, Kind, Screen, Session};
use ratatui::buffer::Buffer;
use ratatui::widgets::{Paragraph, Widget as _};

const CHILD: &str = "DOCKWRIGHT_TEST_CHILD";

macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        const TESTS: &[(&str, fn())] = &[$((concat!("manners::", stringify!($name)), manners::$name)),*];
    };
}

tests![
    it_enters_and_leaves_and_nothing_is_left_on,
    keys_pastes_clicks_and_the_size_arrive,
    a_flood_of_keys_is_read_to_the_last,
    a_frame_that_changes_nothing_sends_nothing,
    a_panic_restores_first_and_speaks_then,
    signals_are_told_and_end_it_well,
    when_nobody_listens_any_more_signals_do_what_they_always_do,
    a_borrower_gets_every_key_and_its_ctrl_c_is_its_own,
    ctrl_z_goes_to_the_shell_and_fg_comes_back_with_everything,
    stopped_from_outside_it_draws_everything_when_it_goes_on,
    without_a_shell_there_is_nobody_to_come_back_from,
    a_lost_terminal_is_told_and_ends_it,
    an_idle_program_is_not_woken,
];

/// Options of the usual harness with a value of their own, which is no name of a test.
const VALUED: [&str; 4] = ["--color", "--format", "--skip", "--test-threads"];

/// Every test whose name has one of the arguments in it, and none that `--skip` names: as the usual harness does.
fn main() -> ExitCode {
    if std::env::var_os(CHILD).is_some() {
        child();
        return ExitCode::SUCCESS;
    }
    let (mut words, mut skipped) = (Vec::new(), Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if VALUED.contains(&argument.as_str()) {
            let value = arguments.next();
            skipped.extend(value.filter(|_| argument == "--skip"));
        } else if !argument.starts_with('-') {
            words.push(argument);
        }
    }
    let named = |name: &str, by: &[String]| by.iter().any(|word| name.contains(word.as_str()));
    let mut failed = 0;
    for (name, test) in TESTS {
        if !words.is_empty() && !named(name, &words) || named(name, &skipped) {
            continue;
        }
        let passed = panic::catch_unwind(test).is_ok();
        failed += usize::from(!passed);
        let how = if passed { "ok" } else { "FAILED" };
        say(&format!("test {name} ... {how}"));
    }
    ExitCode::from(u8::from(failed > 0))
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
}

/// Shows the last things it was told. `q` ends it, Ctrl-z suspends, `e` lends the terminal to a shell's `read`,
/// `x` panics, `t` panics in another thread, `n` draws and changes nothing,
/// `f` gives the terminal back for good and asks in another way.
fn child() {
    let log = std::env::var_os("LOG").map(PathBuf::from);
    let (send, inputs) = mpsc::channel();
    let mut session = Session::enter().unwrap();
    let listener = tty::listen(move |input| {
        let _ = send.send(input);
    })
    .unwrap();
    let mut screen = Screen::stdout(tty::size().unwrap()).unwrap();
    let mut told = vec!["ready".to_owned()];
    let draw = |screen: &mut Screen<fs::File>, told: &[String]| {
        let text = told[told.len().saturating_sub(8)..].join("\n");
        screen.draw(|buffer: &mut Buffer| {
            Paragraph::new(text).render(buffer.area, buffer);
            Some((0, 0))
        })
    };
    draw(&mut screen, &told).unwrap();
    for input in inputs {
        if let Some(log) = &log {
            let mut log = OpenOptions::new()
                .create(true)
                .append(true)
                .open(log)
                .unwrap();
            writeln!(log, "{input:?}").unwrap();
        }
        told.push(short(&input));
        let again = match input {
            Input::Key(key) => match (key.code, key.modifiers) {
                (KeyCode::Char('q' | 'f'), _) => break,
                (KeyCode::Char('x'), _) => panic!("on purpose"),
                (KeyCode::Char('t'), _) => {
                    let thread = std::thread::spawn(|| panic!("in a thread"));
                    assert!(thread.join().is_err());
                    break;
                }
                (KeyCode::Char('n'), _) => {
                    told.pop();
                    false
                }
                (KeyCode::Char('z'), KeyModifiers::CONTROL) => {
                    session.suspend(&listener).unwrap();
                    true
                }
                (KeyCode::Char('e'), _) => {
                    let lent = session.lend(&listener, || {
                        Command::new("sh")
                            .args([
                                "-c",
                                "trap 'echo interrupted' INT; echo lent
                                read line; echo \"got <$line>\"
                                until read line; do :; done",
                            ])
                            .status()
                    });
                    assert!(lent.unwrap().unwrap().success());
                    true
                }
                _ => false,
            },
            Input::Resize(..) => true,
            Input::Signal(Kind::Continue) => {
                session.renew().unwrap();
                true
            }
            Input::Signal(_) | Input::Lost => break,
            _ => false,
        };
        if again {
            screen.renew(tty::size().unwrap()).unwrap();
        }
        draw(&mut screen, &told).unwrap();
    }
    session.leave();
    drop(listener);
    if told.last().is_some_and(|last| last == "key f") {
        crossterm::terminal::enable_raw_mode().unwrap();
        say("asking");
        std::io::stdin().read_line(&mut String::new()).unwrap();
    }
    session.leave();
    drop(session);
    say("gone");
}

fn short(input: &Input) -> String {
    match input {
        Input::Key(key) if key.modifiers.is_empty() => format!("key {}", key.code),
        Input::Key(key) => format!("key {}+{}", key.modifiers, key.code),
        other => format!("{other:?}"),
    }
}
