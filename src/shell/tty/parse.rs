//! Bytes of a terminal -> keys.
//!
//! Ours, and not `crossterm::event::read`: that one reads on for ever at the end of the terminal with a whole core,
//! keeps what it read too much where nobody can stop it, leaves what did not fit into its kilobyte until the next key,
//! and takes Esc and `[`, pressed one after the other, with the key after them for a broken sequence.

mod background;

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::Input;

const PASTE_BEGIN: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";

/// Keeps what is no whole key yet.
#[derive(Debug, Default)]
pub(super) struct Parser {
    pending: Vec<u8>,
}

impl Parser {
    /// More bytes: emits every key that is whole.
    pub(super) fn feed(&mut self, bytes: &[u8], emit: &mut impl FnMut(Input)) {
        self.pending.extend_from_slice(bytes);
        let mut at = 0;
        while let Some((taken, inputs)) = self.pending.get(at..).and_then(step) {
            inputs.into_iter().flatten().for_each(&mut *emit);
            at += taken;
        }
        self.pending.drain(..at);
    }

    /// How long to wait for more before what is here is taken for keys; none: nothing waits, or it must go on.
    /// A terminal writes a sequence at once, so a lone Esc is the key; only where a network may have cut behind
    /// `Esc [` is there time to lose.
    pub(super) fn patience(&self) -> Option<Duration> {
        match self.pending.as_slice() {
            [0x1b] => Some(Duration::ZERO),
            [0x1b, b'[' | b'O'] | [0x1b, b'[', b'['] => Some(Duration::from_millis(50)),
            begun if background::may_begin(begun) => Some(Duration::from_millis(50)),
            _ => None,
        }
    }

    /// Nothing more came: what is here are keys.
    pub(super) fn settle(&mut self, emit: &mut impl FnMut(Input)) {
        for byte in std::mem::take(&mut self.pending) {
            emit(control(byte).unwrap_or_else(|| letter(char::from(byte))));
        }
    }
}

type Inputs = [Option<Input>; 2];

/// The first key: how many bytes it is, and what they say. None: it is not whole.
fn step(bytes: &[u8]) -> Option<(usize, Inputs)> {
    match (*bytes.first()?, bytes.get(1)) {
        (0x1b, None) => None,
        (0x1b, Some(b'[')) => sequence(bytes),
        (0x1b, Some(b']')) => background::answer(bytes),
        (0x1b, Some(b'O')) => {
            let code = arrow(*bytes.get(2)?);
            Some(code.map_or_else(esc, |code| (3, one(key(code, KeyModifiers::NONE)))))
        }
        // Alt and a key, or Esc and a key: tmux makes the one of the other, so both are Esc, then the key.
        (0x1b, Some(_)) => Some(esc()),
        (byte, _) => match control(byte) {
            Some(input) => Some((1, one(input))),
            None => text(bytes),
        },
    }
}

/// The key alone, whatever follows.
fn esc() -> (usize, Inputs) {
    (1, one(key(KeyCode::Esc, KeyModifiers::NONE)))
}

