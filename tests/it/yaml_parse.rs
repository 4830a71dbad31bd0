//! YAML read: what is said, where, and every problem at once.

use std::fmt::Write as _;

use dockwright::core::diagnostic::Problem;
use dockwright::core::yaml::{Kind, Node, parse, parse_value};
use serde_json::json;

pub(crate) const ANSWERS: [(&str, &str); 4] = [
    ("django-vite", include_str!("answers/django-vite.yaml")),
    ("rails-sidekiq", include_str!("answers/rails-sidekiq.yaml")),
    ("go-monorepo", include_str!("answers/go-monorepo.yaml")),
    ("next-fastapi", include_str!("answers/next-fastapi.yaml")),
];

fn read(text: &str) -> Node {
    parse("dockwright.yaml", text.as_bytes()).unwrap()
}

/// `code line:column key`, as far as known.
fn problems(bytes: &[u8]) -> Vec<String> {
    let problems = parse("dockwright.yaml", bytes).unwrap_err();
    problems.iter().map(brief).collect()
}

fn brief(problem: &Problem) -> String {
    let place = problem.place.clone().unwrap();
    assert_eq!(place.file, "dockwright.yaml");
    let mut out = problem.code.to_string();
    if let (Some(line), Some(column)) = (place.line, place.column) {
        let _ = write!(out, " {line}:{column}");
    }
    if let Some(key) = place.key {
        let _ = write!(out, " {key}");
    }
    out
}

#[test]
fn the_examples_are_read_as_another_reader_reads_them() {
    for (name, text) in ANSWERS {
        let other: serde_json::Value = serde_yaml::from_str(text).unwrap();
        assert_eq!(read(text).to_value(), other, "{name}");
    }
}

#[test]
fn scalars_keep_their_text_and_their_quotes() {
    let node = read("a: 3.10\nb: \"3.10\"\nc: '3.10'\nd: |\n  3.10\ne: 0o17\nf: >-\n  x\n  y\n");
    let scalar = |key: &str| match &node.get(key).unwrap().kind {
        Kind::Scalar { text, plain } => (text.clone(), *plain),
        other => panic!("{other:?}"),
    };
    assert_eq!(scalar("a"), ("3.10".into(), true));
    assert_eq!(scalar("b"), ("3.10".into(), false));
    assert_eq!(scalar("c"), ("3.10".into(), false));
    assert_eq!(scalar("d"), ("3.10\n".into(), false));
    assert_eq!(scalar("e"), ("0o17".into(), true));
    assert_eq!(scalar("f"), ("x y".into(), false));
}

#[test]
fn places_count_characters_from_one() {
    let node = read("\u{FEFF}# über\r\nä:  \"é\"   # ö\r\nb:\r\n  - {ü: x, y: z}\r\n  -\r\nc:\r\n");
    let entries = node.as_map().unwrap();
    assert_eq!((entries[0].line, entries[0].column), (2, 1));
    assert_eq!((entries[0].value.line, entries[0].value.column), (2, 5));
    let items = entries[1].value.as_list().unwrap();
    assert_eq!((items[0].line, items[0].column), (4, 5));
    let inner = &items[0].as_map().unwrap()[1];
    assert_eq!((inner.line, inner.column), (4, 12));
    assert!(items[1].is_null());
    assert_eq!((entries[2].line, entries[2].column), (6, 1));
}

#[test]
fn an_empty_document_is_an_empty_map() {
    for text in [
        "",
        "\n\n",
        "# only a comment\n",
        "---\n",
        "--- # x\n...\n",
        "\u{FEFF}",
        "\u{FEFF}# x",
    ] {
        assert_eq!(read(text).to_value(), json!({}), "{text:?}");
    }
}

