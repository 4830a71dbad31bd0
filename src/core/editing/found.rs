//! What the code that is there says of the answers: where they begin with it, and why each of them is
//! believed as long as it is what the code says.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Editing, Effect, Start};
use crate::core::catalog::Catalog;
use crate::core::detect::{self, Because, Evidence, Proposal, Taken};
use crate::core::diagnostic::Problem;
use crate::core::form::{Control, Edit, Field, form, outline};
use crate::core::host::filled;
use crate::core::reshape::between;

impl Start {
    /// What the code of a folder tells.
    pub fn found(catalog: &Catalog, proposal: &Proposal) -> Self {
        Self {
            text: detect::answers(catalog, proposal),
            // `init` finds the same where nothing else is named.
            command: ".".to_owned(),
            is_found: true,
            because: detect::because(proposal),
            ..Self::default()
        }
    }
}

impl Editing {
    /// What is taken of a proposal that this began with, as an answer; none where that is the proposal.
    pub fn take(
        &mut self,
        proposal: &Proposal,
        taken: &Taken,
        said: &str,
    ) -> Result<Option<Effect>, Vec<Problem>> {
        let catalog = self.studio.catalog();
        let taken = taken.proposal(catalog, proposal);
        let wanted = detect::answers(catalog, &taken);
        // What the machine says, the start has too.
        let (wanted, _) = filled(catalog, &wanted, &self.seen.traits);
        let differs = between(&self.start.text, &wanted).map_err(|problem| vec![problem])?;
        if differs.is_empty() {
            return Ok(None);
        }
        let edits = differs.into_iter().map(|(key, value)| match value {
            Some(value) => Edit::Set { key, value },
            None => Edit::Unset { key },
        });
        let effect = self.answer(Edit::All(edits.collect()), "", said)?;
        self.believe(detect::because(&taken));
        Ok(Some(effect))
    }

    /// Learns why answers are believed; what they say now is what is meant.
    pub fn believe(&mut self, because: Vec<Because>) {
        if because.is_empty() {
            return;
        }
        let catalog = self.studio.catalog();
        let rows = outline(catalog, &self.design);
        let subjects = rows.iter().filter_map(|row| row.subject());
        let fields = subjects.flat_map(|subject| form(catalog, &self.design, subject));
        let values: BTreeMap<String, String> = fields
            .map(|field| (field.key.clone(), value(&field).into_owned()))
            .collect();
        let known = because.into_iter().filter_map(|because| {
            let value = because.value.or_else(|| values.get(&because.key).cloned());
            Some(Because {
                value: Some(value?),
                ..because
            })
        });
        self.because.extend(known);
    }

    /// The places that say what a field says; none where the code does not, or somebody changed it.
    pub fn evidence(&self, field: &Field) -> &[Evidence] {
        if self.because.is_empty() {
            return &[];
        }
        let key = self.first_key(&field.key);
        let now = value(field);
        let says = |because: &&Because| {
            because.key == key && because.value.as_deref() == Some(now.as_ref())
        };
        // What came last is what is meant: a member may go and come again.
        let found = self.because.iter().rev().find(says);
        found.map_or(&[], |because| because.evidence.as_slice())
    }

    /// The key as it was before members got other names.
    pub fn first_key<'k>(&self, key: &'k str) -> Cow<'k, str> {
        let mut key = Cow::Borrowed(key);
        for step in self.steps.iter().take(self.done).rev() {
            if let Edit::Rename { old, new } = &step.given.edit {
                let mut parts: Vec<&str> = key.split('.').collect();
                // `services.NAME...` and `services.NAME.processes.NAME...`.
                for place in [1, 3] {
                    if let Some(part) = parts.get_mut(place)
                        && *part == new
                    {
                        *part = old;
                    }
                }
                key = Cow::Owned(parts.join("."));
            }
        }
        key
    }
}

/// A field's value, ticks included.
fn value(field: &Field) -> Cow<'_, str> {
    match &field.control {
        Control::Step { on } => Cow::Borrowed(if *on { "on" } else { "off" }),
        // Another name is the same thing.
        Control::Name => Cow::Borrowed(""),
        _ => Cow::Borrowed(&field.value),
    }
}
