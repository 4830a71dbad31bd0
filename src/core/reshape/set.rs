//! `KEY=VALUE` of the command line.

use super::lines::relist;
use crate::core::diagnostic::{Problem, Where};
use crate::core::yaml::{self, Kind, Node, edit};

/// `KEY=VALUE`: the key's value becomes VALUE, or goes where that is `null`; everything else stays to
/// the byte.
pub fn set(text: &str, set: &str) -> Result<String, Problem> {
    assign(text, &[], set)
}

/// The same, with KEY below `above`.
pub fn assign(text: &str, above: &[&str], set: &str) -> Result<String, Problem> {
    let place = |problem: Problem| {
        let key = set.split_once('=').map(|(key, _)| key.to_owned());
        problem.at(Where {
            file: "--set".to_owned(),
            line: None,
            column: None,
            key,
        })
    };
    let Some((key, value)) = set.split_once('=').filter(|(key, _)| !key.is_empty()) else {
        let problem = Problem::error("bad-set", format!("`--set {set}` is no KEY=VALUE"));
        let mend = if above.is_empty() {
            "such as `--set services.web.with.python=3.13`"
        } else {
            "such as `--set port=8001`"
        };
        return Err(place(problem).mend(mend));
    };
    let node = yaml::parse_value("--set", value).map_err(|problems| {
        let first = problems.into_iter().next();
        place(first.unwrap_or_else(|| Problem::error("bad-set", format!("{value:?} is no value"))))
    })?;
    let mut path = above.to_vec();
    path.extend(key.split('.'));
    let put = if node.is_null() {
        take(text, &path)
    } else {
        put(text, &path, &node)
    };
    put.map_err(place)
}

/// The key's value becomes this one. Where it is a list or a map over several lines, only what differs
/// in it is touched, so that the comments between its lines stay.
pub fn put(text: &str, path: &[&str], new: &Node) -> Result<String, Problem> {
    let root = yaml::read("", text).map_err(super::first)?;
    if let ["features", name, rest @ ..] = path
        && !rest.is_empty()
        && super::at(&root, &["features", name]).and_then(Node::as_bool) == Some(true)
    {
        // `true` is a feature with its defaults: a map says the same of what it does not name.
        let below = rest.iter().rev();
        let value = below.fold(written(new), |value, key| {
            format!("{{{}: {value}}}", yaml::quote(key))
        });
        return edit::set(text, &["features", name], &value);
    }
    let old = super::at(&root, path);
    if let Some(old) = old.filter(|old| spans_lines(old))
        && let (Kind::Map(before), Kind::Map(after)) = (&old.kind, &new.kind)
        && !after.is_empty()
    {
        let below = |key| [path, &[key]].concat();
        let mut text = text.to_owned();
        for entry in before.iter().filter(|entry| new.get(&entry.key).is_none()) {
            text = edit::remove(&text, &below(&entry.key))?;
        }
        for entry in after {
            let known = old.get(&entry.key).map(Node::to_value);
            if known != Some(entry.value.to_value()) {
                text = put(&text, &below(&entry.key), &entry.value)?;
            }
        }
        return Ok(text);
    }
    if let Some(old) = old
        && let (Kind::List(before), Kind::List(after)) = (&old.kind, &new.kind)
        && !after.is_empty()
        && let Some(text) = relist(text, before, after, |root| super::at(root, path).cloned())
    {
        return Ok(text);
    }
    edit::set(text, path, &written(new))
}

fn spans_lines(node: &Node) -> bool {
    let last = match &node.kind {
        Kind::Map(entries) => entries.last().map(|entry| entry.line),
        Kind::List(items) => items.last().map(|item| item.line),
        Kind::Scalar { .. } => None,
    };
    last.is_some_and(|line| line > node.line)
}

/// The key goes; a `with:` that is empty then goes too.
pub fn take(text: &str, path: &[&str]) -> Result<String, Problem> {
    let text = edit::remove(text, path)?;
    let Some((_, above)) = path.split_last() else {
        return Ok(text);
    };
    if above.last() == Some(&"with") {
        let root = yaml::read("", &text).map_err(super::first)?;
        let left = super::at(&root, above);
        if left.is_some_and(|node| node.is_null() || node.as_map().is_some_and(<[_]>::is_empty)) {
            return edit::remove(&text, above);
        }
    }
    Ok(text)
}

/// A value as YAML that any reader takes for the same: `3.10` is a text.
fn written(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar { text, .. }
            if node.as_int().is_none() && node.as_bool().is_none() && !node.is_null() =>
        {
            yaml::quote(text)
        }
        _ => yaml::flow(node),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn set_reads_by_type_and_keeps_the_rest() {
        let text = "dockwright: 1\nservices:\n  web: {kind: django, port: 8000}  # why\n";
        assert_eq!(
            set(text, "services.web.port=8001").unwrap(),
            "dockwright: 1\nservices:\n  web: {kind: django, port: 8001}  # why\n"
        );
        assert_eq!(
            set(text, "services.web.with.python=3.10")
                .unwrap()
                .lines()
                .nth(2),
            Some("  web: {kind: django, port: 8000, with: {python: \"3.10\"}}  # why")
        );
        let features = "features: {debugger: true, hot_reload: mount}  # why\n";
        assert_eq!(
            set(features, "features.debugger.jetbrains=true").unwrap(),
            "features: {debugger: {jetbrains: true}, hot_reload: mount}  # why\n"
        );
        assert_eq!(
            set(
                "features:\n  debugger: true # why\n",
                "features.debugger.wait_for_client=[web]"
            )
            .unwrap(),
            "features:\n  debugger: {wait_for_client: [web]} # why\n"
        );
        // What is off is not turned on by the way, and a word says more than its map would.
        for value in ["false", "mount"] {
            let text = format!("features: {{debugger: {value}}}\n");
            assert!(set(&text, "features.debugger.jetbrains=true").is_err());
        }
        let null = set(text, "services.web.port=null").unwrap();
        assert!(null.contains("{kind: django}  # why"), "{null}");
        assert_eq!(set(text, "oops").unwrap_err().code, "bad-set");
    }
}
