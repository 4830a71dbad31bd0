//! What one part of a plan has in one of the three Compose files. It is drawn once for the way in
//! which it stands among the others: what they share with it has its anchor in the first.

use std::sync::{Arc, Mutex, PoisonError};

use super::anchors::{self, Anchor, Block};
use super::drawing::Last;
use super::{layers, service};
use crate::core::emit::yaml::{Counts, Entry, Stand, Writer, Yaml, count};
use crate::core::fileset::Fragment;
use crate::core::plan::{Container, Part};

/// A part's services in each of the three files.
pub(super) struct Blocks(pub(super) [Layer; 3]);

/// A part's services in one file.
pub(super) struct Layer {
    /// Of the three, which one.
    place: usize,
    /// Until they are ready; should something else be said elsewhere then, they are made anew.
    blocks: Mutex<Option<Vec<Block>>>,
    /// What the others may take over of its hardening.
    pub(super) hardened: Option<Arc<[Entry]>>,
    ready: Last<Ready>,
}

/// The same, with what is said elsewhere taken out.
pub(super) struct Ready {
    hardened: Option<Arc<[Entry]>>,
    shared: Counts,
    /// What its own services say alike.
    pub(super) anchors: Piece,
    /// Its services.
    pub(super) blocks: Piece,
}

/// Entries that stand together.
pub(super) struct Piece {
    key: String,
    /// The name of the anchor that each has; none is a service.
    entries: Vec<(Option<String>, Entry)>,
    /// The values in them that may be shared.
    names: Vec<String>,
    drawn: Last<Drawn>,
}

/// A piece as it was drawn last.
struct Drawn {
    first: bool,
    stands: Vec<Stand>,
    fragments: Arc<[Arc<Fragment>]>,
}

/// The names of a part's containers.
pub(super) fn names(part: &Part) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    let containers = &part.containers;
    for container in containers.development.iter().chain(&containers.production) {
        if !names.contains(&container.name.as_str()) {
            names.push(&container.name);
        }
    }
    names
}

impl Blocks {
    /// Of a part.
    pub(super) fn of(part: &Part) -> Self {
        let [base, development, production] = blocks(part);
        let layer = |place, blocks: Vec<Block>| Layer {
            place,
            hardened: anchors::hardening(&blocks).map(Into::into),
            blocks: Mutex::new(Some(blocks)),
            ready: Last::default(),
        };
        Self([layer(0, base), layer(1, development), layer(2, production)])
    }
}

/// Splits what both contexts have from what differs.
fn blocks(part: &Part) -> [Vec<Block>; 3] {
    let mut layers: [Vec<Block>; 3] = Default::default();
    let [base, development, production] = &mut layers;
    let containers = &part.containers;
    for name in names(part) {
        let find = |all: &[Arc<Container>]| all.iter().find(|one| one.name == name).cloned();
        match (find(&containers.development), find(&containers.production)) {
            (Some(dev), Some(prod)) => {
                let split = layers::split(service::entries(&dev), service::entries(&prod));
                // What is true of both is said where both are, if that is anywhere.
                let both = |line: &&String| prod.note.contains(line);
                let common: Vec<String> = dev.note.iter().filter(both).cloned().collect();
                let based = !split.base.is_empty();
                let own = |note: &[String]| -> Vec<String> {
                    let lines = note.iter().filter(|line| !based || !common.contains(line));
                    lines.cloned().collect()
                };
                base.extend(block(&dev, split.base, &common));
                development.extend(block(&dev, split.development, &own(&dev.note)));
                production.extend(block(&prod, split.production, &own(&prod.note)));
            }
            (Some(dev), None) => {
                development.extend(block(&dev, service::entries(&dev), &dev.note));
            }
            (None, Some(prod)) => {
                production.extend(block(&prod, service::entries(&prod), &prod.note));
            }
            (None, None) => {}
        }
    }
    layers
}

/// A service with these keys, unless there are none.
fn block(of: &Container, keys: Vec<Entry>, note: &[String]) -> Option<Block> {
    (!keys.is_empty()).then(|| Block {
        name: of.name.clone(),
        note: note.to_vec(),
        keys,
    })
}

