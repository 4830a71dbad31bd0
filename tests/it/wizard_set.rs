//! The same answers by the wizard's keys and by `init --set` give the same files, byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use dockwright::core::design::Design;
use dockwright::core::editing::Seen;
use dockwright::core::form::{Control, Field, Subject};
use dockwright::shell::{disk, project};

use crate::support::Sandbox;
use crate::support::wizard::{Begin, Wizard};

const SIZE: (u16, u16) = (120, 40);
/// As many on every machine: what is found on one is found on the next.
const SEQUENCES: u64 = 60;
const PRESETS: [&str; 4] = [
    "django-vite",
    "go-postgres",
    "next-go-postgres",
    "fastapi-react-celery",
];

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % sides as u64).unwrap()
    }
}

/// A preset taken by its keys, on what an empty folder really has to say.
fn begun(preset: &str, seen: &Seen) -> Wizard {
    let begin = Begin {
        seen: seen.clone(),
        ..Begin::new("demo", SIZE)
    };
    let mut wizard = begin.wizard();
    let at = wizard
        .model
        .meet
        .presets
        .iter()
        .position(|known| known.name == preset);
    wizard.model.meet.cursor.at = at.unwrap();
    wizard.keys("<Enter>");
    wizard.slow = true;
    wizard
}

/// One answer by keys; what could not be written is taken back, as somebody would. Says what kind it was.
fn answer(wizard: &mut Wizard, dice: &mut Dice) -> &'static str {
    let before = wizard.model.editing.edits().len();
    let kind = give(wizard, dice);
    wizard.keys("<Esc>");
    while !wizard.model.popups.is_empty() {
        wizard.keys("<Esc>");
    }
    while wizard.model.editing.edits().len() > before && !wizard.model.editing.design().is_sound() {
        wizard.keys("u");
    }
    if wizard.model.editing.edits().len() == before {
        return "none";
    }
    kind
}

fn give(wizard: &mut Wizard, dice: &mut Dice) -> &'static str {
    let subjects: Vec<Subject> = wizard
        .model
        .rows
        .iter()
        .filter_map(|row| row.subject())
        .cloned()
        .collect();
    match dice.roll(6) {
        0 => {
            let features = subjects
                .iter()
                .filter(|subject| matches!(subject, Subject::Feature(_)));
            let features: Vec<&Subject> = features.collect();
            wizard
                .entry(features[dice.roll(features.len())])
                .keys("<Space>");
            "feature"
        }
        1 => {
            let name = ["tools", "more"][dice.roll(2)];
            let known = wizard
                .model
                .editing
                .design()
                .answers
                .profiles
                .contains_key(name);
            wizard.keys("p g").keys(&"j ".repeat(dice.roll(8)));
            if !known {
                wizard.keys(&format!("a {name} <Enter>"));
            }
            wizard.keys("<Space>");
            "profile"
        }
        _ => field(wizard, dice, &subjects),
    }
}

fn field(wizard: &mut Wizard, dice: &mut Dice, subjects: &[Subject]) -> &'static str {
    let subject = &subjects[dice.roll(subjects.len())];
    if !matches!(subject, Subject::Member(_) | Subject::Feature(_)) {
        return "none";
    }
    wizard.entry(subject).keys("2");
    if wizard.model.fields.is_empty() {
        return "none";
    }
    // A kind first, so that the rare ones are not rare here.
    let kinds: BTreeSet<&str> = wizard.model.fields.iter().filter_map(kind).collect();
    let mut kinds: Vec<&str> = kinds.into_iter().collect();
    // Of all services only some have steps.
    if kinds.contains(&"step") {
        kinds.extend(["step"; 3]);
    }
    if kinds.is_empty() {
        return "none";
    }
    let wanted = kinds[dice.roll(kinds.len())];
    let fields = wizard.model.fields.iter().enumerate();
    let places: Vec<usize> = fields
        .filter(|(_, field)| kind(field) == Some(wanted))
        .map(|(place, _)| place)
        .collect();
    let at = places[dice.roll(places.len())];
    wizard.keys(&format!("g {}", "j ".repeat(at)));
    match wanted {
        "step" => wizard.keys(["<Space>", "<Space>", "<lt>", ">"][dice.roll(4)]),
        "choice" => {
            wizard.keys(["<Space>", "<Enter> j <Enter>", "<Enter> G <Enter>"][dice.roll(3)])
        }
        "ticks" => wizard.keys(&format!("<Enter> {} <Space>", "j ".repeat(dice.roll(4)))),
        "port" => wizard.keys(&format!("<Enter> {} <Enter>", 7000 + dice.roll(900))),
        _ => wizard.keys("<Space>"),
    };
    wanted
}

