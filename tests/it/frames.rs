//! What the wizard shows: each screen, pane and box at its sizes, text and look. The frames are files
//! beside this one; `UPDATE=1 cargo test frames` writes them anew, to be read before they are committed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dockwright::core::change::{Content, Found};
use dockwright::core::detect::Findings;
use dockwright::core::doctor::{self, Fix};
use dockwright::core::editing::Kept;
use dockwright::core::form::Subject;
use dockwright::core::path::RelPath;
use dockwright::core::report::Check;
use dockwright::core::verify::Finding;
use dockwright::core::verify::cause::Cause;
use dockwright::core::yaml::edit;
use dockwright::ui::tui::model::Show;
use dockwright::ui::tui::msg::{Msg, Progress};
use dockwright::ui::tui::theme::{Palette, Theme};
use ratatui::style::Color;

use crate::support::wizard::{Begin, OPENSHOP, Wizard, findings, nothing};

type Size = (u16, u16);

const SMALL: Size = (80, 24);
const MIDDLE: Size = (120, 40);
const LARGE: Size = (200, 60);

/// A frame: its name, the sizes it is drawn at, and how one gets there.
type Frame = (&'static str, &'static [Size], fn(Size) -> Wizard);

const FRAMES: &[Frame] = &[
    ("meet", &[SMALL, MIDDLE], |size| {
        Wizard::empty("openshop", size)
    }),
    ("meet-find", &[SMALL], |size| {
        keys(Wizard::empty("openshop", size), "/ rust")
    }),
    ("looking", &[SMALL, MIDDLE], |size| {
        let mut wizard = looking(size);
        wizard.tell(Msg::Looked(12_288));
        wizard
    }),
    ("found", &[SMALL, MIDDLE, LARGE], |size| {
        Wizard::code("django-and-vite", size)
    }),
    ("found-asks", &[SMALL], |size| {
        keys(
            Wizard::code("one-source-several-processes", size),
            "j <Space> G k",
        )
    }),
    ("found-left", &[SMALL, MIDDLE], |size| {
        keys(Wizard::code("uv-workspace", size), "G k")
    }),
    ("found-evidence", &[SMALL], |size| {
        keys(Wizard::code("django-and-vite", size), "i")
    }),
    ("found-open", &[SMALL], |size| {
        keys(Wizard::code("django-and-vite", size), "e j")
    }),
    ("found-nothing", &[SMALL], nothing_found),
    ("found-form", &[SMALL, MIDDLE, LARGE], |size| {
        let mut wizard = Wizard::code("three-python-versions", size);
        wizard.keys("j <Space> <Enter>");
        wizard.at(&member("api"), "python");
        wizard
    }),
    ("found-more", &[SMALL], |size| {
        let mut wizard = Wizard::code("three-python-versions", size);
        wizard.keys("<Enter>");
        wizard.at(&member("api"), "port").keys("i");
        wizard
    }),
    ("add-code", &[SMALL], |size| {
        let begin = Begin {
            answers: Some(OPENSHOP),
            code: Some(findings("three-python-versions")),
            ..Begin::new("openshop", size)
        };
        keys(begin.wizard(), "a")
    }),
    ("draft", &[SMALL], drafted),
    ("opening", &[SMALL, MIDDLE], |size| {
        let begin = Begin {
            answers: Some(OPENSHOP),
            ..Begin::new("openshop", size)
        };
        begin.opening()
    }),
    ("feature-off", &[SMALL], |size| {
        let text = with(&[("features.hot_reload", "{mode: watch}")]);
        let mut wizard = Wizard::project(&text, "openshop", size);
        wizard
            .entry(&Subject::Feature("hot_reload".to_owned()))
            .keys("<Space>");
        wizard
    }),
    ("words", &[SMALL, MIDDLE], openshop),
    ("words-read", &[SMALL], |size| {
        keys(openshop(size), "<Enter> i")
    }),
    ("machine-asked", &[SMALL], |size| machine(size, None)),
    ("machine-ill", &[SMALL, MIDDLE, LARGE], |size| {
        let taken = "5432 (DB_PORT) is taken by another program; 8000 (WEB_PORT) is taken by the project shop";
        let lines = Fix::Env(vec![("DB_PORT".to_owned(), "5442".to_owned())]);
        let mend = "write DB_PORT=5442, WEB_PORT=8010 into .env (`--fix` does)";
        let ports = found(Check::bad("ports", taken, mend), Some(lines));
        let told = "dial unix /var/run/docker.sock: connect: permission denied";
        let mend = "join the group that may: `sudo usermod -aG docker $USER`, and log in anew";
        let engine = found(Check::bad("engine", told, mend), None);
        machine(
            size,
            Some(vec![
                engine,
                found(Check::good("disk", "40 GB"), None),
                ports,
            ]),
        )
    }),
    ("machine-well", &[SMALL], |size| {
        machine(
            size,
            Some(vec![found(Check::good("engine", "28.5.2 on Debian"), None)]),
        )
    }),
    ("outline", &[SMALL], |size| keys(openshop(size), "G")),
    ("form", &[SMALL, MIDDLE, LARGE], port),
    ("form-more", &[SMALL], |size| keys(port(size), "i")),
    ("form-setup", &[MIDDLE], |size| {
        let mut wizard = openshop(size);
        wizard.at(&member("web"), "migrate");
        wizard
    }),
    ("form-feature", &[SMALL], |size| {
        let mut wizard = openshop(size);
        wizard
            .entry(&Subject::Feature("hot_reload".to_owned()))
            .keys("<Enter>");
        wizard
    }),
    ("edit", &[SMALL], |size| keys(to_port(size), "<Enter>")),
    ("edit-typed", &[SMALL], |size| {
        keys(to_port(size), "<Enter> 8001")
    }),
    ("edit-wrong", &[SMALL], |size| {
        keys(to_port(size), "<Enter> 8o01 <Enter>")
    }),
    ("choices", &[SMALL], |size| {
        let mut wizard = openshop(size);
        wizard.at(&member("web"), "python").keys("<Enter>");
        wizard
    }),
    ("ticks", &[SMALL], |size| {
        let mut wizard = openshop(size);
        wizard.at(&member("web"), "uses").keys("<Enter> j");
        wizard
    }),
    ("rename", &[SMALL], |size| {
        let mut wizard = openshop(size);
        wizard.entry(&member("web")).keys("r db <Enter>");
        wizard
    }),
    ("remove", &[SMALL], |size| {
        let mut wizard = openshop(size);
        wizard.entry(&member("db")).keys("d");
        wizard
    }),
    ("add", &[SMALL, MIDDLE], |size| {
        let mut wizard = openshop(size);
        wizard.entry(&member("web")).keys("a mail");
        wizard
    }),
    ("add-nothing", &[SMALL], |size| {
        keys(openshop(size), "a qqqq")
    }),
    ("matrix", &[SMALL, MIDDLE], matrix),
    ("matrix-empty", &[SMALL], |size| keys(openshop(size), "p")),
    ("matrix-new", &[SMALL], |size| keys(matrix(size), "a")),
    ("problems", &[SMALL, MIDDLE], problems),
    ("problems-none", &[SMALL], |size| keys(openshop(size), "!")),
    ("mends", &[SMALL], |size| keys(twice(size), "! M")),
    ("write-stopped", &[SMALL], |size| keys(twice(size), "w")),
    ("preview", &[SMALL, MIDDLE], |size| keys(port(size), "3 n")),
    ("preview-zoomed", &[MIDDLE], |size| keys(port(size), "3 z")),
    ("preview-dockerfile", &[MIDDLE], |size| {
        keys(port(size), "f web/Dockerfile <Enter>")
    }),
    ("find", &[SMALL], |size| keys(port(size), "/ 5432 <Enter>")),
    ("files", &[SMALL], |size| keys(port(size), "f compose")),
    ("merged", &[SMALL, MIDDLE], |size| {
        view(port(size), Show::Merged)
    }),
    ("changes", &[SMALL, MIDDLE], |size| {
        view(changed(size), Show::Changes)
    }),
    ("both", &[SMALL, MIDDLE, LARGE], |size| {
        let mut wizard = port(size);
        wizard.entry(&member("web")).keys("b");
        wizard
    }),
    ("help", &[SMALL, MIDDLE], |size| keys(port(size), "?")),
    ("help-filtered", &[SMALL], |size| keys(port(size), "? undo")),
    ("review", &[SMALL, MIDDLE], |size| keys(changed(size), "w")),
    ("review-new", &[SMALL], |size| {
        keys(Wizard::empty("openshop", size), "w")
    }),
    ("review-skipped", &[SMALL], |size| {
        keys(changed(size), "w <Tab> <Space> n")
    }),
    ("conflict", &[SMALL, MIDDLE, LARGE], |size| {
        keys(Wizard::in_conflict(size), "w")
    }),
    ("conflict-new", &[SMALL], |size| {
        keys(Wizard::in_conflict(size), "w l l")
    }),
    ("conflict-foreign", &[MIDDLE], foreign),
    ("conflict-settled", &[MIDDLE], |size| {
        keys(Wizard::in_conflict(size), "w <Space>")
    }),
    ("written", &[SMALL, MIDDLE], |size| {
        keys(changed(size), "w <Enter>")
    }),
    ("written-preset", &[SMALL], |size| {
        keys(Wizard::empty("openshop", size), "w <Enter>")
    }),
    ("verify-running", &[SMALL, MIDDLE], verifying),
    ("verify-failed", &[SMALL, MIDDLE], |size| {
        let mut wizard = verifying(size);
        let findings = wizard.model.verify.clone().unwrap().findings;
        wizard.tell(Msg::Verified(Some(findings)));
        wizard
    }),
    ("verify-stopped", &[SMALL], |size| {
        keys(verifying(size), "<Esc>")
    }),
    ("leave", &[SMALL], |size| keys(port(size), "q")),
    ("small", &[(64, 18), (20, 5)], openshop),
];

