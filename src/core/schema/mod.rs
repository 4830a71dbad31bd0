//! JSON Schemas (draft 2020-12) of what people write: the answers, made of the reader's own tables
//! of keys, and the catalog's items, made of the very types they are read into: by a test, into
//! `assets/schema/catalog.json`.

mod answers;
mod judge;

use serde_json::Value as Json;

pub use answers::answers;
pub use judge::judge;

/// The schema of an `item.yaml`; nothing where it cannot be read, which a test rules out.
pub fn catalog() -> Json {
    let text = include_str!("../../../assets/schema/catalog.json");
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::item::Item;

    #[test]
    fn the_schema_of_items_is_made_of_their_types() {
        let mut schema = schemars::schema_for!(Item).to_value();
        schema["title"] = "An item of dockwright's catalog".into();
        let made = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/schema/catalog.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(file, &made).unwrap();
        }
        assert!(
            std::fs::read_to_string(file).unwrap() == made,
            "assets/schema/catalog.json is not the schema of `Item` any more: UPDATE=1 cargo test --lib schema"
        );
        assert!(catalog().is_object());
    }
}
