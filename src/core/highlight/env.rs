//! `.env` files, and lists of patterns.

use super::Token::{Comment, Key, Plain, Text, Word};
use super::spans::{Spans, closed, count, name};
use super::{Open, State};

/// `NAME=value`, `export NAME='value'`, `# ...`. A quoted value may run over lines.
pub(super) fn line(state: &mut State, spans: &mut Spans<'_>) {
    if let Open::Quote { mark, .. } = state.open {
        quoted(state, spans, mark, 0);
    } else {
        spans.blanks();
        if spans.peek(0) == b'#' {
            return spans.take_rest(Comment);
        }
        if spans.sees(b"export ") {
            spans.take(Word, 6);
            spans.blanks();
        }
        let equals = count(spans.rest(), |byte| byte != b'=');
        if equals == spans.rest().len() {
            return;
        }
        spans.take(Key, equals);
        spans.take(Plain, 1);
        spans.blanks();
        let mark = spans.peek(0);
        if matches!(mark, b'"' | b'\'') {
            quoted(state, spans, mark, 1);
        }
    }
    value(spans);
}

fn quoted(state: &mut State, spans: &mut Spans<'_>, mark: u8, skip: usize) {
    let inside = spans.rest().get(skip..).unwrap_or_default();
    if let Some(length) = closed(inside, mark, mark == b'"') {
        spans.take(Text, skip + length);
        state.open = Open::Nothing;
    } else {
        spans.take_rest(Text);
        state.open = Open::Quote { mark, depth: 0 };
    }
}

/// What is not quoted: variables, and a comment after a blank.
fn value(spans: &mut Spans<'_>) {
    while !spans.is_done() {
        match spans.peek(0) {
            b'$' => {
                let length = variable(spans.rest());
                spans.take(if length > 1 { Key } else { Plain }, length);
            }
            b' ' | b'\t' => {
                spans.blanks();
                if spans.peek(0) == b'#' {
                    spans.take_rest(Comment);
                }
            }
            _ => {
                let length = count(spans.rest(), |byte| !matches!(byte, b'$' | b' ' | b'\t'));
                spans.take(Plain, length);
            }
        }
    }
}

/// The length of `$NAME`, `${...}` or of one of `$1 $@ $# $? ...`; 1 where it is a mere `$`.
pub(super) fn variable(bytes: &[u8]) -> usize {
    match bytes.get(1) {
        Some(b'{') => {
            let mut depth = 0_usize;
            for (at, byte) in bytes.iter().enumerate() {
                match byte {
                    b'{' => depth += 1,
                    b'}' if depth == 1 => return at + 1,
                    b'}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            bytes.len()
        }
        Some(b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-') => 2,
        Some(_) => 1 + name(bytes.get(1..).unwrap_or_default()),
        None => 1,
    }
}

/// Patterns: `# ...` at the beginning, and `!` takes back.
pub(super) fn ignore(spans: &mut Spans<'_>) {
    match spans.peek(0) {
        b'#' => spans.take_rest(Comment),
        b'!' => spans.take(Word, 1),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::shown;
    use crate::core::highlight::Language;

    #[test]
    fn names_values_comments() {
        let text = "# ids\nexport HOST_UID=1000 # mine\nURL=\"a\nb\" x\nA=${B:-$C}#d\nno pair\n";
        assert_eq!(
            shown(Language::Env, text),
            "<C # ids>\n<W export> <K HOST_UID>=1000 <C # mine>\n<K URL>=<T \"a>\n<T b\"> x\n<K A>=<K ${B:-$C}>#d\nno pair\n"
        );
    }

    #[test]
    fn patterns() {
        let text = "# not\n!keep.me\n*.log # no comment\n";
        assert_eq!(
            shown(Language::Ignore, text),
            "<C # not>\n<W !>keep.me\n*.log # no comment\n"
        );
    }
}
