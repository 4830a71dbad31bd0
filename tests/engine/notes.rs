//! Pages of Next.js by pnpm and an API of `FastAPI` by uv, with a worker of arq, migrations that the code brings, test data, an S3
//! store that is somebody else's in production, a model that only a profile starts, and one edge: `../it/answers/next-fastapi.yaml`.
//!
//! On the rig `SeaweedFS` and Caddy are stand-ins. `Ollama` has none: nothing starts it, since its profile is not chosen.

use std::path::Path;
use std::time::Duration;

use dockwright::core::answers::Context;
use serde_json::{Value, json};

use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::isolation::all_confined;
use crate::support::process::run;
use crate::support::project::{Project, answered};
use crate::support::rig;
use crate::support::steps::Steps;
use crate::support::wait;

const ANSWERS: &str = include_str!("../it/answers/next-fastapi.yaml");

/// The code that somebody has beside the starters.
fn project(name: &str, answers: &str) -> Project {
    let project = answered(name, answers);
    let code = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/notes");
    for (from, to) in [
        ("alembic.ini", "alembic.ini"),
        ("migrations/env.py", "migrations/env.py"),
        (
            "migrations/versions/0001_seen.py",
            "migrations/versions/0001_seen.py",
        ),
        ("seed.py", "app/seed.py"),
        ("stack.py", "app/stack.py"),
    ] {
        let text = std::fs::read_to_string(code.join(from)).unwrap();
        project.place(&format!("backend/{to}"), &text);
    }
    project.edit(
        "backend/pyproject.toml",
        "dependencies = [",
        "dependencies = [\n    \"alembic\",\n    \"asyncpg\",\n    \"boto3\",\n    \"sqlalchemy[asyncio]\",",
    );
    project.edit(
        "backend/app/main.py",
        "app.include_router(api)",
        "from app.stack import router  # noqa: E402\n\napp.include_router(router)\napp.include_router(api)",
    );
    project
}

#[test]
fn notes_in_development() {
    let Some((rig, _turn)) = rig::engine("notes in development") else {
        return;
    };
    let mut steps = Steps::of("notes in development");
    // The API waits for its debugger by the answers: here it is asked without one.
    let answers = ANSWERS.replace("debugger: {wait_for_client: [api]}", "debugger: true");
    let project = project("notes", &answers);
    project.shift_ports(rig);
    project.edit(
        "compose.override.yaml",
        "DATABASE_URL:",
        "ASK_FILES: \"1\"\n    DATABASE_URL:",
    );
    let stack = Stack::development(rig, &project);
    steps.must("docker compose up --build --wait", || stack.up());
    steps.check("the model runs only with its profile", || {
        let running = stack.running();
        assert!(running.iter().all(|one| one.service() != "llm"));
        assert!(running.iter().all(|one| one.service() != "edge"));
    });
    let (web, api) = (stack.published("web", 3000), stack.published("api", 8000));
    steps.check(
        "migrations and test data are there, also after a second `up`; a file is kept, and the model's place is known",
        || {
            stack.run(&["up", "--wait"]).ok();
            let said = asked(api, "/stack");
            assert_eq!(said["words"], json!(["test data"]), "{said}");
            assert_eq!(said["file"], "kept", "{said}");
            assert!(
                said["llm"].as_str().unwrap().contains("llm:11434"),
                "{said}"
            );
        },
    );
    steps.check("the worker does a job", || job(api, "/tasks"));
    steps.check("both addresses of the API are known to the pages", || {
        assert_eq!(Client::new(web).get("/").status, 200);
        let said = |name| stack.exec("web", &["printenv", name]).trim().to_owned();
        assert_eq!(said("API_URL"), "http://api:8000");
        assert_eq!(
            said("NEXT_PUBLIC_API_URL"),
            format!("http://localhost:{api}")
        );
    });
    steps.check(
        "an edit of the API is there without a new container",
        || {
            let before = stack.identities();
            project.edit("backend/app/main.py", "\"ok\\n\"", "\"edited\\n\"");
            wait::until("the edit", wait::EDIT, || {
                let answer = Client::new(api).try_get("/healthz")?;
                (answer.body == "edited\n").then_some(())
            });
            assert_eq!(before, stack.identities());
        },
    );
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Development);
}

#[test]
fn notes_in_production() {
    let Some((rig, _turn)) = rig::engine("notes in production") else {
        return;
    };
    if !rig::has(rig, "notes in production", &["curl"]) {
        return;
    }
    let mut steps = Steps::of("notes in production");
    // No authority reaches this machine: its own certificate, for its own name.
    let answers = ANSWERS.replace(
        "{domain: notes.example.org, tls: automatic}",
        "{domain: localhost, tls: automatic}",
    );
    let project = project("notes", &answers);
    project.shift_ports(rig);
    project.write("secrets/files_secret_key", "supplied");
    project.set_env(&[
        ("FILES_URL".to_owned(), "https://s3.example.org".to_owned()),
        ("FILES_ACCESS_KEY".to_owned(), "notes".to_owned()),
        ("FILES_BUCKET".to_owned(), "notes-uploads".to_owned()),
    ]);
    let stack = Stack::production_without_edge(rig, &project);
    steps.must(
        "docker compose -f compose.yaml -f compose.prod.yaml up --build --wait",
        || stack.up(),
    );
    steps.check("neither the store nor the model is there", || {
        for name in ["files", "llm"] {
            assert!(
                stack.containers().iter().all(|one| one.service() != name),
                "{name}"
            );
        }
    });
    let https = stack.published("edge", 8443);
    let get = |path: &str| {
        let url = format!("https://localhost:{https}{path}");
        run(stack
            .command("curl")
            .args(["-sSk", "--fail-with-body", &url]))
        .ok()
        .stdout
    };
    steps.check(
        "the edge has the pages at /, and the API below /api",
        || {
            assert!(get("/").contains("It works"));
            let said: Value = serde_json::from_str(&get("/api/stack")).unwrap();
            // The test data is development's.
            assert_eq!(said["words"], json!([]), "{said}");
        },
    );
    steps.check(
        "the store's key, which somebody supplied, is in the API alone",
        || {
            let key = ["entrypoint.sh", "printenv", "AWS_SECRET_ACCESS_KEY"];
            assert_eq!(stack.exec("api", &key).trim(), "supplied");
            let there = stack.exec("web", &["sh", "-c", "ls /run/secrets"]);
            assert!(!there.contains("files"), "{there}");
        },
    );
    steps.check("each container has least rights", || {
        all_confined(&stack, &project);
    });
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Production);
}

fn asked(port: u16, path: &str) -> Value {
    let answer = Client::new(port).get(path);
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"))
}

/// A job that is sent is done.
fn job(port: u16, path: &str) {
    let sent = Client::new(port)
        .post_json(path, &json!({"text": "a note"}))
        .expect("an answer");
    let sent: Value = serde_json::from_str(&sent.body).unwrap();
    let task = format!("{path}/{}", sent["task"].as_str().unwrap());
    wait::until("the result of the job", Duration::from_secs(20), || {
        let state = asked(port, &task);
        (state["state"] == "SUCCESS").then(|| assert_eq!(state["result"], "A NOTE"))
    });
}
