//! Catalogs that are not in the binary: found, laid over it, named as such, and read with care.

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::Sandbox;

const ITEM: &str = "\
title: Own store
summary: A store of our own.
source: {as_of: \"2026-11-24\"}
provides: [redis]
image: \"example/own:1.0\"
port: 7000
connection: {scheme: redis, database: \"0\"}
health: {command: [own, ping]}
";

#[test]
fn items_of_the_project_of_the_user_and_of_a_named_folder_are_used_and_named() {
    for (folder, arguments, from) in [
        (".dockwright/catalog", &[][..], ".dockwright/catalog"),
        (
            "../.config/dockwright/catalog",
            &[],
            ".config/dockwright/catalog",
        ),
        ("../mine", &["--catalog", "../mine"], "../mine"),
    ] {
        let sandbox = Sandbox::preset("django");
        sandbox.write(&format!("{folder}/backing/own_store/item.yaml"), ITEM);
        let run = |more: &[&str]| {
            let mut all = arguments.to_vec();
            all.extend(more);
            sandbox.run(&all)
        };
        let ran = run(&["add", "backing", "own", "--kind", "own_store", "--json"]);
        assert_eq!(ran.code, 0, "{}", ran.stdout);
        let json = ran.json();
        let problems = json["problems"].as_array().unwrap();
        assert!(
            problems
                .iter()
                .any(|problem| problem["code"] == "foreign-item"
                    && problem["message"].as_str().unwrap().contains(from)),
            "{problems:#?}"
        );
        assert!(
            sandbox
                .read("compose.yaml")
                .contains("image: example/own:1.0")
        );
        let list = run(&["catalog", "list"]).stdout;
        let line = list
            .lines()
            .find(|line| line.contains("own_store"))
            .unwrap();
        assert!(line.contains("from ") && line.contains(from), "{line}");
        assert!(
            !list
                .lines()
                .any(|line| line.contains("postgres") && line.contains("from "))
        );
        assert!(
            run(&["catalog", "show", "own_store"])
                .stdout
                .contains("not dockwright's own")
        );
        assert_eq!(run(&["check"]).code, 0);
    }
}

/// An overlaid part is code in everybody's Dockerfile: it is named, too.
#[test]
fn a_part_that_is_laid_over_ours_is_named() {
    let sandbox = Sandbox::preset("django");
    sandbox.write(".dockwright/catalog/parts/python/note.j2", "x");
    let ran = sandbox.run(&["apply"]);
    assert!(
        ran.stderr.contains("note[foreign-item]") && ran.stderr.contains("parts/python"),
        "{}",
        ran.stderr
    );
    let other = Sandbox::preset("django");
    other.write(".dockwright/catalog/parts/node/note.j2", "x");
    assert!(
        !other.run(&["apply"]).stderr.contains("foreign-item"),
        "it is not used"
    );
}

#[test]
fn what_a_catalog_must_not_be_is_refused_all_at_once() {
    let sandbox = Sandbox::preset("django");
    let base = ".dockwright/catalog/backing/bad";
    sandbox.write(&format!("{base}/item.yaml"), ITEM);
    sandbox.write(&format!("{base}/large.j2"), vec![b'x'; (1 << 20) + 1]);
    sandbox.write(&format!("{base}/binary.j2"), b"\xff\xfe");
    sandbox.write("../secret", "s3cret");
    symlink(
        "../../../../../secret",
        sandbox.dir.join(base).join("link.j2"),
    )
    .unwrap();
    symlink("..", sandbox.dir.join(base).join("folder")).unwrap();
    let before = sandbox.tree();
    let ran = sandbox.run(&["apply", "--json"]);
    assert_eq!(ran.code, 1);
    let json = ran.json();
    let mut codes: Vec<&str> = json["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| {
            assert!(problem["where"]["file"].as_str().unwrap().starts_with(base));
            problem["code"].as_str().unwrap()
        })
        .collect();
    codes.sort_unstable();
    assert_eq!(
        codes,
        ["catalog-link", "catalog-link", "not-utf8", "too-large"]
    );
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_catalog_that_leads_out_or_is_not_there_is_refused() {
    let sandbox = Sandbox::preset("django");
    sandbox.write("../outside/backing/own/item.yaml", ITEM);
    symlink("../../outside", sandbox.dir.join(".dockwright/catalog")).unwrap();
    let ran = sandbox.run(&["check"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("error[unreadable]"), "{}", ran.stderr);
    fs::remove_file(sandbox.dir.join(".dockwright/catalog")).unwrap();
    assert_eq!(sandbox.run(&["check"]).code, 0);
    let ran = sandbox.run(&["check", "--catalog", "nowhere"]);
    assert!(
        ran.code == 1 && ran.stderr.contains("no catalog at nowhere"),
        "{}",
        ran.stderr
    );
}
