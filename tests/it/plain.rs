//! The interview as lines: through a pipe, on a terminal, on a dumb one; and it ends in the very files that one command
//! with the same answers makes.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::Signal;

use crate::support::pty::Pty;
use crate::support::{Ran, Sandbox};

/// Types lines into the program, all at once.
pub(crate) fn plain(sandbox: &Sandbox, arguments: &[&str], typed: &str) -> Ran {
    talk(sandbox, arguments, |_| None, typed)
}

/// The same, each answer when a question has its words, and Enter at all others; then the rest.
fn answers(sandbox: &Sandbox, all: &[(&str, &str)], rest: &str) -> Ran {
    let mut all = all.iter().peekable();
    let ran = talk(
        sandbox,
        &["--plain"],
        |question| {
            let (words, _) = all.peek()?;
            if !question.contains(words) {
                return Some("");
            }
            all.next().map(|(_, answer)| *answer)
        },
        rest,
    );
    assert_eq!(all.next(), None, "never asked:\n{}", ran.stderr);
    ran
}

pub(crate) fn talk<'t>(
    sandbox: &Sandbox,
    arguments: &[&str],
    mut answer: impl FnMut(&str) -> Option<&'t str>,
    rest: &str,
) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dockwright"))
        .args(arguments)
        .current_dir(&sandbox.dir)
        .env_clear()
        .env("HOME", sandbox.dir.parent().unwrap())
        .env("DOCKWRIGHT_PROBE_PORTS", "no")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stderr = child.stderr.take().unwrap();
    let (mut said, mut asked) = (String::new(), 0);
    let mut bytes = [0; 4096];
    loop {
        let ended = said.ends_with("]: ");
        let next = ended.then(|| answer(&line(&said[asked..])));
        match next {
            Some(Some(next)) => {
                asked = said.len();
                let _ = stdin.write_all(format!("{next}\n").as_bytes());
            }
            Some(None) => {
                // It may end before all is read: that is for its exit code to say.
                let _ = stdin.write_all(rest.as_bytes());
                drop(stdin);
                break;
            }
            None => {}
        }
        let length = stderr.read(&mut bytes).unwrap();
        if length == 0 {
            drop(stdin);
            break;
        }
        said.push_str(std::str::from_utf8(&bytes[..length]).unwrap());
    }
    stderr.read_to_string(&mut said).unwrap();
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: said,
    }
}

