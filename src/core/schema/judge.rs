//! What a text says that a schema does not allow: with its place, and all at once. It knows the
//! words that [`super::catalog`] is made of, and no more.

use serde_json::{Map, Value as Json};

use crate::core::diagnostic::{Problem, Where, nearest};
use crate::core::yaml::Node;

/// Every way in which `node` is not as `schema` says.
pub fn judge(schema: &Json, file: &str, node: &Node) -> Vec<Problem> {
    let mut judge = Judge {
        root: schema,
        file,
        problems: Vec::new(),
    };
    judge.at(schema, node, "");
    judge.problems
}

struct Judge<'a> {
    root: &'a Json,
    file: &'a str,
    problems: Vec<Problem>,
}

impl<'a> Judge<'a> {
    fn at(&mut self, schema: &'a Json, node: &Node, key: &str) {
        let Some(schema) = self.resolved(schema) else {
            return;
        };
        if let Some(any) = schema.get("anyOf").and_then(Json::as_array) {
            // `anyOf` stands only for "this, or nothing".
            if let (false, Some(first)) = (node.is_null(), any.first()) {
                self.at(first, node, key);
            }
            return;
        }
        if !self.typed(schema, node, key) {
            return;
        }
        let choices = schema.get("enum").or_else(|| schema.get("oneOf"));
        if let Some(choices) = choices.and_then(Json::as_array) {
            self.chosen(choices, node, key);
        }
        self.entries(schema, node, key);
        if let (Some(item), Some(list)) = (schema.get("items"), node.as_list()) {
            for (place, node) in list.iter().enumerate() {
                self.at(item, node, &format!("{key}.{place}"));
            }
        }
    }

    fn resolved(&self, schema: &'a Json) -> Option<&'a Map<String, Json>> {
        let schema = schema.as_object()?;
        let Some(reference) = schema.get("$ref").and_then(Json::as_str) else {
            return Some(schema);
        };
        let pointer = reference.strip_prefix('#')?;
        self.root.pointer(pointer)?.as_object()
    }

    fn typed(&mut self, schema: &Map<String, Json>, node: &Node, key: &str) -> bool {
        let wanted: Vec<&str> = match schema.get("type") {
            Some(Json::String(one)) => vec![one],
            Some(Json::Array(many)) => many.iter().filter_map(Json::as_str).collect(),
            _ => return true,
        };
        let is = match node.to_value() {
            Json::Null => "null",
            Json::Bool(_) => "boolean",
            Json::Number(_) => "integer",
            Json::String(_) => "string",
            Json::Array(_) => "array",
            Json::Object(_) => "object",
        };
        if wanted.contains(&is) {
            return true;
        }
        let words: Vec<&str> = wanted.iter().filter_map(|word| in_words(word)).collect();
        let message = format!(
            "`{key}` is {}, and should be {}",
            node.describe(),
            words.join(" or ")
        );
        let mend = if wanted == ["string"] && is == "integer" {
            "put it in quotes"
        } else {
            "`dockwright schema catalog` says what is known"
        };
        self.told(
            "wrong-type",
            (node.line, node.column),
            key,
            message,
            mend.to_owned(),
        );
        false
    }

    fn chosen(&mut self, choices: &[Json], node: &Node, key: &str) {
        let word = |choice: &Json| {
            let word = choice.get("const").unwrap_or(choice);
            word.as_str().map(str::to_owned)
        };
        let words: Vec<String> = choices.iter().filter_map(word).collect();
        let text = node.as_str().unwrap_or_default();
        if words.iter().any(|word| word == text) {
            return;
        }
        let mend = match nearest(text, words.iter().map(String::as_str)) {
            Some(near) => format!("write `{near}`"),
            None => format!("one of {}", words.join(", ")),
        };
        let message = format!("`{key}` cannot be `{text}`");
        self.told(
            "unknown-choice",
            (node.line, node.column),
            key,
            message,
            mend,
        );
    }

    fn entries(&mut self, schema: &'a Map<String, Json>, node: &Node, key: &str) {
        let Some(entries) = node.as_map() else { return };
        let empty = Map::new();
        let known = schema.get("properties").and_then(Json::as_object);
        let more = schema.get("additionalProperties");
        for entry in entries {
            let full = below(key, &entry.key);
            if let Some(schema) = known.and_then(|known| known.get(&entry.key)) {
                self.at(schema, &entry.value, &full);
            } else if more == Some(&Json::Bool(false)) {
                let names = known.unwrap_or(&empty).keys().map(String::as_str);
                let mend = match nearest(&entry.key, names.clone()) {
                    Some(near) => format!("write `{near}`"),
                    None => format!("known here: {}", names.collect::<Vec<_>>().join(", ")),
                };
                let message = format!("nobody knows the key `{}`", entry.key);
                self.told(
                    "unknown-key",
                    (entry.line, entry.column),
                    &full,
                    message,
                    mend,
                );
            } else if let Some(schema) = more {
                self.at(schema, &entry.value, &full);
            }
        }
        let required = schema.get("required").and_then(Json::as_array);
        for name in required.into_iter().flatten().filter_map(Json::as_str) {
            if node.get(name).is_none() {
                let full = below(key, name);
                let message = format!("`{full}` is missing");
                let place = (node.line, node.column);
                self.told(
                    "missing-key",
                    place,
                    &full,
                    message,
                    format!("add `{name}: ...`"),
                );
            }
        }
    }

    fn told(
        &mut self,
        code: &'static str,
        (line, column): (usize, usize),
        key: &str,
        message: String,
        mend: String,
    ) {
        let place = Where {
            file: self.file.to_owned(),
            line: Some(line),
            column: Some(column),
            key: (!key.is_empty()).then(|| key.to_owned()),
        };
        self.problems
            .push(Problem::error(code, message).at(place).mend(mend));
    }
}

fn below(key: &str, name: &str) -> String {
    if key.is_empty() {
        name.to_owned()
    } else {
        format!("{key}.{name}")
    }
}

fn in_words(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "object" => "a map",
        "array" => "a list",
        "string" => "a text",
        "integer" | "number" => "a number",
        "boolean" => "true or false",
        _ => return None,
    })
}
