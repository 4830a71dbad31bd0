//! Texts and trees as YAML on one line, so that YAML 1.1 and 1.2 both read the same.

use std::fmt::Write as _;

use super::node::{Kind, Node};

/// The text as a YAML scalar that every reader takes for this very text, in a flow list too:
/// in double quotes where it must be.
pub fn quote(text: &str) -> String {
    if is_plain(text) && !is_other_type(text) {
        text.to_owned()
    } else {
        double(text)
    }
}

/// A tree in flow style. What was plain stays plain, and so keeps its type.
pub fn flow(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar { text, plain: true } if text.is_empty() => "null".to_owned(),
        Kind::Scalar { text, plain: true } if is_plain(text) => text.clone(),
        Kind::Scalar { text, .. } => quote(text),
        Kind::List(items) => {
            let items: Vec<_> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Map(entries) => {
            let entries: Vec<_> = entries
                .iter()
                .map(|entry| format!("{}: {}", quote(&entry.key), flow(&entry.value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// The text in double quotes.
pub(super) fn double(text: &str) -> String {
    let mut out = String::from('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Line breaks to YAML 1.1, and a byte order mark that nobody would see.
            '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(char));
            }
            char if char.is_control() => {
                let _ = write!(out, "\\x{:02x}", u32::from(char));
            }
            char => out.push(char),
        }
    }
    out.push('"');
    out
}

/// The text in single quotes, where it can stand there.
pub(super) fn single(text: &str) -> Option<String> {
    let fits = |char: char| !char.is_control() && !"\u{2028}\u{2029}\u{FEFF}".contains(char);
    text.chars()
        .all(fits)
        .then(|| format!("'{}'", text.replace('\'', "''")))
}

/// Whether it can stand without quotes anywhere, whatever type it then has.
pub(super) fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let mut chars = text.chars();
    let lone_sign = matches!(first, '-' | '?' | ':') && {
        chars.next();
        !chars.next().is_some_and(|next| !matches!(next, ' ' | '\t'))
    };
    let refused = |char: char| {
        char.is_control() || "[]{},\u{85}\u{2028}\u{2029}\u{FEFF}\u{FFFE}\u{FFFF}".contains(char)
    };
    !lone_sign
        && !"#&*!|>'\"%@`".contains(first)
        && text.trim() == text
        && !text.chars().any(refused)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.starts_with("---")
        && !text.starts_with("...")
}

/// Whether a YAML 1.1 or 1.2 reader may take the plain text for something else than a text.
fn is_other_type(text: &str) -> bool {
    const WORDS: [&str; 16] = [
        "null", "~", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<", ".nan",
        ".inf", "+.inf", "-.inf",
    ];
    let lower = text.to_ascii_lowercase();
    WORDS.contains(&lower.as_str()) || is_numeric(&lower)
}

/// Integers and fractions of any base, times of day, dates, versions: rather once too often.
fn is_numeric(lower: &str) -> bool {
    let numeric = |char: char| char.is_ascii_hexdigit() || "_.:+-xot z".contains(char);
    lower.starts_with(|char: char| char.is_ascii_digit() || "+-.".contains(char))
        && lower.contains(|char: char| char.is_ascii_digit())
        && lower.chars().all(numeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::yaml::parse;

    const OTHER_TYPES: &[&str] = &[
        "",
        "3.10",
        "22:22",
        "null",
        "~",
        "yes",
        "No",
        "on",
        "y",
        "0x1F",
        "1_000",
        "017",
        "1e3",
        "2026-11-23",
        ".5",
        "+12",
        "-",
        "- a",
        "? a",
        ": a",
        "a: b",
        "a #b",
        "a:",
        "#a",
        "@a",
        "*a",
        "&a",
        "!a",
        "%a",
        "|",
        ">",
        "'a",
        "\"a",
        "`a",
        "[a]",
        "{a}",
        "a,b",
        " a",
        "a ",
        "a\nb",
        "a\tb\u{1}",
        "<<",
        "=",
        "---",
        ".inf",
        "{{ host }}",
        "8080:80",
        "\u{2028}",
    ];

    #[test]
    fn quotes_what_some_reader_takes_for_something_else() {
        for text in OTHER_TYPES {
            let quoted = quote(text);
            assert!(quoted.starts_with('"'), "{quoted}");
            for yaml in [quoted.clone(), format!("[{quoted}]")] {
                let node = parse("t", yaml.as_bytes()).unwrap();
                let node = node.as_list().map_or(&node, |items| &items[0]);
                assert_eq!(node.as_str(), Some(*text), "{yaml}");
            }
        }
    }

    #[test]
    fn leaves_plain_what_every_reader_takes_for_a_text() {
        for text in [
            ".",
            "./services/orders",
            "web",
            "app.main:app",
            "-c",
            "a#b",
            "http://db:5432/x",
            "768M",
            "python manage.py migrate --noinput",
            "a'b",
            "é",
        ] {
            assert_eq!(quote(text), text);
            let node = parse("t", format!("k: {text}").as_bytes()).unwrap();
            assert_eq!(node.get("k").unwrap().as_str(), Some(text));
        }
    }

    #[test]
    fn writes_a_tree_in_flow_style() {
        let text = "a: [1, '1', null, ~, yes, {b: , c: 'x, y'}]\nd: |\n  e\n";
        let node = parse("t", text.as_bytes()).unwrap();
        let expected = r#"{a: [1, "1", null, ~, yes, {b: null, c: "x, y"}], d: "e\n"}"#;
        assert_eq!(flow(&node), expected);
    }
}
