//! `dockwright verify` on the real engine: green on what is well, however odd; red on what is sabotaged,
//! with the true cause in its first lines; and nothing is left of it, whoever ends it.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::compose::Stack;
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
fn red(ran: &Ran, code: &str, check: &str) {
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

/// Verifies a project in both contexts.
fn preset(name: &'static str, short: &str) {
    let Some((rig, _alone)) = rig::engine(name) else {
        return;
    };
    let mut steps = Steps::of(name);
    let project = project(short, &["--preset", name]);
    project.shift_ports(rig);
    let before = everything(&project);
    steps.check("verify is green", || {
        let said = green(verify(rig, &project, &[]));
        for word in [
            "development/build",
            "production/build",
            " tests ",
            " asks ",
            " GET /",
        ] {
            assert!(said.contains(word), "no {word} in {said}");
        }
    });
    steps.check("no file of the project is other than before", || {
        assert_eq!(everything(&project), before);
    });
    steps.done();
}

/// Every file, with what is in it.
pub fn everything(project: &Project) -> Vec<(String, Vec<u8>)> {
    let files = project.files().into_iter();
    files
        .map(|path| (path.clone(), fs::read(project.path(&path)).unwrap()))
        .collect()
}

#[test]
fn verify_of_django_with_vite() {
    preset("django-vite", "vdjango");
}

#[test]
fn verify_of_fastapi_with_a_worker() {
    preset("fastapi-react-celery", "vfast");
}

#[test]
fn verify_of_express() {
    preset("express-postgres", "vexpress");
}

#[test]
fn programs_are_told_what_people_are() {
    let Some((rig, _alone)) = rig::engine("verify for programs") else {
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
    let Some((rig, _alone)) = rig::engine("verify, interrupted") else {
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

/// Sabotages a small stack, and expects its cause in the context that the check names.
fn sabotaged(name: &'static str, check: &str, sabotage: impl FnOnce(&Project)) {
    let context = check.split('/').next().unwrap();
    let Some((rig, _alone)) = rig::engine(name) else {
        return;
    };
    let mut steps = Steps::of(name);
    let project = project(&format!("v{name}"), &["--preset", "flask-postgres"]);
    project.shift_ports(rig);
    sabotage(&project);
    steps.check("the true cause is told first", || {
        red(&verify(rig, &project, &["--only", context]), name, check);
    });
    steps.done();
}

#[test]
fn bad_migration() {
    sabotaged("bad-migration", "development/web-setup", |project| {
        let file = "migrations/versions/0001_notes.py";
        project.edit(
            file,
            "def upgrade():\n",
            "def upgrade():\n    op.execute('SELECT 1 FROM nowhere')\n",
        );
    });
}

#[test]
fn a_password_that_differs() {
    sabotaged("password-refused", "development/web-setup", |project| {
        let last = "POSTGRES_PASSWORD: *db_password";
        project.edit("compose.override.yaml", last, "POSTGRES_PASSWORD: another");
    });
}

#[test]
fn a_password_that_an_old_volume_refuses() {
    let Some((rig, _alone)) = rig::engine("old volume") else {
        return;
    };
    let project = project("vold", &["--preset", "flask-postgres"]);
    project.shift_ports(rig);
    rig.images(&project.dir);
    let stack = Stack::development(rig, &project);
    stack.run(&["up", "--wait", "db"]).ok();
    stack.run(&["stop"]).ok();
    project.set_env(&[("DB_PASSWORD".to_owned(), "another".to_owned())]);
    let ran = verify(rig, &project, &["--only", "development"]);
    red(&ran, "password-refused", "volumes");
}

#[test]
fn a_port_that_is_taken() {
    let Some((rig, _alone)) = rig::engine("port-in-use") else {
        return;
    };
    let project = project("vport", &["--preset", "flask-postgres"]);
    project.shift_ports(rig);
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    project.set_env(&[("WEB_PORT".to_owned(), port.clone())]);
    let ran = verify(rig, &project, &["--only", "development"]);
    red(&ran, "port-in-use", "development/ports");
    assert!(
        ran.stdout
            .lines()
            .nth(1)
            .unwrap()
            .contains(&format!("{port} of web")),
        "{ran}"
    );
}

#[test]
fn a_port_that_is_taken_inside() {
    sabotaged("port-in-use", "development/cache", |project| {
        let two = "command: [sh, -c, \"valkey-server --port 6379 & sleep 1; exec valkey-server --port 6379\"]";
        replace_line(project, "compose.yaml", "command: [valkey-server", two);
    });
}

#[test]
fn missing_module() {
    sabotaged("missing-module", "development/web-setup", |project| {
        project.edit(
            "app/__init__.py",
            "from flask import Flask",
            "import nowhere\nfrom flask import Flask",
        );
    });
}

#[test]
fn crash_loop() {
    sabotaged("crash-loop", "development/cache", |project| {
        replace_line(
            project,
            "compose.yaml",
            "command: [valkey-server",
            "restart: always\n    command: [sh, -c, exit 3]",
        );
    });
}

#[test]
fn never_healthy() {
    sabotaged("never-healthy", "development/cache", |project| {
        project.edit(
            "compose.yaml",
            "test: [CMD, valkey-cli, ping]",
            "test: [CMD, valkey-cli, -p, \"1\", ping]",
        );
        // As it is, but not as slow.
        let text = project.read("compose.yaml");
        let (before, cache) = text.split_once("\n  cache:").unwrap();
        let cache = cache.replacen("interval: 10s", "interval: 1s", 1).replacen(
            "start_period: 10s",
            "start_period: 1s",
            1,
        );
        project.write("compose.yaml", &format!("{before}\n  cache:{cache}"));
    });
}

#[test]
fn disk_full() {
    sabotaged("disk-full", "development/db", |project| {
        let volume =
            "      - type: volume\n        source: db\n        target: /var/lib/postgresql ";
        let small = "      - type: volume\n        source: db\n        target: /elsewhere ";
        project.edit("compose.yaml", volume, small);
        let tmpfs = "    user: \"999:999\" # postgres, so that the image has no need of root\n";
        let disk = "    tmpfs: [\"/var/lib/postgresql:size=2m,uid=999,gid=999\"]\n";
        project.edit("compose.yaml", tmpfs, &format!("{tmpfs}{disk}"));
    });
}

#[test]
fn wrong_architecture() {
    sabotaged("wrong-architecture", "development/start", |project| {
        project.edit(
            "compose.yaml",
            "    image: valkey/valkey:",
            "    platform: linux/s390x\n    pull_policy: never\n    image: valkey/valkey:",
        );
    });
}

#[test]
fn a_program_of_another_architecture() {
    sabotaged("wrong-architecture", "development/web-setup", |project| {
        // The head of a program for s390x.
        let mut elf = b"\x7fELF\x02\x02\x01".to_vec();
        elf.resize(16, 0);
        elf.extend([0, 2, 0, 22, 0, 0, 0, 1]);
        elf.resize(120, 0);
        fs::write(project.path("docker/web/entrypoint.sh"), elf).unwrap();
    });
}

#[test]
fn crlf_entrypoint() {
    sabotaged("crlf-entrypoint", "development/web-setup", |project| {
        project.edit("docker/web/entrypoint.sh", "\n", "\r\n");
    });
}

#[test]
fn missing_secret() {
    sabotaged("missing-secret", "development/web-setup", |project| {
        let line = "REDIS_URL = env(";
        project.edit(
            "app/settings.py",
            line,
            "STRIPE_KEY = env(\"STRIPE_KEY\")\n\nREDIS_URL = env(",
        );
    });
}

#[test]
fn missing_variable() {
    sabotaged("missing-secret", "development/files", |project| {
        let line = "      FLASK_DEBUG: \"1\"\n";
        project.edit(
            "compose.override.yaml",
            line.trim_start(),
            "FLASK_DEBUG: \"1\"\n    STRIPE_KEY: ${STRIPE_KEY:?is the key of the shop}\n",
        );
    });
}

#[test]
fn a_secret_that_production_does_not_mount() {
    sabotaged("missing-secret", "production/web-setup", |project| {
        let both = "secrets: [web_secret_key, db_password]";
        project.edit("compose.prod.yaml", both, "secrets: [web_secret_key]");
    });
}

#[test]
fn out_of_memory() {
    sabotaged("out-of-memory", "development/cache", |project| {
        let command =
            "command: [sh, -c, \"tail -c 200M /dev/zero | tail -n 1\"]\n    mem_limit: 20m";
        replace_line(project, "compose.yaml", "command: [valkey-server", command);
    });
}

#[test]
fn build_failed() {
    sabotaged("build-failed", "development/build", |project| {
        project.edit(
            "docker/web/Dockerfile",
            "FROM base AS development\n",
            "FROM base AS development\nRUN echo 'so far' && exit 3\n",
        );
    });
}

#[test]
fn a_program_that_ends() {
    sabotaged("exited", "development/cache", |project| {
        replace_line(
            project,
            "compose.yaml",
            "command: [valkey-server",
            "command: [\"true\"]",
        );
    });
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
