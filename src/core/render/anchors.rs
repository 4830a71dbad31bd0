//! What several services of one file say alike stands once, as `x-NAME: &NAME`.

use crate::core::emit::yaml::{Entry, Yaml};

/// A service of one file: its name and its keys.
pub(super) struct Block {
    pub(super) name: String,
    /// Containers of one unit share an image.
    pub(super) unit: String,
    pub(super) note: Vec<String>,
    pub(super) keys: Vec<Entry>,
}

/// An `x-` block.
pub(super) struct Anchor {
    pub(super) name: String,
    /// The unit it belongs to; empty for all.
    pub(super) unit: String,
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

/// Takes production's hardening out of the blocks. A block that says one of its keys otherwise
/// keeps that key: what stands beside `<<` wins.
pub(super) fn hardened(blocks: &mut [Block]) -> Option<Anchor> {
    let is = |block: &Block| {
        HARDENED
            .iter()
            .all(|key| block.keys.iter().any(|entry| entry.key == *key))
    };
    let model = blocks.iter().find(|block| is(block) && restarts(block))?;
    let keys: Vec<Entry> = model
        .keys
        .iter()
        .filter(|entry| HARDENED.contains(&entry.key.as_str()))
        .cloned()
        .collect();
    for block in blocks.iter_mut().filter(|block| is(block)) {
        block.keys.retain(|entry| !keys.contains(entry));
        block.keys.insert(0, alias("hardened"));
    }
    Some(Anchor {
        name: "hardened".to_owned(),
        unit: String::new(),
        keys,
    })
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
    let of = |block: &&Block| block.unit == unit;
    if blocks.iter().filter(of).count() < 2 {
        return None;
    }
    let model = blocks.iter().find(of)?;
    let usual = |first: &Entry| {
        let values = blocks.iter().filter(of);
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
    for block in blocks.iter_mut().filter(|block| block.unit == unit) {
        block.keys.retain(|entry| !keys.contains(entry));
        block.keys.insert(0, alias(unit));
    }
    Some(Anchor {
        name: unit.to_owned(),
        unit: unit.to_owned(),
        keys,
    })
}

fn alias(name: &str) -> Entry {
    Entry::new("<<", Yaml::Raw(format!("*{name}")))
}
