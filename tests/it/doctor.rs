//! `doctor` on a well host and on sabotaged ones. What an engine says is told by a `docker` command of the
//! test's own; what real engines say is in tests/engine/doctor.rs.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::support::{Ran, Sandbox};

/// What the engine of a test says.
#[derive(Clone)]
pub(crate) struct Docker {
    /// Nobody answers, and why.
    silent: Option<&'static str>,
    engine: &'static str,
    compose: &'static str,
    /// Empty: there is no such plugin.
    buildx: &'static str,
    info: &'static str,
    /// Lines of project, folder, ports.
    containers: String,
}

pub(crate) const WELL: Docker = Docker {
    silent: None,
    engine: "28.5.2",
    compose: "2.40.3",
    buildx: "github.com/docker/buildx v0.29.1 abc",
    info: r#"{"OperatingSystem":"Debian GNU/Linux 13 (trixie)","Architecture":"x86_64"}"#,
    containers: String::new(),
};

impl Docker {
    /// The command, as the only thing on the path.
    pub(crate) fn write(&self, sandbox: &Sandbox) -> String {
        let script = match self.silent {
            Some(why) => format!(
                "#!/bin/sh\nif [ \"$1\" = compose ]; then echo 2.40.3; exit; fi\nif [ \"$1\" = buildx ]; then echo b v0.29.1; exit; fi\necho '{why}' >&2\nexit 1\n"
            ),
            None => format!(
                "#!/bin/sh\ncase $1 in\nversion) echo '{{\"Version\":\"{}\",\"Components\":[{{\"Name\":\"Engine\"}}]}}' ;;\ninfo) echo '{}' ;;\ncompose) echo '{}' ;;\nbuildx) {} ;;\nps) printf '{}' ;;\nesac\n",
                self.engine,
                self.info,
                self.compose,
                if self.buildx.is_empty() {
                    "exit 1".to_owned()
                } else {
                    format!("echo '{}'", self.buildx)
                },
                self.containers,
            ),
        };
        let bin = sandbox.dir.parent().unwrap().join("bin");
        fs::create_dir_all(&bin).unwrap();
        fs::write(bin.join("docker"), script).unwrap();
        fs::set_permissions(bin.join("docker"), fs::Permissions::from_mode(0o755)).unwrap();
        bin.display().to_string()
    }

    pub(crate) fn doctor(&self, sandbox: &Sandbox, arguments: &[&str]) -> Ran {
        let path = self.write(sandbox);
        let arguments = [&["doctor"], arguments].concat();
        sandbox.run_with(&[("PATH", &path)], &arguments)
    }
}

/// A project whose ports nobody has.
fn project() -> Sandbox {
    let sandbox = Sandbox::preset("django-vite");
    // Not those that another program on this machine may have.
    let mut lines = sandbox.read(".env");
    for name in ["WEB_PORT", "ASSETS_PORT", "DB_PORT", "MAIL_PORT"] {
        lines.push_str(&format!("{name}={}\n", free()));
    }
    let debugger = free();
    lines.push_str(&format!("WEB_DEBUG_PORT={debugger}\n"));
    sandbox.write(".env", lines);
    let launch = ".vscode/launch.json";
    let text = sandbox.read(launch);
    sandbox.write(launch, text.replace("5678", &debugger.to_string()));
    sandbox
}

fn free() -> u16 {
    let one = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    one.local_addr().unwrap().port()
}

pub(crate) fn wrong(ran: &Ran) -> Vec<Value> {
    let all = ran.json();
    let all = all.as_array().unwrap();
    all.iter()
        .filter(|check| check["ok"] == false)
        .cloned()
        .collect()
}

