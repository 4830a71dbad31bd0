//! Changes as a unified diff that `git apply` takes. No secret's content is ever in it.

use std::borrow::Cow;
use std::fmt::Write as _;

use similar::udiff::UnifiedHunkHeader;

use crate::core::align::{Algorithm, align, grouped, lines};
use crate::core::fileset::Policy;
use crate::core::path::RelPath;

use super::set::{Action, Change, Kind};
use super::snapshot::Content;

/// What stands for a secret's content.
const DOTS: &str = "••••••••\n";

/// The diff of one change; empty where nothing differs.
pub(super) fn unified(change: &Change) -> String {
    if matches!(change.action, Action::Same | Action::Keep) {
        return String::new();
    }
    let mut out = String::new();
    let path = &change.path;
    if change.kind == Kind::Secret {
        let dots = Content::new(DOTS, 0o444);
        header(&mut out, path, None, Some(&dots));
        hunks(&mut out, path, None, Some(&dots));
        return out;
    }
    let (old, new) = (change.old.as_ref(), change.new.as_ref());
    if old == new {
        return out;
    }
    header(&mut out, path, old, new);
    match (change.kind, old, new) {
        (Kind::File(Policy::Local), Some(old), Some(new)) => added(&mut out, path, old, new),
        _ => hunks(&mut out, path, old, new),
    }
    out
}

fn header(out: &mut String, path: &RelPath, old: Option<&Content>, new: Option<&Content>) {
    // A String takes everything that is written to it.
    let _ = writeln!(out, "diff --git a/{path} b/{path}");
    let _ = match (old.map(git_mode), new.map(git_mode)) {
        (None, Some(mode)) => writeln!(out, "new file mode {mode}"),
        (Some(mode), None) => writeln!(out, "deleted file mode {mode}"),
        (Some(old), Some(new)) if old != new => {
            writeln!(out, "old mode {old}\nnew mode {new}")
        }
        _ => Ok(()),
    };
}

/// git knows two modes.
fn git_mode(content: &Content) -> &'static str {
    if content.mode & 0o100 == 0 {
        "100644"
    } else {
        "100755"
    }
}

fn names(path: &RelPath, old: Option<&Content>, new: Option<&Content>) -> (String, String) {
    let none = || "/dev/null".to_owned();
    (
        old.map_or_else(none, |_| format!("a/{path}")),
        new.map_or_else(none, |_| format!("b/{path}")),
    )
}

fn hunks(out: &mut String, path: &RelPath, old: Option<&Content>, new: Option<&Content>) {
    let (before, after) = names(path, old, new);
    let (Some(old), Some(new)) = (readable(old), readable(new)) else {
        let _ = writeln!(out, "Binary files {before} and {after} differ");
        return;
    };
    let (old, new) = (lines(&old), lines(&new));
    let groups = grouped(&align(Algorithm::Myers, &old, &new));
    if !groups.is_empty() {
        let _ = writeln!(out, "--- {before}\n+++ {after}");
    }
    for ops in &groups {
        let _ = writeln!(out, "{}", UnifiedHunkHeader::new(ops));
        for line in ops.iter().flat_map(|op| op.iter_changes(&old, &new)) {
            let _ = write!(out, "{}{}", line.tag(), line.value());
            if line.missing_newline() {
                let _ = writeln!(out, "\n\\ No newline at end of file");
            }
        }
    }
}

fn readable(content: Option<&Content>) -> Option<Cow<'_, str>> {
    content.map_or(Some(Cow::Borrowed("")), |content| {
        content.text().map(Cow::Borrowed)
    })
}

/// Only the lines that come to a developer's own file: what stands there may be secret, so it is
/// not even context.
fn added(out: &mut String, path: &RelPath, old: &Content, new: &Content) {
    let Some(tail) = new.bytes.strip_prefix(old.bytes.as_slice()) else {
        return;
    };
    let tail = String::from_utf8_lossy(tail);
    let lines: Vec<&str> = if old.bytes.is_empty() || old.bytes.ends_with(b"\n") {
        tail.lines().collect()
    } else {
        tail.lines().skip(1).collect()
    };
    let at = String::from_utf8_lossy(&old.bytes).lines().count();
    let (before, after) = names(path, Some(old), Some(new));
    let _ = writeln!(out, "--- {before}\n+++ {after}");
    let _ = writeln!(out, "@@ -{at},0 +{},{} @@", at + 1, lines.len());
    for line in lines {
        let _ = writeln!(out, "+{line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(
        kind: Kind,
        action: Action,
        old: Option<(&str, u32)>,
        new: Option<(&str, u32)>,
    ) -> Change {
        let content = |(text, mode): (&str, u32)| Content::new(text, mode);
        Change {
            path: RelPath::new("d/x.sh").unwrap(),
            action,
            kind,
            old: old.map(content),
            new: new.map(content),
            reason: None,
            merged: None,
        }
    }

    #[test]
    fn looks_as_git_writes_it() {
        let file = Kind::File(Policy::Generated);
        let table = [
            (
                change(file, Action::Create, None, Some(("a\nb\n", 0o755))),
                "diff --git a/d/x.sh b/d/x.sh\nnew file mode 100755\n--- /dev/null\n+++ b/d/x.sh\n@@ -0,0 +1,2 @@\n+a\n+b\n",
            ),
            (
                change(file, Action::Remove, Some(("a\n", 0o644)), None),
                "diff --git a/d/x.sh b/d/x.sh\ndeleted file mode 100644\n--- a/d/x.sh\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n",
            ),
            (
                change(
                    file,
                    Action::Update,
                    Some(("a\n", 0o644)),
                    Some(("a\n", 0o755)),
                ),
                "diff --git a/d/x.sh b/d/x.sh\nold mode 100644\nnew mode 100755\n",
            ),
            (
                change(
                    file,
                    Action::Update,
                    Some(("a\nb", 0o644)),
                    Some(("a\nc\n", 0o644)),
                ),
                "diff --git a/d/x.sh b/d/x.sh\n--- a/d/x.sh\n+++ b/d/x.sh\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n",
            ),
            (change(file, Action::Same, Some(("a\n", 0o644)), None), ""),
        ];
        for (change, text) in table {
            assert_eq!(change.unified(), text);
        }
    }

    #[test]
    fn what_is_secret_stays_out() {
        let secret = change(Kind::Secret, Action::Create, None, None).unified();
        assert!(secret.ends_with("+••••••••\n"), "{secret}");
        let local = Kind::File(Policy::Local);
        for old in ["TOKEN=canary", "TOKEN=canary\n"] {
            let new = "TOKEN=canary\nPORT=1\n";
            let text =
                change(local, Action::Merge, Some((old, 0o600)), Some((new, 0o600))).unified();
            assert!(!text.contains("canary"), "{text}");
            assert!(text.ends_with("@@ -1,0 +2,1 @@\n+PORT=1\n"), "{text}");
        }
    }
}
