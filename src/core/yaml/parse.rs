//! Text -> tree, within bounds.
//!
//! The input is bounded before the parser sees it and the depth is checked as the events come, so
//! hostile bytes cost little. Nothing here recurses.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use super::build::Builder;
use super::node::{Kind, Node};
use super::source::Source;
use super::unclosed::unclosed;
use crate::core::diagnostic::{Problem, Where};

const MAX_BYTES: usize = 1_000_000;
/// After so many problems the rest is not worth reading.
pub(super) const MAX_PROBLEMS: usize = 100;

/// Reads one document: a map node without entries where it is empty.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Node, Vec<Problem>> {
    let text = text_of(file, bytes)?;
    let mut builder = Builder::new(file);
    let mut documents = 0;
    let mut source = None;
    for event in Parser::new_from_str(text) {
        let (event, start) = match event {
            Ok((event, span)) => (event, (span.start.line(), span.start.col() + 1)),
            Err(error) => {
                let problem = syntax(file, text, &error);
                builder.report_without_key(problem);
                break;
            }
        };
        // The parser says where such a text begins; its value begins at the `|`.
        let start = match event {
            Event::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded, ..) => {
                let source = source.get_or_insert_with(|| Source::new(text));
                source.block_scalar(start.0).unwrap_or(start)
            }
            _ => start,
        };
        if let Event::DocumentStart(_) = event {
            documents += 1;
            if documents > 1 {
                let problem =
                    Problem::error("yaml-documents", "more than one document in the file")
                        .mend("keep one: take out the `---` line and what follows it");
                builder.report(problem.at(place(file, start)));
                break;
            }
        }
        if builder.event(event, start).is_break() {
            break;
        }
    }
    builder.finish()
}

/// Reads a single value, as `--set KEY=VALUE` gives it: YAML where it begins with `[` or `{` or is
/// YAML by itself, else the text as it stands.
pub fn parse_value(file: &str, text: &str) -> Result<Node, Vec<Problem>> {
    let trimmed = text.trim_matches([' ', '\t', '\r', '\n']);
    let plain = Node::plain(trimmed);
    if plain.is_null() {
        return Ok(plain);
    }
    let parsed = parse(file, trimmed.as_bytes());
    if trimmed.starts_with(['[', '{']) {
        return parsed;
    }
    match parsed {
        // YAML would drop a comment or fold lines: whoever typed them meant them.
        Ok(node) => match &node.kind {
            Kind::Scalar { text, plain: true } if text != trimmed => Ok(verbatim(trimmed)),
            Kind::Scalar { .. } if trimmed.starts_with(['|', '>']) => Ok(verbatim(trimmed)),
            Kind::Map(entries) if entries.is_empty() => Ok(verbatim(trimmed)),
            _ => Ok(node),
        },
        Err(problems) if problems.iter().all(is_about_form) => Ok(verbatim(trimmed)),
        Err(problems) => Err(problems),
    }
}

/// Not YAML, but a text all the same; sizes and bytes stay problems.
fn is_about_form(problem: &Problem) -> bool {
    problem.code.starts_with("yaml-") || problem.code == "duplicate-key"
}

fn verbatim(text: &str) -> Node {
    Node {
        line: 1,
        column: 1,
        kind: Kind::Scalar {
            text: text.to_owned(),
            plain: false,
        },
    }
}

/// The bytes as text that the parser may have: small, UTF-8, without control characters.
fn text_of<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, Vec<Problem>> {
    if bytes.len() > MAX_BYTES {
        let message = format!("{} bytes, more than {MAX_BYTES}", bytes.len());
        let problem = Problem::error("too-large", message)
            .mend("is this the right file? Answers are a few kilobytes");
        return Err(vec![problem.at(whole(file))]);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let (good, bad) = bytes.split_at(error.valid_up_to());
            let good = std::str::from_utf8(good).unwrap_or_default();
            let byte = bad.first().copied().unwrap_or_default();
            let message = format!("byte 0x{byte:02X} is not UTF-8");
            let problem = Problem::error("not-utf8", message).mend("save the file as UTF-8");
            return Err(vec![problem.at(place(file, after(good)))]);
        }
    };
    let problems = control_characters(file, text);
    if problems.is_empty() {
        Ok(text)
    } else {
        Err(problems)
    }
}

