//! A throw-away stack in the wizard: its lines as they come, its end by a key, and nothing left of it
//! however the wizard ends.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use dockwright::core::verify::Finding;
use dockwright::ui::tui::model::Screen;
use dockwright::ui::tui::msg::{Msg, Progress};
use dockwright::ui::tui::verify::State;
use rustix::process::Signal;

use crate::support::Sandbox;
use crate::support::pty::Pty;
use crate::support::wizard::{Did, Wizard};

const SMALL: (u16, u16) = (80, 24);

fn state(wizard: &Wizard) -> State {
    wizard.model.verify.as_ref().unwrap().state
}

fn found(wizard: &mut Wizard, check: &str) {
    let finding = Finding::good(check, "up");
    wizard.tell(Msg::Verifying(Progress::Found(finding)));
}

#[test]
fn it_is_begun_where_all_is_written_and_ends_before_one_goes_back() {
    let mut wizard = Wizard::preset("django", "shop", SMALL);
    wizard.keys("v");
    assert_eq!(wizard.model.screen, Screen::Design);
    assert!(wizard.screen().join("\n").contains("w writes first"));
    wizard.keys("w <Enter>");
    let said = wizard.model.said.clone();
    wizard.keys("v");
    assert_eq!(wizard.did.last(), Some(&Did::Verify(true)));
    // A second one does not begin while one goes on.
    let begun = wizard.did.len();
    wizard.keys("v");
    assert_eq!((wizard.did.len(), state(&wizard)), (begun, State::Running));
    wizard.keys("<Esc>");
    assert_eq!(wizard.did.last(), Some(&Did::Verify(false)));
    assert_eq!(
        (wizard.model.screen, state(&wizard)),
        (Screen::Verify, State::Stopped)
    );
    wizard.keys("v");
    assert_eq!(state(&wizard), State::Running);
    wizard.tell(Msg::Verified(Some(vec![Finding::good("engine", "28.5")])));
    wizard.keys("<Esc>");
    assert_eq!(wizard.model.screen, Screen::Written);
    assert_eq!(wizard.model.said, said);
    // And from the design.
    wizard.keys("<Enter> v");
    assert_eq!(wizard.model.screen, Screen::Verify);
    wizard.tell(Msg::Verified(None));
    wizard.keys("<Esc>");
    assert_eq!(wizard.model.screen, Screen::Design);
}

#[test]
fn while_it_is_taken_down_nothing_else_can_be_done_but_leave() {
    let mut wizard = Wizard::preset("django", "shop", SMALL);
    wizard.keys("w <Enter> v");
    wizard.slow = true;
    wizard.keys("<Esc> <Esc> v");
    assert_eq!(
        (wizard.model.screen, state(&wizard)),
        (Screen::Verify, State::Stopping)
    );
    wizard.keys("q");
    assert_eq!(wizard.did.last(), Some(&Did::Quit));
}

#[test]
fn the_window_stays_with_what_comes_until_somebody_scrolls() {
    let mut wizard = Wizard::preset("django", "shop", SMALL);
    wizard.keys("w <Enter> v");
    for number in 0..40 {
        found(&mut wizard, &format!("check-{number}"));
    }
    let shows = |wizard: &Wizard, text: &str| wizard.screen().join("\n").contains(text);
    assert!(shows(&wizard, "check-39") && !shows(&wizard, "check-9 "));
    wizard.keys("g");
    found(&mut wizard, "check-40");
    assert!(shows(&wizard, "check-0 ") && !shows(&wizard, "check-40"));
    wizard.keys("G");
    found(&mut wizard, "check-41");
    assert!(shows(&wizard, "check-41"));
    // The same check told again takes the place of what was said before.
    found(&mut wizard, "check-41");
    assert_eq!(wizard.model.verify.as_ref().unwrap().findings.len(), 42);
}

/// A project beside a `docker` whose build takes for ever; each call is a line of `docker.log`.
fn project() -> (Sandbox, Pty) {
    slow(0)
}

