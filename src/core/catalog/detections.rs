//! What all items say of code that is there already, without reading the rest of them.

use super::detect::Detect;
use super::{Catalog, Slot, broken};
use crate::core::diagnostic::Problem;

/// Slots whose items may say so, in the order in which they are asked.
const SLOTS: [Slot; 6] = [
    Slot::Parts,
    Slot::Services,
    Slot::Backing,
    Slot::Processes,
    Slot::Clients,
    Slot::Tools,
];

impl Catalog {
    /// The rules of one item, if it has some that can be read.
    pub fn detection(&self, slot: Slot, id: &str) -> Option<Detect> {
        if self.extra.contains_key(&path(slot.folder(), id)) {
            return self.item(slot, id).ok()?.detect.clone();
        }
        let mut heads = self.index.iter();
        let head = heads.find(|head| head.slot == slot.folder() && head.id == id)?;
        serde_json::from_str(head.detect).ok()
    }

    /// The rules of all items that have some, by slot and id. What cannot be read is told.
    pub fn detections(&self) -> (Vec<(Slot, String, Detect)>, Vec<Problem>) {
        let (mut all, mut problems) = (Vec::new(), Vec::new());
        for slot in SLOTS {
            for head in self.index.iter().filter(|head| head.slot == slot.folder()) {
                let path = path(head.slot, head.id);
                if head.detect.is_empty() || self.extra.contains_key(&path) {
                    continue;
                }
                match serde_json::from_str(head.detect) {
                    Ok(detect) => all.push((slot, head.id.to_owned(), detect)),
                    Err(error) => problems.push(broken(&path, &error, None, None)),
                }
            }
            let prefix = format!("{}/", slot.folder());
            let ids = self.extra.keys().filter_map(|path| {
                let id = path.strip_prefix(&prefix)?.strip_suffix("/item.yaml")?;
                (!id.contains('/')).then_some(id)
            });
            for id in ids {
                match self.item(slot, id) {
                    Ok(item) => {
                        let detect = item.detect.clone();
                        all.extend(detect.map(|detect| (slot, id.to_owned(), detect)));
                    }
                    Err(problem) => problems.push(problem),
                }
            }
        }
        (all, problems)
    }
}

fn path(folder: &str, id: &str) -> String {
    format!("{folder}/{id}/item.yaml")
}
