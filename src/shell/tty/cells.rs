//! What a terminal shows, cell by cell, in half of a buffer's bytes: a frame is compared with it and not with a second
//! buffer, and a cell that stays costs a few instructions.

use ratatui::buffer::{Buffer, Cell, CellWidth as _};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

/// The cells that a terminal shows.
#[derive(Debug)]
pub(super) struct Cells {
    shown: Vec<Shown>,
    /// Texts of cells that take more than seven bytes.
    long: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
struct Shown {
    /// How many bytes, in the first byte; then the bytes.
    symbol: u64,
    fg: Color,
    bg: Color,
    underline: Color,
    modifier: Modifier,
    /// It covers the next one too.
    is_wide: bool,
}

/// No text: what a wide one covers is drawn again when it does no more.
const UNKNOWN: u64 = u64::MAX;
/// In front of a place among the long ones.
const LONG: u64 = 8 << 56;

impl Cells {
    /// Blanks all over.
    pub(super) fn blank(area: Rect) -> Self {
        let mut cells = Self {
            shown: Vec::new(),
            long: Vec::new(),
        };
        let blank = Shown {
            symbol: cells.symbol(" "),
            fg: Color::Reset,
            bg: Color::Reset,
            underline: Color::Reset,
            modifier: Modifier::empty(),
            is_wide: false,
        };
        cells.shown = vec![blank; area.area() as usize];
        cells
    }

    /// The terminal shall show this, of the same area: gives what has to be sent for it, each with its place.
    pub(super) fn shows<'a>(&'a mut self, buffer: &'a Buffer) -> Changed<'a> {
        Changed {
            cells: self,
            buffer,
            at: 0,
            behind: None,
        }
    }

    fn symbol(&mut self, text: &str) -> u64 {
        if let Some(symbol) = short(text) {
            return symbol;
        }
        let known = self.long.iter().position(|long| long == text);
        let place = known.unwrap_or_else(|| {
            self.long.push(text.to_owned());
            self.long.len() - 1
        });
        LONG | place as u64
    }
}

/// A text of at most seven bytes, as a number.
fn short(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    let text = match *bytes {
        [a] => u64::from(a),
        // Rules, arrows and marks: most of what is not ASCII.
        [a, b, c] => u64::from(u32::from_le_bytes([a, b, c, 0])),
        _ if bytes.len() < 8 => {
            let mut padded = [0; 8];
            padded[..bytes.len()].copy_from_slice(bytes);
            u64::from_le_bytes(padded)
        }
        _ => return None,
    };
    Some((bytes.len() as u64) << 56 | text)
}

impl Shown {
    /// Whether a cell is the very same, and narrow: most are. One of many bytes may be, too.
    fn stays(&self, cell: &Cell) -> bool {
        !self.is_wide && short(cell.symbol()) == Some(self.symbol) && self.looks(cell)
    }

    /// Whether it has a cell's style.
    fn looks(&self, cell: &Cell) -> bool {
        // Most colours are none, and to compare two others takes longer.
        let same = |one, two| matches!((one, two), (Color::Reset, Color::Reset)) || one == two;
        self.modifier == cell.modifier
            && same(self.fg, cell.fg)
            && same(self.bg, cell.bg)
            && same(self.underline, cell.underline_color)
    }
}

/// What differs, in order: see [`Cells::shows`].
pub(super) struct Changed<'a> {
    cells: &'a mut Cells,
    buffer: &'a Buffer,
    at: usize,
    /// A wide one, after the blank that it covers was given.
    behind: Option<usize>,
}

impl<'a> Changed<'a> {
    fn given(&self, at: usize) -> (u16, u16, &'a Cell) {
        let (x, y) = self.buffer.pos_of(at);
        (x, y, &self.buffer.content[at])
    }
}

