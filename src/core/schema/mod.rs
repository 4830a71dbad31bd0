//! JSON Schemas (draft 2020-12) of what people write: the answers, made of the reader's own tables
//! of keys, and the catalog's items, made of the very types they are read into.

mod answers;
mod judge;

use serde_json::Value as Json;

use super::catalog::item::Item;

pub use answers::answers;
pub use judge::judge;

/// The schema of an `item.yaml`.
pub fn catalog() -> Json {
    let mut schema = schemars::schema_for!(Item).to_value();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("title".to_owned(), "An item of dockwright's catalog".into());
    }
    schema
}