/// The same, where taking it down takes so many seconds.
fn slow(seconds: u32) -> (Sandbox, Pty) {
    let sandbox = Sandbox::preset("static");
    let home = sandbox.dir.parent().unwrap().to_owned();
    let script = format!(
        r#"#!/bin/sh
echo "$*" >> {}/docker.log
case "$*" in
version*) echo 28.5.2 ;;
"compose version"*) echo 2.40.3 ;;
buildx*) echo buildx 0.29 ;;
*" config "*) echo '{{"name":"shop","services":{{"site":{{"image":"nginx:1"}}}}}}' ;;
*" build") echo building; exec sleep 600 ;;
*" down "*) sleep {seconds} ;;
esac
"#,
        home.display()
    );
    fs::create_dir_all(home.join("bin")).unwrap();
    let docker = home.join("bin/docker");
    fs::write(&docker, script).unwrap();
    fs::set_permissions(&docker, fs::Permissions::from_mode(0o755)).unwrap();
    fs::create_dir_all(home.join("tmp")).unwrap();
    let (path, temp) = (
        format!("{}:/usr/bin:/bin", home.join("bin").display()),
        home.join("tmp").display().to_string(),
    );
    let data = home.join("data").display().to_string();
    let env = [
        ("PATH", path.as_str()),
        ("TMPDIR", &temp),
        ("XDG_DATA_HOME", &data),
    ];
    let mut pty = Pty::spawn(&[], SMALL, &env, &sandbox.dir);
    pty.wait_text("in words");
    pty.keys("v");
    pty.wait_text("Verify: a throw-away stack");
    pty.wait_text("development: building the images");
    pty.wait_text("Docker 28.5.2, Compose 2.40.3");
    let begun = Instant::now();
    while !log(&sandbox).contains(" build\n") {
        assert!(begun.elapsed().as_secs() < 20, "{}", log(&sandbox));
        std::thread::sleep(Duration::from_millis(5));
    }
    (sandbox, pty)
}

/// What the docker of the test was told.
fn log(sandbox: &Sandbox) -> String {
    let home = sandbox.dir.parent().unwrap();
    fs::read_to_string(home.join("docker.log")).unwrap_or_default()
}

/// What the docker of the test was told last, and that no folder of the run is left.
fn taken_down(sandbox: &Sandbox) {
    let home = sandbox.dir.parent().unwrap();
    let log = log(sandbox);
    let built = log.find(" build\n").unwrap();
    assert!(log[built..].contains(" down --volumes "), "{log}");
    let left: Vec<_> = fs::read_dir(home.join("tmp")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn esc_takes_it_down_and_the_wizard_goes_on() {
    let (sandbox, mut pty) = project();
    pty.keys("<Esc>");
    pty.wait_text("stopped; what was made for it is taken down");
    taken_down(&sandbox);
    pty.keys("<Esc>");
    pty.wait_text("in words");
    pty.keys("q");
    let (status, raw) = pty.wait_sane();
    assert!(status.success() && !raw.contains("panicked"), "{raw}");
}

#[test]
fn whoever_leaves_meanwhile_leaves_nothing_behind() {
    for signal in [None, Some(Signal::TERM), Some(Signal::HUP)] {
        let (sandbox, mut pty) = project();
        match signal {
            Some(signal) => pty.signal(signal),
            None => {
                pty.keys("q");
            }
        }
        let (_, raw) = pty.wait_sane();
        let (_, after) = raw.rsplit_once("\x1b[?1049l").unwrap();
        assert!(
            after.contains("taking the throw-away stack down"),
            "{after:?}"
        );
        taken_down(&sandbox);
    }
}

#[test]
fn what_takes_long_to_take_down_is_told_as_it_goes() {
    let (sandbox, mut pty) = slow(6);
    pty.keys("q");
    let (_, raw) = pty.wait_sane();
    let (_, after) = raw.rsplit_once("\x1b[?1049l").unwrap();
    let lines: Vec<&str> = after.lines().map(str::trim).collect();
    let at = |text: &str| lines.iter().position(|line| line.starts_with(text));
    let begun = at("taking the throw-away stack down");
    let what = at("development: taking shop-verify-");
    let still = at("still taking it down, for 5 s");
    assert!(begun.is_some() && begun < what && what < still, "{lines:?}");
    taken_down(&sandbox);
}

#[test]
fn nothing_is_drawn_while_nothing_happens() {
    let (_sandbox, mut pty) = project();
    std::thread::sleep(Duration::from_millis(300));
    let before = pty.raw().len();
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(pty.raw().len(), before);
    pty.keys("q");
    pty.wait_sane();
}
