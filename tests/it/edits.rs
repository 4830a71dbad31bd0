//! A user's edits of generated files: kept, merged, in conflict, out of our hands, by the command line.

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::Sandbox;

const OVERRIDE: &str = "compose.override.yaml";

impl Sandbox {
    fn edit(&self, name: &str, old: &str, new: &str) {
        let text = self.read(name);
        assert!(text.contains(old), "{name} has no {old}:\n{text}");
        self.write(name, text.replacen(old, new, 1));
    }
}

/// `django` with an edit of the line that a new port changes.
fn in_conflict() -> Sandbox {
    let sandbox = Sandbox::preset("django");
    sandbox.edit(
        OVERRIDE,
        "\"127.0.0.1:${WEB_PORT:-8000}:8000\"",
        "\"0.0.0.0:9001:8000\"",
    );
    sandbox.edit("dockwright.yaml", "port: 8000", "port: 8001");
    sandbox
}

#[test]
fn an_edit_stays_and_comes_together_with_what_is_new() {
    let sandbox = Sandbox::preset("django");
    sandbox.edit(OVERRIDE, "  db:\n", "  # my own comment\n  db:\n");
    let edited = sandbox.read(OVERRIDE);
    // Nothing of ours changes in it: it stays, and that is no difference.
    assert_eq!(sandbox.run(&["apply"]).code, 0);
    assert_eq!(sandbox.read(OVERRIDE), edited);
    assert_eq!(sandbox.run(&["check"]).code, 0);
    assert_eq!(sandbox.run(&["check", "--pristine"]).code, 1);
    let ran = sandbox.run(&["init", "--yes", "--set", "services.web.port=8001"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("merge     compose.override.yaml  (your 1 edit stays)"),
        "{}",
        ran.stderr
    );
    let merged = sandbox.read(OVERRIDE);
    assert!(
        merged.contains("  # my own comment\n  db:\n") && merged.contains(":8001\""),
        "{merged}"
    );
    assert_eq!(sandbox.run(&["check"]).code, 0);
    let before = sandbox.tree();
    assert_eq!(sandbox.run(&["apply"]).code, 0);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_conflict_is_told_by_line_and_nothing_is_written() {
    let sandbox = in_conflict();
    let before = sandbox.tree();
    let ran = sandbox.run(&["apply"]);
    assert_eq!(ran.code, 1);
    assert_eq!(sandbox.tree(), before);
    let ports = "<<<<<<< yours\n      - \"0.0.0.0:9001:8000\"\n||||||| as it was written\n      - \"127.0.0.1:${WEB_PORT:-8000}:8000\"\n=======\n      - \"127.0.0.1:${WEB_PORT:-8001}:8001\"\n>>>>>>> dockwright\n";
    assert!(ran.stdout.contains(ports), "{}", ran.stdout);
    let ran = sandbox.run(&["apply", "--json"]);
    assert_eq!(ran.code, 1);
    let json = ran.json();
    let problem = json["problems"]
        .as_array()
        .unwrap()
        .iter()
        .find(|problem| problem["code"] == "conflict");
    let place = &problem.unwrap()["where"];
    let text = sandbox.read(OVERRIDE);
    let line = text.lines().position(|line| line.contains("9001")).unwrap() + 1;
    assert_eq!(
        (place["file"].as_str(), place["line"].as_u64()),
        (Some(OVERRIDE), Some(line as u64))
    );
    assert_eq!(sandbox.run(&["check"]).code, 1);
    assert_eq!(sandbox.run(&["diff"]).code, 1);
}

#[test]
fn each_side_of_a_conflict_can_be_taken() {
    for (side, here, gone) in [
        ("ours", "${WEB_PORT:-8001}:8001", "9001"),
        ("theirs", "0.0.0.0:9001:8000", "-8001}:8001"),
    ] {
        let sandbox = in_conflict();
        let ran = sandbox.run(&["apply", "--on-conflict", side]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let text = sandbox.read(OVERRIDE);
        assert!(
            text.contains(here) && !text.contains(gone),
            "{side}: {text}"
        );
        assert_eq!(sandbox.run(&["check"]).code, 0, "{side}");
    }
}

#[test]
fn markers_are_written_as_git_does_and_reported_until_they_are_settled() {
    let sandbox = in_conflict();
    let ran = sandbox.run(&["apply", "--on-conflict", "markers"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("1 place to settle, between conflict markers"),
        "{}",
        ran.stderr
    );
    let text = sandbox.read(OVERRIDE);
    assert!(
        text.contains("<<<<<<< yours\n")
            && text.contains("=======\n")
            && text.contains(">>>>>>> dockwright\n")
    );
    let ran = sandbox.run(&["apply"]);
    assert!(
        ran.stderr.contains("conflict markers stand in it"),
        "{}",
        ran.stderr
    );
    // Nothing new is mixed into it meanwhile.
    let ran = sandbox.run(&["init", "--yes", "--set", "services.web.port=8002"]);
    assert_eq!(ran.code, 1);
    assert_eq!(sandbox.read(OVERRIDE), text);
}

#[test]
fn a_file_of_ones_own_is_written_no_more_until_it_is_given_back() {
    let sandbox = in_conflict();
    let ran = sandbox.run(&["own", OVERRIDE]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        sandbox
            .read("dockwright.yaml")
            .contains("own: [compose.override.yaml]")
    );
    assert!(sandbox.read(OVERRIDE).contains("9001"));
    assert_eq!(sandbox.run(&["check"]).code, 0);
    assert_eq!(
        sandbox
            .run(&["init", "--yes", "--set", "services.web.port=8003"])
            .code,
        0
    );
    assert!(sandbox.read(OVERRIDE).contains("9001"));
    // Given back, it meets what is new as if it had never been away.
    let ran = sandbox.run(&["own", OVERRIDE, "--give-back", "--on-conflict", "theirs"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let text = sandbox.read(OVERRIDE);
    assert!(text.contains("9001"), "{text}");
    assert!(!sandbox.read("dockwright.yaml").contains("own:"));
    for (args, said) in [
        (
            vec!["own", "compose.overide.yaml"],
            "write `compose.override.yaml`",
        ),
        (vec!["own", "../x"], "relative"),
        (
            vec!["own", "compose.yaml", "--give-back"],
            "not among your own files",
        ),
    ] {
        let before = sandbox.tree();
        let ran = sandbox.run(&args);
        assert_eq!(ran.code, 1, "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{args:?}: {}", ran.stderr);
        assert_eq!(sandbox.tree(), before);
    }
}

#[test]
fn files_that_are_made_no_more_go_unless_they_were_edited() {
    let sandbox = Sandbox::preset("django-vite");
    sandbox.edit("docker/assets/entrypoint.sh", "set -e", "# mine\nset -e");
    let ran = sandbox.run(&["remove", "assets"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!sandbox.dir.join("docker/assets/Dockerfile").exists());
    assert!(
        sandbox
            .read("docker/assets/entrypoint.sh")
            .contains("# mine")
    );
    assert!(
        ran.stderr.contains("no longer generated and kept"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_was_deleted_stays_deleted_until_it_is_asked_for() {
    let sandbox = Sandbox::preset("django");
    fs::remove_file(sandbox.dir.join(OVERRIDE)).unwrap();
    assert_eq!(
        sandbox
            .run(&["init", "--yes", "--set", "services.web.port=8001"])
            .code,
        0
    );
    assert!(!sandbox.dir.join(OVERRIDE).exists());
    assert_eq!(sandbox.run(&["apply", "--overwrite", OVERRIDE]).code, 0);
    assert!(sandbox.read(OVERRIDE).contains("8001"));
}

#[test]
fn a_lost_base_is_made_again() {
    let base = ".dockwright/base/_compose.override.yaml.base";
    for damage in [
        None,
        Some("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> feature\n"),
        Some("a: [\n"),
        Some("\u{0}"),
    ] {
        let sandbox = Sandbox::preset("django");
        let good = sandbox.read(base);
        sandbox.edit(OVERRIDE, "  db:\n", "  # my own comment\n  db:\n");
        match damage {
            None => fs::remove_file(sandbox.dir.join(base)).unwrap(),
            Some(text) => sandbox.write(base, text),
        }
        // The edit is known as one, and the base is there again.
        let ran = sandbox.run(&["apply"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(
            ran.stderr
                .contains("made again from .dockwright/applied.yaml"),
            "{}",
            ran.stderr
        );
        assert_eq!(sandbox.read(base), good);
        // And so with an answer in the same run.
        match damage {
            None => fs::remove_file(sandbox.dir.join(base)).unwrap(),
            Some(text) => sandbox.write(base, text),
        }
        let ran = sandbox.run(&["init", "--yes", "--set", "services.web.port=8001"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let merged = sandbox.read(OVERRIDE);
        assert!(
            merged.contains("# my own comment") && merged.contains(":8001\""),
            "{merged}"
        );
        let ran = sandbox.run(&["apply"]);
        assert!(!ran.stderr.contains("made again"), "{}", ran.stderr);
    }
}

#[test]
fn a_bumped_image_survives() {
    let sandbox = Sandbox::preset("django");
    let text = sandbox.read("compose.yaml");
    let image = text
        .lines()
        .find(|line| line.contains("image: postgres:"))
        .unwrap();
    let bumped = format!("{image}.9");
    sandbox.write("compose.yaml", text.replace(image, &bumped));
    assert_eq!(
        sandbox
            .run(&["init", "--yes", "--set", "services.web.port=8001"])
            .code,
        0
    );
    assert!(sandbox.read("compose.yaml").contains(&bumped));
}

#[test]
fn two_branches_that_each_add_a_service_come_together() {
    let sandbox = Sandbox::preset("django");
    let git = |args: &[&str]| {
        let ran = std::process::Command::new("git")
            .args([
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
                "-c",
                "init.defaultBranch=main",
            ])
            .args(args)
            .current_dir(&sandbox.dir)
            .output()
            .unwrap();
        (
            ran.status.success(),
            String::from_utf8_lossy(&ran.stdout).into_owned(),
        )
    };
    let commit = |message: &str| {
        assert!(git(&["add", "-A"]).0);
        assert!(git(&["commit", "-qm", message]).0);
    };
    assert!(git(&["init", "-q"]).0);
    commit("begin");
    assert!(git(&["checkout", "-qb", "one"]).0);
    assert_eq!(
        sandbox
            .run(&["add", "service", "search", "--kind", "go"])
            .code,
        0
    );
    commit("search");
    assert!(git(&["checkout", "-q", "main"]).0);
    assert_eq!(
        sandbox
            .run(&["add", "backing", "queue", "--kind", "redis"])
            .code,
        0
    );
    commit("queue");
    let (clean, said) = git(&["merge", "-q", "one", "-m", "both"]);
    if !clean {
        // What both wrote at one place is git's to ask about: both are wanted, and our own texts
        // follow from the answers.
        let (_, files) = git(&["diff", "--name-only", "--diff-filter=U"]);
        for file in files.lines() {
            let text = sandbox.read(file);
            let both: String = text
                .split_inclusive('\n')
                .filter(|line| {
                    !["<<<<<<< ", "=======\n", ">>>>>>> "]
                        .iter()
                        .any(|mark| line.starts_with(mark))
                })
                .collect();
            if !file.starts_with(".dockwright/base") {
                sandbox.write(file, &both);
            }
        }
    }
    let ran = sandbox.run(&["apply"]);
    assert!(
        ran.code == 0 || ran.stderr.contains("error[conflict]"),
        "{said}\n{}",
        ran.stderr
    );
    if ran.code != 0 {
        let ran = sandbox.run(&["apply", "--on-conflict", "ours"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
    let text = sandbox.read("compose.yaml");
    assert!(
        text.contains("\n  search:\n") && text.contains("\n  queue:\n"),
        "{text}"
    );
    assert_eq!(sandbox.run(&["check"]).code, 0);
}

#[test]
fn hand_made_files_are_kept_replaced_or_shown_with_markers_and_never_overwritten_unasked() {
    let theirs = "services:\n  app:\n    image: legacy:1  # never touch\n";
    let start = |args: &[&str]| {
        let sandbox = Sandbox::empty();
        sandbox.write("compose.yaml", theirs);
        let ran = sandbox.run(&[&["init", "--preset", "django", "--yes"], args].concat());
        (sandbox, ran)
    };
    let (sandbox, ran) = start(&[]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("`dockwright own compose.yaml`"),
        "{}",
        ran.stderr
    );
    assert_eq!(sandbox.tree().len(), 1);
    let (sandbox, ran) = start(&["--on-conflict", "theirs"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(sandbox.read("compose.yaml"), theirs);
    assert!(
        sandbox
            .read("dockwright.yaml")
            .contains("own: [compose.yaml]")
    );
    assert!(sandbox.read("compose.override.yaml").contains("  web:"));
    assert_eq!(sandbox.run(&["check"]).code, 0);
    let (sandbox, ran) = start(&["--on-conflict", "ours"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!sandbox.read("compose.yaml").contains("legacy"));
    let (sandbox, ran) = start(&["--on-conflict", "markers"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let text = sandbox.read("compose.yaml");
    assert!(
        text.starts_with("<<<<<<< yours\nservices:\n  app:") && text.contains("name: demo"),
        "{text}"
    );
}

#[test]
fn a_newer_format_is_refused_with_the_version_that_is_needed() {
    let sandbox = Sandbox::preset("django");
    sandbox.edit("dockwright.yaml", "dockwright: 1", "dockwright: 2");
    sandbox.edit(
        ".dockwright/applied.yaml",
        env!("CARGO_PKG_VERSION"),
        "9.1.0",
    );
    let before = sandbox.tree();
    let ran = sandbox.run(&["apply"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("dockwright 9.1.0 wrote this project"),
        "{}",
        ran.stderr
    );
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_link_in_place_of_an_own_file_is_left_alone_and_none_is_written_through() {
    let sandbox = Sandbox::preset("django");
    let elsewhere = sandbox.dir.with_file_name("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::rename(sandbox.dir.join(OVERRIDE), elsewhere.join(OVERRIDE)).unwrap();
    symlink(elsewhere.join(OVERRIDE), sandbox.dir.join(OVERRIDE)).unwrap();
    assert_eq!(sandbox.run(&["apply"]).code, 1);
    let ran = sandbox.run(&["own", OVERRIDE]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(sandbox.dir.join(OVERRIDE).is_symlink());
    // Nothing to write, and the clone's own folder leads out.
    let local = sandbox.dir.join(".dockwright/local");
    fs::remove_dir_all(&local).unwrap();
    symlink(&elsewhere, &local).unwrap();
    sandbox.run(&["apply"]);
    let left: Vec<_> = fs::read_dir(&elsewhere)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, [OVERRIDE]);
}
