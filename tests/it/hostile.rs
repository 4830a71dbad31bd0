//! Bytes of any kind, wherever dockwright reads what somebody else wrote: a message, never a panic,
//! nothing outside of the project's folder, in bounded time. `tests/fuzz` feeds the same by coverage.

use std::time::{Duration, Instant};

use dockwright::core::answers::FILE;
use dockwright::core::change::{APPLIED, base_of};
use dockwright::core::path::RelPath;

use crate::support::Sandbox;
use crate::support::bytes::{self, BETWEEN, Interrupted, Project};
use crate::support::dice::Dice;

/// Far above what any input takes, in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the formats give a meaning to, and what no text has.
const PIECES: [&[u8]; 40] = [
    b"\n",
    b"\r\n",
    b"\r",
    b" ",
    b"  ",
    b"\t",
    b": ",
    b":",
    b"- ",
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b"#",
    b"//",
    b"/*",
    b"\"",
    b"'",
    b"\\",
    b"\\\n",
    b"|\n",
    b">-\n",
    b"&a ",
    b"*a",
    b"<<: ",
    b"---\n",
    b"<<END\n",
    b"<<<<<<< ",
    b"=======\n",
    b">>>>>>> ",
    b"FROM a\n",
    b"RUN ",
    b"if ",
    b"fi\n",
    b"${",
    b"{{",
    b"\xef\xbb\xbf",
    b"\0",
    b"\xff\xfe",
];

/// Some bytes: a text with a few faults, a part of it, pieces, or noise.
fn some(dice: &mut Dice, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = match dice.roll(8) {
        0 => (0..dice.roll(200)).map(|_| byte(dice)).collect(),
        1 => (0..dice.roll(60))
            .flat_map(|_| dice.one(&PIECES).to_vec())
            .collect(),
        _ => dice.one(seeds).clone(),
    };
    for _ in 0..dice.roll(4) {
        let at = dice.roll(bytes.len() + 1);
        let end = (at + dice.roll(40)).min(bytes.len());
        match dice.roll(7) {
            0 if at < bytes.len() => bytes[at] = byte(dice),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.truncate(at),
            3 => {
                let copy = bytes[at..end].to_vec();
                let to = dice.roll(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            4 => {
                let piece = dice.one(&PIECES).repeat(1 + dice.roll(3) * dice.roll(200));
                bytes.splice(at..at, piece);
            }
            _ => drop(bytes.splice(at..at, dice.one(&PIECES).to_vec())),
        }
    }
    bytes
}

fn byte(dice: &mut Dice) -> u8 {
    u8::try_from(dice.roll(256)).unwrap()
}

/// What no parser should go down into or read for long.
fn extremes() -> Vec<Vec<u8>> {
    let nested = |open: &str, count| open.repeat(count).into_bytes();
    let mut all: Vec<Vec<u8>> = [
        "[", "{", "{\"a\":", "- ", "a: {", "[a, ", "? ", "if a\n", "/*", "\"", "'", "\\\n",
    ]
    .iter()
    .map(|open| nested(open, 20_000))
    .collect();
    let steps = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth)));
    all.push(steps.collect::<String>().into_bytes());
    all.push(vec![b'a'; 1 << 20]);
    all.push([b"a: ".as_slice(), &vec![b'x'; 1 << 20]].concat());
    all.push("a: b\n".repeat(50_000).into_bytes());
    all.push("- a\n".repeat(50_000).into_bytes());
    all.push("&a [*a]\n".repeat(1_000).into_bytes());
    all.push(vec![0; 1 << 16]);
    all.push(vec![0xff; 1 << 16]);
    all.push(b"\xef\xbb\xbfdockwright: 1\n".to_vec());
    all
}

/// Feeds seeds, extremes and dice, and looks at the clock.
fn fed(name: &str, seeds: &[Vec<u8>], rounds: usize, mut eat: impl FnMut(&[u8])) {
    watched(name, seeds.iter().cloned().chain(extremes()), &mut eat);
    diced(name, seeds, rounds, &mut eat);
}

fn diced(name: &str, seeds: &[Vec<u8>], rounds: usize, eat: &mut impl FnMut(&[u8])) {
    let mut dice = Dice::of(name.bytes().map(u64::from).sum());
    watched(name, (0..rounds).map(|_| some(&mut dice, seeds)), eat);
}

fn watched(name: &str, all: impl Iterator<Item = Vec<u8>>, eat: &mut impl FnMut(&[u8])) {
    for bytes in all {
        let begun = Instant::now();
        eat(&bytes);
        let took = begun.elapsed();
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
        assert!(
            took < PATIENCE,
            "{name}: {took:?} for {} bytes: {head}",
            bytes.len()
        );
    }
}

fn rounds(default: usize) -> usize {
    std::env::var("HOSTILE_ROUNDS").map_or(default, |rounds| rounds.parse().unwrap())
}