fn one(input: Input) -> Inputs {
    [Some(input), None]
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Input {
    Input::Key(KeyEvent::new(code, modifiers))
}

fn letter(c: char) -> Input {
    let shift = if c.is_uppercase() {
        KeyModifiers::SHIFT
    } else {
        KeyModifiers::NONE
    };
    key(KeyCode::Char(c), shift)
}

/// A control byte. Ctrl-h, -i, -j, -m and -[ are the bytes of Backspace, Tab, Enter and Esc on one terminal or the other.
fn control(byte: u8) -> Option<Input> {
    let code = match byte {
        b'\r' | b'\n' => KeyCode::Enter,
        b'\t' => KeyCode::Tab,
        0x7f | 0x08 => KeyCode::Backspace,
        0x1b => KeyCode::Esc,
        0x00 => return Some(key(KeyCode::Char(' '), KeyModifiers::CONTROL)),
        0x01..=0x1a => {
            let c = char::from(byte - 1 + b'a');
            return Some(key(KeyCode::Char(c), KeyModifiers::CONTROL));
        }
        0x1c..=0x1f => {
            let c = char::from(byte - 0x1c + b'4');
            return Some(key(KeyCode::Char(c), KeyModifiers::CONTROL));
        }
        _ => return None,
    };
    Some(key(code, KeyModifiers::NONE))
}

/// One character; a byte that is none is dropped.
fn text(bytes: &[u8]) -> Option<(usize, Inputs)> {
    let length = match bytes.first()? {
        0x00..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Some((1, [None, None])),
    };
    let end = bytes.len().min(length);
    match std::str::from_utf8(&bytes[..end]) {
        Ok(text) => Some((end, one(letter(text.chars().next()?)))),
        // Cut, not broken.
        Err(error) if error.error_len().is_none() => None,
        Err(_) => Some((1, [None, None])),
    }
}

/// The last byte of an arrow or another key of its own.
fn arrow(byte: u8) -> Option<KeyCode> {
    Some(match byte {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'M' => KeyCode::Enter,
        b'P'..=b'S' => KeyCode::F(byte - b'P' + 1),
        _ => return None,
    })
}

/// `Esc [` and what follows.
fn sequence(bytes: &[u8]) -> Option<(usize, Inputs)> {
    if bytes.starts_with(PASTE_BEGIN) {
        return paste(bytes);
    }
    let body = &bytes[2..];
    let length = body
        .iter()
        .take_while(|byte| (0x20..=0x3f).contains(*byte))
        .count();
    let last = *body.get(length)?;
    let end = 2 + length + 1;
    let Ok(parameters) = std::str::from_utf8(&body[..length]) else {
        return Some((end, [None, None]));
    };
    let nothing = Some((end, [None, None]));
    match (parameters, last) {
        // The console of Linux: F1 to F5.
        ("", b'[') => match *body.get(1)? {
            byte @ b'A'..=b'E' => {
                Some((4, one(key(KeyCode::F(byte - b'A' + 1), KeyModifiers::NONE))))
            }
            _ => Some((1, one(key(KeyCode::Esc, KeyModifiers::NONE)))),
        },
        ("", b'I') => Some((end, one(Input::Focus(true)))),
        ("", b'O') => Some((end, one(Input::Focus(false)))),
        ("", b'Z') => Some((end, one(key(KeyCode::BackTab, KeyModifiers::SHIFT)))),
        // The old report of the mouse, three bytes more: not asked for.
        ("", b'M') => (bytes.len() >= 6).then_some((6, [None, None])),
        // Nothing a terminal sends: Esc, `[` and the next key, quickly.
        ("", _) if arrow(last).is_none() => Some((1, one(key(KeyCode::Esc, KeyModifiers::NONE)))),
        // A sequence that was cut by another: what is left of it is no key.
        (_, 0x00..=0x1f | 0x7f..) => Some((end - 1, [None, None])),
        (_, b'M' | b'm') if parameters.starts_with('<') => {
            Some((end, [mouse(&parameters[1..], last == b'M'), None]))
        }
        _ if parameters.starts_with(['<', '=', '>', '?']) => nothing,
        _ => Some((end, modified(parameters, last))),
    }
}

/// `1;5A`, `5~`, `97;5u`, `27;5;97~`: a key with its modifiers.
fn modified(parameters: &str, last: u8) -> Inputs {
    let numbers: Vec<u32> = parameters
        .split(';')
        .map(|part| part.split(':').next().unwrap_or_default())
        .map(|part| part.parse().unwrap_or(1))
        .collect();
    let number = |at: usize| numbers.get(at).copied().unwrap_or(1);
    // `5:3`: the key was let go.
    if parameters
        .split(';')
        .nth(1)
        .is_some_and(|part| part.ends_with(":3"))
    {
        return [None, None];
    }
    let code = match (last, number(0)) {
        (b'~', 27) => character(number(2)),
        (b'~', 1 | 7) => Some(KeyCode::Home),
        (b'~', 2) => Some(KeyCode::Insert),
        (b'~', 3) => Some(KeyCode::Delete),
        (b'~', 4 | 8) => Some(KeyCode::End),
        (b'~', 5) => Some(KeyCode::PageUp),
        (b'~', 6) => Some(KeyCode::PageDown),
        (b'~', n @ 11..=15) => u8::try_from(n - 10).ok().map(KeyCode::F),
        (b'~', n @ 17..=21) => u8::try_from(n - 11).ok().map(KeyCode::F),
        (b'~', n @ 23..=24) => u8::try_from(n - 12).ok().map(KeyCode::F),
        (b'u', code) => character(code),
        (b'Z', _) => Some(KeyCode::BackTab),
        (b'R', _) if numbers.len() != 2 || number(0) != 1 => None,
        _ => arrow(last),
    };
    let Some(mut code) = code else {
        return [None, None];
    };
    let bits = number(1).saturating_sub(1);
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::SHIFT, bits & 1 != 0);
    modifiers.set(KeyModifiers::CONTROL, bits & 4 != 0);
    if let KeyCode::Char(c) = &mut code
        && modifiers.contains(KeyModifiers::SHIFT)
    {
        c.make_ascii_uppercase();
    }
    if code == KeyCode::Tab && modifiers.contains(KeyModifiers::SHIFT) {
        code = KeyCode::BackTab;
    }
    let plain = key(code, modifiers);
    if bits & 2 != 0 {
        return [Some(key(KeyCode::Esc, KeyModifiers::NONE)), Some(plain)];
    }
    one(plain)
}

