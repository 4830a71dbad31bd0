//! Which questions apply, with which values, and where each value came from.

use indexmap::IndexMap;
use minijinja::Value;
use serde_json::{Map, Value as Json};

use super::catalog::item::{Question, Type};
use super::diagnostic::{Problem, nearest};
use super::path::RelPath;
use super::template::{Templates, extend, is_plain, to_map};
use super::yaml::{Kind, Node};

/// Where a value is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said: the item's default.
    Default,
    /// The answers say so.
    Project,
}

/// A question that applies, and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The answer's key, such as `services.web.with.python`.
    pub key: String,
    /// What it is now.
    pub value: Json,
    /// Who said so.
    pub origin: Origin,
}

/// Answers the questions `ask` from `given`, in their order; each default may use the answers
/// before it as `with.NAME`. What is wrong is collected; the default stands in its place.
pub fn interview(
    templates: &Templates,
    ask: &IndexMap<String, Question>,
    given: &IndexMap<String, Node>,
    scope: &Value,
    key: &str,
    problems: &mut Vec<Problem>,
) -> Vec<Asked> {
    unknown(ask, given, key, problems);
    let mut asked = Vec::new();
    let mut with = Map::new();
    // The answers so far as `with`, made where somebody reads them and only once for each.
    let mut known: Option<Value> = None;
    for (name, question) in ask {
        let key = format!("{key}.{name}");
        if question.when.is_some() || !is_plain(&question.default) {
            known.get_or_insert_with(|| extend(scope, [("with", to_map(&with))]));
        }
        let scope = known.as_ref().unwrap_or(scope);
        if !applies(templates, question, scope, &key, problems) {
            continue;
        }
        let read = given.get(name).and_then(|node| match read(question, node) {
            Ok(value) => Some(value),
            Err(problem) => {
                problems.push(problem.key(&key));
                None
            }
        });
        let origin = if read.is_some() {
            Origin::Project
        } else {
            Origin::Default
        };
        let value = read.unwrap_or_else(|| default(templates, question, scope, &key, problems));
        with.insert(name.clone(), value.clone());
        known = None;
        asked.push(Asked { key, value, origin });
    }
    asked
}

/// The answers as the templates' `with`.
pub fn as_with(asked: &[Asked]) -> Json {
    let name = |key: &str| {
        key.rsplit_once('.')
            .map_or(key, |(_, name)| name)
            .to_owned()
    };
    Json::Object(
        asked
            .iter()
            .map(|asked| (name(&asked.key), asked.value.clone()))
            .collect(),
    )
}

