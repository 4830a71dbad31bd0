//! The house's own rules, checked on its source.

use std::fs;
use std::path::{Path, PathBuf};

use dockwright::core::catalog::{Catalog, Slot};

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, all: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, all);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                all.push((path.clone(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    let mut all = Vec::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        &mut all,
    );
    assert!(!all.is_empty(), "{folder}");
    all
}

/// The code without its unit tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn the_core_is_pure_and_arrows_point_one_way() {
    let rules: [(&str, &[&str]); 4] = [
        (
            "src/core",
            &[
                "std::fs",
                "std::env",
                "std::process",
                "std::net",
                "std::time",
                "std::thread",
                "crate::shell",
                "crate::ui",
                "getrandom",
                "cap_std",
                "rustix",
                "std::io",
            ],
        ),
        ("src/shell", &["crate::ui"]),
        ("src/ui/prompt", &["ui::tui", "ui::cli"]),
        ("src/ui/tui", &["ui::prompt", "ui::cli"]),
    ];
    for (folder, forbidden) in rules {
        for (path, text) in sources(folder) {
            for word in forbidden {
                assert!(!code(&text).contains(word), "{}: {word}", path.display());
            }
        }
    }
}

#[test]
fn no_id_of_the_catalog_is_in_the_code() {
    let catalog = Catalog::builtin();
    let ids: Vec<String> = Slot::ALL
        .iter()
        .flat_map(|slot| catalog.list(*slot))
        .map(|line| format!("\"{}\"", line.id))
        .collect();
    for (path, text) in sources("src") {
        // `image` and `command` are also names of keys, `static` is what a build is that others take.
        let keys = ["\"image\"", "\"command\"", "\"static\""];
        for id in ids.iter().filter(|id| !keys.contains(&id.as_str())) {
            assert!(!code(&text).contains(id), "{}: {id}", path.display());
        }
    }
}

#[test]
fn one_idea_a_file() {
    for (path, text) in [sources("src"), sources("tests/engine")].concat() {
        let lines = text.lines().count();
        assert!(lines <= 400, "{} has {lines} lines", path.display());
    }
}

#[test]
fn no_path_of_a_machine_and_no_registry_in_what_is_shipped() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let catalog = Catalog::builtin().files();
    let hosts =
        ["pypi", "pythonhosted", "npmjs", "yarnpkg", "crates"].map(|name| format!("{name}."));
    for (path, text) in &catalog {
        for host in &hosts {
            let suffixes = ["org", "com", "io"];
            assert!(
                !suffixes
                    .iter()
                    .any(|end| text.contains(&format!("{host}{end}"))),
                "{path}: {host}"
            );
        }
        assert!(!text.contains(&root.display().to_string()), "{path}");
    }
}
