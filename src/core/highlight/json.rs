//! JSON, with comments.

use super::Token::{Comment, Key, Plain, Text, Word};
use super::spans::{Spans, closed, count};
use super::{Open, State};

pub(super) fn line(state: &mut State, spans: &mut Spans<'_>) {
    if state.open == Open::Comment {
        comment(state, spans, 0);
    }
    while !spans.is_done() {
        match spans.peek(0) {
            b'"' => string(spans),
            b'/' if spans.peek(1) == b'/' => spans.take_rest(Comment),
            b'/' if spans.peek(1) == b'*' => comment(state, spans, 2),
            byte if byte.is_ascii_alphabetic() => {
                let length = count(spans.rest(), |byte| byte.is_ascii_alphanumeric());
                let word = spans.rest().get(..length).unwrap_or_default();
                let known = matches!(word, b"true" | b"false" | b"null");
                spans.take(if known { Word } else { Plain }, length);
            }
            _ => {
                let is = |byte: u8| !matches!(byte, b'"' | b'/') && !byte.is_ascii_alphabetic();
                let length = count(spans.rest(), is).max(1);
                spans.take(Plain, length);
            }
        }
    }
}

/// A key where a colon follows.
fn string(spans: &mut Spans<'_>) {
    let inside = spans.rest().get(1..).unwrap_or_default();
    let Some(length) = closed(inside, b'"', true) else {
        return spans.take_rest(Text);
    };
    let after = inside.get(length..).unwrap_or_default();
    let blanks = count(after, |byte| matches!(byte, b' ' | b'\t'));
    let is_key = after.get(blanks) == Some(&b':');
    spans.take(if is_key { Key } else { Text }, length + 1);
}

/// `/* ... */`, which may run over lines; `skip` bytes are its beginning.
pub(super) fn comment(state: &mut State, spans: &mut Spans<'_>, skip: usize) {
    let inside = spans.rest().get(skip..).unwrap_or_default();
    if let Some(end) = inside.windows(2).position(|two| two == b"*/") {
        spans.take(Comment, skip + end + 2);
        state.open = Open::Nothing;
    } else {
        spans.take_rest(Comment);
        state.open = Open::Comment;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::shown;
    use crate::core::highlight::Language;

    #[test]
    fn keys_texts_comments() {
        let text = "{ // for VS Code\n  \"a b\" : \"x: \\\"y\", \"n\": [1, true, \"z\"], /* and\n so */ \"k\": null\n}\n";
        assert_eq!(
            shown(Language::Json, text),
            "{ <C // for VS Code>\n  <K \"a b\"> : <T \"x: \\\"y\">, <K \"n\">: [1, <W true>, <T \"z\">], <C /* and>\n<C  so */> <K \"k\">: <W null>\n}\n"
        );
    }

    #[test]
    fn an_open_text_ends_with_its_line() {
        assert_eq!(
            shown(Language::Json, "\"a\n\"b\": /\n"),
            "<T \"a>\n<K \"b\">: /\n"
        );
    }
}
