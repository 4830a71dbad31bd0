//! Code of any language: only its comments and its texts.

use super::Token::{Comment, Plain, Text};
use super::json::comment;
use super::spans::{Spans, closed, count};
use super::{Open, State};

/// How comments begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// To the end of the line; `#` only after a blank.
    line: &'static [u8],
    /// Whether `/* ... */` is a comment.
    block: bool,
    /// Whether three quotes begin a text over lines.
    triple: bool,
    /// Whether backquotes begin a text over lines.
    back: bool,
}

/// Python, Ruby, settings.
pub(super) const HASH: Style = Style {
    line: b"#",
    block: false,
    triple: true,
    back: false,
};

/// JavaScript, Go, Java and their like.
pub(super) const SLASHES: Style = Style {
    line: b"//",
    block: true,
    triple: false,
    back: true,
};

pub(super) fn line(state: &mut State, spans: &mut Spans<'_>, style: Style) {
    match state.open {
        Open::Comment => comment(state, spans, 0),
        Open::Triple(mark) => triple(state, spans, mark, 0),
        Open::Quote { mark, .. } => over_lines(state, spans, mark, 0),
        _ => {}
    }
    while !spans.is_done() {
        let mark = spans.peek(0);
        match mark {
            b'/' if style.block && spans.peek(1) == b'*' => comment(state, spans, 2),
            _ if spans.sees(style.line) => hash_or_slashes(spans),
            b'"' | b'\'' if style.triple && spans.sees(&[mark; 3]) => {
                triple(state, spans, mark, 3);
            }
            b'`' if style.back => over_lines(state, spans, mark, 1),
            b'"' | b'\'' => quoted(spans, mark),
            _ => {
                let is = |byte: u8| !matches!(byte, b'"' | b'\'' | b'`' | b'/' | b'#');
                let length = count(spans.rest(), is).max(1);
                spans.take(Plain, length);
            }
        }
    }
}

/// `#` inside a word (a colour, an address) is no comment.
fn hash_or_slashes(spans: &mut Spans<'_>) {
    let before = spans.at().checked_sub(1).and_then(|at| spans.bytes.get(at));
    let inside = before.is_some_and(|byte| !matches!(byte, b' ' | b'\t'));
    if spans.peek(0) == b'#' && inside {
        spans.take(Plain, 1);
    } else {
        spans.take_rest(Comment);
    }
}

/// A mark that nothing closes on its line is an apostrophe.
fn quoted(spans: &mut Spans<'_>, mark: u8) {
    let inside = spans.rest().get(1..).unwrap_or_default();
    match closed(inside, mark, true) {
        Some(length) => spans.take(Text, length + 1),
        None => spans.take(Plain, 1),
    }
}

fn over_lines(state: &mut State, spans: &mut Spans<'_>, mark: u8, skip: usize) {
    let inside = spans.rest().get(skip..).unwrap_or_default();
    if let Some(length) = closed(inside, mark, true) {
        spans.take(Text, skip + length);
        state.open = Open::Nothing;
    } else {
        spans.take_rest(Text);
        state.open = Open::Quote { mark, depth: 0 };
    }
}

/// `"""` or `'''`; `skip` bytes are its beginning.
pub(super) fn triple(state: &mut State, spans: &mut Spans<'_>, mark: u8, skip: usize) {
    let inside = spans.rest().get(skip..).unwrap_or_default();
    if let Some(end) = inside.windows(3).position(|three| three == [mark; 3]) {
        spans.take(Text, skip + end + 3);
        state.open = Open::Nothing;
    } else {
        spans.take_rest(Text);
        state.open = Open::Triple(mark);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::shown;
    use crate::core::highlight::Language;

    #[test]
    fn comments_and_texts_only() {
        let text = "a = \"# b\"  # c\nx = '''one\ntwo''' + d#e\nit's\n";
        assert_eq!(
            shown(Language::Hash, text),
            "a = <T \"# b\">  <C # c>\nx = <T '''one>\n<T two'''> + d#e\nit's\n"
        );
        let text = "let u = \"http://x\"; // c\nf(`a\nb`) /* d\ne */ / 2\n";
        assert_eq!(
            shown(Language::Slashes, text),
            "let u = <T \"http://x\">; <C // c>\nf(<T `a>\n<T b`>) <C /* d>\n<C e */> / 2\n"
        );
    }
}
