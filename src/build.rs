//! Build script: lays the files of `assets/catalog` and `presets` into the binary, with an index
//! of the items' heads, so that an item is parsed only when it is needed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let mut text = String::new();
    for (name, folder) in [("CATALOG", "assets/catalog"), ("PRESETS", "presets")] {
        let base = root.join(folder);
        println!("cargo::rerun-if-changed={}", base.display());
        let mut files = Vec::new();
        walk(&base, &base, &mut files)?;
        files.sort();
        let _ = writeln!(text, "pub(super) static {name}: &[(&str, &str)] = &[");
        for (path, full) in &files {
            let _ = writeln!(
                text,
                "    ({path:?}, include_str!({:?})),",
                full.display().to_string()
            );
        }
        text.push_str("];\n");
        if name == "CATALOG" {
            index(&files, &mut text)?;
        }
    }
    fs::write(out.join("embedded.rs"), text)
}

fn walk(base: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(base, &path, files)?;
        } else if let Ok(below) = path.strip_prefix(base) {
            files.push((below.display().to_string().replace('\\', "/"), path));
        }
    }
    Ok(())
}

/// One line an item: slot, id, title, summary, aliases, provides, `as_of`.
fn index(files: &[(String, PathBuf)], text: &mut String) -> io::Result<()> {
    text.push_str("pub(super) static INDEX: &[Head<'static>] = &[\n");
    for (path, full) in files {
        let mut parts = path.split('/');
        let (Some(slot), Some(id), Some("item.yaml"), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let item: serde_yaml::Value = serde_yaml::from_str(&fs::read_to_string(full)?)
            .map_err(|error| io::Error::other(format!("{path}: {error}")))?;
        let one = |key: &str| {
            item.get(key)
                .and_then(|value| value.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let many = |key: &str| -> Vec<String> {
            let list = item.get(key).and_then(|value| value.as_sequence());
            list.into_iter()
                .flatten()
                .filter_map(|one| one.as_str().map(str::to_owned))
                .collect()
        };
        let as_of = item.get("source").and_then(|source| source.get("as_of"));
        let as_of = as_of.and_then(|date| date.as_str()).unwrap_or_default();
        let _ = writeln!(
            text,
            "    Head {{ slot: {slot:?}, id: {id:?}, title: {:?}, summary: {:?}, aliases: &{:?}, provides: &{:?}, as_of: {as_of:?} }},",
            one("title"),
            one("summary"),
            many("aliases"),
            many("provides"),
        );
    }
    text.push_str("];\n");
    Ok(())
}
