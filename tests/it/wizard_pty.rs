//! The wizard in a terminal of its own: from an empty folder to files, signals, drafts, the shell and
//! back, sizes.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::process::Signal;

use crate::support::Sandbox;
use crate::support::pty::Pty;

const SMALL: (u16, u16) = (80, 24);

/// All that is the user's lies beside the project, in the test's own folder.
fn start(sandbox: &Sandbox, size: (u16, u16)) -> Pty {
    let home = sandbox.dir.parent().unwrap().display().to_string();
    let at = |name: &str| format!("{home}/{name}");
    let (config, data, cache) = (at(".config"), at(".local/share"), at(".cache"));
    let editor = format!("sh {}", at("editor"));
    let env = [
        ("EDITOR", editor.as_str()),
        ("XDG_CONFIG_HOME", config.as_str()),
        ("XDG_DATA_HOME", data.as_str()),
        ("XDG_CACHE_HOME", cache.as_str()),
    ];
    Pty::spawn(&[], size, &env, &sandbox.dir)
}

fn drafts(sandbox: &Sandbox) -> Vec<PathBuf> {
    let home = sandbox.dir.parent().unwrap();
    let folder = home.join(".local/share/dockwright/drafts");
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// A frame of the design, to its last row, and what the disk has is known.
fn is_whole(rows: &[String]) -> bool {
    rows[0].ends_with("written")
        && rows[1].contains("in words")
        && rows[rows.len() - 1].contains("? keys")
}

/// All files; of secrets, which are random, only the names.
fn files(sandbox: &Sandbox) -> Vec<(String, Vec<u8>)> {
    let tree = sandbox.tree().into_iter();
    tree.filter(|(path, _)| !path.contains(".dockwright/local"))
        .map(|(path, bytes)| {
            let bytes = if path.starts_with("secrets/") {
                Vec::new()
            } else {
                bytes
            };
            (path, bytes)
        })
        .collect()
}

#[test]
fn in_a_folder_with_code_it_begins_with_what_the_code_tells() {
    let code = |sandbox: &Sandbox| {
        sandbox.write("requirements.txt", "fastapi==0.115.0\nuvicorn==0.30.0\n");
        sandbox.write(
            "main.py",
            "from fastapi import FastAPI\n\napp = FastAPI()\n",
        );
    };
    let (sandbox, other) = (Sandbox::empty(), Sandbox::empty());
    code(&sandbox);
    code(&other);
    let mut pty = start(&sandbox, SMALL);
    pty.wait_text("Found here, and why");
    pty.wait_text("requirements.txt:1 fastapi==0.115.0");
    pty.keys("w");
    pty.wait_text("Nothing is written yet");
    pty.keys("<Enter>");
    pty.wait_text("Nothing else was touched");
    pty.keys("q");
    let (status, raw) = pty.wait_sane();
    assert!(status.success(), "{raw}");
    assert!(raw.contains("dockwright init . --yes\r\n"), "{raw}");
    assert_eq!(other.run(&["init", ".", "--yes"]).code, 0);
    assert_eq!(files(&sandbox), files(&other));
}

#[test]
fn the_line_that_says_so_is_opened_in_the_editor_and_the_screen_comes_back() {
    let sandbox = Sandbox::empty();
    let code = "from fastapi import FastAPI\n\napp = FastAPI()\n";
    let packages = "uvicorn==0.30.0\nfastapi==0.115.0\n";
    sandbox.write("api/requirements.txt", packages);
    sandbox.write("api/main.py", code);
    sandbox.write("../editor", "echo \"$@\" >> ../opened\n");
    let mut pty = start(&sandbox, SMALL);
    pty.wait_text("api/requirements.txt:2 fastapi==0.115.0");
    pty.keys("e");
    pty.wait_text("What says so");
    pty.keys("<Enter>");
    pty.wait_text("was open in the editor");
    let opened = sandbox.read("../opened");
    assert_eq!(opened, "+2 ./api/requirements.txt\n");
    // And of an answer in the form.
    pty.keys("<Enter> 2 j");
    pty.wait_text("e file");
    pty.keys("e");
    pty.wait_text("What says so");
    pty.keys("j <Enter>");
    pty.wait_text("main.py was open in the editor");
    assert!(sandbox.read("../opened").ends_with("+3 ./api/main.py\n"));
    pty.keys("q");
    pty.wait_sane();
}

#[test]
fn a_draft_that_was_left_open_is_offered_beside_the_newer_one() {
    let sandbox = Sandbox::empty();
    let answered = |before: &str, adds: &str| {
        let mut pty = start(&sandbox, SMALL);
        if !before.is_empty() {
            pty.wait_text("Not written last time");
            pty.keys(before);
        }
        pty.wait_text("Nothing here yet");
        pty.keys("<Enter>");
        pty.wait_text("Outline");
        pty.keys(&format!("a {adds} <Enter>"));
        pty.wait_text("u undoes");
        pty.keys("q q");
        pty.wait_sane();
    };
    answered("", "admin");
    assert_eq!(drafts(&sandbox).len(), 1);
    answered("<Esc>", "rabbit");
    assert_eq!(drafts(&sandbox).len(), 2);
    let mut pty = start(&sandbox, SMALL);
    pty.wait_text("1 older answer");
    pty.keys("j <Enter>");
    pty.wait_text("taken up");
    pty.keys("w");
    pty.wait_text("Nothing is written yet");
    pty.keys("<Enter>");
    pty.wait_text("Nothing else was touched");
    pty.keys("q");
    pty.wait_sane();
    let text = sandbox.read("dockwright.yaml");
    assert!(text.contains("admin") && !text.contains("rabbit"), "{text}");
    // The other one is there still, until somebody says that it is not wanted.
    assert_eq!(drafts(&sandbox).len(), 1);
}

#[test]
fn from_an_empty_folder_to_the_files_that_init_makes() {
    let sandbox = Sandbox::empty();
    let mut pty = start(&sandbox, SMALL);
    pty.wait_text("Nothing here yet");
    pty.keys("w");
    pty.wait_text("Nothing is written yet");
    assert!(sandbox.tree().is_empty(), "written before Enter");
    pty.keys("<Enter>");
    pty.wait_text("Nothing else was touched");
    pty.keys("q");
    let (status, raw) = pty.wait_sane();
    assert!(status.success(), "{raw}");
    // The last word is the command, on a screen that is the shell's again.
    let (_, after) = raw.rsplit_once("\x1b[?1049l").unwrap();
    assert!(
        after.contains("dockwright init --preset django-vite --yes\r\n"),
        "{after:?}"
    );
    assert_eq!(drafts(&sandbox), [] as [PathBuf; 0]);

    let again = Sandbox::preset("django-vite");
    let (made, told) = (files(&sandbox), files(&again));
    let names = |files: &[(String, Vec<u8>)]| {
        files
            .iter()
            .map(|(path, _)| path.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&made), names(&told));
    for ((path, made), (_, told)) in made.iter().zip(&told) {
        assert_eq!(
            String::from_utf8_lossy(made),
            String::from_utf8_lossy(told),
            "{path}"
        );
    }
    assert_eq!(sandbox.run(&["check"]).code, 0);
}

#[test]
fn what_ends_it_from_outside_keeps_the_draft_and_the_next_start_offers_it() {
    for signal in [Signal::TERM, Signal::HUP] {
        let sandbox = Sandbox::empty();
        let mut pty = start(&sandbox, SMALL);
        pty.wait_text("Nothing here yet");
        pty.keys("<Enter>");
        pty.wait_text("Outline");
        pty.keys("a admin <Enter>");
        pty.wait_text("u undoes");
        pty.signal(signal);
        let (_, raw) = pty.wait_sane();
        assert!(raw.contains("\x1b[?1049l"), "{signal:?}");
        assert!(sandbox.tree().is_empty(), "{signal:?}");
        let kept = drafts(&sandbox);
        assert_eq!(kept.len(), 1, "{signal:?}");
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&kept[0]).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);

        let mut pty = start(&sandbox, SMALL);
        pty.wait_text("Not written last time");
        pty.keys("<Enter>");
        pty.wait_text("taken up");
        pty.keys("w");
        pty.wait_text("Nothing is written yet");
        pty.keys("<Enter>");
        pty.wait_text("Nothing else was touched");
        pty.keys("q");
        pty.wait_sane();
        assert!(
            sandbox.read("dockwright.yaml").contains("admin"),
            "{signal:?}"
        );
        assert_eq!(drafts(&sandbox), [] as [PathBuf; 0]);
    }
}

