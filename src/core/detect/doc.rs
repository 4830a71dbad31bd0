//! One tree for every format that has a parser: keys, texts, and the line of each.

mod json;
mod properties;
mod toml;
mod xml;
mod yaml;

/// A value and its line, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doc {
    pub(super) line: usize,
    pub(super) kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Text(String),
    List(Vec<Doc>),
    Map(Vec<(String, Doc)>),
}

impl Doc {
    /// The tree of a file, by its name's end; in words why there is none. What is no tree at all
    /// has no format.
    pub(super) fn parse(path: &str, text: &str) -> Option<Result<Self, String>> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let end = name.rsplit_once('.').map_or(name, |(_, end)| end);
        Some(match end {
            "json" | "jsonc" | "webmanifest" | "lock" if text.trim_start().starts_with('{') => {
                json::parse(text)
            }
            "json" | "jsonc" => json::parse(text),
            "toml" | "lock" => toml::parse(text),
            _ if name == "Pipfile" => toml::parse(text),
            "yaml" | "yml" => yaml::parse(text),
            "properties" | "env" => Ok(properties::parse(text)),
            _ if name.starts_with(".env") => Ok(properties::parse(text)),
            end if end == "xml" || end == "props" || end == "slnx" || end.ends_with("proj") => {
                xml::parse(text)
            }
            _ => return None,
        })
    }

    pub(super) fn text(line: usize, text: impl Into<String>) -> Self {
        let kind = Kind::Text(text.into());
        Self { line, kind }
    }

    /// The text of a scalar; of an element of XML with attributes, what stands in it.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            Kind::Map(_) => self.get("#").and_then(Doc::as_text),
            Kind::List(_) => None,
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Doc> {
        let entries = self.entries().iter();
        entries
            .filter(|(known, _)| known == key)
            .map(|(_, value)| value)
            .next()
    }

    /// The entries of a map; none of anything else.
    pub(super) fn entries(&self) -> &[(String, Doc)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Each item of a list, each value with its like in a list of one.
    pub(super) fn items(&self) -> Vec<&Doc> {
        match &self.kind {
            Kind::List(items) => items.iter().collect(),
            _ => vec![self],
        }
    }

    /// All values at a place: `a.b.*.c`. Keys may hold dots themselves; lists are looked through.
    pub(super) fn at(&self, place: &str) -> Vec<&Doc> {
        let mut found = Vec::new();
        self.collect(place, &mut found);
        found
    }

    fn collect<'d>(&'d self, place: &str, found: &mut Vec<&'d Doc>) {
        if place.is_empty() {
            found.push(self);
            return;
        }
        match &self.kind {
            Kind::Text(_) => {}
            Kind::List(items) => items.iter().for_each(|item| item.collect(place, found)),
            Kind::Map(entries) => {
                for (key, value) in entries {
                    let rest = match place.strip_prefix('*') {
                        Some(rest) => Some(rest),
                        None => place.strip_prefix(key.as_str()),
                    };
                    match rest {
                        Some("") => found.push(value),
                        Some(rest) if rest.starts_with('.') => value.collect(&rest[1..], found),
                        _ => {}
                    }
                }
            }
        }
    }
}

/// The line of each place in a text.
struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    fn of(text: &str) -> Self {
        let ends = text.match_indices('\n').map(|(place, _)| place + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        Self { starts }
    }

    fn at(&self, place: usize) -> usize {
        self.starts.partition_point(|start| *start <= place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, text: &str, place: &str) -> Vec<(usize, String)> {
        let doc = Doc::parse(path, text).unwrap().unwrap();
        let found = doc.at(place).into_iter();
        found
            .flat_map(Doc::items)
            .filter_map(|doc| Some((doc.line, doc.as_text()?.to_owned())))
            .collect()
    }

    #[test]
    fn every_format_gives_texts_and_lines() {
        for (path, text, place, line, value) in [
            (
                "a.json",
                "{\n  // why\n  \"a\": {\"b\": \"c\"},\n}",
                "a.b",
                3,
                "c",
            ),
            ("a.toml", "[a]\nx = 1\nb = \"c\"\n", "a.b", 3, "c"),
            ("a.toml", "a.b = 3\n", "a.b", 1, "3"),
            ("Pipfile", "[a]\nb = [\"c\"]\n", "a.b", 2, "c"),
            ("a.yml", "x: &x {b: c}\na:\n  <<: *x\n", "a.b", 1, "c"),
            ("a.yaml", "a: 1\n---\na:\n  b: c\n", "a.b", 4, "c"),
            ("a.properties", "# why\na.b = c\n", "a.b", 2, "c"),
            (".env.example", "A=1\nexport B=\"c\"\n", "B", 2, "c"),
            (
                "pom.xml",
                "<p>\n <a>\n  <b>c</b>\n </a>\n</p>",
                "p.a.b",
                3,
                "c",
            ),
            ("a.csproj", "<p>\n <a x=\"c\"/>\n</p>", "p.a.@x", 2, "c"),
        ] {
            let expected = vec![(line, value.to_owned())];
            assert_eq!(read(path, text, place), expected, "{path} {text}");
        }
    }

    #[test]
    fn what_is_broken_is_said_and_costs_little() {
        let deep = "[".repeat(200_000);
        for (path, text) in [
            ("a.json", "{\"a\": "),
            ("a.json", deep.as_str()),
            ("a.toml", "a = = 1"),
            ("a.toml", &format!("a = {deep}")),
            ("a.yaml", &format!("a: {deep}")),
            ("a.yaml", "a: [b"),
            ("a.xml", "<a><b></a>"),
            ("a.xml", &"<a>".repeat(200_000)),
        ] {
            assert!(Doc::parse(path, text).unwrap().is_err(), "{path}");
        }
    }

    #[test]
    fn any_key_and_keys_with_dots() {
        let text = "{\"a\": {\"x.y\": {\"c\": \"1\"}, \"z\": {\"c\": \"2\"}}}";
        assert_eq!(read("a.json", text, "a.*.c").len(), 2);
        assert_eq!(read("a.json", text, "a.x.y.c"), [(1, "1".to_owned())]);
    }
}
