//! Node's servers, static files, and services by commands of the user's own, in both contexts.
//!
//! Node, npm and pnpm with their packages are the real ones, as are nginx, Mojolicious, Valkey, `MariaDB` and `RabbitMQ`. Moto stands
//! for `SeaweedFS`, `MailDev` for Mailpit. Kafka, `MongoDB`, Meilisearch and Prisma's engine cannot run on the rig: their clients are
//! linted only.

use std::time::Duration;

use dockwright::core::answers::Context;
use serde_json::{Value, json};

use crate::development::stops;
use crate::isolation::not_root;
use crate::support::compose::Stack;
use crate::support::http::Client;
use crate::support::inspector::Inspector;
use crate::support::project::{self, Project, project};
use crate::support::steps::Steps;
use crate::support::wait;
use crate::support::{record, rig};

/// Two frameworks, and libraries joined with what backs them.
pub const ANSWERS: &str = include_str!("answers/node.yaml");
/// What the catalog lacks.
pub const CUSTOM: &str = include_str!("answers/custom.yaml");

const STAND_INS: [(&str, &str); 2] = [
    ("rabbitmq:4.3-management", "rabbitmq"),
    ("chrislusf/seaweedfs:4.44", "seaweedfs"),
];

/// What each library gives after a round trip.
const LIBRARIES: [(&str, &str); 3] = [
    ("/mysql", "a row"),
    ("/amqp", "a message"),
    ("/s3", "an object"),
];

#[test]
fn express_fastify_and_libraries() {
    let Some((rig, _alone)) = rig::engine("node") else {
        return;
    };
    let mut steps = Steps::of("node");
    steps.must("stand-ins", || rig.stand_ins(&STAND_INS));
    let project = project::answered(&format!("node-{}", std::process::id()), &named(ANSWERS));
    for (path, text) in [
        ("libs/libs.mjs", include_str!("answers/node/libs.mjs")),
        (
            "libs/package.json",
            include_str!("answers/node/libs.package.json"),
        ),
        (
            "libs/package-lock.json",
            include_str!("answers/node/libs.package-lock.json"),
        ),
        ("orm/orm.mjs", include_str!("answers/node/orm.mjs")),
        (
            "orm/package.json",
            include_str!("answers/node/orm.package.json"),
        ),
        (
            "orm/package-lock.json",
            include_str!("answers/node/orm.package-lock.json"),
        ),
    ] {
        place(&project, path, text);
    }
    project.shift_ports(rig);
    node_in_development(&mut steps, rig, &project);
    node_in_production(&mut steps, rig, &project);
    steps.done();
    for context in Context::BOTH {
        record::passed(rig, &project, context);
    }
}

fn node_in_development(steps: &mut Steps, rig: &'static rig::Rig, project: &Project) {
    let stack = Stack::development(rig, project);
    steps.must("development: docker compose up --build --wait", || {
        stack.up();
    });
    let (express, fastify) = (
        stack.published("express", 3000),
        stack.published("fastify", 3000),
    );
    notes(
        steps,
        "development, Express",
        express,
        "/notes",
        "Edit express/src/app.ts",
    );
    notes(
        steps,
        "development, Fastify",
        fastify,
        "/fastify/notes",
        "Edit fastify/src/app.ts",
    );
    cached(steps, &stack);
    libraries(steps, "development", stack.published("libs", 3000), "");
    let orm = stack.published("orm", 3000);
    steps.check("development: TypeORM by its URL", || {
        assert_eq!(Client::new(orm).get("/").body, "orm");
    });
    steps.check(
        "development: a mail of Nodemailer is in the catcher",
        || {
            assert_eq!(
                Client::new(stack.published("libs", 3000)).get("/smtp").body,
                "sent"
            );
            let catcher = stack.published("mail", 8025);
            wait::until("the mail", wait::EDIT, || {
                let lists = ["/api/email", "/api/v1/messages"];
                let answers = lists.map(|path| Client::new(catcher).try_get(path));
                let mut answers = answers.iter().flatten();
                answers
                    .any(|list| list.body.contains("From nodemailer"))
                    .then_some(())
            });
        },
    );
    steps.check("development: tests and types", || {
        for (service, manager) in [("express", "npm"), ("fastify", "pnpm")] {
            let ran = stack.exec(service, &[manager, "test"]);
            assert!(ran.contains("pass 2"), "{ran}");
            stack.exec(service, &[manager, "run", "typecheck"]);
        }
    });
    for (service, port, path) in [
        ("express", express, "/notes"),
        ("fastify", fastify, "/fastify/notes"),
    ] {
        steps.check(
            &format!("{service}: a breakpoint is hit by the port of launch.json"),
            || {
                breakpoint(
                    project,
                    &stack,
                    service,
                    &format!("{service}/src/notes.ts"),
                    "RETURNING",
                    "text",
                    || Client::new(port).post_json(path, &json!({ "text": "debugged" })),
                );
            },
        );
    }
    let before = stack.identities();
    steps.check("an edit of each is seen, in the same containers", || {
        edit(
            project,
            "express/src/app.ts",
            r#".send("ok")"#,
            r#".send("edited")"#,
        );
        edit(
            project,
            "fastify/src/app.ts",
            r#"async () => "ok""#,
            r#"async () => "edited""#,
        );
        for port in [express, fastify] {
            seen(port, "/healthz", "edited");
        }
        assert_eq!(before, stack.identities());
    });
    ends(
        steps,
        "development",
        &stack,
        &["express", "fastify", "libs", "orm"],
    );
}

