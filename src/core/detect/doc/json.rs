//! JSON as people write it: with comments and commas too many.

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::{Doc, Kind, Lines};

pub(super) fn parse(text: &str) -> Result<Doc, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
    let value = parsed.map_err(|error| error.to_string())?.value;
    let value = value.ok_or_else(|| "it is empty".to_owned())?;
    Ok(doc(&value, &Lines::of(text)))
}

fn doc(value: &Value<'_>, lines: &Lines) -> Doc {
    let line = lines.at(value.range().start);
    let kind = match value {
        Value::StringLit(text) => Kind::Text(text.value.to_string()),
        Value::NumberLit(number) => Kind::Text(number.value.to_owned()),
        Value::BooleanLit(truth) => Kind::Text(truth.value.to_string()),
        Value::NullKeyword(_) => Kind::Text(String::new()),
        Value::Array(array) => Kind::List(array.elements.iter().map(|v| doc(v, lines)).collect()),
        Value::Object(object) => {
            let entries = object.properties.iter().map(|property| {
                let key = property.name.as_str().to_owned();
                (key, doc(&property.value, lines))
            });
            Kind::Map(entries.collect())
        }
    };
    Doc { line, kind }
}
