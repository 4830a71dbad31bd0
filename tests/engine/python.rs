//! Flask, and Django with a worker of Celery, in both contexts: presets `flask-postgres` and `django-celery`.

use std::net::IpAddr;
use std::thread;
use std::time::Duration;

use dockwright::core::answers::Context;
use serde_json::json;

use crate::debugger::configuration;
use crate::support::app;
use crate::support::compose::Stack;
use crate::support::dap::Session;
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::isolation;
use crate::support::project::{Project, project};
use crate::support::steps::Steps;
use crate::support::{rig, wait};

#[test]
fn flask_in_development() {
    let Some((rig, _turn)) = rig::engine("flask, development") else {
        return;
    };
    let mut steps = Steps::of("flask, development");
    let project = project("flask", &["--preset", "flask-postgres"]);
    project.shift_ports(rig);
    let stack = Stack::development(rig, &project);
    steps.must("docker compose up --build --wait", || stack.up());
    let web = stack.published("web", 8000);
    flask_answers(&mut steps, web);
    steps.check("its tests pass, and the models are as migrated", || {
        let ran = stack.exec("web", &["pytest", "-q"]);
        assert!(ran.contains("2 passed"), "{ran}");
        stack.exec("web", &["flask", "db", "check"]);
    });
    let before = stack.identities();
    flask_debugger(&mut steps, rig, &project, &stack);
    steps.check("an edit of a template is in the page", || {
        edit(&project, "templates/home.html", "It works", "It is edited");
        app::seen(web, "/", "It is edited");
    });
    steps.uses("hot_reload");
    steps.check("the containers and images are the same", || {
        assert_eq!(before, stack.identities());
    });
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Development);
}

/// A note by the API and one by the page; both are in the database, and the visits in the store.
fn flask_answers(steps: &mut Steps, port: u16) {
    steps.check("the API writes to the database and reads of it", || {
        let notes = || Client::new(port).get("/api/notes");
        assert_eq!(notes().body.trim(), "[]");
        let answer = Client::new(port).post_json("/api/notes", &json!({"text": "by the API"}));
        assert_eq!(answer.unwrap().status, 201);
        assert!(notes().body.contains("by the API"), "{:?}", notes());
        let refused = Client::new(port).post_json("/api/notes", &json!({"text": ""}));
        assert_eq!(refused.unwrap().status, 422);
    });
    steps.check(
        "the page writes too, and counts its visits in the store",
        || {
            let sent = Client::new(port).post("/", &[("text", "by the page")]);
            assert_eq!(sent.status, 302, "{sent:?}");
            let visits = |body: &str| -> u32 {
                let text = app::between(body, "Seen ", " times").unwrap();
                text.parse().unwrap()
            };
            let first = Client::new(port).get("/").body;
            let second = Client::new(port).get("/").body;
            assert!(second.contains("<li>by the page</li>"), "{second}");
            assert_eq!(visits(&first) + 1, visits(&second));
        },
    );
}

/// Stops in a view, goes on, and stops in the process that an edit has started.
fn flask_debugger(steps: &mut Steps, rig: &'static rig::Rig, project: &Project, stack: &Stack) {
    let web = stack.published("web", 8000);
    let view = project.file("pages.py", "return render_template(");
    let text = project.read(&view);
    let line = project.line_of(&view, "return render_template(");
    let file = project.full(&view);
    let arguments = configuration(rig, project, stack, "web");
    let mut main = steps.must("attach", || Session::attach(&arguments, &file, line));
    let mut server = steps.must("the adapter announces the server process", || {
        main.program(&file, line, wait::EDIT)
    });
    let stops_there = |server: &mut Session| {
        let page = thread::spawn(move || {
            wait::until("an answer", wait::EDIT, || Client::new(web).try_get("/"))
        });
        let thread = server.stopped(wait::EDIT);
        let (at, number, frame) = server.place(thread);
        assert_eq!((at.as_str(), number), (file.as_str(), line as u64));
        assert_eq!(server.evaluate(frame, "request.path"), "'/'");
        server.go_on(thread);
        page.join().unwrap()
    };
    steps.must("a request stops at the breakpoint, and goes on", || {
        assert_eq!(stops_there(&mut server).status, 200);
    });
    let project_name = app::between(&text, "\"title\": \"", "\"")
        .unwrap()
        .to_owned();
    edit(
        project,
        "pages.py",
        &format!("\"{project_name}\""),
        "\"Edited\"",
    );
    let mut next = steps.must("an edit reloads: a new server process", || {
        main.program(&file, line, wait::EDIT)
    });
    steps.check("the page changes, and its breakpoint stops too", || {
        let page = stops_there(&mut next);
        assert!(page.body.contains("<title>Edited</title>"), "{page:?}");
    });
    steps.uses("debugger");
    next.detach();
    main.detach();
}

