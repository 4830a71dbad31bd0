//! XML: elements are keys, attributes keys with `@`, and the text beside attributes is `#`.

use roxmltree::{Document, Node, ParsingOptions};

use super::{Doc, Kind};

const MOST_NODES: u32 = 200_000;
/// Deeper than any project file.
const DEEPEST: usize = 64;

pub(super) fn parse(text: &str) -> Result<Doc, String> {
    if is_too_deep(text) {
        return Err("its elements are too deep".to_owned());
    }
    let options = ParsingOptions {
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = Document::parse_with_options(text, options);
    let document = document.map_err(|error| error.to_string())?;
    let root = document.root_element();
    // Where a line begins is looked up from the start each time: cheap, since project files are short.
    let lines = super::Lines::of(text);
    let entry = (root.tag_name().name().to_owned(), doc(root, &lines));
    let kind = Kind::Map(vec![entry]);
    Ok(Doc { line: 1, kind })
}

fn doc(node: Node<'_, '_>, lines: &super::Lines) -> Doc {
    let line = lines.at(node.range().start);
    let mut entries: Vec<(String, Doc)> = node
        .attributes()
        .map(|attribute| {
            let line = lines.at(attribute.range().start);
            let key = format!("@{}", attribute.name());
            (key, Doc::text(line, attribute.value()))
        })
        .collect();
    let children = node.children().filter(Node::is_element);
    let elements = children.map(|child| (child.tag_name().name().to_owned(), doc(child, lines)));
    let before = entries.len();
    entries.extend(elements);
    let text = node.text().unwrap_or_default().trim();
    if entries.is_empty() {
        return Doc::text(line, text);
    }
    if entries.len() == before && !text.is_empty() {
        entries.push(("#".to_owned(), Doc::text(line, text)));
    }
    let kind = Kind::Map(entries);
    Doc { line, kind }
}

/// The parser recurses; a stack is not for a stranger's file to fill.
fn is_too_deep(text: &str) -> bool {
    let mut depth = 0usize;
    for tag in text.split('<').skip(1) {
        match tag.as_bytes().first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') => {}
            _ if tag.split('>').next().is_some_and(|tag| tag.ends_with('/')) => {}
            _ => depth += 1,
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}