/// A key told by its number.
fn character(code: u32) -> Option<KeyCode> {
    Some(match char::from_u32(code)? {
        '\r' | '\n' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        '\x1b' => KeyCode::Esc,
        '\x7f' | '\x08' => KeyCode::Backspace,
        c if c.is_control() => return None,
        // Keys of the keypad and of modifiers, in an area for private use.
        c if ('\u{e000}'..='\u{f8ff}').contains(&c) => return None,
        c => KeyCode::Char(c),
    })
}

fn paste(bytes: &[u8]) -> Option<(usize, Inputs)> {
    let body = &bytes[PASTE_BEGIN.len()..];
    let length = body
        .windows(PASTE_END.len())
        .position(|window| window == PASTE_END)?;
    let text = String::from_utf8_lossy(&body[..length]);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let end = PASTE_BEGIN.len() + length + PASTE_END.len();
    Some((end, one(Input::Paste(text))))
}

/// `0;33;7`: button, column and row, counted from one.
fn mouse(parameters: &str, down: bool) -> Option<Input> {
    let mut numbers = parameters.split(';').map(str::parse::<u16>);
    let (Some(Ok(what)), Some(Ok(column)), Some(Ok(row))) =
        (numbers.next(), numbers.next(), numbers.next())
    else {
        return None;
    };
    let button = match what & 0b11 {
        0 => Some(MouseButton::Left),
        1 => Some(MouseButton::Middle),
        2 => Some(MouseButton::Right),
        _ => None,
    };
    let kind = match (what & 0b1100_0011, what & 0b10_0000 != 0) {
        (64, _) => MouseEventKind::ScrollUp,
        (65, _) => MouseEventKind::ScrollDown,
        (66, _) => MouseEventKind::ScrollLeft,
        (67, _) => MouseEventKind::ScrollRight,
        (0..=2, true) => MouseEventKind::Drag(button?),
        (0..=2, false) if down => MouseEventKind::Down(button?),
        (0..=2, false) => MouseEventKind::Up(button?),
        _ => return None,
    };
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::SHIFT, what & 4 != 0);
    modifiers.set(KeyModifiers::ALT, what & 8 != 0);
    modifiers.set(KeyModifiers::CONTROL, what & 16 != 0);
    Some(Input::Mouse(MouseEvent {
        kind,
        column: column.saturating_sub(1),
        row: row.saturating_sub(1),
        modifiers,
    }))
}

#[cfg(test)]
mod tests;