/// Bytes, and what `brief` says of them.
const PROBLEMS: &[(&[u8], &[&str])] = &[
    (b"a: 1\nb: \xff\n", &["not-utf8 2:4"]),
    (b"\xC3\xA4: \xC3", &["not-utf8 1:4"]),
    (b"\xEF\xBB\xBFa: \xC3(", &["not-utf8 1:4"]),
    (b"\xFF\xFEa\0:\0", &["not-utf8 1:1"]),
    (
        b"a: \0\nb: \x1b[0m\n",
        &["control-character 1:4", "control-character 2:4"],
    ),
    (b"a: \x7f", &["control-character 1:4"]),
    (
        b"a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}\nb: 4\n",
        &[
            "duplicate-key 3:1 a",
            "duplicate-key 4:11 c.d",
            "duplicate-key 5:1 b",
        ],
    ),
    (b"a: 1\n\"a\": 2\n", &["duplicate-key 2:1 a"]),
    (
        b"s:\n  - x: 1\n  - y: 1\n    y: 2\n",
        &["duplicate-key 4:5 s[1].y"],
    ),
    (b"a: 1\n---\nb: 2\n", &["yaml-documents 2:1"]),
    (b"a: 1\n...\n---\nb: 2\n", &["yaml-documents 3:1"]),
    (
        b"a: &x 1\nb: *x\n",
        &["yaml-alias 1:4 a", "yaml-alias 2:4 b"],
    ),
    (b"a: *x\n", &["yaml-alias 1:4"]),
    (b"&x a: 1\n", &["yaml-alias 1:1"]),
    (
        b"a: !!str 1\nb: !x {c: !y 1}\n",
        &["yaml-tag 1:4 a", "yaml-tag 2:4 b", "yaml-tag 2:11 b.c"],
    ),
    (b"a: !include x\n", &["yaml-tag 1:4 a"]),
    (b"{a: 1}: 2\n", &["yaml-key 1:1"]),
    (b"? [a]\n: 2\n", &["yaml-key 1:3"]),
    (b"a: {{ host }}\n", &["yaml-key 1:5 a"]),
    (b"~: 2\n", &["yaml-key 1:1"]),
    (b"b: {: 2}\n", &["yaml-key 1:5 b"]),
    (b"a: {<<: {b: 1}}\n", &["yaml-merge 1:5 a"]),
    (
        b"<<: 1\nx: 1\nx: 2\n",
        &["yaml-merge 1:1", "duplicate-key 3:1 x"],
    ),
    (b"a: [1, 2\nb: 3\n", &["yaml-syntax 1:4"]),
    (
        b"a:\n  with: {python: \"3.12\", server: wsgi\n  port: 8000\n",
        &["yaml-syntax 2:9"],
    ),
    (b"a: {x: [1, 2}\n", &["yaml-syntax 1:8"]),
    (b"a: \"x\nb: 1\n", &["yaml-syntax 1:4"]),
    (b"a: 1\n b: 2\n", &["yaml-syntax 2:3"]),
    (b"a: b: c\n", &["yaml-syntax 1:5"]),
    (b"a:\n\tb: 1\n", &["yaml-syntax 2:2"]),
    (b"a: @x\n", &["yaml-syntax 1:4"]),
    (b"a: %x\n", &["yaml-syntax 1:4"]),
    (b"a: \"\\q\"\n", &["yaml-syntax 1:4"]),
    (b"a: 1\nb\n", &["yaml-syntax 3:1"]),
    (b"a: [b, c]]\n", &["yaml-syntax 1:10"]),
    (b"- a\nb: 1\n", &["yaml-syntax 2:1"]),
];

