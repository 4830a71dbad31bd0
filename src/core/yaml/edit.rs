//! Changes one answer in a YAML text and keeps every other byte.
//!
//! The tree says where things begin, `Source` finds where they end, and the change is a few
//! splices. Afterwards the text is read again: unless its tree is the old one with this one
//! change, nothing is changed and a problem says so. So a layout that is not understood costs an
//! edit by hand, never an answer.

mod block;
mod expected;
mod flow;
mod remove;
mod rename;
mod value;

use std::fmt::Write as _;
use std::sync::Arc;

use self::value::Value;
use super::node::{Entry, Kind, Node};
use super::parse::place;
use super::source::{Ends, Source};
use crate::core::diagnostic::Problem;

pub use rename::{add_item, remove_item, rename_item, rename_key};

const FILE: &str = "dockwright.yaml";

/// Sets the value at `path` (created where missing) to the YAML text `value`.
///
/// A scalar that stood in quotes keeps them, unless the new one is null, true or false.
pub fn set(text: &str, path: &[&str], value: &str) -> Result<String, Problem> {
    let old = read(text)?;
    let value = Value::new(value)?;
    let source = Source::new(text);
    let spot = find(&old, path)?;
    let change = match spot {
        Spot::Found(holder) => block::replace(&source, &old, holder, &value),
        Spot::Missing { map, holder, rest } => {
            let splices = if source.is_flow(map) {
                flow::insert(&source, map, rest, &value)
            } else if let (Some(holder), true) = (holder, map.is_null()) {
                block::fill(&source, &old, holder, rest, &value)
            } else {
                block::insert(&source, &old, map, rest, &value)
            };
            splices.map(|splices| (splices, value.node.clone()))
        }
    };
    let (splices, leaf) = change.ok_or_else(|| refused(&old, path))?;
    let expected = expected::with(&old, path, &leaf);
    checked(apply(text, splices), &expected).ok_or_else(|| refused(&old, path))
}

/// Takes the key at `path` out, with its own comment lines; nothing happens where it is absent.
pub fn remove(text: &str, path: &[&str]) -> Result<String, Problem> {
    let old = read(text)?;
    let Spot::Found(holder) = find(&old, path)? else {
        return Ok(text.to_owned());
    };
    let source = Source::new(text);
    let splices = remove::remove(&source, &old, holder).ok_or_else(|| refused(&old, path))?;
    let expected = expected::without(&old, path);
    checked(apply(text, splices), &expected).ok_or_else(|| refused(&old, path))
}

/// These bytes become that text.
struct Splice {
    start: usize,
    end: usize,
    text: String,
}

impl Splice {
    fn new(start: usize, end: usize, text: impl Into<String>) -> Self {
        Self {
            start,
            end,
            text: text.into(),
        }
    }
}

/// An entry and the map it stands in.
#[derive(Clone, Copy)]
struct Holder<'n> {
    map: &'n Node,
    index: usize,
    entry: &'n Entry,
}

impl Holder<'_> {
    /// The spaces before the map's keys, where it is in block style.
    fn indent(self) -> usize {
        self.map.column.saturating_sub(1)
    }

    fn ends(self, source: &Source<'_>) -> Option<Ends> {
        source.entry(self.entry, self.indent(), source.is_flow(self.map))
    }
}

/// Where a path leads.
enum Spot<'n, 'p> {
    Found(Holder<'n>),
    /// `rest` is not there yet: it goes into `map`, which is a map or null. `holder` holds that.
    Missing {
        map: &'n Node,
        holder: Option<Holder<'n>>,
        rest: &'p [&'p str],
    },
}

