//! `doctor` on a machine that is well but for one thing: that thing alone is told, its mend is tried, and after it the machine
//! is well again. Ports, names and volumes of other projects are in `doctor.rs`; what no machine here is (rootless, WSL,
//! Docker Desktop) is told by a `docker` of the test's own in tests/it.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::process::run;
use crate::support::project::{Project, project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;

/// Without debuggers: their ports in launch.json are the same for all, and doctor says so where `.env` moves them.
const PRESET: [&str; 4] = ["--preset", "django", "--set", "features.debugger=false"];

/// A project on this engine.
struct Host<'a> {
    rig: &'a Rig,
    project: Project,
}

impl Host<'_> {
    fn doctor(&self, variables: &[(&str, &str)], args: &[&str]) -> Vec<Value> {
        let mut command = self.rig.command(env!("CARGO_BIN_EXE_dockwright"));
        command.arg("doctor").arg(&self.project.dir).args(args);
        let ran = run(command.arg("--json").envs(variables.iter().copied()));
        let checks: Vec<Value> =
            serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"));
        checks
            .into_iter()
            .filter(|check| check["ok"] == false)
            .collect()
    }

    /// One thing is wrong: its check, what is said of it and the mend.
    fn only(&self, variables: &[(&str, &str)], check: &str, detail: &str, mend: &str) {
        let wrong = self.doctor(variables, &[]);
        let [one] = wrong.as_slice() else {
            panic!("not one thing is wrong but {wrong:?}");
        };
        let has = |key: &str, text: &str| one[key].as_str().unwrap().contains(text);
        assert!(
            one["check"] == check && has("detail", detail) && has("mend", mend),
            "{one}"
        );
    }

    fn well(&self) {
        assert_eq!(self.doctor(&[], &[]), Vec::<Value>::new());
    }

    fn fixed(&self) {
        assert_eq!(self.doctor(&[], &["--fix"]), Vec::<Value>::new());
        self.well();
    }
}

/// What only root may do.
fn as_root(args: &[&str]) {
    let is_root = run(Command::new("id").arg("-u")).ok().stdout.trim() == "0";
    let all = [&["sudo", "-n"][usize::from(is_root) * 2..], args].concat();
    run(Command::new(all[0]).args(&all[1..])).ok();
}

/// A small file system in the place of the project's folder, with the project in it, while `ask` runs.
fn on_a_disk(host: &Host<'_>, options: &str, ask: impl FnOnce()) {
    let dir = host.project.dir.to_str().unwrap().to_owned();
    let kept = host.project.dir.with_extension("kept");
    run(Command::new("cp").args(["-a", &dir]).arg(&kept)).ok();
    as_root(&["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", &dir]);
    as_root(&["cp", "-a", &format!("{}/.", kept.display()), &dir]);
    if !options.is_empty() {
        as_root(&["mount", "-o", options, &dir]);
    }
    let asked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(ask));
    as_root(&["umount", &dir]);
    fs::remove_dir_all(kept).unwrap();
    asked.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

