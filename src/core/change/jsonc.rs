//! JSON with comments as `.vscode` has it: read strictly, compared by tokens.

use std::collections::BTreeSet;
use std::ops::Range;

use jsonc_parser::ast::{Array, Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::tokens::{Token, TokenAndRange};
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};

/// Comments and trailing commas, as editors take them, and nothing more.
const OPTIONS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// A JSON object with comments, and where everything in it is.
pub(super) struct Doc<'a> {
    pub(super) text: &'a str,
    pub(super) root: Object<'a>,
    pub(super) tokens: Vec<TokenAndRange<'a>>,
}

impl<'a> Doc<'a> {
    /// Reads `text`; refuses, in words, what does not parse, is no object or has a key twice.
    pub(super) fn parse(text: &'a str) -> Result<Self, String> {
        let collect = CollectOptions {
            comments: CommentCollectionStrategy::AsTokens,
            tokens: true,
        };
        let read = parse_to_ast(text, &collect, &OPTIONS).map_err(|error| error.to_string())?;
        let (Some(Value::Object(root)), Some(tokens)) = (read.value, read.tokens) else {
            return Err("it is no JSON object".to_owned());
        };
        twice(&root)?;
        Ok(Self { text, root, tokens })
    }

    /// The tokens in a range, without commas: two nodes with equal tokens differ only in layout.
    pub(super) fn signature(&self, range: &Range<usize>) -> Vec<&'a str> {
        self.tokens_in(range)
            .filter(|token| !matches!(token.token, Token::Comma))
            .map(|token| self.text[token.range.start..token.range.end].trim_end())
            .collect()
    }

    /// The tokens that begin in a range, comments included.
    pub(super) fn tokens_in(
        &self,
        range: &Range<usize>,
    ) -> impl Iterator<Item = &TokenAndRange<'a>> {
        let end = range.end;
        let from = self
            .tokens
            .partition_point(|token| token.range.start < range.start);
        let rest = self.tokens[from..].iter();
        rest.take_while(move |token| token.range.start < end)
    }

    /// The comma after `at`, where only comments stand between.
    pub(super) fn comma_after(&self, at: usize) -> Option<Range<usize>> {
        let rest = at..self.text.len();
        let next = self.tokens_in(&rest).find(|token| !is_comment(token))?;
        matches!(next.token, Token::Comma).then(|| next.range.start..next.range.end)
    }

    /// The end of the comments that stand after `at` in the same line.
    pub(super) fn end_of_remarks(&self, at: usize) -> usize {
        let mut end = at;
        for token in self.tokens_in(&(at..self.text.len())) {
            if !is_comment(token) || self.text[end..token.range.start].contains('\n') {
                break;
            }
            // A line comment's token may reach over a carriage return.
            end = end + self.text[end..token.range.end].trim_end().len();
        }
        end
    }

    /// Whether there is any comment.
    pub(super) fn has_comments(&self) -> bool {
        self.tokens.iter().any(is_comment)
    }
}

fn is_comment(token: &TokenAndRange<'_>) -> bool {
    matches!(token.token, Token::CommentLine(_) | Token::CommentBlock(_))
}

/// Where a value is.
pub(super) fn range(node: &impl Ranged) -> Range<usize> {
    node.start()..node.end()
}

/// The list of a property, if it is one.
pub(super) fn list<'b, 'a>(prop: &'b ObjectProp<'a>) -> Option<&'b Array<'a>> {
    prop.value.as_array()
}

/// By what an entry of a list is known: an object by its `name`, a string by itself.
pub(super) fn known_by<'b>(value: &'b Value<'_>) -> Option<&'b str> {
    match value {
        Value::Object(object) => object.get_string("name").map(|name| name.value.as_ref()),
        Value::StringLit(text) => Some(text.value.as_ref()),
        _ => None,
    }
}

/// What keeps a text from being read, in words: as [`Doc::parse`], but any value will do.
pub fn problem(text: &str) -> Option<String> {
    let collect = CollectOptions::default();
    match parse_to_ast(text, &collect, &OPTIONS) {
        Err(error) => Some(error.to_string()),
        Ok(read) => read.value.and_then(|value| twice_in(&value).err()),
    }
}

fn twice(object: &Object<'_>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for prop in &object.properties {
        if !seen.insert(prop.name.as_str()) {
            return Err(format!("it has the key {:?} twice", prop.name.as_str()));
        }
        twice_in(&prop.value)?;
    }
    Ok(())
}

fn twice_in(value: &Value<'_>) -> Result<(), String> {
    match value {
        Value::Object(object) => twice(object),
        Value::Array(array) => array.elements.iter().try_for_each(twice_in),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_editors_read_and_nothing_more() {
        assert!(Doc::parse("// c\n{ \"a\": [1, /* x */ 2,], }\n").is_ok());
        for no in [
            "",
            "[]",
            "{a: 1}",
            "{\"a\": 1 \"b\": 2}",
            "{\"a\": 0x1}",
            "{\"a\": [1}",
        ] {
            assert!(Doc::parse(no).is_err(), "{no}");
        }
        let deep = format!("{{\"a\": {}{} }}", "[".repeat(9999), "]".repeat(9999));
        assert!(Doc::parse(&deep).is_err());
        let twice = "{\"a\": [{\"b\": 1, \"b\": 2}]}";
        assert!(Doc::parse(twice).is_err_and(|error| error.contains("\"b\" twice")));
    }

    #[test]
    fn layout_is_no_difference_and_a_comment_is() {
        let signature = |text: &'static str| {
            let doc = Doc::parse(text).unwrap();
            doc.signature(&(0..text.len()))
        };
        assert_eq!(
            signature("{\"a\": [1, 2]}"),
            signature("{\r\n\"a\":[1,2,],\r\n}")
        );
        assert_ne!(signature("{\"a\": 1}"), signature("{\"a\": 1 /* x */}"));
        assert_eq!(
            signature("{\"a\": 1 // x\r\n}"),
            signature("{\"a\": 1 // x\n}")
        );
    }
}
