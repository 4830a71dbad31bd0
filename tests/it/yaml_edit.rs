//! One answer changes, every other byte stays.

use dockwright::core::diagnostic::Problem;
use dockwright::core::yaml::edit;

use crate::yaml_parse::ANSWERS;

fn path(text: &str) -> Vec<&str> {
    text.split('.').filter(|key| !key.is_empty()).collect()
}

fn set(text: &str, key: &str, value: &str) -> Result<String, Problem> {
    edit::set(text, &path(key), value)
}

fn django() -> &'static str {
    ANSWERS[0].1
}

/// The lines that went and came, as `-old` and `+new`.
fn changed(old: &str, new: &str) -> String {
    let diff = similar::TextDiff::from_lines(old, new);
    let lines = diff
        .iter_all_changes()
        .filter_map(|change| match change.tag() {
            similar::ChangeTag::Equal => None,
            similar::ChangeTag::Delete => Some(format!("-{}", change.value())),
            similar::ChangeTag::Insert => Some(format!("+{}", change.value())),
        });
    lines.collect()
}

/// `name: text | key = value | expected`: whole texts, small ones.
const SETS: &[(&str, &str, &str, &str)] = &[
    // Scalars.
    ("a: 1\n", "a", "2", "a: 2\n"),
    ("a: 1 # one\nb: 2\n", "a", "10", "a: 10 # one\nb: 2\n"),
    ("a:   1   # one\n", "a", "2", "a:   2   # one\n"),
    ("a: \"3.10\"\n", "a", "3.11", "a: \"3.11\"\n"),
    ("a: '3.10'  # it's\n", "a", "3.11", "a: '3.11'  # it's\n"),
    ("a: '3.10'\n", "a", "\"it's\"", "a: 'it''s'\n"),
    ("a: '3.10'\n", "a", "\"x\\ny\"", "a: \"x\\ny\"\n"),
    (
        "a: \"3.10\"\n",
        "a",
        "'say \"x\" \\'",
        "a: \"say \\\"x\\\" \\\\\"\n",
    ),
    ("a: \"3.10\"\n", "a", "true", "a: true\n"),
    ("a: \"3.10\"\n", "a", "null", "a: null\n"),
    ("a: \"3.10\"\n", "a", "", "a: null\n"),
    ("a: \"8000\"\n", "a", "8080", "a: \"8080\"\n"),
    ("a: 3.10\n", "a", "\"3.11\"", "a: \"3.11\"\n"),
    ("a: \"x # y\" # z\n", "a", "b", "a: \"b\" # z\n"),
    ("a: x#y # z\n", "a", "b", "a: b # z\n"),
    ("a: \"\\\"\" # z\n", "a", "b", "a: \"b\" # z\n"),
    ("ä: é  # ö\nü: 1\n", "ä", "o", "ä: o  # ö\nü: 1\n"),
    ("\"a b\" : 1\n", "a b", "2", "\"a b\" : 2\n"),
    ("a:\n  1\nb: 2\n", "a", "3", "a:\n  3\nb: 2\n"),
    (
        "a: one\n  two\n\n  three\nb: 2\n",
        "a",
        "four",
        "a: four\nb: 2\n",
    ),
    (
        "a: \"one\n  two\" # c\nb: 2\n",
        "a",
        "x",
        "a: \"x\" # c\nb: 2\n",
    ),
    (
        "a: |\n  one\n\n  # two\n\nb: 2\n",
        "a",
        "x",
        "a: x\n\nb: 2\n",
    ),
    (
        "m:\n  a: >- # fold\n    one\n  # c\n  b: 2\n",
        "m.a",
        "x",
        "m:\n  a: x\n  # c\n  b: 2\n",
    ),
    ("a: |\n  one", "a", "x", "a: x"),
    ("a: http://x:1/#y\n", "a", "z", "a: z\n"),
    // Line breaks.
    ("a: 1\r\nb: 2\r\n", "a", "3", "a: 3\r\nb: 2\r\n"),
    ("a: 1\r\nb: 2\r\n", "c", "3", "a: 1\r\nb: 2\r\nc: 3\r\n"),
    (
        "a: 1\r\nb:\r\n",
        "b.c.d",
        "3",
        "a: 1\r\nb:\r\n  c:\r\n    d: 3\r\n",
    ),
    ("a: 1", "a", "2", "a: 2"),
    ("a: 1", "b", "2", "a: 1\nb: 2"),
    ("a: 1\n\n", "b", "2", "a: 1\nb: 2\n\n"),
    ("\u{FEFF}a: 1\n", "a", "2", "\u{FEFF}a: 2\n"),
    ("\u{FEFF}a: 1\n", "b", "2", "\u{FEFF}a: 1\nb: 2\n"),
    // Null.
    ("a:\nb: 1\n", "a", "2", "a: 2\nb: 1\n"),
    ("a:   # why\nb: 1\n", "a", "2", "a: 2   # why\nb: 1\n"),
    (
        "a:   # why\nb: 1\n",
        "a.c",
        "2",
        "a:   # why\n  c: 2\nb: 1\n",
    ),
    ("a: ~ # why\nb: 1\n", "a.c", "2", "a: # why\n  c: 2\nb: 1\n"),
    ("a:", "a.c", "2", "a:\n  c: 2"),
    ("a: {b: , c}\n", "a.b", "1", "a: {b: 1 , c}\n"),
    ("a: {b: , c}\n", "a.c", "1", "a: {b: , c: 1}\n"),
    ("a: {b: null}\n", "a.b.c", "1", "a: {b: {c: 1}}\n"),
    ("a: {b: {c}}\n", "a.b.c.d", "1", "a: {b: {c: {d: 1}}}\n"),
    // Empty files.
    ("", "a", "1", "a: 1\n"),
    ("# head", "a", "1", "# head\na: 1"),
    ("# head\n", "a.b", "1", "# head\na:\n  b: 1\n"),
    ("---\n", "a", "1", "---\na: 1\n"),
    ("{}\n", "a", "1", "{a: 1}\n"),
    // Flow maps.
    (
        "w: {p: \"3.14\"}\n",
        "w.m",
        "uv",
        "w: {p: \"3.14\", m: uv}\n",
    ),
    (
        "w: {p: \"3.14\"} # c\n",
        "w.p",
        "3.15",
        "w: {p: \"3.15\"} # c\n",
    ),
    ("w: { p: 1 }\n", "w.q", "2", "w: { p: 1, q: 2 }\n"),
    ("w: {p: 1,}\n", "w.q", "2", "w: {p: 1, q: 2}\n"),
    ("w: {}\n", "w.q", "2", "w: {q: 2}\n"),
    ("w: { }\n", "w.q.r", "2", "w: {q: {r: 2}}\n"),
    (
        "w: {p: a b, q: c}\n",
        "w.p",
        "x, y",
        "w: {p: \"x, y\", q: c}\n",
    ),
    (
        "w: {p: 1}\n",
        "w.a b: c",
        "[x]",
        "w: {p: 1, \"a b: c\": [x]}\n",
    ),
    (
        "w: {\"p\":1, q: \"}\"}\n",
        "w.r",
        "2",
        "w: {\"p\":1, q: \"}\", r: 2}\n",
    ),
    (
        "w: {p: it's, q: '{'}\n",
        "w.r",
        "2",
        "w: {p: it's, q: '{', r: 2}\n",
    ),
    (
        "w: {p: 1, q: {r: [1, 2]}}\n",
        "w.q.r",
        "[3]",
        "w: {p: 1, q: {r: [3]}}\n",
    ),
    (
        "w: {p: 1}\n",
        "w.q",
        "a: 1\nb: [x]\n",
        "w: {p: 1, q: {a: 1, b: [x]}}\n",
    ),
    (
        "w: {\n  p: 1, # one\n  q: 2  # two }\n}\n",
        "w.r",
        "3",
        "w: {\n  p: 1, # one\n  q: 2,  # two }\n  r: 3\n}\n",
    ),
    (
        "w: {\n  p: 1,\n  q: 2, # two\n}\nx: 1\n",
        "w.r",
        "3",
        "w: {\n  p: 1,\n  q: 2, # two\n  r: 3,\n}\nx: 1\n",
    ),
    (
        "w: {p: 1,\n    q: 2}\n",
        "w.r",
        "3",
        "w: {p: 1,\n    q: 2, r: 3}\n",
    ),
    // Block maps.
    (
        "s:\n    web:\n        kind: go\n",
        "s.web.with.go",
        "\"1.27\"",
        "s:\n    web:\n        kind: go\n        with:\n            go: \"1.27\"\n",
    ),
    (
        "s:\n  a: 1\n  # b: 2\n\n# next\nt: 1\n",
        "s.c",
        "3",
        "s:\n  a: 1\n  # b: 2\n  c: 3\n\n# next\nt: 1\n",
    ),
    (
        "s:\n  a: 1 # one\n# next\nt: 1\n",
        "s.c",
        "3",
        "s:\n  a: 1 # one\n  c: 3\n# next\nt: 1\n",
    ),
    (
        "s:\n  a: |\n    x\n\n    y\n\nt: 1\n",
        "s.c",
        "3",
        "s:\n  a: |\n    x\n\n    y\n  c: 3\n\nt: 1\n",
    ),
    (
        "s:\n  a:\n  - 1\n  -\nt: 1\n",
        "s.c",
        "3",
        "s:\n  a:\n  - 1\n  -\n  c: 3\nt: 1\n",
    ),
    (
        "s:\n  a:\n    - {x: 1}\n    - y: 2\n      z:\nt: 1\n",
        "s.c",
        "3",
        "s:\n  a:\n    - {x: 1}\n    - y: 2\n      z:\n  c: 3\nt: 1\n",
    ),
    (
        "s:\n  a: 1\n",
        "s.b",
        "kind: go\npath: x\nwith:\n  go: \"1\"\n",
        "s:\n  a: 1\n  b:\n    kind: go\n    path: x\n    with:\n      go: \"1\"\n",
    ),
    (
        "s: {}\nt: 1\n",
        "s",
        "a: 1\nb: 2",
        "s:\n  a: 1\n  b: 2\nt: 1\n",
    ),
    (
        "s: x # why\nt: 1\n",
        "s",
        "a: 1\n",
        "s: # why\n  a: 1\nt: 1\n",
    ),
    (
        "s:\n   a: 1\n   b: 2\nt: 1\n",
        "s",
        "c: 3\n",
        "s:\n   c: 3\nt: 1\n",
    ),
    ("s:\n  a: 1\n  b: 2 # two\nt: 1\n", "s", "x", "s: x\nt: 1\n"),
    (
        "s:  # why\n  a: {b: 1}\nt: 1\n",
        "s",
        "{c: 1}",
        "s: {c: 1}  # why\nt: 1\n",
    ),
    // Lists.
    ("u: [db, cache]\n", "u", "[db]", "u: [db]\n"),
    (
        "u: [db,\n  # c\n  cache] # d\n",
        "u",
        "[db]",
        "u: [db] # d\n",
    ),
    (
        "u: # why\n  - db # data\n  # fast\n  - cache\n  - {x: 1}\nt: 1\n",
        "u",
        "[cache, mail, {x: 1}]",
        "u: # why\n  # fast\n  - cache\n  - mail\n  - {x: 1}\nt: 1\n",
    ),
    (
        "u:\n- db\n- cache\nt: 1\n",
        "u",
        "[db, \"3.10\", 3]",
        "u:\n- db\n- \"3.10\"\n- 3\nt: 1\n",
    ),
    (
        "u:\n  - db\n  - cache # c\nt: 1\n",
        "u",
        "[]",
        "u: []\nt: 1\n",
    ),
    ("u: db\n", "u", "- a\n- b\n", "u:\n  - a\n  - b\n"),
    ("u:\n  - a\n  -\n  - b", "u", "[b, a]", "u:\n  - b\n  - a"),
    // Values with what does not belong to them.
    ("a: 1\n", "a", " 2 # two\n", "a: 2\n"),
    ("a: 1\n", "a", "x\n y", "a: x y\n"),
    ("a: 1\n", "a", "# only a comment", "a: null\n"),
    ("w: {p: 1}\n", "w.p", "# only a comment", "w: {p: null}\n"),
    ("w: {p: 1}\n", "w.p", "|\n  x\n", "w: {p: \"x\\n\"}\n"),
    (
        "s:\n  a: 1\n",
        "s.b",
        "  c: 1\n\n  d:\n    - x\n",
        "s:\n  a: 1\n  b:\n    c: 1\n\n    d:\n      - x\n",
    ),
    ("? a\n: 1\nb: 2\n", "b", "3", "? a\n: 1\nb: 3\n"),
];

