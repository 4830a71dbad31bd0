//! `add service` on a folder with code: what it says fills the answers, and what is said wins.

use std::path::Path;

use crate::support::Sandbox;

const SITE: &str = "dockwright: 1\nname: shop\nservices:\n  web: {kind: vite, path: web, port: 5173, route: /}\nbacking:\n  store: {kind: postgres}\nfeatures: {hot_reload: mount}\n";

/// A project, and beside it the code of a service in Python.
fn project() -> Sandbox {
    let sandbox = Sandbox::empty();
    for (path, text) in [
        ("dockwright.yaml", SITE),
        (
            "web/package.json",
            "{\"devDependencies\": {\"vite\": \"^8\"}}\n",
        ),
        (
            "search/requirements.txt",
            "fastapi==0.115.0\npsycopg[binary]==3.2\ncelery==5.4\nredis==5.0\n",
        ),
        ("search/.python-version", "3.12\n"),
        (
            "search/main.py",
            "from fastapi import FastAPI\n\napi = FastAPI()\n",
        ),
        (
            "search/tasks.py",
            "from celery import Celery\n\napp = Celery(\"search\", broker=\"redis://cache:6379/0\")\n",
        ),
        (
            "search/Procfile",
            "web: uvicorn main:api --port 8100\nworker: celery -A tasks worker\n",
        ),
    ] {
        sandbox.write(path, text);
    }
    sandbox
}

#[test]
fn what_its_code_says_need_not_be_said() {
    let sandbox = project();
    let ran = sandbox.run(&["add", "service", "search"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let text = sandbox.read("dockwright.yaml");
    for line in [
        "kind: fastapi",
        "python: \"3.12\"",
        "app: main:api",
        "port: 8100",
        "store: {client: ",
        "cache: {kind: redis}",
        "worker: {kind: celery",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // What was read is told, and what is missing with the command that adds it.
    for line in [
        "found in search: FastAPI, python 3.12, pip, port 8100",
        "    search/requirements.txt:1 fastapi==0.115.0",
        "its code uses Redis, which the project has not: it comes along as `cache`",
    ] {
        assert!(ran.stderr.contains(line), "{line}\n{}", ran.stderr);
    }
    assert!(text.starts_with(&SITE[..60]), "{text}");
    assert_eq!(sandbox.run(&["check"]).code, 0);
    // Its code is there: nothing is laid into it.
    assert!(
        !Path::new(&sandbox.dir)
            .join("search/pyproject.toml")
            .exists()
    );
}

#[test]
fn what_is_said_wins_and_another_name_takes_the_folder_of_its_path() {
    let sandbox = project();
    let ran = sandbox.run(&[
        "add",
        "service",
        "find",
        "--path",
        "./search/",
        "--kind",
        "fastapi",
        "--set",
        "python=3.13",
        "--set",
        "port=9000",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let text = sandbox.read("dockwright.yaml");
    for line in [
        "  find:",
        "path: search",
        "python: \"3.13\"",
        "port: 9000",
        "app: main:api",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn another_kind_takes_only_what_is_the_languages_own() {
    let sandbox = project();
    let ran = sandbox.run(&["add", "service", "search", "--kind", "flask"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let text = sandbox.read("dockwright.yaml");
    assert!(
        text.contains("kind: flask") && text.contains("python: \"3.12\""),
        "{text}"
    );
    assert!(
        !text.contains("main:api") && !text.contains("celery"),
        "{text}"
    );
    assert!(
        ran.stderr.contains("--kind flask was said"),
        "{}",
        ran.stderr
    );
}

#[test]
fn without_code_or_without_looking_the_kind_must_be_said() {
    let sandbox = project();
    for arguments in [
        &["add", "service", "nowhere"][..],
        &["add", "service", "search", "--no-detect"],
    ] {
        let ran = sandbox.run(arguments);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains("--kind"), "{}", ran.stderr);
    }
    assert_eq!(sandbox.read("dockwright.yaml"), SITE);
    let ran = sandbox.run(&[
        "add",
        "service",
        "search",
        "--kind",
        "fastapi",
        "--no-detect",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!sandbox.read("dockwright.yaml").contains("main:api"));
}

#[test]
fn what_does_as_well_is_used_and_nothing_comes_twice() {
    let sandbox = project();
    let text = SITE.replace(
        "{kind: postgres}",
        "{kind: postgres}\n  fast: {kind: valkey}",
    );
    sandbox.write("dockwright.yaml", &text);
    let ran = sandbox.run(&["add", "service", "search"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let text = sandbox.read("dockwright.yaml");
    assert!(text.contains("uses: {fast: {}, store: "), "{text}");
    assert!(!text.contains("redis"), "{text}");
}
