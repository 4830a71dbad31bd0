//! Talk, on stderr: stdout is for the last line.

use std::io::{self, Write as _};

use unicode_width::UnicodeWidthStr as _;

use crate::core::diagnostic::Problem;

/// Where lines are broken.
const WIDTH: usize = 79;

/// Says something, broken at blanks.
pub(super) fn say(text: &str) {
    for line in text.lines() {
        for line in wrap(line) {
            raw(&format!("{line}\n"));
        }
    }
}

/// The same, as an aside.
pub(super) fn aside(text: &str) {
    say(&indented(text));
}

pub(super) fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}

/// As it is. A reader that is gone hears nothing, and that is no error.
pub(super) fn raw(text: &str) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(text.as_bytes());
    let _ = err.flush();
}

/// Lines of at most a terminal's usual width; what an indented line goes on in is indented as it is.
pub(super) fn wrap(text: &str) -> Vec<String> {
    let indent: String = text.chars().take_while(|c| *c == ' ').collect();
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.width() + 1 + word.width() > WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(if line.is_empty() { &indent } else { " " });
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// A problem as a sentence, and its mend.
pub(super) fn told(problem: &Problem) -> String {
    let mut text = problem.message.clone();
    if let Some(place) = &problem.place
        && let Some(key) = &place.key
    {
        text = format!("{key}: {text}");
    }
    if !problem.mend.is_empty() {
        text.push_str(&format!(". Mend: {}", problem.mend));
    }
    text
}

/// `1 line`, `2 lines`.
pub(super) fn count(number: usize, word: &str) -> String {
    match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_break_at_blanks_and_keep_their_indent() {
        let text = format!("  {} {}", "a".repeat(60), "b".repeat(30));
        assert_eq!(
            wrap(&text),
            [
                format!("  {}", "a".repeat(60)),
                format!("  {}", "b".repeat(30))
            ]
        );
        assert_eq!(wrap("one two"), ["one two"]);
        assert_eq!(wrap(""), [""]);
    }
}
