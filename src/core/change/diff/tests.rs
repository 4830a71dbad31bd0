use super::*;
use Action::{Conflict, Keep, Same};

fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

fn set_of(files: &[(&str, Policy, &str)]) -> FileSet {
    let files = files
        .iter()
        .map(|(name, policy, text)| (path(name), File::new(*policy, 0o644, "", *text).into()));
    FileSet {
        files: files.collect(),
        ..FileSet::default()
    }
}

/// The disk after the set was written.
fn written(set: &ChangeSet, mut disk: Snapshot) -> Snapshot {
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

fn actions(set: &ChangeSet) -> Vec<(&str, Action)> {
    let changes = set.changes.iter();
    changes
        .map(|change| (change.path.as_str(), change.action))
        .collect()
}

#[test]
fn written_twice_changes_nothing_and_taken_away_leaves_nothing() {
    let files = set_of(&[
        ("compose.yaml", Policy::Generated, "a: 1\n"),
        (".gitignore", Policy::Block, ".env\n"),
        (
            ".vscode/launch.json",
            Policy::Entries,
            "{\n  \"list\": [\n    { \"name\": \"a\" }\n  ]\n}\n",
        ),
        (".env", Policy::Local, "A=1\n"),
        ("dockwright.yaml", Policy::Answers, "a\n"),
        ("web/main.py", Policy::Starter, "x\n"),
    ]);
    let options = Options {
        applied: Some("version: 1\n".to_owned()),
        ..Options::default()
    };
    let first = diff(&files, &Snapshot::default(), &options);
    assert!(
        first
            .changes
            .iter()
            .all(|change| change.action == Action::Create)
    );
    assert_eq!(first.books.len(), 4);
    let disk = written(&first, Snapshot::default());
    let second = diff(&files, &disk, &options);
    assert!(second.is_empty() && !second.differs(), "{second:?}");
    let none = diff(&FileSet::default(), &disk, &options);
    let left = written(&none, disk);
    let left: Vec<&str> = left.entries.keys().map(RelPath::as_str).collect();
    assert_eq!(
        left,
        [
            ".dockwright/applied.yaml",
            ".env",
            "dockwright.yaml",
            "web/main.py"
        ]
    );
}

#[test]
fn a_missing_base_is_written_again() {
    let files = set_of(&[("a", Policy::Generated, "x\n")]);
    let mut disk = Snapshot::default();
    disk.entries
        .insert(path("a"), Found::File(Content::new("x\n", 0o644)));
    let set = diff(&files, &disk, &Options::default());
    assert_eq!(actions(&set), [("a", Same)]);
    assert!(!set.differs() && !set.is_empty());
    assert_eq!(set.books[0].path.as_str(), ".dockwright/base/_a.base");
}

#[test]
fn what_is_no_plain_file_is_in_the_way() {
    let files = set_of(&[
        (".env", Policy::Local, "A=1\n"),
        (".gitignore", Policy::Block, "a\n"),
        ("a", Policy::Generated, "x\n"),
        ("b", Policy::Starter, "x\n"),
    ]);
    for found in [Found::Link, Found::Folder, Found::Other] {
        let mut disk = Snapshot::default();
        for name in [".env", ".gitignore", "a", "b", ".dockwright/base/_a.base"] {
            disk.entries.insert(path(name), found.clone());
        }
        let set = diff(&files, &disk, &Options::default());
        let expected = [
            (".env", Keep),
            (".gitignore", Conflict),
            ("a", Conflict),
            ("b", Same),
        ];
        assert_eq!(actions(&set), expected);
        assert!(set.is_refused() && set.problems().iter().any(|p| p.code == "in-the-way"));
    }
    let mut disk = Snapshot::default();
    disk.entries
        .insert(path(".dockwright/base/_a.base"), Found::Link);
    let set = diff(&files, &disk, &Options::default());
    assert_eq!(actions(&set)[0], (".dockwright/base/_a.base", Conflict));
}

#[test]
fn git_and_our_own_folder_are_off_limits() {
    for name in [".git/hooks/pre-commit", "a/.GIT/config", ".dockwright/x"] {
        let set = diff(
            &set_of(&[(name, Policy::Generated, "x")]),
            &Snapshot::default(),
            &Options::default(),
        );
        assert_eq!(actions(&set), [(name, Conflict)]);
    }
}

#[test]
fn secrets_are_named_and_never_differ() {
    let mut files = FileSet::default();
    files
        .secrets
        .insert(path("secrets/a"), Secret::Generated(32));
    files.secrets.insert(path("secrets/b"), Secret::Supplied);
    files.folders.insert(path("media"));
    let mut disk = Snapshot::default();
    let set = diff(&files, &disk, &Options::default());
    assert_eq!(set.secrets, [(path("secrets/a"), 32)]);
    assert_eq!(set.supplied, [path("secrets/b")]);
    assert_eq!(set.folders, [path("media")]);
    assert!(!set.differs() && set.writes().next().is_none());
    let json = r#"{"changes":[{"path":"secrets/a","action":"create"}]}"#;
    assert_eq!(serde_json::to_string(&set).unwrap(), json);
    for name in ["secrets/a", "secrets/b"] {
        disk.entries.insert(path(name), Found::Unread);
    }
    disk.entries.insert(path("media"), Found::Folder);
    assert!(diff(&files, &disk, &Options::default()).is_empty());
}
