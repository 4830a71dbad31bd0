//! A worker of arq beside `FastAPI`: a job that the API sends is done, also where its worker dies or is stopped, in both contexts.

use std::thread;
use std::time::Duration;

use dockwright::core::answers::Context;
use serde_json::{Value, json};

use crate::debugger::configuration;
use crate::support::compose::Stack;
use crate::support::dap::Session;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::project::{Project, answered};
use crate::support::steps::Steps;
use crate::support::{app, isolation, rig, wait};

const ANSWERS: &str = include_str!("answers/arq.yaml");

/// From the job that is sent to its result.
const JOB: Duration = Duration::from_secs(20);

#[test]
fn arq_in_development() {
    let Some((rig, _turn)) = rig::engine("arq in development") else {
        return;
    };
    let mut steps = Steps::of("arq in development");
    let project = answered("arq-dev", ANSWERS);
    project.shift_ports(rig);
    let stack = Stack::development(rig, &project);
    steps.must("docker compose up --build --wait", || stack.up());
    let api = stack.published("api", 8000);
    steps.check("a job is done by the worker, and its row is there", || {
        assert_eq!(done(api, "a note", JOB), "A NOTE");
        assert_eq!(Client::new(api).get("/api/notes").body, r#"["a note"]"#);
    });
    steps.check("the worker's mail is in the catcher", || {
        app::mailed(&stack, "A new note");
    });
    steps.uses("mail_catcher");
    steps.check("its tests pass", || {
        let ran = stack.exec("api", &["pytest", "-q"]);
        assert!(ran.contains("2 passed"), "{ran}");
    });
    let before = stack.identities();
    steps.check("an edit of the jobs is in the worker", || {
        edit(&project, "return text.upper()", "return text.title()");
        wait::until("the edit in a result", Duration::from_mins(1), || {
            (done(api, "new code", JOB) == "New Code").then_some(())
        });
        assert_eq!(before, stack.identities());
    });
    steps.uses("hot_reload");
    steps.check("a job stops at a breakpoint, and goes on", || {
        let path = project.file("tasks.py", "session.execute(insert");
        let (file, line) = (
            project.full(&path),
            project.line_of(&path, "session.execute(insert"),
        );
        let arguments = configuration(rig, &project, &stack, "worker");
        let mut main = Session::attach(&arguments, &file, line);
        let mut children = main.children(&file, line, wait::EDIT);
        let mut worker = children.pop().unwrap();
        let result = thread::spawn(move || done(api, "debugged", Duration::from_mins(1)));
        let at = worker.stopped(wait::EDIT);
        let (_, number, frame) = worker.place(at);
        assert_eq!(number, line as u64);
        assert_eq!(worker.evaluate(frame, "text"), "'debugged'");
        worker.go_on(at);
        assert_eq!(result.join().unwrap(), "Debugged");
        for session in children.into_iter().chain([worker, main]) {
            session.detach();
        }
    });
    steps.uses("debugger");
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Development);
}

#[test]
fn arq_in_production() {
    let Some((rig, _turn)) = rig::engine("arq in production") else {
        return;
    };
    let mut steps = Steps::of("arq in production");
    let project = answered("arq-prod", ANSWERS);
    project.shift_ports(rig);
    // Jobs that are long enough to die in, and that are given out again while the test waits.
    edit(
        &project,
        "asyncio.sleep(1)",
        "asyncio.sleep(6 if text.startswith(\"slow\") else 1)",
    );
    edit(&project, "job_timeout = 300", "job_timeout = 10");
    let stack = Stack::production(rig, &project);
    steps.must(
        "docker compose -f compose.yaml -f compose.prod.yaml up --build --wait",
        || stack.up(),
    );
    let (_, _, edge) = stack.edge();
    steps.check("a job sent through the edge is done by the worker", || {
        assert_eq!(done(edge, "in production", JOB), "IN PRODUCTION");
    });
    let listening = [
        ("api", Some(8000)),
        ("worker", None),
        ("db", Some(5432)),
        ("queue", Some(6379)),
    ];
    isolation::check(&mut steps, &stack, &project, &listening);
    steps.check("a worker that is stopped ends its job first", || {
        let job = begun(&stack, edge, "slow: stopped");
        stack.run(&["stop", "worker"]).ok();
        let all = stack.containers();
        let worker = all.iter().find(|one| one.service() == "worker").unwrap();
        assert_eq!(worker.exit_code(), 0);
        assert_eq!(state(edge, &job)["result"], "SLOW: STOPPED");
    });
    steps.check(
        "a job sent while no worker runs is done by the next",
        || {
            let job = send(edge, "waiting");
            stack.run(&["up", "--wait", "worker"]).ok();
            assert_eq!(result(edge, &job, JOB), "WAITING");
        },
    );
    steps.check(
        "a job survives the kill of its worker, and is done once",
        || {
            let job = begun(&stack, edge, "slow: killed");
            stack.run(&["kill", "worker"]).ok();
            stack.run(&["up", "--wait", "worker"]).ok();
            let again = result(edge, &job, Duration::from_mins(1));
            assert_eq!(again, "SLOW: KILLED");
            let notes = Client::new(edge).get("/api/notes").body;
            assert_eq!(notes.matches("slow: killed").count(), 1, "{notes}");
        },
    );
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Production);
}

/// Replaces a text that one Python file has.
fn edit(project: &Project, old: &str, new: &str) {
    project.edit(&project.file(".py", old), old, new);
}

fn send(port: u16, text: &str) -> String {
    let sent = Client::new(port).post_json("/api/notes", &json!({ "text": text }));
    let sent = sent.expect("an answer");
    assert_eq!(sent.status, 202, "{sent:?}");
    let answer: Value = serde_json::from_str(&sent.body).unwrap();
    answer["task"].as_str().unwrap().to_owned()
}

/// Sends a note and waits until the worker says that it is at it.
fn begun(stack: &Stack, port: u16, text: &str) -> String {
    let job = send(port, text);
    wait::until("the start of the job", JOB, || {
        let log = stack.run(&["logs", "worker"]).ok().output();
        log.contains(&job).then_some(())
    });
    job
}

fn state(port: u16, job: &str) -> Value {
    let answer = Client::new(port).get(&format!("/api/tasks/{job}"));
    serde_json::from_str(&answer.body).unwrap()
}

fn result(port: u16, job: &str, limit: Duration) -> String {
    wait::until("the result of the job", limit, || {
        let state = state(port, job);
        assert_ne!(state["state"], "FAILURE");
        (state["state"] == "SUCCESS").then(|| state["result"].as_str().unwrap().to_owned())
    })
}

fn done(port: u16, text: &str, limit: Duration) -> String {
    result(port, &send(port, text), limit)
}
