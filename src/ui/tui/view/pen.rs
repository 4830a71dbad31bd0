//! Text on the screen: cut by columns, never by characters.

use std::sync::LazyLock;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::super::theme::{Glyph, Role, Theme};

/// Writes into a frame with a theme.
pub(crate) struct Pen<'a> {
    /// The frame.
    pub(crate) buffer: &'a mut Buffer,
    /// Colours and glyphs.
    pub(crate) theme: Theme,
    /// Where the terminal's cursor is, for magnifiers and those who cannot see reverse video.
    pub(crate) caret: Option<(u16, u16)>,
}

impl Pen<'_> {
    /// Writes a text in at most `width` columns; says how many it took. What is too long ends in `…`.
    pub(crate) fn text(&mut self, x: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        let style = self.theme.style(role);
        self.styled(x, y, width, text, style)
    }

    /// The same, in a style.
    pub(crate) fn styled(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if y >= area.bottom() || x >= area.right() || width == 0 {
            return 0;
        }
        let width = width.min(area.right() - x);
        // What was there before shines through otherwise: a dim rule makes its title dim.
        let style = Style::reset().patch(style);
        if let Some(end) = self.plain(x, y, width, text, style) {
            return end - x;
        }
        let text = self.theme.text(text);
        let cut;
        let text = if text.width() > usize::from(width) {
            cut = shorten(&text, usize::from(width), self.glyph(Glyph::Cut));
            &cut
        } else {
            text.as_ref()
        };
        let (end, _) = self
            .buffer
            .set_stringn(x, y, text, usize::from(width), style);
        end - x
    }

    /// A text of letters of which each takes a column: most are. Says where it ends.
    fn plain(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) -> Option<u16> {
        let width = usize::from(width);
        let is_ascii = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let length = if is_ascii {
            text.len()
        } else if !self.theme.ascii && text.chars().all(is_single) {
            text.chars().count()
        } else {
            return None;
        };
        let (kept, cut) = if length > width {
            (width - 1, Some(self.glyph(Glyph::Cut)))
        } else {
            (length, None)
        };
        let from = self.buffer.index_of(x, y);
        let cells = self
            .buffer
            .content
            .get_mut(from..from + length.min(width))?;
        let mut model = Cell::EMPTY;
        model.set_style(style);
        let (head, tail) = cells.split_at_mut(kept);
        if is_ascii {
            let letters = &*LETTERS;
            for (cell, letter) in head.iter_mut().zip(text.bytes()) {
                // A space over a space is no new letter: a frame begins with nothing but them.
                if !matches!(cell.symbol().as_bytes(), [old] if *old == letter)
                    && let Some(letter) = letters.get(usize::from(letter - b' '))
                {
                    cell.clone_from(letter);
                }
                dress(cell, &model);
            }
        } else {
            let mut last = None;
            for (cell, letter) in head.iter_mut().zip(text.chars()) {
                // A rule is one letter all along.
                if last.replace(letter) != Some(letter) {
                    model.set_char(letter);
                }
                cell.clone_from(&model);
            }
        }
        for (cell, cut) in tail.iter_mut().zip(cut) {
            dress(cell.set_symbol(cut), &model);
        }
        Some(x + u16::try_from(length.min(width)).ok()?)
    }

    /// A text that ends at the right border of `area`'s row; says where it begins.
    pub(crate) fn right(&mut self, area: Rect, y: u16, text: &str, role: Role) -> u16 {
        let width = u16::try_from(self.theme.text(text).width()).unwrap_or(u16::MAX);
        let x = area.right().saturating_sub(width).max(area.x);
        self.text(x, y, area.right() - x, text, role);
        x
    }

    /// A glyph.
    pub(crate) fn glyph(&self, glyph: Glyph) -> &'static str {
        self.theme.glyph(glyph)
    }

    /// A row in reverse, from border to border, in one colour: others would be patches of it.
    pub(crate) fn select(&mut self, area: Rect, y: u16) {
        let style = self.theme.style(Role::Cursor);
        let style = style.fg(Color::Reset).remove_modifier(Modifier::DIM);
        self.buffer.set_style(
            Rect {
                y,
                height: 1,
                ..area
            },
            style,
        );
        self.caret = Some((area.x, y));
    }

    /// A rule over the width, heavy where the pane below it has the keys, with a title laid over it.
    pub(crate) fn rule(&mut self, area: Rect, y: u16, title: &str, beside: &str, focused: bool) {
        let (glyph, role) = if focused {
            (Glyph::Heavy, Role::Focus)
        } else {
            (Glyph::Rule, Role::Rule)
        };
        let glyph = self.glyph(glyph);
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        self.fill(row, glyph, self.theme.style(role));
        let own = if focused { Role::Focus } else { Role::Title };
        if !title.is_empty() {
            let room = area.width.saturating_sub(2);
            self.text(area.x + 1, y, room, &format!(" {title} "), own);
        }
        if !beside.is_empty() {
            let text = format!(" {beside} ");
            let width = u16::try_from(text.width()).unwrap_or(0);
            let used = u16::try_from(title.width()).unwrap_or(0) + 4;
            if used + width < area.width {
                let x = area.right().saturating_sub(width + 1);
                self.text(x, y, width, &text, own);
            }
        }
    }

    /// A bar between two panes.
    pub(crate) fn bar(&mut self, x: u16, top: u16, bottom: u16) {
        let area = Rect::new(x, top, 1, bottom.saturating_sub(top));
        self.fill(area, self.glyph(Glyph::Bar), self.theme.style(Role::Rule));
    }

    /// A glyph of one column all over an area.
    fn fill(&mut self, area: Rect, glyph: &str, style: Style) {
        let area = area.intersection(self.buffer.area);
        if area.is_empty() {
            return;
        }
        let mut model = Cell::EMPTY;
        model
            .set_symbol(glyph)
            .set_style(Style::reset().patch(style));
        for y in area.y..area.bottom() {
            let from = self.buffer.index_of(area.x, y);
            let cells = self
                .buffer
                .content
                .get_mut(from..from + usize::from(area.width));
            for cell in cells.into_iter().flatten() {
                cell.clone_from(&model);
            }
        }
    }

    /// A box with nothing in it and a title in its upper rule; gives its inside.
    pub(crate) fn frame(&mut self, area: Rect, title: &str, beside: &str) -> Rect {
        self.fill(area, " ", Style::reset());
        self.rule(area, area.y, title, beside, false);
        self.rule(area, area.bottom() - 1, "", "", false);
        self.bar(area.x, area.y + 1, area.bottom() - 1);
        self.bar(area.right() - 1, area.y + 1, area.bottom() - 1);
        for (x, y, glyph) in [
            (area.x, area.y, Glyph::TopLeft),
            (area.right() - 1, area.y, Glyph::TopRight),
            (area.x, area.bottom() - 1, Glyph::BottomLeft),
            (area.right() - 1, area.bottom() - 1, Glyph::BottomRight),
        ] {
            let corner = self.glyph(glyph);
            self.text(x, y, 1, corner, Role::Rule);
        }
        Rect::new(
            area.x + 1,
            area.y + 1,
            area.width.saturating_sub(2),
            area.height.saturating_sub(2),
        )
    }
}

