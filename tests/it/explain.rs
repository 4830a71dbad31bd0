//! `explain`: the stack in words, in three forms of the same facts.

use crate::support::Sandbox;

#[test]
fn a_newcomer_is_told_what_is_there() {
    let sandbox = Sandbox::preset("django-vite");
    let before = sandbox.tree();
    let text = sandbox.run(&["explain"]);
    assert_eq!(text.code, 0, "{}", text.stderr);
    for part in [
        "web · Django",
        "built      built from this folder by docker/web/Dockerfile",
        "http://localhost:8000  page",
        "talks to   db (postgresql)",
        "POSTGRES_HOST=db  <- db",
        "TEST_USER=test (development)  <- the step test_user",
        "keeps      /var/lib/postgresql in the volume db",
        "edge · nginx, production only",
        "docker compose up --build --watch",
    ] {
        assert!(text.stdout.contains(part), "{part}: {}", text.stdout);
    }
    let markdown = sandbox.run(&["explain", "--format", "markdown"]).stdout;
    assert!(
        markdown.contains("```mermaid\nflowchart LR\n")
            && markdown.contains("c_web -- \"postgresql\" --> c_db")
    );
    assert!(
        markdown.contains("| `POSTGRES_PASSWORD_FILE` |  | `/run/secrets/db_password` | db |"),
        "{markdown}"
    );
    let json = sandbox.run(&["explain", "--format", "json"]).json();
    let names: Vec<&str> = json["containers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["web", "web-setup", "assets", "db", "cache", "edge", "mail"]
    );
    let secret = sandbox.read("secrets/db_password");
    for said in [text.stdout, markdown, json.to_string()] {
        assert!(!said.contains(&secret));
    }
    assert_eq!(sandbox.tree(), before);
}

/// The page is true after each write, and what somebody writes beside it stays.
#[test]
fn a_readme_is_kept_true() {
    let sandbox = Sandbox::empty();
    let wanted = [
        "init",
        "--preset",
        "django",
        "--set",
        "features.readme=true",
        "--yes",
    ];
    assert_eq!(sandbox.run(&wanted).code, 0);
    let page = sandbox.read("README.docker.md");
    assert!(
        page.contains("| `cache` | Valkey") && !page.contains("`queue`"),
        "{page}"
    );
    sandbox.write(
        "README.docker.md",
        format!("{page}\nAsk Ada for the VPN.\n"),
    );
    let added = ["add", "backing", "queue", "--kind", "rabbitmq"];
    assert_eq!(sandbox.run(&added).code, 0);
    let page = sandbox.read("README.docker.md");
    assert!(page.contains("| `queue` | RabbitMQ") && page.ends_with("\nAsk Ada for the VPN.\n"));
}
