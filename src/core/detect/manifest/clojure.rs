//! Projects of Clojure, as far as they are data: `:dependencies [[ring/ring-core "1.15"]]` of Leiningen's
//! `project.clj`, `:deps {ring/ring-core {...}}` of `deps.edn`.

use super::{Group, Said};
use crate::core::detect::files::File;

/// A vector, a map or a list that is open.
struct Open {
    /// The keyword before it.
    key: Option<String>,
    /// Nothing stood in it yet.
    is_new: bool,
}

pub(super) fn read(file: &File) -> Said {
    let mut said = Said::default();
    let mut open: Vec<Open> = Vec::new();
    let mut before = String::new();
    for (line, token) in tokens(&file.text) {
        match token.as_str() {
            "[" | "{" | "(" => open.push(Open {
                key: Some(before.clone()).filter(|before| before.starts_with(':')),
                is_new: true,
            }),
            "]" | "}" | ")" => {
                open.pop();
            }
            name => {
                if before == "defproject" {
                    said.name = Some(name.to_owned());
                } else if is_dependency(name, &open) {
                    said.depends(file, line, name, group(&open));
                }
            }
        }
        let is_bracket = token.len() == 1 && "[{(".contains(&token);
        if let (false, Some(inner)) = (is_bracket, open.last_mut()) {
            inner.is_new = false;
        }
        before = token;
    }
    said
}

fn is_dependency(name: &str, open: &[Open]) -> bool {
    let is = |place: usize, keys: &[&str]| {
        let around = open.len().checked_sub(place).and_then(|at| open.get(at));
        let key = around.and_then(|around| around.key.as_deref());
        key.is_some_and(|key| keys.contains(&key))
    };
    // The first of a vector within the vector, or a name of the map.
    let first = open.last().is_some_and(|inner| inner.is_new);
    let listed = first && is(2, &[":dependencies"]);
    let is_name = name.starts_with(|c: char| c.is_alphabetic());
    is_name && (listed || is(1, &[":deps", ":extra-deps", ":replace-deps"]))
}

/// Profiles and aliases are for development, but for the one that the program is packed by.
fn group(open: &[Open]) -> Group {
    let keys = open.iter().filter_map(|around| around.key.as_deref());
    let aside = [":profiles", ":aliases"];
    let mut packed = keys.clone();
    if packed.any(|key| key == ":uberjar") || !keys.into_iter().any(|key| aside.contains(&key)) {
        Group::Normal
    } else {
        Group::Development
    }
}

/// Brackets and names with their lines; comments are none of them, and of a text only that it is there.
fn tokens(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut name = String::new();
    let (mut line, mut in_text, mut in_comment, mut escaped) = (1, false, false, false);
    for c in text.chars() {
        let ends = c.is_whitespace() || "[]{}(),;\"".contains(c);
        if in_text {
            in_text = c != '"' || escaped;
            escaped = c == '\\' && !escaped;
        } else if !in_comment {
            if ends && !name.is_empty() {
                found.push((line, std::mem::take(&mut name)));
            }
            match c {
                ';' => in_comment = true,
                '"' => {
                    in_text = true;
                    found.push((line, "\"".to_owned()));
                }
                '[' | ']' | '{' | '}' | '(' | ')' => found.push((line, c.to_string())),
                _ if ends => {}
                _ => name.push(c),
            }
        }
        if c == '\n' {
            line += 1;
            in_comment = false;
        }
    }
    found
}
