//! Where values end. The parser's own ends are not to be trusted (a quoted scalar's span ran to
//! the end of its line), so they are found here, from the starts, which are.

use super::node::{Entry, Kind, Node};

/// A text and where its lines begin.
pub(super) struct Source<'t> {
    pub(super) text: &'t str,
    lines: Vec<usize>,
}

/// The ends of an entry's parts, as byte offsets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends {
    /// Where the key begins.
    pub(super) key: usize,
    /// After the colon, or after the key where a flow map's key has none.
    pub(super) colon: usize,
    pub(super) has_colon: bool,
    /// Where the value begins; `colon` where it is not written.
    pub(super) start: usize,
    /// After the value's last byte; `colon` where it is not written.
    pub(super) end: usize,
}

impl Ends {
    /// Nothing stands after the colon.
    pub(super) fn is_unwritten(self) -> bool {
        self.start == self.end
    }
}

impl<'t> Source<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut lines = vec![if text.starts_with('\u{FEFF}') { 3 } else { 0 }];
        for (index, byte) in bytes.iter().enumerate() {
            let ends_line = match byte {
                b'\n' => true,
                b'\r' => bytes.get(index + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends_line {
                lines.push(index + 1);
            }
        }
        Self { text, lines }
    }

    /// The byte at a line and column, both from 1, the column in characters.
    pub(super) fn offset(&self, line: usize, column: usize) -> Option<usize> {
        let start = *self.lines.get(line.checked_sub(1)?)?;
        let rest = self.text.get(start..)?;
        let mut chars = rest.char_indices().map(|(index, _)| index);
        let index = chars.nth(column.checked_sub(1)?);
        Some(start + index.unwrap_or(rest.len()))
    }

    /// The first byte of the line that holds `at`.
    pub(super) fn line_start(&self, at: usize) -> usize {
        match self.lines.partition_point(|start| *start <= at) {
            0 => self.lines[0],
            after => self.lines[after - 1],
        }
    }

    /// The end of the line that holds `at`, before its line break.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + rest.find(['\n', '\r']).unwrap_or(rest.len())
    }

    /// The first byte of the line after the one that holds `at`, or the end of the text.
    pub(super) fn next_line(&self, at: usize) -> usize {
        let after = self.lines.partition_point(|start| *start <= at);
        self.lines.get(after).copied().unwrap_or(self.text.len())
    }

    /// The line that begins at `start`, without its break.
    pub(super) fn line(&self, start: usize) -> &'t str {
        &self.text[start..self.line_end(start)]
    }

    /// CRLF where the text's first line break is one.
    pub(super) fn line_break(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if at > 0 && self.text.as_bytes()[at - 1] == b'\r' => "\r\n",
            _ => "\n",
        }
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    pub(super) fn start(&self, node: &Node) -> Option<usize> {
        self.offset(node.line, node.column)
    }

    /// Whether a list or map stands in brackets.
    pub(super) fn is_flow(&self, node: &Node) -> bool {
        let first = self.start(node).and_then(|start| self.byte(start));
        match node.kind {
            Kind::Map(_) => first == Some(b'{'),
            Kind::List(_) => first == Some(b'['),
            Kind::Scalar { .. } => false,
        }
    }

    /// The parts of an entry; `indent` is its map's, `flow` whether that stands in brackets.
    pub(super) fn entry(&self, entry: &Entry, indent: usize, flow: bool) -> Option<Ends> {
        let key = self.offset(entry.line, entry.column)?;
        let (colon, has_colon) = self.colon(key, flow)?;
        let (start, end) = if entry.value.is_unwritten() {
            (colon, colon)
        } else {
            (
                self.start(&entry.value)?,
                self.value_end(&entry.value, indent, flow)?,
            )
        };
        (colon <= start && start <= end).then_some(Ends {
            key,
            colon,
            has_colon,
            start,
            end,
        })
    }

    /// After a key's colon. None for keys that are written as `? key`, or over several lines.
    fn colon(&self, key: usize, flow: bool) -> Option<(usize, bool)> {
        let mut at = match self.byte(key)? {
            b'"' | b'\'' => self.quoted_end(key)?,
            _ => key,
        };
        let quoted = at > key;
        let line_end = self.line_end(key);
        while at < line_end {
            let next = self.byte(at + 1);
            match self.byte(at)? {
                b':' if quoted || ends_word(next, flow) => return Some((at + 1, true)),
                b',' | b'}' | b']' if flow => break,
                b' ' | b'\t' => {}
                _ if quoted => return None,
                _ => {}
            }
            at += 1;
        }
        let bare = self.text[key..at].trim_end_matches([' ', '\t']).len();
        (flow && bare > 0).then_some((key + bare, false))
    }

    /// The spaces before the dashes of a list in block style below a key. The parser has a list
    /// that is no further in than its key begin behind the first dash.
    pub(super) fn list_indent(&self, list: &Node) -> Option<usize> {
        let line = self.line(self.line_start(self.start(list)?));
        let content = line.trim_start_matches(' ');
        content
            .starts_with('-')
            .then_some(line.len() - content.len())
    }

    fn value_end(&self, value: &Node, indent: usize, flow: bool) -> Option<usize> {
        if let Kind::List(items) = &value.kind
            && !self.is_flow(value)
        {
            return self.items_end(items, self.list_indent(value)?);
        }
        self.end(value, indent, flow)
    }

    fn items_end(&self, items: &[Node], indent: usize) -> Option<usize> {
        self.item_end(items.last()?, indent)
    }

    /// After the last byte of an item of a list in block style.
    pub(super) fn item_end(&self, item: &Node, indent: usize) -> Option<usize> {
        if item.is_unwritten() {
            // Its place is behind the dash.
            return self.start(item);
        }
        self.end(item, indent, false)
    }

    /// The place of the `|` or `>` of a block scalar, of which the parser says where its text
    /// begins, on `line`; both from 1.
    pub(super) fn block_scalar(&self, line: usize) -> Option<(usize, usize)> {
        let is_empty = |line: &str| {
            let content = line.trim_start();
            content.is_empty() || content.starts_with('#')
        };
        let above = (1..line)
            .rev()
            .find(|line| !is_empty(self.line(self.lines[line - 1])));
        [above, Some(line)].into_iter().flatten().find_map(|line| {
            let text = self.line(*self.lines.get(line - 1)?);
            let byte = block_header(text)?;
            Some((line, text[..byte].chars().count() + 1))
        })
    }

    /// After the last byte of a value; `indent` is that of the block it stands in.
    pub(super) fn end(&self, node: &Node, indent: usize, flow: bool) -> Option<usize> {
        let start = self.start(node)?;
        match (&node.kind, self.byte(start)) {
            (Kind::Map(_) | Kind::List(_), Some(b'{' | b'[')) => self.brackets_end(start),
            (Kind::Map(entries), _) => {
                let entry = entries.last()?;
                Some(self.entry(entry, node.column - 1, flow)?.end)
            }
            (Kind::List(items), _) => self.items_end(items, node.column - 1),
            (Kind::Scalar { plain: false, .. }, Some(b'"' | b'\'')) => self.quoted_end(start),
            (Kind::Scalar { plain: false, .. }, Some(b'|' | b'>')) => {
                Some(self.block_scalar_end(start, indent))
            }
            (Kind::Scalar { plain: true, .. }, _) => Some(self.plain_end(start, indent, flow)),
            _ => None,
        }
    }

    fn quoted_end(&self, start: usize) -> Option<usize> {
        let mark = self.byte(start)?;
        let mut at = start + 1;
        loop {
            match self.byte(at)? {
                b'\\' if mark == b'"' => at += 1,
                byte if byte == mark => {
                    // Two single quotes are one in the text.
                    if mark == b'"' || self.byte(at + 1) != Some(b'\'') {
                        return Some(at + 1);
                    }
                    at += 1;
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn brackets_end(&self, start: usize) -> Option<usize> {
        let mut depth = 0_usize;
        let mut at = start;
        // A quote begins a scalar only where a value may begin, a comment only after a blank.
        let mut may_begin = true;
        loop {
            let byte = self.byte(at)?;
            let after_blank = at > 0
                && self
                    .byte(at - 1)
                    .is_some_and(|byte| byte.is_ascii_whitespace());
            match byte {
                b'"' | b'\'' if may_begin => {
                    at = self.quoted_end(at)?;
                    may_begin = false;
                    // `"a":1` in a flow map: the value may follow at once.
                    if self.byte(at) == Some(b':') {
                        may_begin = true;
                        at += 1;
                    }
                    continue;
                }
                b'#' if after_blank => {
                    at = self.line_end(at);
                    continue;
                }
                b'[' | b'{' => depth += 1,
                b']' | b'}' => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
            may_begin = match byte {
                b'[' | b'{' | b',' => true,
                b':' => ends_word(self.byte(at + 1), true),
                byte if byte.is_ascii_whitespace() => may_begin,
                _ => false,
            };
            at += 1;
        }
    }

    fn block_scalar_end(&self, start: usize, indent: usize) -> usize {
        let header = self.line_end(start);
        let token = self.text[start..header].find([' ', '\t']);
        let mut end = token.map_or(header, |length| start + length);
        let mut at = self.next_line(start);
        while at < self.text.len() {
            let line = self.line(at);
            let content = line.trim_start_matches(' ');
            if !content.trim().is_empty() {
                if line.len() - content.len() <= indent {
                    break;
                }
                end = at + line.len();
            }
            at = self.next_line(at);
        }
        end
    }

    fn plain_end(&self, start: usize, indent: usize, flow: bool) -> usize {
        let mut end = start;
        let mut at = start;
        loop {
            let line_end = self.line_end(at);
            let (length, stopped) = plain_length(&self.text[at..line_end], flow);
            if length > 0 {
                end = at + length;
            }
            at = self.next_line(at);
            if stopped || at >= self.text.len() {
                return end;
            }
            // It goes on in the next line that is not blank, if that is indented more.
            while at < self.text.len() && self.line(at).trim().is_empty() {
                at = self.next_line(at);
            }
            if at >= self.text.len() {
                return end;
            }
            let line = self.line(at);
            let content = line.trim_start();
            let depth = line.len() - content.len();
            if content.starts_with('#') || (!flow && depth <= indent) {
                return end;
            }
            at += depth;
        }
    }
}

/// How much of a line belongs to a plain scalar, and whether that ends in it.
fn plain_length(line: &str, flow: bool) -> (usize, bool) {
    let bytes = line.as_bytes();
    for (index, byte) in bytes.iter().enumerate() {
        let stops = match byte {
            b',' | b'[' | b']' | b'{' | b'}' => flow,
            b':' => ends_word(bytes.get(index + 1).copied(), flow),
            b'#' => index == 0 || matches!(bytes[index - 1], b' ' | b'\t'),
            _ => false,
        };
        if stops {
            return (line[..index].trim_end_matches([' ', '\t']).len(), true);
        }
    }
    (line.trim_end_matches([' ', '\t']).len(), false)
}

/// Whether a colon before this byte ends a key.
fn ends_word(next: Option<u8>, flow: bool) -> bool {
    match next {
        None | Some(b' ' | b'\t' | b'\n' | b'\r') => true,
        Some(b',' | b'[' | b']' | b'{' | b'}') => flow,
        Some(_) => false,
    }
}

/// Where in a line the `|` or `>` is that begins a block scalar.
fn block_header(line: &str) -> Option<usize> {
    line.match_indices(['|', '>']).map(|(at, _)| at).find(|at| {
        let before = line[..*at].chars().next_back();
        let rest = line[at + 1..]
            .trim_start_matches(['+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        let comment = rest.trim_start_matches([' ', '\t']);
        let ends = comment.is_empty() || (comment.starts_with('#') && comment.len() < rest.len());
        ends && before.is_none_or(|before| matches!(before, ' ' | '\t'))
    })
}
