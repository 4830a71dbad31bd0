//! The table: `assets/doctor/hosts.yaml`.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::Trait;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    #[serde(rename = "as_of")]
    _as_of: String,
    pub(super) signs: Vec<Sign>,
    pub(super) hosts: Vec<Row>,
    about: IndexMap<String, String>,
    open: Vec<String>,
    keeps: IndexMap<String, String>,
}

/// By what an engine is known.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sign {
    pub(super) is: Trait,
    /// A word of its security options.
    pub(super) security: Option<String>,
    /// A part of its system's name.
    pub(super) system: Option<String>,
    /// A part of the name of one of its components, in lower case.
    pub(super) component: Option<String>,
    /// A key of its `/info`.
    pub(super) key: Option<String>,
    /// What is true of the security of Podman's host.
    pub(super) podman: Option<String>,
}

/// What machines ask for that are all of `is` and none of `but`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) is: Vec<Trait>,
    #[serde(default)]
    pub(super) but: Vec<Trait>,
    pub(super) ids: Option<Ids>,
    #[serde(default)]
    pub(super) env: IndexMap<String, String>,
    pub(super) because: String,
    #[serde(default)]
    pub(super) better: String,
}

/// Whose ids images are built for.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Ids {
    /// Root's: that is the developer outside.
    Root,
    /// Whose does not matter.
    Any,
}

/// The table; an empty one where it cannot be read, which a test rules out.
pub(super) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let text = include_str!(concat!(env!("OUT_DIR"), "/hosts.json"));
    TABLE.get_or_init(|| serde_json::from_str(text).unwrap_or_default())
}

/// What `.env.example` says above a variable of development.
pub fn about(variable: &str) -> Option<&'static str> {
    table().about.get(variable).map(String::as_str)
}

/// Whether ids are the same in containers, by what `.env` says of its variables.
pub fn keeps_ids<'e>(said: impl Fn(&str) -> Option<&'e str>) -> bool {
    let mut keeps = table().keeps.iter();
    keeps.any(|(variable, mode)| said(variable).is_some_and(|said| said.starts_with(mode.as_str())))
}

/// Whether containers may read and write files of this type of `SELinux`'s.
pub fn is_open(label: &str) -> bool {
    table().open.iter().any(|open| open == label)
}

/// The command that gives files below a path such a type.
pub fn opens(path: &str) -> String {
    let open = table().open.first().map_or("", String::as_str);
    format!("chcon -R -t {open} {path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read_and_each_of_its_variables_is_explained() {
        assert!(!table().hosts.is_empty() && !table().open.is_empty());
        let variables = table().hosts.iter().flat_map(|row| row.env.keys());
        for variable in variables {
            assert!(about(variable).is_some(), "{variable}");
        }
    }
}