fn unknown(
    ask: &IndexMap<String, Question>,
    given: &IndexMap<String, Node>,
    key: &str,
    problems: &mut Vec<Problem>,
) {
    for name in given.keys().filter(|name| !ask.contains_key(*name)) {
        let mend = match nearest(name, ask.keys().map(String::as_str)) {
            Some(near) => format!("write `{near}`"),
            None if ask.is_empty() => "nothing is asked here".to_owned(),
            None => format!(
                "asked here: {}",
                ask.keys()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        };
        let problem = Problem::error("unknown-key", format!("nobody asks for `{name}`"));
        problems.push(problem.key(format!("{key}.{name}")).mend(mend));
    }
}

fn applies(
    templates: &Templates,
    question: &Question,
    scope: &Value,
    key: &str,
    problems: &mut Vec<Problem>,
) -> bool {
    let Some(when) = &question.when else {
        return true;
    };
    match templates.expression(when, scope) {
        Ok(value) => value.is_true(),
        Err(error) => {
            problems.push(in_catalog(key, &error));
            false
        }
    }
}

fn default(
    templates: &Templates,
    question: &Question,
    scope: &Value,
    key: &str,
    problems: &mut Vec<Problem>,
) -> Json {
    let evaluated = templates.evaluate(&question.default, scope, "");
    let value = match evaluated {
        Ok(value) => value.unwrap_or(Json::Null),
        Err(error) => {
            problems.push(in_catalog(key, &error));
            Json::Null
        }
    };
    // A template gives a text; the question's type says what it means.
    match (question.kind, value) {
        (Type::Bool, Json::String(text)) => Json::Bool(text == "true"),
        (Type::Int, Json::String(text)) => text.parse::<i64>().map_or(Json::Null, Json::from),
        (Type::List | Type::Paths, Json::Null) => Json::Array(Vec::new()),
        (Type::Map, Json::Null) => Json::Object(Map::new()),
        (Type::Text | Type::Path | Type::Module, Json::Null) => Json::String(String::new()),
        (_, value) => value,
    }
}

fn in_catalog(key: &str, error: &minijinja::Error) -> Problem {
    Problem::error(
        "catalog-item",
        format!("the catalog's question cannot be read: {error}"),
    )
    .key(key)
}

/// Reads an answer by the question's type: `python: 3.10` is the text 3.10.
pub fn read(question: &Question, node: &Node) -> Result<Json, Problem> {
    let wrong = |wanted: &str, mend: String| {
        let message = format!("this is {}, and should be {wanted}", node.describe());
        Err(Problem::error("wrong-type", message).mend(mend))
    };
    let text = || node.as_str().map(str::to_owned);
    match question.kind {
        Type::Choice => match text() {
            Some(text) if question.of.contains(&text) => Ok(Json::String(text)),
            Some(text) => {
                let near = nearest(&text, question.of.iter().map(String::as_str));
                let mend = near.map_or_else(
                    || format!("one of {}", question.of.join(", ")),
                    |near| format!("write `{near}`"),
                );
                Err(Problem::error(
                    "unknown-choice",
                    format!("{text:?} is none of {}", question.of.join(", ")),
                )
                .mend(mend))
            }
            None => wrong(
                "one of a few words",
                format!("one of {}", question.of.join(", ")),
            ),
        },
        Type::Bool => node.as_bool().map_or_else(
            || wrong("true or false", "write `true`".into()),
            |b| Ok(Json::Bool(b)),
        ),
        Type::Int => node.as_int().map_or_else(
            || wrong("a number", "such as `2`".into()),
            |n| Ok(Json::from(n)),
        ),
        Type::Text => match text() {
            Some(text) if !text.chars().any(char::is_control) => Ok(Json::String(text)),
            _ => wrong("a text on one line", "write one line".into()),
        },
        Type::Module => match text() {
            Some(text) if is_module(&text) => Ok(Json::String(text)),
            _ => wrong(
                "the dotted name of a module",
                "such as `config.settings`".into(),
            ),
        },
        Type::Path => path(node),
        Type::Paths => match (&node.kind, node.is_null()) {
            (Kind::List(items), _) => items.iter().map(path).collect(),
            (_, true) => Ok(Json::Array(Vec::new())),
            _ => wrong("a list of paths", "such as `[docs]`".into()),
        },
        Type::List => match (&node.kind, node.is_null()) {
            (Kind::List(_), _) => Ok(node.to_value()),
            (_, true) => Ok(Json::Array(Vec::new())),
            _ => wrong("a list", "such as `[one, two]`".into()),
        },
        Type::Map => match (&node.kind, node.is_null()) {
            (Kind::Map(_), _) => Ok(node.to_value()),
            (_, true) => Ok(Json::Object(Map::new())),
            _ => wrong("a map", "such as `{name: value}`".into()),
        },
    }
}

fn path(node: &Node) -> Result<Json, Problem> {
    match node.as_str().map(RelPath::new) {
        Some(Ok(path)) if path.is_nameable() => Ok(Json::String(path.to_string())),
        Some(Ok(path)) => {
            let message = format!("`{path}` has characters that a Dockerfile cannot name");
            Err(Problem::error("path-characters", message)
                .mend("rename it: letters, digits and `._-+@`"))
        }
        Some(Err(error)) => Err(Problem::error("path-outside", format!("the path {error}"))
            .mend("write it relative, without `..`")),
        None => {
            let message = format!("this is {}, and should be a path", node.describe());
            Err(Problem::error("wrong-type", message).mend("such as `dist`"))
        }
    }
}

fn is_module(text: &str) -> bool {
    text.split('.').all(|part| {
        part.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    })
}
