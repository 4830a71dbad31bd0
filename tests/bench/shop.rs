//! A project of so many services, for what is measured.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Answers of so many developed services, a database and a cache among them, written by `program` to `dir`, which is made.
pub(crate) fn project(program: &Path, dir: &Path, services: usize) {
    fs::create_dir(dir).unwrap();
    let kinds = ["fastapi", "django", "go", "vite"];
    let mut text = "dockwright: 1\nname: shop\nservices:\n".to_owned();
    for (number, kind) in kinds.iter().cycle().take(services).enumerate() {
        text.push_str(&format!(
            "  s{number}:\n    kind: {kind}\n    path: s{number}\n    port: {}\n",
            8000 + number
        ));
        if *kind != "vite" {
            text.push_str("    uses: [db, cache]\n");
        }
    }
    text.push_str(
        "backing:\n  db:\n    kind: postgres\n  cache:\n    kind: valkey\n\
         features:\n  hot_reload: mount\n",
    );
    fs::write(dir.join("dockwright.yaml"), text).unwrap();
    let run = Command::new(program)
        .args(["apply"])
        .current_dir(dir)
        .env("HOME", dir.parent().unwrap())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
}
