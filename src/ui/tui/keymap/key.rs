//! A key, its name, and the event that it comes as.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// A key that can be bound: with or without Ctrl. Shift is in the character itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    code: KeyCode,
    ctrl: bool,
}

/// Keys with a name; the first name of each is shown.
const NAMES: [(&str, KeyCode); 22] = [
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Return", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Escape", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("PgUp", KeyCode::PageUp),
    ("PageUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("PageDown", KeyCode::PageDown),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("Ins", KeyCode::Insert),
    ("Insert", KeyCode::Insert),
    ("Del", KeyCode::Delete),
    ("Delete", KeyCode::Delete),
];

impl Key {
    pub(super) fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false }
    }

    /// By its name: `w`, `Space`, `Ctrl-u`, `F5`; upper and lower case are the same in names only.
    pub(super) fn of(name: &str) -> Option<Self> {
        let mut letters = name.chars();
        if let (Some(letter), None) = (letters.next(), letters.next()) {
            return Some(Self::plain(KeyCode::Char(letter)));
        }
        let start = name
            .get(..5)
            .filter(|start| start.eq_ignore_ascii_case("ctrl-"));
        if let Some(rest) = start.and_then(|_| name.get(5..)) {
            let Self { code, ctrl } = Self::of(rest)?;
            return (!ctrl).then_some(Self {
                code: lower(code),
                ctrl: true,
            });
        }
        let named = NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        let code = match named {
            Some((_, code)) => *code,
            None => KeyCode::F(function(name)?),
        };
        Some(Self::plain(code))
    }

    /// The key of an event; none for a key that is let go, and with Alt, Super and their like.
    pub(super) fn pressed(event: KeyEvent) -> Option<Self> {
        let other = KeyModifiers::SHIFT | KeyModifiers::CONTROL;
        if event.kind == KeyEventKind::Release || !other.contains(event.modifiers) {
            return None;
        }
        let shift = event.modifiers.contains(KeyModifiers::SHIFT);
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match event.code {
            KeyCode::Tab if shift => KeyCode::BackTab,
            // Terminals send the letter itself, with Shift or without; a few the key and Shift.
            KeyCode::Char(letter) if shift && !ctrl => KeyCode::Char(letter.to_ascii_uppercase()),
            code => code,
        };
        let key = Self {
            code: if ctrl { lower(code) } else { code },
            ctrl,
        };
        Some(key.twin().map_or(key, Self::plain))
    }

    /// The key whose very byte this one is.
    pub(super) fn twin(self) -> Option<KeyCode> {
        match (self.ctrl, self.code) {
            (true, KeyCode::Char('h')) => Some(KeyCode::Backspace),
            (true, KeyCode::Char('i')) => Some(KeyCode::Tab),
            (true, KeyCode::Char('j' | 'm')) => Some(KeyCode::Enter),
            (true, KeyCode::Char('[')) => Some(KeyCode::Esc),
            _ => None,
        }
    }

    /// Whether it is a character that can be typed.
    pub(super) fn is_typed(self) -> bool {
        !self.ctrl && matches!(self.code, KeyCode::Char(_))
    }

    /// Whether only a chord makes it.
    #[cfg(test)]
    pub(super) fn is_ctrl(self) -> bool {
        self.ctrl
    }

    #[cfg(test)]
    pub(super) fn is_function(self) -> bool {
        matches!(self.code, KeyCode::F(_))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            out.write_str("Ctrl-")?;
        }
        match self.code {
            KeyCode::Char(letter) if letter != ' ' => write!(out, "{letter}"),
            KeyCode::F(number) => write!(out, "F{number}"),
            code => {
                let name = NAMES.iter().find(|(_, known)| *known == code);
                out.write_str(name.map_or("", |(name, _)| name))
            }
        }
    }
}

/// Esc and a key that came so close that they arrived as one key with Alt; tmux does that.
pub fn apart(event: KeyEvent) -> (Option<KeyEvent>, KeyEvent) {
    if !event.modifiers.contains(KeyModifiers::ALT) {
        return (None, event);
    }
    let escape = KeyEvent {
        code: KeyCode::Esc,
        modifiers: KeyModifiers::NONE,
        ..event
    };
    let modifiers = event.modifiers - KeyModifiers::ALT;
    (Some(escape), KeyEvent { modifiers, ..event })
}

/// Ctrl knows no capitals.
fn lower(code: KeyCode) -> KeyCode {
    match code {
        KeyCode::Char(letter) => KeyCode::Char(letter.to_ascii_lowercase()),
        code => code,
    }
}

/// `F1` to `F12`.
fn function(name: &str) -> Option<u8> {
    let number = name.strip_prefix(['F', 'f'])?.parse().ok()?;
    (1..=12).contains(&number).then_some(number)
}
