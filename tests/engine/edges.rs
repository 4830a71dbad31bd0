//! One stack behind each edge in turn, in production: the same routes, headers and websockets, as little rights, and TLS where
//! it is the edge's. Its database and its cache are managed elsewhere: two containers outside the project stand for them.
//!
//! nginx, Caddy and Traefik are the real ones; no certificate authority is reached, so Caddy's own and Traefik's default
//! certificate stand for what an authority would sign.

use std::net::TcpStream;
use std::process::Command;

use dockwright::core::answers::Context;
use tungstenite::Message;

use crate::elsewhere::Elsewhere;
use crate::support::app;
use crate::support::compose::Stack;
use crate::support::ends::stops;
use crate::support::http::{Client, Response};
use crate::support::isolation::{all_confined, confined};
use crate::support::process::run;
use crate::support::project::{self, dockwright};
use crate::support::steps::Steps;
use crate::support::{rig, wait};

/// The project.
pub const ANSWERS: &str = include_str!("answers/edges.yaml");

/// Where the project has them.
const ANSWERED: &str = "dockwright.yaml";

/// The application that tells what has reached it.
const ECHO: &str = r#"from fastapi import FastAPI, Request, WebSocket

app = FastAPI()


@app.get("/healthz")
def healthz():
    return "ok"


@app.websocket("/echo/ws")
async def ws(socket: WebSocket):
    await socket.accept()
    await socket.send_text("heard " + await socket.receive_text())
    await socket.close()


@app.api_route("/{path:path}", methods=["GET", "POST"])
async def echo(path: str, request: Request):
    await request.body()
    return {"path": request.url.path, "scheme": request.url.scheme, "host": request.headers["host"], "for": request.client.host}
"#;

#[test]
fn each_edge_leads_the_same_way() {
    let Some((rig, _turn)) = rig::engine("edges") else {
        return;
    };
    if !rig::has(rig, "edges", &["curl"]) {
        return;
    }
    let mut steps = Steps::of("edges");
    let project = project::answered("edges", ANSWERS);
    project.write("echo/app/main.py", ECHO);
    let packages = project.read("echo/requirements.txt");
    project.write("echo/requirements.txt", &format!("{packages}websockets\n"));
    let elsewhere = steps.must("a database and a cache outside the project", || {
        Elsewhere::start(rig, &project)
    });
    project.set_env(&elsewhere.variables);
    project.shift_ports(rig);
    let answers = project.read(ANSWERED);
    let (mut headers, mut ran) = (Vec::new(), Vec::new());
    for kind in ["nginx", "caddy", "traefik"] {
        steps.must(&format!("{kind}: apply"), || {
            project.write(ANSWERED, &answers);
            // Traefik serves no files: the pages are a container's there.
            let page = if kind == "traefik" {
                "container"
            } else {
                "{into: edge}"
            };
            project.edit(ANSWERED, "kind: nginx", &format!("kind: {kind}"));
            project.edit(ANSWERED, "{into: edge}", page);
            dockwright(&["apply", project.dir.to_str().unwrap()], &[]).ok();
        });
        let stack = Stack::production(rig, &project);
        steps.must(&format!("{kind}: production, up"), || stack.up());
        let (_, _, port) = stack.edge();
        steps.check(&format!("{kind}: each route leads to its service"), || {
            routes(port, kind);
        });
        steps.check(&format!("{kind}: who asked and how is told"), || told(port));
        steps.check(&format!("{kind}: a websocket"), || websocket(port));
        steps.check(
            &format!("{kind}: pages, and how long they are kept"),
            || {
                let answers = pages(port);
                if kind != "traefik" {
                    headers.push(answers);
                }
            },
        );
        steps.check(
            &format!("{kind}: no root, no capability, nothing to write"),
            || all_confined(&stack, &project),
        );
        if kind == "nginx" {
            elsewhere.used(&mut steps, &stack);
        }
        steps.check(&format!("{kind}: stop"), || stops(&stack));
        ran.push(project.read(ANSWERED));
    }
    steps.check("Caddy's headers are nginx's", || {
        let [nginx, caddy] = &headers[..] else {
            panic!("{headers:?}")
        };
        assert_eq!(nginx, caddy);
    });
    let passed = steps.done();
    for answers in ran {
        passed.record_answers(rig, &answers, Context::Production);
    }
}

