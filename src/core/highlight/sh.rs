//! Shell: scripts, and what follows `RUN`.

use super::Token::{self, Comment, Key, Plain, Text, Word};
use super::env::variable;
use super::spans::{Spans, count, name};
use super::{Heredoc, Open, State};

/// A whole line of a script.
pub(super) fn line(state: &mut State, spans: &mut Spans<'_>) {
    if heredoc(state, spans) {
        return;
    }
    words(state, spans);
}

/// The body of a heredoc, if the line is in one.
pub(super) fn heredoc(state: &mut State, spans: &mut Spans<'_>) -> bool {
    let Some(first) = state.heredocs.first() else {
        return false;
    };
    // What opens a heredoc goes on to the end of its own line, and further where it is continued.
    if state.continued.is_some() || state.open != Open::Nothing {
        return false;
    }
    let bytes = spans.bytes;
    let tabs = if first.tabs {
        count(bytes, |byte| byte == b'\t')
    } else {
        0
    };
    if bytes.get(tabs..) == Some(first.end.as_bytes()) {
        spans.take(Plain, tabs);
        spans.take_rest(Word);
        state.heredocs.remove(0);
    } else {
        spans.take_rest(Text);
    }
    true
}

/// What the next word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// A command, a keyword, or the name in `NAME=value`.
    Command,
    /// The value in `NAME=value`: what follows it is a command still.
    Value,
    Argument,
}

impl Next {
    /// After a piece that is no keyword.
    fn after(self) -> Self {
        match self {
            Self::Value => self,
            Self::Command | Self::Argument => Self::Argument,
        }
    }
}

/// The words of a line, from where it stands.
pub(super) fn words(state: &mut State, spans: &mut Spans<'_>) {
    let mut next = state.continued.take().unwrap_or(Next::Command);
    if let Open::Quote { mark, depth } = state.open {
        next = Next::Argument;
        quoted(state, spans, mark, depth, 0);
    }
    // Whether a word begins here, and whether this line has an `in` to come.
    let mut start = true;
    let mut list = false;
    while !spans.is_done() {
        let byte = spans.peek(0);
        let begins = std::mem::take(&mut start);
        match byte {
            b' ' | b'\t' => {
                spans.blanks();
                start = true;
                if next == Next::Value {
                    next = Next::Command;
                }
            }
            b'#' if begins => spans.take_rest(Comment),
            b'\'' | b'"' => {
                quoted(state, spans, byte, 0, 1);
                next = next.after();
            }
            b'\\' => {
                state.continued = (spans.peek(1) == 0).then_some(next);
                spans.take(Plain, 2);
            }
            b'$' | b'(' if spans.sees(b"$((") || spans.sees(b"((") => arithmetic(spans),
            b'$' if spans.peek(1) != b'(' => {
                let length = variable(spans.rest());
                spans.take(if length > 1 { Key } else { Plain }, length);
                next = next.after();
            }
            b'<' if spans.sees(b"<<<") => spans.take(Plain, 3),
            b'<' if spans.sees(b"<<") => open_heredoc(state, spans),
            b'$' | b';' | b'&' | b'|' | b'(' | b')' | b'`' | b'!' => {
                spans.take(Plain, if byte == b'$' { 2 } else { 1 });
                (next, start) = (Next::Command, true);
            }
            b'{' | b'}' if begins => {
                spans.take(Plain, 1);
                next = Next::Command;
            }
            _ => next = word(spans, next, &mut list),
        }
    }
}

/// A word without quotes; what follows it.
fn word(spans: &mut Spans<'_>, next: Next, list: &mut bool) -> Next {
    let rest = spans.rest();
    let length = count(rest, |byte| !is_end(byte)).max(1);
    let text = rest.get(..length).unwrap_or_default();
    if *list && matches!(text, b"in") {
        *list = false;
        spans.take(Word, length);
        return Next::Argument;
    }
    if next != Next::Command {
        spans.take(Plain, length);
        return next.after();
    }
    let set = name(rest);
    if set > 0 && matches!(rest.get(set..), Some([b'=', ..] | [b'+', b'=', ..])) {
        spans.take(Key, set);
        spans.take(Plain, if spans.peek(0) == b'+' { 2 } else { 1 });
        return Next::Value;
    }
    *list = matches!(text, b"for" | b"case" | b"select");
    let (token, next) = keyword(text);
    spans.take(token, length);
    next
}

/// What a command's name is, and what follows it.
fn keyword(text: &[u8]) -> (Token, Next) {
    match text {
        // An assignment may follow the last five.
        b"if" | b"then" | b"elif" | b"else" | b"while" | b"until" | b"do" | b"export"
        | b"local" | b"readonly" | b"exec" | b"declare" => (Word, Next::Command),
        b"fi" | b"done" | b"esac" | b"for" | b"case" | b"select" | b"function" | b"return"
        | b"exit" | b"break" | b"continue" | b"shift" | b"set" | b"trap" | b"unset" => {
            (Word, Next::Argument)
        }
        _ => (Plain, Next::Argument),
    }
}

