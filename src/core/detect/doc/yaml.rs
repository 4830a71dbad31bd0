//! YAML as tools read it, with aliases and merge keys; several documents are a list of them.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser};

use super::{Doc, Kind};

/// Aliases may repeat no more than this many nodes: a few lines could stand for billions.
const MOST_NODES: usize = 50_000;
const DEEPEST: usize = 64;

struct Open {
    line: usize,
    anchor: usize,
    is_map: bool,
    /// A key whose value comes next, and its line.
    key: Option<(String, usize)>,
    items: Vec<Doc>,
    entries: Vec<(String, Doc)>,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: BTreeMap<usize, Doc>,
    documents: Vec<Doc>,
    nodes: usize,
}

pub(super) fn parse(text: &str) -> Result<Doc, String> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| error.to_string())?;
        builder.event(event, span.start.line())?;
    }
    let mut documents = builder.documents;
    Ok(match documents.len() {
        0 => Doc {
            line: 1,
            kind: Kind::Map(Vec::new()),
        },
        1 => documents.swap_remove(0),
        _ => Doc {
            line: 1,
            kind: Kind::List(documents),
        },
    })
}

impl Builder {
    fn event(&mut self, event: Event<'_>, line: usize) -> Result<(), String> {
        match event {
            Event::Scalar(text, _, anchor, _) => {
                let doc = Doc::text(line, text.into_owned());
                self.close(doc, anchor)?;
            }
            Event::Alias(anchor) => {
                let doc = self.anchors.get(&anchor).cloned();
                let doc = doc.ok_or_else(|| "an alias has no anchor".to_owned())?;
                self.nodes += size(&doc);
                self.close(doc, 0)?;
            }
            Event::SequenceStart(anchor, _) => self.open(line, anchor, false)?,
            Event::MappingStart(anchor, _) => self.open(line, anchor, true)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    let kind = if open.is_map {
                        Kind::Map(merged(open.entries))
                    } else {
                        Kind::List(open.items)
                    };
                    let doc = Doc {
                        line: open.line,
                        kind,
                    };
                    self.close(doc, open.anchor)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, line: usize, anchor: usize, is_map: bool) -> Result<(), String> {
        if self.open.len() > DEEPEST {
            return Err("it is too deep".to_owned());
        }
        self.open.push(Open {
            line,
            anchor,
            is_map,
            key: None,
            items: Vec::new(),
            entries: Vec::new(),
        });
        Ok(())
    }

    fn close(&mut self, doc: Doc, anchor: usize) -> Result<(), String> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err("it has too many values".to_owned());
        }
        if anchor > 0 {
            self.anchors.insert(anchor, doc.clone());
        }
        match self.open.last_mut() {
            None => self.documents.push(doc),
            Some(open) if !open.is_map => open.items.push(doc),
            Some(open) => {
                if let Some((key, line)) = open.key.take() {
                    // What has lines of its own begins where its key does.
                    let is_text = matches!(doc.kind, Kind::Text(_));
                    let line = if is_text { doc.line } else { line };
                    open.entries.push((key, Doc { line, ..doc }));
                } else {
                    let key = doc.as_text().unwrap_or_default().to_owned();
                    open.key = Some((key, doc.line));
                }
            }
        }
        Ok(())
    }
}

/// `<<: *defaults`: what it brings, where the map does not say otherwise.
fn merged(entries: Vec<(String, Doc)>) -> Vec<(String, Doc)> {
    let (merges, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| key == "<<");
    for (_, doc) in &merges {
        for map in doc.items() {
            for (key, value) in map.entries() {
                if !own.iter().any(|(known, _)| known == key) {
                    own.push((key.clone(), value.clone()));
                }
            }
        }
    }
    own
}

fn size(doc: &Doc) -> usize {
    match &doc.kind {
        Kind::Text(_) => 1,
        Kind::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Kind::Map(entries) => 1 + entries.iter().map(|(_, doc)| size(doc)).sum::<usize>(),
    }
}
