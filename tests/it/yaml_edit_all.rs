//! Every answer of the examples changed and taken out: nothing else moves.

use dockwright::core::yaml::{Kind, Node, edit, parse};

use crate::yaml_parse::ANSWERS;

/// Every path to a scalar or list, those below lists left out.
fn leaves(node: &Node, path: &mut Vec<String>, out: &mut Vec<(Vec<String>, Node)>) {
    match &node.kind {
        Kind::Map(entries) if !entries.is_empty() => {
            for entry in entries {
                path.push(entry.key.clone());
                leaves(&entry.value, path, out);
                path.pop();
            }
        }
        _ => out.push((path.clone(), node.clone())),
    }
}

#[test]
fn every_leaf_of_the_examples_can_be_changed_and_taken_out() {
    let mut count = 0;
    for (name, unix) in ANSWERS {
        for text in [
            unix.to_owned(),
            unix.replace('\n', "\r\n"),
            unix.trim_end().to_owned(),
        ] {
            let root = parse(name, text.as_bytes()).unwrap();
            let mut all = Vec::new();
            leaves(&root, &mut Vec::new(), &mut all);
            for (path, node) in all {
                let path: Vec<_> = path.iter().map(String::as_str).collect();
                let value = if node.as_list().is_some() {
                    "[other]"
                } else {
                    "other"
                };
                let new = edit::set(&text, &path, value).unwrap();
                let is_block_list = only_its_lines_differ(&text, &new, &node);
                assert!(!is_block_list || node.as_list().is_some());
                // And back again, to the letter, since quotes stay.
                if let (Some(old), false) = (node.as_str(), is_block_list) {
                    assert_eq!(
                        edit::set(&new, &path, old_value(&node, old)).unwrap(),
                        text,
                        "{path:?}"
                    );
                }
                let gone = edit::remove(&text, &path).unwrap();
                assert!(gone.len() < text.len(), "{path:?}");
                assert_eq!(gone.contains("\r\n"), text.contains("\r\n"));
                count += 1;
            }
        }
    }
    assert!(count > 300, "{count}");
}

/// The value as ready YAML, for a text that has no quotes in it.
fn old_value<'t>(node: &Node, text: &'t str) -> &'t str {
    let Kind::Scalar { plain: false, .. } = node.kind else {
        return text;
    };
    String::leak(format!("'{}'", text.replace('\'', "''")))
}

/// Whether more than the value's one line went, as for a list that had a line for each item.
fn only_its_lines_differ(old: &str, new: &str, node: &Node) -> bool {
    let before: Vec<_> = old.split_inclusive('\n').collect();
    let after: Vec<_> = new.split_inclusive('\n').collect();
    let pairs = before.iter().zip(&after);
    let above = pairs.take_while(|(one, other)| one == other).count();
    let pairs = before.iter().rev().zip(after.iter().rev());
    let below = pairs.take_while(|(one, other)| one == other).count();
    assert_eq!(above, node.line - 1, "{new}");
    assert_eq!(above + 1 + below, after.len(), "{new}");
    before.len() > after.len()
}
