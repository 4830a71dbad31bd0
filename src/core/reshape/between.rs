//! What makes one text of answers of another: the keys that differ, as `--set` would say them.

use super::{answers, first};
use crate::core::diagnostic::Problem;
use crate::core::yaml::{self, Node, flow};

/// Maps below these many keys are compared key by key: `services`, a member, `with` or `processes`.
const DEEPEST: usize = 3;

/// A key, and the value that it gets; none: it goes.
pub type Difference = (Vec<String>, Option<String>);

/// The keys of `new` that `old` says otherwise, in the order of `new`; what only `old` has goes first.
pub fn between(old: &str, new: &str) -> Result<Vec<Difference>, Problem> {
    let read = |text: &str| yaml::parse(answers::FILE, text.as_bytes()).map_err(first);
    let (old, new) = (read(old)?, read(new)?);
    let mut found = Vec::new();
    compare(&old, &new, &mut Vec::new(), &mut found);
    Ok(found)
}

fn compare(old: &Node, new: &Node, path: &mut Vec<String>, found: &mut Vec<Difference>) {
    let (Some(before), Some(after)) = (old.as_map(), new.as_map()) else {
        return;
    };
    let at = |path: &[String], key: &String| [path, std::slice::from_ref(key)].concat();
    for entry in before {
        if new.get(&entry.key).is_none() {
            found.push((at(path, &entry.key), None));
        }
    }
    for entry in after {
        let known = old.get(&entry.key);
        if known.is_some_and(|known| known.to_value() == entry.value.to_value()) {
            continue;
        }
        let maps = known.is_some_and(|known| known.as_map().is_some());
        if maps && entry.value.as_map().is_some() && path.len() < DEEPEST {
            path.push(entry.key.clone());
            if let Some(known) = known {
                compare(known, &entry.value, path, found);
            }
            path.pop();
        } else if known.is_none_or(Node::is_null) && path.is_empty() {
            // A map that comes: each of its entries is a key of its own.
            let entries = entry.value.as_map().unwrap_or_default();
            found.extend(entries.iter().map(|below| {
                let path = vec![entry.key.clone(), below.key.clone()];
                (path, Some(flow(&below.value)))
            }));
        } else if entry.value.is_null() && path.is_empty() {
            // All that was in it goes, one by one.
            let entries = known.and_then(Node::as_map).unwrap_or_default();
            found.extend(entries.iter().map(|below| {
                let path = vec![entry.key.clone(), below.key.clone()];
                (path, None)
            }));
        } else {
            found.push((at(path, &entry.key), Some(flow(&entry.value))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::answers::read;

    const OLD: &str = "dockwright: 1\nservices:\n  web:\n    kind: django\n    with: {python: \"3.12\", manager: uv}\n    uses: [db]\n  job: {kind: node}\nbacking:\n";

    #[test]
    fn what_differs_makes_the_one_of_the_other() {
        for new in [
            OLD,
            "dockwright: 1\nservices:\n  web:\n    kind: django\n    with: {python: \"3.13\"}\n    processes: {w: {kind: celery}}\nbacking:\n  db: {kind: postgres}\n",
            "dockwright: 1\nservices:\nbacking:\n  a: {kind: redis}\n  b: {kind: postgres, with: {version: \"17\"}}\n",
        ] {
            let mut text = OLD.to_owned();
            for (path, value) in between(OLD, new).unwrap() {
                let key = path.join(".");
                let value = value.unwrap_or_else(|| "null".to_owned());
                text = super::super::set(&text, &format!("{key}={value}")).unwrap();
            }
            let answers = |text: &str| {
                let node = yaml::parse("", text.as_bytes()).unwrap();
                let (answers, problems) = read("", &node);
                assert!(problems.is_empty(), "{problems:?}\n{text}");
                (answers.services.len(), answers.backing.len())
            };
            assert_eq!(between(&text, new).unwrap(), [], "{text}");
            assert_eq!(answers(&text), answers(new), "{text}");
        }
    }
}
