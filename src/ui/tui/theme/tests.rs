use super::choice::luminance;
use super::*;

const DARK: [u32; 4] = [0x00_0000, 0x1e_1e1e, 0x28_2a36, 0x00_2b36];
const LIGHT: [u32; 3] = [0xff_ffff, 0xfd_f6e3, 0xee_eeee];

/// Red, green and blue, as most terminals have them.
fn rgb(color: Color) -> [u8; 3] {
    match color {
        Color::Rgb(red, green, blue) => [red, green, blue],
        Color::Indexed(index @ 16..=231) => {
            let index = index - 16;
            let part = |value: u8| if value == 0 { 0 } else { 55 + 40 * value };
            [index / 36, index / 6 % 6, index % 6].map(part)
        }
        Color::Indexed(index @ 232..) => [8 + 10 * (index - 232); 3],
        other => panic!("{other:?} is the user's own"),
    }
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_look_is_that_of_the_background() {
    let grounds = DARK.into_iter().map(|ground| (ground, Palette::DarkTrue));
    let light = LIGHT.into_iter().map(|ground| (ground, Palette::LightTrue));
    for (ground, palette) in grounds.chain(light) {
        let theme = Theme::new(Palette::LightTrue, false).on(rgb(Color::from_u32(ground)));
        assert_eq!(theme.palette, palette, "{ground:06x}");
    }
    assert_eq!(
        Theme::new(Palette::Sixteen, false).on([0; 3]).palette,
        Palette::Dark256
    );
}

#[test]
fn every_colour_can_be_read() {
    let mut seen = 0;
    for (palettes, grounds) in [
        ([Palette::Dark256, Palette::DarkTrue], &DARK[..]),
        ([Palette::Light256, Palette::LightTrue], &LIGHT[..]),
    ] {
        for palette in palettes {
            for role in Role::ALL {
                let Some(color) = Theme::new(palette, false).style(role).fg else {
                    continue;
                };
                for ground in grounds {
                    let ratio = contrast(rgb(color), rgb(Color::from_u32(*ground)));
                    assert!(
                        ratio >= 5.0,
                        "{role:?} {palette:?} on {ground:06x}: {ratio:.2}"
                    );
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 200);
}

#[test]
fn the_ground_is_never_painted_and_nothing_may_be_invisible() {
    for role in Role::ALL {
        for palette in Palette::ALL {
            let style = Theme::new(palette, false).style(role);
            assert_eq!(style.bg, None, "{role:?}");
            let never =
                Modifier::SLOW_BLINK | Modifier::RAPID_BLINK | Modifier::ITALIC | Modifier::HIDDEN;
            assert!(!style.add_modifier.intersects(never), "{role:?}");
        }
        // Some palettes draw bright black as the background, and black and white are one of both.
        let sixteen = Theme::new(Palette::Sixteen, false).style(role).fg;
        let known = [
            Color::Red,
            Color::Green,
            Color::Yellow,
            Color::Blue,
            Color::Magenta,
            Color::Cyan,
        ];
        assert!(
            sixteen.is_none_or(|color| known.contains(&color)),
            "{role:?}"
        );
    }
}

#[test]
fn nothing_is_told_by_colour_alone() {
    // What the colour of these tells is in the text itself.
    let told = [Role::Plain, Role::Key, Role::Text, Role::Word];
    let theme = Theme::new(Palette::None, true);
    for role in Role::ALL {
        let style = theme.style(role);
        assert_eq!(style.fg, None, "{role:?}");
        let shown = !style.add_modifier.is_empty() || !theme.mark(role).is_empty();
        assert_ne!(shown, told.contains(&role), "{role:?}");
    }
}

#[test]
fn every_glyph_has_a_form_in_ascii() {
    for glyph in Glyph::ALL {
        let drawn = Theme::new(Palette::Sixteen, false).glyph(glyph);
        let ascii = Theme::new(Palette::Sixteen, true).glyph(glyph);
        assert!(
            ascii.bytes().all(|byte| (b'!'..=b'~').contains(&byte)),
            "{glyph:?}"
        );
        let columns = if glyph == Glyph::Secret { 8 } else { 1 };
        assert_eq!(drawn.chars().count(), columns, "{glyph:?}");
    }
    let theme = Theme::new(Palette::None, true);
    let marks = [
        Role::Added,
        Role::Removed,
        Role::Changed,
        Role::Merged,
        Role::Conflict,
        Role::Differs,
        Role::Trace,
    ];
    let marks: String = marks.into_iter().map(|role| theme.mark(role)).collect();
    assert_eq!(marks, "+-~&!#:");
}

#[test]
fn any_text_can_be_drawn() {
    let ascii = Theme::new(Palette::None, true);
    assert_eq!(
        ascii.text("port: 8000 → 8001 — ✓ é 日本\u{301}"),
        "port: 8000 -> 8001 - v ? ????"
    );
    assert_eq!(ascii.text("plain"), "plain");
    assert_eq!(Theme::new(Palette::None, false).text("日 →"), "日 →");
    assert_eq!(
        (ascii.key("Right"), ascii.key("Up"), ascii.key("w")),
        ("Right", "Up", "w")
    );
    let drawn = Theme::new(Palette::None, false);
    assert_eq!(
        ["Left", "Right", "Up", "Down"].map(|name| drawn.key(name)),
        ["←", "→", "↑", "↓"]
    );
}

#[test]
fn a_files_pieces_have_roles() {
    let roles = [
        Token::Plain,
        Token::Key,
        Token::Text,
        Token::Comment,
        Token::Word,
    ]
    .map(Role::from);
    assert_eq!(
        roles,
        [
            Role::Plain,
            Role::Key,
            Role::Text,
            Role::Comment,
            Role::Word
        ]
    );
}

#[test]
fn the_looks_go_round_and_keep_the_colours_that_the_terminal_has() {
    for all_colours in [false, true] {
        let first = Theme {
            all_colours,
            ..Theme::new(Palette::Sixteen, true)
        };
        let mut theme = first;
        let looks: Vec<Palette> = std::iter::from_fn(|| {
            theme = theme.next().0;
            Some(theme.palette)
        })
        .take(4)
        .collect();
        let [dark, light] = if all_colours {
            [Palette::DarkTrue, Palette::LightTrue]
        } else {
            [Palette::Dark256, Palette::Light256]
        };
        assert_eq!(looks, [dark, light, Palette::None, Palette::Sixteen]);
        assert_eq!(theme, first);
    }
}