/// One check is wrong, and it says this and mends by that.
pub(crate) fn only(ran: &Ran, check: &str, detail: &str, mend: &str) {
    let wrong = wrong(ran);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(
        !wrong.is_empty(),
        "{check}: nothing is wrong: {}",
        ran.stdout
    );
    for one in &wrong {
        assert_eq!(one["check"], check, "{wrong:?}");
    }
    let first = &wrong[0];
    assert!(
        first["detail"].as_str().unwrap().contains(detail),
        "{first}"
    );
    assert!(first["mend"].as_str().unwrap().contains(mend), "{first}");
}

#[test]
fn a_well_host_is_told_so() {
    let sandbox = project();
    let ran = WELL.doctor(&sandbox, &["--json"]);
    assert_eq!(wrong(&ran), Vec::<Value>::new());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let before = sandbox.tree();
    let ran = WELL.doctor(&sandbox, &["--fix"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.starts_with("ok: "), "{}", ran.stdout);
    assert_eq!(sandbox.tree(), before, "nothing was to be mended");
}

#[test]
fn without_a_project_the_machine_is_looked_at() {
    let sandbox = Sandbox::empty();
    assert_eq!(WELL.doctor(&sandbox, &[]).code, 0);
    sandbox.write("dockwright.yaml", "dockwright: 1\nnam: x\n");
    let ran = WELL.doctor(&sandbox, &["--json"]);
    only(&ran, "answers", "dockwright.yaml:2: ", "");
}

#[test]
fn an_engine_that_will_not_do_is_told() {
    let sandbox = project();
    let with = |docker: Docker| docker.doctor(&sandbox, &["--json"]);
    let well = || WELL.clone();
    only(
        &with(Docker {
            silent: Some("Cannot connect to the Docker daemon at unix:///var/run/docker.sock."),
            ..well()
        }),
        "engine",
        "Cannot connect",
        "start it",
    );
    only(
        &with(Docker {
            silent: Some("permission denied while trying to connect to the Docker daemon socket"),
            ..well()
        }),
        "engine",
        "permission denied",
        "usermod -aG docker",
    );
    only(
        &with(Docker {
            engine: "24.0.9",
            ..well()
        }),
        "engine",
        "the files need 25.0 for `start_interval`",
        "update",
    );
    only(
        &with(Docker {
            compose: "2.21.0",
            ..well()
        }),
        "compose",
        "the files need 2.22.0 for `develop`",
        "update",
    );
    only(
        &with(Docker {
            buildx: "",
            ..well()
        }),
        "buildx",
        "is not there",
        "docker-buildx-plugin",
    );
    only(
        &with(Docker {
            buildx: "github.com/docker/buildx v0.12.0 abc",
            ..well()
        }),
        "buildx",
        "0.17.0",
        "update",
    );
    let nowhere = sandbox.dir.parent().unwrap().display().to_string();
    let ran = sandbox.run_with(&[("PATH", &nowhere)], &["doctor", "--json"]);
    only(&ran, "engine", "no `docker` command", "install");
}

#[test]
fn a_rootless_engine_has_other_ids() {
    let sandbox = project();
    let text = sandbox.read(".env");
    let text = text.replace("HOST_UID=0\n", "HOST_UID=1000\n");
    sandbox.write(".env", text);
    let docker = Docker {
        info: r#"{"OperatingSystem":"Debian","SecurityOptions":["name=seccomp,profile=builtin","name=rootless"]}"#,
        ..WELL
    };
    let ran = docker.doctor(&sandbox, &["--json"]);
    only(
        &ran,
        "ids",
        "the engine is rootless",
        "HOST_UID=0 and HOST_GID=0",
    );
    assert_eq!(docker.doctor(&sandbox, &["--fix"]).code, 0);
    assert!(sandbox.read(".env").contains("HOST_UID=0\nHOST_GID=0\n"));
    // Podman can leave ids as they are: then those are wanted that everybody else has.
    let text = sandbox.read(".env").replace("HOST_UID=0\n", "HOST_UID=7\n");
    sandbox.write(".env", format!("{text}USERNS_MODE=keep-id\n"));
    let ran = docker.doctor(&sandbox, &["--json"]);
    only(
        &ran,
        "ids",
        "what containers write into the folder would be another's",
        "",
    );
}

#[test]
fn images_for_another_user_are_told() {
    let sandbox = project();
    let text = sandbox.read(".env");
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("HOST_"))
        .collect();
    sandbox.write(
        ".env",
        format!("{}\nHOST_UID=12345\nHOST_GID=x\n", lines.join("\n")),
    );
    only(
        &WELL.doctor(&sandbox, &["--json"]),
        "ids",
        "12345:no number",
        "HOST_UID=",
    );
    assert_eq!(WELL.doctor(&sandbox, &["--fix"]).code, 0);
}

