//! `verify` where nothing can be verified: it says so, with the code and the mend, and writes nothing.

use serde_json::json;

use crate::support::Sandbox;

#[test]
fn without_an_engine_it_says_so() {
    let sandbox = Sandbox::preset("django");
    let before = sandbox.tree();
    let nowhere = [("DOCKER_HOST", "unix:///nowhere/docker.sock")];
    let ran = sandbox.run_with(&nowhere, &["verify", "--json"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let checks = ran.json();
    let engine = &checks[0];
    assert_eq!(
        (checks.as_array().unwrap().len(), &engine["check"]),
        (1, &json!("engine"))
    );
    assert_eq!(engine["ok"], json!(false));
    assert!(
        engine["detail"]
            .as_str()
            .unwrap()
            .starts_with("no-engine: "),
        "{checks}"
    );
    let ran = sandbox.run_with(&nowhere, &["verify", "--only", "production"]);
    assert!(
        ran.stdout.starts_with("not ok: no-engine (engine)\n"),
        "{}",
        ran.stdout
    );
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn answers_that_come_to_nothing_are_not_verified() {
    let sandbox = Sandbox::preset("django");
    sandbox.write("dockwright.yaml", "dockwright: 1\nservises: {}\n");
    let ran = sandbox.run(&["verify", "--json"]);
    let checks = ran.json();
    assert_eq!(
        (ran.code, &checks[0]["check"]),
        (1, &json!("answers")),
        "{checks}"
    );
    assert!(
        checks[0]["detail"]
            .as_str()
            .unwrap()
            .starts_with("unknown-key: "),
        "{checks}"
    );
}