#[test]
fn leaving_with_an_answer_asks_keeps_it_and_prints_the_command() {
    let sandbox = Sandbox::preset("go-postgres");
    let before = sandbox.tree();
    let mut pty = start(&sandbox, SMALL);
    pty.wait_text("in words");
    pty.keys("a mai <Enter>");
    pty.wait_text("u undoes");
    pty.keys("q");
    pty.wait_text("as a draft");
    pty.keys("q");
    let (status, raw) = pty.wait_sane();
    assert!(status.success());
    let (_, after) = raw.rsplit_once("\x1b[?1049l").unwrap();
    assert!(
        after.contains("dockwright init --set features.mail_catcher=true --yes"),
        "{after:?}"
    );
    assert_eq!(sandbox.tree(), before);
    assert_eq!(drafts(&sandbox).len(), 1);

    // Nothing answered: nothing asked, nothing printed; the draft is not forgotten by it.
    let mut pty = start(&sandbox, SMALL);
    pty.wait_text("Not written last time");
    pty.keys("<Esc>");
    pty.wait_for(|rows| !rows.iter().any(|row| row.contains("Not written last time")));
    pty.keys("q");
    let (_, raw) = pty.wait_sane();
    let (_, after) = raw.rsplit_once("\x1b[?1049l").unwrap();
    assert!(!after.contains("dockwright"), "{after:?}");
    assert_eq!(drafts(&sandbox).len(), 1);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn to_the_shell_and_back() {
    let sandbox = Sandbox::preset("go-postgres");
    let mut pty = Pty::program(
        Path::new("/bin/sh"),
        &["-i"],
        SMALL,
        &[("PS1", "shell> "), ("ENV", "")],
        &sandbox.dir,
    );
    pty.wait_text("shell>");
    let go = sandbox.dir.parent().unwrap().join("go");
    fs::write(&go, env!("CARGO_BIN_EXE_dockwright")).unwrap();
    pty.line("set -m; sh ../go");
    let shown = pty.wait_for(is_whole);
    pty.keys("<C-z>");
    pty.wait_for(|rows| {
        rows.iter()
            .rfind(|row| !row.is_empty())
            .is_some_and(|row| row == "shell>")
    });
    assert_eq!(pty.modes().get(&1049), Some(&false));
    pty.line("fg");
    pty.wait_for(|rows| rows == shown);
    // The first key after it is the wizard's.
    pty.keys("j");
    pty.wait_for(|rows| rows != shown && rows[0] == shown[0]);
    pty.keys("q");
    pty.wait_for(|rows| {
        rows.iter()
            .rfind(|row| !row.is_empty())
            .is_some_and(|row| row == "shell>")
    });
    pty.line("exit");
    let (status, raw) = pty.wait_sane();
    assert!(status.success(), "{raw}");
}

#[test]
fn whatever_size_the_window_takes_it_comes_back_to_the_same_frame() {
    let sandbox = Sandbox::preset("go-postgres");
    let mut pty = start(&sandbox, SMALL);
    let shown = pty.wait_for(is_whole);
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut roll = |sides: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u16::try_from((state >> 11) % sides).unwrap()
    };
    for _ in 0..60 {
        pty.resize(1 + roll(220), 1 + roll(70));
    }
    pty.resize(40, 10);
    pty.wait_text("This window is 40 x 10");
    for size in [
        (81, 24),
        (120, 40),
        (200, 60),
        (79, 24),
        (110, 24),
        (80, 30),
        SMALL,
    ] {
        pty.resize(size.0, size.1);
        pty.wait_for(|rows| match size.0 {
            80.. => is_whole(rows) && rows.len() == usize::from(size.1),
            _ => rows.iter().any(|row| row.contains("This window is")),
        });
    }
    pty.wait_for(|rows| rows == shown);
    pty.keys("q");
    pty.wait_sane();
}

