//! Templates and expressions: they compile, lie in the item's folder, and use names that are there.

use std::collections::BTreeSet;

use super::names::{FUNCTIONS, NAMES};
use super::{Subject, scalars};
use crate::core::catalog::item::Item;
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::{Problem, nearest};
use crate::core::path::RelPath;
use crate::core::template::Templates;
use crate::core::yaml::Node;

/// Keys that hold an expression.
const EXPRESSIONS: [&str; 4] = ["when", "expr", "provides", "built"];

/// Keys that hold a path in the item's folder, or below the project.
const PATHS: [&str; 3] = ["template", "from", "path"];

pub(super) fn texts(
    catalog: &Catalog,
    templates: &Templates,
    subject: &Subject<'_>,
    item: &Item,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let known = Known::of(catalog, item);
    scalars(&subject.node, "", "", &mut |key, name, node| {
        let Some(text) = node.as_str() else { return };
        // A list of capabilities is no expression, and `title` and `why` are for people.
        let is_expression =
            EXPRESSIONS.contains(&name) && !key.ends_with(|c: char| c.is_ascii_digit());
        let is_template = text.contains("{{") || text.contains("{%");
        let place = (node.line, node.column);
        if is_expression || is_template {
            match templates.undeclared(text, is_expression) {
                Ok(names) => {
                    let steps = step_questions(&subject.node, key);
                    let more = known.unknown(&names, &steps);
                    problems.extend(more.into_iter().map(|(name, near)| {
                        let message = format!("nothing gives the name `{name}`");
                        subject
                            .at("unknown-variable", key, place, message)
                            .mend(near)
                    }));
                }
                Err(error) => {
                    let code = if is_expression {
                        "bad-expression"
                    } else {
                        "bad-template"
                    };
                    let message = format!("`{text}` cannot be read: {error}");
                    problems.push(
                        subject
                            .at(code, key, place, message)
                            .mend("see minijinja's syntax"),
                    );
                }
            }
        }
        let starter =
            key.starts_with("starter.") || key.starts_with("files.") || name == "template";
        if PATHS.contains(&name) && starter {
            problems.extend(path(catalog, subject, (key, name, text), place));
        }
    });
    for (path, text) in catalog.below(&subject.folder()) {
        if path.rsplit_once('.').is_none_or(|(_, end)| end != "j2") {
            continue;
        }
        let file = format!("{}/{path}", subject.folder());
        let all = step_names(item);
        let found = match templates.undeclared(text, false) {
            Ok(names) => known.unknown(&names, &all),
            Err(error) => {
                let problem =
                    Problem::error("bad-template", format!("{file} cannot be read: {error}"));
                problems.push(problem.at(super::Where {
                    file,
                    line: error.line(),
                    column: None,
                    key: None,
                }));
                continue;
            }
        };
        for (name, near) in found {
            let message = format!("nothing gives the name `{name}`");
            let line = text
                .lines()
                .position(|line| line.contains(&name))
                .map(|line| line + 1);
            let place = super::Where {
                file: file.clone(),
                line,
                column: None,
                key: None,
            };
            problems.push(
                Problem::error("unknown-variable", message)
                    .at(place)
                    .mend(near),
            );
        }
    }
    problems
}

/// A path that leads out, and a template that is not there.
fn path(
    catalog: &Catalog,
    subject: &Subject<'_>,
    (key, name, text): (&str, &str, &str),
    place: (usize, usize),
) -> Option<Problem> {
    // What stands in braces is a name, and no way out; its value is looked at when it is known.
    let plain = text.replace("{{", "").replace("}}", "").replace(' ', "");
    if let Err(error) = RelPath::new(&plain) {
        let message = format!("{text:?} {error}");
        let problem = subject.at("path-outside", key, place, message);
        return Some(problem.mend("write it relative, without `..`"));
    }
    if name != "template" || text.contains("{{") {
        return None;
    }
    let full = if text.starts_with("parts/") {
        text.to_owned()
    } else {
        format!("{}/{text}", subject.folder())
    };
    if catalog.text(&full).is_some() {
        return None;
    }
    let problem = subject.at("no-template", key, place, format!("there is no {full}"));
    Some(problem.mend("write that file, or name one of `parts/`"))
}

/// The questions of the step that a key stands in.
fn step_questions(root: &Node, key: &str) -> BTreeSet<String> {
    let mut parts = key.split('.');
    let (Some("steps"), Some(step)) = (parts.next(), parts.next()) else {
        return BTreeSet::new();
    };
    let ask = root
        .get("steps")
        .and_then(|steps| steps.get(step)?.get("ask"));
    let ask = ask.and_then(Node::as_map).unwrap_or_default();
    ask.iter().map(|entry| entry.key.clone()).collect()
}

fn step_names(item: &Item) -> BTreeSet<String> {
    let questions = item.steps.values().flat_map(|step| step.ask.keys());
    questions.cloned().collect()
}

/// Names at the top, and what the item asks.
struct Known {
    top: BTreeSet<String>,
    with: BTreeSet<String>,
}

impl Known {
    fn of(catalog: &Catalog, item: &Item) -> Self {
        let mut top: BTreeSet<String> = item.vars.keys().cloned().collect();
        top.extend(NAMES.iter().chain(FUNCTIONS).map(|name| (*name).to_owned()));
        if item.speaks.is_some() {
            // A client knows what any other side says of itself.
            for slot in [Slot::Services, Slot::Backing] {
                for line in catalog.list(slot) {
                    if let Ok(other) = catalog.item(slot, &line.id) {
                        top.extend(other.connection.keys().cloned());
                    }
                }
            }
        }
        Self {
            top,
            with: item.ask.keys().cloned().collect(),
        }
    }

    /// What nothing gives, with how to mend it.
    fn unknown(&self, names: &[String], steps: &BTreeSet<String>) -> Vec<(String, String)> {
        let missing = names.iter().filter_map(|name| {
            let mut parts = name.split('.');
            let (top, below) = (parts.next()?, parts.next());
            let known = match (top, below) {
                ("with", Some(below)) if !self.with.contains(below) => &self.with,
                ("step", Some(below)) if !steps.contains(below) => steps,
                ("with" | "step", _) => return None,
                _ if self.top.contains(top) => return None,
                _ => &self.top,
            };
            let asked = if top == "with" || top == "step" {
                below?
            } else {
                top
            };
            let mend = match nearest(asked, known.iter().map(String::as_str)) {
                Some(near) => format!("write `{near}`"),
                None => "ask for it, or give it in `vars`".to_owned(),
            };
            Some((name.clone(), mend))
        });
        missing.collect()
    }
}
