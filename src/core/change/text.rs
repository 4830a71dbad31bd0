//! Texts compared as people see them: a checkout with CRLF is no edit.

use std::borrow::Cow;

/// The same bytes with LF line ends.
pub(super) fn unix(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.contains(&b'\r') {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    for (index, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(index + 1) != Some(&b'\n') {
            out.push(*byte);
        }
    }
    Cow::Owned(out)
}

/// Whether two texts are the same but for their line ends.
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
    one == other || unix(one) == unix(other)
}

/// `text` (LF) with the line ends that `like` uses.
pub(super) fn ends_like(text: &str, like: &[u8]) -> String {
    if like.windows(2).any(|pair| pair == b"\r\n") {
        text.replace('\n', "\r\n")
    } else {
        text.to_owned()
    }
}

/// The mode of a file that is written again: the user's bits stay, only whether it can be run is
/// ours, as it is in git.
pub(super) fn mode_kept(disk: u32, wanted: u32) -> u32 {
    if wanted & 0o100 == 0 {
        disk & !0o111
    } else {
        disk | ((disk & 0o444) >> 2)
    }
}

/// Whether the two differ in being runnable.
pub(super) fn runs_differ(disk: u32, wanted: u32) -> bool {
    (disk ^ wanted) & 0o100 != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_no_difference() {
        assert!(same(b"a\r\nb\r\n", b"a\nb\n"));
        assert!(!same(b"a\rb\n", b"a\nb\n"));
        assert!(!same(b"a\n", b"a"));
        assert_eq!(ends_like("a\nb\n", b"x\r\n"), "a\r\nb\r\n");
    }

    #[test]
    fn only_the_run_bit_is_ours() {
        for (disk, wanted, kept) in [
            (0o644, 0o755, 0o755),
            (0o664, 0o755, 0o775),
            (0o600, 0o755, 0o700),
            (0o755, 0o644, 0o644),
            (0o664, 0o644, 0o664),
        ] {
            assert_eq!(mode_kept(disk, wanted), kept, "{disk:o} {wanted:o}");
        }
        assert!(runs_differ(0o644, 0o755));
        assert!(!runs_differ(0o775, 0o755));
    }
}