fn found(check: Check, fix: Option<Fix>) -> doctor::Finding {
    doctor::Finding { check, fix }
}

/// The page of a project on a machine that is looked at, or was.
fn machine(size: Size, findings: Option<Vec<doctor::Finding>>) -> Wizard {
    let begin = Begin {
        answers: Some(OPENSHOP),
        examines: true,
        ..Begin::new("openshop", size)
    };
    let mut wizard = begin.wizard();
    if let Some(findings) = findings {
        wizard.tell(Msg::Examined(findings));
    }
    wizard
}

/// A throw-away stack of a project, with a setup step that fails.
fn verifying(size: Size) -> Wizard {
    let mut wizard = keys(openshop(size), "w <Enter> <Enter> v");
    let cause = Cause {
        code: "bad-migration".to_owned(),
        title: "a migration fails".to_owned(),
        mend: "mend the migration that the log names, or take it back".to_owned(),
        line: Some("relation \"nowhere\" does not exist".to_owned()),
    };
    let log = [
        "Applying notes.0002...",
        "relation \"nowhere\" does not exist",
    ];
    let log = log.map(str::to_owned).to_vec();
    let findings = [
        Finding::good("engine", "Docker 28.5.2, Compose 2.40.3"),
        Finding::good("development/build", "built in 12 s"),
        Finding::good("development/db", "up"),
        Finding::bad("development/web-setup", cause, "it ended with 1", log),
        Finding::not_asked("development/web", "it waits for web-setup"),
    ];
    for finding in findings {
        wizard.tell(Msg::Verifying(Progress::Found(finding)));
    }
    let doing = "development: taking openshop-verify-1a2b3c4d down".to_owned();
    wizard.tell(Msg::Verifying(Progress::Doing(doing)));
    wizard
}

