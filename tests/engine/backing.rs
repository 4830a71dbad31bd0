//! Databases, brokers and stores in one project, in both contexts: each is asked something real, and keeps its data.
//!
//! On the rig `postgis`, `redis`, `mariadb` and `rabbitmq` are the real programs from Debian. `MariaDB` stands for `MySQL`,
//! Oxigraph for Fuseki, moto for `SeaweedFS`, and Debian's Adminer for Adminer's image: `stand-ins/` says what each of them
//! does not show.

use std::fs;

use dockwright::core::answers::Context;

use crate::support::app;
use crate::support::compose::{Container, Stack};
use crate::support::ends::stops;
use crate::support::http::Client;
use crate::support::isolation::{all_confined, status};
use crate::support::postgres::{extensions, psql};
use crate::support::project::{self, Project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;

/// The project.
pub const ANSWERS: &str = include_str!("answers/backing.yaml");

/// As which user each runs, in both contexts.
const USERS: [(&str, &str); 7] = [
    ("db", "999"),
    ("cache", "999"),
    ("sales", "999"),
    ("books", "999"),
    ("queue", "999"),
    ("triples", "100"), // the image says so itself
    ("files", "1000"),
];

#[test]
fn each_answers_and_keeps_its_data() {
    let Some((rig, _turn)) = rig::engine("backing") else {
        return;
    };
    let mut steps = Steps::of("backing");
    let project = project::answered("backing", ANSWERS);
    project.shift_ports(rig);
    {
        let stack = Stack::development(rig, &project);
        steps.must("docker compose up --build --wait", || stack.up());
        asked(&mut steps, rig, &stack, &|_| "development-only".to_owned());
        steps.check(
            "development: the page of Adminer begins with the first database",
            || {
                let page = Client::new(stack.published("adminer", 8080)).get("/");
                assert_eq!(page.status, 200, "{page:?}");
                assert!(page.body.contains("value=\"db\""), "{page:?}");
            },
        );
        steps.uses("admin_tools");
        steps.check("development: the page of RabbitMQ is there", || {
            assert_eq!(
                Client::new(stack.published("queue", 15672)).get("/").status,
                200
            );
        });
    }
    let stack = Stack::production(rig, &project);
    steps.must("production: docker compose up --build --wait", || {
        stack.up();
    });
    asked(&mut steps, rig, &stack, &|name| secret(&project, name));
    hardened(&mut steps, &stack, &project);
    steps.check(
        "production: stop ends every container within its grace period",
        || stops(&stack),
    );
    let passed = steps.done();
    for context in Context::BOTH {
        passed.record(rig, &project, context);
    }
}

fn secret(project: &Project, name: &str) -> String {
    fs::read_to_string(project.path(&format!("secrets/{name}")))
        .unwrap()
        .trim()
        .to_owned()
}

/// A real question to each, before and after `down` and `up`.
fn asked(steps: &mut Steps, rig: &Rig, stack: &Stack, secret: &dyn Fn(&str) -> String) {
    steps.check(
        "db: both databases have their extensions, and compute",
        || extensions(stack, ["django", "data"]),
    );
    steps.check("web's rows are in its own database", || {
        app::write_row(stack, "kept");
        let found = psql(
            stack,
            "django",
            "SELECT count(*) FROM notes_note WHERE text = 'kept'",
        );
        assert_eq!(found, "1");
    });
    steps.check("cache: the page counts its visits", || {
        let visits = "from django.core.cache import cache; cache.set('asked', 41); print('visits:', cache.incr('asked'))";
        assert!(app::shell(stack, visits).contains("visits: 42"));
    });
    steps.check("sales: the second database is the other service's", || {
        let note = "from notes.models import Note; from django.db import connection; Note.objects.create(text='Grüße 🌍'); \
                    print(connection.vendor, connection.settings_dict['NAME'], Note.objects.filter(text='Grüße 🌍').count())";
        let said = stack.exec("shop", &["python", "manage.py", "shell", "-c", note]);
        assert!(said.contains("mysql more_data 1"), "{said}");
    });
    steps.check(
        "books: a row, by its own client, in the second database",
        || {
            sql(
                stack,
                &secret("books_password"),
                "CREATE TABLE IF NOT EXISTS kept (n INT); INSERT INTO kept VALUES (7)",
            );
            assert_eq!(
                sql(stack, &secret("books_password"), "SELECT n FROM kept"),
                "7"
            );
        },
    );
    let password = secret("queue_password");
    steps.check("queue: a lasting message into a lasting queue", || {
        queue(stack, &password, "PUT", "queues/app/kept", r#"{"durable": true}"#);
        let message = r#"{"routing_key": "kept", "payload": "hello", "payload_encoding": "string", "properties": {"delivery_mode": 2}}"#;
        let routed = queue(stack, &password, "POST", "exchanges/app/amq.default/publish", message);
        assert!(routed.contains("\"routed\":true"), "{routed}");
    });
    steps.check(
        "triples: an update through the variable that web reads",
        || {
            sparql(
                stack,
                "SPARQL_UPDATE_URL",
                "update",
                "INSERT DATA { <urn:a> <urn:b> \"kept\" }",
            );
            assert!(
                sparql(
                    stack,
                    "SPARQL_QUERY_URL",
                    "query",
                    "SELECT ?o { <urn:a> <urn:b> ?o }"
                )
                .contains("kept")
            );
        },
    );
    steps.check("files: an upload through Django's storage", || {
        let upload = "from django.core.files.storage import default_storage as s; from django.core.files.base import ContentFile; \
                      name = s.save('a.txt', ContentFile(b'hello')); print('stored:', s.open(name).read())";
        assert!(app::shell(stack, upload).contains("stored: b'hello'"));
    });
    // The stand-in of the files keeps them in memory.
    let (real, rows) = (!rig.is_stand_in(), "rows, messages and triples");
    let kept = if real { "all data" } else { rows };
    steps.check(&format!("{kept} survive `down` and `up`"), || {
        stack.run(&["down"]).ok();
        assert!(stack.containers().is_empty());
        stack.up();
        assert_eq!(psql(stack, "django", "SELECT count(*) FROM notes_note WHERE text = 'kept'"), "1");
        let note = "from notes.models import Note; print('notes:', Note.objects.filter(text='Grüße 🌍').count())";
        let said = stack.exec("shop", &["python", "manage.py", "shell", "-c", note]);
        assert!(said.contains("notes: 1"), "{said}");
        assert_eq!(sql(stack, &secret("books_password"), "SELECT n FROM kept"), "7");
        let take = r#"{"count": 1, "ackmode": "ack_requeue_true", "encoding": "auto"}"#;
        let message = queue(stack, &password, "POST", "queues/app/kept/get", take);
        assert!(message.contains("hello"), "{message}");
        assert!(sparql(stack, "SPARQL_QUERY_URL", "query", "SELECT ?o { <urn:a> <urn:b> ?o }").contains("kept"));
        if real {
            let stored = "from django.core.files.storage import default_storage as s; print('stored:', s.open('a.txt').read())";
            assert!(app::shell(stack, stored).contains("stored: b'hello'"));
        }
    });
}

fn sql(stack: &Stack, password: &str, query: &str) -> String {
    let word = format!("MYSQL_PWD={password}");
    let options = [
        "--host=127.0.0.1",
        "--user=app",
        "--batch",
        "--skip-column-names",
    ];
    let args = [
        &["env", &word, "mysql"],
        &options[..],
        &["--execute", query, "more_data"],
    ]
    .concat();
    stack.exec("books", &args).trim().to_owned()
}

/// A request to the broker's own API, from where the application is.
fn queue(stack: &Stack, password: &str, method: &str, path: &str, body: &str) -> String {
    let code = "import base64, sys, urllib.request as u; method, path, body, password = sys.argv[1:]; \
                request = u.Request('http://queue:15672/api/' + path, body.encode(), method=method); \
                request.add_header('Content-Type', 'application/json'); \
                request.add_header('Authorization', 'Basic ' + base64.b64encode(('app:' + password).encode()).decode()); \
                print(u.urlopen(request, timeout=10).read().decode())";
    stack.exec("web", &["python", "-c", code, method, path, body, password])
}

/// A request to the address that the application knows by this variable.
fn sparql(stack: &Stack, variable: &str, field: &str, text: &str) -> String {
    let code = "import os, sys, urllib.parse as p, urllib.request as u; variable, field, text = sys.argv[1:]; \
                print(u.urlopen(os.environ[variable], p.urlencode({field: text}).encode(), timeout=10).read().decode())";
    stack.exec("web", &["python", "-c", code, variable, field, text])
}

/// What production takes away from each, and that no secret is told by the engine.
fn hardened(steps: &mut Steps, stack: &Stack, project: &Project) {
    let running = stack.running();
    steps.check("production: each runs as its user", || {
        for (name, user) in USERS {
            let container = running
                .iter()
                .find(|container| container.service() == name)
                .unwrap_or_else(|| panic!("{name} does not run"));
            assert_eq!(status(container, "Uid"), user, "{name}");
        }
    });
    steps.check(
        "production: no root, no capability, a read-only root, no secret told, and nothing but the edge is published",
        || all_confined(stack, project),
    );
    steps.check("production: nothing of development is there", || {
        let names: Vec<&str> = running.iter().map(Container::service).collect();
        assert!(!names.contains(&"adminer"), "{names:?}");
    });
}