/// What `--set` can say of a field; what is typed freely is for other tests.
fn kind(field: &Field) -> Option<&'static str> {
    Some(match field.control {
        Control::Toggle(_) => "toggle",
        Control::Step { .. } => "step",
        Control::Choice(_) => "choice",
        Control::Many(_) => "ticks",
        Control::Line if matches!(field.label.as_str(), "port" | "publish") => "port",
        _ => return None,
    })
}

/// Into a shell, as it was printed.
fn repeat(sandbox: &Sandbox, command: &str) {
    let program = Path::new(env!("CARGO_BIN_EXE_dockwright"));
    let path = std::env::var("PATH").unwrap_or_default();
    let ran = Command::new("sh")
        .args(["-ec", command])
        .current_dir(&sandbox.dir)
        .env_clear()
        .env(
            "PATH",
            format!("{}:{path}", program.parent().unwrap().display()),
        )
        .env("HOME", sandbox.dir.parent().unwrap())
        .env("DOCKWRIGHT_PROBE_PORTS", "no")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{command}\n{said}");
}

/// All files; secrets are random, and the journal tells of the run.
fn files(sandbox: &Sandbox) -> BTreeMap<String, Vec<u8>> {
    let mut tree = sandbox.tree();
    tree.retain(|path, _| !path.contains(".dockwright/local"));
    for (path, bytes) in &mut tree {
        if path.starts_with("secrets/") {
            bytes.clear();
        }
        // Which ports are taken is a matter of the machine, and no test's.
        if path == ".env" {
            let text = String::from_utf8_lossy(bytes);
            let own = |line: &&str| !(line.contains("_PORT=") || line.contains(" was taken on "));
            *bytes = text
                .lines()
                .filter(own)
                .collect::<Vec<_>>()
                .join("\n")
                .into_bytes();
        }
    }
    tree
}

#[test]
fn keys_and_sets_make_the_same_files() {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut commands = BTreeSet::new();
    let empty = Sandbox::empty();
    let seen = project::seen(&empty.dir, &Design::default());
    for seed in 1..=SEQUENCES {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut wizard = begun(PRESETS[dice.roll(PRESETS.len())], &seen);
        for _ in 0..=dice.roll(6) {
            *kinds.entry(answer(&mut wizard, &mut dice)).or_default() += 1;
        }
        let command = wizard.model.editing.replay();
        wizard.keys("w <Enter>");
        // The review waits for the disk, and has the key then.
        wizard.catch_up();
        let shown = wizard.screen().join("\n");
        assert_eq!(wizard.wrote.len(), 1, "{seed}: {command}\n{shown}");
        let (by_keys, by_sets) = (Sandbox::empty(), Sandbox::empty());
        disk::apply(&by_keys.dir, &wizard.wrote[0]).unwrap();
        repeat(&by_sets, &command);
        let (keys, sets) = (files(&by_keys), files(&by_sets));
        assert!(keys.len() > 10);
        for path in keys.keys().chain(sets.keys()) {
            let text = |tree: &BTreeMap<String, Vec<u8>>| {
                tree.get(path)
                    .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            };
            assert_eq!(text(&keys), text(&sets), "{seed}: {path}\n{command}");
        }
        commands.insert(command);
    }
    eprintln!(
        "wizard_set: {SEQUENCES} sequences, {} commands, {kinds:?}",
        commands.len()
    );
    assert!(commands.len() as u64 * 2 > SEQUENCES, "{commands:?}");
    for kind in [
        "feature", "profile", "toggle", "choice", "ticks", "port", "step",
    ] {
        assert!(kinds.contains_key(kind), "{kind}: {kinds:?}");
    }
}
