//! The schemas say what the readers say: all that is written passes, and what is wrong does not.

use std::path::{Path, PathBuf};
use std::process::Command;

use dockwright::core::catalog::{Catalog, presets};
use dockwright::core::{schema, yaml};

use crate::support::{Sandbox, skip};
use crate::yaml_parse::ANSWERS;

/// The judge of others, if it is here.
fn check_jsonschema() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path);
    folders
        .map(|folder| folder.join("check-jsonschema"))
        .find(|tool| tool.is_file())
}

/// Whether the tool takes all these files.
fn valid(tool: &Path, sandbox: &Sandbox, schema: &str, files: &[String]) -> Result<(), String> {
    let output = Command::new(tool)
        .current_dir(&sandbox.dir)
        .args(["--schemafile", schema])
        .args(files)
        .output()
        .unwrap();
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr))
}

/// Answers that the reader refuses by their form, and the schema too.
const WRONG: &[&str] = &[
    "name: x\n",
    "dockwright: 2\n",
    "dockwright: 1\nservces: {}\n",
    "dockwright: 1\nservices: {web: {}}\n",
    "dockwright: 1\nservices: {web: {kind: a, prt: 1}}\n",
    "dockwright: 1\nservices: {web: {kind: a, port: 70000}}\n",
    "dockwright: 1\nservices: {Web: {kind: a}}\n",
    "dockwright: 1\nservices: {web: {kind: a, path: /x}}\n",
    "dockwright: 1\nservices: {web: {kind: a, uses: {db: {clint: x}}}}\n",
    "dockwright: 1\nservices: {web: {kind: a, setup: [{name: a, run: b, onse: true}]}}\n",
    "dockwright: 1\nservices: {web: {kind: a, production: externel}}\n",
    "dockwright: 1\nservices: {web: {kind: a, secrets: {A: made}}}\n",
    "dockwright: 1\nbacking: {db: {kind: a, path: x}}\n",
];

#[test]
fn the_schemas_take_what_the_readers_take_and_refuse_the_rest() {
    let sandbox = Sandbox::empty();
    for which in ["answers", "catalog"] {
        let ran = sandbox.run(&["schema", which]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let draft = "https://json-schema.org/draft/2020-12/schema";
        assert_eq!(ran.json()["$schema"], draft);
        sandbox.write(&format!("{which}.json"), ran.stdout);
    }
    let Some(tool) = check_jsonschema() else {
        return skip("schemas", "check-jsonschema is not here");
    };
    let mut answers = Vec::new();
    let given = ANSWERS.iter().map(|(name, text)| (*name, *text));
    for (name, text) in given.chain(presets().iter().map(|preset| (preset.name, preset.text))) {
        let path = format!("answers/{}-{name}.yaml", answers.len());
        sandbox.write(&path, text);
        answers.push(path);
    }
    valid(&tool, &sandbox, "answers.json", &answers).unwrap_or_else(|said| panic!("{said}"));
    let mut items = Vec::new();
    for (path, text) in Catalog::builtin().files() {
        if path.ends_with("/item.yaml") {
            sandbox.write(&path, text);
            items.push(path);
        }
    }
    assert!(items.len() > 12);
    valid(&tool, &sandbox, "catalog.json", &items).unwrap_or_else(|said| panic!("{said}"));
    for (place, text) in WRONG.iter().enumerate() {
        let path = format!("wrong/{place}.yaml");
        sandbox.write(&path, text);
        assert!(
            valid(&tool, &sandbox, "answers.json", &[path]).is_err(),
            "{text}"
        );
    }
}

#[test]
fn the_reader_refuses_what_the_schema_refuses() {
    for text in WRONG {
        let root = yaml::parse("t", text.as_bytes()).unwrap();
        let (_, problems) = dockwright::core::answers::read("t", &root);
        assert!(!problems.is_empty(), "{text}");
    }
}

#[test]
fn our_own_judge_takes_every_item_and_tells_all_that_is_wrong() {
    let known = schema::catalog();
    for (path, text) in Catalog::builtin().files() {
        if path.ends_with("/item.yaml") {
            let node =
                yaml::parse(&path, text.as_bytes()).unwrap_or_else(|error| panic!("{error:#?}"));
            assert_eq!(schema::judge(&known, &path, &node), [], "{path}");
        }
    }
    let text =
        "titel: x\nport: http\nask:\n  a: {type: choise, off: [a]}\nsource: {}\nneeds: sql\n";
    let node = yaml::parse("item.yaml", text.as_bytes()).unwrap();
    let problems = schema::judge(&known, "item.yaml", &node);
    let told: Vec<(String, usize, &str)> = problems
        .iter()
        .map(|problem| {
            let place = problem.place.as_ref().unwrap();
            (
                problem.code.to_string(),
                place.line.unwrap(),
                problem.mend.as_str(),
            )
        })
        .collect();
    for expected in [
        ("unknown-key", 1, "write `title`"),
        (
            "wrong-type",
            2,
            "`dockwright schema catalog` says what is known",
        ),
        ("unknown-choice", 4, "write `choice`"),
        ("unknown-key", 4, "write `of`"),
        ("missing-key", 5, "add `as_of: ...`"),
        (
            "wrong-type",
            6,
            "`dockwright schema catalog` says what is known",
        ),
    ] {
        let (code, line, mend) = expected;
        assert!(
            told.contains(&(code.to_owned(), line, mend)),
            "{expected:?} in {told:#?}"
        );
    }
    assert_eq!(told.len(), 6, "{told:#?}");
}
