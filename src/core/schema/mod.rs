//! JSON Schemas (draft 2020-12) of what people write: of the answers, made of the reader's own tables
//! of keys, and of the catalog's items, made of the very types they are read into. Tests make them.

mod judge;

use serde_json::Value as Json;

pub use judge::judge;

/// The schema of `dockwright.yaml`.
pub const ANSWERS: &str = include_str!("../../../assets/schema/answers.json");
/// The schema of an `item.yaml`.
pub const CATALOG: &str = include_str!("../../../assets/schema/catalog.json");

/// The schema of an `item.yaml`; nothing where it cannot be read, which a test rules out.
pub fn catalog() -> Json {
    serde_json::from_str(CATALOG).unwrap_or_default()
}

#[cfg(test)]
mod answers;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::item::Item;

    #[test]
    fn they_are_made_of_what_reads() {
        let mut items = schemars::schema_for!(Item).to_value();
        items["title"] = "An item of dockwright's catalog".into();
        for (name, schema) in [("answers", answers::answers()), ("catalog", items)] {
            let file = format!("{}/assets/schema/{name}.json", env!("CARGO_MANIFEST_DIR"));
            let made = serde_json::to_string_pretty(&schema).unwrap() + "\n";
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&file, &made).unwrap();
            }
            assert!(
                std::fs::read_to_string(&file).unwrap() == made,
                "assets/schema/{name}.json is old: UPDATE=1 cargo test --lib schema"
            );
        }
        assert!(catalog().is_object());
    }
}
