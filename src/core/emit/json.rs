//! JSON with comments as a careful person writes it: what fits stands in one line.

use serde_json::Value;

/// What fits beside the indentation in one line.
const WIDTH: usize = 110;

/// A key that holds a comment for the next key; no file has such a key.
pub const COMMENT: &str = "//";

/// The text of a file, line end included. A key that begins with [`COMMENT`] and holds a text is
/// a comment above the next key.
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    put(value, 0, 0, &mut out);
    out.push('\n');
    out
}

fn put(value: &Value, indent: usize, taken: usize, out: &mut String) {
    let begin = out.len();
    let room = WIDTH.saturating_sub(indent + taken);
    if indent > 0 && one_line(value, begin + room, out) {
        return;
    }
    out.truncate(begin);
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push_str("{\n");
            let last = map.keys().rfind(|key| !key.starts_with(COMMENT));
            for (key, value) in map {
                push_indent(indent + 2, out);
                if key.starts_with(COMMENT) {
                    out.push_str("// ");
                    out.push_str(value.as_str().unwrap_or_default());
                    out.push('\n');
                    continue;
                }
                let name = format!("{}: ", Value::from(key.as_str()));
                out.push_str(&name);
                put(value, indent + 2, name.len(), out);
                out.push_str(if Some(key) == last { "\n" } else { ",\n" });
            }
            push_indent(indent, out);
            out.push('}');
        }
        Value::Array(items) if !items.is_empty() => {
            out.push_str("[\n");
            for (place, item) in items.iter().enumerate() {
                push_indent(indent + 2, out);
                put(item, indent + 2, 0, out);
                out.push_str(if place + 1 == items.len() {
                    "\n"
                } else {
                    ",\n"
                });
            }
            push_indent(indent, out);
            out.push(']');
        }
        other => scalar(other, out),
    }
}

/// Adds the value in one line. False where that makes the text longer than `most`, or where a
/// comment, or an object among several objects, wants lines of its own.
fn one_line(value: &Value, most: usize, out: &mut String) -> bool {
    match value {
        Value::Object(map) if map.is_empty() => out.push_str("{}"),
        Value::Object(map) => {
            for (place, (key, value)) in map.iter().enumerate() {
                out.push_str(if place == 0 { "{ " } else { ", " });
                scalar(&Value::from(key.as_str()), out);
                out.push_str(": ");
                if key.starts_with(COMMENT) || !one_line(value, most, out) {
                    return false;
                }
            }
            out.push_str(" }");
        }
        Value::Array(items) => {
            let objects = items.iter().filter(|item| item.is_object()).count();
            if objects > 1 {
                return false;
            }
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push_str(", ");
                }
                if !one_line(item, most, out) {
                    return false;
                }
            }
            out.push(']');
        }
        other => scalar(other, out),
    }
    out.len() <= most
}

fn scalar(value: &Value, out: &mut String) {
    out.push_str(&value.to_string());
}

fn push_indent(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_line_where_it_fits_and_comments_above() {
        let value = json!({
            "name": "x",
            "ports": [8000, "db:5432"],
            "// 1": "Why so.",
            "update": false,
            "settings": { "a": { "b": 1 } },
            "many": [{ "a": 1 }, { "b": 2 }],
        });
        let text = "{\n  \"name\": \"x\",\n  \"ports\": [8000, \"db:5432\"],\n  // Why so.\n  \"update\": false,\n  \"settings\": { \"a\": { \"b\": 1 } },\n  \"many\": [\n    { \"a\": 1 },\n    { \"b\": 2 }\n  ]\n}\n";
        assert_eq!(write(&value), text);
    }
}
