//! Broken and hostile bytes: no panic, bounded time, and an edit does what it says or nothing.

use std::time::{Duration, Instant};

use dockwright::core::yaml::{Kind, Node, edit, parse, parse_value};

use crate::yaml_parse::ANSWERS;

const ROUNDS: usize = 1_500;
/// Far above what any input takes, in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// What YAML gives a meaning to.
const PIECES: [&str; 44] = [
    "\n",
    "\r",
    "\r\n",
    " ",
    "  ",
    "\t",
    ": ",
    ":",
    "- ",
    "-",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "#",
    " # x",
    "\"",
    "'",
    "\\",
    "|",
    ">-",
    "|+\n",
    "&a ",
    "*a",
    "!x ",
    "<<: ",
    "%YAML 1.1\n",
    "---\n",
    "...\n",
    "~",
    "null",
    "\u{FEFF}",
    "\u{85}",
    "\u{2028}",
    "é",
    "𝄞",
    "\0",
    "a: b\n",
    "  a: b\n",
    "- a\n",
    "a:\n",
    "'': \"\"\n",
];

/// The same numbers in every run.
struct Xorshift(u64);

impl Xorshift {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

fn mutated(text: &str, random: &mut Xorshift) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        match random.below(6) {
            0 if at < bytes.len() => bytes[at] = random.next().to_le_bytes()[0],
            1 => {
                let end = (at + random.below(20)).min(bytes.len());
                bytes.drain(at..end);
            }
            2 => bytes.truncate(at),
            3 => {
                let end = (at + random.below(200)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            _ => {
                let piece = random.pick(&PIECES).as_bytes();
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

fn made_of_pieces(random: &mut Xorshift) -> Vec<u8> {
    let count = random.below(30);
    let pieces: Vec<_> = (0..count).map(|_| random.pick(&PIECES)).collect();
    pieces.concat().into_bytes()
}

/// All paths, those to maps too, and one that is not there.
fn paths(node: &Node, path: &mut Vec<String>, out: &mut Vec<Vec<String>>) {
    if let Kind::Map(entries) = &node.kind {
        path.push("not: there".to_owned());
        out.push(path.clone());
        path.pop();
        for entry in entries {
            path.push(entry.key.clone());
            out.push(path.clone());
            paths(&entry.value, path, out);
            path.pop();
        }
    }
}

/// Feeds the bytes to everything; the number of edits that were made.
fn feed(bytes: &[u8], random: &mut Xorshift) -> usize {
    const VALUES: [&str; 12] = [
        "x",
        "\"x: y\"",
        "3.10",
        "[a, 'b']",
        "{a: {b: 1}}",
        "a: 1\nb: |\n  x\n",
        "- a\n- b",
        "",
        "x, y",
        "*x",
        "|\n  x\n",
        "# x",
    ];
    let text = String::from_utf8_lossy(bytes);
    let _ = parse_value("--set", &text);
    let Ok(root) = parse("fuzz", bytes) else {
        assert!(!parse("fuzz", bytes).unwrap_err().is_empty());
        return 0;
    };
    let mut all = Vec::new();
    paths(&root, &mut Vec::new(), &mut all);
    let mut edits = 0;
    for _ in 0..4.min(all.len()) {
        let path = &all[random.below(all.len())];
        let path: Vec<_> = path.iter().map(String::as_str).collect();
        for result in [
            edit::set(&text, &path, random.pick(&VALUES)),
            edit::remove(&text, &path),
        ] {
            match result {
                Ok(new) => {
                    assert!(parse("fuzz", new.as_bytes()).is_ok(), "{text:?} {path:?}");
                    edits += 1;
                }
                Err(problem) => assert!(!problem.message.is_empty()),
            }
        }
    }
    edits
}

fn timed(bytes: &[u8], random: &mut Xorshift) -> usize {
    let start = Instant::now();
    let edits = feed(bytes, random);
    assert!(
        start.elapsed() < PATIENCE,
        "{} bytes beginning with {:?}",
        bytes.len(),
        String::from_utf8_lossy(&bytes[..bytes.len().min(80)])
    );
    edits
}

#[test]
fn mutated_answers() {
    let mut random = Xorshift(0x2545_F491_4F6C_DD1D);
    let mut edits = 0;
    for _ in 0..ROUNDS {
        let (_, text) = random.pick(&ANSWERS);
        let lines: Vec<_> = text.split_inclusive('\n').collect();
        let from = random.below(lines.len());
        let some = lines[from..(from + 12).min(lines.len())].concat();
        let whole = random.below(8) == 0;
        let bytes = mutated(if whole { text } else { &some }, &mut random);
        edits += timed(&bytes, &mut random);
    }
    assert!(edits > ROUNDS / 2, "most inputs were of no use: {edits}");
}

#[test]
fn pieces_and_noise() {
    let mut random = Xorshift(0x9E37_79B9_7F4A_7C15);
    for round in 0..ROUNDS * 4 {
        let bytes = if round % 4 == 0 {
            let length = random.below(200);
            (0..length)
                .map(|_| random.next().to_le_bytes()[0])
                .collect()
        } else {
            made_of_pieces(&mut random)
        };
        timed(&bytes, &mut random);
    }
}

#[test]
fn long_inputs_take_linear_time() {
    let mut random = Xorshift(1);
    for piece in [
        "[",
        "{",
        "{a: ",
        "[a, ",
        "- ",
        "? ",
        ": ",
        "a: ",
        "\"",
        "'",
        "|\n",
        "- |\n",
        "- |\n\n#\n",
        "a: |\n",
        "#\n",
        "# ",
        "\n",
        "\r",
        " ",
        "\t",
        "a: &a *a\n",
        "!a ",
        "&a ",
        "*a ",
        "%a\n",
        "---\n",
        "\u{FEFF}",
        "a ",
        "a\n ",
        "{a: 1}\n",
        "é",
        "- {a: [1, \"x\"]}\n",
        ",",
        "]",
        "{?",
    ] {
        timed(piece.repeat(250_000 / piece.len()).as_bytes(), &mut random);
    }
    let wide = |entry: &str| {
        (0..4_000)
            .map(|key| entry.replace('K', &key.to_string()))
            .collect::<Vec<_>>()
            .concat()
    };
    timed(wide("kK: v # c\n").as_bytes(), &mut random);
    timed(
        format!("{{{}}}", wide("kK: \"v\", ")).as_bytes(),
        &mut random,
    );
    timed(
        format!("a:\n{}", wide("  kK: |\n   v\n\n")).as_bytes(),
        &mut random,
    );
}
