//! Members that are written as they were: they are the very same.

use std::sync::Arc;

use indexmap::IndexMap;

use super::Member;
use crate::core::yaml::{Entry, Node};

/// Members that were read before: how they are written, and what that says.
pub(super) type Before<'b> = (&'b [Entry], &'b IndexMap<String, Arc<Member>>);

/// The member of before, where it is written the same; it stood at this place, or elsewhere.
pub(super) fn member(
    (entries, members): Before<'_>,
    place: usize,
    name: &str,
    node: &Node,
) -> Option<Arc<Member>> {
    let is = |entry: &&Entry| entry.key == name;
    let entry = entries.get(place).filter(is);
    let entry = entry.or_else(|| entries.iter().find(is))?;
    let same = std::ptr::eq(Arc::as_ptr(&entry.value), node) || entry.value.says_as(node);
    same.then(|| members.get(name).cloned()).flatten()
}