#[test]
fn flask_in_production() {
    let Some((rig, _turn)) = rig::engine("flask, production") else {
        return;
    };
    let mut steps = Steps::of("flask, production");
    let project = project("flask-production", &["--preset", "flask-postgres"]);
    project.shift_ports(rig);
    // What the code takes the client and the address for, behind the edge.
    edit(
        &project,
        "app/pages.py",
        "@pages.post(\"/\")",
        "@pages.get(\"/client\")\ndef client():\n    return {\"from\": request.remote_addr, \"url\": request.url}\n\n\n@pages.post(\"/\")",
    );
    let stack = Stack::production(rig, &project);
    steps.must(
        "docker compose -f compose.yaml -f compose.prod.yaml up --build --wait",
        || stack.up(),
    );
    let (_, _, edge) = stack.edge();
    flask_answers(&mut steps, edge);
    steps.check(
        "the edge is believed: address and client are the outer ones",
        || {
            let seen: serde_json::Value =
                serde_json::from_str(&Client::new(edge).get("/client").body).unwrap();
            assert_eq!(seen["url"], format!("http://localhost:{edge}/client"));
            let inside = stack.exec(
                "web",
                &[
                    "python",
                    "-c",
                    "import socket; print(socket.gethostbyname('edge'))",
                ],
            );
            let from = seen["from"].as_str().unwrap();
            assert!(from.parse::<IpAddr>().is_ok(), "{seen}");
            assert_ne!(from, inside.trim());
        },
    );
    steps.check("gunicorn has as many workers as the variable says", || {
        // Children of the first process; this one is none, but names it, too.
        let workers = "import pathlib; print(sum(b'gunicorn' in (p / 'cmdline').read_bytes() and b'\\nPPid:\\t1\\n' in (p / 'status').read_bytes() \
                       for p in pathlib.Path('/proc').glob('[0-9]*')))";
        let count = stack.exec("web", &["python", "-c", workers]);
        let said = stack.exec("web", &["printenv", "WEB_CONCURRENCY"]);
        assert_eq!((count.trim(), said.trim()), ("2", "2"));
    });
    let listening = [
        ("web", Some(8000)),
        ("db", Some(5432)),
        ("cache", Some(6379)),
    ];
    isolation::check(&mut steps, &stack, &project, &listening);
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Production);
}

/// From the form that is sent to the note in the page: the task sleeps for a second.
const TASK: Duration = Duration::from_secs(20);

