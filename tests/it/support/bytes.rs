//! What holds of bytes of any kind, wherever dockwright reads them: a message or a result, never a
//! panic, and nothing outside of the project's folder. Fed with dice by `hostile`, and by libFuzzer
//! from `tests/fuzz`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dockwright::core::answers::FILE;
use dockwright::core::catalog::{Catalog, Slot, presets};
use dockwright::core::change::{
    APPLIED, Action, ChangeSet, Content, Found, Snapshot, is_off_limits, original_of,
};
use dockwright::core::design::{Design, Draft, Studio, Wishes};
use dockwright::core::diagnostic::Problem;
use dockwright::core::fileset::Policy;
use dockwright::core::lint;
use dockwright::core::merge::{Format, Merged, Side, merge};
use dockwright::core::path::RelPath;
use dockwright::core::render::Options;
use dockwright::core::yaml;
use dockwright::shell::disk;

/// Stands between several texts in one run of bytes: it is in no UTF-8.
pub(crate) const BETWEEN: u8 = 0xff;

pub(crate) fn studio(applied: Option<&str>) -> Studio {
    Studio::new(&Arc::new(Catalog::builtin()), "shop", applied)
}

pub(crate) fn design(studio: &Studio, text: &str) -> Design {
    let draft = Draft {
        file: FILE,
        text,
        ..Draft::default()
    };
    studio.design(draft, |_, _| (), |_| Options::default())
}

/// The answers of a preset.
pub(crate) fn preset(name: &str) -> &'static str {
    let all = presets().into_iter();
    all.map(|preset| (preset.name, preset.text))
        .find(|(known, _)| *known == name)
        .map(|(_, text)| text)
        .unwrap()
}

