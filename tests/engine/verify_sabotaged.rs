//! `dockwright verify` on sabotaged stacks: red, with the true cause in its first lines.

use std::fs;
use std::net::TcpListener;

use crate::support::compose::Stack;
use crate::support::project::{Project, project};
use crate::support::rig;
use crate::support::steps::Steps;
use crate::verify::{red, replace_line, verify};

/// Sabotages a small stack, and expects its cause in the context that the check names.
fn sabotaged(name: &'static str, check: &str, sabotage: impl FnOnce(&Project)) {
    let context = check.split('/').next().unwrap();
    let Some((rig, _turn)) = rig::engine(name) else {
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
    let Some((rig, _turn)) = rig::engine("old volume") else {
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
    let Some((rig, _turn)) = rig::engine("port-in-use") else {
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
