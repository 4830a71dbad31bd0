use std::time::Duration;

use super::Parser;
use crate::shell::tty::Input;

/// What these bytes are, in short words, when nothing more comes.
fn read(bytes: &[u8]) -> String {
    pieces(&[bytes])
}

fn pieces(pieces: &[&[u8]]) -> String {
    let mut parser = Parser::default();
    let mut all = Vec::new();
    for piece in pieces {
        parser.feed(piece, &mut |input| all.push(input));
    }
    if parser.patience().is_some() {
        parser.settle(&mut |input| all.push(input));
    }
    assert!(parser.pending.is_empty(), "{parser:?}");
    all.iter().map(word).collect::<Vec<_>>().join(" ")
}

fn word(input: &Input) -> String {
    match input {
        Input::Key(key) if key.modifiers.is_empty() => key.code.to_string(),
        Input::Key(key) => format!("{}+{}", key.modifiers, key.code),
        Input::Paste(text) => format!("paste({text})"),
        Input::Mouse(event) => {
            let mods = if event.modifiers.is_empty() {
                String::new()
            } else {
                format!("{}+", event.modifiers)
            };
            format!("{mods}{:?}@{},{}", event.kind, event.column, event.row)
        }
        Input::Focus(got) => format!("focus({got})"),
        other => format!("{other:?}"),
    }
}

#[test]
fn keys_of_a_plain_terminal() {
    for (bytes, expected) in [
        (&b"aZ9?"[..], "a Shift+Z 9 ?"),
        (b"\r\n\t\x7f\x08", "Enter Enter Tab Backspace Backspace"),
        (
            b"\x01\x03\x1a\x00\x1f",
            "Control+a Control+c Control+z Control+Space Control+7",
        ),
        (b"\x1b[A\x1b[B\x1b[C\x1b[D", "Up Down Right Left"),
        (b"\x1bOA\x1bOH\x1bOF\x1bOP", "Up Home End F1"),
        (
            b"\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~",
            "Home End Home End Home End",
        ),
        (
            b"\x1b[2~\x1b[3~\x1b[5~\x1b[6~",
            "Insert Del Page Up Page Down",
        ),
        (b"\x1b[Z", "Shift+Back Tab"),
        (
            b"\x1b[11~\x1b[15~\x1b[17~\x1b[21~\x1b[24~",
            "F1 F5 F6 F10 F12",
        ),
        (b"\x1b[[A\x1b[[E", "F1 F5"),
        (
            b"\x1b[1;5A\x1b[1;2D\x1b[3;5~",
            "Control+Up Shift+Left Control+Del",
        ),
        (b"\x1b[I\x1b[O", "focus(true) focus(false)"),
        ("äß€𝄞".as_bytes(), "ä ß € 𝄞"),
    ] {
        assert_eq!(read(bytes), expected, "{bytes:?}");
    }
}

#[test]
fn alt_and_a_key_is_esc_then_the_key() {
    for (bytes, expected) in [
        (&b"\x1bw"[..], "Esc w"),
        (b"\x1b\x1b", "Esc Esc"),
        (b"\x1b\x1b[A", "Esc Up"),
        (b"\x1b[1;3A", "Esc Up"),
        (b"\x1b[1;7C", "Esc Control+Right"),
        (b"\x1b\r", "Esc Enter"),
        ("\x1bä".as_bytes(), "Esc ä"),
        // Two of them begin like a sequence.
        (b"\x1b[", "Esc ["),
        (b"\x1b[j", "Esc [ j"),
        (b"\x1b[[", "Esc [ ["),
        (b"\x1b[[w", "Esc [ [ w"),
        (b"\x1bO", "Esc Shift+O"),
        (b"\x1bOj", "Esc Shift+O j"),
    ] {
        assert_eq!(read(bytes), expected, "{bytes:?}");
    }
}

#[test]
fn keys_with_numbers_of_their_own() {
    for (bytes, expected) in [
        (&b"\x1b[97;5u"[..], "Control+a"),
        (b"\x1b[97;2u", "Shift+A"),
        (b"\x1b[97;3u", "Esc a"),
        (b"\x1b[27u\x1b[13u\x1b[9;2u", "Esc Enter Shift+Back Tab"),
        (b"\x1b[27;5;46~", "Control+."),
        // Let go; a key of the keypad nobody asked for.
        (b"\x1b[97;1:3u\x1b[57414u", ""),
    ] {
        assert_eq!(read(bytes), expected, "{bytes:?}");
    }
}

