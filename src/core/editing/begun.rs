//! What each answer was when all began: asked of a design that is kept, and made when it is first wanted.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::Editing;
use crate::core::catalog::Catalog;
use crate::core::design::Design;
use crate::core::form::{form, outline};

/// The answers as they were.
#[derive(Default)]
pub struct Begun {
    design: Arc<Design>,
    values: OnceLock<BTreeMap<String, String>>,
}

impl Begun {
    /// As they are now.
    pub fn of(editing: &Editing) -> Self {
        Self {
            design: Arc::clone(editing.design()),
            values: OnceLock::new(),
        }
    }

    /// Whether they still are what they were.
    pub fn is_now(&self, design: &Arc<Design>) -> bool {
        Arc::ptr_eq(&self.design, design)
    }

    /// All of them, by key.
    pub fn values(&self, catalog: &Catalog) -> &BTreeMap<String, String> {
        self.values.get_or_init(|| {
            let rows = outline(catalog, &self.design);
            let subjects = rows.iter().filter_map(|row| row.subject());
            let fields = subjects.flat_map(|subject| form(catalog, &self.design, subject));
            fields.map(|field| (field.key, field.value)).collect()
        })
    }
}
