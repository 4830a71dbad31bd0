//! A folder with code, line by line: what was found is read out, turned over and asked, and the files are those
//! of the command it ends with.

use std::fs;
use std::path::Path;

use crate::plain::{plain, repeats};
use crate::support::Sandbox;

/// The code of a skeleton of `tests/it/detect`.
fn code(skeleton: &str) -> Sandbox {
    fn copy(from: &Path, sandbox: &Sandbox, below: &str) {
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{below}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                copy(&entry.path(), sandbox, &format!("{path}/"));
            } else {
                sandbox.write(&path, fs::read(entry.path()).unwrap());
            }
        }
    }
    let sandbox = Sandbox::empty();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/detect");
    copy(&folder.join(skeleton).join("code"), &sandbox, "");
    sandbox
}

#[test]
fn what_is_read_out_and_taken_is_what_one_command_makes() {
    for (skeleton, typed, says, says_not) in [
        ("django-and-vite", "\n", "kind: redis", "nothing of it"),
        ("django-and-vite", "2 4\nyes\n", "kind: postgres", "vite"),
        // What cannot be meant turns nothing over.
        (
            "django-and-vite",
            "2 9\nyes\n",
            "kind: vite",
            "nothing of it",
        ),
        ("three-python-versions", "\n3\n", "python: \"3.12\"", "3.13"),
        (
            "three-python-versions",
            "\n3.12\n",
            "python: \"3.12\"",
            "3.13",
        ),
        (
            "three-python-versions",
            "\n2\n1\n",
            "python: \"3.13\"",
            "3.10",
        ),
        ("several-database-drivers", "\n\n", "node", "mysql"),
        (
            "several-database-drivers",
            "\npostgres\n",
            "  db: {kind: postgres}",
            "mysql",
        ),
        (
            "one-source-several-processes",
            "\n2\n",
            "  db: {kind: mysql}",
            "postgres",
        ),
    ] {
        let sandbox = code(skeleton);
        let ran = plain(&sandbox, &["--plain"], &format!("{typed}>\nyes\n"));
        assert_eq!(ran.code, 0, "{skeleton} {typed:?}\n{}", ran.stderr);
        let text = sandbox.read("dockwright.yaml");
        assert!(
            text.contains(says),
            "{skeleton}: {says}\n{text}\n{}",
            ran.stderr
        );
        assert!(!text.contains(says_not), "{skeleton}: {says_not}\n{text}");
        repeats(&sandbox, &code(skeleton), ran.stdout.trim());
    }
}

#[test]
fn it_says_where_each_thing_stands_and_can_be_left() {
    let sandbox = code("three-python-versions");
    let before = sandbox.tree();
    let ran = plain(&sandbox, &["--plain"], "?\nq\n");
    assert_eq!(ran.code, 1);
    for line in [
        "1 [x] api in .: FastAPI, python 3.13, uv, port 8000, certain",
        "api port: Dockerfile:2 EXPOSE 8000",
    ] {
        assert!(ran.stderr.contains(line), "{line}\n{}", ran.stderr);
    }
    let ran = plain(&sandbox, &["--plain"], "preset\nq\n");
    assert!(ran.stderr.contains("Pick a start"), "{}", ran.stderr);
    let ran = plain(&sandbox, &["--plain"], "\n\n\n\n\n");
    let line = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(line.contains("Found in .python-version line 1."), "{line}");
    assert_eq!(sandbox.tree(), before);
}
