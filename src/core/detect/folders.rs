//! Folders and files whose names tell that their code is not there to run as a service:
//! `assets/detect/folders.yaml`.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::files::{is_below, name, parent, upwards};
use super::package::Package;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    folders: IndexMap<String, String>,
    last_words: IndexMap<String, String>,
    below_src: String,
    templates: Vec<String>,
    blanks: Vec<String>,
    test_files: TestFiles,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TestFiles {
    ends: Vec<String>,
    begins: Vec<String>,
    names: Vec<String>,
}

/// The table; an empty one where it cannot be read, which a test rules out.
fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let text = include_str!(concat!(env!("OUT_DIR"), "/folders.json"));
    TABLE.get_or_init(|| serde_json::from_str(text).unwrap_or_default())
}

/// Why a folder's code is not looked at, by the name of a folder in its path.
pub(super) fn left_out(path: &str) -> Option<&'static str> {
    let table = table();
    let mut in_source = false;
    path.split('/').find_map(|part| {
        let part = part.to_ascii_lowercase();
        let words = part.replace(['_', '.'], "-");
        let ends = |(last, _): &(&String, &String)| {
            let before = words.strip_suffix(last.as_str());
            before.is_some_and(|before| before.ends_with('-'))
        };
        let known = table.folders.get(&part);
        let known = known.or_else(|| table.last_words.get(&words));
        let known = known.or_else(|| {
            let (_, what) = table.last_words.iter().find(ends)?;
            Some(what)
        });
        let what = known.filter(|what| !in_source || **what == table.below_src);
        in_source = in_source || part == "src";
        what.map(String::as_str)
    })
}

/// Whether a file is a test, by its name.
pub(super) fn is_test(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let TestFiles {
        ends,
        begins,
        names,
    } = &table().test_files;
    ends.iter().any(|end| stem.ends_with(end.as_str()))
        || begins.iter().any(|begin| stem.starts_with(begin.as_str()))
        || names.iter().any(|name| name == stem)
}

/// Whether a package is what a generator copies: its path has blanks for names, or it lies among the
/// templates of another package.
pub(super) fn is_template(packages: &[Package<'_>], folder: &str) -> bool {
    let table = table();
    let mut blanks = table.blanks.iter();
    if blanks.any(|blank| folder.contains(blank.as_str())) {
        return true;
    }
    upwards(folder)
        .filter(|above| table.templates.contains(&name(above).to_ascii_lowercase()))
        .any(|above| {
            let mut owners = packages.iter().filter(|owner| !owner.folder.is_empty());
            owners.any(|owner| !owner.is_root && is_below(parent(above), &owner.folder))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read_and_tells_folders_and_files() {
        for (path, what) in [
            ("apps/api", None),
            ("apps/api-tests", Some("tests")),
            ("Examples/shop", Some("examples")),
            ("src/org/example", None),
            ("src/tests", Some("tests")),
            ("site/docs", Some("documentation")),
        ] {
            assert_eq!(left_out(path), what, "{path}");
        }
        for name in ["app.spec.ts", "test_app.py", "conftest.py", "main_test.go"] {
            assert!(is_test(name), "{name}");
        }
        assert!(!is_test("latest.py") && !is_test("app.ts"));
        assert!(is_template(&[], "{{cookiecutter.name}}/api"));
    }
}
