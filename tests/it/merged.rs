//! Nobody's edits are lost: random answers, random edits of what was generated, other answers. Each
//! edited line is in the result or in a conflict that is told, what comes out can be read, a second
//! run changes nothing, and no fewer files come together than by git.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use dockwright::core::change::{Action, ChangeSet, Snapshot};
use dockwright::core::design::{Design, Wishes};
use dockwright::core::merge::{Format, Merged, Side, Who, merge};

use crate::support::cases::{World, after, counted, some_edited};
use crate::support::dice::Dice;
use crate::support::skip;

fn cases(default: usize) -> usize {
    std::env::var("MERGE_CASES").map_or(default, |cases| cases.parse().unwrap())
}

/// Every line that the user put in is there, and none that they took out has come back.
fn nothing_lost(base: &str, disk: &str, new: &str, merged: &Merged, told: &str) {
    let theirs = merged.settled(|_| Side::Theirs);
    let [base, disk, new, out] = [base, disk, new, &theirs].map(counted);
    let of = |counted: &BTreeMap<&str, isize>, line: &str| counted.get(line).copied().unwrap_or(0);
    for (line, count) in &disk {
        let put_in = count - of(&base, line);
        if put_in > 0 {
            // What dockwright took out of the base may be one of those that look the same.
            let gone = (of(&base, line) - of(&new, line)).max(0);
            assert!(
                of(&out, line) + gone >= *count || by_item(merged, line),
                "lost {line:?}\n{told}\n{theirs}"
            );
        }
    }
    if merged.is_clean() {
        for (line, count) in &base {
            let taken_out = count - of(&disk, line);
            let come = (of(&new, line) - count).max(0);
            if taken_out > 0 {
                assert!(
                    of(&out, line) <= of(&disk, line) + come,
                    "came back {line:?}\n{told}\n{theirs}"
                );
            }
        }
    }
}

/// Whether what the user put into a list of one line is in the line that both made.
fn by_item(merged: &Merged, line: &str) -> bool {
    merged.pieces.iter().any(|piece| {
        let Some(text) = piece.text.as_ref().filter(|_| piece.who == Who::Both) else {
            return false;
        };
        let mut items = line.split([',', '[', ']', '{', '}']).map(str::trim);
        piece.disk.lines().any(|one| one == line)
            && items.all(|item| piece.base.contains(item) || text.contains(item))
    })
}

/// Whether git brings the three together, and what it makes of them can be read.
fn by_git(dir: &std::path::Path, format: Format, [base, disk, new]: [&str; 3]) -> bool {
    for (name, text) in [("base", base), ("disk", disk), ("new", new)] {
        fs::write(dir.join(name), text).unwrap();
    }
    let ran = Command::new("git")
        .args(["merge-file", "-p", "disk", "base", "new"])
        .current_dir(dir)
        .output()
        .unwrap();
    let sound = [base, disk, new]
        .iter()
        .all(|text| format.problem(text).is_none());
    let text = String::from_utf8(ran.stdout).unwrap();
    ran.status.code() == Some(0) && !(sound && format.problem(&text).is_some())
}

#[test]
fn every_edit_is_in_the_result_or_told() {
    let with_git = Command::new("git").arg("--version").output().is_ok();
    if !with_git {
        skip("merged", "no git to compare with");
    }
    let scratch = tempfile::tempdir().unwrap();
    let world = World::new();
    let (mut files, mut clean, mut clean_by_git, mut told) = (0, 0, 0, 0);
    let pairs = cases(2000).div_ceil(20);
    for case in 0..pairs {
        let mut dice = Dice::of(case as u64);
        let (before, now) = world.pair(&mut dice);
        let empty = Snapshot::default();
        let wishes = Wishes::default();
        let first = world.studio.changes(&before, &empty, &wishes);
        let pristine = after(&first, empty);
        for _ in 0..20 {
            let disk = some_edited((&before, &now), &pristine, &mut dice);
            let set = world.studio.changes(&now, &disk, &wishes);
            for change in &set.changes {
                let Some(merged) = &change.merged else {
                    continue;
                };
                let base = before.files.files[&change.path].text();
                let new = now.files.files[&change.path].text();
                let theirs = change.old.as_ref().unwrap().text().unwrap();
                let at = format!("case {case}, {}", change.path);
                nothing_lost(&base, theirs, &new, merged, &at);
                let format = Format::of(&change.path);
                files += 1;
                told += usize::from(change.action == Action::Conflict);
                if let Some(text) = merged.text() {
                    clean += 1;
                    let sound = [&base, theirs, &new]
                        .iter()
                        .all(|text| format.problem(text).is_none());
                    assert!(!sound || format.problem(&text).is_none(), "{at}\n{text}");
                }
                if with_git {
                    let sides = [base.as_str(), theirs, new.as_str()];
                    clean_by_git += usize::from(by_git(scratch.path(), format, sides));
                }
            }
            settles(&world, &now, disk, set);
        }
    }
    eprintln!(
        "merged: {files} files changed on both sides: {clean} clean, {told} told; git: {clean_by_git} clean"
    );
    assert!(
        clean >= clean_by_git,
        "{clean} of {files}, by git {clean_by_git}"
    );
    assert!(files > 300 && told > 20, "{files} {told}");
}

/// A second run changes nothing: after a clean write, or after each side was taken.
fn settles(world: &World, now: &Design, disk: Snapshot, set: ChangeSet) {
    let sides = if set.is_refused() {
        vec![Side::Theirs, Side::Ours, Side::Markers]
    } else {
        vec![Side::Theirs]
    };
    for side in sides {
        let mut wishes = Wishes::default();
        wishes.settle.all = Some(side.clone());
        let set = world.studio.changes(now, &disk, &wishes);
        if set.is_refused() {
            // A choice that cannot be read is refused, and told.
            assert_ne!(side, Side::Markers);
            continue;
        }
        let written = after(&set, disk.clone());
        let again = world.studio.changes(now, &written, &Wishes::default());
        assert!(
            again.writes().next().is_none(),
            "{side:?}: {:?}",
            again.writes().next()
        );
    }
}

#[test]
fn each_side_of_a_conflict_can_be_had() {
    let merged = merge(Format::Text, "a\nb\nc\n", "a\nmine\nc\n", "a\nours\nc\n");
    assert_eq!(merged.settled(|_| Side::Ours), "a\nours\nc\n");
    assert_eq!(merged.settled(|_| Side::Theirs), "a\nmine\nc\n");
    assert_eq!(merged.settled(|_| Side::Before), "a\nb\nc\n");
    assert_eq!(merged.settled(|_| Side::Both), "a\nmine\nours\nc\n");
    assert_eq!(
        merged.settled(|_| Side::Markers),
        "a\n<<<<<<< yours\nmine\n=======\nours\n>>>>>>> dockwright\nc\n"
    );
}
