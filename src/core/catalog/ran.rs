//! What has run on a real engine: a record that only `tests/engine` writes, void for an item whose
//! files have changed since.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::detect::Code;
use super::{Catalog, Slot};

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
        let entry = record(super::embedded::RAN).remove(&format!("{}/{id}", slot.folder()))?;
        (entry.fingerprint == self.fingerprint(slot, id)).then_some(entry.ran)
    }

    /// How code that no item is for ran with what its language says of it, if it did as that is now.
    pub fn ran_code(&self, language: &str, code: &Code, manager: Option<&str>) -> Option<Ran> {
        let entry = record(super::embedded::RAN).remove(&code_key(language, manager))?;
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
        let mut hash = Fnv::default();
        for folder in folders {
            for (path, text) in self.below(&folder) {
                hash.add(&path);
                if path == "item.yaml" {
                    hash.add(&without_looks(text));
                } else {
                    hash.add(text);
                }
            }
        }
        format!("{:016x}", hash.0)
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
    let mut hash = Fnv::default();
    hash.add(&format!("{answered:?} {started:?}"));
    format!("{:016x}", hash.0)
}

/// Keys that have no part in what is written or run: `detect:` finds code, `test:` and `query:` are
/// what `verify` asks of a stack that runs.
const LOOKS: [&str; 3] = ["detect:", "query:", "test:"];

/// An item's text without them: a better rule or a better question does not undo that the item ran.
fn without_looks(text: &str) -> String {
    let mut within = false;
    let kept = text.split_inclusive('\n').filter(|line| {
        // A block ends where a line begins at its margin; blank lines are of the block they follow.
        if !line.starts_with([' ', '\n', '\r']) {
            within = LOOKS.iter().any(|key| line.starts_with(key));
        }
        !within
    });
    kept.collect()
}

/// FNV-1a, 64 bits: the same everywhere and always, which std's hashers do not promise.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn what_only_looks_is_no_change_of_what_ran() {
        let one = "port: 80\ntest: {command: [a]}\nquery:\n  command: [b]\ndetect:\n  language: go\n\n  signs: []\n# said\nenv: {}\n";
        let two = "port: 80\ndetect: {otherwise: true}\n# said\nenv: {}\n";
        assert_eq!(without_looks(one), "port: 80\n# said\nenv: {}\n");
        assert_eq!(without_looks(two), without_looks(one));
        let nested = "port: 80\nvars:\n  detect: 1\n";
        assert_eq!(without_looks(nested), nested);

        let catalog = Catalog::builtin();
        for line in catalog.list(Slot::Services) {
            let path = format!("services/{}/item.yaml", line.id);
            let text = catalog.text(&path).unwrap_or_default();
            let more = text.replacen("\ndetect:\n", "\ndetect:\n  # changed\n", 1);
            let changed = Catalog::builtin().with(BTreeMap::from([(path, more)]));
            let print = |catalog: &Catalog| catalog.fingerprint(line.slot, &line.id);
            assert_eq!(print(&changed), print(&catalog), "{}", line.id);
        }
    }
}
