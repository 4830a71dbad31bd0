//! Dockerfiles.

use super::Token::{Comment, Key, Plain, Text, Word};
use super::env::variable;
use super::spans::{Spans, closed, count};
use super::{Open, State, sh};

/// How what follows an instruction is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Instruction {
    /// None is open: the line begins one.
    #[default]
    None,
    /// `RUN`, `CMD`...: flags, then a script or a list.
    Flags,
    /// The script after the flags.
    Script,
    /// `ENV`, `ARG`, `LABEL`: names and values.
    Pairs,
    /// `FROM`: `AS` is a word.
    From,
    /// `HEALTHCHECK`, `ONBUILD`: one more instruction follows.
    Outer,
    /// Paths, ports, names.
    Other,
}

pub(super) fn line(state: &mut State, spans: &mut Spans<'_>) {
    if state.instruction == Instruction::None && heredoc(state, spans) {
        return;
    }
    if spans.rest().trim_ascii_start().starts_with(b"#") {
        // Docker takes comments out before it joins the lines of an instruction.
        spans.blanks();
        return spans.take_rest(Comment);
    }
    spans.blanks();
    if spans.is_done() {
        // Neither begins an instruction nor ends one.
        return;
    }
    if state.instruction == Instruction::None {
        state.instruction = instruction(spans);
    }
    arguments(state, spans);
    let goes_on = spans.bytes.trim_ascii_end().ends_with(b"\\");
    if !goes_on {
        // A quoted text does not outlive its instruction.
        (state.instruction, state.open, state.continued) = (Instruction::None, Open::Nothing, None);
    }
}

/// The body of a heredoc: a script after `RUN`, else the text of a file.
fn heredoc(state: &mut State, spans: &mut Spans<'_>) -> bool {
    let Some(first) = state.heredocs.first() else {
        return false;
    };
    let tabs = count(spans.bytes, |byte| first.tabs && byte == b'\t');
    let ends = spans.bytes.get(tabs..) == Some(first.end.as_bytes());
    if ends || !first.script {
        (state.open, state.continued) = (Open::Nothing, None);
        return sh::heredoc(state, spans);
    }
    // A heredoc inside the script is none of Docker's: it is read as lines of it.
    let known = state.heredocs.len();
    sh::words(state, spans);
    state.heredocs.truncate(known);
    true
}

/// The word that begins an instruction, and what follows it.
fn instruction(spans: &mut Spans<'_>) -> Instruction {
    let length = count(spans.rest(), |byte| byte.is_ascii_alphabetic());
    let mut upper = [0; 12];
    let word = spans.rest().get(..length).unwrap_or_default();
    let Some(upper) = upper.get_mut(..length) else {
        return Instruction::Other;
    };
    upper.copy_from_slice(word);
    upper.make_ascii_uppercase();
    let next = match &*upper {
        b"RUN" | b"CMD" | b"ENTRYPOINT" | b"SHELL" => Instruction::Flags,
        b"ENV" | b"ARG" | b"LABEL" => Instruction::Pairs,
        b"FROM" => Instruction::From,
        b"HEALTHCHECK" | b"ONBUILD" => Instruction::Outer,
        b"COPY" | b"ADD" | b"WORKDIR" | b"USER" | b"EXPOSE" | b"VOLUME" | b"STOPSIGNAL"
        | b"MAINTAINER" => Instruction::Other,
        _ => return Instruction::Other,
    };
    spans.take(Word, length);
    next
}

fn arguments(state: &mut State, spans: &mut Spans<'_>) {
    while !spans.is_done() {
        let before = spans.at();
        spans.blanks();
        match state.instruction {
            Instruction::Script => return sh::words(state, spans),
            _ if spans.sees(b"--") && state.instruction != Instruction::Pairs => flag(spans),
            Instruction::Flags => {
                if spans.rest().trim_ascii() != b"\\" {
                    state.instruction = Instruction::Script;
                    // `RUN <<END` has a script for a body; `RUN cat <<END` a text.
                    let script = spans.sees(b"<<");
                    let known = state.heredocs.len();
                    sh::words(state, spans);
                    for opened in state.heredocs.iter_mut().skip(known) {
                        opened.script = script;
                    }
                }
                return spans.take_rest(Plain);
            }
            Instruction::Outer => {
                state.instruction = match instruction(spans) {
                    // The end of the line, or no instruction: look again.
                    Instruction::Other if spans.sees(b"\\") => Instruction::Outer,
                    next => next,
                };
            }
            Instruction::Pairs => pair(state, spans),
            Instruction::From | Instruction::Other | Instruction::None => word(state, spans),
        }
        if spans.at() == before {
            spans.take(Plain, 1);
        }
    }
}

/// `--mount=...`: its name only.
fn flag(spans: &mut Spans<'_>) {
    let name = count(spans.rest(), |byte| !matches!(byte, b' ' | b'\t' | b'='));
    spans.take(Key, name);
    while !spans.is_done() && !matches!(spans.peek(0), b' ' | b'\t') {
        piece(spans);
    }
}

