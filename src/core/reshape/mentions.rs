//! Texts of the user's own that may mean a member by its name, as an address does. They are told
//! and not changed: only their owner knows.

use crate::core::answers;
use crate::core::diagnostic::{Problem, Where};
use crate::core::yaml::{self, Kind, Node};

/// Keys whose texts are the user's own.
const OWN: [&str; 2] = ["env", "run"];

/// One note for each text of the answers in which `name` stands as a host.
pub fn mentions(text: &str, name: &str) -> Vec<Problem> {
    let Ok(root) = yaml::parse(answers::FILE, text.as_bytes()) else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    walk(&root, String::new(), false, &mut |key, text| {
        if is_host(text, name) {
            let message = format!("`{key}` still speaks of `{name}`");
            let place = Where {
                file: answers::FILE.to_owned(),
                line: None,
                column: None,
                key: Some(key.to_owned()),
            };
            let problem = Problem::note("old-name", message).at(place);
            problems.push(problem.mend("write the new name there, if it is meant"));
        }
    });
    problems
}

fn walk(node: &Node, key: String, own: bool, each: &mut dyn FnMut(&str, &str)) {
    match &node.kind {
        Kind::Scalar { text, .. } if own => each(&key, text),
        Kind::Scalar { .. } => {}
        Kind::List(items) => {
            for (place, item) in items.iter().enumerate() {
                walk(item, format!("{key}.{place}"), own, each);
            }
        }
        Kind::Map(entries) => {
            for entry in entries {
                let dot = if key.is_empty() { "" } else { "." };
                let own = own || OWN.contains(&entry.key.as_str());
                walk(&entry.value, format!("{key}{dot}{}", entry.key), own, each);
            }
        }
    }
}

/// `db`, `db:5432`, `postgres://user@db/x`.
fn is_host(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        let begins = before.is_empty() || before.ends_with('@') || before.ends_with("//");
        begins && (after.is_empty() || after.starts_with([':', '/', '?']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_and_other_words_are_not() {
        let text = "services:\n  db:\n    env: {A: 'http://db:80', B: db, C: 'x@db/y', D: dbx, E: a-db, F: 'the db', G: db-1}\n    with: {x: db}\n";
        let keys: Vec<String> = mentions(text, "db")
            .into_iter()
            .map(|problem| problem.place.unwrap().key.unwrap())
            .collect();
        let env = "services.db.env";
        assert_eq!(
            keys,
            [format!("{env}.A"), format!("{env}.B"), format!("{env}.C")]
        );
    }
}
