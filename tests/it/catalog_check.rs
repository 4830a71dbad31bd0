//! `catalog check` refuses what an item must not be, all at once; what is ours, and what
//! `catalog new` begins, passes.

use dockwright::core::catalog::{Catalog, Slot};
use dockwright::core::lint;

use crate::support::Sandbox;

#[test]
fn every_item_of_ours_passes() {
    let mut catalog = Catalog::builtin();
    let items = lint::items(&catalog.files());
    assert!(items.len() > 12);
    let mut told = Vec::new();
    for (slot, id) in items {
        let (back, problems) = lint::check(catalog, slot, &id);
        catalog = back;
        told.extend(problems);
    }
    assert!(told.is_empty(), "{told:#?}");
}

#[test]
fn what_catalog_new_begins_passes_and_can_be_used() {
    let sandbox = Sandbox::preset("django");
    for slot in Slot::ALL {
        for (word, id) in [(slot.word(), "own"), (slot.folder(), "other")] {
            let id = format!("{id}-{}", slot.word());
            let ran = sandbox.run(&["catalog", "new", word, &id]);
            assert_eq!(ran.code, 0, "{}", ran.stderr);
            let folder = format!(".dockwright/catalog/{}/{id}", slot.folder());
            assert_eq!(ran.stdout.trim(), format!("./{folder}"));
            let ran = sandbox.run(&["catalog", "check", &folder, "--json"]);
            assert_eq!(
                (ran.code, ran.json()),
                (0, serde_json::json!({"problems": []})),
                "{folder}"
            );
        }
    }
    let ran = sandbox.run(&["catalog", "check", ".dockwright/catalog"]);
    assert!(
        ran.code == 0 && ran.stderr.contains(" items, and nothing wrong"),
        "{}",
        ran.stderr
    );
    for arguments in [
        &["add", "service", "own", "--kind", "own-service"][..],
        &["add", "backing", "other", "--kind", "own-backing"],
    ] {
        let ran = sandbox.run(arguments);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stderr.contains("note[foreign-item]"), "{}", ran.stderr);
    }
    assert!(
        sandbox
            .read("docker/own/Dockerfile")
            .contains("FROM debian:13-slim AS base")
    );
    let dockerfile = sandbox.read("docker/own/Dockerfile");
    assert!(dockerfile.contains("USER $UID:$GID"), "{dockerfile}");
    let ran = sandbox.run(&["catalog", "new", "service", "own-service"]);
    assert!(
        ran.code == 1 && ran.stderr.contains("error[item-there]"),
        "{}",
        ran.stderr
    );
    let ran = sandbox.run(&["catalog", "new", "servise", "../x"]);
    assert!(
        ran.stderr.contains("write `service`") && ran.stderr.contains("error[bad-name]"),
        "{}",
        ran.stderr
    );
    let ran = sandbox.run(&["catalog", "new", "backing", "far", "--to", "elsewhere"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        sandbox
            .tree()
            .contains_key("elsewhere/backing/far/item.yaml")
    );
}

