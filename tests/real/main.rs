//! Counts what `detect` makes of real repositories: `cargo test --test real -- first`.
//!
//! DOCKWRIGHT_REPOSITORIES is a folder of checkouts, named OWNER+NAME as in expected.yaml, each of the commit that is named
//! there (a git checkout, or the files alone with OWNER+NAME.commit beside them). The run sees a copy of each without its
//! Docker files. Arguments are halves; `look` and a repository's name print what went wrong with it and write nothing.
//! All halves but the first are counted once: what is counted of them later stands beside that, as `second, again`.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for whoever works on the rules"
)]

mod copy;
mod score;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use score::{Expected, Half, Score};
use serde_json::Value;

fn main() {
    let Some(repositories) = env::var_os("DOCKWRIGHT_REPOSITORIES").map(PathBuf::from) else {
        println!("DOCKWRIGHT_REPOSITORIES names no folder of checkouts: nothing is counted");
        return;
    };
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real");
    let text = fs::read_to_string(here.join("expected.yaml")).unwrap();
    let all: Vec<Expected> = serde_yaml::from_str(&text).unwrap();
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [look, names @ ..] = arguments.as_slice()
        && look == "look"
    {
        for expected in all.iter().filter(|one| names.contains(&one.repo)) {
            let said = detect(&repositories, expected);
            println!("{}", serde_json::to_string_pretty(&said).unwrap());
            let row = score::row(expected, &said);
            println!("{}", serde_json::to_string_pretty(&row).unwrap());
        }
        return;
    }
    let file = here.join("score.json");
    let mut score: Score = fs::read_to_string(&file)
        .map(|text| serde_json::from_str(&text).unwrap())
        .unwrap_or_default();
    score.expected = score::fingerprint(&text);
    for half in arguments {
        let name = match half.as_str() {
            "second" | "third" | "fourth" | "fifth" | "sixth" | "seventh"
                if score.halves.contains_key(&half) =>
            {
                format!("{half}, again")
            }
            other => other.to_owned(),
        };
        let mut rows = BTreeMap::new();
        for expected in all.iter().filter(|one| one.half == half) {
            eprintln!("{}", expected.repo);
            let said = detect(&repositories, expected);
            rows.insert(expected.repo.clone(), score::row(expected, &said));
        }
        assert!(!rows.is_empty(), "no half is called {half}");
        let sum = score::sum(&rows);
        let code = code();
        score.halves.insert(name, Half { code, rows, sum });
    }
    let json = serde_json::to_string_pretty(&score).unwrap();
    fs::write(&file, format!("{json}\n")).unwrap();
    fs::write(here.join("score.md"), score::page(&score)).unwrap();
    for (name, half) in &score.halves {
        println!("{name}");
        for (column, _) in score::COUNTED {
            let sum = &half.sum[column];
            println!("  {column}: {}/{} {}%", sum.right, sum.of, sum.percent);
        }
    }
}

/// What `detect --json` says of a copy of a checkout.
fn detect(repositories: &Path, expected: &Expected) -> Value {
    let copy = tempfile::tempdir().unwrap();
    copy::checkout(repositories, &expected.repo, &expected.commit, copy.path());
    let ran = Command::new(env!("CARGO_BIN_EXE_dockwright"))
        .args(["detect", "--json"])
        .arg(copy.path())
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{}: {error}", expected.repo);
    serde_json::from_slice(&ran.stdout).unwrap()
}

/// The state of the code whose rules are counted: its last commit by its words, which outlive a rebase.
fn code() -> String {
    let git = |arguments: &[&str]| {
        let ran = Command::new("git")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8_lossy(&ran.stdout).trim().to_owned()
    };
    let commit = git(&[
        "log",
        "-1",
        "--format=%ad: %s",
        "--date=short",
        "--",
        "src/core/detect",
        "assets/catalog",
    ]);
    let changed = git(&["status", "--porcelain", "--", "src", "assets"]);
    if changed.is_empty() {
        commit
    } else {
        format!("{commit}; and changes")
    }
}
