//! The preset `nestjs-bullmq`: a server and its worker, in both contexts. All programs are the real ones.

use std::time::Duration;

use dockwright::core::answers::Context;
use serde_json::{Value, json};

use crate::support::app::seen;
use crate::support::compose::Stack;
use crate::support::ends::stops_with_0;
use crate::support::http::Client;
use crate::support::inspector::{Stop, breakpoint};
use crate::support::isolation::all_confined;
use crate::support::project::{Project, project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;
use crate::support::wait;

#[test]
fn nest_and_its_worker() {
    let Some((rig, _turn)) = rig::engine("nest") else {
        return;
    };
    let mut steps = Steps::of("nest");
    let project = project("nest", &["--preset", "nestjs-bullmq"]);
    project.shift_ports(rig);
    nest_in_development(&mut steps, rig, &project);
    nest_in_production(&mut steps, rig, &project);
    let passed = steps.done();
    for context in Context::BOTH {
        passed.record(rig, &project, context);
    }
}

fn nest_in_development(steps: &mut Steps, rig: &'static Rig, project: &Project) {
    let stack = Stack::development(rig, project);
    steps.must("development: docker compose up --build --wait", || {
        stack.up();
    });
    let api = stack.published("api", 3000);
    steps.check("development: the row of the migration", || {
        let notes = Client::new(api).get("/notes");
        assert!(
            notes.body.contains("Edit src/notes.controller.ts"),
            "{notes:?}"
        );
    });
    steps.check("development: a job is done by the worker", || {
        assert_eq!(job(api, "a job"), "a job");
        let notes = Client::new(api).get("/notes");
        assert!(notes.body.contains("a job"), "{notes:?}");
    });
    steps.check("the store of the queue forgets nothing", || {
        let policy = stack.exec(
            "queue",
            &["valkey-cli", "config", "get", "maxmemory-policy"],
        );
        assert!(policy.contains("noeviction"), "{policy}");
    });
    steps.check(
        "a breakpoint is hit in the server, and one in the worker",
        || {
            let send =
                |text: &Value| Client::new(api).post_json("/notes", &json!({ "text": text }));
            for (service, file, line, expression) in [
                (
                    "api",
                    "dist/notes.controller.js",
                    "this.queue.add(",
                    "checked(text)",
                ),
                (
                    "worker",
                    "dist-worker/notes.processor.js",
                    "this.notes.add(",
                    "job.data.text",
                ),
            ] {
                let value = json!(format!("debugged in {service}"));
                let stop = Stop {
                    service,
                    file,
                    line,
                    expression,
                    value,
                };
                breakpoint(rig, project, &stack, &stop, || send(&stop.value));
            }
        },
    );
    steps.uses("debugger");
    let before = stack.identities();
    steps.check(
        "an edit is in the server and in the worker, in the same containers",
        || {
            project.edit(
                "src/health.controller.ts",
                r#"return "ok""#,
                r#"return "edited""#,
            );
            project.edit(
                "src/notes.processor.ts",
                "job.data.text",
                "job.data.text.toUpperCase()",
            );
            seen(api, "/healthz", "edited");
            wait::until("the edit in a job", Duration::from_mins(1), || {
                (job(api, "new code") == "NEW CODE").then_some(())
            });
            assert_eq!(before, stack.identities());
        },
    );
    steps.uses("hot_reload");
    steps.check("development: stop ends each by the signal, with 0", || {
        stops_with_0(&stack, &["api", "worker"]);
    });
}

fn nest_in_production(steps: &mut Steps, rig: &'static Rig, project: &Project) {
    let stack = Stack::production(rig, project);
    steps.must("production: docker compose up --build --wait", || {
        stack.up();
    });
    let (_, _, edge) = stack.edge();
    steps.check("production: a job is done by the worker", || {
        assert_eq!(job(edge, "a job"), "A JOB");
        assert!(Client::new(edge).get("/notes").body.contains("A JOB"));
    });
    steps.check(
        "production: nothing that only development needs is in the image",
        || {
            let packages = stack.exec("api", &["ls", "node_modules", "node_modules/@nestjs"]);
            assert!(
                packages.contains("bullmq") && !packages.contains("typescript"),
                "{packages}"
            );
            assert!(!packages.lines().any(|line| line == "cli"), "{packages}");
        },
    );
    steps.check(
        "production: a job that waits for its worker is done by the next one",
        || {
            stack.run(&["stop", "worker"]).ok();
            let id = send(edge, "waits");
            stack.run(&["start", "worker"]).ok();
            assert_eq!(result(edge, &id), "WAITS");
        },
    );
    steps.check(
        "production: no root, no capability, a read-only root, no secret told, and nothing but the edge is published",
        || all_confined(&stack, project),
    );
    steps.check("production: stop ends each by the signal, with 0", || {
        stops_with_0(&stack, &["api", "worker", "edge"]);
    });
}

fn send(port: u16, text: &str) -> String {
    let sent = Client::new(port)
        .post_json("/notes", &json!({ "text": text }))
        .unwrap();
    assert_eq!(sent.status, 202, "{sent:?}");
    let sent: Value = serde_json::from_str(&sent.body).unwrap();
    sent["task"].as_str().unwrap().to_owned()
}

/// What the worker gave for a job.
fn result(port: u16, id: &str) -> String {
    wait::until("the job", Duration::from_mins(1), || {
        let state = Client::new(port).try_get(&format!("/tasks/{id}"))?;
        let state: Value = serde_json::from_str(&state.body).unwrap();
        assert_ne!(state["state"], "failed", "{state}");
        (state["state"] == "completed")
            .then(|| state["result"]["text"].as_str().unwrap().to_owned())
    })
}

fn job(port: u16, text: &str) -> String {
    result(port, &send(port, text))
}
