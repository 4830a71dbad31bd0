use crossterm::event::{KeyCode, KeyEventKind, KeyModifiers};

use super::user::LONGEST_HELP;
use super::*;

fn plain(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

fn letter(letter: char) -> KeyEvent {
    plain(KeyCode::Char(letter))
}

fn ctrl(letter: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)
}

const ENTER: KeyEvent = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);

#[test]
fn every_row_is_read_whole() {
    for row in ROWS {
        let name = row.name;
        assert_eq!(ROWS[row.action as usize].name, name);
        assert_eq!(Action::of(name), Some(row.action));
        assert_eq!(
            serde_json::to_value(row.action).unwrap(),
            serde_json::Value::from(name)
        );
        for key in row.keys.split(' ') {
            let read = Key::of(key).unwrap_or_else(|| panic!("{name}: {key}"));
            assert_eq!(read.to_string(), key, "{name}");
        }
        for place in row.places.split(' ') {
            assert!(!Place::of(place).is_empty(), "{name}: {place}");
        }
    }
    assert_eq!(Action::ALL.len(), ROWS.len());
}

#[test]
fn no_key_does_two_things_in_one_place() {
    assert_eq!(Keymap::builtin().clash(), None);
}

#[test]
fn every_action_has_a_key_that_every_terminal_sends() {
    // Ctrl is a second way, but where it is the custom.
    let chords = [
        Action::Leave,
        Action::Suspend,
        Action::Redraw,
        Action::Clear,
        Action::Word,
    ];
    for bound in Keymap::builtin().bound {
        let name = bound.action.name();
        assert!(!bound.keys.iter().any(|key| key.is_function()), "{name}");
        let easy = bound.keys.iter().any(|key| !key.is_ctrl());
        assert_ne!(easy, chords.contains(&bound.action), "{name}");
    }
}

#[test]
fn keys_that_others_need_are_never_bound() {
    // tmux, screen, flow control, and the bytes of Backspace, Tab, Enter and Esc.
    let never = [
        "Ctrl-b", "Ctrl-a", "Ctrl-s", "Ctrl-q", "Ctrl-h", "Ctrl-i", "Ctrl-j", "Ctrl-m", "Ctrl-[",
    ];
    for row in ROWS {
        assert!(!row.keys.contains("Alt"), "{}", row.name);
        for key in row.keys.split(' ') {
            assert!(!never.contains(&key), "{}: {key}", row.name);
        }
    }
}

#[test]
fn help_fits_its_column() {
    for row in ROWS {
        let length = row.help.chars().count();
        assert!((1..=LONGEST_HELP).contains(&length), "{}", row.name);
    }
}

#[test]
fn every_place_can_be_left_and_typing_stays_typing() {
    let keymap = Keymap::builtin();
    for place in Place::ALL {
        let escapes = [plain(KeyCode::Esc), letter('q'), ctrl('c')];
        let leaves = escapes
            .iter()
            .any(|key| keymap.action(place, *key).is_some());
        assert!(leaves, "{place:?}");
        if place.is_typing() {
            for byte in b' '..=b'~' {
                assert_eq!(keymap.action(place, letter(byte.into())), None);
            }
        }
    }
    for code in [
        KeyCode::Backspace,
        KeyCode::Left,
        KeyCode::Home,
        KeyCode::Delete,
    ] {
        assert_eq!(keymap.action(Place::Text, plain(code)), None);
    }
}

#[test]
fn a_key_arrives_in_many_ways() {
    let keymap = Keymap::builtin();
    let at = |event| keymap.action(Place::Form, event);
    let with = |code, modifiers| at(KeyEvent::new(code, modifiers));
    assert_eq!(at(letter('U')), Some(Action::Redo));
    assert_eq!(
        with(KeyCode::Char('U'), KeyModifiers::SHIFT),
        Some(Action::Redo)
    );
    assert_eq!(
        with(KeyCode::Char('u'), KeyModifiers::SHIFT),
        Some(Action::Redo)
    );
    assert_eq!(at(letter('u')), Some(Action::Undo));
    assert_eq!(
        with(KeyCode::Char('?'), KeyModifiers::SHIFT),
        Some(Action::Help)
    );
    assert_eq!(
        with(KeyCode::Char('R'), KeyModifiers::CONTROL),
        Some(Action::Redo)
    );
    assert_eq!(
        with(KeyCode::BackTab, KeyModifiers::SHIFT),
        Some(Action::PrevPane)
    );
    assert_eq!(
        with(KeyCode::BackTab, KeyModifiers::NONE),
        Some(Action::PrevPane)
    );
    assert_eq!(
        with(KeyCode::Tab, KeyModifiers::SHIFT),
        Some(Action::PrevPane)
    );
    assert_eq!(
        at(ctrl('h')),
        Some(Action::Back),
        "Backspace of some terminals"
    );
    assert_eq!(at(ctrl('w')), None);
    assert_eq!(with(KeyCode::Char('w'), KeyModifiers::ALT), None);
    assert_eq!(with(KeyCode::Char('w'), KeyModifiers::SUPER), None);
    let mut up = letter('w');
    up.kind = KeyEventKind::Release;
    assert_eq!(at(up), None);
    up.kind = KeyEventKind::Repeat;
    assert_eq!(at(up), Some(Action::Write));
}

