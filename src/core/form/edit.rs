//! What answering does to the text of the answers: only the lines of that answer change.

use crate::core::catalog::Catalog;
use crate::core::diagnostic::Problem;
use crate::core::reshape::{self, Add};
use crate::core::yaml;

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
    /// Files go out of dockwright's hands, or come back.
    Own {
        /// Which.
        paths: Vec<String>,
        /// They come back.
        give_back: bool,
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
            Self::Set { key, value } => {
                let value = yaml::parse_value("", value)?;
                reshape::put(text, &names(key), &value).map_err(one)
            }
            Self::Unset { key } => reshape::take(text, &names(key)).map_err(one),
            Self::Add(add) => reshape::add(text, add),
            Self::Remove(name) => reshape::remove(catalog, text, name),
            Self::Rename { old, new } => reshape::rename(catalog, text, old, new),
            Self::Own { paths, give_back } => reshape::own(text, paths, *give_back),
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
