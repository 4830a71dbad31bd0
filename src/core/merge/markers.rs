//! Conflict markers as git writes them, so that every editor's merge tools know them.

const YOURS: &str = "<<<<<<< yours";
const MIDDLE: &str = "=======";
const OURS: &str = ">>>>>>> dockwright";

/// Both texts between markers.
pub(super) fn marked(disk: &str, new: &str) -> String {
    format!("{YOURS}\n{}{MIDDLE}\n{}{OURS}\n", whole(disk), whole(new))
}

/// The text with an end to its last line.
pub(super) fn whole(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') {
        text.to_owned()
    } else {
        format!("{text}\n")
    }
}

/// Whether a conflict stands in the text, git's own or one of ours.
pub fn has_markers(text: &str) -> bool {
    let begins = |mark: &str| text.lines().any(|line| line.starts_with(mark));
    begins("<<<<<<< ") && begins(">>>>>>> ") && text.lines().any(|line| line == MIDDLE)
}