#[test]
fn alt_is_esc_and_the_key() {
    let alt = KeyEvent::new(KeyCode::Char('w'), KeyModifiers::ALT);
    assert_eq!(apart(alt), (Some(plain(KeyCode::Esc)), letter('w')));
    assert_eq!(apart(letter('w')), (None, letter('w')));
}

#[test]
fn the_short_paths_are_as_short_as_promised() {
    use Place::{Conflict, Form, List, Matrix, Meet, Outline, Preview, Review, Text, Written};
    let keymap = Keymap::builtin();
    let check = |path: &[(Place, KeyEvent, Option<Action>)]| {
        for (place, key, action) in path {
            assert_eq!(keymap.action(*place, *key), *action, "{place:?} {key:?}");
        }
        path.len()
    };
    let typed = |place, text: &str| -> Vec<_> {
        text.chars().map(|one| (place, letter(one), None)).collect()
    };
    let path = |parts: &[&[(Place, KeyEvent, Option<Action>)]]| check(&parts.concat());

    let write = &[(Review, ENTER, Some(Action::WriteNow))][..];
    let first = &[(Meet, letter('w'), Some(Action::Write))][..];
    assert_eq!(path(&[first, write]), 2, "write the first preset");
    let seen = &[
        (Meet, letter('4'), Some(Action::StartN)),
        (Outline, letter('w'), Some(Action::Write)),
    ];
    assert_eq!(path(&[seen, write]), 3, "see a preset, write it");
    let add = &[(Form, letter('a'), Some(Action::Add))][..];
    let accept = &[(List, ENTER, Some(Action::Accept))][..];
    assert_eq!(path(&[add, &typed(List, "mai"), accept]), 5, "add by name");
    let cell = &[
        (Form, letter('p'), Some(Action::Profiles)),
        (Matrix, letter(' '), Some(Action::Cell)),
    ];
    assert_eq!(path(&[cell]), 2, "toggle a profile");
    assert_eq!(path(&[&[(Form, letter('b'), Some(Action::Both))]]), 1);
    assert_eq!(
        path(&[&[(Preview, letter('n'), Some(Action::NextMark))]]),
        1
    );
    assert_eq!(
        path(&[&[(Preview, letter(']'), Some(Action::ViewNext))]]),
        1
    );
    let resolve = &[
        (Form, letter('w'), Some(Action::Write)),
        (Conflict, letter('l'), Some(Action::Right)),
        (Conflict, letter('l'), Some(Action::Right)),
        (Conflict, letter(' '), Some(Action::TakeSide)),
        (Conflict, ENTER, Some(Action::WriteNow)),
    ];
    assert_eq!(path(&[resolve]), 5, "resolve a conflict");
    assert_eq!(
        path(&[&[(Written, letter('u'), Some(Action::TakeBack))]]),
        1
    );
    let writes = &[(Outline, letter('W'), Some(Action::Writes))][..];
    assert_eq!(path(&[writes, accept]), 2, "undo a write later");
    let find = &[
        (Outline, letter('3'), Some(Action::Preview)),
        (Preview, letter('/'), Some(Action::Find)),
    ];
    let go = &[
        (Text, ENTER, Some(Action::Accept)),
        (Preview, ENTER, Some(Action::GotoAnswer)),
    ];
    assert_eq!(
        path(&[find, &typed(Text, "5432"), go]),
        8,
        "whose line is it"
    );
    let rename = &[(Outline, letter('r'), Some(Action::Rename))][..];
    let done = &[(Text, ENTER, Some(Action::Accept))][..];
    assert_eq!(path(&[rename, &typed(Text, "api"), done]), 5, "rename");
}

