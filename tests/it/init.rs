//! `init` and what comes after it: nothing to change, `check`, starters, secrets, JSON.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::Sandbox;

fn mode(sandbox: &Sandbox, path: &str) -> u32 {
    fs::metadata(sandbox.dir.join(path))
        .unwrap()
        .permissions()
        .mode()
        & 0o7777
}

fn actions(json: &serde_json::Value) -> Vec<(String, String)> {
    let changes = json["changes"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    changes
        .iter()
        .map(|change| (text(&change["path"]), text(&change["action"])))
        .collect()
}

#[test]
fn init_twice_changes_nothing_and_says_so() {
    let sandbox = Sandbox::preset("django-vite");
    let before = sandbox.tree();
    let ran = sandbox.run(&["init", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("nothing to change"), "{}", ran.stderr);
    let ran = sandbox.run(&["apply", "--json"]);
    assert!(
        actions(&ran.json())
            .iter()
            .all(|(_, action)| action == "same"),
        "{}",
        ran.stdout
    );
    assert_eq!(sandbox.tree(), before);
    assert_eq!(sandbox.run(&["check"]).code, 0);
    assert_eq!(sandbox.run(&["diff"]).code, 0);
}

#[test]
fn check_is_1_after_an_answer_was_changed_by_hand() {
    let sandbox = Sandbox::preset("django");
    let text = sandbox
        .read("dockwright.yaml")
        .replace("port: 8000", "port: 8001");
    sandbox.write("dockwright.yaml", text);
    let ran = sandbox.run(&["check"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.contains("update    compose.override.yaml"),
        "{}",
        ran.stdout
    );
    assert_eq!(sandbox.run(&["diff"]).code, 1);
    assert_eq!(sandbox.run(&["apply"]).code, 0);
    assert_eq!(sandbox.run(&["check"]).code, 0);
}

#[test]
fn a_starter_is_written_only_where_there_is_no_code() {
    let sandbox = Sandbox::empty();
    sandbox.write("manage.py", "# mine\n");
    let ran = sandbox.run(&["init", "--preset", "django-vite", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(sandbox.read("manage.py"), "# mine\n");
    let tree = sandbox.tree();
    assert!(!tree.contains_key("config/settings.py") && !tree.contains_key("requirements.txt"));
    assert!(
        tree.contains_key("frontend/package.json"),
        "the front end's folder had no code"
    );
    let without = Sandbox::empty();
    let ran = without.run(&["init", "--preset", "django", "--yes", "--no-starter"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let tree = without.tree();
    assert!(tree.contains_key("compose.yaml") && !tree.contains_key("manage.py"));
}

#[test]
fn a_starter_is_the_users_from_then_on() {
    let sandbox = Sandbox::preset("django");
    sandbox.write("notes/views.py", "# mine\n");
    fs::remove_file(sandbox.dir.join("notes/tests.py")).unwrap();
    let ran = sandbox.run(&["init", "--yes", "--set", "services.web.port=8001"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(sandbox.read("notes/views.py"), "# mine\n");
    assert!(!sandbox.tree().contains_key("notes/tests.py"));
}

#[test]
fn set_keeps_comments_order_and_quotes() {
    let sandbox = Sandbox::preset("django-vite");
    let before = sandbox.read("dockwright.yaml");
    let ran = sandbox.run(&["init", "--yes", "--set", "services.web.with.python=3.13"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let after = sandbox.read("dockwright.yaml");
    assert_eq!(
        after,
        before.replace("with: {python: \"3.14\"}", "with: {python: \"3.13\"}")
    );
    assert!(
        sandbox
            .read("docker/web/Dockerfile")
            .contains("FROM python:3.13-slim-trixie AS base")
    );
}

#[test]
fn a_dry_run_writes_nothing() {
    let sandbox = Sandbox::empty();
    let ran = sandbox.run(&["init", "--preset", "django", "--dry-run", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let actions = actions(&ran.json());
    assert!(!actions.is_empty() && actions.iter().all(|(_, action)| action == "create"));
    assert!(sandbox.tree().is_empty());
    let ran = sandbox.run(&["init", "new", "--preset", "django", "--dry-run"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(sandbox.tree().is_empty());
}

#[test]
fn json_is_as_promised() {
    let sandbox = Sandbox::empty();
    let ran = sandbox.run(&["init", "--preset", "django-vite", "--yes", "--json"]);
    let json = ran.json();
    assert_eq!(
        json.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["changes", "problems"]
    );
    let actions = actions(&json);
    for path in [
        "compose.yaml",
        "docker/web/Dockerfile",
        ".devcontainer/devcontainer.json",
        ".env",
        "secrets/db_password",
    ] {
        assert!(
            actions.contains(&(path.to_owned(), "create".to_owned())),
            "{path}: {actions:?}"
        );
    }
    assert!(
        !actions
            .iter()
            .any(|(path, _)| path.starts_with(".dockwright/")),
        "{actions:?}"
    );
    let list = sandbox.run(&["catalog", "list", "--json"]).json();
    let django = list
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["id"] == "django")
        .unwrap()
        .clone();
    assert_eq!(
        django.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["id", "slot", "title", "as_of", "ran"]
    );
    let presets = sandbox.run(&["presets", "list", "--json"]).json();
    assert!(
        presets
            .as_array()
            .unwrap()
            .contains(&serde_json::json!({"name": "django-vite", "title": "Django + Vite"}))
    );
}

#[test]
fn secrets_are_made_once_and_are_nowhere_else() {
    let sandbox = Sandbox::preset("django-vite");
    let secret = sandbox.read("secrets/db_password");
    assert!(
        secret.len() == 32 && secret.chars().all(|c| c.is_ascii_alphanumeric()),
        "{}",
        secret.len()
    );
    assert_eq!(sandbox.read("secrets/web_secret_key").len(), 64);
    assert_eq!(
        (
            mode(&sandbox, "secrets"),
            mode(&sandbox, "secrets/db_password")
        ),
        (0o700, 0o444)
    );
    assert_eq!(mode(&sandbox, ".env"), 0o600);
    let env = sandbox.read(".env");
    let mut said = String::new();
    for arguments in [
        &["init", "--yes", "--set", "services.web.port=8001", "--json"][..],
        &["apply", "--json"],
        &["diff"],
        &["check", "--pristine"],
    ] {
        let ran = sandbox.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        said.push_str(&ran.stdout);
        said.push_str(&ran.stderr);
    }
    assert!(said.contains("compose.override.yaml"), "{said}");
    assert!(!said.contains(&secret));
    assert_eq!(sandbox.read("secrets/db_password"), secret);
    assert_eq!(sandbox.read(".env"), env);
    for (path, bytes) in sandbox.tree() {
        let holds = String::from_utf8_lossy(&bytes).contains(&secret);
        assert!(!holds || path == "secrets/db_password", "{path}");
    }
    // A fresh clone makes its own, and nothing else differs.
    fs::remove_dir_all(sandbox.dir.join("secrets")).unwrap();
    assert_eq!(sandbox.run(&["check"]).code, 0);
    assert_eq!(sandbox.run(&["apply"]).code, 0);
    assert_ne!(sandbox.read("secrets/db_password"), secret);
}

#[test]
fn what_dockwright_did_not_generate_is_refused() {
    let sandbox = Sandbox::empty();
    sandbox.write("compose.yaml", "# mine\n");
    sandbox.write(".gitignore", "target\n");
    let before = sandbox.tree();
    let ran = sandbox.run(&["init", "--preset", "django", "--yes"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("compose.yaml") && ran.stderr.contains("--overwrite"),
        "{}",
        ran.stderr
    );
    assert_eq!(sandbox.tree(), before);
    let ran = sandbox.run(&[
        "init",
        "--preset",
        "django",
        "--yes",
        "--overwrite",
        "compose.yaml",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(sandbox.read("compose.yaml").contains("name: demo"));
    assert!(
        sandbox.read(".gitignore").starts_with("target\n")
            && sandbox.read(".gitignore").contains("/secrets/")
    );
}

#[test]
fn answers_in_json_or_without_a_last_line_break_get_the_folders_name() {
    for text in [
        "{\"dockwright\": 1, \"services\": {\"web\": {\"kind\": \"go\"}}}",
        "services: {web: {kind: go}}\r\ndockwright: 1",
    ] {
        let sandbox = Sandbox::empty();
        fs::write(sandbox.dir.with_file_name("answers"), text).unwrap();
        let ran = sandbox.run(&["init", "--answers", "../answers", "--yes"]);
        assert_eq!(ran.code, 0, "{text}: {}", ran.stderr);
        assert!(sandbox.read("dockwright.yaml").contains("demo"));
    }
}
