//! The new value, as its caller wrote it.

use super::super::node::{Kind, Node};
use super::super::quote::{double, flow, is_plain, single};
use super::super::source::Source;
use super::first;
use crate::core::diagnostic::Problem;

pub(super) struct Value {
    raw: String,
    pub(super) node: Node,
    /// A list or map without brackets: it needs lines of its own.
    pub(super) is_block: bool,
    /// `raw` is the value and nothing else: no comment, no line break.
    is_clean: bool,
}

impl Value {
    pub(super) fn new(raw: &str) -> Result<Self, Problem> {
        let raw = match raw.trim_end() {
            "" => "null".to_owned(),
            trimmed => without_indent(trimmed),
        };
        let raw = raw.as_str();
        let is_bracketed = raw.starts_with(['{', '[']);
        let parse = |text: &str| crate::core::yaml::parse("the new value", text.as_bytes());
        let node = parse(raw).map_err(|problems| first(problems, "no value"))?;
        // What is a comment and nothing else is null behind a key.
        let node = match node.kind {
            Kind::Map(ref entries) if entries.is_empty() && !is_bracketed => Node::plain("null"),
            _ => node,
        };
        let is_block = !is_bracketed && !matches!(node.kind, Kind::Scalar { .. });
        let source = Source::new(raw);
        let starts = source.start(&node) == Some(0);
        let ends = starts && source.end(&node, 0, false) == Some(raw.len());
        Ok(Self {
            is_clean: ends && !raw.contains(['\n', '\r']),
            raw: raw.to_owned(),
            node,
            is_block,
        })
    }

    /// On one line, for a place in brackets or out of them.
    pub(super) fn inline(&self, in_flow: bool) -> String {
        if self.is_block || !self.is_clean {
            return flow(&self.node);
        }
        match &self.node.kind {
            Kind::Scalar { text, plain: true } if in_flow && !is_plain(text) => double(text),
            _ => self.raw.clone(),
        }
    }

    /// In place of `old`, whose quotes stay; and what that will be read as.
    pub(super) fn instead_of(&self, old: &str, in_flow: bool) -> (String, Node) {
        let is_word = self.node.is_null() || self.node.as_bool().is_some();
        if let Kind::Scalar { text, .. } = &self.node.kind
            && !is_word
            && old.starts_with(['"', '\''])
        {
            let quoted = if old.starts_with('\'') {
                single(text)
            } else {
                None
            };
            let mut node = self.node.clone();
            node.kind = Kind::Scalar {
                text: text.clone(),
                plain: false,
            };
            return (quoted.unwrap_or_else(|| double(text)), node);
        }
        (self.inline(in_flow), self.node.clone())
    }

    /// In block style, each line that far in; without the last line break.
    pub(super) fn lines(&self, indent: usize, eol: &str) -> String {
        let indented = |line: &str| {
            if line.trim().is_empty() {
                String::new()
            } else {
                format!("{:1$}{line}", "", indent)
            }
        };
        let lines: Vec<_> = self.raw.lines().map(indented).collect();
        lines.join(eol)
    }
}

/// Lines that all begin with the spaces of the first, without these.
fn without_indent(text: &str) -> String {
    let text = text.trim_start_matches(['\r', '\n']);
    let content = text.trim_start_matches(' ');
    let indent = &text[..text.len() - content.len()];
    let lines: Option<Vec<_>> = text
        .lines()
        .map(|line| match line.strip_prefix(indent) {
            None if line.trim().is_empty() => Some(""),
            stripped => stripped,
        })
        .collect();
    lines.map_or_else(|| content.to_owned(), |lines| lines.join("\n"))
}
