//! What a terminal answers when it is asked for the colour of its background.

use super::{Inputs, esc, one};
use crate::shell::tty::Input;

/// How an answer begins; `Esc ]` alone may be two keys.
const BEGIN: &[u8] = b"\x1b]11;";
/// Longer is no answer: `rgba:ffff/ffff/ffff/ffff` and its end.
const MOST: usize = 40;

/// `Esc ] 11 ; rgb:RRRR/GGGG/BBBB` up to BEL or `Esc \`. None: it is not whole.
pub(super) fn answer(bytes: &[u8]) -> Option<(usize, Inputs)> {
    if !bytes.starts_with(BEGIN) {
        let may_be = bytes.len() < BEGIN.len() && BEGIN.starts_with(bytes);
        return (!may_be).then(esc);
    }
    let body = &bytes[BEGIN.len()..];
    let Some(length) = body.iter().position(|byte| matches!(byte, 0x07 | 0x1b)) else {
        return (body.len() > MOST).then_some((bytes.len(), [None, None]));
    };
    let end = match (body[length], body.get(length + 1)) {
        (0x07, _) => length + 1,
        (_, None) => return None,
        (_, Some(b'\\')) => length + 2,
        // Cut by another sequence.
        (_, Some(_)) => length,
    };
    let colour = std::str::from_utf8(&body[..length]).ok().and_then(colour);
    let inputs = colour.map_or([None, None], |colour| one(Input::Background(colour)));
    Some((BEGIN.len() + end, inputs))
}

/// Whether these may be the first bytes of an answer, or keys.
pub(super) fn may_begin(bytes: &[u8]) -> bool {
    bytes.len() >= 2 && BEGIN.starts_with(bytes)
}

/// `rgb:ffff/8080/00`: of each the share of what its digits can say, as a byte.
fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text
        .strip_prefix("rgb:")
        .or_else(|| text.strip_prefix("rgba:"))?;
    let mut parts = digits.split('/').map(|part| {
        let most = 16_u32
            .checked_pow(u32::try_from(part.len()).ok()?)?
            .checked_sub(1)?;
        let share = u32::from_str_radix(part, 16).ok()? * 255;
        u8::try_from(share.checked_div(most)?).ok()
    });
    let mut next = || parts.next().flatten();
    Some([next()?, next()?, next()?])
}

#[cfg(test)]
mod tests {
    use super::colour;

    #[test]
    fn colours_have_any_number_of_digits() {
        assert_eq!(colour("rgb:ffff/8080/0000"), Some([255, 128, 0]));
        assert_eq!(colour("rgb:f/8/0"), Some([255, 136, 0]));
        assert_eq!(colour("rgba:1e/1e/1e/ff"), Some([30, 30, 30]));
        for broken in [
            "",
            "rgb:",
            "rgb:ff/ff",
            "rgb://",
            "#ffffff",
            "rgb:12345678/0/0",
            "rgb:x/y/z",
        ] {
            assert_eq!(colour(broken), None, "{broken}");
        }
    }
}
