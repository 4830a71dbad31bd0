//! TOML. Of a broken file nothing is taken: what stands in which table is not certain then.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Doc, Kind, Lines};

/// More brackets in one line than any manifest has.
const DEEPEST: usize = 80;

pub(super) fn parse(text: &str) -> Result<Doc, String> {
    if text
        .lines()
        .any(|line| line.matches(['[', '{']).count() > DEEPEST)
    {
        return Err("its lists are too deep".to_owned());
    }
    let table = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
    let lines = Lines::of(text);
    let line = lines.at(table.span().start);
    Ok(map(table.get_ref(), line, &lines))
}

fn map(table: &DeTable<'_>, line: usize, lines: &Lines) -> Doc {
    let mut entries: Vec<(usize, String, Doc)> = table
        .iter()
        .map(|(key, value)| {
            let place = key.span().start;
            let mut doc = doc(value, lines);
            if matches!(doc.kind, Kind::Map(_)) {
                doc.line = lines.at(place);
            }
            (place, key.get_ref().to_string(), doc)
        })
        .collect();
    entries.sort_by_key(|(place, ..)| *place);
    let entries = entries.into_iter().map(|(_, key, doc)| (key, doc));
    let kind = Kind::Map(entries.collect());
    Doc { line, kind }
}

fn doc(value: &Spanned<DeValue<'_>>, lines: &Lines) -> Doc {
    let line = lines.at(value.span().start);
    let kind = match value.get_ref() {
        DeValue::String(text) => Kind::Text(text.to_string()),
        DeValue::Integer(number) => Kind::Text(number.as_str().to_owned()),
        DeValue::Float(number) => Kind::Text(number.as_str().to_owned()),
        DeValue::Boolean(truth) => Kind::Text(truth.to_string()),
        DeValue::Datetime(time) => Kind::Text(time.to_string()),
        DeValue::Array(items) => Kind::List(items.iter().map(|item| doc(item, lines)).collect()),
        DeValue::Table(table) => return map(table, line, lines),
    };
    Doc { line, kind }
}