#[test]
fn django_and_its_worker_in_development() {
    let Some((rig, _turn)) = rig::engine("django and celery, development") else {
        return;
    };
    let mut steps = Steps::of("django and celery, development");
    let project = project("django-celery", &["--preset", "django-celery"]);
    project.shift_ports(rig);
    app::often(&project, "config/settings.py");
    let stack = Stack::development(rig, &project);
    steps.must("docker compose up --build --wait", || stack.up());
    let web = stack.published("web", 8000);
    steps.check("a task that the page sends is done by the worker", || {
        by_the_page(web, "by the worker");
        let log = stack.run(&["logs", "worker"]).ok().output();
        assert!(
            log.contains("notes.tasks.add_note") && log.contains("succeeded"),
            "{log}"
        );
    });
    steps.check(
        "the dashboard shows the worker, on its own port of this machine",
        || {
            let page = Client::new(stack.published("flower", 5555)).get("/");
            assert_eq!(page.status, 200, "{page:?}");
            let name = stack.exec("worker", &["hostname"]);
            assert!(
                page.body.contains(&format!("celery@{}", name.trim())),
                "{}",
                page.body
            );
        },
    );
    steps.check("the schedule sends what the worker does", || {
        app::scheduled(&stack, "worker", "count_notes");
    });
    steps.check("an edit of the tasks is in the worker", || {
        let before = stack.identities();
        edit(
            &project,
            "notes/tasks.py",
            "create(text=text)",
            "create(text=text.title())",
        );
        // Each note is waited for, so that none is left in the queue.
        let mut number = 0;
        wait::until("the edit in a note", Duration::from_mins(1), || {
            number += 1;
            send(web, &format!("new code {number}"));
            let item = |text: &str| format!("<li>{text} {number}</li>");
            let page = wait::until("the note", TASK, || {
                let page = Client::new(web).try_get("/")?.body;
                let there = page.contains(&item("new code")) || page.contains(&item("New Code"));
                there.then_some(page)
            });
            page.contains(&item("New Code")).then_some(())
        });
        assert_eq!(before, stack.identities());
    });
    steps.uses("hot_reload");
    steps.must("the debugger stands in a task", || {
        let path = project.file("tasks.py", "get_or_create(");
        let line = project.line_of(&path, "get_or_create(");
        let file = project.full(&path);
        let mut main =
            Session::attach(&configuration(rig, &project, &stack, "worker"), &file, line);
        let mut worker = main.program(&file, line, wait::EDIT);
        send(web, "debugged");
        let thread = worker.stopped(wait::EDIT);
        let (at, number, frame) = worker.place(thread);
        assert_eq!((at.as_str(), number), (file.as_str(), line as u64));
        assert_eq!(worker.evaluate(frame, "text"), "'debugged'");
        worker.go_on(thread);
        worker.detach();
        main.detach();
        wait::until("the note", TASK, || {
            Client::new(web)
                .try_get("/")
                .filter(|page| page.body.contains("<li>Debugged</li>"))
        });
    });
    steps.uses("debugger");
    steps.check("its tests pass", || {
        let ran = stack
            .run(&["exec", "-T", "web", "python", "manage.py", "test"])
            .ok();
        assert!(ran.output().contains("OK"), "{ran}");
    });
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Development);
}

#[test]
fn django_and_its_worker_in_production() {
    let Some((rig, _turn)) = rig::engine("django and celery, production") else {
        return;
    };
    let mut steps = Steps::of("django and celery, production");
    let project = project("django-celery-prod", &["--preset", "django-celery"]);
    project.shift_ports(rig);
    app::often(&project, "config/settings.py");
    let stack = Stack::production(rig, &project);
    steps.must(
        "docker compose -f compose.yaml -f compose.prod.yaml up --build --wait",
        || stack.up(),
    );
    let (_, _, edge) = stack.edge();
    steps.check("a task sent through the edge is done by the worker", || {
        by_the_page(edge, "by the worker");
    });
    steps.check("the schedule sends what the worker does", || {
        app::scheduled(&stack, "worker", "count_notes");
    });
    steps.check("the dashboard shows the worker, inside only", || {
        let ask = "import sys, urllib.request as u; print(u.urlopen('http://flower:5555/', timeout=10).read().decode())";
        let page = stack.exec("web", &["python", "-c", ask]);
        let name = stack.exec("worker", &["hostname"]);
        assert!(page.contains(&format!("celery@{}", name.trim())), "{page}");
    });
    let listening = [
        ("web", Some(8000)),
        ("worker", None),
        ("beat", None),
        ("flower", Some(5555)),
        ("db", Some(5432)),
        ("queue", Some(6379)),
    ];
    isolation::check(&mut steps, &stack, &project, &listening);
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Production);
}

/// Sends the form of the page, as a person does. None while the server starts anew.
fn try_send(port: u16, text: &str) -> Option<()> {
    let mut client = Client::new(port);
    let page = client.try_get("/")?;
    let token = app::between(&page.body, "name=\"csrfmiddlewaretoken\" value=\"", "\"");
    let token = token
        .unwrap_or_else(|| panic!("no token: {page:?}"))
        .to_owned();
    let form = [("csrfmiddlewaretoken", token.as_str()), ("text", text)];
    let sent = client.try_post("/", &form)?;
    assert_eq!(sent.status, 302, "{sent:?}");
    Some(())
}

fn send(port: u16, text: &str) {
    wait::until("an answer", wait::EDIT, || try_send(port, text));
}

/// The note is not written by the page, and then there.
fn by_the_page(port: u16, text: &str) {
    send(port, text);
    wait::until("the note", TASK, || {
        Client::new(port)
            .try_get("/")
            .filter(|page| page.body.contains(&format!("<li>{text}</li>")))
    });
}

/// Replaces a text in the one file that ends so.
fn edit(project: &Project, end: &str, old: &str, new: &str) {
    project.edit(&project.file(end, old), old, new);
}
