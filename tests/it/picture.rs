//! The picture of the README: the wizard's real main screen as SVG, so that it cannot go stale; and its keys.
//! `UPDATE=1` draws it anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use dockwright::core::form::Subject;
use dockwright::ui::tui::keymap::{Action, Keymap, Place};
use dockwright::ui::tui::model::Model;
use dockwright::ui::tui::theme::{Palette, Theme};
use dockwright::ui::tui::view::view;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use crate::support::wizard::Wizard;

const FILE: &str = "assets/ui/wizard.svg";
const SIZE: (u16, u16) = (120, 36);
/// A cell: seven twelfths of the height of the letters are what most monospaced fonts advance.
const CELL: (f32, f32) = (8.4, 18.0);
const LETTERS: f32 = 14.0;
/// Around the cells, and above them where the window has its title.
const EDGE: f32 = 14.0;
const TITLE: f32 = 34.0;
/// Of the window: the terminal's own colours, which the wizard never paints.
const PAPER: &str = "#1a1b26";
const INK: &str = "#c8d0f0";

#[test]
fn the_readme_shows_the_real_screen() {
    let mut wizard = Wizard::preset("django-vite", "shop", SIZE);
    wizard.model.theme = Theme::new(Palette::DarkTrue, false);
    down(&mut wizard, |model| {
        model.subject() == Subject::Member("web".to_owned())
    });
    wizard.keys("<Enter>");
    down(&mut wizard, |model| {
        model
            .field()
            .is_some_and(|field| field.key == "services.web.port")
    });
    // Another port; then back to the marks of the first file that has some.
    wizard.keys("<Enter> <C-u> 8001 <Enter> N N");
    let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
    view(&wizard.model, &mut buffer);
    let drawn = svg(&buffer);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if std::env::var("UPDATE").is_ok_and(|update| update == "1") {
        fs::write(&path, &drawn).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == drawn,
        "{FILE} is not the screen any more: UPDATE=1 cargo test --test it picture"
    );
}

/// Down, as far as wanted.
fn down(wizard: &mut Wizard, wanted: impl Fn(&Model) -> bool) {
    for _ in 0..40 {
        if wanted(&wizard.model) {
            return;
        }
        wizard.keys("j");
    }
    panic!("not there: {:?}", wizard.model.subject());
}

