//! `.run/*.run.xml`: `JetBrains`' editors attach where VS Code does.

use std::collections::BTreeMap;

use roxmltree::Document;
use serde_json::Value;

use crate::support::Sandbox;

const ANSWERS: &str = include_str!("answers/editors.yaml");

/// What a run configuration says: attributes, and options by their names.
fn said(text: &str) -> BTreeMap<String, String> {
    let document = Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let root = document.root_element();
    assert_eq!(
        (root.tag_name().name(), root.attribute("name")),
        ("component", Some("ProjectRunConfigurationManager"))
    );
    let own = root.first_element_child().unwrap();
    let attributes = own.attributes();
    let attributes = attributes.map(|one| (one.name().to_owned(), one.value().to_owned()));
    let options = own.children().filter(|one| one.has_tag_name("option"));
    let options = options.map(|one| {
        let said = |name| one.attribute(name).unwrap().to_owned();
        (said("name"), said("value"))
    });
    attributes.chain(options).collect()
}

#[test]
fn they_have_the_ports_of_launch_json() {
    let sandbox = Sandbox::empty();
    sandbox.write("answers.yaml", ANSWERS);
    let init = ["init", "--answers", "answers.yaml", "--json", "--yes"];
    let ran = sandbox.run(&init);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let text = sandbox.read(".vscode/launch.json");
    let options = jsonc_parser::ParseOptions::default();
    let launch: Value = jsonc_parser::parse_to_serde_value(&text, &options).unwrap();
    let mut names = Vec::new();
    for (service, kind, port, place) in [
        ("api", "ChromiumRemoteDebugType", "port", "/port"),
        ("stock", "GoRemoteDebugConfigurationType", "port", "/port"),
        ("orders", "Remote", "PORT", "/port"),
        ("site", "JavascriptDebugType", "uri", "/url"),
    ] {
        let own = said(&sandbox.read(&format!(".run/{service}.run.xml")));
        assert_eq!(own["type"], kind, "{service}");
        let name = own["name"].clone();
        let all = launch["configurations"].as_array().unwrap();
        let same = all.iter().find(|one| one["name"] == name.as_str());
        let port_there = same.unwrap().pointer(place).unwrap();
        let port_there = port_there
            .as_str()
            .map_or(port_there.to_string(), str::to_owned);
        assert_eq!(own[port], port_there, "{service}");
        names.push(format!("{name} {kind}"));
    }
    // One starts all; what no configuration is known for is told.
    let whole = sandbox.read(".run/Whole_stack.run.xml");
    let document = Document::parse(&whole).unwrap();
    let started = document
        .descendants()
        .filter(|one| one.has_tag_name("toRun"));
    let started = started.map(|one| {
        let said = |name| one.attribute(name).unwrap();
        format!("{} {}", said("name"), said("type"))
    });
    assert_eq!(started.collect::<Vec<_>>(), names);
    let problems = ran.json()["problems"].to_string();
    assert!(
        problems.contains("`pages` (debugpy), `prices` (cppdbg)"),
        "{problems}"
    );
    let there = |name: &str| sandbox.tree().contains_key(&format!(".run/{name}.run.xml"));
    assert!(!there("pages") && !there("prices"));
}

#[test]
fn an_edit_of_one_is_kept() {
    let sandbox = Sandbox::empty();
    sandbox.write("answers.yaml", ANSWERS);
    sandbox.run(&["init", "--answers", "answers.yaml", "--yes"]);
    let path = ".run/api.run.xml";
    let edited = sandbox
        .read(path)
        .replace("<method v=\"2\" />", "<method v=\"2\">\n    </method>");
    sandbox.write(path, &edited);
    let ran = sandbox.run(&["apply"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(sandbox.read(path), edited);
}

#[test]
fn none_is_written_where_nobody_asked() {
    let sandbox = Sandbox::preset("go-postgres");
    assert!(sandbox.tree().keys().all(|path| !path.starts_with(".run/")));
}