/// Somebody's code is looked at, and that takes long.
fn looking(size: Size) -> Wizard {
    let begin = Begin {
        code: Some(Findings::default()),
        slow: true,
        ..Begin::new("openshop", size)
    };
    begin.wizard()
}

/// Files that tell of nothing.
fn nothing_found(size: Size) -> Wizard {
    let begin = Begin {
        code: Some(Findings {
            files: 12,
            ..Findings::default()
        }),
        ..Begin::new("openshop", size)
    };
    begin.wizard()
}

fn keys(mut wizard: Wizard, keys: &str) -> Wizard {
    wizard.keys(keys);
    wizard
}

fn member(name: &str) -> Subject {
    Subject::Member(name.to_owned())
}

fn openshop(size: Size) -> Wizard {
    Wizard::project(OPENSHOP, "openshop", size)
}

fn to_port(size: Size) -> Wizard {
    let mut wizard = openshop(size);
    wizard.at(&member("web"), "port");
    wizard
}

fn port(size: Size) -> Wizard {
    keys(to_port(size), "<Enter> 8001 <Enter>")
}

/// Written once; then the mail catcher, in the profile tools.
fn changed(size: Size) -> Wizard {
    let mut wizard = keys(openshop(size), "w <Enter> <Enter>");
    wizard.keys("a mail <Enter> p a tools <Enter> <Space> 1");
    wizard
}

/// A project with a compose file of its own, which dockwright never wrote.
fn foreign(size: Size) -> Wizard {
    let mut wizard = openshop(size);
    let theirs = Content::new("services:\n  app:\n    image: legacy:1\n", 0o644);
    let path = RelPath::new("compose.yaml").unwrap();
    wizard
        .seen
        .snapshot
        .entries
        .insert(path, Found::File(theirs));
    wizard.tell(Msg::Refocused(true));
    keys(wizard, "w")
}

fn matrix(size: Size) -> Wizard {
    keys(
        openshop(size),
        "a mail <Enter> a admin <Enter> p a tools <Enter> <Space> a demo <Enter> <Space>",
    )
}

/// The first view of this kind that `]` comes to.
fn view(mut wizard: Wizard, show: Show) -> Wizard {
    wizard.keys("f override <Enter>");
    for _ in 0..6 {
        if wizard.model.preview.show == show {
            break;
        }
        wizard.keys("]");
    }
    assert_eq!(wizard.model.preview.show, show);
    wizard
}

