//! Which palette, and whether glyphs are ASCII: from what the user wishes and the terminal says.

use super::Palette;

/// What a user may wish; on the command line, in the settings, or by a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The user's own sixteen colours.
    Sixteen,
    /// Colours for a dark background.
    Dark,
    /// Colours for a light background.
    Light,
    /// No colour.
    None,
    /// As the terminal says of its background; where it says nothing, its own sixteen.
    Auto,
}

impl Wish {
    /// By its name: `16`, `dark`, `light`, `none`, `auto`.
    pub fn of(name: &str) -> Option<Self> {
        [
            Self::Sixteen,
            Self::Dark,
            Self::Light,
            Self::None,
            Self::Auto,
        ]
        .into_iter()
        .find(|wish| wish.name() == name)
    }

    /// What is legible on a background of this colour: where white has more contrast with it than black, it is dark.
    pub fn on(background: [u8; 3]) -> Self {
        if luminance(background) > EVEN {
            Self::Light
        } else {
            Self::Dark
        }
    }

    /// What it is on a terminal with all colours, or with 256.
    pub fn palette(self, all_colours: bool) -> Palette {
        match self {
            Self::Sixteen | Self::Auto => Palette::Sixteen,
            Self::Dark if all_colours => Palette::DarkTrue,
            Self::Dark => Palette::Dark256,
            Self::Light if all_colours => Palette::LightTrue,
            Self::Light => Palette::Light256,
            Self::None => Palette::None,
        }
    }

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sixteen => "16",
            Self::Dark => "dark",
            Self::Light => "light",
            Self::None => "none",
            Self::Auto => "auto",
        }
    }
}

/// As light as this, white and black have the same contrast: `1.05 / (l + 0.05) = (l + 0.05) / 0.05`.
const EVEN: f64 = 0.179;

/// As the Web's guidelines for contrast have it.
pub(super) fn luminance(rgb: [u8; 3]) -> f64 {
    let [red, green, blue] = rgb.map(|byte| {
        let share = f64::from(byte) / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The variables that tell what a terminal can draw; empty where they are not set.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen<'a> {
    /// `NO_COLOR`
    pub no_color: &'a str,
    /// `COLORTERM`
    pub colorterm: &'a str,
    /// `COLORFGBG`: of the sixteen the one of the text, and that of the background.
    pub colorfgbg: &'a str,
    /// `TERM`
    pub term: &'a str,
    /// `LC_ALL`
    pub lc_all: &'a str,
    /// `LC_CTYPE`
    pub lc_ctype: &'a str,
    /// `LANG`
    pub lang: &'a str,
}

impl Seen<'_> {
    /// The palette. A wish is said by somebody who sees the screen, so it beats `NO_COLOR`.
    pub fn palette(&self, wish: Option<Wish>) -> Palette {
        let wish = match wish {
            None if !self.no_color.is_empty() || self.term == "dumb" => Wish::None,
            Some(Wish::Auto) => self.background().unwrap_or(Wish::Sixteen),
            wish => wish.unwrap_or(Wish::Sixteen),
        };
        wish.palette(self.all_colours())
    }

    /// Whether the terminal says that it has all colours.
    pub fn all_colours(&self) -> bool {
        matches!(self.colorterm, "truecolor" | "24bit")
    }

    /// What the environment says of its background, until the terminal itself does.
    fn background(&self) -> Option<Wish> {
        let (_, last) = self.colorfgbg.rsplit_once(';')?;
        match last.parse().ok()? {
            7_u8 | 9..=15 => Some(Wish::Light),
            0..=6 | 8 => Some(Wish::Dark),
            _ => None,
        }
    }

    /// Whether glyphs are ASCII: asked for, a terminal without the glyphs, a locale that is not
    /// UTF-8, or one whose fonts draw the glyphs two columns wide.
    pub fn ascii(&self, asked: bool) -> bool {
        if asked || matches!(self.term, "linux" | "dumb") {
            return true;
        }
        let locales = [self.lc_all, self.lc_ctype, self.lang];
        let Some(locale) = locales.into_iter().find(|locale| !locale.is_empty()) else {
            // Windows names no locale there, and its consoles take UTF-8.
            return !cfg!(windows);
        };
        let locale = locale.to_ascii_lowercase();
        let wide = ["zh", "ja", "ko"]
            .iter()
            .any(|wide| locale.starts_with(wide));
        wide || !(locale.contains("utf-8") || locale.contains("utf8"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UTF8: Seen<'_> = Seen {
        no_color: "",
        colorterm: "",
        colorfgbg: "",
        term: "xterm-256color",
        lc_all: "",
        lc_ctype: "",
        lang: "en_GB.UTF-8",
    };

    #[test]
    fn the_palette_is_what_is_wished_and_can_be_drawn() {
        let truly = Seen {
            colorterm: "truecolor",
            ..UTF8
        };
        let without = Seen {
            no_color: "1",
            ..truly
        };
        let on = |colorfgbg| Seen { colorfgbg, ..truly };
        let dumb = Seen {
            term: "dumb",
            ..UTF8
        };
        for (seen, wish, palette) in [
            (UTF8, None, Palette::Sixteen),
            (truly, None, Palette::Sixteen),
            (without, None, Palette::None),
            (dumb, None, Palette::None),
            (UTF8, Some(Wish::Dark), Palette::Dark256),
            (UTF8, Some(Wish::Light), Palette::Light256),
            (truly, Some(Wish::Dark), Palette::DarkTrue),
            (truly, Some(Wish::Light), Palette::LightTrue),
            (without, Some(Wish::Light), Palette::LightTrue),
            (truly, Some(Wish::Sixteen), Palette::Sixteen),
            (truly, Some(Wish::None), Palette::None),
            (truly, Some(Wish::Auto), Palette::Sixteen),
            (on("15;0"), Some(Wish::Auto), Palette::DarkTrue),
            (on("0;default;15"), Some(Wish::Auto), Palette::LightTrue),
            (on("0;default"), Some(Wish::Auto), Palette::Sixteen),
            (on("15;0"), None, Palette::Sixteen),
        ] {
            assert_eq!(seen.palette(wish), palette, "{seen:?} {wish:?}");
        }
    }

    #[test]
    fn wishes_have_names() {
        for name in ["dark", "light", "16", "none", "auto"] {
            assert_eq!(Wish::of(name).map(Wish::name), Some(name));
        }
        assert_eq!(Wish::of("blue"), None);
    }

    #[test]
    fn glyphs_are_ascii_where_they_cannot_be_drawn() {
        assert!(!UTF8.ascii(false));
        assert!(UTF8.ascii(true));
        for term in ["linux", "dumb"] {
            assert!(Seen { term, ..UTF8 }.ascii(false));
        }
        for (lc_all, lc_ctype, lang, ascii) in [
            ("", "", "", !cfg!(windows)),
            ("", "", "C", true),
            ("", "", "de_DE.utf8", false),
            ("", "UTF-8", "", false),
            ("C", "", "en_US.UTF-8", true),
            ("C.UTF-8", "", "C", false),
            ("", "", "de_DE.ISO-8859-1", true),
            ("", "", "ja_JP.UTF-8", true),
            ("", "zh_CN.UTF-8", "en_US.UTF-8", true),
        ] {
            let seen = Seen {
                lc_all,
                lc_ctype,
                lang,
                ..UTF8
            };
            assert_eq!(seen.ascii(false), ascii, "{seen:?}");
        }
    }
}