/// Text on one line, so that its breaks do not matter.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The last line, typed into a shell in another folder of the same name, gives the same files.
#[track_caller]
pub(crate) fn repeats(made: &Sandbox, start: &Sandbox, command: &str) {
    let program = Path::new(env!("CARGO_BIN_EXE_dockwright"));
    let path = std::env::var("PATH").unwrap_or_default();
    let ran = Command::new("sh")
        .args(["-ec", command])
        .current_dir(&start.dir)
        .env_clear()
        .env(
            "PATH",
            format!("{}:{path}", program.parent().unwrap().display()),
        )
        .env("HOME", start.dir.parent().unwrap())
        .env("DOCKWRIGHT_PROBE_PORTS", "no")
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{command}\n{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let (made, again) = (files(made), files(start));
    assert_eq!(
        made.keys().collect::<Vec<_>>(),
        again.keys().collect::<Vec<_>>()
    );
    for (path, bytes) in &made {
        let shown = String::from_utf8_lossy(bytes);
        let same = Some(bytes) == again.get(path);
        assert!(same, "{path}:\n{shown}");
    }
}

/// All files; of secrets, which are random, only that they are there, and of the journal nothing.
fn files(sandbox: &Sandbox) -> BTreeMap<String, Vec<u8>> {
    let mut tree = sandbox.tree();
    tree.retain(|path, _| !path.contains(".dockwright/local/"));
    for (path, bytes) in &mut tree {
        if path.contains("secrets/") {
            bytes.clear();
        }
    }
    assert!(tree.len() > 10, "{tree:?}");
    tree
}

fn said(ran: &Ran) -> String {
    line(&ran.stderr)
}

#[test]
fn a_preset_changed_by_lines_is_what_one_command_makes() {
    let sandbox = Sandbox::empty();
    let all = [
        ("Number or name", "django-vite"),
        ("web: python", "3.13"),
        ("web: port", "8o01"),
        ("web: port", "8001"),
        ("assets: node", "2"),
        ("Features", "mail catcher, 1"),
        ("Which services", "cache"),
        ("Name of the profile", "more"),
    ];
    let ran = answers(
        &sandbox, &all, ">
yes
",
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let said = said(&ran);
    assert!(said.contains("8o01"), "{said}");
    assert!(said.contains("lines in"), "{said}");
    assert!(said.contains("files written."), "{said}");
    assert!(
        said.contains("Then open: http://localhost:8001 (web)"),
        "{said}"
    );
    assert_eq!(
        ran.stdout,
        "dockwright init --preset django-vite --set services.web.with.python=3.13 --set services.web.port=8001 \
         --set services.assets.with.node=22 --set features.mail_catcher=false --set features.admin_tools=true \
         --set 'profiles.more=[cache]' --yes\n"
    );
    repeats(&sandbox, &Sandbox::empty(), &ran.stdout);
}

#[test]
fn everything_by_hand_is_one_command_too() {
    let sandbox = Sandbox::empty();
    let all = [
        ("Number or name", "0"),
        ("Add something?", "django"),
        ("Django: its name?", "web"),
        ("Add something?", "post"),
        ("Add something?", "postgres"),
        ("PostgreSQL: its name?", "Db"),
        ("PostgreSQL: its name?", "db"),
        ("Add something?", "vite"),
        ("Vite: its name?", "<"),
        ("Add something?", "valkey"),
    ];
    let ran = answers(&sandbox, &all, "\n>\nyes\n");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let said = said(&ran);
    assert!(
        said.contains("post may be one of these: backing postgis, backing postgres."),
        "{said}"
    );
    assert!(said.contains("1 problem now stops a write"), "{said}");
    assert!(
        ran.stdout.starts_with(
            "dockwright init --set services.web.kind=django --set services.web.path=web"
        )
    );
    assert_eq!(ran.stdout.lines().count(), 1);
    let text = sandbox.read("dockwright.yaml");
    assert!(
        text.contains(
            "services:\n  web:\n    kind: django\n    path: web\n    uses: [db, valkey]\n"
        ),
        "{text}"
    );
    assert!(text.contains("  db:\n    kind: postgres\n"), "{text}");
    repeats(&sandbox, &Sandbox::empty(), &ran.stdout);
}

#[test]
fn in_a_project_only_the_lines_of_an_answer_change() {
    let sandbox = Sandbox::preset("django");
    sandbox.write(
        "dockwright.yaml",
        sandbox
            .read("dockwright.yaml")
            .replace("# developed here", "# ours"),
    );
    let other = Sandbox::empty();
    for (path, bytes) in sandbox.tree() {
        if !path.ends_with('/') {
            other.write(&path, bytes);
        }
    }
    let before = sandbox.read("dockwright.yaml");
    let all = [("web: python", "3.12"), ("Features", "admin tools")];
    let ran = answers(&sandbox, &all, ">\nlist\nyes\n");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        said(&ran).contains("update docker/web/Dockerfile"),
        "{}",
        ran.stderr
    );
    assert!(sandbox.read("dockwright.yaml").contains("# ours"));
    let before: Vec<&str> = before.lines().collect();
    let after = sandbox.read("dockwright.yaml");
    let kept = after.lines().filter(|line| before.contains(line)).count();
    assert_eq!(kept, before.len() - 2, "{after}");
    repeats(&sandbox, &other, &ran.stdout);
}

#[test]
fn the_words_that_are_always_understood() {
    let sandbox = Sandbox::empty();
    let ran = plain(
        &sandbox,
        &["--plain"],
        "django\nshop\n?\n=\n!\n<\nother\n>\nno\n",
    );
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    let said = said(&ran);
    // Which ports are taken is a matter of the machine, and no test's.
    let taken = said.contains("taken on this machine: your .env says");
    for part in [
        // Why, the lines, the problems.
        "Where its code is: what is built, mounted, watched and debugged.",
        "compose.yaml: 4 name: shop",
        "No problem.",
        // Its answer is offered again.
        "What is the project called? Containers, network and volumes carry the name, so two projects never share one. [shop]: other",
        "Nothing was written. To come back to these answers: dockwright init --preset django --set name=other --yes",
    ] {
        let other = taken && part == "No problem.";
        assert!(said.contains(part) || other, "{part}\n{said}");
    }
    assert!(sandbox.tree().is_empty());
}

#[test]
fn left_or_ended_nothing_is_written() {
    let sandbox = Sandbox::empty();
    for typed in [
        "",
        "q\n",
        "nonsense\n",
        "1\n",
        "1\nshop\nq\n",
        "1\n>\nlist\n",
        "0\n>\nyes\n",
    ] {
        let ran = plain(&sandbox, &["--plain"], typed);
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{typed:?}");
        assert!(ran.stderr.contains("Nothing was written."), "{typed:?}");
        assert!(sandbox.tree().is_empty(), "{typed:?}");
    }
}

#[test]
fn a_conflict_is_read_and_asked_for() {
    let sandbox = Sandbox::preset("django");
    let text = sandbox.read("compose.override.yaml");
    assert!(text.contains("${WEB_PORT:-8000}"), "{text}");
    sandbox.write(
        "compose.override.yaml",
        text.replace("${WEB_PORT:-8000}", "9001"),
    );
    let all = [("web: port", "8001")];
    let ran = answers(&sandbox, &all, ">\nyes\n4\nno\n");
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("Conflict: compose.override.yaml"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr
            .contains("  Yours:\n        SITE_URL: http://localhost:9001\n  Before:\n"),
        "{}",
        ran.stderr
    );
    assert!(sandbox.read("compose.override.yaml").contains("9001"));
    let ran = answers(&sandbox, &all, ">\nyes\n2\n2\n");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        sandbox
            .read("compose.override.yaml")
            .contains("${WEB_PORT:-8001}")
    );
}