fn is_end(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'\'' | b'"' | b'\\' | b'$' | b';' | b'&' | b'|' | b'(' | b')' | b'`' | b'<'
    )
}

/// `((...))`: `<<` in it opens nothing.
fn arithmetic(spans: &mut Spans<'_>) {
    let end = spans.rest().windows(2).position(|two| two == b"))");
    spans.take(Plain, end.map_or(3, |at| at + 2));
}

/// A text, which may run over lines; `skip` bytes are its beginning. In a double-quoted one `$(`
/// takes everything along up to its `)`.
fn quoted(state: &mut State, spans: &mut Spans<'_>, mark: u8, mut depth: u32, skip: usize) {
    let bytes = spans.rest();
    let mut at = skip;
    while let Some(byte) = bytes.get(at) {
        match *byte {
            byte if byte == mark && depth == 0 => {
                state.open = Open::Nothing;
                return spans.take(Text, at + 1);
            }
            b'\\' if mark == b'"' => at += 1,
            b'(' if mark == b'"' && (depth > 0 || at > 0 && bytes.get(at - 1) == Some(&b'$')) => {
                depth = depth.saturating_add(1);
            }
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    state.open = Open::Quote { mark, depth };
    spans.take_rest(Text);
}

/// `<<END`, `<<-END`, `<<'END'`: the body begins on the next line.
pub(super) fn open_heredoc(state: &mut State, spans: &mut Spans<'_>) {
    let tabs = spans.peek(2) == b'-';
    let before = if tabs { 3 } else { 2 };
    let rest = spans.rest().get(before..).unwrap_or_default();
    let quote = rest
        .first()
        .copied()
        .filter(|byte| matches!(byte, b'\'' | b'"'));
    let inside = rest.get(usize::from(quote.is_some())..).unwrap_or_default();
    let length = match quote {
        Some(mark) => count(inside, |byte| byte != mark),
        None => name(inside),
    };
    spans.take(Plain, before);
    let end = inside.get(..length).map(String::from_utf8_lossy);
    let Some(end) = end.filter(|end| !end.is_empty()) else {
        return;
    };
    state.heredocs.push(Heredoc {
        end: end.into_owned(),
        tabs,
        script: false,
    });
    spans.take(Word, length + 2 * usize::from(quote.is_some()));
}

#[cfg(test)]
mod tests {
    use super::super::tests::shown;
    use crate::core::highlight::Language;

    fn sh(text: &str) -> String {
        shown(Language::Sh, text)
    }

    #[test]
    fn keywords_where_a_command_stands() {
        assert_eq!(
            sh("if [ -n \"$1\" ]; then echo if; fi # done\n"),
            "<W if> [ -n <T \"$1\"> ]; <W then> echo if; <W fi> <C # done>\n"
        );
        assert_eq!(
            sh("for name in $(ls) a#b; do\n"),
            "<W for> name <W in> $(ls) a#b; <W do>\n"
        );
        assert_eq!(
            sh("case \"$1\" in\n  setup) exec \"$@\" ;;\nesac\n"),
            "<W case> <T \"$1\"> <W in>\n  setup) <W exec> <T \"$@\"> ;;\n<W esac>\n"
        );
    }

    #[test]
    fn names_are_set_and_used() {
        assert_eq!(
            sh("export A=1 B=\"x\"\nPATH+=:/x run --a=$B ${C:-d} $# $\n"),
            "<W export> <K A>=1 <K B>=<T \"x\">\n<K PATH>+=:/x run --a=<K $B> <K ${C:-d}> <K $#> $\n"
        );
    }

    #[test]
    fn texts_run_over_lines() {
        assert_eq!(
            sh("echo 'it\n is' && cat \"$(find \"a b\")/c\" d\\'e\n"),
            "echo <T 'it>\n<T  is'> && cat <T \"$(find \"a b\")/c\"> d\\'e\n"
        );
        assert_eq!(sh("a \\\n if b; \\\n fi\n"), "a \\\n if b; \\\n <W fi>\n");
    }

    #[test]
    fn heredocs() {
        assert_eq!(
            sh("cat <<-'EOF' > \"$f\"\n\tif $x\n\tEOF\nfi $((1<<2))\nread <<<\"$a\"\n"),
            "cat <<-<W 'EOF'> > <T \"$f\">\n<T \tif $x>\n\t<W EOF>\n<W fi> $((1<<2))\nread <<<<T \"$a\">\n"
        );
    }
}
