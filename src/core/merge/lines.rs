//! A text as lines that are compared without their ends and kept with them: a checkout with CRLF
//! is no edit, and what is kept is kept to the byte.

use std::ops::Range;

/// The lines of a text.
#[derive(Debug, Clone)]
pub(super) struct Lines<'a> {
    /// With their ends.
    raw: Vec<&'a str>,
    /// Without.
    pub(super) keys: Vec<&'a str>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let raw: Vec<&str> = text.split_inclusive('\n').collect();
        let keys = raw.iter().map(|line| without_end(line)).collect();
        Self { raw, keys }
    }

    pub(super) fn len(&self) -> usize {
        self.raw.len()
    }

    /// These lines, ends and all.
    pub(super) fn text(&self, range: Range<usize>) -> String {
        self.raw[range].concat()
    }
}

/// A line without its end.
pub(super) fn without_end(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

/// A text with CRLF at each line's end.
pub(super) fn with_carriage(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    let lines = lines.map(|line| match line.strip_suffix('\n') {
        Some(_) => format!("{}\r\n", without_end(line)),
        None => line.to_owned(),
    });
    lines.collect()
}

/// How far a line is indented; none for a blank one.
pub(super) fn indent(line: &str) -> Option<usize> {
    let rest = line.trim_start();
    (!rest.is_empty()).then(|| line.len() - rest.len())
}
