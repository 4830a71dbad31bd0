//! A journal that a loss of power or a bad disk left behind: records cut anywhere, a stage that is
//! empty, files that are there by their names alone.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use dockwright::shell::disk;
use tempfile::TempDir;

use crate::faults::{
    APPLY, INIT, LIST, UNDO, committed, copy, demo, done, holder, journal, nothing, written,
};
use crate::support::skip;
use crate::support::strace::missing;
use crate::support::tree::{Tree, differing};

/// A project and answers that change a little of it.
fn small() -> TempDir {
    let set = written(&nothing(), &INIT);
    let answers = set.path().join("demo/dockwright.yaml");
    let text = fs::read_to_string(&answers).unwrap();
    let changed = text.replace("route: /}", "route: /, env: {SPEED: high}}");
    assert_ne!(changed, text);
    fs::write(answers, changed).unwrap();
    set
}

/// Each command with where it begins.
fn stories() -> [(TempDir, Vec<&'static str>); 4] {
    let (empty, small) = (nothing(), small());
    let begun = written(&empty, &INIT);
    let changed = written(&small, &APPLY);
    [
        (empty, INIT.to_vec()),
        (small, APPLY.to_vec()),
        (changed, UNDO.to_vec()),
        (begun, UNDO.to_vec()),
    ]
}

/// Does something for all numbers below `end`, in as many threads as there are cores.
fn each(end: usize, work: impl Fn(&Path, usize) + Sync, start: &TempDir) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                let set = holder();
                copy(start.path(), set.path());
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= end {
                        break;
                    }
                    work(set.path(), number);
                }
            });
        }
    });
}

#[track_caller]
fn same(set: &Path, wanted: &Tree, at: &str) {
    let now = demo(set);
    assert!(&now == wanted, "{at}{}", differing(&now, wanted));
}

/// Every length of the record of a committed write, of which nothing else was done.
#[test]
fn a_record_cut_at_any_length_is_as_if_nothing_was_begun() {
    if let Some(why) = missing() {
        return skip("cuts", &why);
    }
    for (start, arguments) in stories() {
        let before = demo(start.path());
        let after = demo(written(&start, &arguments).path());
        let set = committed(&start, &arguments);
        let record = fs::read(journal(set.path(), "pending.json")).unwrap();
        each(
            record.len(),
            |set, length| {
                let at = format!("{arguments:?}, {length} bytes of {}\n", record.len());
                fs::write(journal(set, "pending.json"), &record[..length]).unwrap();
                let notes = disk::recover(&set.join("demo")).unwrap();
                assert_eq!(notes[0].code, "damaged-journal", "{at}");
                same(set, &before, &at);
                if length % 997 == 0 {
                    let again = holder();
                    copy(set, again.path());
                    done(again.path(), &arguments);
                    same(again.path(), &after, &at);
                }
            },
            &set,
        );
        eprintln!(
            "{arguments:?}: a record of {} bytes, cut at each",
            record.len()
        );
    }
}

/// Every length of the record that an undo is made of.
#[test]
fn a_record_of_the_history_cut_at_any_length_takes_nothing_back() {
    let start = written(&small(), &APPLY);
    let before = demo(start.path());
    let history = journal(start.path(), "history");
    let mut names: Vec<_> = fs::read_dir(&history)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    let name = names.pop().unwrap();
    let record = fs::read(history.join(&name)).unwrap();
    each(
        record.len(),
        |set, length| {
            let dir = set.join("demo");
            fs::write(journal(set, "history").join(&name), &record[..length]).unwrap();
            assert_eq!(disk::recover(&dir).unwrap(), []);
            let problems = disk::undo(&dir).unwrap_err();
            assert_eq!(problems[0].code, "damaged-journal", "{length}");
            assert_eq!(disk::writes(&dir).unwrap(), [], "{length}");
            if length % 97 == 0 {
                same(set, &before, &length.to_string());
            }
        },
        &start,
    );
}

/// A kill leaves what was staged; a loss of power may leave none of it, or names without bytes, in
/// the stage or in their places.
#[test]
fn after_a_loss_of_power_the_record_alone_is_enough() {
    if let Some(why) = missing() {
        return skip("power", &why);
    }
    for (start, arguments) in stories() {
        let end = written(&start, &arguments);
        let after = demo(end.path());
        for how in [
            "as it is",
            "no stage",
            "an empty stage",
            "empty files",
            "half of it",
        ] {
            let set = committed(&start, &arguments);
            let stage = journal(set.path(), "stage");
            match how {
                "as it is" => {}
                "no stage" => fs::remove_dir_all(&stage).unwrap(),
                "an empty stage" => empty(&stage),
                _ => {
                    let new = after.iter().filter(|(_, (_, bytes))| !bytes.is_empty());
                    for (number, (name, _)) in new.enumerate() {
                        let place = set.path().join("demo").join(name);
                        let from = end.path().join("demo").join(name);
                        if name.starts_with("secrets/")
                            || demo(start.path()).get(name) == after.get(name)
                        {
                            continue;
                        }
                        fs::create_dir_all(place.parent().unwrap()).unwrap();
                        if how == "empty files" {
                            fs::write(place, "").unwrap();
                        } else if number % 2 == 0 {
                            fs::remove_file(&place).ok();
                            fs::copy(from, place).unwrap();
                        }
                    }
                    empty(&stage);
                }
            }
            let told = done(set.path(), &LIST);
            assert!(told.contains("was finished"), "{told}");
            assert!(!told.contains("warning"), "{arguments:?}, {how}: {told}");
            same(set.path(), &after, &format!("{arguments:?}, {how}: {told}"));
        }
    }
}

fn empty(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            empty(&path);
        } else {
            fs::write(path, "").unwrap();
        }
    }
}