#[test]
fn who_has_a_port_is_told_and_another_is_found() {
    let sandbox = project();
    let one = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = one.local_addr().unwrap().port();
    let text = sandbox.read(".env");
    sandbox.write(".env", format!("# mine\n{text}WEB_PORT={port}\n"));
    let told = format!("{port} (WEB_PORT) is taken by another program");
    only(
        &WELL.doctor(&sandbox, &["--json"]),
        "ports",
        &told,
        "WEB_PORT=",
    );

    let container = |project: &str| Docker {
        containers: format!("{project}\t/elsewhere\t127.0.0.1:{port}->8000/tcp\\n"),
        ..WELL
    };
    let told = format!("{port} (WEB_PORT) is taken by the project shop");
    let ran = container("shop").doctor(&sandbox, &["--json"]);
    only(&ran, "ports", &told, "--fix");
    let own = container("demo-production").doctor(&sandbox, &["--json"]);
    assert_eq!(wrong(&own), Vec::<Value>::new(), "it is this project's");

    let ran = container("shop").doctor(&sandbox, &["--fix"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let now = sandbox.read(".env");
    assert!(now.starts_with("# mine\n") && !now.contains(&format!("WEB_PORT={port}\n")));
    // It can be taken back.
    assert_eq!(sandbox.run(&["undo"]).code, 0);
    assert!(sandbox.read(".env").contains(&format!("WEB_PORT={port}\n")));
}

#[test]
fn a_project_of_the_same_name_is_told() {
    let sandbox = project();
    let there = |folder: String| Docker {
        containers: format!("demo\t{folder}\t\\n"),
        ..WELL
    };
    let own = sandbox.dir.canonicalize().unwrap().display().to_string();
    assert_eq!(there(own).doctor(&sandbox, &[]).code, 0);
    let ran = there("/home/me/other/demo".to_owned()).doctor(&sandbox, &["--json"]);
    only(
        &ran,
        "project",
        "/home/me/other/demo has a project `demo` too",
        "COMPOSE_PROJECT_NAME",
    );
    let text = sandbox.read(".env");
    sandbox.write(".env", format!("{text}COMPOSE_PROJECT_NAME=second\n"));
    assert_eq!(
        there("/home/me/other/demo".to_owned())
            .doctor(&sandbox, &[])
            .code,
        0
    );
}

#[test]
fn files_that_will_not_do_are_told_and_mended() {
    let sandbox = project();
    let script = "docker/web/entrypoint.sh";
    let text = sandbox.read(script);
    sandbox.write(script, text.replace('\n', "\r\n"));
    only(
        &WELL.doctor(&sandbox, &["--json"]),
        "line-ends",
        script,
        "--fix",
    );
    assert_eq!(WELL.doctor(&sandbox, &["--fix"]).code, 0);
    assert_eq!(sandbox.read(script), text);
    // Docker itself reads both.
    let dockerfile = "docker/web/Dockerfile";
    let unix = sandbox.read(dockerfile);
    sandbox.write(dockerfile, unix.replace('\n', "\r\n"));
    assert_eq!(WELL.doctor(&sandbox, &["--json"]).code, 0);
    sandbox.write(dockerfile, unix);

    let secrets = sandbox.dir.join("secrets");
    fs::set_permissions(&secrets, fs::Permissions::from_mode(0o755)).unwrap();
    only(
        &WELL.doctor(&sandbox, &["--json"]),
        "permissions",
        "secrets is 0755",
        "chmod 0700",
    );
    assert_eq!(WELL.doctor(&sandbox, &["--fix"]).code, 0);

    let secret = secrets.join("db_password");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o400)).unwrap();
    only(
        &WELL.doctor(&sandbox, &["--json"]),
        "permissions",
        "secrets/db_password is 0400",
        "chmod 0444",
    );
    assert_eq!(WELL.doctor(&sandbox, &["--fix"]).code, 0);

    fs::remove_file(&secret).unwrap();
    only(
        &WELL.doctor(&sandbox, &["--json"]),
        "secrets",
        "secrets/db_password is not there",
        "dockwright apply",
    );
    assert_eq!(sandbox.run(&["apply"]).code, 0);

    let text = sandbox.read("dockwright.yaml");
    sandbox.write(
        "dockwright.yaml",
        text.replace("port: 8000", "port: 8001") + "\nprofiles: {}\n",
    );
    fs::remove_file(sandbox.dir.join("compose.prod.yaml")).unwrap();
    fs::remove_file(sandbox.dir.join(".dockwright/base/_compose.prod.yaml.base")).unwrap();
    only(
        &WELL.doctor(&sandbox, &["--json"]),
        "files",
        "not as dockwright.yaml says",
        "dockwright apply",
    );
}