impl<'a> Iterator for Changed<'a> {
    type Item = (u16, u16, &'a Cell);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(at) = self.behind.take() {
            return Some(self.given(at));
        }
        loop {
            // Most are as they were.
            let cells = self.cells.shown[self.at..]
                .iter()
                .zip(&self.buffer.content[self.at..]);
            self.at += cells.take_while(|(shown, cell)| shown.stays(cell)).count();
            let at = self.at;
            let cell = self.buffer.content.get(at)?;
            let symbol = self.cells.symbol(cell.symbol());
            let shown = &self.cells.shown[at];
            if shown.symbol == symbol && shown.looks(cell) {
                self.at += 1 + usize::from(shown.is_wide);
                continue;
            }
            let width = usize::from(self.buffer.area.width);
            let is_wide = cell.cell_width() > 1 && !(at + 1).is_multiple_of(width);
            self.cells.shown[at] = Shown {
                symbol,
                fg: cell.fg,
                bg: cell.bg,
                underline: cell.underline_color,
                modifier: cell.modifier,
                is_wide,
            };
            self.at += 1 + usize::from(is_wide);
            if is_wide {
                self.cells.shown[at + 1].symbol = UNKNOWN;
                // To some terminals it is a narrow one: then nothing of what was there may be left beside it.
                if cell.symbol().contains('\u{fe0f}') {
                    self.behind = Some(at);
                    return Some(self.given(at + 1));
                }
            }
            return Some(self.given(at));
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Modifier, Style};

    use super::super::Screen;

    const SIZE: (u16, u16) = (12, 4);
    const TEXTS: [&str; 8] = [
        "a",
        " ",
        "│",
        "世",
        "é",
        "e\u{301}",
        "e\u{301}\u{302}\u{303}\u{304}",
        "❤\u{fe0f}",
    ];

    /// A terminal that was told each difference shows what one shows that was told the last frame alone.
    #[test]
    fn what_differs_is_enough() {
        let mut seed = 7_u64;
        let mut dice = |sides: u16| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            u16::try_from((seed >> 33) % u64::from(sides)).unwrap()
        };
        let mut screen = Screen::new(Vec::new(), SIZE);
        let mut told = terminal();
        let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
        let mut from = 0;
        for round in 0..2000 {
            for _ in 0..dice(6) {
                let (text, style) = (TEXTS[usize::from(dice(8))], styles()[usize::from(dice(4))]);
                let (x, y) = (dice(SIZE.0), dice(SIZE.1));
                // Never half of a wide one, nor beyond the last column: the pen's part, not the terminal's.
                let row: Vec<&str> = (0..SIZE.0).map(|x| buffer[(x, y)].symbol()).collect();
                if !row.iter().any(|text| text.contains(|c| "世❤".contains(c))) && x + 1 < SIZE.0
                {
                    buffer.set_string(x, y, text, style);
                } else {
                    buffer.set_string(0, y, " ".repeat(SIZE.0.into()), style);
                }
            }
            let mut alone = Screen::new(Vec::new(), SIZE);
            for screen in [&mut screen, &mut alone] {
                let view = |drawn: &mut Buffer| {
                    drawn.clone_from(&buffer);
                    Some((0, 0))
                };
                screen.draw(view).unwrap();
            }
            told.process(&screen.out()[from..]);
            from = screen.out().len();
            let mut whole = terminal();
            whole.process(alone.out());
            assert_eq!(shows(&told), shows(&whole), "round {round}");
        }
    }

    /// Each cell. What was never drawn is a blank.
    fn shows(terminal: &vt100::Parser) -> Vec<String> {
        let places = (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (y, x)));
        let cells = places.filter_map(|(y, x)| terminal.screen().cell(y, x));
        let shown = cells.map(|cell| {
            let text = if cell.has_contents() {
                cell.contents()
            } else {
                " "
            };
            let (fg, bg) = (cell.fgcolor(), cell.bgcolor());
            format!("{text} {fg:?} {bg:?} {} {}", cell.inverse(), cell.is_wide())
        });
        shown.collect()
    }

    fn terminal() -> vt100::Parser {
        let [rows, columns] = [SIZE.1, SIZE.0].map(|size| size.try_into().unwrap());
        vt100::Parser::new(rows, columns, 0)
    }

    fn styles() -> [Style; 4] {
        [
            Style::new(),
            Style::new().bg(Color::Indexed(4)),
            Style::new().fg(Color::Rgb(1, 2, 3)),
            Style::new().add_modifier(Modifier::REVERSED),
        ]
    }
}
