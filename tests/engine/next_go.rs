//! The preset `next-go-postgres` in both contexts: pages of Next.js with data of a Go service without a shell.
//!
//! Where the rig stands for registries, so do its images: Next.js, Go, Delve, pgx and Postgres are the real ones, air and distroless are
//! programs and files of `stand-ins/`. A machine with registries takes the real ones all.

use dockwright::core::answers::Context;
use serde_json::json;

use crate::support::app::between;
use crate::support::compose::{Container, Stack};
use crate::support::ends::stops;
use crate::support::http::{Client, said};
use crate::support::isolation::all_confined;
use crate::support::process::run;
use crate::support::project::{Project, project};
use crate::support::rig::{self, Rig};
use crate::support::steps::Steps;
use crate::support::wait;

const PRESET: [&str; 2] = ["--preset", "next-go-postgres"];

#[test]
fn next_and_go_in_development() {
    let Some((rig, _turn)) = rig::engine("next and go, development") else {
        return;
    };
    let mut steps = Steps::of("next and go, development");
    let project = project("next-go", &PRESET);
    project.shift_ports(rig);
    let stack = Stack::development(rig, &project);
    steps.must("docker compose up --build --wait", || stack.up());
    let web = stack.published("web", 3000);
    let api = stack.published("api", 8080);
    steps.check("the page has what the server read of the api", || {
        let page = Client::new(web).get("/");
        assert_eq!(page.status, 200, "{page:?}");
        assert!(
            page.body.contains("has read <!-- -->1<!-- --> from api"),
            "{}",
            page.body
        );
    });
    steps.check("a browser finds the api at its published port", || {
        let notes = Client::new(api).get("/api/notes");
        assert_eq!(notes.status, 200, "{notes:?}");
        assert!(notes.body.contains("Edit api/routes.go"), "{}", notes.body);
        let said = stack.exec("web", &["printenv", "NEXT_PUBLIC_API_URL"]);
        assert_eq!(said.trim(), format!("http://localhost:{api}/api"));
        let origin = stack.exec("api", &["printenv", "CORS_ORIGIN"]);
        assert_eq!(origin.trim(), Client::new(web).origin());
    });
    steps.check("go test", || {
        stack.exec("api", &["go", "test", "./..."]);
    });
    let before = stack.identities();
    edited(
        &mut steps,
        &project,
        "web/app/page.tsx",
        ("The server", "The edited server"),
        || {
            Client::new(web)
                .try_get("/")
                .is_some_and(|page| page.body.contains("The edited server"))
        },
    );
    edited(
        &mut steps,
        &project,
        "api/routes.go",
        (r#"[]byte("ok")"#, r#"[]byte("edited")"#),
        || {
            Client::new(api)
                .try_get("/healthz")
                .is_some_and(|answer| answer.body == "edited")
        },
    );
    steps.check("the containers and images are the same", || {
        assert_eq!(before, stack.identities());
    });
    steps.check(
        "the inspector and Delve listen where launch.json says",
        || debuggers(rig, &project, &stack),
    );
    steps.uses("debugger");
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
    });
    steps.done().record(rig, &project, Context::Development);
}

/// An edit is in an answer.
fn edited(
    steps: &mut Steps,
    project: &Project,
    path: &str,
    (old, new): (&str, &str),
    seen: impl Fn() -> bool,
) {
    steps.check(&format!("an edit of {path} is seen"), || {
        project.edit(path, old, new);
        wait::until("the edit", wait::EDIT, || seen().then_some(()));
    });
    steps.uses("hot_reload");
}

/// Node's inspector speaks HTTP; Delve takes one RPC.
fn debuggers(rig: &Rig, project: &Project, stack: &Stack) {
    let port = |service: &str, kind: &str| {
        let own = project.launch(service);
        assert_eq!(
            (&own["type"], &own["request"]),
            (&json!(kind), &json!("attach"))
        );
        project.shifted(rig, stack, service, &own["port"])
    };
    let request = "GET /json/version HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let inspector = said(port("web", "node"), request, "Protocol-Version");
    assert!(inspector.contains("node.js/"), "{inspector}");
    let request = r#"{"method":"RPCServer.GetVersion","params":[{}],"id":1}"#;
    said(port("api", "go"), request, "DelveVersion");
}

