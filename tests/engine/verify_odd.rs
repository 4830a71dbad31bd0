//! `dockwright verify` on stacks that are well and look as if they were not: no false alarm, and the
//! project's own stack beside it never notices.

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::compose::Stack;
use crate::support::process::run;
use crate::support::project::{Project, answered, free_port, project};
use crate::support::rig;
use crate::support::steps::Steps;
use crate::verify::{command, everything, green, left, replace_line, verify};

#[test]
fn verify_beside_the_stack_that_runs() {
    let Some((rig, _turn)) = rig::engine("verify of an odd stack") else {
        return;
    };
    let mut steps = Steps::of("verify of an odd stack");
    let project = project(
        "vodd",
        &[
            "--preset",
            "flask-postgres",
            "--set",
            "services.web.port=9123",
        ],
    );
    project.shift_ports(rig);
    oddities(&project);
    let stack = Stack::development(rig, &project);
    steps.must("the project's own stack is up", || stack.up());
    let ids = stack.identities();
    stack.exec(
        "db",
        &[
            "psql",
            "--username=app",
            "--dbname=app",
            "--command=CREATE TABLE kept (a int)",
        ],
    );
    let before = everything(&project);
    steps.check("verify is green beside it", || {
        let said = green(verify(rig, &project, &["--only", "development"]));
        for line in [
            "web tests  there are none",
            "web GET /",
            "answers 405",
            "seed  did its work",
            "own: ",
        ] {
            assert!(said.contains(line), "no {line} in {said}");
        }
    });
    steps.check("its containers, data and files are as before", || {
        assert_eq!(stack.identities(), ids);
        let tables = stack.exec(
            "db",
            &["psql", "--username=app", "--dbname=app", "--command=\\dt"],
        );
        assert!(tables.contains("kept"), "{tables}");
        assert_eq!(everything(&project), before);
    });
    steps.check("through a link, from a folder with a space", || {
        let link = project.dir.with_file_name("a link");
        symlink(&project.dir, &link).unwrap();
        let mut command = rig.command(env!("CARGO_BIN_EXE_dockwright"));
        green(run(command
            .args(["verify", "--only", "development"])
            .current_dir(&link)));
        assert_eq!(left(rig, &project), "");
    });
    steps.done();
}

/// Edits the files as people do.
fn oddities(project: &Project) {
    // A container's and a volume's own names, a port that no variable shifts.
    let name = project
        .dir
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    let edit = |old: &str, new: &str| project.edit("compose.override.yaml", old, new);
    edit(
        "  db:\n    environment:",
        &format!("  db:\n    container_name: {name}-database\n    environment:"),
    );
    edit(
        "127.0.0.1:${DB_PORT:-5432}:5432",
        &format!("127.0.0.1:{}:5432", free_port()),
    );
    project.edit(
        "compose.yaml",
        "volumes:\n  db:\n",
        &format!("volumes:\n  db:\n    name: {name}-of-its-own\n"),
    );
    // A member that is only started by name, and ends.
    edit(
        "  db:\n    container_name",
        "  seed:\n    image: valkey/valkey:9.1\n    profiles: [seed]\n    command: [\"true\"]\n\n  db:\n    container_name",
    );
    // It starts slowly, and says alarming things.
    let slow = "command: [sh, -c, \"echo 'ERROR: password authentication failed, no space left on device, connection refused'; sleep 20; exec valkey-server --protected-mode no --save ''\"]";
    replace_line(project, "compose.yaml", "command: [valkey-server", slow);
    project.edit("compose.yaml", "start_period: 10s", "start_period: 60s");
    // Two copies of one service.
    project.edit(
        "compose.yaml",
        "\n  cache:\n",
        "\n  cache:\n    deploy: {replicas: 2}\n",
    );
    // Settings that git ignores, and no tests.
    let ignored = project.read(".gitignore");
    project.write(
        ".gitignore",
        &format!("{ignored}\nlocal_settings.py\ndata/\n"),
    );
    project.write("app/local_settings.py", "LOCAL = True\n");
    // A large file that git ignores, and a container is given.
    project.place("data/large.bin", &"x".repeat(2 << 20));
    let mount = "    volumes: [\"./data/large.bin:/large.bin:ro\"]\n    healthcheck:\n      test: [CMD-SHELL, \"test -f /large.bin && valkey-cli ping\"]\n";
    let cache = "\n  cache:\n";
    project.edit(
        "compose.override.yaml",
        "\nservices:\n",
        &format!("\nservices:{cache}{mount}"),
    );
    project.edit(
        "app/settings.py",
        "import os\n",
        "import os\n\nfrom app.local_settings import LOCAL  # noqa: F401\n",
    );
    fs::remove_file(project.path("tests/test_app.py")).unwrap();
    // At its address there is nothing.
    project.edit(
        "app/pages.py",
        "@pages.get(\"/\")",
        "@pages.get(\"/elsewhere\")",
    );
}

#[test]
fn verify_of_a_fresh_clone() {
    let Some((rig, _turn)) = rig::engine("verify of a clone") else {
        return;
    };
    let mut steps = Steps::of("verify of a clone");
    let project = project("vclone", &["--preset", "flask-postgres"]);
    // Something that only the server's owner can supply.
    let uses = "    uses: [db, cache]\n";
    project.edit(
        "dockwright.yaml",
        uses,
        &format!("{uses}    secrets: {{STRIPE_KEY: supplied}}\n"),
    );
    run(rig
        .command(env!("CARGO_BIN_EXE_dockwright"))
        .arg("apply")
        .arg(&project.dir))
    .ok();
    let clone = project.clone_of();
    steps.check(
        "production is green without a secret and without .env",
        || {
            green(verify(rig, &clone, &["--only", "production"]));
            assert!(!clone.path("secrets").exists() && !clone.path(".env").exists());
        },
    );
    steps.check("what is kept runs, until it is ended as said", || {
        rig.images(&clone.dir);
        let ran = run(command(rig, &clone).args(["--only", "production", "--keep"])).ok();
        assert!(left(rig, &clone).contains("container "), "{ran}");
        let end = ran.stderr.lines().find_map(|line| line.split('`').nth(1));
        run(rig.command("sh").args(["-c", end.unwrap()])).ok();
        assert_eq!(left(rig, &clone), "");
    });
    steps.done();
}

#[test]
fn verify_without_what_is_managed_elsewhere() {
    let Some((rig, _turn)) = rig::engine("verify of a managed database") else {
        return;
    };
    let answers = "dockwright: 1\nname: vmanaged\nservices:\n  web: {kind: flask, path: ., port: 8000, route: /, uses: [db]}\n  page: {kind: flask, path: page, port: 8000, route: /page}\nbacking:\n  db: {kind: postgres, production: external}\n  edge: {kind: nginx, development: none}\n";
    let project = answered("vmanaged", answers);
    let said = green(verify(rig, &project, &["--only", "production"]));
    for line in [
        "web  not started here: it uses db, which is managed elsewhere",
        "production/build  built",
    ] {
        assert!(said.contains(line), "no {line} in {said}");
    }
}
