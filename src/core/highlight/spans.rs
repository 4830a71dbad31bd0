//! The pieces of a line as they are found.

use std::ops::Range;

use super::Token;

/// A line and what is known of it so far: everything before [`Spans::at`].
pub(super) struct Spans<'t> {
    pub(super) text: &'t str,
    /// The line's bytes without its line break.
    pub(super) bytes: &'t [u8],
    done: Vec<(Token, Range<usize>)>,
    at: usize,
}

impl<'t> Spans<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            bytes: text.trim_end_matches(['\r', '\n']).as_bytes(),
            done: Vec::new(),
            at: 0,
        }
    }

    /// Where the next piece begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The byte `ahead` of the next piece's first; 0 behind the end.
    pub(super) fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Whether the line is used up.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// What is left of the line.
    pub(super) fn rest(&self) -> &'t [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Whether the rest begins so.
    pub(super) fn sees(&self, what: &[u8]) -> bool {
        self.rest().starts_with(what)
    }

    /// The next piece is `length` bytes of this.
    pub(super) fn take(&mut self, token: Token, length: usize) {
        let mut end = self.at.saturating_add(length).min(self.bytes.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        self.push(token, end);
    }

    /// The rest of the line is this.
    pub(super) fn take_rest(&mut self, token: Token) {
        self.push(token, self.bytes.len());
    }

    /// Blanks are plain.
    pub(super) fn blanks(&mut self) {
        let length = count(self.rest(), |byte| matches!(byte, b' ' | b'\t'));
        self.take(Token::Plain, length);
    }

    /// All pieces, the line break included.
    pub(super) fn finish(mut self) -> Vec<(Token, Range<usize>)> {
        self.push(Token::Plain, self.text.len());
        self.done
    }

    fn push(&mut self, token: Token, end: usize) {
        if end <= self.at {
            return;
        }
        match self.done.last_mut() {
            Some((last, range)) if *last == token => range.end = end,
            _ => self.done.push((token, self.at..end)),
        }
        self.at = end;
    }
}

/// How many bytes at the beginning are such.
pub(super) fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    bytes
        .iter()
        .position(|byte| !is(*byte))
        .unwrap_or(bytes.len())
}

/// The length of a name of a variable at the beginning.
pub(super) fn name(bytes: &[u8]) -> usize {
    if bytes.first().is_some_and(u8::is_ascii_digit) {
        return 0;
    }
    count(bytes, |byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The length up to and with the mark that closes a text, which began before; none where it is not
/// closed on this line. `escapes`: a backslash takes the next byte along.
pub(super) fn closed(bytes: &[u8], mark: u8, escapes: bool) -> Option<usize> {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match *byte {
            b'\\' if escapes => at += 2,
            byte if byte == mark => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}
