//! What has run on a real engine: a record that only `tests/engine` writes, void for an item whose
//! files have changed since.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::detect::Code;
use super::fingerprint::Fingerprint;
use super::{Catalog, Slot, embedded};

/// How and when an item ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ran {
    /// It came up in development and did what the test asked.
    pub development: bool,
    /// And in production.
    pub production: bool,
    /// `real`, or `stand-in` where the image was built by the rig to keep the real one's contract.
    pub with: String,
    /// The day.
    pub date: String,
}

/// A line of the record: what ran, and of which files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Of the item's files, and those of its parts.
    pub fingerprint: String,
    /// How it went.
    #[serde(flatten)]
    pub ran: Ran,
}

/// `SLOT/ID` -> line; what cannot be read is an empty record.
pub fn record(text: &str) -> BTreeMap<String, Entry> {
    serde_json::from_str(text).unwrap_or_default()
}

impl Catalog {
    /// How an item ran, if it did as it is now.
    pub fn ran(&self, slot: Slot, id: &str) -> Option<Ran> {
        let entry = record(embedded::RAN).remove(&format!("{}/{id}", slot.folder()))?;
        // Of the binary's own files the build script has left out what is void.
        let is_known = self.extra.is_empty() && !self.builtin.is_empty();
        let holds = is_known || entry.fingerprint == self.fingerprint(slot, id);
        holds.then_some(entry.ran)
    }

    /// How code that no item is for ran with what its language says of it, if it did as that is now.
    pub fn ran_code(&self, language: &str, code: &Code, manager: Option<&str>) -> Option<Ran> {
        let entry = record(embedded::RAN).remove(&code_key(language, manager))?;
        (entry.fingerprint == code_fingerprint(code)).then_some(entry.ran)
    }

    /// A number that changes with every byte of an item's files and of the parts it builds on, but
    /// for what only looks at code or at a stack. It tells changes, not forgeries.
    pub fn fingerprint(&self, slot: Slot, id: &str) -> String {
        let mut folders = vec![format!("{}/{id}", slot.folder())];
        if let Ok(item) = self.item(slot, id) {
            folders.extend(
                item.parts
                    .iter()
                    .map(|part| format!("{}/{part}", Slot::Parts.folder())),
            );
        }
        let mut print = Fingerprint::default();
        for folder in folders {
            for (path, text) in self.below(&folder) {
                print.file(&path, text);
            }
        }
        print.to_string()
    }
}

/// Its line in the record: of a language and what installs its packages.
pub fn code_key(language: &str, manager: Option<&str>) -> String {
    format!("code/{language}/{}", manager.unwrap_or("none"))
}

/// A number that changes with what is answered for code that no item is for; rules that find it have
/// no part in it.
pub fn code_fingerprint(code: &Code) -> String {
    let answered = (&code.custom, &code.custom_by, &code.names);
    let started = (&code.develop, &code.serve, &code.versions.images);
    let mut print = Fingerprint::default();
    print.add(&format!("{answered:?} {started:?}"));
    print.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_build_script_left_holds() {
        let written = record(include_str!("../../../assets/ran.json"));
        let left = record(embedded::RAN);
        let catalog = Catalog::builtin();
        for (name, entry) in &written {
            let Some((slot, id)) = name.split_once('/').filter(|(slot, _)| *slot != "code") else {
                assert!(left.contains_key(name), "{name}");
                continue;
            };
            let slot = Slot::ALL.into_iter().find(|known| known.folder() == slot);
            let holds =
                slot.map(|slot| catalog.fingerprint(slot, id)).as_ref() == Some(&entry.fingerprint);
            assert_eq!(left.contains_key(name), holds, "{name}");
        }
        assert!(left.len() > 20, "{}", left.len());
    }

    #[test]
    fn a_changed_item_has_not_run() {
        let catalog = Catalog::builtin();
        let Some(line) = catalog
            .list(Slot::Backing)
            .into_iter()
            .find(|line| catalog.ran(line.slot, &line.id).is_some())
        else {
            return;
        };
        let path = format!("backing/{}/item.yaml", line.id);
        let text = format!("{}# changed\n", catalog.text(&path).unwrap_or_default());
        let changed = Catalog::builtin().with(BTreeMap::from([(path, text)]));
        assert_eq!(changed.ran(line.slot, &line.id), None);
    }
}