fn node_in_production(steps: &mut Steps, rig: &'static rig::Rig, project: &Project) {
    let stack = Stack::production(rig, project);
    steps.must("production: docker compose up --build --wait", || {
        stack.up();
    });
    let (_, _, edge) = stack.edge();
    notes(
        steps,
        "production, Express",
        edge,
        "/notes",
        "Edit express/src/app.ts",
    );
    notes(
        steps,
        "production, Fastify",
        edge,
        "/fastify/notes",
        "Edit fastify/src/app.ts",
    );
    cached(steps, &stack);
    libraries(steps, "production", edge, "/libs");
    steps.check("production: TypeORM by its URL", || {
        assert_eq!(Client::new(edge).get("/orm/").body, "orm");
    });
    hardened(steps, &stack, project);
    ends(
        steps,
        "production",
        &stack,
        &["express", "fastify", "libs", "orm", "edge"],
    );
}

#[test]
fn nest_and_its_worker() {
    let Some((rig, _alone)) = rig::engine("nest") else {
        return;
    };
    let mut steps = Steps::of("nest");
    let project = project("nest", &["--preset", "nestjs-bullmq"]);
    project.shift_ports(rig);
    nest_in_development(&mut steps, rig, &project);
    nest_in_production(&mut steps, rig, &project);
    steps.done();
    for context in Context::BOTH {
        record::passed(rig, &project, context);
    }
}

