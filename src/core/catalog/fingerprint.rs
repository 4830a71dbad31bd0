//! A number that tells one state of some files from another. The build script counts it too.

use std::fmt;

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
pub(crate) struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    /// A text more.
    pub(crate) fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// A file of an item more, by its path below the item's folder: but for what only looks at code or at a stack.
    pub(crate) fn file(&mut self, path: &str, text: &str) {
        self.add(path);
        if path == "item.yaml" {
            self.add(&without_looks(text));
        } else {
            self.add(text);
        }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::without_looks;
    use crate::core::catalog::{Catalog, Slot};

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
