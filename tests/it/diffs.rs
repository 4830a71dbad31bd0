//! Twelve single answers changed, twelve exact diffs: nothing else moves.
//!
//! The diffs are files beside this one; `UPDATE=1 cargo test diffs` writes them anew, to be read
//! before they are committed.

use std::fs;
use std::path::Path;

use dockwright::core::yaml::edit;

use crate::support::Sandbox;

/// (file of the diff, the answer's key, its new value)
const TABLE: [(&str, &str, &str); 12] = [
    ("python", "services.web.with.python", "\"3.13\""),
    ("port", "services.web.port", "8001"),
    ("server", "services.web.with.server", "asgi"),
    ("manager", "services.web.with.manager", "uv"),
    (
        "steps",
        "services.web.setup",
        "[migrate, collect_static, {name: index, run: python manage.py index, once: true}]",
    ),
    ("database", "backing.db.with.version", "\"17\""),
    ("cache", "services.web.uses", "[db, assets]"),
    ("into", "services.assets.production", "none"),
    ("watch", "features.hot_reload", "watch"),
    ("debugger", "features.debugger", "false"),
    ("mail", "features.mail_catcher", "false"),
    (
        "replicas",
        "services.web.production",
        "{replicas: 3, limits: {memory: 1G}}",
    ),
];

#[test]
fn one_answer_one_diff() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/diffs");
    let update = std::env::var_os("UPDATE").is_some();
    let mut failed = Vec::new();
    for (name, key, value) in TABLE {
        let sandbox = Sandbox::preset("django-vite");
        let path: Vec<&str> = key.split('.').collect();
        let text = edit::set(&sandbox.read("dockwright.yaml"), &path, value).unwrap();
        sandbox.write("dockwright.yaml", text);
        let ran = sandbox.run(&["diff"]);
        assert_eq!(ran.code, 1, "{name}: {}", ran.stderr);
        let file = folder.join(format!("{name}.diff"));
        if update {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&file, &ran.stdout).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if expected != ran.stdout {
            failed.push(format!("{name}: {key}={value} gives\n{}", ran.stdout));
        }
        // What the diff says is what apply does.
        assert_eq!(sandbox.run(&["apply"]).code, 0, "{name}");
        let after = sandbox.run(&["diff"]);
        assert_eq!((after.code, after.stdout.as_str()), (0, ""), "{name}");
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
