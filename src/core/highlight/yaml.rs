//! YAML.

use super::Token::{Comment, Key, Plain, Text, Word};
use super::spans::{Spans, closed, count};
use super::{Open, State};

pub(super) fn line(state: &mut State, spans: &mut Spans<'_>) {
    let indent = count(spans.bytes, |byte| byte == b' ');
    let blank = spans.bytes.trim_ascii().is_empty();
    match state.open {
        Open::Block { parent } => {
            if blank || column(indent) > parent {
                return spans.take_rest(Text);
            }
            state.open = Open::Nothing;
        }
        Open::Quote { mark, .. } => {
            quoted(state, spans, mark, 0);
        }
        _ => {}
    }
    if spans.at() == 0 {
        document(state, spans);
    }
    values(state, spans);
}

/// What only the beginning of a line can be.
fn document(state: &mut State, spans: &mut Spans<'_>) {
    let marker = spans.sees(b"---") || spans.sees(b"...");
    if marker && matches!(spans.peek(3), 0 | b' ' | b'\t') {
        state.depth = 0;
        spans.take(Word, 3);
    } else if spans.peek(0) == b'%' {
        spans.take_rest(Word);
    }
}

fn values(state: &mut State, spans: &mut Spans<'_>) {
    // The column that a block scalar's lines must be deeper than.
    let mut parent = -1;
    // Whether something stands before on the line, so that no `-` or `|` begins here.
    let mut value = false;
    loop {
        let gap = spans.at() == 0
            || spans
                .bytes
                .get(spans.at() - 1)
                .is_some_and(|byte| is_blank(*byte));
        spans.blanks();
        let gap = gap
            || spans
                .bytes
                .get(spans.at() - 1)
                .is_some_and(|byte| is_blank(*byte));
        if spans.is_done() {
            return;
        }
        let byte = spans.peek(0);
        match byte {
            b'#' if gap => return spans.take_rest(Comment),
            b'-' | b'?' if !value && matches!(spans.peek(1), 0 | b' ' | b'\t') => {
                parent = column(spans.at());
                spans.take(Plain, 1);
            }
            b'|' | b'>' if state.depth == 0 && is_header(spans.rest()) => {
                let length = count(spans.rest(), |byte| !is_blank(byte));
                spans.take(Word, length);
                state.open = Open::Block { parent };
            }
            b'"' | b'\'' => {
                let at = spans.at();
                if quoted(state, spans, byte, 1) {
                    parent = column(at);
                }
                value = true;
            }
            b'&' | b'*' | b'!' => {
                let flow = state.depth > 0;
                let is = |byte: u8| !(is_blank(byte) || flow && is_flow(byte));
                spans.take(Word, count(spans.rest(), is).max(1));
            }
            b'[' | b'{' => {
                state.depth = state.depth.saturating_add(1);
                spans.take(Plain, 1);
            }
            b']' | b'}' => {
                state.depth = state.depth.saturating_sub(1);
                spans.take(Plain, 1);
                value = true;
            }
            b',' | b':' => spans.take(Plain, 1),
            _ => {
                let at = spans.at();
                if plain(spans, state.depth > 0) {
                    parent = column(at);
                }
                value = true;
            }
        }
    }
}

/// A scalar without quotes; whether it is a key.
fn plain(spans: &mut Spans<'_>, flow: bool) -> bool {
    let rest = spans.rest();
    let mut length = rest.len();
    let mut is_key = false;
    for (at, byte) in rest.iter().enumerate() {
        let next = rest.get(at + 1).copied().unwrap_or(b' ');
        match byte {
            b':' if is_blank(next) || flow && is_flow(next) => {
                (length, is_key) = (at, true);
                break;
            }
            b' ' | b'\t' if next == b'#' => {
                length = at;
                break;
            }
            byte if flow && is_flow(*byte) => {
                length = at;
                break;
            }
            _ => {}
        }
    }
    let text = rest.get(..length).unwrap_or_default().trim_ascii_end();
    let token = match text {
        _ if is_key => Key,
        b"true" | b"false" | b"null" | b"~" => Word,
        _ => Plain,
    };
    spans.take(token, text.len().max(1));
    is_key
}

