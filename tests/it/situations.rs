//! The situations that an edit can meet, each with what `git merge-file` and copier make of it: ours
//! is never worse. What stands in `situations/table.yaml` is read there.

use std::fs;
use std::path::Path;
use std::process::Command;

use dockwright::core::change::{self, Action, Content, Found, Options, Snapshot, base_of};
use dockwright::core::fileset::{File, FileSet, Policy};
use dockwright::core::merge::Format;
use dockwright::core::path::RelPath;
use serde::Deserialize;

use crate::support::skip;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/situations");

/// What became of an edit, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Fact {
    Kept,
    Told,
    Markers,
    Broken,
    Lost,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    copier: Recorded,
    situations: Vec<Situation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    version: String,
    date: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Situation {
    name: String,
    base: String,
    #[serde(default)]
    ends: Ends,
    #[serde(default)]
    file: Fate,
    #[serde(default)]
    yours: String,
    ours: String,
    #[serde(default)]
    both: Vec<String>,
    /// None where git has no answer, since the file is not there.
    git: Option<Fact>,
    copier: Fact,
    dockwright: Fact,
}

/// Of the user's lines.
#[derive(Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Ends {
    #[default]
    Unix,
    Crlf,
    /// The last line has none.
    Cut,
}

/// Of the user's file.
#[derive(Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Fate {
    #[default]
    Edited,
    Deleted,
    Renamed,
}

/// A situation's texts.
struct Texts {
    base: String,
    disk: String,
    new: String,
    right: Vec<String>,
}

impl Situation {
    fn texts(&self) -> Texts {
        let base = fs::read_to_string(Path::new(FOLDER).join(&self.base)).unwrap();
        let new = patched(&base, &self.ours);
        let disk = patched(&base, &self.yours);
        let right = self.both.iter().map(|both| match both.as_str() {
            "apart" => patched(&new, &self.yours),
            "ours" => new.clone(),
            both => patched(&base, both),
        });
        Texts {
            right: right.collect(),
            disk: match self.ends {
                Ends::Unix => disk,
                Ends::Crlf => disk.replace('\n', "\r\n"),
                Ends::Cut => disk.trim_end().to_owned(),
            },
            base,
            new,
        }
    }

    /// What dockwright makes of it.
    fn ours(&self, texts: &Texts) -> Fact {
        let path = RelPath::new(&self.base).unwrap();
        let mut files = FileSet::default();
        let new = File::new(Policy::Generated, 0o644, "", texts.new.as_str());
        files.files.insert(path.clone(), new.into());
        let file = |text: &str| Found::File(Content::new(text, 0o644));
        let mut disk = Snapshot::default();
        disk.entries.insert(base_of(&path), file(&texts.base));
        if self.file == Fate::Edited {
            disk.entries.insert(path.clone(), file(&texts.disk));
        }
        let set = change::diff(&files, &disk, &Options::default());
        let change = set.changes.iter().find(|change| change.path == path);
        let change = change.unwrap();
        let text = match (&change.action, &change.new) {
            (Action::Conflict, _) => return Fact::Told,
            (_, Some(new)) => new.text().unwrap(),
            (Action::Keep, None) if self.file != Fate::Edited => return Fact::Kept,
            (_, None) => &texts.disk,
        };
        if self.file != Fate::Edited {
            return Fact::Lost;
        }
        let carriage = |text: &str| text.lines().count() == text.matches("\r\n").count();
        assert!(self.ends != Ends::Crlf || carriage(text), "{}", self.name);
        fact(text, texts)
    }
}

/// A text with a patch of a situation.
fn patched(text: &str, patch: &str) -> String {
    let mut text = format!("\n{text}");
    for place in patch.split("@@\n") {
        let side = |other: char| -> String {
            let lines = place.split_inclusive('\n');
            let lines = lines.filter(|line| !line.starts_with(other));
            lines.fold("\n".to_owned(), |text, line| text + &line[1..])
        };
        let (old, new) = (side('+'), side('-'));
        assert!(patch.is_empty() || text.matches(&old).count() == 1, "{old}");
        text = text.replacen(&old, &new, 1);
    }
    text.split_off(1)
}

fn fact(result: &str, texts: &Texts) -> Fact {
    let has = |text: &str, line: &str| text.lines().any(|one| one == line);
    if result.lines().any(|line| line.starts_with("<<<<<<< ")) {
        return Fact::Markers;
    }
    let mut right = texts.right.iter();
    if right.any(|text| text.lines().eq(result.lines())) {
        return Fact::Kept;
    }
    let mut put_in = texts.disk.lines().filter(|line| !has(&texts.base, line));
    if put_in.all(|line| has(result, line)) {
        Fact::Broken
    } else {
        Fact::Lost
    }
}

fn by_git(dir: &Path, texts: &Texts) -> Fact {
    for (name, text) in [
        ("base", &texts.base),
        ("disk", &texts.disk),
        ("new", &texts.new),
    ] {
        fs::write(dir.join(name), text).unwrap();
    }
    let ran = Command::new("git")
        .args(["merge-file", "-p", "disk", "base", "new"])
        .current_dir(dir)
        .output()
        .unwrap();
    fact(&String::from_utf8(ran.stdout).unwrap(), texts)
}

#[test]
fn ours_is_never_worse() {
    let text = fs::read_to_string(Path::new(FOLDER).join("table.yaml")).unwrap();
    let table: Table = serde_yaml::from_str(&text).unwrap();
    assert!(!table.copier.version.is_empty() && !table.copier.date.is_empty());
    let with_git = Command::new("git").arg("--version").output().is_ok();
    if !with_git {
        skip("situations", "no git to compare with");
    }
    let scratch = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for situation in &table.situations {
        let texts = situation.texts();
        let format = Format::of(&RelPath::new(&situation.base).unwrap());
        let mut sound = vec![&texts.base, &texts.disk, &texts.new];
        sound.extend(&texts.right);
        for text in sound {
            assert_eq!(format.problem(text), None, "{}\n{text}", situation.name);
        }
        let ours = situation.ours(&texts);
        let others = [situation.git, Some(situation.copier)];
        let worse = others.into_iter().flatten().any(|fact| ours > fact);
        if worse || ours != situation.dockwright {
            let Situation {
                name, git, copier, ..
            } = situation;
            wrong.push(format!("{name}: {ours:?}, git {git:?}, copier {copier:?}"));
        }
        if let Some(git) = situation.git.filter(|_| with_git) {
            assert_eq!(by_git(scratch.path(), &texts), git, "{}", situation.name);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(table.situations.len() >= 16);
}
