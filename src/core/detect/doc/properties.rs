//! `key = value`, a line each: properties of Java, and environment files.

use super::{Doc, Kind};

pub(super) fn parse(text: &str) -> Doc {
    let mut entries = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with(['#', '!']) {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((key, value)) = line.split_once(['=', ':']) else {
            continue;
        };
        let value = value.trim();
        let quoted = value.strip_prefix(['"', '\'']);
        let value = quoted.map_or(value, |rest| rest.trim_end_matches(['"', '\'']));
        entries.push((key.trim().to_owned(), Doc::text(place + 1, value)));
    }
    let kind = Kind::Map(entries);
    Doc { line: 1, kind }
}