const GOOD: &str = "\
title: Good
summary: Nothing wrong.
source: {as_of: \"2026-11-24\"}
provides: [sql]
ask:
  version: {type: choice, of: [\"1\"], default: \"1\", why: x}
image: \"example/good:{{ with.version }}\"
port: 1000
health: {command: [true_]}
files:
  - {template: a.j2, path: \"docker/{{ name }}/a\", to: /a}
";

/// What is wrong: the line of GOOD, what stands there instead, code, line, and words of it.
const BAD: &[(&str, &str, &str, u64, &str)] = &[
    (
        "title: Good",
        "titel: Good",
        "unknown-key",
        1,
        "write `title`",
    ),
    ("provides: [sql]", "provides: {sql: 1", "", 4, ""),
    (
        "source: {as_of: \"2026-11-24\"}",
        "source: {}",
        "missing-key",
        3,
        "as_of",
    ),
    (
        "source: {as_of: \"2026-11-24\"}",
        "aliases: []",
        "no-source",
        1,
        "source",
    ),
    (
        "source: {as_of: \"2026-11-24\"}",
        "source: {as_of: today}",
        "no-source",
        3,
        "source",
    ),
    (
        "provides: [sql]",
        "needs: [postgresq]",
        "unknown-capability",
        4,
        "write `postgresql`",
    ),
    (
        "  version: {type: choice, of: [\"1\"]",
        "  version: {type: choise, of: [\"1\"]",
        "unknown-choice",
        6,
        "write `choice`",
    ),
    (
        "{{ with.version }}",
        "{{ with.versoin }}",
        "unknown-variable",
        7,
        "write `version`",
    ),
    (
        "{{ with.version }}",
        "{{ verzion }}",
        "unknown-variable",
        7,
        "verzion",
    ),
    (
        "{{ with.version }}",
        "{{ with.version",
        "bad-template",
        7,
        "cannot be read",
    ),
    (":{{ with.version }}", "", "no-tag", 7, "no tag"),
    ("{{ with.version }}", "latest", "no-tag", 7, "latest"),
    ("port: 1000", "port: \"1000\"", "wrong-type", 8, "a number"),
    (
        "health: {command: [true_]}",
        "no_wait: true",
        "no-health",
        1,
        "why: {health",
    ),
    (
        "template: a.j2",
        "template: b.j2",
        "no-template",
        11,
        "backing/bad/b.j2",
    ),
    (
        "template: a.j2",
        "template: ../../../etc/passwd",
        "path-outside",
        11,
        "leaves",
    ),
    (
        "path: \"docker/{{ name }}/a\"",
        "path: /etc/a",
        "path-outside",
        11,
        "absolute",
    ),
    (
        "to: /a}",
        "to: /a, when: \"with.version ==\"}",
        "bad-expression",
        11,
        "cannot be read",
    ),
    (
        "to: /a}",
        "to: /a, when: \"with.verson\"}",
        "unknown-variable",
        11,
        "write `version`",
    ),
];

fn check(item: &str, template: &str) -> (i32, Vec<serde_json::Value>) {
    let sandbox = Sandbox::empty();
    sandbox.write("backing/bad/item.yaml", item);
    sandbox.write("backing/bad/a.j2", template);
    let ran = sandbox.run(&["catalog", "check", ".", "--json"]);
    let problems = ran.json()["problems"].as_array().unwrap().clone();
    (ran.code, problems)
}

#[test]
fn each_thing_that_is_wrong_is_told_with_its_place() {
    assert_eq!(check(GOOD, "{{ with.version }}\n"), (0, Vec::new()));
    let mut failed = Vec::new();
    for (right, wrong, code, line, word) in BAD {
        assert!(GOOD.contains(right), "{right}");
        let (end, problems) = check(&GOOD.replace(right, wrong), "{{ with.version }}\n");
        let found = problems.iter().any(|problem| {
            let said = format!("{} {}", problem["message"], problem["mend"]);
            (code.is_empty() || problem["code"] == *code && problem["where"]["line"] == *line)
                && problem["where"]["file"] == "backing/bad/item.yaml"
                && said.contains(word)
        });
        if end != 1 || !found {
            failed.push(format!("{wrong}: {problems:#?}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn templates_are_judged_too() {
    for (template, code, word) in [
        (
            "x\n{{ with.versoin }}\n",
            "unknown-variable",
            "write `version`",
        ),
        ("{% if x %}\n", "bad-template", "a.j2"),
        (
            "{% for i in range(100000000) %}x{% endfor %}",
            "bad-sample",
            "",
        ),
        (
            "{% for i in range(600000) %}{{ 'xxxxxxxxxx' }}{% endfor %}",
            "bad-sample",
            "",
        ),
        ("{{ ['a'] }}", "bad-sample", "list"),
    ] {
        let (end, problems) = check(GOOD, template);
        assert_eq!(end, 1, "{template}");
        assert!(
            problems.iter().any(|problem| problem["code"] == code
                && format!("{} {}", problem["message"], problem["mend"]).contains(word)),
            "{template}: {problems:#?}"
        );
    }
}

#[test]
fn all_is_told_at_once() {
    let mut item = GOOD.to_owned();
    for (right, wrong) in [
        ("title: Good", "titel: Good"),
        ("{as_of: \"2026-11-24\"}", "{as_of: no}"),
        ("{{ with.version }}", "latest"),
        ("provides: [sql]", "needs: [sqll]"),
        ("template: a.j2", "template: ../a.j2"),
    ] {
        item = item.replace(right, wrong);
    }
    let (_, problems) = check(&item, "{{ nobody }}\n");
    let codes: Vec<&str> = problems
        .iter()
        .map(|problem| problem["code"].as_str().unwrap())
        .collect();
    for code in [
        "unknown-key",
        "no-source",
        "no-tag",
        "unknown-capability",
        "path-outside",
        "unknown-variable",
    ] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
}

#[test]
fn other_slots_have_their_own_rules() {
    let sandbox = Sandbox::empty();
    let head = "title: x\nsummary: y\nsource: {as_of: \"2026-11-24\"}\n";
    sandbox.write("services/s/item.yaml", format!("{head}port: 1\n"));
    sandbox.write(
        "tools/t/item.yaml",
        format!("{head}steps: {{migrate: {{run: x, at: start}}}}\n"),
    );
    sandbox.write(
        "clients/c/item.yaml",
        format!("{head}for: nothing_at_all\n"),
    );
    let ran = sandbox.run(&["catalog", "check", "."]);
    assert_eq!(ran.code, 1);
    for code in ["no-debug", "no-health", "not-once", "unknown-capability"] {
        assert!(
            ran.stderr.contains(&format!("error[{code}]")),
            "{code}: {}",
            ran.stderr
        );
    }
    let ran = sandbox.run(&["catalog", "check", "tools/t", "--json"]);
    assert_eq!(
        ran.json()["problems"].as_array().unwrap().len(),
        1,
        "one item alone"
    );
    let ran = sandbox.run(&["catalog", "check", "nowhere"]);
    assert!(
        ran.code == 1 && ran.stderr.contains("error[no-item]"),
        "{}",
        ran.stderr
    );
}

/// What is wrong with what an item says of code: what stands there, code, line, and words of it.
const BAD_DETECTION: &[(&str, &str, u64, &str)] = &[
    ("detect: {langage: python}", "unknown-key", 10, "`language`"),
    ("detect: {port: [{fle: x}]}", "unknown-key", 10, "`file`"),
    (
        "detect:\n  signs:\n    - {file: x, match: '(a'}",
        "bad-expression",
        12,
        "unclosed group",
    ),
    (
        "detect:\n  answers: {versoin: [{value: x}]}",
        "unknown-key",
        11,
        "`version`",
    ),
    (
        "detect: {language: pyton}",
        "unknown-language",
        10,
        "`python`",
    ),
];

#[test]
fn what_an_item_says_of_code_is_judged_with_its_line() {
    for (text, code, line, words) in BAD_DETECTION {
        let sandbox = Sandbox::empty();
        let item = GOOD.split("files:").next().unwrap().to_owned() + text + "\n";
        sandbox.write("mine/backing/good/item.yaml", item);
        let ran = sandbox.run(&["catalog", "check", "mine/backing/good", "--json"]);
        assert_eq!(ran.code, 1, "{text}: {}", ran.stdout);
        let json = ran.json();
        let problem = &json["problems"][0];
        assert_eq!(problem["code"], *code, "{text}: {json}");
        assert_eq!(problem["where"]["line"], *line, "{text}: {json}");
        let said = format!("{} {}", problem["message"], problem["mend"]);
        assert!(said.contains(words), "{text}: {json}");
        assert_eq!(
            json["problems"].as_array().unwrap().len(),
            1,
            "{text}: {json}"
        );
    }
}
