//! Rust in both contexts, with `PostgreSQL` by `SQLx`: development by axum, production by Actix Web.
//!
//! Rust, the crates, bacon, gdb and Postgres are the real ones; where the rig stands for registries
//! distroless is a stand-in with Debian's C library.

use dockwright::core::answers::Context;
use serde_json::json;

use crate::support::compose::Stack;
use crate::support::ends::{stops, stops_with_0};
use crate::support::gdb::Gdb;
use crate::support::http::Client;
use crate::support::isolation::all_confined;
use crate::support::process::run;
use crate::support::project::{Project, project};
use crate::support::rig;
use crate::support::steps::Steps;
use crate::support::wait;

/// Everything is compiled when a stack of development starts first.
const COMPILED: &str = "400";

fn notes(port: u16) -> String {
    let answer = Client::new(port).get("/notes");
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

#[test]
fn rust_in_development() {
    let Some((rig, _turn)) = rig::engine("rust, development") else {
        return;
    };
    let mut steps = Steps::of("rust, development");
    let project = project("rust", &["--preset", "rust-postgres"]);
    project.shift_ports(rig);
    let stack = Stack::development(rig, &project);
    steps.must("docker compose up --build --wait", || {
        stack.up_within(COMPILED);
    });
    let api = stack.published("api", 8080);
    steps.check(
        "the row of the migration is there, and one is added",
        || {
            assert!(notes(api).contains("Edit src/routes.rs"));
            let added = Client::new(api).post_json("/notes", &json!({"text": "a row"}));
            assert_eq!(added.map(|answer| answer.status), Some(201));
            assert!(notes(api).contains("a row"));
        },
    );
    let before = stack.identities();
    steps.check(
        "an edit compiles, and is seen in the same container",
        || {
            project.edit("src/routes.rs", "\"ok\"", "\"edited\"");
            wait::until("the edit", wait::COMPILED, || {
                let answer = Client::new(api).try_get("/healthz")?;
                (answer.body == "edited").then_some(())
            });
            assert_eq!(before, stack.identities());
        },
    );
    steps.uses("hot_reload");
    steps.check("the debugger of launch.json stops in a handler", || {
        debugger(&stack, &project, api);
    });
    steps.uses("debugger");
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Development);
}

fn debugger(stack: &Stack, project: &Project, api: u16) {
    let file = "src/routes.rs";
    let line = project.line_of(file, "notes.all()");
    let then = ["info source", "print sizeof(notes)", "detach"];
    let mut gdb = Gdb::attach(stack, project, "api", (file, line), &then);
    let asked = std::thread::spawn(move || notes(api));
    gdb.says("hit Breakpoint 1");
    gdb.says("Current source file is src/routes.rs");
    // Detached, it answers what was asked while it stood.
    assert!(asked.join().unwrap().contains("a row"));
    gdb.ends();
    assert!(gdb.said().contains("$1 = "), "{}", gdb.said());
}

#[test]
fn rust_in_production() {
    let Some((rig, _turn)) = rig::engine("rust, production") else {
        return;
    };
    let mut steps = Steps::of("rust, production");
    let project = project(
        "rust-production",
        &[
            "--preset",
            "rust-postgres",
            "--set",
            "services.api.with.framework=actix",
        ],
    );
    project.shift_ports(rig);
    // What is compiled is the same; the compiler's optimisation is not what is tested.
    let manifest = project.read("Cargo.toml");
    project.write("Cargo.toml", &format!("{manifest}opt-level = 0\n"));
    let stack = Stack::production(rig, &project);
    steps.must(
        "docker compose -f compose.yaml -f compose.prod.yaml up --build --wait",
        || stack.up_within(COMPILED),
    );
    let (_, _, edge) = stack.edge();
    steps.check(
        "the edge leads to the row of the migration, and adds one",
        || {
            assert!(notes(edge).contains("Edit src/routes.rs"));
            let added = Client::new(edge).post_json("/notes", &json!({"text": "a row"}));
            assert_eq!(added.map(|answer| answer.status), Some(201));
            assert!(notes(edge).contains("a row"));
        },
    );
    steps.check(
        "no root, no capability, a read-only root, no secret told, and nothing but the edge is published",
        || all_confined(&stack, &project),
    );
    steps.check(
        "the image is small: no shell, no compiler, no source",
        || {
            let ran = stack.run(&["exec", "-T", "api", "sh", "-c", "true"]);
            assert!(
                ran.code != Some(0) && ran.output().contains("not found"),
                "{ran}"
            );
            stack.exec("api", &["api", "healthcheck"]);
            let built = stack.built();
            assert_eq!(built.len(), 1, "{built:?}");
            let size = run(stack.command("docker").args([
                "image",
                "inspect",
                "--format",
                "{{.Size}}",
                &built[0],
            ]))
            .ok()
            .stdout;
            let size: u64 = size.trim().parse().unwrap();
            assert!(size < 100_000_000, "{size}");
        },
    );
    steps.check("stop ends every container within its grace period", || {
        stops_with_0(&stack, &["api"]);
    });
    steps.done().record(rig, &project, Context::Production);
}
