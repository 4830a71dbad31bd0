//! The development containers, by the command line tool that editors use too: one for each service that is
//! developed, and in each the right interpreter, tests, git, and the host's user.

use std::os::unix::fs::{MetadataExt, lchown};
use std::path::Path;
use std::{fs, io};

use dockwright::core::answers::Context;
use serde_json::Value;

use crate::support::compose::Stack;
use crate::support::process::run;
use crate::support::project::{Project, project};
use crate::support::rig;
use crate::support::steps::Steps;

/// A service that somebody works in.
struct Works<'w> {
    /// Below `.devcontainer/`; empty for the one that opens by default.
    folder: &'w str,
    service: &'w str,
    /// Prints a version that begins so.
    interpreter: (&'w [&'w str], &'w str),
    /// Runs its tests, or what it has instead of tests, and says so.
    tests: (&'w [&'w str], &'w str),
    /// Ends well where it can connect to HOST PORT, its last two arguments.
    connects: &'w [&'w str],
}

/// Ends well where it can connect to the host and port after it.
pub const PYTHON: &[&str] = &[
    "python",
    "-c",
    "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)",
];
/// The same in an image of Node.
pub const NODE: &[&str] = &[
    "node",
    "-e",
    "const [h, p] = process.argv.slice(1); require('net').connect(p, h, () => process.exit(0)).on('error', () => process.exit(1))",
];

#[test]
fn devcontainers_of_django_vite() {
    let django = Works {
        folder: "",
        service: "web",
        interpreter: (&["python", "--version"], "Python 3."),
        tests: (&["python", "manage.py", "test"], "OK"),
        connects: PYTHON,
    };
    let vite = Works {
        folder: "assets",
        service: "assets",
        interpreter: (&["node", "--version"], "v24."),
        tests: (&["npm", "run", "build"], "built in"),
        connects: NODE,
    };
    works(
        "dev containers of django-vite",
        "django-vite",
        (12_345, 12_345),
        &[django, vite],
    );
}

/// With the user and group that macOS gives.
#[test]
fn devcontainers_of_fastapi_react_celery() {
    let fastapi = Works {
        folder: "",
        service: "api",
        interpreter: (&["python", "--version"], "Python 3."),
        tests: (&["pytest", "-q"], "passed"),
        connects: PYTHON,
    };
    let react = Works {
        folder: "web",
        service: "web",
        interpreter: (&["node", "--version"], "v24."),
        tests: (&["npm", "run", "build"], "built in"),
        connects: NODE,
    };
    works(
        "dev containers of fastapi-react-celery",
        "fastapi-react-celery",
        (501, 20),
        &[fastapi, react],
    );
}

fn works(name: &'static str, preset: &str, (user, group): (u32, u32), services: &[Works<'_>]) {
    let Some((rig, _turn)) = rig::engine(name) else {
        return;
    };
    if !rig::has(rig, name, &["devcontainer", "git"]) {
        return;
    }
    let mut steps = Steps::of(name);
    let project = project("container", &["--preset", preset]);
    project.shift_ports(rig);
    project.git(&["init", "--quiet"]);
    project.set_env(&[
        ("HOST_UID".to_owned(), user.to_string()),
        ("HOST_GID".to_owned(), group.to_string()),
    ]);
    give(&project.dir, user, group).unwrap();
    let stack = Stack::development(rig, &project);
    rig.images(&project.dir);
    for works in services {
        service(&mut steps, &stack, &project, works, (user, group));
        // A container that runs already would be taken as it is.
        stack.run(&["down"]).ok();
    }
    steps.uses("devcontainer");
    steps.done().record(rig, &project, Context::Development);
}

fn service(
    steps: &mut Steps,
    stack: &Stack,
    project: &Project,
    works: &Works<'_>,
    ids: (u32, u32),
) {
    let name = works.service;
    let file = project
        .path(".devcontainer")
        .join(works.folder)
        .join("devcontainer.json");
    let folder = project.dir.to_str().unwrap();
    let call = |verb: &str, args: &[&str]| {
        run(stack
            .command("devcontainer")
            .args([verb, "--workspace-folder", folder, "--config"])
            .arg(&file)
            .args(args))
        .ok()
        .stdout
    };
    steps.must(&format!("devcontainer up: {name}"), || {
        let said = call("up", &[]);
        assert!(said.contains(r#""outcome":"success""#), "{said}");
        stack.run(&["up", "--no-recreate", "--wait"]).ok();
    });
    steps.check(&format!("{name}: its interpreter and its tests"), || {
        let (command, begins) = works.interpreter;
        let said = call("exec", command);
        assert!(said.starts_with(begins), "{said}");
        let (command, says) = works.tests;
        let ran = run(stack
            .command("devcontainer")
            .args(["exec", "--workspace-folder", folder, "--config"])
            .arg(&file)
            .args(command))
        .ok();
        assert!(ran.output().contains(says), "{ran}");
    });
    steps.check(&format!("{name}: git, on files of the host's user"), || {
        let written = format!("by-{name}");
        call(
            "exec",
            &[
                "sh",
                "-c",
                &format!("id -u && touch $(git rev-parse --show-toplevel)/{written}"),
            ],
        );
        let data = project.path(&written).metadata().unwrap();
        assert_eq!((data.uid(), data.gid()), ids);
        let said = call("exec", &["git", "status", "--short"]);
        assert!(said.contains(&written), "{said}");
    });
    steps.check(&format!("{name}: what is forwarded answers"), || {
        let said = call("read-configuration", &[]);
        let said: Value = serde_json::from_str(&said).unwrap();
        let ports = said["configuration"]["forwardPorts"].as_array().unwrap();
        assert!(ports.len() > 1, "{ports:?}");
        for port in ports {
            let place = port
                .as_str()
                .map_or_else(|| format!("127.0.0.1:{port}"), str::to_owned);
            let (host, port) = place.split_once(':').unwrap();
            call("exec", &[works.connects, &[host, port]].concat());
        }
    });
}

/// The folder and all in it become somebody's.
fn give(path: &Path, user: u32, group: u32) -> io::Result<()> {
    lchown(path, Some(user), Some(group))?;
    if path.symlink_metadata()?.is_dir() {
        for entry in fs::read_dir(path)? {
            give(&entry?.path(), user, group)?;
        }
    }
    Ok(())
}
