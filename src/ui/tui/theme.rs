//! The look: what each piece of the screen means becomes a colour, an attribute and a glyph.
//!
//! It is `assets/ui/themes.yaml`, laid in as constants. The view names roles, never colours.

mod choice;
mod user;

use std::borrow::Cow;

use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthChar as _;

pub use self::choice::{Seen, Wish};
pub use self::user::Own;

use crate::core::highlight::Token;

include!(concat!(env!("OUT_DIR"), "/themes.rs"));

/// Which colours there are: a column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Palette {
    /// The user's own sixteen, right on dark and on light.
    Sixteen,
    /// 256 colours on a dark background.
    Dark256,
    /// 256 colours on a light background.
    Light256,
    /// True colour on a dark background.
    DarkTrue,
    /// True colour on a light background.
    LightTrue,
    /// None: attributes only.
    None,
}

impl Palette {
    /// All palettes, in the order of the table's columns.
    pub const ALL: [Self; 6] = [
        Self::Sixteen,
        Self::Dark256,
        Self::Light256,
        Self::DarkTrue,
        Self::LightTrue,
        Self::None,
    ];
}

/// A palette, and whether glyphs are ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Which colours.
    pub palette: Palette,
    /// No character above 126.
    pub ascii: bool,
    /// The terminal has all colours, whatever the palette is.
    pub all_colours: bool,
    /// What the terminal says of its background chooses the palette, until somebody chooses another.
    pub follows: bool,
    /// What the user laid over the table.
    pub own: &'static Own,
}

impl From<Token> for Role {
    fn from(token: Token) -> Self {
        match token {
            Token::Plain => Self::Plain,
            Token::Key => Self::Key,
            Token::Text => Self::Text,
            Token::Comment => Self::Comment,
            Token::Word => Self::Word,
        }
    }
}

impl Theme {
    /// A theme of this palette.
    pub fn new(palette: Palette, ascii: bool) -> Self {
        Self {
            palette,
            ascii,
            all_colours: matches!(palette, Palette::DarkTrue | Palette::LightTrue),
            follows: false,
            own: &user::NONE,
        }
    }

    /// The next look: the user's own colours, dark, light, none; and its name.
    #[must_use]
    pub fn next(self) -> (Self, &'static str) {
        let (wish, name) = match self.palette {
            Palette::Sixteen => (Wish::Dark, "dark"),
            Palette::Dark256 | Palette::DarkTrue => (Wish::Light, "light"),
            Palette::Light256 | Palette::LightTrue => (Wish::None, "none"),
            Palette::None => (Wish::Sixteen, "16 colours"),
        };
        let palette = wish.palette(self.all_colours);
        let follows = false;
        let next = Self {
            palette,
            follows,
            ..self
        };
        (next, name)
    }

    /// The look for a background of this colour.
    #[must_use]
    pub fn on(self, background: [u8; 3]) -> Self {
        let palette = Wish::on(background).palette(self.all_colours);
        Self { palette, ..self }
    }

    /// How a role is drawn.
    pub fn style(self, role: Role) -> Style {
        if let Some(style) = self.own.style(role, self.palette) {
            return style;
        }
        let styles = STYLES.get(role as usize);
        let style = styles.and_then(|styles| styles.get(self.palette as usize));
        style.copied().unwrap_or_default()
    }

    /// A role's own glyph; empty where an attribute or the text tells it.
    pub fn mark(self, role: Role) -> &'static str {
        let mark = MARKS.get(role as usize).copied().flatten();
        mark.map_or("", |glyph| self.glyph(glyph))
    }

    /// A glyph, or its ASCII form, which may be longer.
    pub fn glyph(self, glyph: Glyph) -> &'static str {
        let (glyph, ascii) = GLYPHS.get(glyph as usize).copied().unwrap_or_default();
        if self.ascii { ascii } else { glyph }
    }

    /// The name of a key in hints: arrows are drawn.
    pub fn key(self, name: &str) -> &str {
        match name {
            "Up" => self.glyph(Glyph::Up),
            "Down" => self.glyph(Glyph::Down),
            "Left" => self.glyph(Glyph::Left),
            // In texts `→` is `->`, which as a key would be two.
            "Right" if !self.ascii => self.glyph(Glyph::To),
            _ => name,
        }
    }

    /// Any text as it can be drawn: in ASCII, known glyphs have their form and each other character
    /// is as many `?` as it has columns.
    pub fn text(self, text: &str) -> Cow<'_, str> {
        let can = |letter: char| matches!(letter, ' '..='~' | '\t' | '\n' | '\r');
        if !self.ascii || text.chars().all(can) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        for letter in text.chars() {
            if can(letter) {
                out.push(letter);
                continue;
            }
            let mut buffer = [0; 4];
            let same: &str = letter.encode_utf8(&mut buffer);
            match GLYPHS.iter().find(|(glyph, _)| *glyph == same) {
                Some((_, ascii)) => out.push_str(ascii),
                None => out.extend(std::iter::repeat_n('?', letter.width().unwrap_or(0))),
            }
        }
        Cow::Owned(out)
    }
}

#[cfg(test)]
mod tests;
