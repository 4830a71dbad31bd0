//! Reads a tree into types and collects all that is wrong with it.

use indexmap::IndexMap;

use crate::core::diagnostic::{Problem, Where, nearest};
use crate::core::path::{RelPath, is_nameable};
use crate::core::yaml::Node;

/// What has been found wrong so far, in this file.
pub(super) struct Reader<'a> {
    pub(super) file: &'a str,
    pub(super) problems: Vec<Problem>,
}

/// The name of a key below another.
pub(super) fn below(key: &str, name: &str) -> String {
    if key.is_empty() {
        name.to_owned()
    } else {
        [key, ".", name].concat()
    }
}

/// The entries of a map whose keys are known: a few, so none is hashed.
#[derive(Default)]
pub(super) struct Fields<'n>(Vec<(&'n str, &'n Node)>);

impl<'n> Fields<'n> {
    /// What stands at a key.
    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        let mut fields = self.0.iter();
        fields.find_map(|(name, node)| (*name == key).then_some(*node))
    }

    /// All of them, as they are written.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'n str, &'n Node)> {
        self.0.iter().copied()
    }
}

impl Reader<'_> {
    pub(super) fn error(
        &mut self,
        code: &'static str,
        (line, column): (usize, usize),
        key: &str,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) {
        let place = Where {
            file: self.file.to_owned(),
            line: (line > 0).then_some(line),
            column: (column > 0).then_some(column),
            key: (!key.is_empty()).then(|| key.to_owned()),
        };
        self.problems
            .push(Problem::error(code, message).at(place).mend(mend));
    }

    /// `key` should be `wanted`, and is something else.
    pub(super) fn wrong_type(&mut self, node: &Node, key: &str, wanted: &str, example: &str) {
        let message = format!("`{key}` is {}, and should be {wanted}", node.describe());
        self.error(
            "wrong-type",
            (node.line, node.column),
            key,
            message,
            format!("such as `{example}`"),
        );
    }

    /// The entries of a map whose keys are known; nothing said is an empty map.
    pub(super) fn fields<'n>(&mut self, node: &'n Node, key: &str, known: &[&str]) -> Fields<'n> {
        let mut fields = Fields::default();
        if node.is_null() {
            return fields;
        }
        let Some(entries) = node.as_map() else {
            self.wrong_type(
                node,
                key,
                "a map",
                &format!("{}: ...", known.first().unwrap_or(&"key")),
            );
            return fields;
        };
        fields.0.reserve(entries.len());
        for entry in entries {
            if known.contains(&entry.key.as_str()) {
                fields.0.push((&entry.key, &entry.value));
                continue;
            }
            let mend = match nearest(&entry.key, known.iter().copied()) {
                Some(name) => format!("write `{name}`"),
                None => format!("known here: {}", known.join(", ")),
            };
            let full = below(key, &entry.key);
            let message = format!("nobody knows the key `{}`", entry.key);
            self.error(
                "unknown-key",
                (entry.line, entry.column),
                &full,
                message,
                mend,
            );
        }
        fields
    }

    /// The entries of a map with free keys.
    pub(super) fn entries<'n>(&mut self, node: &'n Node, key: &str) -> Vec<(&'n str, &'n Node)> {
        if node.is_null() {
            return Vec::new();
        }
        if let Some(entries) = node.as_map() {
            entries
                .iter()
                .map(|entry| (entry.key.as_str(), &*entry.value))
                .collect()
        } else {
            self.wrong_type(node, key, "a map", "name: ...");
            Vec::new()
        }
    }

    /// A text on one line.
    pub(super) fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        if let Some(text) = node.as_str() {
            Some(text.to_owned())
        } else {
            self.wrong_type(node, key, "a text", "some text");
            None
        }
    }

    /// A map of texts: anything scalar, as it is written.
    pub(super) fn texts(&mut self, node: &Node, key: &str) -> IndexMap<String, String> {
        let entries = self.entries(node, key);
        let texts = entries.into_iter().filter_map(|(name, value)| {
            if value.is_null() {
                return Some((name.to_owned(), String::new()));
            }
            Some((name.to_owned(), self.text(value, &below(key, name))?))
        });
        texts.collect()
    }

    /// A list of texts.
    pub(super) fn list(&mut self, node: &Node, key: &str) -> Vec<String> {
        let Some(items) = node.as_list() else {
            if !node.is_null() {
                self.wrong_type(node, key, "a list", "[one, two]");
            }
            return Vec::new();
        };
        let items = items.iter().enumerate();
        items
            .filter_map(|(place, item)| self.text(item, &below(key, &place.to_string())))
            .collect()
    }

    /// A port, or `none`.
    pub(super) fn port(&mut self, node: &Node, key: &str) -> Option<Option<u16>> {
        if node.as_str() == Some("none") {
            return Some(None);
        }
        let number = node
            .as_int()
            .or_else(|| node.as_str().and_then(|text| text.parse().ok()));
        let Some(number) = number else {
            self.wrong_type(node, key, "a port or `none`", "8000");
            return None;
        };
        match u16::try_from(number) {
            Ok(port) if port > 0 => Some(Some(port)),
            _ => {
                let message = format!("`{key}` is {number}, and no port");
                self.error(
                    "port-range",
                    (node.line, node.column),
                    key,
                    message,
                    "a port is 1 to 65535",
                );
                None
            }
        }
    }

    /// A path below the project.
    pub(super) fn path(&mut self, node: &Node, key: &str) -> Option<RelPath> {
        let text = self.text(node, key)?;
        match RelPath::new(&text) {
            Ok(path) if path.is_nameable() => Some(path),
            Ok(_) => {
                self.error(
                    "path-characters",
                    (node.line, node.column),
                    key,
                    format!("`{key}` has characters that a Dockerfile cannot name: {text:?}"),
                    "rename it: letters, digits and `._-+@`",
                );
                None
            }
            Err(error) => {
                self.error(
                    "path-outside",
                    (node.line, node.column),
                    key,
                    format!("`{key}` {error}: {text:?}"),
                    "write it relative to the project's folder, with forward slashes",
                );
                None
            }
        }
    }

    /// A list of paths below the project or a folder of it; `.` itself is none.
    pub(super) fn paths(&mut self, node: &Node, key: &str) -> Vec<RelPath> {
        let mut paths = Vec::new();
        for (place, item) in node.as_list().unwrap_or_default().iter().enumerate() {
            let key = below(key, &place.to_string());
            match self.path(item, &key) {
                Some(path) if path.is_root() => {
                    let at = (item.line, item.column);
                    let message = format!("`{key}` would be all there is");
                    self.error("path-outside", at, &key, message, "name what is below it");
                }
                path => paths.extend(path),
            }
        }
        if node.as_list().is_none() && !node.is_null() {
            self.wrong_type(node, key, "a list", "[docs]");
        }
        paths
    }

    /// A folder inside a container.
    pub(super) fn container_path(&mut self, node: &Node, text: &str, key: &str) -> bool {
        let good =
            text.starts_with('/') && !text.split('/').any(|part| part == "..") && is_nameable(text);
        if !good {
            self.error(
                "container-path",
                (node.line, node.column),
                key,
                format!("{text:?} is no absolute path in a container"),
                "begin with `/`, without `..`: letters, digits and `._-+@`",
            );
        }
        good
    }
}