fn control_characters(file: &str, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut position = Position::default();
    for char in text.chars() {
        if is_refused(char) && problems.len() < MAX_PROBLEMS {
            let message = format!("control character U+{:04X}", u32::from(char));
            let problem = Problem::error("control-character", message)
                .mend("take it out, or write it as an escape in double quotes, such as \"\\x1b\"");
            problems.push(problem.at(place(file, position.line_and_column())));
        }
        position.pass(char);
    }
    problems
}

/// What YAML 1.2 has no room for, tabs and line breaks aside.
fn is_refused(char: char) -> bool {
    let allowed = matches!(char, '\t' | '\n' | '\r' | '\u{85}');
    (char.is_control() && !allowed) || matches!(char, '\u{FFFE}' | '\u{FFFF}')
}

/// Counts lines as YAML does: CR, LF and CRLF each end one.
#[derive(Default)]
struct Position {
    lines: usize,
    column: usize,
    after_cr: bool,
}

impl Position {
    fn pass(&mut self, char: char) {
        match char {
            '\n' if self.after_cr => {}
            '\n' | '\r' => {
                self.lines += 1;
                self.column = 0;
            }
            _ => self.column += 1,
        }
        self.after_cr = char == '\r';
    }

    fn line_and_column(&self) -> (usize, usize) {
        (self.lines + 1, self.column + 1)
    }
}

/// The place of what follows `text`.
fn after(text: &str) -> (usize, usize) {
    let mut position = Position::default();
    text.chars().for_each(|char| position.pass(char));
    position.line_and_column()
}

/// What the parser could not read. Its own words stay, since they are exact; the mend is ours.
fn syntax(file: &str, text: &str, error: &ScanError) -> Problem {
    let marker = error.marker();
    let start = (marker.line(), marker.col() + 1);
    let info = error.info();
    if info.contains("unknown anchor") {
        return alias().at(place(file, start));
    }
    if info.contains("recursion limit") {
        return too_deep().at(place(file, start));
    }
    // A bracket that is never closed is noticed lines later: the opener is where to mend.
    if let Some((char, opener)) = unclosed(text, start) {
        let message = format!("the `{char}` is not closed, or a comma is missing in it ({info})");
        return Problem::error("yaml-syntax", message)
            .mend(format!("noticed at line {}, column {}", start.0, start.1))
            .at(place(file, opener));
    }
    let mend = if info.contains("mapping values are not allowed") {
        "put a text with `: ` in it in quotes, and keys of one map at one indent"
    } else if info.contains("tab") {
        "indent with spaces"
    } else if info.contains("unexpected character") {
        "put a text that begins so in quotes"
    } else if info.contains("quoted scalar") {
        "close the quotes; in double quotes a backslash is written twice"
    } else if info.contains("indentation") || info.contains("did not find expected") {
        "look at the indentation and the quotes of this line and the one before"
    } else {
        ""
    };
    Problem::error("yaml-syntax", format!("not YAML: {info}"))
        .mend(mend)
        .at(place(file, start))
}

pub(super) fn alias() -> Problem {
    let message = "anchors (`&name`) and aliases (`*name`) are not allowed here";
    Problem::error("yaml-alias", message)
        .mend("write the value out; put a text that begins with & or * in quotes")
}

pub(super) fn too_deep() -> Problem {
    Problem::error(
        "too-deep",
        "lists and maps in each other, more than 64 deep",
    )
}

pub(super) fn place(file: &str, (line, column): (usize, usize)) -> Where {
    Where {
        file: file.to_owned(),
        line: Some(line),
        column: Some(column),
        key: None,
    }
}

fn whole(file: &str) -> Where {
    Where {
        file: file.to_owned(),
        line: None,
        column: None,
        key: None,
    }
}