#[test]
fn a_doctor_on_sabotaged_hosts() {
    let Some((rig, _turn)) = rig::engine("doctor on sabotaged hosts") else {
        return;
    };
    let mut steps = Steps::of("doctor on sabotaged hosts");
    let host = Host {
        rig,
        project: project("hosts", &PRESET),
    };
    let files = &host.project;
    files.shift_ports(rig);
    steps.must("a machine that is well is told so", || host.well());
    machine(&mut steps, &host);
    steps.check("a port that a program has", || {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port().to_string();
        files.set_env(&[("WEB_PORT".to_owned(), port.clone())]);
        let told = format!("{port} (WEB_PORT) is taken by another program");
        host.only(&[], "ports", &told, "--fix");
        host.fixed();
        assert!(!files.read(".env").contains(&format!("WEB_PORT={port}\n")));
    });
    steps.check("an entrypoint with Windows' line ends", || {
        let script = files.file("entrypoint.sh", "#!/bin/sh");
        let text = files.read(&script);
        files.write(&script, &text.replace('\n', "\r\n"));
        host.only(&[], "line-ends", &script, "--fix");
        host.fixed();
        assert_eq!(files.read(&script), text);
    });
    steps.check("a secret that is gone", || {
        fs::remove_file(files.path("secrets/db_password")).unwrap();
        let told = "secrets/db_password is not there";
        host.only(&[], "secrets", told, "dockwright apply");
        run(rig
            .command(env!("CARGO_BIN_EXE_dockwright"))
            .arg("apply")
            .arg(&files.dir))
        .ok();
        host.well();
    });
    steps.check("a secret that its container cannot read", || {
        let secret = files.path("secrets/db_password");
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o400)).unwrap();
        host.only(&[], "permissions", "db_password is 0400", "--fix");
        host.fixed();
    });
    steps.check("an image past its end of life", || {
        let text = files.read("compose.yaml");
        files.edit("compose.yaml", "postgres:18-trixie", "postgres:13-trixie");
        host.only(&[], "images", "has had no mends since 2025-11-13", "take ");
        files.write("compose.yaml", &text);
        host.well();
    });
    steps.check("images for another user", || {
        let before = files.read(".env");
        files.set_env(&[("HOST_UID".to_owned(), "12345".to_owned())]);
        host.only(&[], "ids", "built for 12345:", "HOST_UID=");
        host.fixed();
        let ids = |text: &str| {
            let lines = text.lines().filter(|line| line.starts_with("HOST_"));
            lines.map(str::to_owned).collect::<BTreeSet<_>>()
        };
        assert_eq!(ids(&files.read(".env")), ids(&before));
    });
    steps.done();
}

/// The disk, the engine and its plugins.
fn machine(steps: &mut Steps, host: &Host<'_>) {
    steps.check("a disk without room", || {
        on_a_disk(host, "", || {
            host.only(
                &[],
                "disk",
                "0.0 GB are free where the project lies",
                "docker system df",
            );
        });
        host.well();
    });
    steps.check("a folder that cannot be written", || {
        on_a_disk(host, "remount,ro", || {
            let wrong = host.doctor(&[], &[]);
            let told = |check: &Value| {
                check["check"] == "permissions"
                    && check["detail"] == "the project's folder cannot be written"
                    && check["mend"].as_str().unwrap().contains("sudo chown")
            };
            assert!(wrong.iter().any(told), "{wrong:?}");
        });
        host.well();
    });
    steps.check("an engine that is down", || {
        let nowhere = [("DOCKER_HOST", "unix:///nowhere/docker.sock")];
        host.only(&nowhere, "engine", "connect", "start it");
    });
    steps.check("an older Compose", || {
        let bin = host.project.dir.with_extension("bin");
        older(host.rig, &bin);
        let path = std::env::join_paths(std::iter::once(bin.clone()).chain(paths(host.rig)));
        let path = path.unwrap().into_string().unwrap();
        let told = "the files need 2.22.0 for `develop`";
        host.only(&[("PATH", &path)], "compose", told, "update to 2.22.0");
    });
}

/// Where the rig's programs are.
fn paths(rig: &Rig) -> Vec<std::path::PathBuf> {
    let ran = run(rig.command("sh").args(["-c", "echo \"$PATH\""])).ok();
    std::env::split_paths(ran.stdout.trim()).collect()
}

/// A `docker` that is the real one but for the version of its Compose.
fn older(rig: &Rig, bin: &Path) {
    let docker = run(rig.command("sh").args(["-c", "command -v docker"])).ok();
    let script = format!(
        "#!/bin/sh\nif [ \"$*\" = \"compose version --short\" ]; then echo 2.21.0; exit; fi\nexec {} \"$@\"\n",
        docker.stdout.trim()
    );
    fs::create_dir_all(bin).unwrap();
    fs::write(bin.join("docker"), script).unwrap();
    fs::set_permissions(bin.join("docker"), fs::Permissions::from_mode(0o755)).unwrap();
}
