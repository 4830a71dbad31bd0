//! TOML.

use super::Token::{Comment, Key, Plain, Text, Word};
use super::code::triple;
use super::spans::{Spans, closed, count};
use super::{Open, State};

pub(super) fn line(state: &mut State, spans: &mut Spans<'_>) {
    if let Open::Triple(mark) = state.open {
        triple(state, spans, mark, 0);
    } else {
        spans.blanks();
        if state.depth == 0 && spans.peek(0) == b'[' {
            let end = count(spans.rest(), |byte| byte != b']');
            let brackets = count(spans.rest().get(end..).unwrap_or_default(), |byte| {
                byte == b']'
            });
            spans.take(Word, end + brackets);
        }
    }
    while !spans.is_done() {
        let mark = spans.peek(0);
        match mark {
            b'#' => spans.take_rest(Comment),
            b'"' | b'\'' if spans.sees(&[mark; 3]) => triple(state, spans, mark, 3),
            b'"' | b'\'' => {
                let inside = spans.rest().get(1..).unwrap_or_default();
                match closed(inside, mark, mark == b'"') {
                    Some(length) => named(spans, length + 1, Text),
                    None => spans.take_rest(Text),
                }
            }
            b'[' | b'{' => {
                state.depth = state.depth.saturating_add(1);
                spans.take(Plain, 1);
            }
            b']' | b'}' => {
                state.depth = state.depth.saturating_sub(1);
                spans.take(Plain, 1);
            }
            byte if is_bare(byte) => {
                let length = count(spans.rest(), is_bare);
                let word = spans.rest().get(..length).unwrap_or_default();
                let known = matches!(word, b"true" | b"false");
                named(spans, length, if known { Word } else { Plain });
            }
            _ => spans.take(Plain, 1),
        }
    }
}

/// A key where `=` follows, or a dot and so on: no value but a number is followed by either.
fn named(spans: &mut Spans<'_>, length: usize, other: super::Token) {
    let after = spans.rest().get(length..).unwrap_or_default();
    let blanks = count(after, |byte| matches!(byte, b' ' | b'\t'));
    let number = matches!(spans.peek(0), b'0'..=b'9' | b'-');
    let is_key = match after.get(blanks) {
        Some(b'=') => true,
        Some(b'.') => !number,
        _ => false,
    };
    spans.take(if is_key { Key } else { other }, length);
}

fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

#[cfg(test)]
mod tests {
    use super::super::tests::shown;
    use crate::core::highlight::Language;

    #[test]
    fn tables_keys_values() {
        let text = "[[tool.uv]] # x\nname = \"a # b\"\na.\"b\" = {c = true, d = 'e'}\nlist = [\n  [1, 2],\n  \"x\",\n]\n[last]\n";
        assert_eq!(
            shown(Language::Toml, text),
            "<W [[tool.uv]]> <C # x>\n<K name> = <T \"a # b\">\n<K a>.<K \"b\"> = {<K c> = <W true>, <K d> = <T 'e'>}\n<K list> = [\n  [1, 2],\n  <T \"x\">,\n]\n<W [last]>\n"
        );
    }

    #[test]
    fn texts_over_lines() {
        let text = "a = \"\"\"one\n[no table]\nend\"\"\" # c\nb = 1.5\n";
        assert_eq!(
            shown(Language::Toml, text),
            "<K a> = <T \"\"\"one>\n<T [no table]>\n<T end\"\"\"> <C # c>\n<K b> = 1.5\n"
        );
    }
}
