//! Node's servers with libraries joined to what backs them, in both contexts.
//!
//! Node, npm and pnpm with their packages are the real ones, as are nginx, Valkey, `MariaDB` and `RabbitMQ`. Moto stands
//! for `SeaweedFS`, `MailDev` for Mailpit. Kafka, `MongoDB`, Meilisearch and Prisma's engine cannot run on the rig: their clients are
//! linted only.

use dockwright::core::answers::Context;
use serde_json::json;

use crate::support::app::{mailed, seen};
use crate::support::compose::Stack;
use crate::support::ends::stops_with_0;
use crate::support::http::Client;
use crate::support::inspector::{Stop, breakpoint};
use crate::support::isolation::all_confined;
use crate::support::project::{self, Project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;

/// Two frameworks, and libraries joined with what backs them.
pub const ANSWERS: &str = include_str!("answers/node.yaml");

/// What each library gives after a round trip.
const LIBRARIES: [(&str, &str); 3] = [
    ("/mysql", "a row"),
    ("/amqp", "a message"),
    ("/s3", "an object"),
];

#[test]
fn express_fastify_and_libraries() {
    let Some((rig, _turn)) = rig::engine("node") else {
        return;
    };
    let mut steps = Steps::of("node");
    let project = project::answered("node", ANSWERS);
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
        project.place(path, text);
    }
    project.shift_ports(rig);
    node_in_development(&mut steps, rig, &project);
    node_in_production(&mut steps, rig, &project);
    let passed = steps.done();
    for context in Context::BOTH {
        passed.record(rig, &project, context);
    }
}

fn node_in_development(steps: &mut Steps, rig: &'static Rig, project: &Project) {
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
            mailed(&stack, "From nodemailer");
        },
    );
    steps.uses("mail_catcher");
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
                let stop = Stop {
                    service,
                    file: &format!("{service}/src/notes.ts"),
                    line: "RETURNING",
                    expression: "text",
                    value: json!(format!("debugged in {service}")),
                };
                breakpoint(rig, project, &stack, &stop, || {
                    Client::new(port).post_json(path, &json!({ "text": stop.value }))
                });
            },
        );
        steps.uses("debugger");
    }
    let before = stack.identities();
    steps.check("an edit of each is seen, in the same containers", || {
        project.edit("express/src/app.ts", r#".send("ok")"#, r#".send("edited")"#);
        project.edit(
            "fastify/src/app.ts",
            r#"async () => "ok""#,
            r#"async () => "edited""#,
        );
        for port in [express, fastify] {
            seen(port, "/healthz", "edited");
        }
        assert_eq!(before, stack.identities());
    });
    steps.uses("hot_reload");
    steps.check("development: stop ends each by the signal, with 0", || {
        stops_with_0(&stack, &["express", "fastify", "libs", "orm"]);
    });
}

fn node_in_production(steps: &mut Steps, rig: &'static Rig, project: &Project) {
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
    steps.check(
        "production: no root, no capability, a read-only root, no secret told, and nothing but the edge is published",
        || all_confined(&stack, project),
    );
    steps.check("production: stop ends each by the signal, with 0", || {
        stops_with_0(&stack, &["express", "fastify", "libs", "orm", "edge"]);
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
