//! One library of Python's for each thing that is used, by nothing but its variables; and workers of two starters, in both contexts.
//! Moto stands for `SeaweedFS`; the other stores are the real ones.

use std::time::Duration;

use dockwright::core::answers::Context;
use serde_json::json;

use crate::support::app;
use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::project::answered;
use crate::support::rig;
use crate::support::steps::Steps;
use crate::support::wait;

/// The project.
pub const ANSWERS: &str = include_str!("answers/libraries.yaml");

/// What the project's code asks of each.
const ASKING: &str = include_str!("answers/libraries.py");

#[test]
fn libraries_read_what_they_are_given() {
    let Some((rig, _turn)) = rig::engine("libraries of Python") else {
        return;
    };
    let mut steps = Steps::of("libraries of Python");
    let project = answered("libraries", ANSWERS);
    project.shift_ports(rig);
    let more = "\nasyncpg==0.32.0\nboto3==1.44.8\npika==1.4.4\n";
    project.write(
        "web/requirements.txt",
        &(project.read("web/requirements.txt") + more),
    );
    project.write("web/asking.py", ASKING);
    app::often(&project, "bare/app/worker.py");
    for (name, context) in [
        ("development", Context::Development),
        ("production", Context::Production),
    ] {
        let (stack, web, bare) = match context {
            Context::Development => {
                let stack = Stack::development(rig, &project);
                let ports = ["web", "bare"].map(|name| stack.published(name, 8000));
                (stack, ports[0], ports[1])
            }
            Context::Production => {
                let stack = Stack::production(rig, &project);
                let edge = stack.edge().2;
                (stack, edge, edge)
            }
        };
        steps.must(&format!("{name}: docker compose up --build --wait"), || {
            stack.up();
        });
        steps.check(&format!("{name}: each answers its library"), || {
            // The entrypoint makes the variables that no file can be.
            let said = stack.exec("web", &["entrypoint.sh", "python", "asking.py"]);
            for library in ["asyncpg", "pymysql", "pika", "boto3", "redis"] {
                assert!(said.contains(&format!("{library} 42\n")), "{said}");
            }
        });
        steps.check(&format!("{name}: a task writes a row into MariaDB"), || {
            assert_eq!(task(web, "/api", "notes", "a note"), "A NOTE");
            let notes = Client::new(web).get("/api/notes").body;
            assert_eq!(notes, r#"["a note"]"#);
        });
        steps.check(
            &format!("{name}: a task of a starter without SQL is done"),
            || {
                assert_eq!(task(bare, "/bare", "tasks", "a task"), "A TASK");
                app::scheduled(&stack, "bare_worker", "tick");
            },
        );
        steps.check(&format!("{name}: stop ends every container"), || {
            stops(&stack);
        });
    }
    let passed = steps.done();
    for context in Context::BOTH {
        passed.record(rig, &project, context);
    }
}

/// Sends a text below `base`, and gives what the worker makes of it.
fn task(port: u16, base: &str, what: &str, text: &str) -> String {
    let sent = Client::new(port).post_json(&format!("{base}/{what}"), &json!({ "text": text }));
    let sent = sent.expect("an answer");
    assert_eq!(sent.status, 202, "{sent:?}");
    let id = app::between(&sent.body, "\"task\":\"", "\"")
        .unwrap()
        .to_owned();
    wait::until("the result of the task", Duration::from_secs(20), || {
        let state = Client::new(port).get(&format!("{base}/tasks/{id}")).body;
        app::between(&state, "\"result\":\"", "\"").map(str::to_owned)
    })
}
