//! Which bases are damaged: each text is read once, however often it is asked about.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::snapshot::Content;
use crate::core::fileset::{File, Policy};
use crate::core::merge::{Format, has_markers};
use crate::core::path::RelPath;

/// Whether a text is damaged.
type Known = (Arc<Vec<u8>>, bool);

/// Memory of a pure function: what it knows is no part of what it is given to.
#[derive(Debug, Clone, Default)]
pub struct Judged(Arc<Mutex<BTreeMap<RelPath, Known>>>);

impl PartialEq for Judged {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Judged {}

impl Judged {
    /// Whether a base cannot be what dockwright wrote: git left a conflict in it, or it is no text of
    /// its format. What `file` has now is what dockwright writes.
    pub(super) fn is_damaged(&self, path: &RelPath, base: &Content, file: Option<&File>) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((bytes, damaged)) = known.get(path)
            && *bytes == base.bytes
        {
            return *damaged;
        }
        let file = file.filter(|file| file.policy == Policy::Generated);
        let damaged = !file.is_some_and(|file| file.is_text(&base.bytes)) && damaged(path, base);
        known.insert(path.clone(), (Arc::clone(&base.bytes), damaged));
        damaged
    }
}

fn damaged(path: &RelPath, base: &Content) -> bool {
    let Some(text) = base.text() else {
        return true;
    };
    has_markers(text) || Format::of(path).problem(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_text_is_not_said_of_another() {
        let judged = Judged::default();
        let path = RelPath::trusted("compose.yaml");
        let own = File::new(Policy::Generated, 0o644, "", "a: 1\n");
        for file in [None, Some(&own)] {
            for (text, damaged) in [("a: 1\n", false), ("a: [\n", true), ("a: 1\n", false)] {
                let base = Content::new(text, 0o644);
                assert_eq!(judged.is_damaged(&path, &base, file), damaged, "{text}");
            }
        }
        assert!(judged.is_damaged(&path, &Content::new(b"\xff", 0o644), None));
    }
}