fn presets() -> Vec<Vec<u8>> {
    let all = dockwright::core::catalog::presets().into_iter();
    all.map(|preset| preset.text.as_bytes().to_vec()).collect()
}

#[test]
fn as_answers() {
    let studio = bytes::studio(None);
    fed("answers", &presets(), rounds(150), |bytes| {
        bytes::answers(&studio, bytes);
    });
}

#[test]
fn as_an_item_of_a_catalog() {
    let files = dockwright::core::catalog::Catalog::builtin().files();
    let items = files
        .into_iter()
        .filter(|(path, _)| path.ends_with("/item.yaml"));
    let seeds: Vec<Vec<u8>> = items.map(|(_, text)| text.into_bytes()).collect();
    fed("item", &seeds, rounds(60), bytes::item);
}

#[test]
fn as_any_three_sides_of_a_merge() {
    let project = Project::new();
    let files = project.disk.entries.values();
    let texts: Vec<Vec<u8>> = files
        .filter_map(|found| match found {
            dockwright::core::change::Found::File(content) => Some(content.bytes.to_vec()),
            _ => None,
        })
        .collect();
    let mut dice = Dice::of(3);
    let three: Vec<Vec<u8>> = texts
        .iter()
        .map(|base| {
            let side = |dice: &mut Dice| some(dice, std::slice::from_ref(base));
            [base.clone(), side(&mut dice), side(&mut dice)].join(&BETWEEN)
        })
        .collect();
    fed("merge", &three, rounds(300), bytes::three);
    fed("formats", &texts, rounds(300), bytes::formats);
}

#[test]
fn as_files_on_the_disk_and_as_bases() {
    let project = Project::new();
    let paths = [
        "compose.yaml",
        "compose.override.yaml",
        ".vscode/launch.json",
        ".gitignore",
        ".env",
    ];
    let path = |path: &str| RelPath::new(path).unwrap();
    for name in paths {
        for path in [path(name), base_of(&path(name))] {
            let Some(content) = project.disk.file(&path) else {
                assert_eq!(name, ".env", "{path}");
                continue;
            };
            let seeds = [content.bytes.to_vec()];
            let mut eat = |bytes: &[u8]| project.damaged(&path, bytes);
            diced(path.as_str(), &seeds, rounds(10), &mut eat);
            if ["launch.json", "compose.yaml"].contains(&path.name()) {
                watched(path.as_str(), extremes().into_iter(), &mut eat);
            }
        }
    }
}

#[test]
fn as_the_record_of_an_interrupted_write() {
    let record = |path: &str| {
        format!(
            r#"{{"version":1,"folders":["a"],"files":[{{"path":"{path}","old":null,"new":{{"mode":420,"text":"x"}}}},{{"path":"b","old":{{"mode":420,"hex":"ff00"}},"new":null}}],"secrets":[["secrets/x",32]]}}"#
        )
        .into_bytes()
    };
    let paths = [
        "a/b",
        "out/beside",
        "a/../../beside",
        "/etc/x",
        ".git/hooks/x",
        "out",
        "project/.dockwright/x",
        ".dockwright/local/lock",
        "secrets",
    ];
    let seeds: Vec<Vec<u8>> = paths.into_iter().map(record).collect();
    let holder = tempfile::tempdir().unwrap();
    let interrupted = Interrupted::new(holder.path());
    fed("record", &seeds, rounds(300), |bytes| {
        interrupted.recovered(bytes);
    });
}

#[test]
fn a_whole_command_says_what_is_wrong_and_writes_nothing_beside_the_project() {
    let sandbox = Sandbox::preset("django");
    let beside = sandbox.dir.parent().unwrap().to_owned();
    let names = || {
        let entries = std::fs::read_dir(&beside).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name())
            .collect::<Vec<_>>()
    };
    let before = names();
    let tree = sandbox.tree();
    let base = base_of(&RelPath::new("compose.yaml").unwrap());
    let mut dice = Dice::of(11);
    for path in [
        FILE,
        APPLIED,
        base.as_str(),
        "compose.yaml",
        ".vscode/launch.json",
        ".env",
    ] {
        let good = tree[path].clone();
        for _ in 0..4 {
            sandbox.write(path, some(&mut dice, std::slice::from_ref(&good)));
            for command in ["check", "apply", "diff"] {
                let ran = sandbox.run(&[command]);
                assert!([0, 1].contains(&ran.code), "{path}: {}", ran.stderr);
                assert!(!ran.stderr.contains("panicked"), "{path}: {}", ran.stderr);
                assert!(
                    ran.code == 0 || !ran.stderr.is_empty() || !ran.stdout.is_empty(),
                    "{path}"
                );
            }
            assert_eq!(names(), before, "{path}");
        }
        sandbox.write(path, &good);
    }
}
