//! The score on real repositories (`tests/real`): its sums follow from its rows, its rows are of the expectations as they
//! are, and its page says the same. What it counts is checked on a repository that is none.

#[path = "../real/score.rs"]
mod score;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use score::{Expected, Score};
use serde_json::{Value, json};

fn file(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real");
    fs::read_to_string(folder.join(name)).unwrap()
}

fn expected() -> Vec<Expected> {
    serde_yaml::from_str(&file("expected.yaml")).unwrap()
}

#[test]
fn sums_follow_from_rows_and_rows_from_the_expectations() {
    let score: Score = serde_json::from_str(&file("score.json")).unwrap();
    assert_eq!(score.expected, score::fingerprint(&file("expected.yaml")));
    let all = expected();
    for (name, half) in &score.halves {
        assert_eq!(half.sum, score::sum(&half.rows), "{name}");
        let of = name.split(',').next().unwrap();
        let repos: BTreeSet<&str> = half.rows.keys().map(String::as_str).collect();
        let own = all.iter().filter(|one| one.half == of);
        assert_eq!(repos, own.map(|one| one.repo.as_str()).collect(), "{name}");
        for one in all.iter().filter(|one| one.half == of) {
            let row = &half.rows[&one.repo];
            assert_eq!(row["services"].of, one.services.len(), "{}", one.repo);
            assert_eq!(row["backing"].of, one.backing.len(), "{}", one.repo);
            for (column, count) in row {
                let wrong = count.of - count.right;
                assert_eq!(wrong, count.wrong.len(), "{}, {column}", one.repo);
            }
        }
    }
    assert_eq!(file("score.md"), score::page(&score));
}

#[test]
fn each_half_has_a_dozen_repositories_of_many_services() {
    let all = expected();
    let names: BTreeSet<&str> = all.iter().map(|one| one.repo.as_str()).collect();
    assert_eq!(names.len(), all.len());
    let halves = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh",
    ];
    for half in halves {
        assert!(
            all.iter().filter(|one| one.half == half).count() >= 12,
            "{half}"
        );
    }
    for one in &all {
        assert!(one.services.len() >= 2, "{}", one.repo);
        assert_eq!(one.commit.len(), 40, "{}", one.repo);
        assert!(halves.contains(&one.half.as_str()), "{}", one.repo);
    }
}

#[test]
fn six_were_judged_and_two_started() {
    let ran: Value = serde_json::from_str(&file("ran.json")).unwrap();
    let names = |what: &str| ran[what].as_object().map_or(0, serde_json::Map::len);
    assert!(names("init --yes, judged") >= 6);
    assert!(names("init --yes, started in development") >= 2);
    for (repo, passed) in ran["init --yes, judged"].as_object().unwrap() {
        for tool in ["docker build --check", "docker compose config", "hadolint"] {
            let seen = passed["judged"][tool].as_u64().unwrap_or_default();
            assert!(seen > 0, "{repo}, {tool}");
        }
    }
}

#[test]
fn what_is_wrong_is_counted_as_wrong() {
    let expected: Expected = serde_yaml::from_str(
        "repo: some/body\ncommit: x\nhalf: first\nservices:\n  api: {kind: go, version: '1.25', port: [80, 81]}\n  \
         web: {kind: custom, manager: npm, or: [.]}\n  gone: {kind: go}\n  cmd/jobs: {kind: go}\nbacking: [redis, mysql]\nmay: [postgres]\n\
         neither: {docs: pages, cmd/tool: a tool}",
    )
    .unwrap();
    let said = json!({
        "services": [
            {"path": "api", "kind": "node", "version": "1.24", "package_manager": null, "port": 81},
            {"path": ".", "kind": "custom", "package_manager": "npm"},
            {"path": ".", "kind": "go", "with": {"main": "./cmd/tool"}},
            {"path": ".", "kind": "go", "with": {"main": "./cmd/jobs"}},
            {"path": "docs", "kind": "custom"},
            {"path": "other", "kind": "static"},
        ],
        "backing": [
            {"kind": "redis", "certainty": "certain"},
            {"kind": "postgres", "certainty": "likely"},
            {"kind": "kafka", "certainty": "likely"},
            {"kind": "mysql", "certainty": "possible"},
        ],
    });
    let row = score::row(&expected, &said);
    let counted: Vec<(&str, usize, usize, &[String])> = score::COUNTED
        .iter()
        .map(|(name, _)| {
            let count = &row[*name];
            (*name, count.right, count.of, count.wrong.as_slice())
        })
        .collect();
    let wrong = |text: &str| vec![text.to_owned()];
    assert_eq!(
        counted,
        [
            ("services", 3, 4, &wrong("gone")[..]),
            ("no wrong service", 3, 4, &wrong("other: static")),
            ("kind", 1, 2, &wrong("api: node, not go")),
            ("version", 0, 1, &wrong("api: 1.24, not 1.25")),
            ("manager", 1, 1, &[]),
            ("port", 1, 1, &[]),
            ("backing", 1, 2, &wrong("mysql")),
            ("no wrong backing", 2, 3, &wrong("kafka")),
            ("custom", 1, 1, &[]),
        ]
    );
}