#[test]
fn hints_and_help_are_the_table() {
    let keymap = Keymap::builtin();
    assert_eq!(keymap.keys(Place::Form, Action::Change), ["Space"]);
    assert_eq!(keymap.keys(Place::Form, Action::PageUp), ["PgUp", "Ctrl-u"]);
    assert!(keymap.keys(Place::Form, Action::Cell).is_empty());
    let rows = keymap.rows(Place::Form);
    assert_eq!(rows[0].action, Action::Up);
    assert_eq!(rows[0].help, "one up");
    let here: Vec<String> = rows
        .iter()
        .filter(|row| row.here)
        .map(|row| row.action.title())
        .collect();
    assert_eq!(
        here,
        [
            "rename",
            "remove",
            "scroll down",
            "scroll up",
            "edit",
            "change",
            "default",
            "its lines",
            "earlier",
            "later",
            "more",
            "evidence"
        ]
    );
}

/// Code, line and message of each problem.
fn told(problems: &[Problem]) -> Vec<(String, usize, String)> {
    let line = |problem: &Problem| problem.place.as_ref().unwrap().line.unwrap();
    problems
        .iter()
        .map(|problem| {
            (
                problem.code.to_string(),
                line(problem),
                problem.message.clone(),
            )
        })
        .collect()
}

#[test]
fn a_users_file_is_laid_over() {
    let text = "write: s Ctrl-w\ndefault: [X, form, \"zurück zur Vorgabe\"]\nstart_n: 1\nundo: w\n";
    let (keymap, problems) = Keymap::with(text);
    assert_eq!(told(&problems), []);
    assert_eq!(keymap.keys(Place::Form, Action::Write), ["s", "Ctrl-w"]);
    assert_eq!(keymap.action(Place::Form, letter('w')), Some(Action::Undo));
    assert_eq!(keymap.action(Place::Form, letter('x')), None);
    assert_eq!(keymap.action(Place::Meet, letter('2')), None);
    let rows = keymap.rows(Place::Form);
    let row = rows.iter().find(|row| row.action == Action::Default);
    assert_eq!(row.unwrap().help, "zurück zur Vorgabe");
    assert_eq!(Keymap::with(""), (Keymap::builtin(), vec![]));
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_the_default_stays() {
    let text = "\
wirte: s
write: Strg-w
undo: [U, form]
redo: Ctrl-m
accept: y
quit: ''
leave: [a, all, \"a help that is much too long for its column\"]
both: x
files: E
";
    let (keymap, problems) = Keymap::with(text);
    let told = told(&problems);
    let told: Vec<(&str, usize)> = told
        .iter()
        .map(|(code, line, _)| (&**code, *line))
        .collect();
    assert_eq!(
        told,
        [
            ("keymap-action", 1),
            ("keymap-key", 2),
            ("keymap-place", 3),
            ("keymap-key", 4),
            ("keymap-key", 5),
            ("keymap-form", 6),
            ("keymap-form", 7),
            ("keymap-clash", 8),
        ]
    );
    assert_eq!(problems[0].mend, "did you mean `write`?");
    assert_eq!(
        problems[7].message,
        "`x` of `both` is a key of `default` too"
    );
    for action in Action::ALL
        .into_iter()
        .filter(|action| *action != Action::Files)
    {
        for place in Place::ALL {
            let builtin = Keymap::builtin().keys(place, action);
            assert_eq!(keymap.keys(place, action), builtin, "{action:?}");
        }
    }
    assert_eq!(keymap.keys(Place::Form, Action::Files), ["E"]);
    for text in [
        "- a\n",
        "a: [\n",
        "write: {a: b}\n",
        "write: [[w]]\n",
        "\u{0}",
    ] {
        let (keymap, problems) = Keymap::with(text);
        assert_eq!(problems.len(), 1, "{text:?}");
        assert!(!problems[0].is_error(), "{text:?}");
        assert_eq!(keymap, Keymap::builtin(), "{text:?}");
    }
}

#[test]
fn a_clash_that_a_clash_leaves_is_found_too() {
    // `undo` takes the key of `write`, which cannot have the one of `quit`: both stay as they were.
    let (keymap, problems) = Keymap::with("undo: w\nwrite: q\n");
    assert_eq!(keymap, Keymap::builtin());
    let lines: Vec<usize> = told(&problems).iter().map(|(_, line, _)| *line).collect();
    assert_eq!(lines, [1, 2]);
}
