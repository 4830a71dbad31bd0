//! Two at once in one project, and somebody who edits while a write is on its way: one waits or is
//! told, and no edit is lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use crate::faults::{
    APPLY, INIT, LIST, UNDO, copy, demo, done, holder, living, nothing, run, said, written,
};
use crate::plain::talk;
use crate::support::strace::{changing, halted, missing};
use crate::support::tree::differing;
use crate::support::{Sandbox, skip};

/// What the second of two may be told.
const TOLD: [&str; 3] = ["busy", "changed-meanwhile", "interrupted"];

fn begin(holder: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_dockwright"))
        .args(arguments)
        .current_dir(holder)
        .env_clear()
        .env("HOME", holder)
        .env("DOCKWRIGHT_PROBE_PORTS", "no")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs all at once.
fn at_once(holder: &Path, all: &[Vec<String>]) -> Vec<Output> {
    let children: Vec<Child> = all
        .iter()
        .map(|arguments| {
            begin(
                holder,
                &arguments.iter().map(String::as_str).collect::<Vec<_>>(),
            )
        })
        .collect();
    let ended = children
        .into_iter()
        .map(|child| child.wait_with_output().unwrap());
    ended.collect()
}

fn is_told(output: &Output) -> bool {
    let said = said(output);
    let told = TOLD
        .iter()
        .any(|code| said.contains(&format!("error[{code}]")));
    output.status.code() == Some(1) && told && said.contains("nothing was written")
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

#[test]
fn of_many_that_write_at_once_each_is_done_or_told() {
    let set = written(&nothing(), &INIT);
    let mut counts = BTreeMap::new();
    for round in 0..20 {
        let names = ["a", "b", "c"].map(|letter| format!("{letter}{round}"));
        let all = names.clone().map(|name| {
            words(&format!(
                "-C demo add backing {name} --kind mailpit --set development=container"
            ))
        });
        let outputs = at_once(set.path(), &all);
        let answers = fs::read_to_string(set.path().join("demo/dockwright.yaml")).unwrap();
        let mut done_ones = 0;
        for (name, output) in names.iter().zip(&outputs) {
            let is_there = answers.contains(&format!("\n  {name}:"));
            let ended_well = output.status.success();
            assert!(ended_well || is_told(output), "{}", said(output));
            // What one was told is done is not undone by another.
            assert_eq!(is_there, ended_well, "{name}: {}\n{answers}", said(output));
            done_ones += usize::from(ended_well);
        }
        *counts.entry(done_ones).or_insert(0) += 1;
        let check = run(set.path(), &["check", "demo"]);
        assert!(check.status.success(), "{}", said(&check));
    }
    eprintln!("three at once, twenty times: how many were done, how often: {counts:?}");
    assert!(!counts.contains_key(&0) || counts.len() > 1, "{counts:?}");
}

#[test]
fn of_two_that_begin_a_project_at_once_one_makes_it() {
    for _ in 0..20 {
        let set = nothing();
        let init = INIT.join(" ");
        let outputs = at_once(
            set.path(),
            &[words(&init), words(&init), words("apply demo")],
        );
        for output in &outputs[..2] {
            let said = said(output);
            let late = ["answers-there", "not-ours", "in-the-way"]
                .iter()
                .any(|code| said.contains(&format!("error[{code}]")));
            assert!(output.status.success() || late || is_told(output), "{said}");
        }
        let told = done(set.path(), &LIST);
        assert!(!told.contains("warning"), "{told}");
        if demo(set.path()).is_empty() {
            // Each was in the other's way.
            done(set.path(), &INIT);
        }
        assert!(done(set.path(), &APPLY).contains("nothing to change"));
    }
}

#[test]
fn of_two_undos_at_once_each_is_done_or_told() {
    let start = written(&living(), &APPLY);
    let undone = written(&start, &UNDO);
    for _ in 0..10 {
        let set = holder();
        copy(start.path(), set.path());
        let outputs = at_once(set.path(), &[words("undo demo"), words("undo demo")]);
        let count = outputs
            .iter()
            .filter(|output| output.status.success())
            .count();
        for output in &outputs {
            // The one before the last write is in the way of nobody but the user's own answers.
            let late = said(output).contains("error[changed-since]: dockwright.yaml");
            assert!(
                output.status.success() || late || is_told(output),
                "{}",
                said(output)
            );
        }
        match count {
            1 => assert!(demo(set.path()) == demo(undone.path())),
            // One after the other: both the last write and the one before are taken back.
            2 => assert!(demo(set.path()) == demo(written(&undone, &UNDO).path())),
            _ => assert!(demo(set.path()) == demo(start.path())),
        }
    }
}

/// One waits with the lock in its hand, before its commit and after it.
#[test]
fn while_one_is_at_work_others_are_told() {
    if let Some(why) = missing() {
        return skip("two", &why);
    }
    let start = living();
    let after = demo(written(&start, &APPLY).path());
    for (call, nth) in [
        ("fdatasync", 1),
        ("renameat", 1),
        ("renameat", 4),
        ("unlinkat", 1),
    ] {
        let set = holder();
        copy(start.path(), set.path());
        let first = halted(set.path(), &APPLY, (call, nth));
        let now = demo(set.path());
        for second in [
            &APPLY[..],
            &UNDO,
            &LIST,
            &["diff", "demo"],
            &["init", "demo", "--yes"],
        ] {
            let output = run(set.path(), second);
            let told = said(&output);
            assert!(
                is_told(&output) && told.contains("error[busy]"),
                "{call} {second:?}: {told}"
            );
            assert!(demo(set.path()) == now, "{call} {second:?}");
        }
        let output = first.go_on();
        assert!(output.status.success(), "{}", said(&output));
        let now = demo(set.path());
        assert!(now == after, "{}", differing(&now, &after));
        assert!(done(set.path(), &APPLY).contains("nothing to change"));
    }
}

/// The first looks at the disk, somebody edits, the first writes.
#[test]
fn an_edit_between_look_and_write_is_kept() {
    if let Some(why) = missing() {
        return skip("an edit between", &why);
    }
    for (start, arguments) in [(living(), APPLY), (written(&living(), &APPLY), UNDO)] {
        let set = holder();
        copy(start.path(), set.path());
        // The lock is taken after the look.
        let first = halted(set.path(), &arguments, ("flock", 1));
        let file = set.path().join("demo/compose.yaml");
        fs::write(&file, "mine\n").unwrap();
        fs::remove_file(set.path().join("demo/compose.prod.yaml")).unwrap();
        let edited = demo(set.path());
        let output = first.go_on();
        let told = said(&output);
        assert!(is_told(&output), "{told}");
        for name in ["compose.yaml", "compose.prod.yaml"] {
            let line = format!("error[changed-meanwhile]: {name} changed while");
            assert!(told.contains(&line), "{told}");
        }
        let now = demo(set.path());
        assert!(now == edited, "{}", differing(&now, &edited));
    }
    // Another write came between: what was looked at is the last write no more.
    let set = written(&living(), &APPLY);
    let counted = holder();
    copy(set.path(), counted.path());
    let (_, calls) = changing(counted.path(), &counted.path().join("log"), &UNDO);
    let lock = calls
        .iter()
        .find(|call| call.shape.contains("\"lock\""))
        .unwrap();
    let first = halted(set.path(), &UNDO, (&lock.name, lock.nth));
    fs::remove_file(set.path().join("demo/.gitattributes")).unwrap();
    done(
        set.path(),
        &["apply", "demo", "--overwrite", ".gitattributes"],
    );
    let written = demo(set.path());
    let output = first.go_on();
    assert!(is_told(&output), "{}", said(&output));
    assert!(demo(set.path()) == written);
}

/// The preview is shown, somebody edits, the user says yes to what was shown: the answers' own file too.
#[test]
fn an_edit_after_the_preview_is_kept() {
    for file in ["compose.yaml", "dockwright.yaml"] {
        let sandbox = Sandbox::preset("django-vite");
        let answers = sandbox.read("dockwright.yaml");
        let store = "\nbacking:\n  store: {kind: redis}";
        sandbox.write("dockwright.yaml", answers.replace("\nbacking:", store));
        assert_eq!(sandbox.run(&["check"]).code, 1);
        let mine = "# mine\n".to_owned() + &sandbox.read(file);
        let mut edited = sandbox.tree();
        let mut asked = false;
        let ran = talk(
            &sandbox,
            &["--plain"],
            |question| {
                if question.contains("python.") && file == "dockwright.yaml" {
                    return Some("3.13");
                }
                if !question.contains("Write?") {
                    return Some("");
                }
                if asked {
                    return None;
                }
                asked = true;
                let text = if file == "compose.yaml" {
                    "mine\n"
                } else {
                    &mine
                };
                sandbox.write(file, text);
                edited = sandbox.tree();
                Some("yes")
            },
            "no\n",
        );
        // It looks again, and tells what it had not told.
        let told = if file == "compose.yaml" {
            "Conflict: compose.yaml"
        } else {
            "dockwright.yaml: somebody changed it after it was read here."
        };
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
        assert_eq!(sandbox.tree(), edited);
    }
}