#[test]
fn small_texts() {
    let mut wrong = Vec::new();
    for (text, key, value, expected) in SETS {
        let found = set(text, key, value);
        if found.as_deref() != Ok(*expected) {
            wrong.push(format!(
                "{text:?} {key} = {value:?}\n  {found:?}\n  {expected:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// On the first example: key, value, and the lines that differ; none where only its size is told.
const REAL: &[(&str, &str, &str)] = &[
    (
        "services.web.with.python",
        "3.13",
        "-    with: {python: \"3.12\", server: wsgi, settings: oeplatform.settings}\n+    with: {python: \"3.13\", server: wsgi, settings: oeplatform.settings}\n",
    ),
    (
        "services.web.port",
        "8001",
        "-    port: 8000                     # what it listens on, inside\n+    port: 8001                     # what it listens on, inside\n",
    ),
    (
        "services.web.uses.db.env.LOCAL_DB_HOST",
        "\"{{ name }}\"",
        "-          LOCAL_DB_HOST: \"{{ host }}\"\n+          LOCAL_DB_HOST: \"{{ name }}\"\n",
    ),
    (
        "services.web.uses.db.wait",
        "false",
        "+        wait: false\n",
    ),
    (
        "services.web.uses.assets.wait",
        "false",
        "-      assets: {}                   # in development a URL, in production its build\n+      assets: {wait: false}                   # in development a URL, in production its build\n",
    ),
    (
        "services.assets.development.replicas",
        "2",
        "+    development:\n+      replicas: 2\n",
    ),
    (
        "services.assets.production.into",
        "api",
        "-    production: {into: web}        # no container: its build is copied into web's image\n+    production: {into: api}        # no container: its build is copied into web's image\n",
    ),
    (
        "services.search",
        "kind: fastapi\npath: search\n",
        "+  search:\n+    kind: fastapi\n+    path: search\n",
    ),
    ("services.web.setup", "[migrate, collect_static]", ""),
    ("backing.db.with.version", "\"18\"", ""),
    (
        "profiles.search",
        "[triples]",
        "-profiles: {search: [triples, lookup, ontop]}\n+profiles: {search: [triples]}\n",
    ),
    (
        "profiles.dev",
        "[ontop]",
        "-profiles: {search: [triples, lookup, ontop]}\n+profiles: {search: [triples, lookup, ontop], dev: [ontop]}\n",
    ),
    ("features.hot_reload.mode", "watch", "cannot-edit"),
];

#[test]
fn a_real_project() {
    for (key, value, expected) in REAL {
        match set(django(), key, value) {
            Ok(new) if expected.is_empty() => assert!(new.len() != django().len(), "{key}"),
            Ok(new) => assert_eq!(changed(django(), &new), *expected, "{key}"),
            Err(problem) => assert_eq!(problem.code, *expected, "{key}: {problem:?}"),
        }
    }
    let new = set(django(), "services.web.setup", "[migrate, collect_static]").unwrap();
    assert!(
        changed(django(), &new)
            .lines()
            .all(|line| line.starts_with('-')),
        "{new}"
    );
    // A new service stands below the last one, before the next section.
    let new = set(django(), "services.search.kind", "go").unwrap();
    assert!(
        new.contains("web's image\n  search:\n    kind: go\nbacking: "),
        "{new}"
    );
}

#[test]
fn what_is_refused_says_what_to_do() {
    let cases = [
        ("a: [x, y]\n", "a.0", "z", "list"),
        ("a:\n  - x: 1\n", "a.0.x", "z", "list"),
        ("a: external # c\n", "a.replicas", "2", "`external`"),
        ("a: true\n", "a.mode", "2", "`true`"),
        ("a: 1\n", "", "2", "whole"),
        ("? a\n: 1\n", "a", "2", "by hand"),
        ("a: |+\n  x\n\n", "b", "1", "safely"),
        ("- a\n", "x", "1", "list"),
    ];
    for (text, key, value, word) in cases {
        let problem = set(text, key, value).unwrap_err();
        assert_eq!(problem.code, "cannot-edit", "{text:?}");
        let said = format!("{} {}", problem.message, problem.mend);
        assert!(said.contains(word), "{said}");
    }
    let problem = set("a: external # c\n", "a.replicas", "2").unwrap_err();
    assert_eq!(
        problem.mend,
        "write it as a map by hand, such as `a: {replicas: ...}`"
    );
    for (text, value, code) in [
        ("a: 1\na: 2\n", "1", "duplicate-key"),
        ("a: [\n", "1", "yaml-syntax"),
        ("a: 1\n", "[", "yaml-syntax"),
        ("a: 1\n", "*x", "yaml-alias"),
        ("a: 1\n", "1\n---\n2", "yaml-documents"),
    ] {
        assert_eq!(set(text, "a", value).unwrap_err().code, code, "{text:?}");
    }
}

const REMOVES: &[(&str, &str, &str)] = &[
    ("a: 1\nb: 2\n", "a", "b: 2\n"),
    ("a: 1\nb: 2\n", "b", "a: 1\n"),
    ("a: 1\nb: 2", "b", "a: 1"),
    ("a: 1\r\nb: 2", "b", "a: 1"),
    ("a: 1\n", "a", ""),
    ("a: 1\n", "b", "a: 1\n"),
    ("a: 1\n", "a.b.c", "cannot-edit"),
    ("a:\n", "a.b.c", "a:\n"),
    ("# head\na: 1\nb: 2\n", "a", "# head\nb: 2\n"),
    (
        "# head\n\n# of a\na: 1\n# of b\nb: 2\n",
        "a",
        "# head\n\n# of b\nb: 2\n",
    ),
    ("x: 0\n# of a\n# too\na: 1 # t\nb: 2\n", "a", "x: 0\nb: 2\n"),
    (
        "x: 0\n# heading\n\na: 1\nb: 2\n",
        "a",
        "x: 0\n# heading\n\nb: 2\n",
    ),
    ("x: 0\n\na: 1\n\nb: 2\n", "a", "x: 0\n\nb: 2\n"),
    ("x: 0\n\na: 1\nb: 2\n", "a", "x: 0\n\nb: 2\n"),
    (
        "s:\n  x: 0\n# other\n  a: 1\n  b: 2\n",
        "s.a",
        "s:\n  x: 0\n# other\n  b: 2\n",
    ),
    (
        "s:\n  # first\n  a:\n    b: 1\n    # c: 2\n  # second\n  d: 1\n",
        "s.a",
        "s:\n  # second\n  d: 1\n",
    ),
    ("s: # why\n  a: 1\nt: 1\n", "s.a", "s: {} # why\nt: 1\n"),
    ("s:\n  a: 1", "s.a", "s: {}"),
    ("s:\r\n  a: 1\r\nt: 1\r\n", "s.a", "s: {}\r\nt: 1\r\n"),
    (
        "s:\n  a: |\n    x\n\n    y\n  b: 1\n",
        "s.a",
        "s:\n  b: 1\n",
    ),
    ("s:\n  a:\n  - x\n  - y\n  b: 1\n", "s.a", "s:\n  b: 1\n"),
    ("w: {a: 1, b: 2, c: 3}\n", "w.a", "w: {b: 2, c: 3}\n"),
    ("w: {a: 1, b: 2, c: 3}\n", "w.b", "w: {a: 1, c: 3}\n"),
    (
        "w: {a: 1, b: 2, c: 3} # d\n",
        "w.c",
        "w: {a: 1, b: 2} # d\n",
    ),
    ("w: { a: 1 }\n", "w.a", "w: {}\n"),
    ("w: {a}\n", "w.a", "w: {}\n"),
    (
        "w: {\n  a: 1, # one\n  b: 2 # two\n}\n",
        "w.a",
        "w: {\n  b: 2 # two\n}\n",
    ),
    (
        "w: {\n  a: 1, # one\n  b: 2 # two\n}\n",
        "w.b",
        "w: {\n  a: 1, # one\n}\n",
    ),
];

#[test]
fn keys_go_with_their_own_comments() {
    let mut wrong = Vec::new();
    for (text, key, expected) in REMOVES {
        let found = edit::remove(text, &path(key)).map_err(|problem| problem.code);
        let found = found.unwrap_or_else(std::borrow::Cow::into_owned);
        if found != *expected {
            wrong.push(format!("{text:?} - {key}\n  {found:?}\n  {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
