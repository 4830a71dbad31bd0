//! XML as `JetBrains`' editors write it: two blanks a step, one line an element.

use std::fmt::Write as _;

/// An element without text of its own.
#[derive(Debug, Clone, Default)]
pub struct Element {
    /// Its name.
    pub name: &'static str,
    /// In order.
    pub attributes: Vec<(String, String)>,
    /// In order.
    pub children: Vec<Element>,
}

impl Element {
    /// An element with these attributes.
    pub fn new<K: Into<String>, V: Into<String>>(
        name: &'static str,
        attributes: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let attributes = attributes.into_iter();
        Self {
            name,
            attributes: attributes
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
            children: Vec::new(),
        }
    }
}

/// The text, line end included.
pub fn write(root: &Element) -> String {
    let mut text = String::new();
    put(root, 0, &mut text);
    text
}

fn put(element: &Element, depth: usize, text: &mut String) {
    let (step, name) = ("  ".repeat(depth), element.name);
    let _ = write!(text, "{step}<{name}");
    for (key, value) in &element.attributes {
        let _ = write!(text, " {key}=\"{}\"", escaped(value));
    }
    if element.children.is_empty() {
        text.push_str(" />\n");
        return;
    }
    text.push_str(">\n");
    for child in &element.children {
        put(child, depth + 1, text);
    }
    let _ = writeln!(text, "{step}</{name}>");
}

/// What ends an attribute or begins something else, as an entity; a line end would be read as a blank.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\n' => text.push_str("&#10;"),
            letter => text.push(letter),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_an_attribute_is_an_entity() {
        let mut root = Element::new("a", [("name", "\"x\" & <y>")]);
        root.children.push(Element::new("b", [("c", "1\n2")]));
        let text = "<a name=\"&quot;x&quot; &amp; &lt;y&gt;\">\n  <b c=\"1&#10;2\" />\n</a>\n";
        assert_eq!(write(&root), text);
    }
}
