//! Random writes in random projects, with random edits between them: each undo gives back the very
//! tree before its write, or is refused for a file that was edited since and touches nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use dockwright::core::change::{Options, Settle, diff};
use dockwright::core::fileset::{File, FileSet, Policy, Secret};
use dockwright::core::merge::Side;
use dockwright::core::path::RelPath;
use dockwright::shell::disk;

use crate::faults::{copy, holder};
use crate::support::dice::Dice;
use crate::support::tree::{differing, tree};

const PATHS: [&str; 9] = [
    "a",
    "b/c",
    "b/d",
    "b/e/f",
    "g/h/i",
    ".gitignore",
    ".env",
    "b/e/run.sh",
    "start/main.py",
];

fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

fn text(dice: &mut Dice) -> String {
    let lines = (0..dice.roll(5)).map(|_| format!("K{}={}\n", dice.roll(4), dice.roll(3)));
    lines.collect()
}

/// Some of the paths, with whatever in them.
fn wanted(dice: &mut Dice) -> FileSet {
    let mut set = FileSet::default();
    for name in PATHS {
        if dice.roll(3) == 0 {
            continue;
        }
        let (policy, mode) = match name {
            ".gitignore" => (Policy::Block, 0o644),
            ".env" => (Policy::Local, 0o600),
            "b/e/run.sh" => (Policy::Generated, 0o755),
            "start/main.py" => (Policy::Starter, 0o644),
            _ => (Policy::Generated, 0o644),
        };
        set.files
            .insert(path(name), File::new(policy, mode, "", text(dice)).into());
    }
    if dice.coin() {
        set.folders.insert(path("made/deep"));
    }
    for name in ["one", "two"] {
        if dice.coin() {
            set.secrets
                .insert(path(&format!("secrets/{name}")), Secret::Generated(16));
        }
    }
    set
}

/// What people do: they change, remove, add, set modes.
fn edit(dir: &Path, dice: &mut Dice) {
    for _ in 0..dice.roll(3) {
        let file = dir.join(PATHS[dice.roll(PATHS.len())]);
        match dice.roll(4) {
            0 => drop(fs::remove_file(&file)),
            1 if file.exists() => {
                let mode = [0o600, 0o644, 0o755, 0o640][dice.roll(4)];
                fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            }
            _ => {
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                let bytes = if dice.roll(5) == 0 {
                    b"\xff\0".to_vec()
                } else {
                    text(dice).into_bytes()
                };
                fs::write(&file, bytes).unwrap();
            }
        }
    }
    if dice.roll(4) == 0 {
        let folder = dir.join(["b", "b/e", "own"][dice.roll(3)]);
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o2750)).unwrap();
    }
}

/// Makes a folder what it was, all but the journal.
fn restore(dir: &Path, saved: &Path) {
    let own = dir.join(".dockwright");
    for folder in [dir, &own] {
        for entry in fs::read_dir(folder).unwrap() {
            let place = entry.unwrap().path();
            if place == own || place == own.join("local") {
                continue;
            }
            if place.is_dir() {
                fs::remove_dir_all(place).unwrap();
            } else {
                fs::remove_file(place).unwrap();
            }
        }
    }
    copy(saved, dir);
}

#[test]
fn each_undo_gives_back_the_very_tree_or_touches_nothing() {
    let (mut taken, mut refusals) = (0, 0);
    for seed in 1..=400_u64 {
        let mut dice = Dice::of(seed);
        let holder = holder();
        let dir = holder.path().join("demo");
        fs::create_dir(&dir).unwrap();
        let mut trees = Vec::new();
        for number in 0..4 {
            edit(&dir, &mut dice);
            let before = tree(&dir);
            let files = wanted(&mut dice);
            let options = Options {
                settle: Settle {
                    all: Some(dice.one(&[Side::Ours, Side::Theirs]).clone()),
                    ..Settle::default()
                },
                applied: Some(format!("{number}\n")),
                ..Options::default()
            };
            let changes = diff(&files, &disk::snapshot(&dir, &files).unwrap(), &options);
            if changes.is_refused() || changes.is_empty() {
                continue;
            }
            disk::apply(&dir, &changes).unwrap();
            let saved = holder.path().join(number.to_string());
            copy(&dir, &saved);
            // The journal is not part of what is put back.
            fs::remove_dir_all(saved.join(".dockwright/local")).unwrap();
            trees.push((before, tree(&dir), saved));
        }
        while let Some((before, after, saved)) = trees.pop() {
            let now = tree(&dir);
            let undo = disk::undo(&dir).unwrap().unwrap();
            if !undo.problems().is_empty() {
                let at = format!("seed {seed}\n{}", differing(&now, &after));
                assert_ne!(now, after, "{at}");
                undo.take_back(&dir).unwrap_err();
                assert!(tree(&dir) == now, "{at}");
                refusals += 1;
            }
            restore(&dir, &saved);
            let there = tree(&dir);
            assert!(there == after, "seed {seed}\n{}", differing(&there, &after));
            disk::undo(&dir).unwrap().unwrap().take_back(&dir).unwrap();
            let now = tree(&dir);
            assert!(now == before, "seed {seed}\n{}", differing(&now, &before));
            taken += 1;
        }
        assert!(disk::undo(&dir).unwrap().is_none());
    }
    eprintln!("{taken} writes taken back, {refusals} refused first");
    assert!(taken > 1000 && refusals > 200, "{taken} {refusals}");
}
