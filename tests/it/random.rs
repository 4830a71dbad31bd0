//! A thousand random stacks of whatever the catalog has: each comes out whole, or with problems whose codes are known.

use std::collections::BTreeSet;
use std::sync::Arc;

use dockwright::core::answers;
use dockwright::core::catalog::item::Type;
use dockwright::core::catalog::{Catalog, Slot};
use dockwright::core::fileset::FileSet;
use dockwright::core::generate::generate;
use dockwright::core::render::Options;
use dockwright::core::template::Templates;
use dockwright::core::yaml;
use serde_json::{Map, Value, json};

use crate::support::dice::Dice;

/// What may be wrong with a random stack, and is told.
const KNOWN: [&str; 9] = [
    "unmet-need",
    "bad-into",
    "no-edge",
    "route-twice",
    "no-image",
    "port-twice",
    "no-client",
    "edge-twice",
    "no-domain",
];

#[test]
fn each_comes_out_whole_or_is_told_why_not() {
    let catalog = Arc::new(Catalog::builtin());
    let templates = Templates::new(&catalog);
    let mut whole = 0;
    let mut codes: BTreeSet<String> = BTreeSet::new();
    for seed in 1..=1000_u64 {
        let mut dice = Dice::of(seed - 1);
        let text = serde_json::to_string_pretty(&stack(&catalog, &mut dice)).unwrap();
        let node = yaml::parse("random", text.as_bytes())
            .unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
        let (answers, problems) = answers::read("random", &node);
        assert!(problems.is_empty(), "{problems:?}\n{text}");
        let all = |stack: &dockwright::core::resolve::Stack| Options {
            starters: stack.units.iter().map(|unit| unit.name.clone()).collect(),
            ids: Some((1000, 1000)),
            ..Options::default()
        };
        let made = generate(&catalog, &templates, &answers, None, all);
        let errors: Vec<_> = made
            .problems
            .iter()
            .filter(|problem| problem.is_error())
            .collect();
        for problem in &errors {
            assert!(
                KNOWN.contains(&problem.code.as_ref()),
                "{problem:?}\n{text}"
            );
            assert!(
                !problem.mend.is_empty() && problem.place.is_some(),
                "{problem:?}"
            );
            codes.insert(problem.code.to_string());
        }
        if errors.is_empty() {
            whole += 1;
            check(&made.files, &text);
        }
    }
    eprintln!("random: {whole} of 1000 whole; told: {codes:?}");
    assert!(whole > 250, "{whole}");
}

fn stack(catalog: &Catalog, dice: &mut Dice) -> Value {
    let mut backing = Map::new();
    let kinds = catalog.list(Slot::Backing);
    for number in 0..dice.roll(5) {
        let line = &kinds[dice.roll(kinds.len())];
        let mut member = member(catalog, Slot::Backing, &line.id, dice);
        if catalog
            .item(Slot::Backing, &line.id)
            .unwrap()
            .image
            .as_deref()
            .is_some_and(|image| image == "{{ image }}")
        {
            member["image"] = json!("example/any:1.0");
            member["port"] = json!(80);
        }
        backing.insert(format!("b{number}"), member);
    }
    if dice.roll(4) > 0 {
        let sql = catalog
            .list(Slot::Backing)
            .into_iter()
            .find(|line| line.provides.contains(&"postgresql".to_owned()));
        backing.insert("db".to_owned(), json!({ "kind": sql.unwrap().id }));
    }
    let mut services = Map::new();
    let kinds = catalog.list(Slot::Services);
    for number in 0..=dice.roll(3) {
        let line = &kinds[dice.roll(kinds.len())];
        let mut service = member(catalog, Slot::Services, &line.id, dice);
        service["path"] = json!(if number == 0 && dice.coin() {
            ".".to_owned()
        } else {
            format!("code{number}")
        });
        let uses: Vec<&String> = backing
            .keys()
            .filter(|name| *name == "db" || dice.coin())
            .collect();
        service["uses"] = json!(uses);
        if dice.coin() {
            service["route"] = json!(if number == 0 {
                "/".to_owned()
            } else {
                format!("/r{number}")
            });
        }
        if dice.roll(5) == 0 {
            service["production"] = json!({ "into": format!("s{}", dice.roll(3)) });
        }
        services.insert(format!("s{number}"), service);
    }
    let mut features = Map::new();
    for line in catalog.list(Slot::Features) {
        features.insert(line.id, json!(dice.coin()));
    }
    json!({ "dockwright": 1, "name": "random", "services": services, "backing": backing, "features": features })
}

/// A member with some of its choices and truths answered.
fn member(catalog: &Catalog, slot: Slot, id: &str, dice: &mut Dice) -> Value {
    let mut with = Map::new();
    for (name, question) in &catalog.item(slot, id).unwrap().ask {
        if question.when.is_some() || dice.coin() {
            continue;
        }
        match question.kind {
            Type::Choice => with.insert(
                name.clone(),
                json!(question.of[dice.roll(question.of.len())]),
            ),
            Type::Bool => with.insert(name.clone(), json!(dice.coin())),
            _ => None,
        };
    }
    json!({ "kind": id, "with": with })
}

#[expect(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "our own names, in small letters"
)]
/// Every file is what its name says, and has no holes.
fn check(files: &FileSet, text: &str) {
    for (path, file) in &files.files {
        let (path, made) = (path.as_str(), file.text());
        let starter = file.policy == dockwright::core::fileset::Policy::Starter;
        assert!(made.ends_with('\n') || made.is_empty(), "{path}\n{text}");
        if starter {
            continue;
        }
        for line in made.lines() {
            assert_eq!(line, line.trim_end(), "{path}\n{made}\n{text}");
        }
        let gaps = if path.ends_with("Dockerfile") {
            "\n\n\n\n"
        } else {
            "\n\n\n"
        };
        assert!(!made.contains(gaps), "{path}\n{made}\n{text}");
        if path.ends_with(".yaml") {
            serde_yaml::from_str::<serde_yaml::Value>(&made)
                .unwrap_or_else(|error| panic!("{path}: {error}\n{made}\n{text}"));
        } else if path.ends_with(".json") {
            let options = jsonc_parser::ParseOptions::default();
            jsonc_parser::parse_to_serde_value::<Value>(&made, &options)
                .unwrap_or_else(|error| panic!("{path}: {error}\n{made}\n{text}"));
        } else if path.ends_with(".sh") {
            assert!(made.starts_with("#!/bin/sh\n"), "{path}\n{made}");
        } else if path.ends_with("/Dockerfile") {
            assert!(
                made.starts_with("# syntax=docker/dockerfile:1\n") && made.contains("\nFROM "),
                "{path}\n{made}"
            );
        }
    }
}
