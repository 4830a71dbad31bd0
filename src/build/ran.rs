//! What ran, without the lines of items that have changed since.

use std::io;

use serde_json::{Map, Value};

#[path = "../core/catalog/fingerprint.rs"]
mod fingerprint;

use fingerprint::Fingerprint;

/// Of `assets/ran.json` the lines that hold for these files of the catalog, as JSON.
pub(crate) fn holding(text: &str, files: &[(String, String)]) -> io::Result<String> {
    let mut lines: Map<String, Value> = serde_json::from_str(text)?;
    let mut void = Vec::new();
    for (name, line) in &lines {
        // What is said of a language is compared when it is asked for.
        if !name.starts_with("code/") && line["fingerprint"] != print(name, files)? {
            void.push(name.clone());
        }
    }
    for name in void {
        lines.shift_remove(&name);
    }
    Ok(serde_json::to_string(&lines)?)
}

/// The same as `Catalog::fingerprint`: of an item's files, then of those of its parts. A test compares the two.
fn print(folder: &str, files: &[(String, String)]) -> io::Result<String> {
    let item = format!("{folder}/item.yaml");
    let item = files.iter().find(|(path, _)| *path == item);
    let item = item.map_or("", |(_, text)| text);
    let item: Value = serde_yaml::from_str(item).map_err(io::Error::other)?;
    let parts = item["parts"].as_array().into_iter().flatten();
    let parts = parts.filter_map(Value::as_str);
    let parts = parts.map(|part| format!("parts/{part}"));
    let mut print = Fingerprint::default();
    for folder in [folder.to_owned()].into_iter().chain(parts) {
        let prefix = format!("{folder}/");
        for (path, text) in files {
            if let Some(path) = path.strip_prefix(&prefix) {
                print.file(path, text);
            }
        }
    }
    Ok(print.to_string())
}
