//! `verify` where nothing can be verified: it says so, with the code and the mend, and writes nothing.
//! And what it would ask of the presets.

use std::sync::Arc;

use dockwright::core::answers::{self, Context};
use dockwright::core::catalog::{Catalog, presets};
use dockwright::core::generate;
use dockwright::core::plan::{Plan, questions};
use dockwright::core::resolve::Stack;
use dockwright::core::template::Templates;
use dockwright::core::verify::{
    Page, elsewhere, needed_variables, own_addresses, pages, port_variables,
};
use dockwright::core::yaml;
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

/// What the answers of a preset come to.
fn planned(text: &str) -> (Arc<Catalog>, Stack, Plan) {
    let catalog = Arc::new(Catalog::builtin());
    let node = yaml::parse("dockwright.yaml", text.as_bytes()).unwrap();
    let (answers, _) = answers::read("dockwright.yaml", &node);
    let planned = generate::planned(&catalog, &Templates::new(&catalog), &answers, None);
    let (stack, plan) = planned.expect("sound answers");
    (catalog, stack, plan)
}

fn preset(name: &str) -> (Arc<Catalog>, Stack, Plan) {
    let preset = presets().into_iter().find(|preset| preset.name == name);
    planned(&format!("{}\nname: shop\n", preset.unwrap().text))
}

#[test]
fn ports_and_addresses_are_those_of_the_design() {
    let (_, stack, plan) = preset("django-vite");
    let names = |context| {
        port_variables(&plan, context)
            .into_iter()
            .collect::<Vec<_>>()
    };
    let development = [
        "ASSETS_PORT",
        "DB_PORT",
        "MAIL_PORT",
        "WEB_DEBUG_PORT",
        "WEB_PORT",
    ];
    assert_eq!(names(Context::Development), development);
    assert_eq!(names(Context::Production), ["HTTP_PORT"]);
    let needed = needed_variables(&plan, Context::Production);
    assert_eq!(needed.keys().collect::<Vec<_>>(), ["SITE_URL"]);
    assert!(needed_variables(&plan, Context::Development).is_empty());
    let own = own_addresses(&stack, Context::Production);
    assert_eq!(own.into_iter().collect::<Vec<_>>(), ["SITE_URL"]);
    // The debugger's port is no page, nor is the database's.
    let config = json!({ "services": {
        "web": { "ports": [{ "target": 5678, "published": "1" }, { "target": 8000, "published": "2" }] },
        "db": { "ports": [{ "target": 5432, "published": "3" }] },
        "mail": { "ports": [{ "target": 8025, "published": "4" }] },
    } });
    let pages = pages(&stack, Context::Development, &config);
    let urls: Vec<String> = pages.iter().map(Page::url).collect();
    assert_eq!(urls, ["http://localhost:2/", "http://localhost:4/"]);
}

#[test]
fn what_an_edge_routes_is_called_too() {
    let (_, stack, _) = preset("fastapi-react-celery");
    let config =
        json!({ "services": { "edge": { "ports": [{ "target": 8080, "published": "8" }] } } });
    let pages = pages(&stack, Context::Production, &config);
    let urls: Vec<String> = pages.iter().map(Page::url).collect();
    assert_eq!(urls, ["http://localhost:8/", "http://localhost:8/api"]);
}

#[test]
fn who_uses_what_is_managed_elsewhere_is_not_started_nor_who_waits_for_him() {
    let answers = "dockwright: 1\nname: shop\nservices:\n  web: {kind: flask, path: web, route: /, uses: [db]}\n  page: {kind: flask, path: page, route: /page}\nbacking:\n  db: {kind: postgres, production: external}\n  edge: {kind: nginx, development: none}\n";
    let (_, stack, plan) = planned(answers);
    let config = json!({ "services": {
        "web": {}, "page": {},
        "edge": { "depends_on": { "web": { "condition": "service_healthy" }, "page": {} } },
    } });
    let found = elsewhere(&stack, &plan, Context::Production, &config);
    let names: Vec<&String> = found
        .keys()
        .filter(|name| config["services"][*name].is_object())
        .collect();
    assert_eq!(names, ["edge", "web"]);
    assert!(elsewhere(&stack, &plan, Context::Development, &config).is_empty());
}

#[test]
fn every_preset_is_asked_by_its_tests_and_a_query_of_each_client() {
    // A page is called; mail is asked where the language has words for it; the rest has no query yet.
    let without = ["http", "vite", "smtp", "s3", "oidc", "ollama", "sql"];
    for preset in presets() {
        let (catalog, stack, _) = planned(&format!("{}\nname: shop\n", preset.text));
        let templates = Templates::new(&catalog);
        for context in Context::BOTH {
            let (questions, problems) = questions(&templates, &stack, context);
            assert!(problems.is_empty(), "{}: {problems:?}", preset.name);
            let words = questions.iter().flat_map(|question| &question.command);
            for word in words {
                let plain = !word.contains("{{") && !word.contains(['\u{E000}', '\u{E001}']);
                assert!(plain && !word.is_empty(), "{}: {questions:?}", preset.name);
            }
            for unit in stack
                .containers(context)
                .filter(|unit| unit.owner.is_none())
            {
                for link in unit.links.iter().filter(|link| link.client.is_some()) {
                    let there = stack
                        .unit(&link.target)
                        .is_some_and(|other| other.is_container(context));
                    let capability = link.capability.as_deref().unwrap_or_default();
                    let asked = questions.iter().any(|question| {
                        question.service == unit.name && question.of.as_ref() == Some(&link.target)
                    });
                    let may_be_silent = without.contains(&capability) || link.how.env.is_some();
                    assert!(
                        asked || !there || may_be_silent,
                        "{}: {} asks {} nothing ({capability})",
                        preset.name,
                        unit.name,
                        link.target
                    );
                }
            }
        }
    }
}
