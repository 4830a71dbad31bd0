//! ratatui's backend: a frame is one write, between the marks of synchronized output, and nothing is sent where
//! nothing changed. The cursor moves with the frame, not by writes of its own.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
/// What ends crossterm's drawing: each colour set back, then all at once. The last says the rest.
const RESETS: &[u8] = b"\x1b[39m\x1b[49m\x1b[59m\x1b[0m";
const RESET: &[u8] = b"\x1b[0m";

/// Where frames go.
#[derive(Debug)]
pub struct Screen<W: Write> {
    out: W,
    size: Size,
    /// The frame so far; begins with [`BEGIN`] always.
    frame: Vec<u8>,
    /// Where the frame wants the cursor; hidden where none.
    wanted: Option<Position>,
    hidden: bool,
    /// Where it is in the terminal, and whether it is hidden there; none where that is not known.
    is_at: Option<Position>,
    is_hidden: Option<bool>,
    sent: u64,
    frames: u64,
}

impl Screen<std::fs::File> {
    /// The terminal on stdout, of this size. Not `io::stdout()`: that one cuts at line ends.
    pub fn stdout((columns, rows): (u16, u16)) -> io::Result<Self> {
        let out = rustix::io::dup(rustix::stdio::stdout())?;
        Ok(Self::new(out.into(), (columns, rows)))
    }
}

impl<W: Write> Screen<W> {
    /// Anything that takes bytes.
    pub fn new(out: W, (width, height): (u16, u16)) -> Self {
        Self {
            out,
            size: Size { width, height },
            frame: BEGIN.to_vec(),
            wanted: None,
            hidden: true,
            is_at: None,
            is_hidden: None,
            sent: 0,
            frames: 0,
        }
    }

    /// The window has another size now: the next `draw` clears and draws all of it.
    pub fn resize(&mut self, (width, height): (u16, u16)) {
        self.size = Size { width, height };
    }

    /// The terminal was in other hands: nothing is known of its cursor. (`Terminal::clear` for the cells.)
    pub fn forget(&mut self) {
        (self.is_at, self.is_hidden) = (None, None);
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

    fn cells(&mut self) -> CrosstermBackend<&mut Vec<u8>> {
        CrosstermBackend::new(&mut self.frame)
    }
}

impl<W: Write> Backend for Screen<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        // Drawing moves the cursor.
        self.is_at = None;
        self.cells().draw(content)?;
        if self.frame.ends_with(RESETS) {
            self.frame.truncate(self.frame.len() - RESETS.len());
            self.frame.extend_from_slice(RESET);
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.hidden = true;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.hidden = false;
        Ok(())
    }

    /// Never asked of the terminal: the answer would come among the keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.wanted.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.wanted = Some(position.into());
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        // Some of the regions begin at the cursor.
        if let Some(position) = self.wanted.filter(|_| region != ClearType::All) {
            self.cells().set_cursor_position(position)?;
        }
        self.is_at = None;
        self.cells().clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size,
            pixels: Size::default(),
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        let at = self.wanted.filter(|_| !self.hidden);
        if let Some(position) = at.filter(|_| at != self.is_at) {
            self.cells().set_cursor_position(position)?;
            self.is_at = at;
        }
        if self.is_hidden != Some(at.is_none()) {
            match at {
                Some(_) => self.cells().show_cursor()?,
                None => self.cells().hide_cursor()?,
            }
            self.is_hidden = Some(at.is_none());
        }
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
    use ratatui::Terminal;
    use ratatui::widgets::Paragraph;

    use super::Screen;

    /// What a second draw sends after a first.
    fn second(
        first: (&str, Option<(u16, u16)>),
        second: (&str, Option<(u16, u16)>),
    ) -> (String, u64) {
        let mut terminal = Terminal::new(Screen::new(Vec::new(), (20, 3))).unwrap();
        let mut from = 0;
        let mut frames = 0;
        for (text, cursor) in [first, second] {
            from = terminal.backend().out().len();
            frames = terminal.backend().frames();
            terminal
                .draw(|frame| {
                    frame.render_widget(Paragraph::new(text), frame.area());
                    if let Some(cursor) = cursor {
                        frame.set_cursor_position(cursor);
                    }
                })
                .unwrap();
        }
        let all = terminal.backend().out();
        assert_eq!(all.len() as u64, terminal.backend().sent());
        let text = String::from_utf8(all[from..].to_vec()).unwrap();
        (text, terminal.backend().frames() - frames)
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
        let mut terminal = Terminal::new(Screen::new(Vec::new(), (20, 3))).unwrap();
        let draw = |terminal: &mut Terminal<Screen<Vec<u8>>>| {
            terminal
                .draw(|frame| frame.render_widget(Paragraph::new("abc"), frame.area()))
                .unwrap();
        };
        draw(&mut terminal);
        let before = terminal.backend().out().len();
        terminal.backend_mut().resize((30, 3));
        draw(&mut terminal);
        let sent = String::from_utf8(terminal.backend().out()[before..].to_vec()).unwrap();
        assert!(sent.contains("\x1b[2J") && sent.contains("abc"), "{sent:?}");
    }
}
