//! Build script: lays the files of `assets/catalog` and `presets` into the binary, with an index
//! of the items' heads, so that an item is parsed only when it is needed; and the tables of
//! `assets`. Then says how the functions are laid.

#[path = "build/layout.rs"]
mod layout;
#[path = "build/ran.rs"]
mod ran;
#[path = "build/texts.rs"]
mod texts;
#[path = "build/ui.rs"]
mod ui;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use texts::Texts;

/// Tables below `assets` that are laid in as JSON.
const TABLES: [&str; 5] = [
    "causes.yaml",
    "detect/folders.yaml",
    "doctor/hosts.yaml",
    "doctor/images.yaml",
    "doctor/needs.yaml",
];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let mut text = String::new();
    let mut texts = Texts::default();
    let catalog = list(&root.join("assets/catalog"))?;
    index(&catalog, &mut texts, &mut text)?;
    text.push_str("pub(super) static CATALOG: &[(&str, &str)] = &[\n");
    for (path, said) in &catalog {
        let extension = Path::new(path).extension();
        let is_template = extension.is_some_and(|extension| extension == "j2");
        let is_run = is_template && !path.contains("/starter/");
        let place = if is_run {
            texts.near(said)
        } else {
            texts.far(said)
        };
        let _ = writeln!(text, "    ({path:?}, {place}),");
    }
    text.push_str("];\n");
    let ran = root.join("assets/ran.json");
    println!("cargo::rerun-if-changed={}", ran.display());
    let ran = texts.far(&ran::holding(&fs::read_to_string(ran)?, &catalog)?);
    let _ = writeln!(text, "pub(super) static RAN: &str = {ran};");
    presets(&list(&root.join("presets"))?, &mut texts, &mut text);
    text.push_str(&texts.write(&out)?);
    fs::write(out.join("embedded.rs"), text)?;
    let tables = root.join("assets/ui");
    ui::table(&tables, "keymap", &out, ui::keymap)?;
    ui::table(&tables, "themes", &out, ui::themes)?;
    ui::table(&tables, "words", &out, ui::words)?;
    for path in TABLES {
        table(&root.join("assets").join(path), &out)?;
    }
    layout::script(&root.join("assets/layout.txt"), &out)
}

/// A table as JSON, to be read when it is needed.
fn table(path: &Path, out: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", path.display());
    let table: serde_json::Value = serde_yaml::from_str(&fs::read_to_string(path)?)
        .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
    let name = path.file_stem().unwrap_or_default();
    fs::write(out.join(name).with_extension("json"), table.to_string())
}

/// Every file below a folder: path below it, and its text.
fn list(base: &Path) -> io::Result<Vec<(String, String)>> {
    println!("cargo::rerun-if-changed={}", base.display());
    let mut files = Vec::new();
    walk(base, base, &mut files)?;
    files.sort();
    Ok(files)
}

fn walk(base: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(base, &path, files)?;
        } else if let Ok(below) = path.strip_prefix(base) {
            let below = below.display().to_string().replace('\\', "/");
            files.push((below, fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// One line an item: its head, and the whole as JSON, which is read five times faster than YAML.
fn index(files: &[(String, String)], texts: &mut Texts, text: &mut String) -> io::Result<()> {
    text.push_str("pub(super) static INDEX: &[Head<'static>] = &[\n");
    for (path, said) in files {
        let mut parts = path.split('/');
        let (Some(slot), Some(id), Some("item.yaml"), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let broken = |error: &dyn std::fmt::Display| io::Error::other(format!("{path}: {error}"));
        let mut item: serde_json::Value =
            serde_yaml::from_str(said).map_err(|error| broken(&error))?;
        let one = |key: &str| {
            item.get(key)
                .and_then(|value| value.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let many = |key: &str| -> Vec<String> {
            let list = item.get(key).and_then(|value| value.as_array());
            list.into_iter()
                .flatten()
                .filter_map(|one| one.as_str().map(str::to_owned))
                .collect()
        };
        let as_of = item.get("source").and_then(|source| source.get("as_of"));
        let as_of = as_of
            .and_then(|date| date.as_str())
            .unwrap_or_default()
            .to_owned();
        let (title, summary) = (one("title"), one("summary"));
        let (aliases, provides) = (many("aliases"), many("provides"));
        let text_of = |value: &serde_json::Value| {
            serde_json::to_string(value).map_err(|error| broken(&error))
        };
        // Most of what an item says of code that is there already is of no use to whoever writes answers.
        let detect = item
            .as_object_mut()
            .and_then(|item| item.shift_remove("detect"));
        let detect = detect
            .as_ref()
            .map(text_of)
            .transpose()?
            .unwrap_or_default();
        let (detect, json) = (texts.far(&detect), texts.near(&text_of(&item)?));
        let _ = writeln!(
            text,
            "    Head {{ slot: {slot:?}, id: {id:?}, title: {title:?}, summary: {summary:?}, aliases: &{aliases:?}, provides: &{provides:?}, as_of: {as_of:?}, detect: {detect}, json: {json} }},"
        );
    }
    text.push_str("];\n");
    Ok(())
}

/// One line a preset: name, title, summary, place in the list, the answers without what is said about
/// them on top, and the files beside them.
fn presets(files: &[(String, String)], texts: &mut Texts, text: &mut String) {
    text.push_str("pub(super) static PRESETS: &[Preset] = &[\n");
    for (path, preset) in files {
        let Some(name) = path.strip_suffix("/preset.yaml") else {
            continue;
        };
        let said = |key: &str| preset.lines().find_map(|line| line.strip_prefix(key));
        let title = said("title: ").unwrap_or(name);
        let summary = said("summary: ").unwrap_or_default();
        let order: u8 = said("order: ")
            .and_then(|order| order.parse().ok())
            .unwrap_or(99);
        let about = |line: &&str| {
            let keys = ["title: ", "summary: ", "order: "];
            !keys.iter().any(|key| line.starts_with(key))
        };
        let answers: String = preset.split_inclusive('\n').filter(about).collect();
        let _ = writeln!(
            text,
            "    Preset {{ name: {name:?}, title: {title:?}, summary: {summary:?}, order: {order}, text: {answers:?}, files: &["
        );
        for (path, said) in files {
            if let Some(path) = path.strip_prefix(&format!("{name}/files/")) {
                let place = texts.far(said);
                let _ = writeln!(text, "        ({path:?}, {place}),");
            }
        }
        text.push_str("    ] },\n");
    }
    text.push_str("];\n");
}