#[test]
fn images_past_their_end_are_told() {
    for (image, told) in [
        ("postgres:13-trixie", "has had no mends since 2025-11-13"),
        ("bitnami/postgresql:17", "is withdrawn since 2025-08-28"),
    ] {
        let sandbox = project();
        let text = sandbox.read("compose.yaml");
        assert!(text.contains("image: postgres:18-trixie"));
        sandbox.write("compose.yaml", text.replace("postgres:18-trixie", image));
        only(&WELL.doctor(&sandbox, &["--json"]), "images", told, "take ");
    }
    let sandbox = project();
    let path = "docker/web/Dockerfile";
    let text = sandbox.read(path);
    let old = text.replace(
        "FROM python:3.14-slim-trixie",
        "FROM python:3.9-slim-bookworm",
    );
    assert_ne!(old, text);
    sandbox.write(path, old);
    only(
        &WELL.doctor(&sandbox, &["--json"]),
        "images",
        "python:3.9-slim-bookworm in docker/web/Dockerfile",
        "",
    );
}

/// Where a port is taken when `.env` is written, another is taken; the files for all stay as they are.
#[test]
fn a_new_env_has_ports_that_are_free() {
    let one = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = one.local_addr().unwrap().port();
    let sandbox = Sandbox::empty();
    let publish = format!("services.web.publish={port}");
    let arguments = [
        "init", "--preset", "django", "--set", &publish, "--json", "--yes",
    ];
    let bin = WELL.write(&sandbox);
    let variables = [("DOCKWRIGHT_PROBE_PORTS", "yes"), ("PATH", bin.as_str())];
    let ran = sandbox.run_with(&variables, &arguments);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let env = sandbox.read(".env");
    let line = env.lines().find_map(|line| line.strip_prefix("WEB_PORT="));
    let moved: u16 = line.unwrap_or_else(|| panic!("{env}")).parse().unwrap();
    assert!(
        moved > port && (moved - port).is_multiple_of(10),
        "{port} {moved}"
    );
    let told = port.to_string();
    let said = ran.json()["problems"].to_string();
    assert!(
        said.contains("port-taken") && said.contains(&told),
        "{said}"
    );
    let override_file = sandbox.read("compose.override.yaml");
    assert!(override_file.contains(&format!("${{WEB_PORT:-{port}}}")));
    // What is there is not touched.
    let ran = sandbox.run_with(&variables, &["check"]);
    assert_eq!((ran.code, sandbox.read(".env")), (0, env));
}
