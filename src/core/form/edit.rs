//! What answering does to the text of the answers: only the lines of that answer change.

use super::lines::relist;
use crate::core::catalog::Catalog;
use crate::core::diagnostic::Problem;
use crate::core::reshape::{self, Add};
use crate::core::yaml::{self, Kind, Node, edit};

/// One change of the answers. A key is a path, since the names in it may have dots.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Edit {
    /// The key's value becomes this YAML on one line.
    Set {
        /// Such as `services`, `web`, `port`.
        key: Vec<String>,
        /// Such as `8001`.
        value: String,
    },
    /// The key goes: its default holds.
    Unset {
        /// Which.
        key: Vec<String>,
    },
    /// A member comes.
    Add(Add),
    /// A member goes, and all that names it.
    Remove(String),
    /// A member has another name, wherever it is named.
    Rename {
        /// Its name.
        old: String,
        /// And then.
        new: String,
    },
    /// Several, as one answer.
    All(Vec<Edit>),
}

impl Edit {
    /// A key's value, by its dotted key.
    pub fn set(key: &str, value: impl Into<String>) -> Self {
        Self::Set {
            key: split(key),
            value: value.into(),
        }
    }

    /// Back to the default, by its dotted key.
    pub fn unset(key: &str) -> Self {
        Self::Unset { key: split(key) }
    }

    /// The text after it. Refuses what cannot be read, edited, or named so.
    pub fn apply(&self, catalog: &Catalog, text: &str) -> Result<String, Vec<Problem>> {
        let one = |problem| vec![problem];
        match self {
            Self::Set { key, value } => set(text, key, value),
            Self::Unset { key } => unset(text, key).map_err(one),
            Self::Add(add) => reshape::add(text, add),
            Self::Remove(name) => reshape::remove(catalog, text, name),
            Self::Rename { old, new } => reshape::rename(catalog, text, old, new),
            Self::All(edits) => edits
                .iter()
                .try_fold(text.to_owned(), |text, edit| edit.apply(catalog, &text)),
        }
    }
}

fn split(key: &str) -> Vec<String> {
    key.split('.').map(str::to_owned).collect()
}

fn names(key: &[String]) -> Vec<&str> {
    key.iter().map(String::as_str).collect()
}

/// Where the value is a list or a map over several lines, only what differs in it is touched, so
/// that the comments between its lines stay.
fn set(text: &str, key: &[String], value: &str) -> Result<String, Vec<Problem>> {
    let path = names(key);
    let root = yaml::parse("", text.as_bytes())?;
    let old = path.iter().try_fold(&root, |node, key| node.get(key));
    let new = yaml::parse_value("", value)?;
    if let Some(old) = old.filter(|old| spans_lines(old))
        && let (Kind::Map(before), Kind::Map(after)) = (&old.kind, &new.kind)
        && !after.is_empty()
    {
        let mut text = text.to_owned();
        for entry in before.iter().filter(|entry| new.get(&entry.key).is_none()) {
            let mut path = path.clone();
            path.push(&entry.key);
            text = edit::remove(&text, &path).map_err(|problem| vec![problem])?;
        }
        for entry in after {
            let same = old
                .get(&entry.key)
                .is_some_and(|value| value.to_value() == entry.value.to_value());
            if !same {
                let mut key = key.to_vec();
                key.push(entry.key.clone());
                text = set(&text, &key, &yaml::flow(&entry.value))?;
            }
        }
        return Ok(text);
    }
    if let Some(old) = old
        && let (Kind::List(before), Kind::List(after)) = (&old.kind, &new.kind)
        && !after.is_empty()
    {
        let at = |root: &Node| {
            let found = path.iter().try_fold(root, |node, key| node.get(key));
            found.cloned()
        };
        if let Some(text) = relist(text, before, after, at) {
            return Ok(text);
        }
    }
    edit::set(text, &path, &written(&new)).map_err(|problem| vec![problem])
}

fn spans_lines(node: &Node) -> bool {
    let last = match &node.kind {
        Kind::Map(entries) => entries.last().map(|entry| entry.line),
        Kind::List(items) => items.last().map(|item| item.line),
        Kind::Scalar { .. } => None,
    };
    last.is_some_and(|line| line > node.line)
}

/// As `--set` writes it: `3.10` is a text.
fn written(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar { text, .. }
            if node.as_int().is_none() && node.as_bool().is_none() && !node.is_null() =>
        {
            yaml::quote(text)
        }
        _ => yaml::flow(node),
    }
}

/// The key goes; a `with:` that is empty then goes too.
fn unset(text: &str, key: &[String]) -> Result<String, Problem> {
    let path = names(key);
    let text = edit::remove(text, &path)?;
    if let [above @ .., _] = path.as_slice()
        && above.last() == Some(&"with")
    {
        let root = yaml::parse("", text.as_bytes()).ok();
        let left = root
            .as_ref()
            .and_then(|root| above.iter().try_fold(root, |node, key| node.get(key)))
            .map(|node| node.is_null() || node.as_map().is_some_and(<[_]>::is_empty));
        if left == Some(true) {
            return edit::remove(&text, above);
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "services:\n  web:\n    kind: django\n    with: {python: \"3.14\"}\n    env:\n      A: a  # why a\n      B: b\n    port: 8000\n";

    fn after(edit: &Edit) -> String {
        edit.apply(&Catalog::builtin(), TEXT).unwrap()
    }

    #[test]
    fn only_the_lines_of_the_answer_change() {
        assert_eq!(
            after(&Edit::set("services.web.port", "8001")),
            TEXT.replace("8000", "8001")
        );
        assert_eq!(
            after(&Edit::set("services.web.with.python", "3.10")),
            TEXT.replace("3.14", "3.10")
        );
        assert_eq!(
            after(&Edit::unset("services.web.with.python")),
            TEXT.replace("    with: {python: \"3.14\"}\n", "")
        );
    }

    #[test]
    fn a_comment_inside_a_map_stays() {
        assert_eq!(
            after(&Edit::set("services.web.env", "{A: a, B: c}")),
            TEXT.replace("B: b", "B: c")
        );
        assert_eq!(
            after(&Edit::set("services.web.env", "{A: a}")),
            TEXT.replace("      B: b\n", "")
        );
    }

    #[test]
    fn items_move_with_their_comments() {
        let text = "a:\n  # first\n  - one  # 1\n  # then\n  - {two: 2}\n  - three\nb: 1\n";
        let set = |value: &str| {
            Edit::set("a", value)
                .apply(&Catalog::builtin(), text)
                .unwrap()
        };
        assert_eq!(
            set("[{two: 2}, one, four]"),
            "a:\n  # first\n  # then\n  - {two: 2}\n  - one  # 1\n  - four\nb: 1\n"
        );
        assert_eq!(
            set("[one, three]"),
            "a:\n  # first\n  - one  # 1\n  - three\nb: 1\n"
        );
    }
}
