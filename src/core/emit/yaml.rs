//! YAML as a careful person writes it: short lists in one line, ports quoted, comments where a
//! reader would ask, an anchor where a value stands twice.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::scalar::{quoted, scalar};

/// What fits beside the indentation of a list or map in one line.
const WIDTH: usize = 120;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Yaml {
    /// Nothing: `db:`.
    Null,
    /// A text, quoted where it must be.
    Text(String),
    /// A text in quotes whatever it is, such as a port.
    Quoted(String),
    /// `true`, a number, an alias: as it is.
    Raw(String),
    /// A list; short ones of scalars stand in one line.
    List(Vec<Entry>),
    /// A list that stands in lines of its own.
    Lines(Vec<Entry>),
    /// A map in lines of its own.
    Map(Vec<Entry>),
    /// A map in one line.
    Flow(Vec<Entry>),
    /// A value that may stand several times in a file: then the first has the anchor of this name.
    Shared(String, Box<Yaml>),
}

/// An item of a list (without a key) or of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key of a map's entry.
    pub key: String,
    /// The value.
    pub value: Yaml,
    /// Comment lines above it.
    pub above: Vec<String>,
    /// A comment beside it.
    pub beside: Option<String>,
}

impl Entry {
    /// An entry of a map.
    pub fn new(key: impl Into<String>, value: Yaml) -> Self {
        Self {
            key: key.into(),
            value,
            above: Vec::new(),
            beside: None,
        }
    }

    /// An item of a list.
    pub fn item(value: Yaml) -> Self {
        Self::new("", value)
    }

    /// The same with comment lines above it.
    #[must_use]
    pub fn above(mut self, text: &str) -> Self {
        self.above = text.lines().map(str::to_owned).collect();
        self
    }

    /// The same with a comment beside it.
    #[must_use]
    pub fn beside(mut self, text: Option<&str>) -> Self {
        self.beside = text.map(str::to_owned);
        self
    }
}

impl Yaml {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A list of texts.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(
            texts
                .into_iter()
                .map(|text| Entry::item(Self::text(text)))
                .collect(),
        )
    }

    /// A truth.
    pub fn truth(truth: bool) -> Self {
        Self::Raw(truth.to_string())
    }

    /// A map in lines.
    pub fn map(entries: impl IntoIterator<Item = Entry>) -> Self {
        Self::Map(entries.into_iter().collect())
    }

    /// A map in one line.
    pub fn flow(entries: impl IntoIterator<Item = Entry>) -> Self {
        Self::Flow(entries.into_iter().collect())
    }
}

/// How often each value that may be shared stands in a file.
pub type Counts = BTreeMap<String, usize>;

/// Writes the entries of one file, block by block, so that anchors are known across blocks.
pub struct Writer<'y> {
    shared: HashMap<&'y str, Shared>,
}

/// What is known of a shared value.
#[derive(Default)]
struct Shared {
    /// How often it stands in the file.
    count: usize,
    /// It has its anchor already.
    seen: bool,
}

/// How a shared value stands where a block begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// It stands in the file once.
    Alone,
    /// It is the first of several, which has the anchor.
    First,
    /// An alias of what stood before.
    Again,
}

