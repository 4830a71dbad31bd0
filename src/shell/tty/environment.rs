//! What the environment tells of the terminal, as plain values: who decides by them is pure.

use std::env;

/// The variables that speak of the terminal; a missing one is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// `TERM`: `xterm-256color`, `linux`, `dumb`.
    pub term: String,
    /// `COLORTERM`: `truecolor` or `24bit` where all colours may be used.
    pub colorterm: String,
    /// `COLORFGBG`: `15;0` where the background is black.
    pub colorfgbg: String,
    /// `NO_COLOR` is set to something.
    pub no_color: bool,
    /// The first of `LC_ALL`, `LC_CTYPE` and `LANG` that says something: `de_DE.UTF-8`.
    pub locale: String,
}

impl Environment {
    /// As it is now.
    pub fn gather() -> Self {
        Self::from(|name| env::var(name).unwrap_or_default())
    }

    /// As this tells.
    fn from(value: impl Fn(&str) -> String) -> Self {
        Self {
            term: value("TERM"),
            colorterm: value("COLORTERM"),
            colorfgbg: value("COLORFGBG"),
            no_color: !value("NO_COLOR").is_empty(),
            locale: ["LC_ALL", "LC_CTYPE", "LANG"]
                .map(value)
                .into_iter()
                .find(|locale| !locale.is_empty())
                .unwrap_or_default(),
        }
    }

    /// A terminal that can do nothing but lines.
    pub fn is_dumb(&self) -> bool {
        self.term == "dumb"
    }
}

#[cfg(test)]
mod tests {
    use super::Environment;

    fn of(pairs: &[(&str, &str)]) -> Environment {
        Environment::from(|name| {
            let pair = pairs.iter().find(|(key, _)| *key == name);
            pair.map(|(_, value)| (*value).to_owned())
                .unwrap_or_default()
        })
    }

    #[test]
    fn the_strongest_word_on_the_locale_counts_and_an_empty_one_is_none() {
        let all = [
            ("LC_ALL", ""),
            ("LC_CTYPE", "C.UTF-8"),
            ("LANG", "ja_JP.eucJP"),
        ];
        assert_eq!(of(&all).locale, "C.UTF-8");
        assert_eq!(of(&all[2..]).locale, "ja_JP.eucJP");
        assert_eq!(of(&[]), Environment::default());
    }

    #[test]
    fn no_color_counts_when_it_says_something() {
        assert!(of(&[("NO_COLOR", "1")]).no_color);
        assert!(!of(&[("NO_COLOR", "")]).no_color);
    }
}
