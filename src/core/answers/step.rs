//! The entries of `setup:`.

use super::reader::{Reader, below};
use super::{PerContext, Place, StepAnswer};
use crate::core::yaml::Node;

/// Reads `migrate`, `{test_user: {name: test}}` or `{name: alembic, run: ..., once: true}`.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node, key: &str) -> Vec<StepAnswer> {
    let Some(items) = node.as_list() else {
        if !node.is_null() {
            reader.wrong_type(node, key, "a list of steps", "[migrate, collect_static]");
        }
        return Vec::new();
    };
    let items = items.iter().enumerate();
    items
        .filter_map(|(place, item)| step(reader, item, &below(key, &place.to_string())))
        .collect()
}

fn step(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<StepAnswer> {
    let mut answer = StepAnswer {
        name: String::new(),
        run: None,
        tool: None,
        with: indexmap::IndexMap::default(),
        makes: Vec::new(),
        at: PerContext::default(),
        key: key.to_owned(),
        written: node.clone(),
    };
    if let Some(name) = node.as_str() {
        name.clone_into(&mut answer.name);
        return Some(answer);
    }
    match node.as_map() {
        Some([one]) if one.key != "name" && one.key != "run" => {
            answer.name.clone_from(&one.key);
            let arguments = reader.entries(&one.value, &below(key, &one.key));
            for (name, value) in arguments {
                answer.with.insert(name.to_owned(), value.clone());
            }
            if let Some(at) = answer.with.shift_remove("at") {
                answer.at = places(reader, &at, &below(key, "at"));
            }
            Some(answer)
        }
        Some(_) => own(reader, node, key, answer),
        None => {
            reader.wrong_type(node, key, "a step", "migrate");
            None
        }
    }
}

fn own(
    reader: &mut Reader<'_>,
    node: &Node,
    key: &str,
    mut answer: StepAnswer,
) -> Option<StepAnswer> {
    let fields = reader.fields(
        node,
        key,
        &["name", "run", "tool", "with", "makes", "once", "at"],
    );
    let Some(name) = fields.get("name") else {
        let place = (node.line, node.column);
        reader.error(
            "missing-key",
            place,
            key,
            "a step of your own needs a `name`",
            "add `name: ...`",
        );
        return None;
    };
    answer.name = reader.text(name, &below(key, "name"))?;
    answer.run = fields
        .get("run")
        .and_then(|run| reader.text(run, &below(key, "run")));
    answer.tool = fields
        .get("tool")
        .and_then(|tool| reader.text(tool, &below(key, "tool")));
    if let Some(with) = fields.get("with") {
        for (name, value) in reader.entries(with, &below(key, "with")) {
            answer.with.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(makes) = fields.get("makes") {
        answer.makes = reader.paths(makes, &below(key, "makes"));
    }
    if let Some(once) = fields.get("once") {
        match once.as_bool() {
            Some(true) => answer.at = both(Place::Setup),
            Some(false) => answer.at = both(Place::Start),
            None => reader.wrong_type(once, &below(key, "once"), "true or false", "true"),
        }
    }
    if let Some(at) = fields.get("at") {
        answer.at = places(reader, at, &below(key, "at"));
    }
    if answer.run.is_some() && answer.at == PerContext::default() {
        answer.at = both(Place::Start);
    }
    Some(answer)
}

fn both(place: Place) -> PerContext<Option<Place>> {
    PerContext {
        development: Some(place),
        production: Some(place),
    }
}

/// `at: build`, or `at: {development: start, production: build}`.
fn places(reader: &mut Reader<'_>, node: &Node, key: &str) -> PerContext<Option<Place>> {
    if node.as_str().is_some() {
        let place = place(reader, node, key);
        return PerContext {
            development: place,
            production: place,
        };
    }
    let fields = reader.fields(node, key, &["development", "production"]);
    let mut read = |context: &str| place(reader, fields.get(context)?, &below(key, context));
    PerContext {
        development: read("development"),
        production: read("production"),
    }
}

fn place(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<Place> {
    match node.as_str() {
        Some("start") => Some(Place::Start),
        Some("once" | "setup") => Some(Place::Setup),
        Some("build") => Some(Place::Build),
        Some("skip") => Some(Place::Skip),
        _ => {
            reader.wrong_type(node, key, "start, once, build or skip", "build");
            None
        }
    }
}