impl<'y> Writer<'y> {
    /// A writer for a file whose shared values stand so often in each of its parts.
    pub fn new(shared: impl IntoIterator<Item = (&'y str, usize)>) -> Self {
        let mut known: HashMap<&str, Shared> = HashMap::default();
        for (name, count) in shared {
            known.entry(name).or_default().count += count;
        }
        Self { shared: known }
    }

    /// A writer for a file that consists of these values.
    pub fn for_values(values: impl IntoIterator<Item = &'y Yaml>) -> Self {
        let mut found = Vec::new();
        for value in values {
            names(value, &mut |name| found.push((name, 1)));
        }
        Self::new(found)
    }

    /// How a shared value would stand in what is written next.
    pub fn stand(&self, name: &str) -> Stand {
        match self.shared.get(name) {
            Some(shared) if shared.seen => Stand::Again,
            Some(shared) if shared.count > 1 => Stand::First,
            _ => Stand::Alone,
        }
    }

    /// Takes over what was written before as this writer would, with these anchors.
    pub fn pass(&mut self, anchors: impl IntoIterator<Item = &'y str>) {
        for name in anchors {
            self.shared.entry(name).or_default().seen = true;
        }
    }

    /// An entry of a map at this depth, line ends included.
    pub fn entry(&mut self, entry: &'y Entry, depth: usize) -> String {
        let mut out = String::new();
        self.map_entry(entry, depth * 2, &mut out);
        out
    }

    fn map_entry(&mut self, entry: &'y Entry, indent: usize, out: &mut String) {
        comments(&entry.above, indent, out);
        push_indent(indent, out);
        // The merge key is one only without quotes.
        out.push_str(&if entry.key == "<<" {
            "<<".to_owned()
        } else {
            scalar(&entry.key, false)
        });
        out.push(':');
        self.value(&entry.value, indent, entry.beside.as_deref(), out);
    }

    /// What follows a key or a dash, up to and with the line end.
    fn value(&mut self, value: &'y Yaml, indent: usize, beside: Option<&str>, out: &mut String) {
        let mut value = value;
        if let Yaml::Shared(name, inner) = value {
            match self.stand(name) {
                Stand::Again => {
                    out.push_str(" *");
                    out.push_str(name);
                    return end(beside, out);
                }
                Stand::First => {
                    self.pass([name.as_str()]);
                    out.push_str(" &");
                    out.push_str(name);
                }
                Stand::Alone => {}
            }
            value = inner;
        }
        match value {
            Yaml::Null => end(beside, out),
            Yaml::Map(entries) if !entries.is_empty() => {
                end(beside, out);
                for entry in entries {
                    self.map_entry(entry, indent + 2, out);
                }
            }
            Yaml::Lines(entries) if !entries.is_empty() => {
                end(beside, out);
                self.lines(entries, indent + 2, out);
            }
            Yaml::List(entries) if !fits(value, indent) => {
                end(beside, out);
                self.lines(entries, indent + 2, out);
            }
            _ => {
                out.push(' ');
                out.push_str(&flow(value, false));
                end(beside, out);
            }
        }
    }

    fn lines(&mut self, entries: &'y [Entry], indent: usize, out: &mut String) {
        for entry in entries {
            comments(&entry.above, indent, out);
            push_indent(indent, out);
            out.push('-');
            match &entry.value {
                Yaml::Map(inner) if !inner.is_empty() => {
                    let mut text = String::new();
                    for one in inner {
                        self.map_entry(one, indent + 2, &mut text);
                    }
                    out.push(' ');
                    out.push_str(text.trim_start_matches(' '));
                }
                value => self.value(value, indent, entry.beside.as_deref(), out),
            }
        }
    }
}

fn fits(value: &Yaml, indent: usize) -> bool {
    let Yaml::List(entries) = value else {
        return true;
    };
    let simple = |entry: &Entry| {
        entry.above.is_empty()
            && entry.beside.is_none()
            && matches!(
                entry.value,
                Yaml::Text(_) | Yaml::Quoted(_) | Yaml::Raw(_) | Yaml::Flow(_)
            )
    };
    entries.iter().all(simple) && flow(value, false).len() + indent <= WIDTH
}

fn flow(value: &Yaml, inside: bool) -> String {
    match value {
        Yaml::Null => if inside { "null" } else { "" }.to_owned(),
        Yaml::Text(text) => scalar(text, inside),
        Yaml::Quoted(text) => quoted(text),
        Yaml::Raw(text) => text.clone(),
        Yaml::List(entries) | Yaml::Lines(entries) => {
            let items: Vec<String> = entries
                .iter()
                .map(|entry| flow(&entry.value, true))
                .collect();
            format!("[{}]", items.join(", "))
        }
        Yaml::Map(entries) | Yaml::Flow(entries) => {
            let pair = |entry: &Entry| {
                format!("{}: {}", scalar(&entry.key, true), flow(&entry.value, true))
            };
            let pairs: Vec<String> = entries.iter().map(pair).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Yaml::Shared(_, inner) => flow(inner, inside),
    }
}

/// Counts the shared values in a value.
pub fn count(value: &Yaml, counts: &mut Counts) {
    names(value, &mut |name| {
        *counts.entry(name.to_owned()).or_default() += 1;
    });
}

/// Names the shared values in a value, each as often as it stands there.
fn names<'y>(value: &'y Yaml, found: &mut dyn FnMut(&'y str)) {
    match value {
        Yaml::Shared(name, inner) => {
            found(name);
            names(inner, found);
        }
        Yaml::List(entries) | Yaml::Lines(entries) | Yaml::Map(entries) | Yaml::Flow(entries) => {
            entries.iter().for_each(|entry| names(&entry.value, found));
        }
        _ => {}
    }
}

fn push_indent(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn comments(lines: &[String], indent: usize, out: &mut String) {
    for line in lines {
        push_indent(indent, out);
        out.push_str("# ");
        out.push_str(line);
        out.push('\n');
    }
}

fn end(beside: Option<&str>, out: &mut String) {
    if let Some(text) = beside {
        out.push_str(" # ");
        out.push_str(text);
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_only_what_stands_twice() {
        let shared = || Yaml::Shared("user".into(), Box::new(Yaml::text("x")));
        let one = Entry::new("a", shared());
        assert_eq!(Writer::for_values([&one.value]).entry(&one, 0), "a: x\n");
        let two = Entry::new(
            "a",
            Yaml::map([Entry::new("b", shared()), Entry::new("c", shared())]),
        );
        assert_eq!(
            Writer::for_values([&two.value]).entry(&two, 0),
            "a:\n  b: &user x\n  c: *user\n"
        );
    }

    #[test]
    fn lays_out_as_a_person_would() {
        let entry = Entry::new(
            "web",
            Yaml::map([
                Entry::new("command", Yaml::texts(["a", "--b", ""])),
                Entry::new(
                    "ports",
                    Yaml::Lines(vec![Entry::item(Yaml::Quoted("1:1".into()))]),
                ),
                Entry::new(
                    "volumes",
                    Yaml::Lines(vec![Entry::item(Yaml::map([
                        Entry::new("type", Yaml::text("volume")),
                        Entry::new("source", Yaml::text("db")).beside(Some("why")),
                    ]))]),
                ),
                Entry::new(
                    "limits",
                    Yaml::flow([Entry::new("cpus", Yaml::text("0.50"))]),
                ),
                Entry::new("none", Yaml::Null),
            ]),
        )
        .above("What it is.");
        let text = "# What it is.\nweb:\n  command: [a, --b, \"\"]\n  ports:\n    - \"1:1\"\n  volumes:\n    - type: volume\n      source: db # why\n  limits: {cpus: \"0.50\"}\n  none:\n";
        assert_eq!(Writer::for_values([&entry.value]).entry(&entry, 0), text);
    }
}
