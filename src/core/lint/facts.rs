//! Facts of an item: where they are from, its image, its capabilities, health and debugger.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::Subject;
use crate::core::catalog::item::Item;
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::{Problem, nearest};

/// What can be said of the item's own text.
pub(super) fn facts(catalog: &Catalog, subject: &Subject<'_>, item: &Json) -> Vec<Problem> {
    let mut problems = Vec::new();
    let date = item.pointer("/source/as_of").and_then(Json::as_str);
    if !date.is_some_and(is_date) {
        let message = "its facts have no source with a date".to_owned();
        let problem = subject.problem("no-source", "source.as_of", message);
        problems.push(problem.mend("add `source: {docs: [...], as_of: \"2026-11-24\"}`"));
    }
    for key in ["title", "summary"] {
        if item
            .get(key)
            .and_then(Json::as_str)
            .unwrap_or_default()
            .is_empty()
        {
            let problem = subject.problem("missing-key", key, format!("it has no {key}"));
            problems.push(problem.mend(format!("add `{key}: ...`")));
        }
    }
    if let Some(image) = item.get("image").and_then(Json::as_str)
        && !has_tag(image)
    {
        let problem = subject.problem("no-tag", "image", format!("the image {image:?} has no tag"));
        problems.push(problem.mend("name a version that exists, not `latest`"));
    }
    problems.extend(capabilities(catalog, subject, item));
    problems
}

fn is_date(text: &str) -> bool {
    let numbers: Vec<&str> = text.split('-').collect();
    numbers.iter().map(|part| part.len()).eq([4, 2, 2])
        && numbers
            .iter()
            .all(|part| part.chars().all(|c| c.is_ascii_digit()))
}

/// A tag that says which; a template's value is looked at when it is rendered.
pub(super) fn has_tag(image: &str) -> bool {
    let name = image.rsplit('/').next().unwrap_or(image);
    let whole = image.starts_with("{{") && image.ends_with("}}");
    whole
        || image.contains('@')
        || name
            .split_once(':')
            .is_some_and(|(_, tag)| !tag.is_empty() && tag != "latest")
}

/// Words that nobody provides or accepts.
fn capabilities(catalog: &Catalog, subject: &Subject<'_>, item: &Json) -> Vec<Problem> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    for slot in Slot::ALL {
        for line in catalog.list(slot) {
            if let Ok(other) = catalog.item(slot, &line.id) {
                provided(&other.provides, &mut known);
                known.extend(other.accepts.keys().cloned());
            }
        }
    }
    if let Some(own) = item.get("provides") {
        provided(own, &mut known);
    }
    let mut wanted: Vec<(String, String)> = Vec::new();
    let mut list = |key: &str, value: Option<&Json>| {
        let words = value.and_then(Json::as_array).into_iter().flatten();
        let words = words.filter_map(Json::as_str);
        wanted.extend(words.map(|word| (key.to_owned(), word.to_owned())));
    };
    list("needs", item.get("needs"));
    list("of", item.get("of"));
    for (name, step) in item
        .get("steps")
        .and_then(Json::as_object)
        .into_iter()
        .flatten()
    {
        list(&format!("steps.{name}.needs"), step.get("needs"));
    }
    for word in item
        .get("clients")
        .and_then(Json::as_object)
        .into_iter()
        .flatten()
    {
        wanted.push((format!("clients.{}", word.0), word.0.clone()));
    }
    for key in ["for", "binds"] {
        let word = item.get(key).and_then(Json::as_str);
        wanted.extend(word.map(|word| (key.to_owned(), word.to_owned())));
    }
    let unknown = wanted.into_iter().filter(|(_, word)| !known.contains(word));
    unknown
        .map(|(key, word)| {
            let message = format!("nobody provides or accepts `{word}`");
            let mend = match nearest(&word, known.iter().map(String::as_str)) {
                Some(near) => format!("write `{near}`"),
                None => "add an item that provides it".to_owned(),
            };
            subject
                .problem("unknown-capability", &key, message)
                .mend(mend)
        })
        .collect()
}

/// The words of a list, and those between quotes in an expression.
fn provided(provides: &Json, known: &mut BTreeSet<String>) {
    match provides {
        Json::Array(words) => {
            known.extend(
                words
                    .iter()
                    .filter_map(|word| word.as_str().map(str::to_owned)),
            );
        }
        Json::String(expression) => {
            let quoted = expression.split(['\'', '"']).skip(1).step_by(2);
            known.extend(quoted.map(str::to_owned));
        }
        _ => {}
    }
}

/// What can be said of the item with its parts.
pub(super) fn whole(subject: &Subject<'_>, item: &Item) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut reason = |key: &str, code: &'static str, what: &str| {
        if !item.why.contains_key(key) {
            let problem = subject.problem(
                code,
                key,
                format!("it has no {what}, and no reason for that"),
            );
            problems.push(problem.mend(format!(
                "add `{key}`, or say why not: `why: {{{key}: ...}}`"
            )));
        }
    };
    let asked = item.ask.contains_key("health");
    let runs =
        subject.slot == Slot::Backing || subject.slot == Slot::Services && item.port.is_some();
    if runs && item.health.is_none() && !asked {
        reason("health", "no-health", "check of its health");
    }
    if subject.slot == Slot::Services && item.debug.is_none() {
        reason("debug", "no-debug", "way to attach a debugger");
    }
    if subject.slot == Slot::Tools {
        for (name, step) in &item.steps {
            let once = match &step.at {
                Json::String(place) => place == "setup",
                Json::Object(places) => places.values().all(|place| place == "setup"),
                _ => false,
            };
            if name.contains("migrat") && !once {
                let key = format!("steps.{name}");
                let message = format!("the step `{name}` would run in every copy");
                let problem = subject.problem("not-once", &key, message);
                problems.push(problem.mend("add `at: setup`: it runs once then"));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::has_tag;

    #[test]
    fn a_tag_says_which_version() {
        for (image, good) in [
            ("postgres:18-trixie", true),
            ("postgres", false),
            ("postgres:latest", false),
            ("localhost:5000/postgres", false),
            ("a/b@sha256:0", true),
            ("{{ image }}", true),
            ("a:{{ with.version }}", true),
            ("a{{ with.version }}", false),
        ] {
            assert_eq!(has_tag(image), good, "{image}");
        }
    }
}
