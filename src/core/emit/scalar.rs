//! Scalars that YAML 1.1 and 1.2 read as the same text.

/// A scalar as YAML 1.1 and 1.2 both read it as this text. `inside` a flow collection more
/// characters need quotes.
pub(super) fn scalar(text: &str, inside: bool) -> String {
    if is_plain(text, inside) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

fn is_plain(text: &str, inside: bool) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let special_start = "-?:,[]{}#&*!|>'\"%@`".contains(first);
    let dash_word = first == '-' && text.len() > 1 && !text.starts_with("- ");
    if special_start && !dash_word {
        return false;
    }
    if text.ends_with([' ', ':']) || first == ' ' || text.contains(": ") || text.contains(" #") {
        return false;
    }
    if text
        .chars()
        .any(|c| c.is_control() || !c.is_ascii() && c.is_whitespace())
    {
        return false;
    }
    if inside && text.contains([',', '[', ']', '{', '}', '"', '\'', ':']) {
        return false;
    }
    !is_special_word(text) && !is_number_like(text)
}

/// What YAML 1.1 or 1.2 reads as a truth, as nothing or as a merge.
fn is_special_word(text: &str) -> bool {
    matches!(
        text.to_ascii_lowercase().as_str(),
        "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null" | "~" | "<<" | "="
    )
}

/// Whatever could be read as a number, a time or a date.
fn is_number_like(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '+' || c == '-')
        && text.chars().any(|c| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "+-._:eExXoabcdefABCDEF".contains(c))
}

/// A scalar in quotes.
pub(super) fn quoted(text: &str) -> String {
    if text.contains('"') && !text.contains('\'') && !text.chars().any(char::is_control) {
        return format!("'{text}'");
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || (!c.is_ascii() && c.is_whitespace()) => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_what_any_reader_could_misread() {
        for (text, block, flow) in [
            (
                "postgres:18-trixie",
                "postgres:18-trixie",
                "\"postgres:18-trixie\"",
            ),
            ("${TAG:-latest}", "${TAG:-latest}", "\"${TAG:-latest}\""),
            (
                "http://localhost:${WEB_PORT:-8000}",
                "http://localhost:${WEB_PORT:-8000}",
                "\"http://localhost:${WEB_PORT:-8000}\"",
            ),
            ("no", "\"no\"", "\"no\""),
            ("3.10", "\"3.10\"", "\"3.10\""),
            ("1025", "\"1025\"", "\"1025\""),
            ("22:22", "\"22:22\"", "\"22:22\""),
            ("999:999", "\"999:999\"", "\"999:999\""),
            ("--save", "--save", "--save"),
            ("-", "\"-\"", "\"-\""),
            ("", "\"\"", "\"\""),
            ("a: b", "\"a: b\"", "\"a: b\""),
            ("a # b", "\"a # b\"", "\"a # b\""),
            ("say \"x\"", "say \"x\"", "'say \"x\"'"),
            ("512M", "512M", "512M"),
            ("0.50", "\"0.50\"", "\"0.50\""),
            ("256mb", "256mb", "256mb"),
            ("a\nb", "\"a\\nb\"", "\"a\\nb\""),
            ("*x", "\"*x\"", "\"*x\""),
        ] {
            assert_eq!(scalar(text, false), block, "{text:?} in a block");
            assert_eq!(scalar(text, true), flow, "{text:?} in a flow");
        }
    }

    #[test]
    fn reads_back_as_it_was_meant() {
        for text in [
            "yes",
            "0o17",
            "1_000",
            "12e3",
            "- x",
            "a:b",
            "{x}",
            "it's",
            "é",
            "%d",
            "#x",
            "a\tb",
            "x:",
            "2026-11-24",
        ] {
            for (form, inside) in [("k: {}\n", false), ("k: [{}]\n", true)] {
                let yaml = form.replace("{}", &scalar(text, inside));
                let read: serde_yaml::Value = serde_yaml::from_str(&yaml).unwrap();
                let value = if inside { &read["k"][0] } else { &read["k"] };
                assert_eq!(value.as_str(), Some(text), "{yaml}");
            }
        }
    }
}
