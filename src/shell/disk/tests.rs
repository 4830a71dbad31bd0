//! A write stopped after each of its steps, by an error or as by a kill, and what is left of it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::apply::apply_with;
use super::effects::Effects;
use super::recover::recover_with;
use super::{recover, snapshot};
use crate::core::change::{ChangeSet, Options, diff};
use crate::core::diagnostic::Problem;
use crate::core::fileset::{File, FileSet, Policy, Secret};
use crate::core::path::RelPath;

/// Path -> mode and bytes (of a secret: only how many). Without dockwright's own folder of
/// leftovers, if `all` is not asked for.
type Tree = BTreeMap<PathBuf, (u32, Vec<u8>)>;

fn tree(root: &Path, all: bool) -> Tree {
    let mut tree = Tree::new();
    let mut open = vec![root.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_owned();
            if !all && name == Path::new(".dockwright/local") {
                continue;
            }
            let about = path.symlink_metadata().unwrap();
            let bytes = if about.is_dir() {
                open.push(path.clone());
                b"folder".to_vec()
            } else if name.starts_with("secrets") {
                vec![b'*'; fs::read(&path).unwrap().len()]
            } else {
                fs::read(&path).unwrap()
            };
            tree.insert(name, (about.permissions().mode() & 0o7777, bytes));
        }
    }
    tree
}

fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

fn set(files: &[(&str, u32, &str)]) -> FileSet {
    let files = files.iter().map(|(name, mode, text)| {
        let policy = match *name {
            ".gitignore" => Policy::Block,
            ".env" => Policy::Local,
            _ => Policy::Generated,
        };
        (path(name), File::new(policy, *mode, "", *text).into())
    });
    FileSet {
        files: files.collect(),
        ..FileSet::default()
    }
}

fn first() -> FileSet {
    set(&[
        ("compose.yaml", 0o644, "a: 1\n"),
        ("docker/old/Dockerfile", 0o644, "FROM old\n"),
        ("docker/web/entrypoint.sh", 0o755, "#!/bin/sh\n"),
        (".gitignore", 0o644, ".env\n"),
    ])
}

fn second() -> FileSet {
    let mut second = set(&[
        ("compose.yaml", 0o644, "a: 2\n"),
        ("docker/web/entrypoint.sh", 0o755, "#!/bin/sh\n"),
        ("docker/api/deep/Dockerfile", 0o644, "FROM api\n"),
        (".gitignore", 0o644, ".env\n/secrets/\n"),
        (".env", 0o600, "A=1\n"),
    ]);
    second.folders.insert(path("media/up"));
    second
        .secrets
        .insert(path("secrets/a"), Secret::Generated(32));
    second
        .secrets
        .insert(path("secrets/b"), Secret::Generated(16));
    second
}

fn changes(dir: &Path, files: &FileSet) -> ChangeSet {
    let options = Options {
        applied: Some(format!("{} files\n", files.files.len())),
        ..Options::default()
    };
    diff(files, &snapshot(dir, files).unwrap(), &options)
}

/// Applies without a stop.
fn write(dir: &Path, set: &ChangeSet) -> Result<Vec<Problem>, Vec<Problem>> {
    apply_with(dir, set, &mut Effects::failing(0, false))
}

/// A project with something to create, update, merge and remove; `lived` if dockwright wrote in
/// it before, else a stranger's folder.
fn project(lived: bool) -> TempDir {
    // In memory where there is such: a thousand projects are made here.
    let dir = tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap();
    fs::write(dir.path().join(".gitignore"), "mine\n").unwrap();
    fs::write(dir.path().join("main.py"), "mine\n").unwrap();
    if lived {
        write(dir.path(), &changes(dir.path(), &first())).unwrap();
        let script = dir.path().join("docker/web/entrypoint.sh");
        fs::set_permissions(script, fs::Permissions::from_mode(0o644)).unwrap();
    }
    dir
}

#[test]
fn stopped_at_any_step_it_is_before_or_after() {
    for lived in [false, true] {
        let done = project(lived);
        let before = tree(done.path(), false);
        let was = tree(done.path(), true).len();
        assert_eq!(
            write(done.path(), &changes(done.path(), &second())).unwrap(),
            []
        );
        let after = tree(done.path(), false);
        for dies in [false, true] {
            let mut seen = [0, 0];
            for step in 1.. {
                let dir = project(lived);
                let set = changes(dir.path(), &second());
                let mut effects = Effects::failing(step, dies);
                let result = apply_with(dir.path(), &set, &mut effects);
                if effects.done() < step {
                    assert!(result.is_ok());
                    break;
                }
                let left = tree(dir.path(), false);
                let at = format!("lived {lived}, dies {dies}, step {step}: {result:?}");
                let pending = dir.path().join(".dockwright/local/journal/pending.json");
                // Only what cannot be part of the rename at the commit, as a secret, is left over.
                if !dies && !pending.exists() {
                    assert!(left == before || left == after, "{at}");
                    assert!(result.is_err() || left == after, "{at}");
                    if left == before {
                        assert_eq!(tree(dir.path(), true).len(), was, "{at}");
                    }
                }
                let notes = recover(dir.path()).unwrap();
                let left = tree(dir.path(), false);
                assert!(left == before || left == after, "{at} {notes:?}\n{left:#?}");
                seen[usize::from(left == after)] += 1;
                assert_eq!(recover(dir.path()).unwrap(), [], "{at}");
                write(dir.path(), &changes(dir.path(), &second())).unwrap();
                assert_eq!(tree(dir.path(), false), after, "{at}");
                assert!(changes(dir.path(), &second()).is_empty(), "{at}");
            }
            assert!(seen[0] > 15 && seen[1] > 5, "{seen:?}");
        }
    }
}

