//! Nobody's edits are lost: random answers, random edits of what was generated, other answers. Each
//! edited line is in the result or in a conflict that is told, what comes out can be read, a second
//! run changes nothing, and no fewer files come together than by git.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::Arc;

use dockwright::core::answers::FILE;
use dockwright::core::catalog::{Catalog, presets};
use dockwright::core::change::{Action, ChangeSet, Content, Found, Snapshot};
use dockwright::core::design::{Design, Draft, Studio, Wishes};
use dockwright::core::fileset::Policy;
use dockwright::core::merge::{Format, Merged, Side, merge};
use dockwright::core::path::RelPath;
use dockwright::core::render::Options;
use dockwright::core::reshape;

use crate::support::dice::Dice;
use crate::support::skip;

/// Other answers than a preset's: each is tried, and taken where it makes a stack.
const SETS: [&str; 24] = [
    "services.web.port=8001",
    "services.api.port=8101",
    "services.web.with.python=3.13",
    "services.api.with.python=3.13",
    "services.web.env.MINE=yes",
    "services.api.env.MINE=yes",
    "services.web.packages=[gettext]",
    "services.web.processes.worker=null",
    "services.worker=null",
    "services.web.setup=[migrate]",
    "services.web.production.replicas=2",
    "backing.db.with.version=17",
    "backing.db.publish=none",
    "backing.cache.kind=redis",
    "backing.cache=null",
    "features.debugger=false",
    "features.devcontainer=false",
    "features.hot_reload=watch",
    "features.mail_catcher=true",
    "features.mail_catcher=false",
    "features.admin_tools=true",
    "profiles={tools: [db]}",
    "name=other",
    "services.assets.port=5174",
];

/// Kinds that a member is added of.
const ADDED: [&str; 6] = [
    "redis",
    "rabbitmq",
    "postgres",
    "mailpit",
    "seaweedfs",
    "mariadb",
];

fn cases(default: usize) -> usize {
    std::env::var("MERGE_CASES").map_or(default, |cases| cases.parse().unwrap())
}

struct World {
    studio: Studio,
    presets: Vec<(String, String)>,
}

impl World {
    fn new() -> Self {
        let catalog = Arc::new(Catalog::builtin());
        let all = presets().into_iter();
        Self {
            studio: Studio::new(&catalog, "shop", None),
            presets: all
                .map(|preset| (preset.name.to_owned(), preset.text.to_owned()))
                .collect(),
        }
    }

    fn design(&self, text: &str) -> Option<Design> {
        let draft = Draft {
            file: FILE,
            text,
            ..Draft::default()
        };
        let design = self.studio.design(draft, |_, _| (), |_| Options::default());
        design.is_sound().then_some(design)
    }

    /// A preset, and the same a few answers later.
    fn pair(&self, dice: &mut Dice) -> (Design, Design) {
        loop {
            let (_, text) = dice.one(&self.presets);
            let before = self.answers(text, dice.roll(2), dice);
            let steps = 1 + dice.roll(3);
            let after = self.answers(&before, steps, dice);
            if after != before
                && let (Some(before), Some(after)) = (self.design(&before), self.design(&after))
            {
                return (before, after);
            }
        }
    }

    fn answers(&self, text: &str, count: usize, dice: &mut Dice) -> String {
        let mut text = text.to_owned();
        for number in 0..count {
            let other = if dice.roll(4) == 0 {
                let add = reshape::Add {
                    slot: dockwright::core::catalog::Slot::Backing,
                    name: format!("more{number}"),
                    kind: (*dice.one(&ADDED)).to_owned(),
                    path: None,
                    sets: Vec::new(),
                    to: None,
                    used_by: Vec::new(),
                };
                reshape::add(&text, &add).ok()
            } else {
                reshape::set(&text, dice.one::<&str>(&SETS)).ok()
            };
            if let Some(other) = other.filter(|other| self.design(other).is_some()) {
                text = other;
            }
        }
        text
    }
}

/// A disk as a write leaves it.
fn after(set: &ChangeSet, mut disk: Snapshot) -> Snapshot {
    for write in set.writes() {
        match write.new {
            Some(new) => {
                let new = Found::File(new.clone());
                disk.entries.insert(write.path.clone(), new);
            }
            None => drop(disk.entries.remove(write.path)),
        }
    }
    disk
}

/// What people do to a file; often near what dockwright is going to change.
fn edited(text: &str, new: &str, path: &RelPath, dice: &mut Dice) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let news = counted(new);
    let changing = |lines: &[String]| {
        let places = lines.iter().enumerate();
        let gone = places.filter(|(_, line)| !news.contains_key(line.as_str()));
        gone.map(|(at, _)| at).collect::<Vec<_>>()
    };
    for number in 0..=dice.roll(3) {
        if lines.is_empty() {
            break;
        }
        let near = changing(&lines);
        let at = if near.is_empty() || dice.coin() {
            dice.roll(lines.len())
        } else {
            (dice.one(&near) + dice.roll(3))
                .saturating_sub(1)
                .min(lines.len() - 1)
        };
        let indent: String = lines[at].chars().take_while(|char| *char == ' ').collect();
        match dice.roll(7) {
            0 => lines.insert(
                at,
                format!("{indent}# why {number}: ours since {}", dice.roll(1000)),
            ),
            1 if Format::of(path) == Format::Yaml => {
                lines.insert(at, format!("{indent}x-key{}: {number}", dice.roll(50)));
            }
            1 => lines.insert(at, format!("RUN echo {}", dice.roll(1000))),
            2 => lines[at] = format!("{} # mine {}", lines[at].trim_end(), dice.roll(1000)),
            3 => lines[at] = lines[at].replace(|char: char| char.is_ascii_digit(), "7"),
            4 => drop(lines.remove(at)),
            5 => {
                let end = (at + 1 + dice.roll(4)).min(lines.len());
                let block: Vec<String> = lines.drain(at..end).collect();
                let to = dice.roll(lines.len() + 1);
                lines.splice(to..to, block);
            }
            _ => {
                let service = format!("{indent}mine{}:\n{indent}  image: mine:1", dice.roll(50));
                lines.splice(at..at, service.lines().map(str::to_owned));
            }
        }
    }
    lines.join("\n") + "\n"
}

fn counted(text: &str) -> BTreeMap<&str, isize> {
    let mut counted = BTreeMap::new();
    for line in text.lines() {
        *counted.entry(line).or_insert(0) += 1;
    }
    counted
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
                of(&out, line) + gone >= *count,
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
            let mut disk = pristine.clone();
            let files_of = before.files.files.iter();
            let generated: Vec<&RelPath> = files_of
                .filter(|(_, file)| file.policy == Policy::Generated)
                .map(|(path, _)| path)
                .collect();
            let changing: Vec<&RelPath> = generated
                .iter()
                .filter(|path| now.files.files.get(**path) != before.files.files.get(**path))
                .copied()
                .collect();
            for _ in 0..=dice.roll(4) {
                let all = changing.is_empty() || dice.roll(4) == 0;
                let path = *dice.one(if all { &generated } else { &changing });
                let old = disk.file(path).unwrap().clone();
                let new = now
                    .files
                    .files
                    .get(path)
                    .map(dockwright::core::fileset::File::text);
                let text = edited(
                    old.text().unwrap(),
                    &new.unwrap_or_default(),
                    path,
                    &mut dice,
                );
                let new = Found::File(Content::new(text, old.mode));
                disk.entries.insert(path.clone(), new);
            }
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
