//! Versions as programs print them, compared number by number.

/// The numbers that a version begins with: `v2.40.3-3` is 2, 40, 3.
pub(super) fn numbers(text: &str) -> Vec<u64> {
    let text = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(text.len());
    let parts = text[..end].split('.');
    parts.map_while(|part| part.parse().ok()).collect()
}

/// Whether a version is at least another; what cannot be read is.
pub(super) fn at_least(version: &str, least: &str) -> bool {
    let version = numbers(version);
    version.is_empty() || version >= numbers(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_as_numbers() {
        assert!(at_least("2.40.3-3", "2.22.0"));
        assert!(at_least("v0.29.1+ds1", "0.17.0"));
        assert!(!at_least("2.9.0", "2.17.0"));
        assert!(at_least("29.0", "25"));
        assert!(at_least("25.0", "25.0"));
        assert!(at_least("a build of my own", "25.0"));
    }
}