fn find<'n, 'p>(root: &'n Node, path: &'p [&'p str]) -> Result<Spot<'n, 'p>, Problem> {
    let mut holder = None;
    let mut node = root;
    for (depth, key) in path.iter().enumerate() {
        let missing = Spot::Missing {
            map: node,
            holder,
            rest: &path[depth..],
        };
        let Kind::Map(entries) = &node.kind else {
            if node.is_null() {
                return Ok(missing);
            }
            return Err(no_keys(node, &path[..depth], key));
        };
        let Some(index) = entries.iter().position(|entry| entry.key == *key) else {
            return Ok(missing);
        };
        holder = Some(Holder {
            map: node,
            index,
            entry: &entries[index],
        });
        node = &entries[index].value;
    }
    let whole = Problem::error("cannot-edit", "the whole file is not one answer");
    holder.map(Spot::Found).ok_or(whole)
}

/// Lists are set whole; a shorthand is for its owner to write out.
fn no_keys(node: &Node, path: &[&str], key: &str) -> Problem {
    let at = if path.is_empty() {
        "the file".to_owned()
    } else {
        format!("`{}`", path.join("."))
    };
    let last = path.last().copied().unwrap_or_default();
    let (message, mend) = match &node.kind {
        Kind::Scalar { text, .. } => (
            format!("{at} is `{text}`, which has no keys such as `{key}`"),
            format!("write it as a map by hand, such as `{last}: {{{key}: ...}}`"),
        ),
        _ => (
            format!("{at} is a list: its items are not changed one by one"),
            "set the whole list, or change the item by hand".to_owned(),
        ),
    };
    Problem::error("cannot-edit", message)
        .mend(mend)
        .at(place(FILE, (node.line, node.column)))
        .key(path.join("."))
}

/// The change would not have done what was asked, so it was not made.
fn refused(root: &Node, path: &[&str]) -> Problem {
    let mut node = root;
    for key in path {
        match node.get(key) {
            Some(value) => node = value,
            None => break,
        }
    }
    let message = format!(
        "`{}` is written in a way that cannot be changed safely",
        path.join(".")
    );
    Problem::error("cannot-edit", message)
        .mend("change it by hand")
        .at(place(FILE, (node.line, node.column)))
        .key(path.join("."))
}

fn read(text: &str) -> Result<Arc<Node>, Problem> {
    super::read(FILE, text).map_err(|problems| first(problems, "it cannot be read"))
}

fn first(problems: Vec<Problem>, otherwise: &str) -> Problem {
    let mut problems = problems.into_iter();
    let first = problems.next();
    first.unwrap_or_else(|| Problem::error("cannot-edit", otherwise))
}

/// The splices do not overlap; equal starts keep their order.
fn apply(text: &str, mut splices: Vec<Splice>) -> Option<String> {
    splices.sort_by_key(|splice| splice.start);
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for splice in splices {
        out.push_str(text.get(at..splice.start)?);
        out.push_str(&splice.text);
        at = splice.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

fn checked(text: Option<String>, expected: &Node) -> Option<String> {
    let text = text?;
    let tree = super::read(FILE, &text).ok()?;
    expected::same(&tree, expected).then_some(text)
}

/// `rest` as nested keys in block style, the value at its end; without the last line break.
fn block_lines(rest: &[&str], value: &Value, indent: usize, step: usize, eol: &str) -> String {
    let mut out = String::new();
    for (depth, key) in rest.iter().enumerate() {
        let begin = if depth == 0 { "" } else { eol };
        let _ = write!(
            out,
            "{begin}{:1$}{2}:",
            "",
            indent + depth * step,
            super::quote(key)
        );
    }
    if value.is_block {
        out.push_str(eol);
        out.push_str(&value.lines(indent + rest.len() * step, eol));
    } else {
        let _ = write!(out, " {}", value.inline(false));
    }
    out
}

/// `rest` as nested maps in flow style, the value in the innermost.
fn flow_entry(rest: &[&str], value: &Value) -> String {
    let mut out = value.inline(true);
    for (depth, key) in rest.iter().enumerate().rev() {
        let entry = format!("{}: {out}", super::quote(key));
        out = if depth == 0 {
            entry
        } else {
            format!("{{{entry}}}")
        };
    }
    out
}