#[test]
fn the_mouse_tells_press_release_drag_and_wheel() {
    for (bytes, expected) in [
        (&b"\x1b[<0;33;7M"[..], "Down(Left)@32,6"),
        (b"\x1b[<0;33;7m", "Up(Left)@32,6"),
        (b"\x1b[<34;1;1M", "Drag(Right)@0,0"),
        (b"\x1b[<64;5;6M\x1b[<65;5;6M", "ScrollUp@4,5 ScrollDown@4,5"),
        (b"\x1b[<20;300;200M", "Shift+Control+Down(Left)@299,199"),
        // A motion without a button; the old form with its three bytes.
        (b"\x1b[<35;5;6M\x1b[M\x20\x21\x22a", "a"),
        (b"\x1b[<0;;7Mq", "q"),
    ] {
        assert_eq!(read(bytes), expected, "{bytes:?}");
    }
}

#[test]
fn a_paste_is_one_thing_whatever_is_in_it() {
    assert_eq!(
        read(b"a\x1b[200~q\r\nw\x1b[A\rx\x1b[201~b"),
        "a paste(q\nw\u{1b}[A\nx) b"
    );
    assert_eq!(
        pieces(&[b"\x1b[20", b"0~one ", b"two\x1b[2", b"01~c"]),
        "paste(one two) c"
    );
}

#[test]
fn a_cut_anywhere_changes_nothing_but_behind_a_lone_esc() {
    let all = "a\x1b[1;5A\x1b[<0;33;7M€\x1bOH\x1b[200~x\x1b[201~z".as_bytes();
    let whole = read(all);
    for at in 0..=all.len() {
        assert_eq!(pieces(&[&all[..at], &all[at..]]), whole, "{at}");
    }
}

#[test]
fn answers_and_rubbish_are_no_keys() {
    for bytes in [
        &b"\x1b[?62;22c"[..],
        b"\x1b[12;40R",
        b"\x1b[>0;276;0c",
        b"\x1b[?2026;2$y",
        b"\xff\xfe\xc3\x28\x80",
        b"\x1b[9999~",
        b"\x1b[1;\x1b[",
    ] {
        let seen = read(bytes);
        assert!(
            ["", "(", "Esc ["].contains(&seen.as_str()),
            "{bytes:?}: {seen}"
        );
    }
}

#[test]
fn the_background_is_told_wherever_its_answer_is_cut() {
    for (bytes, expected) in [
        (
            &b"a\x1b]11;rgb:ffff/8080/0000\x1b\\b"[..],
            "a Background([255, 128, 0]) b",
        ),
        (b"\x1b]11;rgb:1e/1e/1e\x07", "Background([30, 30, 30])"),
        (b"\x1b]11;rgb:1e/1e\x07q", "q"),
        (b"\x1b]11;rgb:00/00/00\x1b[Aq", "Background([0, 0, 0]) Up q"),
        // Two keys, as ever.
        (b"\x1b]", "Esc ]"),
        (b"\x1b]1q", "Esc ] 1 q"),
    ] {
        assert_eq!(read(bytes), expected, "{bytes:?}");
        for at in 2..bytes.len() {
            assert_eq!(
                pieces(&[&bytes[..at], &bytes[at..]]),
                expected,
                "{bytes:?} at {at}"
            );
        }
    }
    // Never so long that keys are lost for ever.
    assert_eq!(read(&[&b"\x1b]11;"[..], &[b'x'; 60], b"q"].concat()), "");
}

#[test]
fn only_what_may_be_a_key_is_waited_for() {
    let patience = |bytes: &[u8]| {
        let mut parser = Parser::default();
        parser.feed(bytes, &mut |_| ());
        parser.patience()
    };
    assert_eq!(patience(b"\x1b"), Some(Duration::ZERO));
    assert!(patience(b"\x1b[").is_some());
    for bytes in [&b""[..], b"a", b"\x1b[1;", b"\xe2\x82", b"\x1b[200~abc\x1b"] {
        assert_eq!(patience(bytes), None, "{bytes:?}");
    }
}