fn with(changes: &[(&str, &str)]) -> String {
    changes
        .iter()
        .fold(OPENSHOP.to_owned(), |text, (key, value)| {
            let path: Vec<&str> = key.split('.').collect();
            edit::set(&text, &path, value).unwrap()
        })
}

/// A container without an image, a page that nothing leads to, and the data of a member that is gone.
fn problems(size: Size) -> Wizard {
    let applied = with(&[("backing.search", "{kind: redis}")]);
    let text = with(&[
        ("services.admin", "{kind: vite, path: admin, port: 5174}"),
        ("backing.reports", "{kind: image, port: 8090}"),
    ]);
    let begin = Begin {
        answers: Some(&text),
        applied: Some(&applied),
        ..Begin::new("openshop", size)
    };
    keys(begin.wizard(), "!")
}

/// Two services on one port of the machine.
fn twice(size: Size) -> Wizard {
    let text = with(&[
        ("services.web.publish", "5173"),
        ("services.frontend.publish", "5173"),
    ]);
    Wizard::project(&text, "openshop", size)
}

fn drafted(size: Size) -> Wizard {
    let begin = Begin {
        draft: Some(Kept {
            start: OPENSHOP.to_owned(),
            command: String::new(),
            given: Vec::new(),
            text: with(&[("services.web.port", "8001")]),
            said: vec![
                "port of web: 8000 → 8001".to_owned(),
                "mail catcher on".to_owned(),
            ],
        }),
        answers: Some(OPENSHOP),
        seen: nothing(),
        ..Begin::new("openshop", size)
    };
    begin.wizard()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/frames")
}

/// All frames, made once: name, the wizard there.
fn all() -> impl Iterator<Item = (String, Wizard)> {
    FRAMES.iter().flat_map(|(name, sizes, make)| {
        sizes.iter().map(move |size| {
            let name = format!("{name}-{}x{}", size.0, size.1);
            (name, make(*size))
        })
    })
}

#[test]
fn every_frame_is_as_it_was_read_last() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut known = BTreeSet::new();
    let mut failed = Vec::new();
    for (name, mut wizard) in all() {
        let shown = wizard.styled();
        let file = folder().join(format!("{name}.txt"));
        if update {
            fs::write(&file, &shown).unwrap();
        }
        if fs::read_to_string(&file).unwrap_or_default() != shown {
            failed.push(format!("{name}:\n{shown}"));
        }
        failed.extend(judge(&mut wizard).err().map(|why| format!("{name}: {why}")));
        known.insert(format!("{name}.txt"));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let there: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(there, known, "a frame that no test draws");
}

/// What holds of every frame, whatever it shows.
fn judge(wizard: &mut Wizard) -> Result<(), String> {
    let screen = wizard.screen();
    let text = screen.join("\n");
    for palette in Palette::ALL {
        wizard.model.theme = Theme::new(palette, false);
        // All is told by the same text, whatever the colours.
        if wizard.screen().join("\n") != text {
            return Err(format!("{palette:?} says something else"));
        }
        for cell in &wizard.buffer().content {
            // The ground is the terminal's own; without colour there is none at all.
            let painted = cell.bg != Color::Reset;
            let coloured = palette == Palette::None && cell.fg != Color::Reset;
            if painted || coloured {
                return Err(format!("{palette:?}: {cell:?}"));
            }
        }
    }
    // In ASCII each glyph has a form of its own.
    wizard.model.theme = Theme::new(Palette::None, true);
    for (row, (ascii, shown)) in wizard.screen().iter().zip(&screen).enumerate() {
        let asks = |line: &str| line.matches('?').count();
        let is_ascii = ascii.chars().all(|letter| (' '..='~').contains(&letter));
        if !is_ascii || asks(ascii) > asks(shown) {
            return Err(format!("in ASCII, row {}:\n{ascii}\n{shown}", row + 1));
        }
    }
    wizard.model.theme = Theme::new(Palette::Sixteen, false);
    Ok(())
}

#[test]
fn a_long_path_and_a_wide_name_are_cut_by_columns() {
    let text = with(&[(
        "services.web.path",
        "后端服务代码/一个很长的文件夹名字/再长一点",
    )]);
    let mut wizard = Wizard::project(&text, "网上商店", SMALL);
    let path = RelPath::new("compose.yaml").unwrap();
    assert!(wizard.model.editing.sound().files.files.contains_key(&path));
    wizard.at(&member("web"), "folder");
    let row = wizard
        .screen()
        .into_iter()
        .find(|row| row.contains("▸ folder"));
    assert!(
        row.unwrap().contains("后端"),
        "{}",
        wizard.screen().join("\n")
    );
}
