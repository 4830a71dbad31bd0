//! The preset `fastapi-react-celery`: a task that the page sends is done by the worker, in both contexts, and is not lost with it.

use std::thread;
use std::time::{Duration, Instant};

use dockwright::core::answers::Context;
use serde_json::{Value, json};

use crate::debugger::configuration;
use crate::production::hashed;
use crate::support::app;
use crate::support::compose::Stack;
use crate::support::dap::Session;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::isolation;
use crate::support::project::{Project, project};
use crate::support::rig;
use crate::support::steps::Steps;
use crate::support::wait;

/// From the task that is sent to its result: it sleeps for a second.
const TASK: Duration = Duration::from_secs(20);

#[test]
fn development_of_a_worker() {
    let Some((rig, _turn)) = rig::engine("worker in development") else {
        return;
    };
    let mut steps = Steps::of("worker in development");
    let project = project("fa-dev", &["--preset", "fastapi-react-celery"]);
    project.shift_ports(rig);
    app::often(&project, "backend/app/worker.py");
    let stack = Stack::development(rig, &project);
    steps.must("docker compose up --build --wait", || stack.up());
    again(&mut steps, &stack);
    let (web, api) = (stack.published("web", 5173), stack.published("api", 8000));

    steps.check("the page, and the API below its address", || {
        let page = Client::new(web).get("/");
        assert_eq!(page.status, 200);
        assert!(page.body.contains("/@vite/client"), "{}", page.body);
        assert_eq!(Client::new(web).get("/api/notes").body, "[]");
        assert_eq!(Client::new(api).get("/api/docs").status, 200);
    });
    steps.check("a task sent through the page is done by the worker", || {
        assert_eq!(done(web, "from the page", TASK), "FROM THE PAGE");
        assert_eq!(
            Client::new(web).get("/api/notes").body,
            r#"["from the page"]"#
        );
    });
    steps.check("the worker's mail is in the catcher", || {
        app::mailed(&stack, "A new note");
    });
    steps.uses("mail_catcher");
    steps.check("the schedule sends what the worker does", || {
        app::scheduled(&stack, "worker", "count_notes");
    });
    steps.check("its tests pass, and the models are as migrated", || {
        let ran = stack.exec("api", &["pytest", "-q"]);
        assert!(ran.contains("2 passed"), "{ran}");
        stack.exec("api", &["alembic", "check"]);
    });
    steps.check("an edit of the tasks is in the worker", || {
        let before = stack.identities();
        edit(&project, "return text.upper()", "return text.title()");
        wait::until("the edit in a result", Duration::from_mins(1), || {
            (done(web, "new code", TASK) == "New Code").then_some(())
        });
        assert_eq!(before, stack.identities());
    });
    steps.uses("hot_reload");
    debuggers(&mut steps, rig, &project, &stack);
    killed(&mut steps, &project, &stack, web);
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Development);
}

/// Several containers are made of one source: Compose writes a service's name into what it builds, so
/// that two builders of one image would make it differ each time.
fn again(steps: &mut Steps, stack: &Stack) {
    steps.check("built again, no container is made anew", || {
        let before = stack.identities();
        stack.up();
        assert_eq!(stack.identities(), before);
    });
}

/// What was not acknowledged is given to the next worker.
fn killed(steps: &mut Steps, project: &Project, stack: &Stack, web: u16) {
    let slow = "time.sleep(5 if text.startswith(\"slow\") else 1)";
    edit(project, "time.sleep(1)", slow);
    given_again(project, 9);
    steps.must("the API and the worker start anew", || {
        stack.run(&["restart", "api", "worker"]).ok();
        stack.run(&["up", "--wait", "api", "worker"]).ok();
    });
    steps.check("a task survives the kill of its worker", || {
        let task = started(web, "slow: killed");
        stack.run(&["kill", "worker"]).ok();
        assert_ne!(state(web, &task)["state"], "SUCCESS");
        stack.run(&["up", "--wait", "worker"]).ok();
        let again = result(web, &task, Duration::from_mins(1));
        assert_eq!(again, "Slow: Killed");
        once(web, "slow: killed");
    });
}