fn nest_in_development(steps: &mut Steps, rig: &'static rig::Rig, project: &Project) {
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
            breakpoint(
                project,
                &stack,
                "api",
                "dist/notes.controller.js",
                "this.queue.add(",
                "checked(text)",
                || Client::new(api).post_json("/notes", &json!({ "text": "debugged" })),
            );
            breakpoint(
                project,
                &stack,
                "worker",
                "dist-worker/notes.processor.js",
                "this.notes.add(",
                "job.data.text",
                || Client::new(api).post_json("/notes", &json!({ "text": "debugged" })),
            );
        },
    );
    let before = stack.identities();
    steps.check(
        "an edit is in the server and in the worker, in the same containers",
        || {
            edit(
                project,
                "src/health.controller.ts",
                r#"return "ok""#,
                r#"return "edited""#,
            );
            edit(
                project,
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
    ends(steps, "development", &stack, &["api", "worker"]);
}

fn nest_in_production(steps: &mut Steps, rig: &'static rig::Rig, project: &Project) {
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
    hardened(steps, &stack, project);
    ends(steps, "production", &stack, &["api", "worker", "edge"]);
}

#[test]
fn static_files_and_commands_of_ones_own() {
    let Some((rig, _alone)) = rig::engine("static and custom") else {
        return;
    };
    let mut steps = Steps::of("static and custom");
    let project = project::answered(&format!("custom-{}", std::process::id()), &named(CUSTOM));
    for (path, text) in [
        ("perl/app.pl", include_str!("answers/custom/app.pl")),
        ("tool/server.mjs", include_str!("answers/custom/server.mjs")),
        (
            "tool/package.json",
            include_str!("answers/custom/package.json"),
        ),
        (
            "tool/package-lock.json",
            include_str!("answers/custom/package-lock.json"),
        ),
    ] {
        place(&project, path, text);
    }
    project.shift_ports(rig);
    custom_in_development(&mut steps, rig, &project);
    custom_in_production(&mut steps, rig, &project);
    steps.done();
    for context in Context::BOTH {
        record::passed(rig, &project, context);
    }
}

fn custom_in_development(steps: &mut Steps, rig: &'static rig::Rig, project: &Project) {
    let stack = Stack::development(rig, project);
    steps.must("development: docker compose up --build --wait", || {
        stack.up();
    });
    let (site, perl, tool) = (
        stack.published("site", 8080),
        stack.published("perl", 8000),
        stack.published("tool", 8000),
    );
    steps.check("development: each answers", || {
        pages(site, "");
        assert_eq!(Client::new(perl).get("/").body, "perl: development-only");
        assert_eq!(Client::new(tool).get("/").body, "tool: 172800000");
        assert!(
            Client::new(stack.published("docs", 8080))
                .get("/")
                .body
                .contains("It works")
        );
    });
    steps.check(
        "custom: a breakpoint is hit by the port of launch.json",
        || {
            breakpoint(
                project,
                &stack,
                "tool",
                "tool/server.mjs",
                "response.end(",
                "ms(\"2 days\")",
                || Client::new(tool).try_get("/"),
            );
        },
    );
    let before = stack.identities();
    steps.check("an edit of each is seen, in the same containers", || {
        edit(project, "site/public/index.html", "It works", "Edited");
        edit(project, "perl/app.pl", "perl: ", "edited: ");
        edit(project, "tool/server.mjs", "tool: ", "edited: ");
        for port in [site, perl, tool] {
            seen(port, "/", "dited");
        }
        assert_eq!(before, stack.identities());
    });
    steps.check(
        "custom: a manifest that changes is installed into the volume",
        || {
            let wider =
                |text: String| text.replace("\"private\"", "\"version\": \"1.0.0\", \"private\"");
            project.write(
                "tool/package.json",
                &wider(project.read("tool/package.json")),
            );
            stack.run(&["restart", "tool"]).ok();
            wait::until("the install", Duration::from_mins(1), || {
                let ran = stack.run(&[
                    "exec",
                    "-T",
                    "tool",
                    "sh",
                    "-c",
                    "cat package.json package-lock.json | cmp - node_modules/.installed",
                ]);
                (ran.code == Some(0)).then_some(())
            });
        },
    );
    ends(steps, "development", &stack, &["site", "perl", "tool"]);
}

fn custom_in_production(steps: &mut Steps, rig: &'static rig::Rig, project: &Project) {
    let stack = Stack::production(rig, project);
    steps.must("production: docker compose up --build --wait", || {
        stack.up();
    });
    let (_, _, edge) = stack.edge();
    steps.check("production: each answers through the edge", || {
        pages(edge, "");
        let docs = Client::new(edge).get("/docs/");
        assert!(docs.body.contains("It works"), "{docs:?}");
        let password = project.read("secrets/db_password");
        assert_eq!(
            Client::new(edge).get("/perl/").body,
            format!("edited: {}", password.trim())
        );
        assert_eq!(Client::new(edge).get("/tool/").body, "edited: 172800000");
    });
    steps.check("production: what is not to be kept is not there", || {
        let kept = stack.exec("tool", &["ls"]);
        assert_eq!(
            kept.split_whitespace().collect::<Vec<_>>(),
            ["built.mjs", "node_modules"]
        );
    });
    hardened(steps, &stack, project);
    ends(
        steps,
        "production",
        &stack,
        &["site", "perl", "tool", "edge"],
    );
}

/// The answers under a name that no other run on this engine has.
fn named(answers: &str) -> String {
    let line = answers
        .lines()
        .find(|line| line.starts_with("name: "))
        .unwrap();
    answers.replacen(line, &format!("{line}-{}", std::process::id()), 1)
}

fn place(project: &Project, path: &str, text: &str) {
    std::fs::create_dir_all(project.path(path).parent().unwrap()).unwrap();
    project.write(path, text);
}

fn edit(project: &Project, path: &str, old: &str, new: &str) {
    let text = project.read(path);
    assert!(text.contains(old), "{path}: {text}");
    project.write(path, &text.replace(old, new));
}

/// An edit is in an answer.
fn seen(port: u16, path: &str, word: &str) {
    wait::until(&format!("{word} at {path}"), wait::EDIT, || {
        let answer = Client::new(port).try_get(path)?;
        (answer.status == 200 && answer.body.contains(word)).then_some(())
    });
}

/// The starter's API: the row of the migration, one more, and what is refused.
fn notes(steps: &mut Steps, what: &str, port: u16, path: &str, first: &str) {
    steps.check(&format!("{what}: notes are read and added"), || {
        let all = Client::new(port).get(path);
        assert!(all.status == 200 && all.body.contains(first), "{all:?}");
        let added = Client::new(port)
            .post_json(path, &json!({ "text": "a row" }))
            .unwrap();
        assert_eq!(added.status, 201, "{added:?}");
        assert!(Client::new(port).get(path).body.contains("a row"));
        let refused = Client::new(port)
            .post_json(path, &json!({ "text": "" }))
            .unwrap();
        assert_eq!(refused.status, 400, "{refused:?}");
    });
}

/// What Express has read is in the cache.
fn cached(steps: &mut Steps, stack: &Stack) {
    steps.check("the cache has the notes", || {
        let kept = stack.exec("cache", &["valkey-cli", "get", "notes"]);
        assert!(kept.contains("a row"), "{kept}");
    });
}

fn libraries(steps: &mut Steps, what: &str, port: u16, below: &str) {
    for (path, given) in LIBRARIES {
        steps.check(&format!("{what}: {path}"), || {
            assert_eq!(Client::new(port).get(&format!("{below}{path}")).body, given);
        });
    }
    steps.check(&format!("{what}: another service by its address"), || {
        let notes = Client::new(port).get(&format!("{below}/api"));
        assert!(notes.body.contains("Edit express/src/app.ts"), "{notes:?}");
    });
}

/// Attaches by the port that launch.json names, as `.env` shifts it, and stops where the line has `text`.
fn breakpoint<T>(
    project: &Project,
    stack: &Stack,
    service: &str,
    file: &str,
    text: &str,
    value: &str,
    ask: impl Fn() -> Option<T> + Sync,
) where
    T: Send,
{
    let launch: Value = serde_json::from_str(&project.read(".vscode/launch.json")).unwrap();
    let configurations = launch["configurations"].as_array().unwrap();
    let own = configurations.iter().find(|one| {
        one["name"]
            .as_str()
            .unwrap()
            .ends_with(&format!("({service})"))
    });
    assert_eq!(own.expect("a configuration")["type"], "node");
    let code = project.read(file);
    let line = code
        .lines()
        .position(|line| line.contains(text))
        .unwrap_or_else(|| panic!("{file}: {code}"))
        + 1;
    let mut inspector = Inspector::attach(stack.published(service, 9229), file, line);
    std::thread::scope(|scope| {
        let asked = scope.spawn(&ask);
        let known = inspector.stopped(value, wait::EDIT);
        assert!(known == "debugged" || known == 172_800_000, "{known}");
        assert!(asked.join().unwrap().is_some());
    });
}

/// The page, its style, what is not there, and how long a browser may keep them.
fn pages(port: u16, below: &str) {
    for (path, kind) in [("/", "text/html"), ("/style.css", "text/css")] {
        let file = Client::new(port).get(&format!("{below}{path}"));
        assert_eq!(
            (file.status, file.header("Content-Type").as_str()),
            (200, kind),
            "{file:?}"
        );
        assert_eq!(file.header("Cache-Control"), "no-cache");
        assert!(
            file.header("Content-Security-Policy")
                .contains("default-src 'self'")
        );
    }
    assert_eq!(Client::new(port).get(&format!("{below}/none")).status, 404);
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

/// What production takes away from each.
fn hardened(steps: &mut Steps, stack: &Stack, project: &Project) {
    steps.check(
        "production: no root, no capability, no secret in an environment",
        || {
            for container in stack.running() {
                let name = container.service();
                assert_eq!(container.0["HostConfig"]["ReadonlyRootfs"], true, "{name}");
                assert_eq!(container.0["HostConfig"]["CapDrop"][0], "ALL", "{name}");
                not_root(&container, project);
                for path in project
                    .files()
                    .iter()
                    .filter(|path| path.starts_with("secrets/"))
                {
                    let secret = project.read(path);
                    assert!(
                        !container.0.to_string().contains(secret.trim()),
                        "{name}: {path}"
                    );
                }
            }
        },
    );
}

/// Each ends by the signal, and says that all is well.
fn ends(steps: &mut Steps, what: &str, stack: &Stack, names: &[&str]) {
    steps.check(
        &format!("{what}: stop ends each by the signal, with 0"),
        || {
            stops(stack);
            let ended = stack.containers();
            for container in ended.iter().filter(|one| names.contains(&one.service())) {
                assert_eq!(container.exit_code(), 0, "{}", container.service());
            }
        },
    );
}
