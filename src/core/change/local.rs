//! `.env` and its like: a developer's own lines, to which missing keys are added.

use super::outcome::Outcome;
use super::set::{Action, Reason};
use super::snapshot::Content;
use super::text::ends_like;
use crate::core::dot_env::key;

/// What becomes of a developer's own file: missing keys come at its end, with the comments right
/// above them; no present line changes.
pub(super) fn decide(disk: Option<&Content>, new: &Content) -> Outcome {
    let Some(disk) = disk else {
        return Outcome::write(Action::Create, new.clone());
    };
    // A key is found whatever bytes the values have: they may be in any encoding.
    let seen = String::from_utf8_lossy(&disk.bytes);
    let present: Vec<&str> = seen.lines().filter_map(key).collect();
    let ours = new.text().unwrap_or_default();
    let mut added = String::new();
    let mut above = String::new();
    for line in ours.split_inclusive('\n') {
        match key(line) {
            Some(key) if !present.contains(&key) => {
                added.push_str(&above);
                added.push_str(line);
                above.clear();
            }
            None if line.starts_with('#') => above.push_str(line),
            _ => above.clear(),
        }
    }
    if added.is_empty() {
        return Outcome::same();
    }
    if !added.ends_with('\n') {
        added.push('\n');
    }
    let mut bytes = disk.bytes.to_vec();
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.extend_from_slice(ends_like("\n", &disk.bytes).as_bytes());
    }
    bytes.extend_from_slice(ends_like(&added, &disk.bytes).as_bytes());
    let mode = disk.mode;
    let keys: Vec<&str> = added.lines().filter_map(key).collect();
    let mut outcome = Outcome::write(Action::Merge, Content::new(bytes, mode));
    let told = format!("it gets {}", keys.join(", "));
    outcome.reason = Some(Reason::new("keys-added", told));
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_missing_keys_are_added() {
        let ours = "# head\n\n# who owns files\nHOST_UID=1\nHOST_GID=2\nPORT=3\n";
        for (disk, merged) in [
            (
                "",
                Some("# who owns files\nHOST_UID=1\nHOST_GID=2\nPORT=3\n"),
            ),
            ("HOST_UID=7\n", Some("HOST_UID=7\nHOST_GID=2\nPORT=3\n")),
            (
                "export PORT=\nHOST_UID=x",
                Some("export PORT=\nHOST_UID=x\nHOST_GID=2\n"),
            ),
            (
                "#PORT=9\r\nHOST_UID=1\r\nHOST_GID=1\r\n",
                Some("#PORT=9\r\nHOST_UID=1\r\nHOST_GID=1\r\nPORT=3\r\n"),
            ),
            ("PORT=1\nHOST_GID =1\nHOST_UID=\n", None),
        ] {
            let outcome = decide(Some(&Content::new(disk, 0o644)), &Content::new(ours, 0o600));
            let merged = merged.map(|text| Content::new(text, 0o644));
            assert_eq!(outcome.new, merged, "{disk:?}");
        }
        let outcome = decide(None, &Content::new(ours, 0o600));
        assert_eq!(outcome.new, Some(Content::new(ours, 0o600)));
    }
}