fn svg(buffer: &Buffer) -> String {
    let width = f32::from(SIZE.0) * CELL.0 + 2.0 * EDGE;
    let height = f32::from(SIZE.1) * CELL.1 + TITLE + EDGE;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"ui-monospace,SFMono-Regular,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace\" \
         font-size=\"{LETTERS}\" fill=\"{INK}\" text-rendering=\"geometricPrecision\">\n\
         <title>The wizard of dockwright</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"10\" fill=\"{PAPER}\"/>\n"
    );
    for (place, color) in ["#f7768e", "#e0af68", "#9ece6a"].iter().enumerate() {
        let x = EDGE + 8.0 + 20.0 * f32::from(u16::try_from(place).unwrap());
        writeln!(
            svg,
            "<circle cx=\"{x}\" cy=\"17\" r=\"6\" fill=\"{color}\"/>"
        )
        .unwrap();
    }
    let middle = width / 2.0;
    writeln!(
        svg,
        "<text x=\"{middle}\" y=\"22\" text-anchor=\"middle\" fill=\"#9aa0aa\">dockwright</text>"
    )
    .unwrap();
    svg.push_str(&backs(buffer));
    svg.push_str(&rules(buffer));
    writeln!(svg, "<g style=\"white-space:pre\" xml:space=\"preserve\">").unwrap();
    for y in 0..SIZE.1 {
        texts(buffer, y, &mut svg);
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

fn left(x: u16) -> f32 {
    EDGE + f32::from(x) * CELL.0
}

fn top(y: u16) -> f32 {
    TITLE + f32::from(y) * CELL.1
}

/// A number as short as it may be.
fn short(number: f32) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Colour of letters and of what is behind them.
fn colors(cell: &Cell) -> (String, Option<String>) {
    let ink = hex(cell.fg).unwrap_or_else(|| INK.to_owned());
    if cell.modifier.contains(Modifier::REVERSED) {
        return (PAPER.to_owned(), Some(ink));
    }
    (ink, hex(cell.bg))
}

fn hex(color: Color) -> Option<String> {
    match color {
        Color::Rgb(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        Color::Reset => None,
        color => panic!("{color:?} is no colour of this theme"),
    }
}

/// Cells of a row that belong together, as first cell and how many.
fn runs<T: PartialEq>(of: impl Fn(u16) -> Option<T>) -> Vec<(u16, u16, T)> {
    let mut runs: Vec<(u16, u16, T)> = Vec::new();
    for x in 0..SIZE.0 {
        let Some(kind) = of(x) else { continue };
        match runs.last_mut() {
            Some((from, count, last)) if *from + *count == x && *last == kind => *count += 1,
            _ => runs.push((x, 1, kind)),
        }
    }
    runs
}

/// Painted cells.
fn backs(buffer: &Buffer) -> String {
    let mut svg = String::new();
    for y in 0..SIZE.1 {
        for (x, count, color) in runs(|x| colors(&buffer[(x, y)]).1) {
            writeln!(
                svg,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{color}\"/>",
                short(left(x)),
                short(top(y)),
                short(f32::from(count) * CELL.0),
                CELL.1
            )
            .unwrap();
        }
    }
    svg
}

/// Whether a cell's line goes to the left, right, up, down; and how thick it is.
fn arms(symbol: &str) -> Option<([bool; 4], f32)> {
    Some(match symbol {
        "─" => ([true, true, false, false], 1.0),
        "━" => ([true, true, false, false], 2.0),
        "│" => ([false, false, true, true], 1.0),
        "┃" => ([false, false, true, true], 2.0),
        "┬" => ([true, true, false, true], 1.0),
        "┴" => ([true, true, true, false], 1.0),
        _ => return None,
    })
}

/// Lines of boxes, drawn: in letters they would have gaps.
fn rules(buffer: &Buffer) -> String {
    let mut paths: Vec<((String, String), String)> = Vec::new();
    let mut add = |color: String, thick: f32, path: String| {
        let kind = (color, short(thick));
        match paths.iter_mut().find(|(own, _)| *own == kind) {
            Some((_, all)) => all.push_str(&path),
            None => paths.push((kind, path)),
        }
    };
    let arm = |x: u16, y: u16| arms(buffer[(x, y)].symbol());
    for y in 0..SIZE.1 {
        let across = |x: u16| {
            let ([left, right, ..], thick) = arm(x, y)?;
            (left || right).then(|| (colors(&buffer[(x, y)]).0, thick.to_bits()))
        };
        for (x, count, (color, thick)) in runs(across) {
            let (from, to) = (short(left(x)), short(left(x + count)));
            let middle = short(top(y) + CELL.1 / 2.0);
            add(
                color,
                f32::from_bits(thick),
                format!("M{from} {middle}H{to}"),
            );
        }
    }
    for x in 0..SIZE.0 {
        let mut from: Option<(f32, String, f32)> = None;
        for y in 0..=SIZE.1 {
            let here = (y < SIZE.1).then(|| arm(x, y)).flatten();
            let color = (y < SIZE.1).then(|| colors(&buffer[(x, y)]).0);
            let up = here.is_some_and(|([_, _, up, _], _)| up);
            let down = here.is_some_and(|([_, _, _, down], _)| down);
            let thick = here.map_or(0.0, |(_, thick)| thick);
            let middle = top(y) + CELL.1 / 2.0;
            let goes_on = from
                .as_ref()
                .is_some_and(|(_, own, line)| up && Some(own) == color.as_ref() && *line >= thick);
            if !goes_on && let Some((start, color, line)) = from.take() {
                let path = format!(
                    "M{} {}V{}",
                    short(left(x) + CELL.0 / 2.0),
                    short(start),
                    short(top(y))
                );
                add(color, line, path);
            }
            if goes_on
                && !down
                && let Some((start, color, line)) = from.take()
            {
                let path = format!(
                    "M{} {}V{}",
                    short(left(x) + CELL.0 / 2.0),
                    short(start),
                    short(middle)
                );
                add(color, line, path);
            }
            if from.is_none() && (down || up) {
                let start = if up { top(y) } else { middle };
                if down {
                    from = color.map(|color| (start, color, thick));
                } else if let Some(color) = color.filter(|_| !goes_on) {
                    let path = format!(
                        "M{} {}V{}",
                        short(left(x) + CELL.0 / 2.0),
                        short(start),
                        short(middle)
                    );
                    add(color, thick, path);
                }
            }
        }
    }
    paths
        .into_iter()
        .map(|((color, thick), path)| {
            format!(
                "<path d=\"{path}\" stroke=\"{color}\" stroke-width=\"{thick}\" fill=\"none\"/>\n"
            )
        })
        .collect()
}

/// What is written in a row, in pieces of one style; each is as wide as its cells, whatever font is there.
fn texts(buffer: &Buffer, y: u16, svg: &mut String) {
    let mut pieces: Vec<(u16, u16, String, String)> = Vec::new();
    for x in 0..SIZE.0 {
        let cell = &buffer[(x, y)];
        let symbol = cell.symbol();
        if arms(symbol).is_some() {
            continue;
        }
        let style = style(cell);
        match pieces.last_mut() {
            Some((from, count, own, text)) if *from + *count == x && *own == style => {
                *count += 1;
                text.push_str(symbol);
            }
            _ => pieces.push((x, 1, style, symbol.to_owned())),
        }
    }
    // Two blanks part two pieces.
    for (x, _, style, text) in pieces {
        let letters: Vec<char> = text.chars().collect();
        let mut at = 0;
        while at < letters.len() {
            let rest = &letters[at..];
            let blank = rest.iter().take_while(|letter| **letter == ' ').count();
            let rest = &rest[blank..];
            let end = rest.windows(2).position(|two| two == [' ', ' ']);
            let word: String = rest[..end.unwrap_or(rest.len())].iter().collect();
            let word = word.trim_end();
            at += blank;
            let count = word.chars().count();
            if count > 0 {
                let at = x + u16::try_from(at).unwrap();
                write_piece(svg, (at, y), count, &style, word);
            }
            at += count.max(1);
        }
    }
}

fn write_piece(svg: &mut String, (x, y): (u16, u16), count: usize, style: &str, word: &str) {
    let length = f32::from(u16::try_from(count).unwrap()) * CELL.0;
    let word = word
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" textLength=\"{}\"{style}>{word}</text>",
        short(left(x)),
        short(top(y) + 13.0),
        short(length)
    )
    .unwrap();
}

fn style(cell: &Cell) -> String {
    let (ink, _) = colors(cell);
    let mut style = String::new();
    if ink != INK {
        write!(style, " fill=\"{ink}\"").unwrap();
    }
    for (modifier, attribute) in [
        (Modifier::BOLD, " font-weight=\"700\""),
        (Modifier::DIM, " opacity=\"0.7\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
    ] {
        if cell.modifier.contains(modifier) {
            style.push_str(attribute);
        }
    }
    style
}

/// The README's keys are the table's, as it is: each is bound somewhere.
#[test]
fn the_readme_names_keys_that_are_bound() {
    let readme = include_str!("../../README.md");
    let (_, table) = readme
        .split_once("| key | what |\n| --- | --- |\n")
        .unwrap();
    let keymap = Keymap::builtin();
    let bound: BTreeSet<String> = Place::ALL
        .into_iter()
        .flat_map(|place| Action::ALL.map(|action| keymap.keys(place, action)))
        .flatten()
        .collect();
    let rows: Vec<&str> = table
        .lines()
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert!(rows.len() > 10, "{rows:?}");
    for row in rows {
        let keys = row.split('|').nth(1).unwrap();
        let mut named = 0;
        for key in keys.split([' ', ',']).map(|key| key.trim_matches('`')) {
            if ["", "or", "on", "a", "line"].contains(&key) {
                continue;
            }
            assert!(bound.contains(key), "`{key}` of {row}");
            named += 1;
        }
        assert!(named > 0, "{row}");
    }
}
