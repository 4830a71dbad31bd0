//! What several services of one file say alike stands once, as `x-NAME: &NAME`.

use crate::core::emit::yaml::{Entry, Yaml};

/// A service of one file: its name and its keys.
pub(super) struct Block {
    pub(super) name: String,
    pub(super) note: Vec<String>,
    pub(super) keys: Vec<Entry>,
}

/// An `x-` block.
pub(super) struct Anchor {
    pub(super) name: String,
    pub(super) keys: Vec<Entry>,
}

/// Keys of hardening, the same for all but where one says otherwise.
const HARDENED: [&str; 5] = [
    "restart",
    "read_only",
    "cap_drop",
    "security_opt",
    "logging",
];

fn is_hardened(block: &Block) -> bool {
    HARDENED
        .iter()
        .all(|key| block.keys.iter().any(|entry| entry.key == *key))
}

/// The keys of production's hardening, as the first of these blocks has them that restarts.
pub(super) fn hardening(blocks: &[Block]) -> Option<Vec<Entry>> {
    let mut blocks = blocks.iter();
    let model = blocks.find(|block| is_hardened(block) && restarts(block))?;
    let keys = model.keys.iter();
    let keys = keys.filter(|entry| HARDENED.contains(&entry.key.as_str()));
    Some(keys.cloned().collect())
}

/// Takes production's hardening out of the blocks. A block that says one of its keys otherwise
/// keeps that key: what stands beside `<<` wins.
pub(super) fn harden(blocks: &mut [Block], keys: &[Entry]) {
    for block in blocks.iter_mut().filter(|block| is_hardened(block)) {
        block.keys.retain(|entry| !keys.contains(entry));
        block.keys.insert(0, alias("hardened"));
    }
}

fn restarts(block: &Block) -> bool {
    block
        .keys
        .iter()
        .any(|entry| entry.key == "restart" && entry.value == Yaml::text("unless-stopped"))
}

/// Takes out what the blocks of a unit say alike, where they are several and it is worth a name:
/// keys that all have, with the value that most have. A block that says one of them otherwise
/// keeps that key: what stands beside `<<` wins.
pub(super) fn shared(unit: &str, blocks: &mut [Block]) -> Option<Anchor> {
    if blocks.len() < 2 {
        return None;
    }
    let model = blocks.first()?;
    let usual = |first: &Entry| {
        let values = blocks.iter();
        let values: Option<Vec<&Entry>> = values
            .map(|block| block.keys.iter().find(|entry| entry.key == first.key))
            .collect();
        let values = values?;
        let count = |entry: &Entry| values.iter().filter(|other| **other == entry).count();
        let most = values.iter().map(|entry| count(entry)).max()?;
        let usual = values.iter().find(|entry| count(entry) == most)?;
        (most > 1).then(|| (*usual).clone())
    };
    let keys: Vec<Entry> = model.keys.iter().filter_map(usual).collect();
    if keys.len() < 2 {
        return None;
    }
    for block in blocks.iter_mut() {
        block.keys.retain(|entry| !keys.contains(entry));
        block.keys.insert(0, alias(unit));
    }
    Some(Anchor {
        name: unit.to_owned(),
        keys,
    })
}

fn alias(name: &str) -> Entry {
    Entry::new("<<", Yaml::Raw(format!("*{name}")))
}