#[test]
fn next_and_go_in_production() {
    let Some((rig, _turn)) = rig::engine("next and go, production") else {
        return;
    };
    let mut steps = Steps::of("next and go, production");
    let project = project("next-go-production", &PRESET);
    project.shift_ports(rig);
    let stack = Stack::production(rig, &project);
    steps.must(
        "docker compose -f compose.yaml -f compose.prod.yaml up --build --wait",
        || stack.up(),
    );
    let (_, _, edge) = stack.edge();
    let page = Client::new(edge).get("/");
    steps.check("the edge leads to the page, with data of the api", || {
        assert_eq!(page.status, 200, "{page:?}");
        assert!(
            page.body.contains("has read <!-- -->1<!-- --> from api"),
            "{}",
            page.body
        );
    });
    steps.check("and to the api", || {
        let notes = Client::new(edge).get("/api/notes");
        assert!(notes.body.contains("Edit api/routes.go"), "{notes:?}");
    });
    steps.check(
        "the browser's code has the edge's path, and stays in caches",
        || {
            let scripts = scripts(&page.body);
            assert!(!scripts.is_empty(), "{}", page.body);
            let files: Vec<_> = scripts
                .iter()
                .map(|path| Client::new(edge).get(path))
                .collect();
            assert!(
                files
                    .iter()
                    .all(|file| file.header("Cache-Control").contains("immutable"))
            );
            assert!(
                files.iter().any(|file| file.body.contains("/api/notes")),
                "{scripts:?}"
            );
        },
    );
    steps.check(
        "no container has root, a capability or a secret to tell, and the api no shell",
        || {
            all_confined(&stack, &project);
            let ran = stack.run(&["exec", "-T", "api", "sh", "-c", "true"]);
            assert!(
                ran.code != Some(0) && ran.output().contains("not found"),
                "{ran}"
            );
            stack.exec("api", &["api", "healthcheck"]);
            stack.exec("web", &["touch", ".next/cache/written"]);
        },
    );
    copies(&mut steps, &stack, edge);
    steps.check("stop ends every container within its grace period", || {
        stops(&stack);
        let ended = stack.containers();
        let code = |name: &str| {
            ended
                .iter()
                .find(|one| one.service() == name)
                .unwrap()
                .exit_code()
        };
        // Next.js closes, and then says by which signal.
        assert_eq!(
            (code("api"), code("db"), code("edge"), code("web")),
            (0, 0, 0, 143)
        );
    });
    steps.done().record(rig, &project, Context::Production);
}

/// More containers of one service, behind the edge.
fn copies(steps: &mut Steps, stack: &Stack, edge: u16) {
    steps.check("three copies of the api, one setup", || {
        stack
            .run(&["up", "--wait", "--scale", "api=3", "--no-recreate"])
            .ok();
        let all = stack.containers();
        let of = |name: &str| {
            all.iter()
                .filter(|one| one.service() == name)
                .collect::<Vec<_>>()
        };
        let running = |one: &&Container| one.0["State"]["Running"] == true;
        assert_eq!(of("api").into_iter().filter(running).count(), 3);
        let [setup] = of("api-setup")[..] else {
            panic!("not one setup: {}", of("api-setup").len())
        };
        assert!(
            !running(&setup) && setup.exit_code() == 0,
            "{:?}",
            setup.0["State"]
        );
        // Whichever answers, the row of the migration is there once.
        for _ in 0..12 {
            let notes = Client::new(edge).get("/api/notes");
            assert_eq!(notes.status, 200, "{notes:?}");
            assert_eq!(
                notes.body.matches("Edit api/routes.go").count(),
                1,
                "{notes:?}"
            );
        }
    });
}

#[test]
fn next_with_a_database() {
    let Some((rig, _turn)) = rig::engine("next with a database") else {
        return;
    };
    if !rig::has(rig, "next with a database", &["curl"]) {
        return;
    }
    let mut steps = Steps::of("next with a database");
    let project = project("next-database", &["--preset", "nextjs-postgres"]);
    project.shift_ports(rig);
    let development = Stack::development(rig, &project);
    let production = Stack::production(rig, &project);
    steps.must("development, up", || development.up());
    steps.must("production beside it, up", || production.up());
    let (_, _, edge) = production.edge();
    for (name, port) in [
        ("development", development.published("web", 3000)),
        ("production", edge),
    ] {
        steps.check(
            &format!("{name}: the page has the row of the migration, and adds one"),
            || {
                let page = Client::new(port).get("/");
                assert!(page.body.contains("<li>Edit app/page.tsx</li>"), "{page:?}");
                let action = between(&page.body, "name=\"$ACTION_ID_", "\"").unwrap();
                let fields = [
                    (format!("$ACTION_ID_{action}"), ""),
                    ("text".to_owned(), "a row"),
                ];
                let form: Vec<String> = fields
                    .iter()
                    .flat_map(|(name, value)| ["--form".to_owned(), format!("{name}={value}")])
                    .collect();
                let origin = Client::new(port).origin();
                let mut curl = std::process::Command::new("curl");
                curl.args([
                    "--fail",
                    "--silent",
                    "--show-error",
                    "--output",
                    "/dev/null",
                    "--header",
                    &format!("Origin: {origin}"),
                ]);
                run(curl.args(form).arg(format!("{origin}/"))).ok();
                assert!(Client::new(port).get("/").body.contains("<li>a row</li>"));
            },
        );
    }
    steps.check("stop ends every container within its grace period", || {
        stops(&production);
        stops(&development);
    });
    let passed = steps.done();
    for context in Context::BOTH {
        passed.record(rig, &project, context);
    }
}

/// The scripts that a page of Next.js names.
fn scripts(page: &str) -> Vec<String> {
    let words = page.split(['"', '\\']);
    let mut all: Vec<String> = words
        .filter(|word| word.starts_with("/_next/static/") && word.rsplit('.').next() == Some("js"))
        .map(str::to_owned)
        .collect();
    all.sort();
    all.dedup();
    all
}
