//! Static files, and services by commands of the user's own, in both contexts. Node, nginx and Mojolicious are the real ones.

use std::time::Duration;

use dockwright::core::answers::Context;
use serde_json::json;

use crate::support::app::seen;
use crate::support::compose::Stack;
use crate::support::ends::stops_with_0;
use crate::support::http::Client;
use crate::support::inspector::{Stop, breakpoint};
use crate::support::isolation::all_confined;
use crate::support::project::{self, Project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;
use crate::support::wait;

/// What the catalog lacks.
pub const ANSWERS: &str = include_str!("answers/custom.yaml");

#[test]
fn static_files_and_commands_of_ones_own() {
    let Some((rig, _turn)) = rig::engine("static and custom") else {
        return;
    };
    let mut steps = Steps::of("static and custom");
    let project = project::answered("custom", ANSWERS);
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
        project.place(path, text);
    }
    project.shift_ports(rig);
    custom_in_development(&mut steps, rig, &project);
    custom_in_production(&mut steps, rig, &project);
    let passed = steps.done();
    for context in Context::BOTH {
        passed.record(rig, &project, context);
    }
}

fn custom_in_development(steps: &mut Steps, rig: &'static Rig, project: &Project) {
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
            let stop = Stop {
                service: "tool",
                file: "tool/server.mjs",
                line: "response.end(",
                expression: "answer + request.url",
                value: json!("tool: 172800000/debugged"),
            };
            breakpoint(rig, project, &stack, &stop, || {
                Client::new(tool).try_get("/debugged")
            });
        },
    );
    steps.uses("debugger");
    let before = stack.identities();
    steps.check("an edit of each is seen, in the same containers", || {
        project.edit("site/public/index.html", "It works", "Edited");
        project.edit("perl/app.pl", "perl: ", "edited: ");
        project.edit("tool/server.mjs", "tool: ", "edited: ");
        for port in [site, perl, tool] {
            seen(port, "/", "dited");
        }
        assert_eq!(before, stack.identities());
    });
    steps.uses("hot_reload");
    steps.check(
        "custom: a manifest that changes is installed into the volume",
        || {
            let wider = "\"version\": \"1.0.0\", \"private\"";
            project.edit("tool/package.json", "\"private\"", wider);
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
    steps.check("development: stop ends each by the signal, with 0", || {
        stops_with_0(&stack, &["site", "perl", "tool"]);
    });
}

fn custom_in_production(steps: &mut Steps, rig: &'static Rig, project: &Project) {
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
    steps.check(
        "production: no root, no capability, a read-only root, no secret told, and nothing but the edge is published",
        || all_confined(&stack, project),
    );
    steps.check("production: stop ends each by the signal, with 0", || {
        stops_with_0(&stack, &["site", "perl", "tool", "edge"]);
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
