//! The wizard's screen: a frame is one write, between the marks of synchronized output, and nothing is sent where
//! nothing changed. The cursor moves with the frame, not by writes of its own.

use std::io::{self, Write};

use ratatui::backend::{Backend as _, ClearType, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::cells::Cells;

const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
/// What ends crossterm's drawing: each colour set back, then all at once. The last says the rest.
const RESETS: &[u8] = b"\x1b[39m\x1b[49m\x1b[59m\x1b[0m";
const RESET: &[u8] = b"\x1b[0m";

/// Where frames go.
#[derive(Debug)]
pub struct Screen<W: Write> {
    out: W,
    /// What is drawn.
    buffer: Buffer,
    /// What the terminal shows.
    cells: Cells,
    /// The frame so far; begins with [`BEGIN`] always.
    frame: Vec<u8>,
    /// Where the cursor is in the terminal, and whether it is hidden there; none where that is not known.
    is_at: Option<Position>,
    is_hidden: Option<bool>,
    sent: u64,
    frames: u64,
}

impl Screen<std::fs::File> {
    /// The terminal on stdout, of this size. Not `io::stdout()`: that one cuts at line ends.
    pub fn stdout(size: (u16, u16)) -> io::Result<Self> {
        let out = rustix::io::dup(rustix::stdio::stdout())?;
        Ok(Self::new(out.into(), size))
    }
}

impl<W: Write> Screen<W> {
    /// Anything that takes bytes and shows blanks so far.
    pub fn new(out: W, (width, height): (u16, u16)) -> Self {
        let area = Rect::new(0, 0, width, height);
        Self {
            out,
            buffer: Buffer::empty(area),
            cells: Cells::blank(area),
            frame: BEGIN.to_vec(),
            is_at: None,
            is_hidden: None,
            sent: 0,
            frames: 0,
        }
    }

    /// Nothing is known of the terminal, which was in other hands or has this size now: the next frame clears it and
    /// draws all.
    pub fn renew(&mut self, (width, height): (u16, u16)) -> io::Result<()> {
        let area = Rect::new(0, 0, width, height);
        (self.buffer, self.cells) = (Buffer::empty(area), Cells::blank(area));
        (self.is_at, self.is_hidden) = (None, None);
        CrosstermBackend::new(&mut self.frame).clear_region(ClearType::All)
    }

    /// How many columns and rows it has.
    pub fn size(&self) -> (u16, u16) {
        (self.buffer.area.width, self.buffer.area.height)
    }

    /// How many bytes were sent, ever.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// How many writes there were, ever.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// What the frames were sent to.
    pub fn out(&self) -> &W {
        &self.out
    }

    /// Sends what differs from what is shown. `view` draws all of it on blanks, and says where the cursor stands; it is
    /// hidden where that is nowhere.
    pub fn draw<F>(&mut self, view: F) -> io::Result<()>
    where
        F: FnOnce(&mut Buffer) -> Option<(u16, u16)>,
    {
        self.buffer.reset();
        let wanted = view(&mut self.buffer).map(Position::from);
        let mut terminal = CrosstermBackend::new(&mut self.frame);
        let mut changed = self.cells.shows(&self.buffer).peekable();
        if changed.peek().is_some() {
            // Drawing moves the cursor.
            self.is_at = None;
            terminal.draw(changed)?;
            if self.frame.ends_with(RESETS) {
                self.frame.truncate(self.frame.len() - RESETS.len());
                self.frame.extend_from_slice(RESET);
            }
        }
        self.put_cursor(wanted)?;
        self.send()
    }

    fn put_cursor(&mut self, wanted: Option<Position>) -> io::Result<()> {
        let mut terminal = CrosstermBackend::new(&mut self.frame);
        if let Some(position) = wanted.filter(|_| wanted != self.is_at) {
            terminal.set_cursor_position(position)?;
            self.is_at = wanted;
        }
        if self.is_hidden != Some(wanted.is_none()) {
            match wanted {
                Some(_) => terminal.show_cursor()?,
                None => terminal.hide_cursor()?,
            }
            self.is_hidden = Some(wanted.is_none());
        }
        Ok(())
    }

    /// The frame, as one write.
    fn send(&mut self) -> io::Result<()> {
        if self.frame.len() == BEGIN.len() {
            return Ok(());
        }
        self.frame.extend_from_slice(END);
        let written = self
            .out
            .write_all(&self.frame)
            .and_then(|()| self.out.flush());
        self.sent += self.frame.len() as u64;
        self.frames += 1;
        self.frame.truncate(BEGIN.len());
        written
    }
}

#[cfg(test)]
mod tests {
    use ratatui::widgets::{Paragraph, Widget as _};

    use super::Screen;

    fn draw(screen: &mut Screen<Vec<u8>>, text: &str, cursor: Option<(u16, u16)>) {
        let view = |buffer: &mut ratatui::buffer::Buffer| {
            Paragraph::new(text).render(buffer.area, buffer);
            cursor
        };
        screen.draw(view).unwrap();
    }

    /// What a second draw sends after a first.
    fn second(
        first: (&str, Option<(u16, u16)>),
        second: (&str, Option<(u16, u16)>),
    ) -> (String, u64) {
        let mut screen = Screen::new(Vec::new(), (20, 3));
        draw(&mut screen, first.0, first.1);
        let (from, frames) = (screen.out().len(), screen.frames());
        draw(&mut screen, second.0, second.1);
        assert_eq!(screen.out().len() as u64, screen.sent());
        let text = String::from_utf8(screen.out()[from..].to_vec()).unwrap();
        (text, screen.frames() - frames)
    }

    #[test]
    fn nothing_changed_and_nothing_is_sent() {
        assert_eq!(second(("a", None), ("a", None)), (String::new(), 0));
        let cursor = Some((3, 1));
        assert_eq!(second(("a", cursor), ("a", cursor)), (String::new(), 0));
    }

    #[test]
    fn a_frame_is_one_write_and_whole() {
        let (sent, frames) = second(("ab", Some((0, 0))), ("xb", Some((0, 0))));
        assert_eq!(frames, 1);
        assert!(sent.starts_with("\x1b[?2026h\x1b[1;1Hx"), "{sent:?}");
        assert!(sent.ends_with("\x1b[1;1H\x1b[?2026l"), "{sent:?}");
        assert!(!sent.contains('b'), "{sent:?}");
    }

    #[test]
    fn the_cursor_alone_moves_shows_and_hides() {
        let at = |x| ("a", Some((x, 0)));
        assert_eq!(second(at(1), at(2)).0, "\x1b[?2026h\x1b[1;3H\x1b[?2026l");
        assert_eq!(
            second(("a", None), at(2)).0,
            "\x1b[?2026h\x1b[1;3H\x1b[?25h\x1b[?2026l"
        );
        assert_eq!(
            second(at(1), ("a", None)).0,
            "\x1b[?2026h\x1b[?25l\x1b[?2026l"
        );
    }

    #[test]
    fn another_size_draws_everything_anew() {
        let mut screen = Screen::new(Vec::new(), (20, 3));
        draw(&mut screen, "abc", None);
        let before = screen.out().len();
        screen.renew((30, 3)).unwrap();
        draw(&mut screen, "abc", None);
        let sent = String::from_utf8(screen.out()[before..].to_vec()).unwrap();
        assert!(sent.contains("\x1b[2J") && sent.contains("abc"), "{sent:?}");
        assert_eq!(screen.frames(), 2);
    }
}