/// Begun twice, a task has done its work once.
fn once(port: u16, text: &str) {
    let notes = Client::new(port).get("/api/notes").body;
    assert_eq!(notes.matches(text).count(), 1, "{notes}");
}

/// The API and the worker stand at a breakpoint each, for one note.
fn debuggers(steps: &mut Steps, rig: &'static rig::Rig, project: &Project, stack: &Stack) {
    let at = |file: &str, text: &str| {
        let path = project.file(file, text);
        (project.full(&path), project.line_of(&path, text))
    };
    let (view, view_line) = at("main.py", "add_note.delay(");
    let (task, task_line) = at("tasks.py", "session.execute(insert");
    let attach = |service: &str, file: &str, line: usize| {
        let arguments = configuration(rig, project, stack, service);
        let mut main = Session::attach(&arguments, file, line);
        let mut children = main.children(file, line, wait::EDIT);
        let server = children.pop().unwrap();
        (main, children, server)
    };
    let (api, helpers, mut server) =
        steps.must("attach to the API", || attach("api", &view, view_line));
    let (worker, more, mut celery) = steps.must("attach to the worker beside it", || {
        attach("worker", &task, task_line)
    });
    steps.check("both stop at their breakpoints, and go on", || {
        let web = stack.published("web", 5173);
        let result = thread::spawn(move || done(web, "debugged", Duration::from_mins(1)));
        for (session, file, line, name) in [
            (&mut server, &view, view_line, "note.text"),
            (&mut celery, &task, task_line, "text"),
        ] {
            let thread = session.stopped(wait::EDIT);
            let (path, number, frame) = session.place(thread);
            assert_eq!((&path, number), (file, line as u64));
            assert_eq!(session.evaluate(frame, name), "'debugged'");
            session.go_on(thread);
        }
        assert_eq!(result.join().unwrap(), "Debugged");
    });
    steps.uses("debugger");
    for session in helpers
        .into_iter()
        .chain(more)
        .chain([server, celery, api, worker])
    {
        session.detach();
    }
}

#[test]
fn production_of_a_worker() {
    let Some((rig, _turn)) = rig::engine("worker in production") else {
        return;
    };
    let mut steps = Steps::of("worker in production");
    let project = project("fa-prod", &["--preset", "fastapi-react-celery"]);
    project.shift_ports(rig);
    app::often(&project, "backend/app/worker.py");
    // Tasks that are long enough to die in, and that are given out again while the test waits.
    edit(
        &project,
        "time.sleep(1)",
        "time.sleep(15 if text.startswith(\"slow\") else 1)",
    );
    edit(
        &project,
        "worker_soft_shutdown_timeout=20",
        "worker_soft_shutdown_timeout=2",
    );
    given_again(&project, 45);
    let stack = Stack::production(rig, &project);
    steps.must(
        "docker compose -f compose.yaml -f compose.prod.yaml up --build --wait",
        || stack.up(),
    );
    again(&mut steps, &stack);
    let (_, _, edge) = stack.edge();
    steps.check("the edge serves the built page", || pages(edge));
    steps.check("a task sent through the edge is done by the worker", || {
        assert_eq!(done(edge, "in production", TASK), "IN PRODUCTION");
        let notes = Client::new(edge).get("/api/notes");
        assert_eq!(notes.body, r#"["in production"]"#);
        assert_eq!(notes.header("Cache-Control"), "");
    });
    steps.check("the schedule sends what the worker does", || {
        app::scheduled(&stack, "worker", "count_notes");
    });
    steps.check("there are no docs, and an empty note is refused", || {
        assert_eq!(Client::new(edge).get("/api/docs").status, 404);
        let refused = Client::new(edge).post_json("/api/notes", &json!({ "text": "" }));
        assert_eq!(refused.unwrap().status, 422);
    });
    let listening = [
        ("api", Some(8000)),
        ("worker", None),
        ("beat", None),
        ("db", Some(5432)),
        ("queue", Some(6379)),
    ];
    isolation::check(&mut steps, &stack, &project, &listening);
    steps.check("a worker stopped in a task gives it back at once", || {
        let task = started(edge, "slow: stopped");
        stack.run(&["stop", "worker"]).ok();
        let all = stack.containers();
        let worker = all.iter().find(|one| one.service() == "worker").unwrap();
        assert_eq!(worker.exit_code(), 0);
        assert_ne!(state(edge, &task)["state"], "SUCCESS");
        stack.run(&["up", "--wait", "worker"]).ok();
        // Not given back, it would be given out again after 45 s, and takes 15.
        let again = result(edge, &task, Duration::from_secs(40));
        assert_eq!(again, "SLOW: STOPPED");
        once(edge, "slow: stopped");
    });
    steps.check("a task survives the kill of its worker", || {
        let task = started(edge, "slow: killed");
        stack.run(&["kill", "worker"]).ok();
        stack.run(&["up", "--wait", "worker"]).ok();
        assert_eq!(result(edge, &task, Duration::from_secs(90)), "SLOW: KILLED");
        once(edge, "slow: killed");
    });
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Production);
}