/// A quoted scalar, which may run over lines; whether it is a key. `skip` bytes are its beginning.
fn quoted(state: &mut State, spans: &mut Spans<'_>, mark: u8, skip: usize) -> bool {
    let inside = spans.rest().get(skip..).unwrap_or_default();
    let Some(length) = end(inside, mark) else {
        state.open = Open::Quote { mark, depth: 0 };
        spans.take_rest(Text);
        return false;
    };
    state.open = Open::Nothing;
    let after = inside.get(length..).unwrap_or_default();
    let is_key = after.trim_ascii_start().first() == Some(&b':');
    spans.take(if is_key { Key } else { Text }, skip + length);
    is_key
}

/// The length up to and with the closing mark; a single one is written twice inside.
fn end(bytes: &[u8], mark: u8) -> Option<usize> {
    let mut at = 0;
    loop {
        at += closed(bytes.get(at..)?, mark, mark == b'"')?;
        if mark == b'"' || bytes.get(at) != Some(&mark) {
            return Some(at);
        }
        at += 1;
    }
}

/// `|`, `>-`, `|2+`, and nothing behind but a comment.
fn is_header(bytes: &[u8]) -> bool {
    let length = count(bytes, |byte| !is_blank(byte));
    let sign = |byte: &u8| matches!(byte, b'-' | b'+' | b'1'..=b'9');
    let signs = bytes.get(1..length).unwrap_or_default();
    let rest = bytes.get(length..).unwrap_or_default().trim_ascii();
    signs.iter().all(sign) && matches!(rest.first(), None | Some(b'#'))
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn is_flow(byte: u8) -> bool {
    matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
}

fn column(at: usize) -> isize {
    isize::try_from(at).unwrap_or(isize::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::tests::shown;
    use crate::core::highlight::Language;

    fn yaml(text: &str) -> String {
        shown(Language::Yaml, text)
    }

    #[test]
    fn keys_and_values() {
        assert_eq!(
            yaml(
                "services: # all\n  web:\n    ports:\n      - target: 8001\n        published: \"${P:-1}\" # x\n    url: http://a:1#b\n"
            ),
            "<K services>: <C # all>\n  <K web>:\n    <K ports>:\n      - <K target>: 8001\n        <K published>: <T \"${P:-1}\"> <C # x>\n    <K url>: http://a:1#b\n"
        );
        assert_eq!(
            yaml("---\n? a b : true\n\"k\" : null\n<<: *base\nx: &base !t\n- - 'it''s': ~\n"),
            "<W --->\n? <K a b> : <W true>\n<K \"k\"> : <W null>\n<K <<>: <W *base>\n<K x>: <W &base> <W !t>\n- - <K 'it''s'>: <W ~>\n"
        );
    }

    #[test]
    fn flow() {
        assert_eq!(
            yaml(
                "a: {type: bind, source: ./x:y, b: [true, \"c\"], \"d\": e}\nt: [x,\n  y: z,\n  '|']\n- k\n"
            ),
            "<K a>: {<K type>: bind, <K source>: ./x:y, <K b>: [<W true>, <T \"c\">], <K \"d\">: e}\n<K t>: [x,\n  <K y>: z,\n  <T '|'>]\n- k\n"
        );
    }

    #[test]
    fn block_scalars() {
        assert_eq!(
            yaml("a:\n  - run: |\n      b: c\n\n      # d\n    e: >-  # why\n      f\ng: | h\n"),
            "<K a>:\n  - <K run>: <W |>\n<T       b: c>\n\n<T       # d>\n    <K e>: <W >->  <C # why>\n<T       f>\n<K g>: | h\n"
        );
    }

    #[test]
    fn texts_over_lines() {
        assert_eq!(
            yaml("a: \"b\n  c: d\" # e\nf: it's\n"),
            "<K a>: <T \"b>\n<T   c: d\"> <C # e>\n<K f>: it's\n"
        );
    }
}