/// `NAME=value`, or the old `NAME value`.
fn pair(state: &mut State, spans: &mut Spans<'_>) {
    if let Open::Quote { mark, .. } = state.open {
        return rest_of_text(state, spans, mark, 0);
    }
    let is = |byte: u8| !matches!(byte, b' ' | b'\t' | b'=' | b'\\' | b'"' | b'$');
    let name = count(spans.rest(), is);
    spans.take(Key, name);
    while !spans.is_done() && !matches!(spans.peek(0), b' ' | b'\t') {
        match spans.peek(0) {
            mark @ (b'"' | b'\'') => rest_of_text(state, spans, mark, 1),
            _ => piece(spans),
        }
    }
}

/// A value's text may be continued on the next line.
fn rest_of_text(state: &mut State, spans: &mut Spans<'_>, mark: u8, skip: usize) {
    let inside = spans.rest().get(skip..).unwrap_or_default();
    if let Some(length) = closed(inside, mark, mark == b'"') {
        spans.take(Text, skip + length);
        state.open = Open::Nothing;
    } else {
        spans.take_rest(Text);
        state.open = Open::Quote { mark, depth: 0 };
    }
}

fn word(state: &mut State, spans: &mut Spans<'_>) {
    if spans.sees(b"<<") {
        return sh::open_heredoc(state, spans);
    }
    let length = count(spans.rest(), |byte| !matches!(byte, b' ' | b'\t'));
    let text = spans.rest().get(..length).unwrap_or_default();
    if state.instruction == Instruction::From && text.eq_ignore_ascii_case(b"as") {
        return spans.take(Word, length);
    }
    let end = spans.at() + length;
    while spans.at() < end {
        piece(spans);
    }
}

/// A variable, a text, or what stands between.
fn piece(spans: &mut Spans<'_>) {
    match spans.peek(0) {
        b'$' => {
            let length = variable(spans.rest());
            spans.take(if length > 1 { Key } else { Plain }, length);
        }
        mark @ (b'"' | b'\'') => {
            let inside = spans.rest().get(1..).unwrap_or_default();
            match closed(inside, mark, mark == b'"') {
                Some(length) => spans.take(Text, length + 1),
                None => spans.take(Plain, 1),
            }
        }
        _ => {
            let is = |byte: u8| !matches!(byte, b' ' | b'\t' | b'$' | b'"' | b'\'');
            spans.take(Plain, count(spans.rest(), is).max(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::shown;
    use crate::core::highlight::Language;

    fn dockerfile(text: &str) -> String {
        shown(Language::Dockerfile, text)
    }

    #[test]
    fn instructions() {
        assert_eq!(
            dockerfile(
                "# syntax=docker/dockerfile:1\n\nFROM python:3.14 AS base\nfrom --platform=$A x as y\n"
            ),
            "<C # syntax=docker/dockerfile:1>\n\n<W FROM> python:3.14 <W AS> base\n<W from> <K --platform>=<K $A> x <W as> y\n"
        );
        assert_eq!(
            dockerfile(
                "ENV A=1 \\\n    # why\n    B=\"c d\"\nARG UID=1000\nUSER $UID:$GID\nCOPY --chown=$UID:$GID . .\n"
            ),
            "<W ENV> <K A>=1 \\\n    <C # why>\n    <K B>=<T \"c d\">\n<W ARG> <K UID>=1000\n<W USER> <K $UID>:<K $GID>\n<W COPY> <K --chown>=<K $UID>:<K $GID> . .\n"
        );
    }

    #[test]
    fn scripts() {
        assert_eq!(
            dockerfile(
                "RUN --mount=type=cache,target=/c \\\n    --mount=type=bind,source=a,target=b \\\n    if x; then pip install -r r.txt; fi \\\n    && y 'z'\nCMD [\"a\", \"--b\"]\n"
            ),
            "<W RUN> <K --mount>=type=cache,target=/c \\\n    <K --mount>=type=bind,source=a,target=b \\\n    <W if> x; <W then> pip install -r r.txt; <W fi> \\\n    && y <T 'z'>\n<W CMD> [<T \"a\">, <T \"--b\">]\n"
        );
        assert_eq!(
            dockerfile("HEALTHCHECK --interval=5s \\\n  CMD curl -f \"$URL\"\nONBUILD RUN x\n"),
            "<W HEALTHCHECK> <K --interval>=5s \\\n  <W CMD> curl -f <T \"$URL\">\n<W ONBUILD> <W RUN> x\n"
        );
    }

    #[test]
    fn heredocs() {
        assert_eq!(
            dockerfile(
                "RUN <<EOF\nif a; then b; fi\nEOF\nCOPY <<-\"E\" /x\nRUN no\n\tE\nRUN cat <<F >f\nif\nF\n"
            ),
            "<W RUN> <<<W EOF>\n<W if> a; <W then> b; <W fi>\n<W EOF>\n<W COPY> <<-<W \"E\"> /x\n<T RUN no>\n\t<W E>\n<W RUN> cat <<<W F> >f\n<T if>\n<W F>\n"
        );
    }
}
