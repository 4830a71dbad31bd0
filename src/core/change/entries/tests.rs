use super::*;
use crate::core::merge::Format;
use Action::{Conflict, Keep, Merge, Remove, Same, Update};

fn file(entries: &[&str]) -> String {
    let entries: Vec<String> = entries.iter().map(|entry| format!("    {entry}")).collect();
    format!(
        "{{\n  \"version\": \"1\",\n  \"list\": [\n{}\n  ]\n}}\n",
        entries.join(",\n")
    )
}

fn asked(yes: bool) -> Asked<'static> {
    Asked::of(Format::Json, yes)
}

const A: &str = r#"{ "name": "a", "port": 1 }"#;
const A2: &str = r#"{ "name": "a", "port": 2 }"#;
const A_MINE: &str = r#"{ "name": "a", "port": 9 }"#;
const B: &str = r#"{ "name": "b" }"#;
const MINE: &str = r#"{ "name": "mine", /* x */ "z": [1,2] }"#;

#[test]
fn three_sides_meet_entry_by_entry() {
    type Row<'a> = (
        &'a [&'a str],
        Option<&'a [&'a str]>,
        &'a [&'a str],
        Action,
        Option<&'a [&'a str]>,
    );
    let table: [Row<'_>; 13] = [
        (&[A], Some(&[A]), &[A2], Update, Some(&[A2])),
        (&[MINE, A], Some(&[A]), &[A2], Merge, Some(&[MINE, A2])),
        (&[A, MINE], Some(&[A]), &[A, B], Merge, Some(&[A, MINE, B])),
        (&[A, MINE], Some(&[A]), &[A], Same, None),
        (&[A, B, MINE], Some(&[A, B]), &[A], Merge, Some(&[A, MINE])),
        (&[A_MINE], Some(&[A]), &[A], Keep, None),
        (&[A_MINE], Some(&[A]), &[A, B], Merge, Some(&[A_MINE, B])),
        (&[A_MINE], Some(&[A]), &[A2], Conflict, Some(&[A2])),
        (&[A_MINE, B], Some(&[A, B]), &[B], Keep, None),
        (&[B], Some(&[A, B]), &[A, B], Keep, None),
        (&[MINE], None, &[A], Merge, Some(&[MINE, A])),
        (&[A_MINE], None, &[A], Conflict, Some(&[A])),
        (&[A, MINE], None, &[A], Same, None),
    ];
    for (disk, base, new, action, result) in table {
        let base = base.map(file);
        let (disk, new) = (
            Content::new(file(disk), 0o600),
            Content::new(file(new), 0o644),
        );
        let outcome = decide(Some(&disk), base.as_deref(), &new, &asked(false));
        assert_eq!(
            outcome.action, action,
            "{disk:?} {base:?} {new:?} {outcome:?}"
        );
        let result = result.map(|entries| Content::new(file(entries), 0o600));
        assert_eq!(outcome.new, result, "{action:?}");
    }
}

#[test]
fn comments_and_layout_of_both_sides_stay() {
    let user = "// mine\r\n{\r\n\t\"version\": \"0\",\r\n\r\n\t\"list\": [\r\n\t\t{\"name\":\"mine\"}, // last\r\n\t],\r\n}";
    let ours = "{\n  \"version\": \"1\",\n  \"list\": [\n    {\n      \"name\": \"a\",\n      // why\n      \"b\": {\n        \"c\": 1\n      }\n    }\n  ],\n  \"more\": [\n    1\n  ]\n}\n";
    let outcome = decide(
        Some(&Content::new(user, 0o644)),
        None,
        &Content::new(ours, 0o644),
        &asked(false),
    );
    assert_eq!(outcome.action, Merge);
    let expected = "// mine\r\n{\r\n\t\"version\": \"0\",\r\n\r\n\t\"list\": [\r\n\t\t{\"name\":\"mine\"}, // last\r\n\t\t{\r\n\t\t\t\"name\": \"a\",\r\n\t\t\t// why\r\n\t\t\t\"b\": {\r\n\t\t\t\t\"c\": 1\r\n\t\t\t}\r\n\t\t},\r\n\t],\r\n\t\"more\": [\r\n\t\t1\r\n\t],\r\n}";
    assert_eq!(outcome.new.unwrap().text().unwrap(), expected);
}

#[test]
fn what_cannot_be_read_is_a_conflict() {
    for disk in ["{", "[]", "{\"a\": 1, \"a\": 2}", "\u{feff}x"] {
        let disk = Content::new(disk, 0o644);
        let outcome = decide(
            Some(&disk),
            None,
            &Content::new(file(&[A]), 0o644),
            &asked(true),
        );
        assert_eq!(outcome.action, Conflict, "{disk:?}");
    }
    assert_eq!(
        decide(
            Some(&Content::new(b"\xff", 0o644)),
            None,
            &Content::new("{}", 0o644),
            &asked(true)
        )
        .action,
        Conflict
    );
}

#[test]
fn a_yes_takes_ours_and_brings_back() {
    let new = Content::new(file(&[A, B]), 0o644);
    let base = file(&[A, B]);
    let disk = Content::new(file(&[A_MINE, MINE]), 0o644);
    let outcome = decide(Some(&disk), Some(&base), &new, &asked(true));
    assert_eq!(outcome.new.unwrap().text().unwrap(), file(&[A, MINE, B]));
    let (base, disk) = ("{\n  \"a\": 1,\n  \"b\": 2\n}\n", "{\n  \"a\": 1\n}\n");
    let outcome = decide(
        Some(&Content::new(disk, 0o644)),
        Some(base),
        &Content::new(base, 0o644),
        &asked(true),
    );
    assert_eq!(outcome.new.unwrap().text().unwrap(), base);
}

#[test]
fn an_orphan_loses_our_entries_only() {
    let base = file(&[A, B]);
    for (disk, action, rest) in [
        (file(&[A, B]), Remove, None),
        (file(&[B, A]), Remove, None),
        (file(&[A]), Remove, None),
        (file(&[A, MINE, B]), Merge, Some(file(&[MINE]))),
        (file(&[A_MINE, B]), Merge, Some(file(&[A_MINE]))),
        (file(&[A_MINE]), Keep, None),
    ] {
        let outcome = retire(&Content::new(disk.clone(), 0o644), &base);
        assert_eq!(outcome.action, action, "{disk}");
        let rest = rest.map(|text| Content::new(text, 0o644));
        assert_eq!(outcome.new, rest, "{disk}");
    }
}