/// A project whose write was committed and got no further.
fn committed() -> TempDir {
    for step in 1.. {
        let dir = project(true);
        let set = changes(dir.path(), &second());
        let _ = apply_with(dir.path(), &set, &mut Effects::failing(step, true));
        if dir
            .path()
            .join(".dockwright/local/journal/pending.json")
            .exists()
        {
            return dir;
        }
    }
    unreachable!("some step commits")
}

#[test]
fn recovery_itself_may_be_stopped_at_any_step() {
    let done = project(true);
    write(done.path(), &changes(done.path(), &second())).unwrap();
    let after = tree(done.path(), false);
    for step in 1.. {
        let dir = committed();
        let mut effects = Effects::failing(step, true);
        let result = recover_with(dir.path(), &mut effects);
        if effects.done() < step {
            assert_eq!(result.unwrap()[0].code, "write-finished");
            assert!(step > 20, "{step}");
            break;
        }
        recover(dir.path()).unwrap();
        assert_eq!(tree(dir.path(), false), after, "step {step}");
    }
}

#[test]
fn what_somebody_changed_meanwhile_is_left_and_told() {
    let dir = committed();
    fs::write(dir.path().join("compose.yaml"), "mine\n").unwrap();
    fs::create_dir_all(dir.path().join("docker/api/deep")).unwrap();
    fs::write(dir.path().join("docker/api/deep/mine"), "mine\n").unwrap();
    let codes: Vec<_> = recover(dir.path())
        .unwrap()
        .into_iter()
        .map(|note| note.code)
        .collect();
    assert_eq!(codes, ["write-finished", "left-as-it-is"]);
    let text = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(text("compose.yaml"), "mine\n");
    assert_eq!(text("docker/api/deep/mine"), "mine\n");
    assert_eq!(text("docker/api/deep/Dockerfile"), "FROM api\n");
}

#[test]
fn a_record_cut_anywhere_is_set_aside() {
    let dir = committed();
    let before = tree(dir.path(), false);
    let pending = dir.path().join(".dockwright/local/journal/pending.json");
    let record = fs::read(&pending).unwrap();
    for end in (0..record.len()).step_by(41) {
        fs::write(&pending, &record[..end]).unwrap();
        let notes = recover(dir.path()).unwrap();
        assert_eq!(notes[0].code, "damaged-journal", "{end}");
        assert_eq!(tree(dir.path(), false), before, "{end}");
        assert_eq!(recover(dir.path()).unwrap(), [], "{end}");
    }
    let newer = String::from_utf8(record)
        .unwrap()
        .replace("\"version\":2", "\"version\":9");
    fs::write(&pending, newer).unwrap();
    assert_eq!(recover(dir.path()).unwrap_err().code, "newer-journal");
}

#[test]
fn no_secret_is_in_the_journal() {
    let dir = project(false);
    let set = changes(dir.path(), &second());
    write(dir.path(), &set).unwrap();
    let secret = fs::read_to_string(dir.path().join("secrets/a")).unwrap();
    let history = dir
        .path()
        .join(".dockwright/local/journal/history/000001.json");
    let record = fs::read_to_string(history).unwrap();
    assert!(record.contains("secrets/a") && !record.contains(&secret));
    assert!(!set.unified().contains(&secret));
}

#[test]
fn the_history_keeps_the_newest_twenty() {
    let dir = project(false);
    for number in 0..25 {
        let files = set(&[("a", 0o644, &format!("{number}\n"))]);
        write(dir.path(), &changes(dir.path(), &files)).unwrap();
    }
    let history = dir.path().join(".dockwright/local/journal/history");
    let names = || {
        let names = fs::read_dir(&history).unwrap();
        let mut names: Vec<_> = names.map(|name| name.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names().len(), 20);
    assert_eq!(names()[19], "000025.json");
    for large in ["x", "y"] {
        let files = set(&[("a", 0o644, &large.repeat(6 << 20))]);
        write(dir.path(), &changes(dir.path(), &files)).unwrap();
    }
    assert_eq!(names(), ["000027.json"]);
}
