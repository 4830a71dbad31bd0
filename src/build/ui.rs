//! The tables of `assets/ui` as Rust: nothing of them is read when the program starts, and a row
//! that the code does not know, or the other way round, does not compile.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use serde_json::{Map, Value};

/// `Action` and its rows from `keymap.yaml`.
pub(crate) fn keymap(text: &str) -> io::Result<String> {
    let table = read("keymap.yaml", text)?;
    let mut rows = String::new();
    let mut variants = Vec::new();
    for (name, row) in &table {
        let [keys, places, help] = texts("keymap.yaml", name, row)?;
        let variant = camel(name);
        let _ = writeln!(
            rows,
            "    Row {{ action: Action::{variant}, name: {name:?}, keys: {keys:?}, places: {places:?}, help: {help:?} }},"
        );
        variants.push((variant, help.to_owned()));
    }
    let mut out = names(
        "Action",
        "What a key does: a row of `assets/ui/keymap.yaml`.",
        "PartialOrd, Ord, Serialize, Deserialize",
        &variants,
    );
    let _ = writeln!(out, "static ROWS: &[Row] = &[\n{rows}];");
    Ok(out)
}

/// `Role`, `Glyph` and their looks from `themes.yaml`.
pub(crate) fn themes(text: &str) -> io::Result<String> {
    let file = "themes.yaml";
    let table = read(file, text)?;
    let mut glyphs = (Vec::new(), String::new());
    for (name, row) in section(file, &table, "glyphs")? {
        let [glyph, ascii] = texts(file, name, row)?;
        glyphs.0.push((camel(name), format!("`{glyph}`")));
        let _ = writeln!(glyphs.1, "    ({glyph:?}, {ascii:?}),");
    }
    let mut roles = Vec::new();
    let (mut marks, mut styles) = (String::new(), String::new());
    for (name, row) in section(file, &table, "roles")? {
        let [about, mark, looks @ ..]: [&str; 8] = texts(file, name, row)?;
        roles.push((camel(name), about.to_owned()));
        let mark = match mark {
            "" => "None".to_owned(),
            mark => format!("Some(Glyph::{})", camel(mark)),
        };
        let _ = writeln!(marks, "    {mark},");
        let looks = looks.iter().map(|look| style(file, name, look));
        let looks = looks.collect::<io::Result<Vec<_>>>()?;
        let _ = writeln!(styles, "    [{}],", looks.join(", "));
    }
    let mut out = names(
        "Role",
        "What a piece of the screen means: a row of `assets/ui/themes.yaml`.",
        "",
        &roles,
    );
    let about = "A character that says something: a row of `assets/ui/themes.yaml`.";
    out.push_str(&names("Glyph", about, "", &glyphs.0));
    let _ = writeln!(out, "static GLYPHS: &[(&str, &str)] = &[\n{}];", glyphs.1);
    let _ = writeln!(out, "static MARKS: &[Option<Glyph>] = &[\n{marks}];");
    let _ = writeln!(out, "static STYLES: &[[Style; 6]] = &[\n{styles}];");
    Ok(out)
}

/// The texts of `words.yaml`, by key.
pub(crate) fn words(text: &str) -> io::Result<String> {
    let file = "words.yaml";
    let mut out = "static WORDS: &[(&str, &str)] = &[\n".to_owned();
    let table = read(file, text)?;
    let mut rows: Vec<_> = table.iter().collect();
    rows.sort_by_key(|(key, _)| *key);
    for (key, value) in rows {
        let text = value
            .as_str()
            .ok_or_else(|| wrong(file, key, "is no text"))?;
        let _ = writeln!(out, "    ({key:?}, {text:?}),");
    }
    out.push_str("];\n");
    Ok(out)
}

/// Reads one of the files and writes its table.
pub(crate) fn table(
    base: &Path,
    name: &str,
    out: &Path,
    write: fn(&str) -> io::Result<String>,
) -> io::Result<()> {
    let path = base.join(format!("{name}.yaml"));
    println!("cargo::rerun-if-changed={}", path.display());
    let text = write(&std::fs::read_to_string(path)?)?;
    std::fs::write(out.join(format!("{name}.rs")), text)
}

fn read(file: &str, text: &str) -> io::Result<Map<String, Value>> {
    serde_yaml::from_str(text).map_err(|error| io::Error::other(format!("{file}: {error}")))
}

fn section<'a>(
    file: &str,
    table: &'a Map<String, Value>,
    name: &str,
) -> io::Result<&'a Map<String, Value>> {
    let section = table.get(name).and_then(Value::as_object);
    section.ok_or_else(|| wrong(file, name, "is no map"))
}

/// A row: a list of so many texts.
fn texts<'a, const N: usize>(file: &str, name: &str, row: &'a Value) -> io::Result<[&'a str; N]> {
    let texts: Option<Vec<&str>> = row
        .as_array()
        .and_then(|row| row.iter().map(Value::as_str).collect());
    texts
        .and_then(|texts| texts.try_into().ok())
        .ok_or_else(|| wrong(file, name, &format!("is no list of {N} texts")))
}

/// An enum of these names, in this order.
fn names(name: &str, about: &str, derive: &str, variants: &[(String, String)]) -> String {
    let serde = if derive.contains("Serialize") {
        "#[serde(rename_all = \"snake_case\")]\n"
    } else {
        ""
    };
    let mut out = format!(
        "#[doc = {about:?}]\n#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, {derive})]\n{serde}pub enum {name} {{\n"
    );
    let mut all = String::new();
    for (variant, about) in variants {
        let _ = writeln!(out, "    #[doc = {about:?}]\n    {variant},");
        let _ = write!(all, "Self::{variant}, ");
    }
    let count = variants.len();
    let _ = writeln!(
        out,
        "}}\n\nimpl {name} {{\n    /// All, in the order of the file.\n    pub const ALL: [Self; {count}] = [{all}];\n}}\n"
    );
    out
}

/// `cyan bold`, `117`, `#7dcfff`, `dim`, `default` as a style.
fn style(file: &str, name: &str, look: &str) -> io::Result<String> {
    let mut out = "Style::new()".to_owned();
    for word in look.split_whitespace() {
        let next = match word {
            "default" => String::new(),
            "bold" | "dim" | "reversed" | "underlined" => {
                format!(".add_modifier(Modifier::{})", word.to_uppercase())
            }
            "red" | "green" | "yellow" | "blue" | "magenta" | "cyan" => {
                format!(".fg(Color::{})", camel(word))
            }
            _ => match (word.strip_prefix('#'), word.parse::<u8>()) {
                (None, Ok(index)) => format!(".fg(Color::Indexed({index}))"),
                (Some(hex), _) if hex.len() == 6 && hex.chars().all(|c| c.is_ascii_hexdigit()) => {
                    let parts = [0, 2, 4].map(|at| format!("0x{}", &hex[at..at + 2]));
                    format!(".fg(Color::Rgb({}))", parts.join(", "))
                }
                _ => return Err(wrong(file, name, &format!("has no look `{word}`"))),
            },
        };
        out.push_str(&next);
    }
    Ok(out)
}

fn camel(name: &str) -> String {
    name.split('_')
        .map(|part| {
            let mut letters = part.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        })
        .collect()
}

fn wrong(file: &str, key: &str, what: &str) -> io::Error {
    io::Error::other(format!("{file}: `{key}` {what}"))
}
