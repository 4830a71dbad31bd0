//! Where lines of YAML and JSON stand in an order that has a meaning: the inside of a text, the
//! words of a command, files of which the later ones win. Everywhere else two neighbours may change
//! places.

use super::format::Format;
use super::lines::indent;

/// Keys whose lists are read in order.
const ORDERED: [&str; 7] = [
    "args",
    "command",
    "dockerComposeFile",
    "entrypoint",
    "env_file",
    "runArgs",
    "test",
];

/// Whether a key's list is read in order.
pub(super) fn is_ordered(key: &str) -> bool {
    ORDERED.contains(&key) || key.ends_with("Command")
}

/// Whether the order of this line and its neighbours matters.
pub(super) fn matters_at(format: Format, lines: &[&str], at: usize) -> bool {
    let line = lines.get(at).copied().unwrap_or_default();
    indent(line).is_some_and(|depth| matters(format, &lines[..at], depth, is_item(line)))
}

/// Whether the order of lines so deep matters, `above` being those before. `items`: they are items
/// of a YAML list, which may be no deeper than its key.
pub(super) fn matters(format: Format, above: &[&str], depth: usize, items: bool) -> bool {
    let mut depth = depth;
    let mut parents = above.iter().rev().filter(|line| {
        let Some(own) = indent(line).filter(|_| !is_remark(line)) else {
            return false;
        };
        let is_parent = own < depth || items && own == depth && !is_item(line);
        if is_parent {
            depth = own;
        }
        is_parent
    });
    let Some(parent) = parents.next() else {
        return false;
    };
    is_ordered(key(parent)) || begins_text(format, parent) || {
        // A text's own lines may be indented.
        format == Format::Yaml && parents.any(|line| begins_text(format, line))
    }
}

fn is_item(line: &str) -> bool {
    let line = line.trim();
    line == "-" || line.starts_with("- ")
}

fn is_remark(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('#') || line.starts_with("//")
}

/// The key of a line, without quotes.
pub(super) fn key(line: &str) -> &str {
    let line = line.trim_start().trim_start_matches("- ");
    let end = line.find(':').unwrap_or(0);
    line[..end].trim_matches(['"', '\''])
}

/// Whether the lines below are a text: `run: |`.
fn begins_text(format: Format, line: &str) -> bool {
    let head = line.split(" #").next().unwrap_or_default().trim_end();
    let word = head.rsplit([' ', ':']).next().unwrap_or_default();
    format == Format::Yaml && word.starts_with(['|', '>'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_texts_are_read_in_order() {
        let yaml = |text: &str| {
            let lines: Vec<&str> = text.lines().collect();
            matters_at(Format::Yaml, &lines, lines.len() - 1)
        };
        for ordered in [
            "command:\n  - a\n  - b",
            "command:\n- a\n- b",
            "run: |\n  a",
            "- >-  # why\n  if a\n    b",
            "- |\n  # command:\n    b",
        ] {
            assert!(yaml(ordered), "{ordered}");
        }
        for free in [
            "ports:\n  - a",
            "command:\n  - a\nports:\n  - b",
            "environment:\n  A: 1",
            "a: 1",
        ] {
            assert!(!yaml(free), "{free}");
        }
    }
}
