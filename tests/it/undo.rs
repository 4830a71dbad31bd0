//! Taking back what was written: exactly, in order, or not at all.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use crate::support::tree::{Tree, differing, tree};
use crate::support::{Ran, Sandbox, skip};

#[track_caller]
fn done(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    let ran = sandbox.run(arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
    ran
}

/// What refuses it; nothing changes.
#[track_caller]
fn refused(sandbox: &Sandbox, arguments: &[&str]) -> (Ran, Vec<String>) {
    let before = sandbox.tree();
    let shown = sandbox.run(arguments);
    assert_eq!(shown.code, 1, "{}", shown.stderr);
    let told = sandbox.run(&[arguments, &["--json"]].concat());
    assert_eq!(told.code, 1);
    assert_eq!(sandbox.tree(), before);
    let problems = told.json()["problems"].as_array().unwrap().clone();
    let errors = problems
        .iter()
        .filter(|problem| problem["level"] == "error");
    let codes = errors.map(|problem| problem["code"].as_str().unwrap().to_owned());
    (shown, codes.collect())
}

#[track_caller]
fn same(dir: &Path, wanted: &Tree) {
    let found = tree(dir);
    assert!(&found == wanted, "{}", differing(&found, wanted));
}

fn mode(sandbox: &Sandbox, path: &str, mode: u32) {
    fs::set_permissions(sandbox.dir.join(path), fs::Permissions::from_mode(mode)).unwrap();
}

const PAGES: &str =
    "dockwright: 1\nname: demo\nservices:\n  pages:\n    kind: static\n    route: /\n";

#[test]
fn each_write_is_taken_back_exactly_and_then_the_one_before() {
    let sandbox = Sandbox::empty();
    let mine = "mine\r\nwithout an end \u{fe}";
    sandbox.write(".gitignore", mine);
    sandbox.write("compose.yaml", b"\xff\xfe\x00 no text");
    sandbox.write("docker/web/notes", "mine\n");
    mode(&sandbox, ".gitignore", 0o640);
    mode(&sandbox, "compose.yaml", 0o600);
    mode(&sandbox, "docker/web", 0o750);
    let writes: [&[&str]; 6] = [
        &[
            "init",
            "--preset",
            "django-vite",
            "--yes",
            "--overwrite",
            "compose.yaml",
        ],
        &[
            "add",
            "service",
            "search",
            "--kind",
            "fastapi",
            "--set",
            "route=/search",
        ],
        &[
            "add",
            "backing",
            "store",
            "--kind",
            "redis",
            "--used-by",
            "web",
        ],
        &["rename", "search", "finder"],
        &["remove", "finder"],
        &["apply", "--overwrite", ".gitattributes"],
    ];
    let mut trees = vec![tree(&sandbox.dir)];
    for write in writes {
        done(&sandbox, write);
        if write[0] == "add" {
            // The next write removes them.
            for folder in [".devcontainer/search", "docker/search"] {
                mode(&sandbox, folder, 0o2710);
            }
        }
        if write[0] == "remove" {
            fs::remove_file(sandbox.dir.join(".gitattributes")).unwrap();
        }
        trees.push(tree(&sandbox.dir));
    }
    let secret = sandbox.read("secrets/db_password");
    let list = done(&sandbox, &["undo", "--list"]).stdout;
    for (line, write) in list.lines().zip(writes.iter().rev()) {
        assert!(
            line.ends_with(&format!("dockwright {}", write.join(" "))),
            "{list}"
        );
    }
    assert_eq!(list.lines().count(), writes.len());
    for number in (0..writes.len()).rev() {
        let before = sandbox.tree();
        let dry = done(&sandbox, &["undo", "--dry-run"]);
        assert!(dry.stderr.contains("nothing was written"), "{}", dry.stderr);
        let dry = done(&sandbox, &["undo", "--dry-run", "--json"]).json();
        assert_eq!(sandbox.tree(), before);
        let ran = done(&sandbox, &["undo", "--json"]);
        assert_eq!(ran.json(), dry, "write {number}");
        let mut wanted = trees[number].clone();
        if number < 5 {
            // The user removed it meanwhile.
            wanted.remove(".gitattributes");
        }
        same(&sandbox.dir, &wanted);
    }
    assert_eq!(
        sandbox.read(".dockwright/local/secrets/db_password"),
        secret
    );
    let (_, codes) = refused(&sandbox, &["undo"]);
    assert_eq!(codes, ["no-write"]);
}

#[test]
fn a_folder_that_came_with_the_write_goes_with_it() {
    let sandbox = Sandbox::empty();
    sandbox.write("answers.yaml", PAGES);
    let begin = ["init", "new", "--answers", "answers.yaml", "--yes"];
    done(&sandbox, &begin);
    done(&sandbox, &["undo", "new"]);
    assert!(!sandbox.dir.join("new").exists());
    // Empty before: empty after.
    fs::create_dir(sandbox.dir.join("new")).unwrap();
    done(&sandbox, &begin);
    done(&sandbox, &["undo", "new"]);
    assert_eq!(fs::read_dir(sandbox.dir.join("new")).unwrap().count(), 0);
    // What came meanwhile stays.
    fs::remove_dir(sandbox.dir.join("new")).unwrap();
    done(&sandbox, &begin);
    sandbox.write("new/docker/pages/mine", "mine\n");
    done(&sandbox, &["undo", "new"]);
    let left: Vec<String> = tree(&sandbox.dir.join("new")).into_keys().collect();
    assert_eq!(left, ["docker", "docker/pages", "docker/pages/mine"]);
    // The folder that somebody works in stays, empty.
    done(
        &sandbox,
        &["init", "here", "--answers", "answers.yaml", "--yes"],
    );
    let here = Command::new(env!("CARGO_BIN_EXE_dockwright"))
        .arg("undo")
        .current_dir(sandbox.dir.join("here"))
        .output()
        .unwrap();
    assert!(here.status.success(), "{here:?}");
    assert_eq!(fs::read_dir(sandbox.dir.join("here")).unwrap().count(), 0);
}

#[test]
fn what_changed_since_is_told_all_at_once_and_git_takes_it_out() {
    let sandbox = Sandbox::preset("django-vite");
    let before = tree(&sandbox.dir);
    done(
        &sandbox,
        &[
            "add", "service", "search", "--kind", "fastapi", "--set", "route=/s",
        ],
    );
    let written = tree(&sandbox.dir);
    let compose = sandbox.read("compose.yaml");
    sandbox.write(
        "compose.yaml",
        compose.replace("services:", "services:\n  # mine"),
    );
    sandbox.write("search/app/main.py", "mine = 1");
    fs::remove_file(sandbox.dir.join(".env.example")).unwrap();
    mode(&sandbox, ".devcontainer/devcontainer.json", 0o755);
    mode(&sandbox, "dockwright.yaml", 0o600);
    let base = ".dockwright/base/_compose.yaml.base";
    sandbox.write(base, "mine\n");
    // Not part of the write: of no interest.
    sandbox.write("docker/web/entrypoint.sh", "mine\n");
    let (ran, codes) = refused(&sandbox, &["undo"]);
    assert_eq!(codes, ["changed-since"; 5], "{}", ran.stderr);
    for (words, file) in [
        ("was changed since", "compose.yaml"),
        ("was changed since", "search/app/main.py"),
        ("was deleted since", ".env.example"),
        ("was changed since", ".devcontainer/devcontainer.json"),
        ("was changed since", base),
    ] {
        let line = format!("{file} {words} `dockwright add service search");
        assert!(ran.stderr.contains(&line), "{file}: {}", ran.stderr);
        assert!(
            ran.stdout
                .contains(&format!("diff --git a/{file} b/{file}")),
            "{file}"
        );
    }
    assert!(ran.stdout.contains("+  # mine\n") && ran.stdout.contains("new mode 100755"));
    assert!(
        ran.stderr.ends_with("nothing was written\n"),
        "{}",
        ran.stderr
    );
    if Command::new("git").arg("--version").output().is_err() {
        return skip("git takes changes out", "git is not here");
    }
    sandbox.write("../patch", &ran.stdout);
    let git = Command::new("git")
        .args(["apply", "-R", "../patch"])
        .current_dir(&sandbox.dir)
        .output()
        .unwrap();
    assert!(git.status.success(), "{git:?}");
    let mut wanted = written;
    wanted.insert(
        "docker/web/entrypoint.sh".to_owned(),
        (0o755, b"mine\n".to_vec()),
    );
    wanted.get_mut("dockwright.yaml").unwrap().0 = 0o600;
    same(&sandbox.dir, &wanted);
    done(&sandbox, &["undo"]);
    let mut wanted = before;
    wanted.insert(
        "docker/web/entrypoint.sh".to_owned(),
        (0o755, b"mine\n".to_vec()),
    );
    // The write had let that mode be, so it is the user's.
    wanted.get_mut("dockwright.yaml").unwrap().0 = 0o600;
    same(&sandbox.dir, &wanted);
}

#[test]
fn what_is_private_is_in_no_diff() {
    let sandbox = Sandbox::preset("django-vite");
    let own = sandbox.read(".env") + "TOKEN=s3cr3t\n";
    sandbox.write(".env", &own);
    let (ran, codes) = refused(&sandbox, &["undo"]);
    assert_eq!(codes, ["changed-since"]);
    assert!(!ran.stdout.contains("s3cr3t") && !ran.stderr.contains("s3cr3t"));
    let secret = sandbox.read("secrets/db_password");
    let json = sandbox.run(&["undo", "--json"]).stdout;
    assert!(!ran.stdout.contains(&secret) && !json.contains(&secret));
}

#[test]
fn links_and_folders_in_the_way_are_refused() {
    for how in ["link", "folder", "out"] {
        let sandbox = Sandbox::preset("django-vite");
        let (file, folder) = (sandbox.dir.join("compose.yaml"), sandbox.dir.join("docker"));
        match how {
            "link" => {
                fs::rename(&file, sandbox.dir.join("other.yaml")).unwrap();
                symlink("other.yaml", &file).unwrap();
            }
            "folder" => {
                fs::remove_file(&file).unwrap();
                fs::create_dir(&file).unwrap();
            }
            _ => {
                fs::rename(&folder, sandbox.dir.parent().unwrap().join("docker")).unwrap();
                symlink("../docker", &folder).unwrap();
            }
        }
        let (_, codes) = refused(&sandbox, &["undo"]);
        let code = if how == "out" {
            "path-leaves-project"
        } else {
            "changed-since"
        };
        assert!(
            codes.iter().all(|told| told == code) && !codes.is_empty(),
            "{how}: {codes:?}"
        );
    }
}

#[test]
fn what_is_as_before_already_is_no_obstacle() {
    let sandbox = Sandbox::preset("django-vite");
    let before = tree(&sandbox.dir);
    let old = sandbox.read("compose.yaml");
    done(
        &sandbox,
        &[
            "add", "service", "search", "--kind", "fastapi", "--set", "route=/s",
        ],
    );
    sandbox.write("compose.yaml", &old);
    fs::remove_dir_all(sandbox.dir.join("docker/search")).unwrap();
    let rows = done(&sandbox, &["undo", "--json"]).json();
    let rows = rows["changes"].as_array().unwrap().clone();
    let same_rows = rows.iter().filter(|row| row["action"] == "same").count();
    assert_eq!(same_rows, 3, "{rows:?}");
    same(&sandbox.dir, &before);
}

#[test]
fn secrets_outlive_it_and_come_back() {
    let sandbox = Sandbox::empty();
    let begin = ["init", "--preset", "django-vite", "--yes"];
    done(&sandbox, &begin);
    let names = ["db_password", "web_secret_key"];
    let read = |folder: &str| names.map(|name| sandbox.read(&format!("{folder}/{name}")));
    let first = read("secrets");
    let ran = done(&sandbox, &["undo"]);
    assert!(
        ran.stderr
            .contains("remove    secrets/db_password  (kept in"),
        "{}",
        ran.stderr
    );
    assert_eq!(tree(&sandbox.dir), Tree::new());
    assert_eq!(read(".dockwright/local/secrets"), first);
    for (path, wanted) in [("", 0o700), ("/db_password", 0o444)] {
        let path = sandbox.dir.join(format!(".dockwright/local/secrets{path}"));
        assert_eq!(
            path.metadata().unwrap().permissions().mode() & 0o7777,
            wanted
        );
    }
    assert_eq!(sandbox.read(".dockwright/local/.gitignore"), "*\n");
    let ran = done(&sandbox, &begin);
    assert!(
        ran.stderr
            .contains("secrets/db_password is the secret that was kept"),
        "{}",
        ran.stderr
    );
    assert_eq!(read("secrets"), first);
    assert!(!sandbox.dir.join(".dockwright/local/secrets").exists());
    // A kept one is not lost to another either.
    sandbox.write(".dockwright/local/secrets/db_password", "another\n");
    done(&sandbox, &["undo"]);
    assert_eq!(
        sandbox.read(".dockwright/local/secrets/db_password"),
        "another\n"
    );
    assert_eq!(
        sandbox.read(".dockwright/local/secrets/db_password.2"),
        first[0]
    );
    // One that the user removed stays removed.
    done(&sandbox, &begin);
    assert_eq!(sandbox.read("secrets/db_password"), "another\n");
    fs::remove_file(sandbox.dir.join("secrets/web_secret_key")).unwrap();
    done(&sandbox, &["undo"]);
    assert!(
        !sandbox
            .dir
            .join(".dockwright/local/secrets/web_secret_key")
            .exists()
    );
}

#[test]
fn a_secret_of_the_users_stays_where_it_is() {
    let sandbox = Sandbox::empty();
    sandbox.write("secrets/db_password", "mine\n");
    mode(&sandbox, "secrets", 0o711);
    let before = tree(&sandbox.dir);
    done(&sandbox, &["init", "--preset", "django-vite", "--yes"]);
    done(&sandbox, &["undo"]);
    same(&sandbox.dir, &before);
    assert_eq!(sandbox.read("secrets/db_password"), "mine\n");
}

#[test]
fn the_journal_holds_twenty_writes_and_no_more_bytes_than_it_may() {
    let sandbox = Sandbox::answers(PAGES);
    let mut trees = Vec::new();
    for number in 1..=24 {
        sandbox.write(
            "dockwright.yaml",
            format!("{PAGES}    env: {{ NUMBER: \"{number}\" }}\n"),
        );
        done(&sandbox, &["apply"]);
        trees.push(tree(&sandbox.dir));
    }
    let listed = || {
        done(&sandbox, &["undo", "--list", "--json"]).json()["writes"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(listed(), 20);
    let last = trees.len() - 1;
    for number in (last - 20..last).rev() {
        let ran = done(&sandbox, &["undo"]);
        assert!(
            ran.stderr.contains("dockwright.yaml is as you have it"),
            "{}",
            ran.stderr
        );
        // The answers are the user's: no write wrote them.
        let mut wanted = trees[number].clone();
        wanted.insert(
            "dockwright.yaml".to_owned(),
            trees[last]["dockwright.yaml"].clone(),
        );
        same(&sandbox.dir, &wanted);
    }
    assert_eq!(refused(&sandbox, &["undo"]).1, ["no-write"]);
    // A record of more than 4 MB each: the third makes the first go.
    let sandbox = Sandbox::answers(PAGES);
    done(&sandbox, &["apply"]);
    for letter in ["a", "b", "c"] {
        sandbox.write("compose.yaml", format!("# {}\n", letter.repeat(4 << 20)));
        done(&sandbox, &["apply", "--overwrite", "compose.yaml"]);
    }
    let writes = done(&sandbox, &["undo", "--list", "--json"]).json()["writes"].clone();
    assert_eq!(writes.as_array().unwrap().len(), 2);
    done(&sandbox, &["undo"]);
    assert!(sandbox.read("compose.yaml").starts_with("# ccc"));
}

#[test]
fn a_list_for_people_and_for_programs() {
    let sandbox = Sandbox::empty();
    let none = done(&sandbox, &["undo", "--list"]);
    assert_eq!(
        (none.stdout.as_str(), none.stderr.as_str()),
        ("", "no write to take back\n")
    );
    assert_eq!(fs::read_dir(&sandbox.dir).unwrap().count(), 0);
    sandbox.write("my answers.yaml", PAGES);
    done(&sandbox, &["init", "--answers", "my answers.yaml", "--yes"]);
    done(&sandbox, &["add", "backing", "db", "--kind", "postgres"]);
    let list = done(&sandbox, &["undo", "--list"]).stdout;
    let lines: Vec<&str> = list.lines().collect();
    assert!(
        lines[0].ends_with("files  dockwright add backing db --kind postgres"),
        "{list}"
    );
    assert!(
        lines[1].ends_with("files  dockwright init --answers 'my answers.yaml' --yes"),
        "{list}"
    );
    let writes = done(&sandbox, &["undo", "--list", "--json"]).json()["writes"].clone();
    let when = writes[0]["at"].as_str().unwrap();
    assert!(lines[0].starts_with(when) && when.starts_with("20") && when.ends_with(" UTC"));
    let added = done(&sandbox, &["undo", "--json"]).json()["changes"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(writes[0]["files"], added);
}

#[test]
fn it_needs_no_answers_and_no_catalog() {
    let sandbox = Sandbox::preset("django-vite");
    let before = tree(&sandbox.dir);
    done(&sandbox, &["add", "backing", "store", "--kind", "redis"]);
    sandbox.write(".dockwright/catalog/services/django/item.yaml", "{{{\n");
    assert_eq!(sandbox.run(&["apply"]).code, 1);
    done(&sandbox, &["undo"]);
    fs::remove_dir_all(sandbox.dir.join(".dockwright/catalog")).unwrap();
    same(&sandbox.dir, &before);
    sandbox.write("dockwright.yaml", "{{{");
    let (_, codes) = refused(&sandbox, &["undo"]);
    assert_eq!(codes, ["changed-since"]);
}

#[test]
fn a_record_of_a_newer_version_or_a_hostile_clone_is_not_followed() {
    let sandbox = Sandbox::answers(PAGES);
    done(&sandbox, &["apply"]);
    let path = ".dockwright/local/journal/history/000001.json";
    let record = sandbox.read(path);
    sandbox.write(path, record.replace("\"version\":2", "\"version\":99"));
    assert_eq!(refused(&sandbox, &["undo"]).1, ["newer-journal"]);
    for (old, new) in [
        ("\"compose.yaml\"", "\"../compose.yaml\""),
        ("\"compose.yaml\"", "\".git/config\""),
        ("\"compose.yaml\"", "\"/etc/hosts\""),
        (
            "\"secrets\":[]",
            "\"secrets\":[[\".dockwright/local/lock\",3]]",
        ),
        ("\"folders\":[", "\"folders\":[\"..\","),
        ("\"gone\":[", "\"gone\":[\"../..\","),
        ("\"put_away\":[", "\"put_away\":[\"compose.yaml\""),
    ] {
        let hostile = record.replace(old, new);
        assert_ne!(hostile, record, "{old}");
        sandbox.write(path, hostile);
        let (ran, codes) = refused(&sandbox, &["undo"]);
        assert_eq!(codes, ["damaged-journal"], "{new}");
        assert!(
            ran.stderr.contains(&format!("delete {path}")),
            "{}",
            ran.stderr
        );
    }
    // What it says was typed is shown without what a terminal obeys.
    sandbox.write(
        path,
        record.replace("\"command\":\"", "\"command\":\"\\u001b[2J\\n"),
    );
    let list = done(&sandbox, &["undo", "--list"]).stdout;
    assert!(list.ends_with("dockwright ?[2J?apply\n"), "{list:?}");
    done(&sandbox, &["undo"]);
    assert_eq!(tree(&sandbox.dir).len(), 1);
}
