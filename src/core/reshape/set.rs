//! `KEY=VALUE` of the command line.

use crate::core::diagnostic::{Problem, Where};
use crate::core::yaml::{self, Kind, Node};

/// `KEY=VALUE`: the key's value becomes VALUE, everything else stays to the byte.
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
    yaml::edit::set(text, &path, &written(&node)).map_err(place)
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
        assert_eq!(set(text, "oops").unwrap_err().code, "bad-set");
    }
}