/// Gives a cell the style of another.
fn dress(cell: &mut Cell, model: &Cell) {
    cell.fg = model.fg;
    cell.bg = model.bg;
    cell.underline_color = model.underline_color;
    cell.modifier = model.modifier;
}

/// Whether a letter takes a column and is never one with what is before or behind it: Latin, punctuation, arrows, rules
/// and figures. What changes its neighbours, such as a selector of emoji, is not among them.
fn is_single(letter: char) -> bool {
    match letter {
        ' '..='~' | '\u{2500}'..='\u{257f}' => true,
        '\u{a1}'..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{2190}'..='\u{2bff}' => {
            letter != '\u{ad}' && letter.width() == Some(1)
        }
        _ => false,
    }
}

/// A cell of each letter of ASCII from the space on: to copy one is less work than to make it.
static LETTERS: LazyLock<Vec<Cell>> = LazyLock::new(|| {
    let letter = |letter| {
        let mut cell = Cell::EMPTY;
        cell.set_char(letter);
        cell
    };
    (' '..='~').map(letter).collect()
});

/// A text in at most so many columns, with a mark where something is missing.
pub(crate) fn shorten(text: &str, width: usize, mark: &str) -> String {
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let own = grapheme.width();
        if used + own + 1 > width {
            break;
        }
        used += own;
        out.push_str(grapheme);
    }
    out.push_str(mark);
    out
}

/// A text in lines of at most so many columns, broken at spaces.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split_whitespace() {
            let own = word.width();
            if !line.is_empty() && used + 1 + own > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if !line.is_empty() {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += own;
        }
        lines.push(line);
    }
    lines
}

/// A row of a text with columns, in as many as it takes: what does not fit goes on below the place where its text
/// begins, in `  open      http://...` below `http`.
pub(crate) fn wrap_row(row: &str, width: usize) -> Vec<String> {
    let begins = column(row);
    let (head, rest) = row.split_at(begins);
    let mut lines = wrap(rest, width.saturating_sub(head.width()).max(1)).into_iter();
    let first = format!("{head}{}", lines.next().unwrap_or_default());
    let indent = " ".repeat(head.width());
    let more = lines.map(|line| format!("{indent}{line}"));
    std::iter::once(first).chain(more).collect()
}

/// Where the text of a row begins, in bytes: after its indent and a label, if two spaces or more are behind that.
fn column(row: &str) -> usize {
    let indent = row.len() - row.trim_start().len();
    let text = row.get(indent..).unwrap_or_default();
    let label = text.find("  ").filter(|end| indent == 2 && *end <= 16);
    let gap = label.and_then(|end| text.get(end..)?.find(|c| c != ' '));
    match (label, gap) {
        (Some(end), Some(gap)) => indent + end + gap,
        _ => indent,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::theme::Palette;
    use super::*;

    #[test]
    fn nothing_is_drawn_outside_of_the_frame() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 2));
        let mut pen = Pen {
            buffer: &mut buffer,
            theme: Theme::new(Palette::None, true),
            caret: None,
        };
        pen.rule(Rect::new(4, 0, 3, 1), 0, "", "", false);
        pen.rule(Rect::new(0, 0, 0, 1), 0, "", "", false);
        pen.rule(Rect::new(0, 0, 4, 9), 7, "", "", false);
        pen.bar(4, 0, 9);
        assert_eq!(pen.text(1, 1, 9, "abcd", Role::Plain), 3);
        assert_eq!(*pen.buffer, Buffer::with_lines(["    ", " ab~"]));
    }

    #[test]
    fn a_text_is_cut_by_columns() {
        assert_eq!(shorten("数据库服务", 6, "…"), "数据…");
        assert_eq!(shorten("abcdef", 4, "~"), "abc~");
    }

    #[test]
    fn a_row_goes_on_below_its_text() {
        let row = "  open    a page with a name";
        let lines = ["  open    a page", "          with a", "          name"];
        assert_eq!(wrap_row(row, 17), lines);
        assert_eq!(wrap_row("          more", 9), ["          more"]);
        assert_eq!(wrap_row("one two", 3), ["one", "two"]);
        assert_eq!(wrap_row("", 3), [""]);
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("", 7), Vec::<String>::new());
    }
}