#[test]
fn without_a_terminal_it_names_what_needs_none() {
    let sandbox = Sandbox::empty();
    let ran = sandbox.run(&[]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.stdout, "");
    for word in ["init", "--plain"] {
        assert!(ran.stderr.contains(word), "{}", ran.stderr);
    }
    assert!(sandbox.tree().is_empty());
}

#[test]
fn a_terminal_that_tells_its_background_chooses_the_look_until_somebody_does() {
    let sandbox = Sandbox::empty();
    // Without the foot, where each look is named.
    let colours = |screen: &vt100::Screen| -> Vec<vt100::Color> {
        let (rows, columns) = screen.size();
        let places =
            (0..rows.get() - 3).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
        places
            .filter_map(|(row, column)| Some(screen.cell(row, column)?.fgcolor()))
            .collect()
    };
    let is_ours = |colours: &[vt100::Color]| {
        let mut colours = colours.iter();
        colours.any(|colour| matches!(colour, vt100::Color::Idx(16..)))
    };
    let mut pty = Pty::spawn(&["--theme", "auto"], SMALL, &[], &sandbox.dir);
    pty.wait_text("? keys");
    // It is asked, and until it answers the colours are its own.
    assert!(pty.raw().windows(6).any(|bytes| bytes == b"\x1b]11;?"));
    assert!(!is_ours(&pty.look_at(colours)));
    pty.send(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    let light = pty.wait_look(|screen| Some(colours(screen)).filter(|now| is_ours(now)));
    pty.send(b"\x1b]11;rgb:0000/0000/0000\x07");
    pty.wait_look(|screen| (is_ours(&colours(screen)) && colours(screen) != light).then_some(()));
    pty.keys("T");
    pty.wait_look(|screen| (colours(screen) == light).then_some(()));
    // What the terminal says now counts no more: of the light one the next is without colours.
    pty.send(b"\x1b]11;rgb:0000/0000/0000\x07");
    pty.keys("T");
    pty.wait_look(|screen| (!is_ours(&colours(screen))).then_some(()));
    pty.keys("q");
    pty.wait_sane();
}
