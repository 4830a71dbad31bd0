//! What an item says of code that is there: expressions that compile, and names that are its own.

use super::{Subject, scalars};
use crate::core::catalog::item::Item;
use crate::core::catalog::{Catalog, Slot};
use crate::core::detect::compile;
use crate::core::diagnostic::{Problem, nearest};

/// Keys of `detect:` that hold a regular expression.
const EXPRESSIONS: [&str; 5] = ["match", "without", "command", "tools", "named"];

pub(super) fn detection(catalog: &Catalog, subject: &Subject<'_>, item: &Item) -> Vec<Problem> {
    let Some(detect) = catalog.detection(subject.slot, subject.id) else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    if let Some(node) = subject.node.get("detect") {
        scalars(node, "detect", "detect", &mut |key, name, node| {
            let Some(text) = node.as_str().filter(|_| EXPRESSIONS.contains(&name)) else {
                return;
            };
            if let Err(error) = compile(text) {
                let error = error.to_string();
                let why = error.lines().last().unwrap_or_default();
                let message = format!("`{text}` is no regular expression: {why}");
                let problem = subject.at("bad-expression", key, (node.line, node.column), message);
                problems.push(problem.mend("see the syntax of the crate regex"));
            }
        });
    }
    let mut known = |key: &str, name: &str, names: Vec<&String>, what: &str| {
        if names.iter().any(|known| known.as_str() == name) {
            return;
        }
        let message = format!("it has no {what} `{name}`");
        let mend = match nearest(name, names.iter().map(|name| name.as_str())) {
            Some(near) => format!("write `{near}`"),
            None => format!("name a {what} of this item"),
        };
        problems.push(subject.problem("unknown-key", key, message).mend(mend));
    };
    for name in detect.host.keys() {
        let key = format!("detect.host.{name}");
        known(&key, name, item.ask.keys().collect(), "question");
    }
    for name in detect.answers.keys() {
        let key = format!("detect.answers.{name}");
        known(&key, name, item.ask.keys().collect(), "question");
    }
    if let Some(name) = &detect.each_answer {
        known(
            "detect.each_answer",
            name,
            item.ask.keys().collect(),
            "question",
        );
    }
    for name in detect.steps.keys() {
        let key = format!("detect.steps.{name}");
        known(&key, name, item.steps.keys().collect(), "step");
    }
    problems.extend(language(catalog, subject, detect.language.as_deref()));
    problems
}

/// A language that no part reads.
fn language(catalog: &Catalog, subject: &Subject<'_>, name: Option<&str>) -> Option<Problem> {
    let name = name.filter(|_| subject.slot != Slot::Parts)?;
    let (all, _) = catalog.detections();
    let languages: Vec<String> = all
        .into_iter()
        .filter(|(_, _, detect)| detect.code.is_some())
        .filter_map(|(_, _, detect)| detect.language)
        .collect();
    if languages.iter().any(|known| known == name) {
        return None;
    }
    let message = format!("nothing says how code of `{name}` is read");
    let mend = match nearest(name, languages.iter().map(String::as_str)) {
        Some(near) => format!("write `{near}`"),
        None => format!("one of {}", languages.join(", ")),
    };
    Some(
        subject
            .problem("unknown-language", "detect.language", message)
            .mend(mend),
    )
}
