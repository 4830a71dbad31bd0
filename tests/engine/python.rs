//! Flask, and Django with a worker of Celery, in both contexts: presets `flask-postgres` and `django-celery`.

use std::thread;
use std::time::Duration;

use dockwright::core::answers::Context;
use serde_json::json;

use crate::debugger::configuration;
use crate::development::stops;
use crate::isolation;
use crate::support::app;
use crate::support::compose::Stack;
use crate::support::dap::Session;
use crate::support::http::Client;
use crate::support::project::{Project, answered, project};
use crate::support::steps::Steps;
use crate::support::{record, rig, wait};

#[test]
fn flask_in_development() {
    let Some((rig, _alone)) = rig::engine("flask, development") else {
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
        let page = || Client::new(web).try_get("/").map(|page| page.body);
        edit(&project, "templates/home.html", "It works", "It is edited");
        wait::until("the edit", wait::EDIT, || {
            page().filter(|body| body.contains("It is edited"))
        });
    });
    steps.check("the containers and images are the same", || {
        assert_eq!(before, stack.identities());
    });
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done();
    record::passed(rig, &project, Context::Development);
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
    let line = text
        .lines()
        .position(|line| line.contains("return render_template("))
        .unwrap()
        + 1;
    let file = project.path(&view).to_str().unwrap().to_owned();
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
    next.detach();
    main.detach();
}

#[test]
fn flask_in_production() {
    let Some((rig, _alone)) = rig::engine("flask, production") else {
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
            assert_ne!(seen["from"], inside.trim());
        },
    );
    steps.check("the password is in no environment, and gunicorn has workers", || {
        let password = project.read("secrets/db_password");
        for container in stack.running() {
            assert!(!container.0["Config"]["Env"].to_string().contains(password.trim()));
        }
        let workers = "import pathlib; print(sum(b'gunicorn' in (p / 'cmdline').read_bytes() for p in pathlib.Path('/proc').glob('[0-9]*')))";
        let count: usize = stack.exec("web", &["python", "-c", workers]).trim().parse().unwrap();
        assert!(count >= 3, "{count}");
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
    steps.done();
    record::passed(rig, &project, Context::Production);
}

/// From the form that is sent to the note in the page: the task sleeps for a second.
const TASK: Duration = Duration::from_secs(20);

#[test]
fn django_and_its_worker_in_development() {
    let Some((rig, _alone)) = rig::engine("django and celery, development") else {
        return;
    };
    let mut steps = Steps::of("django and celery, development");
    let project = project("django-celery", &["--preset", "django-celery"]);
    project.shift_ports(rig);
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
        let log = stack.run(&["logs", "beat"]).ok().output();
        assert!(log.contains("beat: Starting"), "{log}");
        let done = "from notes.tasks import count_notes; print('result:', count_notes.delay().get(timeout=15))";
        assert!(app::shell(&stack, done).contains("result: None"));
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
    steps.must("the debugger stands in a task", || {
        let path = project.file("tasks.py", "get_or_create(");
        let text = project.read(&path);
        let line = text
            .lines()
            .position(|line| line.contains("get_or_create("))
            .unwrap()
            + 1;
        let file = project.path(&path).to_str().unwrap().to_owned();
        let mut main =
            Session::attach(&configuration(rig, &project, &stack, "worker"), &file, line);
        let mut worker = main.program(&file, line, wait::EDIT);
        send(web, "debugged");
        let thread = worker.stopped(wait::EDIT);
        let (_, number, frame) = worker.place(thread);
        assert_eq!(number, line as u64);
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
    steps.check("its tests pass", || {
        let ran = stack
            .run(&["exec", "-T", "web", "python", "manage.py", "test"])
            .ok();
        assert!(ran.output().contains("OK"), "{ran}");
    });
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done();
    record::passed(rig, &project, Context::Development);
}

#[test]
fn django_and_its_worker_in_production() {
    let Some((rig, _alone)) = rig::engine("django and celery, production") else {
        return;
    };
    let mut steps = Steps::of("django and celery, production");
    let project = project("django-celery-prod", &["--preset", "django-celery"]);
    project.shift_ports(rig);
    let stack = Stack::production(rig, &project);
    steps.must(
        "docker compose -f compose.yaml -f compose.prod.yaml up --build --wait",
        || stack.up(),
    );
    let (_, _, edge) = stack.edge();
    steps.check("a task sent through the edge is done by the worker", || {
        by_the_page(edge, "by the worker");
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
    steps.done();
    record::passed(rig, &project, Context::Production);
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
    let path = project.file(end, old);
    project.write(&path, &project.read(&path).replace(old, new));
}

/// The project.
pub const LIBRARIES: &str = include_str!("answers/libraries.yaml");

/// What the project's code asks of each.
const ASKING: &str = include_str!("answers/libraries.py");

const STAND_INS: [(&str, &str); 2] = [
    ("rabbitmq:4.3-management", "rabbitmq"),
    ("chrislusf/seaweedfs:4.44", "seaweedfs"),
];

#[test]
fn libraries_read_what_they_are_given() {
    let Some((rig, _alone)) = rig::engine("libraries of Python") else {
        return;
    };
    let mut steps = Steps::of("libraries of Python");
    steps.must("stand-ins", || rig.stand_ins(&STAND_INS));
    let project = answered("libraries", LIBRARIES);
    project.shift_ports(rig);
    let more = "\nasyncpg==0.32.0\nboto3==1.44.8\npika==1.4.4\n";
    project.write(
        "web/requirements.txt",
        &(project.read("web/requirements.txt") + more),
    );
    project.write("web/asking.py", ASKING);
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
                let log = stack.run(&["logs", "bare_beat"]).ok().output();
                assert!(log.contains("beat: Starting"), "{log}");
            },
        );
        steps.check(&format!("{name}: stop ends every container"), || {
            stops(&stack);
        });
    }
    steps.done();
    for context in Context::BOTH {
        record::passed(rig, &project, context);
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
    wait::until("the result of the task", TASK, || {
        let state = Client::new(port).get(&format!("{base}/tasks/{id}")).body;
        app::between(&state, "\"result\":\"", "\"").map(str::to_owned)
    })
}