#[test]
fn another_folder_is_named_in_the_command() {
    let sandbox = Sandbox::empty();
    let ran = plain(&sandbox, &["--plain", "my shop"], "django\n>\nyes\n");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(
        ran.stdout,
        "mkdir -p 'my shop' && cd 'my shop' && dockwright init --preset django --yes\n"
    );
    repeats(&sandbox, &Sandbox::empty(), &ran.stdout);
}

#[test]
fn on_a_terminal_a_line_is_edited_and_the_files_are_the_same() {
    let sandbox = Sandbox::empty();
    let mut pty = Pty::spawn(&["--plain"], (80, 24), &[], &sandbox.dir);
    pty.wait_text("Number or name [1]:");
    assert!(!pty.termios().canonical);
    pty.line("djangp").wait_text("djangp is none of them");
    // What was refused stands there to be mended.
    pty.keys("<Backspace> o <Enter>");
    pty.wait_text("so two projects never share one. [demo]:");
    pty.line("shop").wait_text("web: folder");
    pty.keys("<Esc>").wait_text("[shop]:");
    pty.line("").wait_text("web: folder");
    pty.line(">").wait_text("yes, no, or list. [list]:");
    pty.line("yes");
    let (status, raw) = pty.wait_sane();
    assert!(status.success(), "{raw}");
    let command = raw.lines().last().unwrap();
    assert_eq!(
        command,
        "dockwright init --preset django --set name=shop --yes"
    );
    repeats(&sandbox, &Sandbox::empty(), command);
}

#[test]
fn a_dumb_terminal_starts_in_it_and_edits_its_own_lines() {
    let sandbox = Sandbox::empty();
    let mut pty = Pty::spawn(&[], (80, 24), &[("TERM", "dumb")], &sandbox.dir);
    pty.wait_text("Number or name [1]:");
    assert!(pty.termios().canonical);
    pty.line("django").wait_text("[demo]:");
    pty.line(">").wait_text("[list]:");
    pty.line("yes");
    let (status, raw) = pty.wait_sane();
    assert!(status.success(), "{raw}");
    assert!(!raw.contains('\x1b'), "{raw:?}");
    repeats(&sandbox, &Sandbox::empty(), raw.lines().last().unwrap());
}

#[test]
fn ctrl_c_and_signals_give_the_terminal_back_and_write_nothing() {
    let sandbox = Sandbox::empty();
    let start = || {
        let mut pty = Pty::spawn(&["--plain"], (80, 24), &[], &sandbox.dir);
        pty.wait_text("Number or name [1]:");
        pty
    };
    let mut pty = start();
    pty.keys("<C-c>");
    let (status, _) = pty.wait_sane();
    assert_eq!(status.exit_code(), 130);
    for signal in [Signal::TERM, Signal::HUP] {
        let mut pty = start();
        pty.signal(signal);
        let (status, raw) = pty.wait_sane();
        assert!(status.signal().is_some(), "{raw}");
    }
    assert!(sandbox.tree().is_empty());
}

#[test]
fn the_wizard_hands_its_answers_over_and_takes_no_key_of_the_questions() {
    let sandbox = Sandbox::empty();
    let mut pty = Pty::spawn(&[], (80, 24), &[], &sandbox.dir);
    pty.wait_text("Start from");
    pty.keys("1 P");
    pty.wait_text("What is the project called?");
    assert_eq!(pty.modes().get(&1049), Some(&false));
    assert_eq!(pty.modes().get(&1000), Some(&false));
    pty.line("shop").wait_text("folder.");
    pty.line(">").wait_text("yes, no, or list. [list]:");
    pty.line("yes");
    let (status, raw) = pty.wait_sane();
    assert!(status.success(), "{raw}");
    let command = raw.lines().last().unwrap();
    assert!(command.ends_with("--set name=shop --yes"), "{command}");
    repeats(&sandbox, &Sandbox::empty(), command);
}