fn routes(port: u16, kind: &str) {
    let mut site = Client::new(port);
    let page = site.get("/");
    assert!(
        page.status == 200 && page.body.contains("<script"),
        "{page:?}"
    );
    let notes = site.get("/api/notes");
    assert!(
        notes.status == 200 && notes.body.starts_with('['),
        "{notes:?}"
    );
    let sent = site.post_json(
        "/api/notes",
        &serde_json::json!({ "text": format!("through {kind}") }),
    );
    assert!(
        (200..300).contains(&sent.as_ref().map_or(0, |sent| sent.status)),
        "{sent:?}"
    );
    assert!(
        site.get("/api/notes")
            .body
            .contains(&format!("through {kind}"))
    );
    let echo = site.get("/echo/a/b?c=d");
    assert!(echo.body.contains(r#""path":"/echo/a/b""#), "{echo:?}");
    // Without the slash it is the service's too, and not the page.
    let short = site.get("/echo");
    let led = (short.status, short.header("Location"));
    assert!(
        led.0 == 301 && led.1.ends_with("/echo/") || short.body.contains(r#""path":"/echo""#),
        "{short:?}"
    );
    let longer = site.get("/echoes");
    assert!(
        longer.status == 200 && longer.body.contains("<script"),
        "not the page's: {longer:?}"
    );
}

/// A JSON of the echo, asked with these headers.
fn asked(port: u16, headers: &[&str]) -> serde_json::Value {
    let mut curl = Command::new("curl");
    curl.args(["--fail", "--silent", "--show-error"]);
    for header in headers {
        curl.args(["--header", header]);
    }
    let ran = run(curl.arg(format!("http://localhost:{port}/echo/x"))).ok();
    serde_json::from_str(&ran.stdout).unwrap()
}

fn told(port: u16) {
    let plain = asked(port, &[]);
    assert_eq!(
        (&plain["scheme"], &plain["host"]),
        (&"http".into(), &format!("localhost:{port}").into())
    );
    // What ends TLS in front of the edge says so.
    let behind = asked(
        port,
        &[
            "X-Forwarded-Proto: https",
            "X-Forwarded-For: 203.0.113.7",
            "Host: shop.example.org",
        ],
    );
    assert_eq!(
        (&behind["scheme"], &behind["host"]),
        (&"https".into(), &"shop.example.org".into())
    );
    assert_eq!(behind["for"], "203.0.113.7");
}

fn websocket(port: u16) {
    let stream = TcpStream::connect(("localhost", port)).unwrap();
    stream.set_read_timeout(Some(wait::EDIT)).unwrap();
    let (mut socket, _) =
        tungstenite::client(format!("ws://localhost:{port}/echo/ws"), stream).unwrap();
    socket.send(Message::text("hello")).unwrap();
    assert_eq!(
        socket.read().unwrap().into_text().unwrap().as_str(),
        "heard hello"
    );
}

/// Status and the headers that matter of: the page, another address, a built file, one that is missing, an answer of a service.
fn pages(port: u16) -> Vec<String> {
    let mut site = Client::new(port);
    let page = site.get("/");
    let built = app::links(&page.body, "/assets/");
    let script = built
        .iter()
        .find(|link| link.rsplit('.').next() == Some("js"))
        .expect("a built script");
    let mut all = Vec::new();
    for path in ["/", "/some/page", script, "/assets/missing.js", "/echo/x"] {
        let answer = site.get(path);
        let server = answer.header("Server");
        assert!(!server.contains(|c: char| c.is_ascii_digit()), "{server}");
        all.push(summary(path, &answer));
    }
    assert!(
        all[2].contains("immutable") && !all[3].contains("immutable"),
        "{all:#?}"
    );
    assert!(
        all[0].contains("200 cache=no-cache") && all[3].contains("404"),
        "{all:#?}"
    );
    assert!(
        all[..3]
            .iter()
            .all(|one| one.contains("default-src 'self'")),
        "{all:#?}"
    );
    all.iter()
        .map(|one| one.replace(script.as_str(), "/assets/built.js"))
        .collect()
}

fn summary(path: &str, answer: &Response) -> String {
    // On an error nginx says only what is said always.
    let names = if answer.status == 200 {
        &[
            "Cache-Control",
            "Content-Security-Policy",
            "Referrer-Policy",
            "X-Content-Type-Options",
        ][..]
    } else {
        &["Referrer-Policy", "X-Content-Type-Options"][..]
    };
    let values: Vec<String> = names.iter().map(|name| answer.header(name)).collect();
    format!("{path} {} cache={}", answer.status, values.join(" | "))
}

const TLS: &str = "\
dockwright: 1
name: tls
services:
  echo: {kind: fastapi, path: echo, route: /, with: {websockets: true}}
backing:
  edge: {kind: caddy, with: {domain: localhost, tls: automatic}, development: none}
";

#[test]
fn an_edge_ends_tls_itself() {
    let Some((rig, _turn)) = rig::engine("tls at the edge") else {
        return;
    };
    if !rig::has(rig, "tls at the edge", &["curl"]) {
        return;
    }
    let mut steps = Steps::of("tls at the edge");
    let project = project::answered("tls", TLS);
    let answers = project.read(ANSWERED);
    project.write("echo/app/main.py", ECHO);
    project.shift_ports(rig);
    project.set_env(&[("HTTP_ADDRESS".to_owned(), "127.0.0.1".to_owned())]);
    for kind in ["caddy", "traefik"] {
        project.write(ANSWERED, &answers);
        project.edit(ANSWERED, "kind: caddy", &format!("kind: {kind}"));
        dockwright(&["apply", project.dir.to_str().unwrap()], &[]).ok();
        let stack = Stack::production_without_edge(rig, &project);
        steps.must(&format!("{kind}: production, up"), || stack.up());
        let (http, https) = (stack.published("edge", 8080), stack.published("edge", 8443));
        steps.check(&format!("{kind}: https is answered, and says so"), || {
            let ran = wait::until("a certificate", wait::EDIT, || {
                let mut curl = Command::new("curl");
                curl.args(["--fail", "--silent", "--insecure", "--dump-header", "-"]);
                let ran = run(curl.arg(format!("https://localhost:{https}/echo/x")));
                (ran.code == Some(0)).then_some(ran)
            });
            assert!(ran.stdout.contains(r#""scheme":"https""#), "{ran}");
            assert!(
                ran.stdout
                    .to_lowercase()
                    .contains("strict-transport-security: max-age=31536000"),
                "{ran}"
            );
        });
        steps.check(&format!("{kind}: http leads to it"), || {
            let led = Client::new(http).get("/echo/x");
            assert!((301..=308).contains(&led.status), "{led:?}");
            assert!(
                led.header("Location").starts_with("https://localhost"),
                "{led:?}"
            );
        });
        steps.check(
            &format!("{kind}: no root, no capability, nothing to write but its certificates"),
            || {
                let running = stack.running();
                let edge = running.iter().find(|one| one.service() == "edge").unwrap();
                confined(edge, &project);
                let mounts = edge.0["Mounts"].as_array().unwrap();
                let written: Vec<_> = mounts.iter().filter(|mount| mount["RW"] == true).collect();
                assert_eq!(written.len(), 1, "{mounts:?}");
                let folder = written[0]["Destination"].as_str().unwrap();
                let listed = stack.exec("edge", &["sh", "-c", &format!("ls -A {folder}")]);
                assert!(!listed.trim().is_empty(), "nothing is kept in {folder}");
            },
        );
        steps.check(&format!("{kind}: stop"), || stops(&stack));
        steps.must(&format!("{kind}: down"), || {
            stack.run(&["down", "--volumes"]).ok();
        });
    }
    steps.done();
}
