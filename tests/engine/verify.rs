//! `dockwright verify` on the real engine: green on what is well, however odd; red on what is sabotaged,
//! with the true cause in its first lines; and nothing is left of it, whoever ends it.

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::process::{Ran, run};
use crate::support::project::{Project, project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;
use crate::support::wait;

/// Runs it, with the images that the project wants.
pub fn verify(rig: &Rig, project: &Project, args: &[&str]) -> Ran {
    rig.images(&project.dir);
    let ran = run(command(rig, project).args(args));
    assert_eq!(left(rig, project), "", "{ran}");
    ran
}

pub fn command(rig: &Rig, project: &Project) -> Command {
    let mut command = rig.command(env!("CARGO_BIN_EXE_dockwright"));
    command.arg("verify").arg(&project.dir);
    command
}

/// What the engine still has of throw-away stacks of this project.
pub fn left(rig: &Rig, project: &Project) -> String {
    let compose = project.read("compose.yaml");
    let named = compose.lines().find_map(|line| line.strip_prefix("name: "));
    let mark = format!("{}-", named.unwrap().trim());
    let list = |args: &[&str]| run(rig.command("docker").args(args)).ok().stdout;
    let all = [
        list(&["ps", "--all", "--format", "container {{.Names}}"]),
        list(&["volume", "ls", "--format", "volume {{.Name}}"]),
        list(&["network", "ls", "--format", "network {{.Name}}"]),
        list(&["image", "ls", "--format", "image {{.Repository}}:{{.Tag}}"]),
    ];
    let all = all.concat();
    let ours = all
        .lines()
        .filter(|line| line.contains(&mark) && line.contains("verify-"));
    ours.collect::<Vec<_>>().join("\n")
}

/// It says yes to all that it asked.
pub fn green(ran: Ran) -> String {
    let ran = ran.ok();
    assert!(ran.stdout.starts_with("ok: "), "{ran}");
    ran.stdout
}

/// It says no, and why in its first three lines.
pub fn red(ran: &Ran, code: &str, check: &str) {
    let first: Vec<&str> = ran.stdout.lines().take(3).collect();
    let expected = format!("{code} ({check})");
    assert!(
        ran.code == Some(1) && first.join("\n").contains(&expected),
        "no {expected} in {ran}"
    );
    // The first cause is the true one.
    assert!(
        first[0].starts_with(&format!("not ok: {expected}")),
        "{ran}"
    );
    assert!(
        first[1].contains(code) && first[2].contains("mend: "),
        "{ran}"
    );
}

/// Every file, with what is in it.
pub fn everything(project: &Project) -> Vec<(String, Vec<u8>)> {
    let files = project.files().into_iter();
    files
        .map(|path| (path.clone(), fs::read(project.path(&path)).unwrap()))
        .collect()
}

#[test]
fn programs_are_told_what_people_are() {
    let Some((rig, _turn)) = rig::engine("verify for programs") else {
        return;
    };
    let project = project("vjson", &["--preset", "flask-postgres"]);
    project.shift_ports(rig);
    project.edit(
        "tests/test_app.py",
        "def test_",
        "def test_of_nothing():\n    assert 1 == 2\n\n\ndef test_",
    );
    let ran = verify(rig, &project, &["--only", "development", "--json"]);
    assert_eq!(ran.code, Some(1), "{ran}");
    let checks: Value = serde_json::from_str(&ran.stdout).unwrap();
    let checks = checks.as_array().unwrap();
    let first = &checks[0];
    assert_eq!(
        (&first["check"], &first["ok"]),
        (&"development/web tests".into(), &false.into()),
        "{ran}"
    );
    assert!(
        first["detail"]
            .as_str()
            .unwrap()
            .starts_with("tests-failed: "),
        "{ran}"
    );
    assert!(!first["mend"].as_str().unwrap().is_empty());
    let keys = |check: &Value| {
        check
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert!(
        checks
            .iter()
            .all(|check| keys(check) == ["check", "ok", "detail", "mend"])
    );
    assert_eq!(
        checks.iter().filter(|check| check["ok"] == false).count(),
        1,
        "{ran}"
    );
}

#[test]
fn ctrl_c_takes_down_what_was_made() {
    let Some((rig, _turn)) = rig::engine("verify, interrupted") else {
        return;
    };
    let mut steps = Steps::of("verify, interrupted");
    let project = project("vint", &["--preset", "flask-postgres"]);
    project.shift_ports(rig);
    rig.images(&project.dir);
    for (signal, moment) in [
        ("INT", "building"),
        ("INT", "db is well"),
        ("TERM", "starting"),
        ("INT", " tests"),
    ] {
        steps.check(&format!("{signal} at {moment}"), || {
            interrupted(rig, &project, signal, moment);
        });
    }
    steps.done();
}

/// Sends a signal once it has said that word.
fn interrupted(rig: &Rig, project: &Project, signal: &str, moment: &str) {
    let log = project.dir.with_extension("log");
    let mut command = command(rig, project);
    // A group of its own, as a shell gives it.
    command.args(["--only", "development"]).process_group(0);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fs::File::create(&log).unwrap());
    let mut child = command.spawn().unwrap();
    let said = || fs::read_to_string(&log).unwrap();
    wait::until(moment, Duration::from_mins(2), || {
        said().contains(moment).then_some(())
    });
    // To all of the group, as a terminal sends it.
    run(Command::new("kill").args([&format!("-{signal}"), "--", &format!("-{}", child.id())])).ok();
    let status = wait::until("its end", Duration::from_mins(2), || {
        child.try_wait().unwrap()
    });
    assert_eq!(status.code(), Some(130), "{}", said());
    assert_eq!(left(rig, project), "");
    assert!(!said().contains("panicked"), "{}", said());
}

/// Replaces what a line has, from its first word on.
pub fn replace_line(project: &Project, path: &str, begins: &str, with: &str) {
    let text = project.read(path);
    let line = text
        .lines()
        .find(|line| line.trim_start().starts_with(begins));
    let line = line
        .unwrap_or_else(|| panic!("no {begins} in {text}"))
        .trim_start();
    project.edit(path, line, with);
}
