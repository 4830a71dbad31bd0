//! Events -> tree. Open lists and maps are a stack of our own: depth costs no recursion.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::mem;
use std::ops::ControlFlow;

use foldhash::HashMap;
use saphyr_parser::{Event, ScalarStyle, Tag};

use super::node::{Entry, Kind, Node};
use super::parse::{MAX_PROBLEMS, alias, place, too_deep};
use crate::core::diagnostic::Problem;

const MAX_DEPTH: usize = 64;
const MAX_NODES: usize = 100_000;
/// So many keys are looked through faster than hashed.
const FEW: usize = 16;

type LineColumn = (usize, usize);

/// A list or map that is not closed yet.
enum Open {
    List(LineColumn, Vec<Node>),
    Map(Box<OpenMap>),
}

#[derive(Default)]
struct OpenMap {
    start: LineColumn,
    entries: Vec<Entry>,
    /// The line of each key so far, where they are many.
    lines: HashMap<String, usize>,
    /// A key whose value comes next.
    key: Option<(String, LineColumn)>,
}

impl OpenMap {
    /// The line of an earlier key of this name.
    fn first(&mut self, name: &str, line: usize) -> Option<usize> {
        if self.entries.len() < FEW {
            let same = self.entries.iter().find(|entry| entry.key == name);
            return same.map(|entry| entry.line);
        }
        if self.lines.is_empty() {
            // Of two of one name the first.
            let known = self.entries.iter().rev();
            let known = known.map(|entry| (entry.key.clone(), entry.line));
            self.lines = known.collect();
        }
        if let Some(first) = self.lines.get(name) {
            return Some(*first);
        }
        self.lines.insert(name.to_owned(), line);
        None
    }
}

/// Takes one document's events, gives its tree or every problem found.
pub(super) struct Builder<'f> {
    file: &'f str,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    problems: Vec<Problem>,
}

impl<'f> Builder<'f> {
    pub(super) fn new(file: &'f str) -> Self {
        Self {
            file,
            open: Vec::new(),
            root: None,
            nodes: 0,
            problems: Vec::new(),
        }
    }

    /// The next event and where it starts; `Break` when reading on is of no use.
    pub(super) fn event(&mut self, event: Event<'_>, start: LineColumn) -> ControlFlow<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.properties(anchor, tag, start);
                let mut text = text.into_owned();
                // It was read into room for far more, and is kept.
                text.shrink_to_fit();
                let kind = Kind::Scalar {
                    text,
                    plain: style == ScalarStyle::Plain,
                };
                self.close(start, kind);
            }
            Event::Alias(_) => {
                self.report(alias().at(place(self.file, start)));
                self.close(start, Node::plain("").kind);
            }
            Event::SequenceStart(anchor, tag) => {
                self.properties(anchor, tag, start);
                self.open(Open::List(start, Vec::new()), start)?;
            }
            Event::MappingStart(anchor, tag) => {
                self.properties(anchor, tag, start);
                let map = OpenMap {
                    start,
                    ..OpenMap::default()
                };
                self.open(Open::Map(Box::new(map)), start)?;
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::List(start, items)) => self.close(start, Kind::List(items)),
                Some(Open::Map(map)) => self.close(map.start, Kind::Map(map.entries)),
                None => {}
            },
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let problem = Problem::error("too-large", format!("more than {MAX_NODES} values"));
            self.report(problem.at(place(self.file, start)));
            return ControlFlow::Break(());
        }
        if self.problems.len() >= MAX_PROBLEMS {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// Adds a problem, with the key that is being read.
    pub(super) fn report(&mut self, problem: Problem) {
        let path = self.path();
        self.problems.push(if path.is_empty() {
            problem
        } else {
            problem.key(path)
        });
    }

    /// Adds a problem that no key is to blame for.
    pub(super) fn report_without_key(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The tree; an empty document is an empty map.
    pub(super) fn finish(self) -> Result<Node, Vec<Problem>> {
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        let empty = Node {
            line: 1,
            column: 1,
            kind: Kind::Map(Vec::new()),
        };
        Ok(match self.root {
            Some(node) if !node.is_null() => node,
            _ => empty,
        })
    }

    fn open(&mut self, open: Open, start: LineColumn) -> ControlFlow<()> {
        if self.open.len() >= MAX_DEPTH {
            self.report(too_deep().at(place(self.file, start)));
            return ControlFlow::Break(());
        }
        self.open.push(open);
        ControlFlow::Continue(())
    }

    fn properties(&mut self, anchor: usize, tag: Option<Cow<'_, Tag>>, start: LineColumn) {
        if anchor > 0 {
            self.report(alias().at(place(self.file, start)));
        }
        if let Some(tag) = tag {
            let problem =
                Problem::error("yaml-tag", format!("tags (`{tag}`) are not allowed here"))
                    .mend("take the tag out; put a text that begins with ! in quotes");
            self.report(problem.at(place(self.file, start)));
        }
    }

    /// A whole value: the root, an item, a key, or what a key holds.
    fn close(&mut self, start: LineColumn, kind: Kind) {
        let node = Node {
            line: start.0,
            column: start.1,
            kind,
        };
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(map)) => match map.key.take() {
                None => self.key(node),
                Some((key, (line, column))) => map.entries.push(Entry {
                    key,
                    line,
                    column,
                    value: node.into(),
                }),
            },
        }
    }

    fn key(&mut self, node: Node) {
        let start = (node.line, node.column);
        let file = self.file;
        let here = || place(file, start);
        let is_null = node.is_null();
        let (name, plain) = match node.kind {
            Kind::Scalar { text, plain } => (text, plain),
            Kind::List(_) | Kind::Map(_) => {
                self.report(
                    Problem::error("yaml-key", "a list or a map as a key")
                        .mend("a key is a text; a template such as {{ name }} needs quotes")
                        .at(here()),
                );
                self.expect_value(String::new(), start);
                return;
            }
        };
        if is_null {
            self.report(
                Problem::error("yaml-key", "a key that is nothing")
                    .mend("write a key; the text null needs quotes as one")
                    .at(here()),
            );
        } else if plain && name == "<<" {
            self.report(
                Problem::error("yaml-merge", "the merge key `<<` is not allowed here")
                    .mend("write the merged keys out")
                    .at(here()),
            );
        } else if let Some(Open::Map(map)) = self.open.last_mut()
            && let Some(first) = map.first(&name, start.0)
        {
            let message = format!(
                "`{name}` stands twice: on line {first} and on line {}",
                start.0
            );
            let path = join(&self.path(), &name);
            let problem = Problem::error("duplicate-key", message)
                .mend("keep one of the two, or put what they hold together");
            self.problems.push(problem.at(here()).key(path));
        }
        self.expect_value(name, start);
    }

    fn expect_value(&mut self, name: String, start: LineColumn) {
        if let Some(Open::Map(map)) = self.open.last_mut() {
            map.key = Some((name, start));
        }
    }

    /// The key that is being read: `services.web.setup[1].run`.
    fn path(&self) -> String {
        let mut path = String::new();
        for open in &self.open {
            match open {
                Open::List(_, items) => {
                    let _ = write!(path, "[{}]", items.len());
                }
                Open::Map(map) => {
                    let Some((key, _)) = &map.key else { break };
                    path = join(&mem::take(&mut path), key);
                }
            }
        }
        path
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}