impl Layer {
    /// With the hardening that stands once in this file taken out, and what its own say alike.
    pub(super) fn ready(&self, part: &Part, hardened: Option<&Arc<[Entry]>>) -> Arc<Ready> {
        let same = |ready: &Arc<Ready>| match (&ready.hardened, hardened) {
            (Some(one), Some(two)) => Arc::ptr_eq(one, two) || one == two,
            (one, two) => one.is_none() && two.is_none(),
        };
        self.ready.get().filter(same).unwrap_or_else(|| {
            let ready = Arc::new(self.made(part, hardened));
            self.ready.put(&ready);
            ready
        })
    }

    /// This hardening, as it was when it was taken out.
    pub(super) fn known(&self, hardened: Option<&Arc<[Entry]>>) -> Option<Arc<[Entry]>> {
        let known = self.ready.get()?.hardened.clone()?;
        (known == *hardened?).then_some(known)
    }

    fn made(&self, part: &Part, hardened: Option<&Arc<[Entry]>>) -> Ready {
        let known = self
            .blocks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let anew = || blocks(part).into_iter().nth(self.place).unwrap_or_default();
        let mut blocks = known.unwrap_or_else(anew);
        if let Some(hardened) = hardened {
            anchors::harden(&mut blocks, hardened);
        }
        let anchor = anchors::shared(&part.unit, &mut blocks);
        let anchor = anchor.map(|Anchor { name, keys }| {
            let entry = Entry::new(format!("x-{name}"), Yaml::Map(keys));
            (Some(name), entry)
        });
        let blocks = blocks.into_iter().map(|block| {
            let entry = Entry {
                above: block.note,
                ..Entry::new(block.name, Yaml::Map(block.keys))
            };
            (None, entry)
        });
        let anchors = Piece::new(&part.key, anchor.into_iter().collect());
        let blocks = Piece::new(&part.key, blocks.collect());
        let mut shared = Counts::new();
        for (_, entry) in anchors.entries.iter().chain(&blocks.entries) {
            count(&entry.value, &mut shared);
        }
        Ready {
            hardened: hardened.cloned(),
            shared,
            anchors,
            blocks,
        }
    }
}

impl Ready {
    /// The values that may be shared, and how often it has them.
    pub(super) fn shared(&self) -> impl Iterator<Item = (&str, usize)> {
        let counts = self.shared.iter();
        counts.map(|(name, count)| (name.as_str(), *count))
    }
}

impl Piece {
    fn new(key: &str, entries: Vec<(Option<String>, Entry)>) -> Self {
        let mut counts = Counts::new();
        for (_, entry) in &entries {
            count(&entry.value, &mut counts);
        }
        Self {
            key: key.to_owned(),
            entries,
            names: counts.into_keys().collect(),
            drawn: Last::default(),
        }
    }

    /// Its text, as it stands after what was written before. `first` begins the services.
    pub(super) fn draw<'n>(&'n self, writer: &mut Writer<'n>, first: bool) -> Arc<[Arc<Fragment>]> {
        let stands = self.names.iter().map(|name| writer.stand(name));
        if let Some(drawn) = self.drawn.get()
            && drawn.first == first
            && drawn.stands.iter().copied().eq(stands)
        {
            let names = self.names.iter().zip(&drawn.stands);
            let anchored = names.filter(|(_, stand)| **stand == Stand::First);
            writer.pass(anchored.map(|(name, _)| name.as_str()));
            return Arc::clone(&drawn.fragments);
        }
        let stands = self.names.iter().map(|name| writer.stand(name)).collect();
        let mut fragments = Vec::with_capacity(self.entries.len());
        for (place, (name, entry)) in self.entries.iter().enumerate() {
            let text = match name {
                Some(name) => anchor(name, entry, writer),
                None if first && place == 0 => format!("\nservices:\n{}", writer.entry(entry, 1)),
                None => format!("\n{}", writer.entry(entry, 1)),
            };
            fragments.push(Fragment::new(self.key.as_str(), text));
        }
        let fragments: Arc<[Arc<Fragment>]> = fragments.into();
        self.drawn.put(&Arc::new(Drawn {
            first,
            stands,
            fragments: Arc::clone(&fragments),
        }));
        fragments
    }
}

/// An entry with the anchor of this name.
pub(super) fn anchor<'n>(name: &str, entry: &'n Entry, writer: &mut Writer<'n>) -> String {
    let text = writer.entry(entry, 0);
    format!("\n{}", text.replacen(":\n", &format!(": &{name}\n"), 1))
}