/// What is not acknowledged after these seconds is given out again, and looked for each second.
fn given_again(project: &Project, seconds: u8) {
    let often = "\"unacked_restore_interval\": 1, \"unacked_restore_throttle\": 1";
    edit(
        project,
        "TIME_LIMIT + 60}",
        &format!("{seconds}, {often}}}"),
    );
}

/// The page is asked for each time, its files never again; what is missing is no page.
fn pages(edge: u16) {
    let mut site = Client::new(edge);
    for path in ["/", "/some/page"] {
        let page = site.get(path);
        assert_eq!(
            (page.status, page.header("Cache-Control").as_str()),
            (200, "no-cache")
        );
        assert!(
            page.header("Content-Security-Policy")
                .contains("default-src 'self'")
        );
        assert!(page.body.contains("/assets/"), "{}", page.body);
    }
    let page = site.get("/").body;
    let links = app::links(&page, "/assets/");
    assert!(links.len() > 1, "{page}");
    for link in links {
        let file = site.get(&link);
        assert_eq!(file.status, 200, "{link}");
        assert!(
            file.header("Cache-Control").contains("immutable") && hashed(&link),
            "{link}"
        );
    }
    let missing = site.get("/assets/none.js");
    assert_eq!(
        (missing.status, missing.header("Cache-Control").as_str()),
        (404, "")
    );
}

/// Replaces a text that one Python file has.
fn edit(project: &Project, old: &str, new: &str) {
    project.edit(&project.file(".py", old), old, new);
}

/// Sends a note as the page does, and gives the id of its task.
fn send(port: u16, text: &str) -> String {
    let answer = Client::new(port).post_json("/api/notes", &json!({ "text": text }));
    let answer = answer.expect("an answer");
    assert_eq!(answer.status, 202, "{answer:?}");
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    answer["task"].as_str().unwrap().to_owned()
}

fn state(port: u16, task: &str) -> Value {
    let answer = Client::new(port).get(&format!("/api/tasks/{task}"));
    serde_json::from_str(&answer.body).unwrap()
}

/// Sends a note and waits until a worker is at it.
fn started(port: u16, text: &str) -> String {
    let task = send(port, text);
    wait::until("the start of the task", TASK, || {
        (state(port, &task)["state"] == "STARTED").then_some(())
    });
    task
}

/// The task's result.
fn result(port: u16, task: &str, limit: Duration) -> String {
    let begun = Instant::now();
    wait::until("the result of the task", limit, || {
        let state = state(port, task);
        assert_ne!(state["state"], "FAILURE", "after {:?}", begun.elapsed());
        (state["state"] == "SUCCESS").then(|| state["result"].as_str().unwrap().to_owned())
    })
}

/// Sends a note and waits for what the worker says.
fn done(port: u16, text: &str, limit: Duration) -> String {
    result(port, &send(port, text), limit)
}