#[test]
fn each_problem_has_its_code_and_place() {
    let mut wrong = Vec::new();
    for (bytes, expected) in PROBLEMS {
        let found = problems(bytes);
        if found != *expected {
            let text = String::from_utf8_lossy(bytes);
            wrong.push(format!("{text:?}: {found:?}, not {expected:?}"));
        }
        for problem in parse("x", bytes).unwrap_err() {
            assert!(!problem.message.ends_with('.'), "{problem:?}");
            assert!(
                !problem.message.is_empty() && problem.is_error(),
                "{problem:?}"
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_duplicate_names_both_lines_and_quotes_make_a_merge_key_a_key() {
    let problem = &parse("x", b"a: 1\n\n\na: 2\n").unwrap_err()[0];
    assert_eq!(problem.message, "`a` stands twice: on line 1 and on line 4");
    // Of many keys too, and of a third as of a second.
    let mut many: String = (0..40).map(|number| format!("k{number}: 1\n")).collect();
    many.push_str("k3: 2\nk39: 2\nk3: 3\n");
    let problems = parse("x", many.as_bytes()).unwrap_err();
    let messages: Vec<_> = problems.iter().map(|problem| &problem.message).collect();
    assert_eq!(
        messages,
        [
            "`k3` stands twice: on line 4 and on line 41",
            "`k39` stands twice: on line 40 and on line 42",
            "`k3` stands twice: on line 4 and on line 43",
        ]
    );
    assert_eq!(
        read("\"<<\": 1\n'null': 2\n").to_value(),
        json!({"<<": 1, "null": 2})
    );
}

#[test]
fn bounds_hold() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let indented: Vec<_> = (0..1000)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    assert!(parse("x", nested(64).as_bytes()).is_ok());
    for deep in [
        nested(65),
        nested(300),
        "[".repeat(900_000),
        "{a: ".repeat(200_000),
        "- ".repeat(400_000),
        "? ".repeat(400_000),
        indented.concat(),
    ] {
        let found = problems(deep.as_bytes());
        assert!(found[0].starts_with("too-deep"), "{found:?}");
    }
    assert_eq!(problems(&vec![b'a'; 1_000_001]), ["too-large"]);
    assert!(problems("- a\n".repeat(100_001).as_bytes())[0].starts_with("too-large"));
    assert_eq!(problems("a: 1\n".repeat(2_000).as_bytes()).len(), 100);
}

#[test]
fn a_value_is_flow_or_plain_text() {
    for (text, expected) in [
        ("3.10", json!("3.10")),
        ("8000", json!(8000)),
        (" 8000 ", json!(8000)),
        ("true", json!(true)),
        ("a: b", json!({"a": "b"})),
        ("[x, y]", json!(["x", "y"])),
        ("{a: 1}", json!({"a": 1})),
        ("{}", json!({})),
        ("\"3\"", json!("3")),
        ("'a b'", json!("a b")),
        ("http://db:5432/x", json!("http://db:5432/x")),
        ("a:b", json!("a:b")),
        ("", json!(null)),
        ("  ", json!(null)),
        ("~", json!(null)),
        ("null", json!(null)),
        ("@x", json!("@x")),
        ("%", json!("%")),
        ("%TAG x", json!("%TAG x")),
        ("*star", json!("*star")),
        ("&anchor x", json!("&anchor x")),
        ("!tag x", json!("!tag x")),
        ("`x`", json!("`x`")),
        ("a: b: c", json!("a: b: c")),
        ("# x", json!("# x")),
        ("a # b", json!("a # b")),
        ("\"open", json!("\"open")),
        ("---", json!("---")),
        ("--- x", json!("--- x")),
        ("...", json!("...")),
        ("<<: x", json!("<<: x")),
        ("line\nbreak", json!("line\nbreak")),
        ("|", json!("|")),
        ("x: [", json!("x: [")),
    ] {
        assert_eq!(
            parse_value("--set", text).unwrap().to_value(),
            expected,
            "{text:?}"
        );
    }
    let quoted = parse_value("--set", "@x").unwrap();
    assert!(matches!(quoted.kind, Kind::Scalar { plain: false, .. }));
    for text in ["[x", "{a", "{{ host }}", "[*x]", "a\0b"] {
        assert!(parse_value("--set", text).is_err(), "{text:?}");
    }
}