/// What a write leaves behind.
pub(crate) fn written(set: &ChangeSet, mut disk: Snapshot) -> Snapshot {
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

/// Each says something, and a place that is there.
fn told(problems: &[Problem]) {
    for problem in problems {
        assert!(!problem.message.is_empty(), "{problem:?}");
        if let Some(place) = &problem.place {
            assert!(
                place.line != Some(0) && place.column != Some(0),
                "{problem:?}"
            );
        }
    }
}

/// As `dockwright.yaml`. What is sound makes files that can be read, and a second write is none.
pub(crate) fn answers(studio: &Studio, bytes: &[u8]) {
    if let Err(problems) = yaml::parse(FILE, bytes) {
        assert!(!problems.is_empty());
        told(&problems);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let design = design(studio, text);
    told(&design.problems);
    if !design.is_sound() {
        assert!(design.problems.iter().any(Problem::is_error), "{text:?}");
        return;
    }
    for (path, file) in &design.files.files {
        if file.policy == Policy::Generated {
            let text = file.text();
            let problem = Format::of(path).problem(&text);
            assert_eq!(problem, None, "{path}\n{text}");
        }
    }
    let wishes = Wishes::default();
    let set = studio.changes(&design, &Snapshot::default(), &wishes);
    inside(&set);
    let disk = written(&set, Snapshot::default());
    let again = studio.changes(&design, &disk, &wishes);
    assert!(again.writes().next().is_none(), "{text}");
}

fn inside(set: &ChangeSet) {
    for write in set.writes() {
        let path = write.path.as_str();
        let books = path == APPLIED || original_of(write.path).is_some();
        assert!(books || !is_off_limits(write.path), "{path}");
    }
}

/// As the `item.yaml` of a catalog's item, judged, and used by a stack.
pub(crate) fn item(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for slot in [Slot::Backing, Slot::Services] {
        let path = format!("{}/thing/item.yaml", slot.folder());
        let files = BTreeMap::from([(path, text.to_owned())]);
        let (catalog, problems) = lint::check(Catalog::builtin().with(files), slot, "thing");
        told(&problems);
        let studio = Studio::new(&Arc::new(catalog), "shop", None);
        let used = match slot {
            Slot::Backing => "backing: {thing: {kind: thing}}",
            _ => "services: {thing: {kind: thing, path: .}}",
        };
        let design = design(&studio, &format!("dockwright: 1\nname: shop\n{used}\n"));
        told(&design.problems);
        inside(&studio.changes(&design, &Snapshot::default(), &Wishes::default()));
    }
}

/// As a file's base, what the disk holds, and what is new, in each format.
pub(crate) fn three(bytes: &[u8]) {
    let mut texts = bytes.splitn(3, |byte| *byte == BETWEEN);
    let mut next = || String::from_utf8_lossy(texts.next().unwrap_or_default()).into_owned();
    let (base, disk, new) = (next(), next(), next());
    for format in [
        Format::Yaml,
        Format::Json,
        Format::Dockerfile,
        Format::Shell,
        Format::Text,
    ] {
        let merged = merge(format, &base, &disk, &new);
        whole(&merged, [&base, &disk, &new]);
        for side in [
            Side::Ours,
            Side::Theirs,
            Side::Both,
            Side::Before,
            Side::Markers,
        ] {
            let _ = merged.settled(|_| side.clone());
        }
        if let Some(text) = merged.text() {
            let sound = |text: &str| format.problem(text).is_none();
            assert!(
                !(sound(&base) && sound(&disk) && sound(&new)) || sound(&text),
                "{format:?}: {text:?}"
            );
        }
        // Where one side did nothing the other is taken, to the byte.
        assert_eq!(
            merge(format, &base, &disk, &base).text().as_ref(),
            Some(&disk)
        );
        let taken = merge(format, &base, &base, &new);
        let lines = taken.text().unwrap_or_default();
        assert!(lines.lines().eq(new.lines()), "{format:?}: {taken:?}");
    }
}

/// The pieces together are the three texts.
fn whole(merged: &Merged, [base, disk, new]: [&str; 3]) {
    let all = |side: fn(&dockwright::core::merge::Piece) -> &str| -> String {
        merged.pieces.iter().map(side).collect()
    };
    assert_eq!(all(|piece| &piece.base), base);
    assert_eq!(all(|piece| &piece.disk), disk);
    assert_eq!(all(|piece| &piece.new), new);
}

/// As a file in each format that is judged.
pub(crate) fn formats(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for format in [
        Format::Yaml,
        Format::Json,
        Format::Dockerfile,
        Format::Shell,
    ] {
        if let Some(problem) = format.problem(&text) {
            assert!(!problem.is_empty());
        }
    }
}

/// A project of which one file was damaged, with another answer on the way.
pub(crate) struct Project {
    studio: Studio,
    before: Design,
    now: Design,
    pub(crate) disk: Snapshot,
}

impl Project {
    pub(crate) fn new() -> Self {
        let text = preset("django");
        let before = design(&studio(None), text);
        let studio = studio(Some(&before.applied));
        let other = text.replace("port: 8000", "port: 8001");
        let now = design(&studio, &other);
        assert!(before.is_sound() && now.is_sound() && other != text);
        let set = studio.changes(&before, &Snapshot::default(), &Wishes::default());
        Self {
            disk: written(&set, Snapshot::default()),
            studio,
            before,
            now,
        }
    }

    /// These bytes at a path: the same answers, and others. A conflict or a result, and a second
    /// run of what was written writes nothing.
    pub(crate) fn damaged(&self, path: &RelPath, bytes: &[u8]) {
        let mut disk = self.disk.clone();
        let found = Found::File(Content::new(bytes, 0o644));
        disk.entries.insert(path.clone(), found);
        for design in [&self.before, &self.now] {
            for settle in [
                None,
                Some(Side::Theirs),
                Some(Side::Ours),
                Some(Side::Markers),
            ] {
                let mut wishes = Wishes::default();
                wishes.settle.all = settle;
                let set = self.studio.changes(design, &disk, &wishes);
                inside(&set);
                for change in &set.changes {
                    let says = change.reason.is_some();
                    assert!(says || change.action != Action::Conflict, "{}", change.path);
                }
                if !set.is_refused() {
                    let written = written(&set, disk.clone());
                    let again = self.studio.changes(design, &written, &Wishes::default());
                    let left: BTreeSet<_> = again.writes().map(|write| write.path).collect();
                    assert!(left.is_empty(), "{left:?}");
                }
            }
        }
    }
}

/// As the record of an interrupted write: it is finished, or refused in words; what is beside the
/// project stays as it was, and a second look finds nothing to do.
pub(crate) struct Interrupted {
    dir: PathBuf,
}

impl Interrupted {
    /// In an empty folder.
    pub(crate) fn new(holder: &Path) -> Self {
        fs::write(holder.join("beside"), "untouched").unwrap();
        Self {
            dir: holder.join("project"),
        }
    }

    pub(crate) fn recovered(&self, bytes: &[u8]) {
        let _ = fs::remove_dir_all(&self.dir);
        let journal = self.dir.join(".dockwright/local/journal");
        fs::create_dir_all(&journal).unwrap();
        fs::create_dir(self.dir.join(".git")).unwrap();
        fs::write(journal.join("pending.json"), bytes).unwrap();
        std::os::unix::fs::symlink("../..", self.dir.join("out")).unwrap();
        match disk::recover(&self.dir) {
            Ok(notes) => {
                told(&notes);
                assert!(!notes.is_empty());
                assert_eq!(disk::recover(&self.dir).unwrap(), []);
            }
            Err(problem) => told(&[problem]),
        }
        let holder = self.dir.parent().unwrap();
        let names = fs::read_dir(holder).unwrap();
        let names: BTreeSet<_> = names.map(|entry| entry.unwrap().file_name()).collect();
        assert!(names.into_iter().eq(["beside", "project"]));
        assert_eq!(fs::read(holder.join("beside")).unwrap(), b"untouched");
        assert_eq!(fs::read_dir(self.dir.join(".git")).unwrap().count(), 0);
    }
}
