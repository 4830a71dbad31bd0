use super::*;

/// The text with its pieces marked: `<K key>: <T "text">`.
pub(super) fn shown(language: Language, text: &str) -> String {
    let mut state = State::default();
    let mut out = String::new();
    for one in text.split_inclusive('\n') {
        for (token, range) in line(language, &mut state, one) {
            let piece = &one[range];
            let letter = match token {
                Token::Plain => {
                    out.push_str(piece);
                    continue;
                }
                Token::Key => 'K',
                Token::Text => 'T',
                Token::Comment => 'C',
                Token::Word => 'W',
            };
            out.push_str(&format!("<{letter} {piece}>"));
        }
    }
    out
}

const LANGUAGES: [Language; 10] = [
    Language::Dockerfile,
    Language::Sh,
    Language::Yaml,
    Language::Json,
    Language::Toml,
    Language::Env,
    Language::Ignore,
    Language::Hash,
    Language::Slashes,
    Language::Plain,
];

/// Whole, in order, without a gap, at the borders of characters.
fn check(language: Language, state: &mut State, text: &str) {
    let mut at = 0;
    let mut last = None;
    for (token, range) in line(language, state, text) {
        assert_eq!(range.start, at, "{language:?} {text:?}");
        assert!(range.end > at, "{language:?} {text:?}");
        assert!(text.is_char_boundary(range.end), "{language:?} {text:?}");
        assert_ne!(last, Some(token), "{language:?} {text:?}: one piece");
        (at, last) = (range.end, Some(token));
    }
    assert_eq!(at, text.len(), "{language:?} {text:?}");
}

#[test]
fn any_text_is_covered() {
    // What means something to one of the lexers, and what is no ASCII, in random order.
    let pieces = [
        "a",
        "RUN",
        "ENV",
        "FROM",
        "CMD",
        "if",
        "in",
        "for",
        "é",
        "日本",
        "👩‍👩‍👧",
        "\u{301}",
        "\u{feff}",
        "\"",
        "'",
        "`",
        "\"\"\"",
        "'''",
        "\\",
        "#",
        " #",
        " ",
        "  ",
        "\t",
        "\r",
        ":",
        ": ",
        "- ",
        "---",
        "|",
        ">-",
        "|2",
        "<<",
        "<<-",
        "EOF",
        "<<EOF",
        "$",
        "${",
        "}",
        "$(",
        "$((",
        "((",
        ")",
        "))",
        "(",
        "[",
        "]",
        "[[",
        "{",
        ",",
        "=",
        "+=",
        ".",
        "/",
        "//",
        "/*",
        "*/",
        "&x",
        "*x",
        "!t",
        "%",
        "~",
        "true",
        "1",
        "--x=",
        "\0",
        "\u{7f}",
        "export ",
    ];
    let mut seed: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % 1_000_003).unwrap() % below
    };
    for language in LANGUAGES {
        let mut state = State::default();
        for round in 0..6_000 {
            if round % 40 == 0 {
                state = State::default();
            }
            let mut text: String = (0..next(14)).map(|_| pieces[next(pieces.len())]).collect();
            if next(3) > 0 {
                text.push_str(["\n", "\r\n"][next(2)]);
            }
            check(language, &mut state, &text);
        }
    }
}

#[test]
fn every_prefix_is_covered() {
    let texts = [
        "RUN --mount=type=\"é\" <<-'EOF' && x \"$(y \"z\")\" \\",
        "  - \"ключ\": { a: [b, 'c'], d: |2- } # é",
        "\"a\": \"\\\"日\", /* x */ true // y",
        "a.'b' = { c = \"\"\"é\"\"\", d = ['''x''', 1.5] } # z",
        "export A=\"${B:-{}}\" $C # é",
    ];
    for language in LANGUAGES {
        for text in texts {
            for (end, _) in text.char_indices() {
                check(language, &mut State::default(), &text[..end]);
                check(language, &mut State::default(), &text[end..]);
            }
        }
    }
}

#[test]
fn names_tell_the_language() {
    for (path, language) in [
        ("docker/web/Dockerfile", Language::Dockerfile),
        ("docker/web/Dockerfile.dockerignore", Language::Ignore),
        ("Dockerfile.dev", Language::Dockerfile),
        ("x/api.dockerfile", Language::Dockerfile),
        (".dockerignore", Language::Ignore),
        (".gitignore", Language::Ignore),
        ("docker/web/entrypoint.sh", Language::Sh),
        ("compose.override.yaml", Language::Yaml),
        (".vscode/launch.json", Language::Json),
        ("pyproject.toml", Language::Toml),
        (".env", Language::Env),
        (".env.example", Language::Env),
        ("backend/app/main.py", Language::Hash),
        ("requirements-dev.txt", Language::Hash),
        ("docker/edge/nginx.conf", Language::Hash),
        ("api/main.go", Language::Slashes),
        ("web/src/App.tsx", Language::Slashes),
        ("README.md", Language::Plain),
        ("LICENSE", Language::Plain),
        ("yaml", Language::Plain),
        ("", Language::Plain),
    ] {
        assert_eq!(Language::of(path), language, "{path}");
    }
}

#[test]
fn a_line_break_is_plain_and_windows_ends_are_known() {
    assert_eq!(
        shown(Language::Sh, "cat <<E\r\nx\r\nE\r\nfi\r\n"),
        "cat <<<W E>\r\n<T x>\r\n<W E>\r\n<W fi>\r\n"
    );
}
