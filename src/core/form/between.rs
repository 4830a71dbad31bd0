//! Two texts of answers -> the edits between them, key by key.

use super::Edit;
use crate::core::yaml::{self, Kind, Node};

/// The edits that make the second text's answers of the first's; none where one cannot be read.
pub fn between(before: &str, after: &str) -> Vec<Edit> {
    let read = |text: &str| yaml::parse("", text.as_bytes()).ok();
    let (Some(before), Some(after)) = (read(before), read(after)) else {
        return Vec::new();
    };
    let mut edits = Vec::new();
    walk(&before, &after, &mut Vec::new(), &mut edits);
    edits
}

fn walk(before: &Node, after: &Node, key: &mut Vec<String>, edits: &mut Vec<Edit>) {
    if before.to_value() == after.to_value() {
        return;
    }
    let (Kind::Map(old), Kind::Map(new)) = (&before.kind, &after.kind) else {
        return edits.push(Edit::Set {
            key: key.clone(),
            value: yaml::flow(after),
        });
    };
    for entry in old.iter().filter(|entry| after.get(&entry.key).is_none()) {
        let mut key = key.clone();
        key.push(entry.key.clone());
        edits.push(Edit::Unset { key });
    }
    for entry in new {
        key.push(entry.key.clone());
        match before.get(&entry.key) {
            Some(known) => walk(known, &entry.value, key, edits),
            None => edits.push(Edit::Set {
                key: key.clone(),
                value: yaml::flow(&entry.value),
            }),
        }
        key.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Catalog;

    #[test]
    fn the_edits_lead_from_one_to_the_other() {
        let before = "a: 1\nb: {c: 2, d: [1]}\ne: x\n";
        let after = "a: 1\nb: {c: 3, d: [1, 2], f: {g: 1}}\n";
        let edits = Edit::All(between(before, after));
        let text = edits.apply(&Catalog::builtin(), before).unwrap();
        assert!(between(&text, after).is_empty(), "{text}");
        assert!(between(before, before).is_empty());
    }
}
