//! Build and settings files of Gradle. They are programs, so only what stands there as a text is
//! read: plugins, dependencies, included projects, and the version catalog that they name.

use std::rc::Rc;

use super::{Group, Said, quoted};
use crate::core::detect::doc::Doc;
use crate::core::detect::files::{File, Files, join, parent, upwards};

const CATALOG: &str = "gradle/libs.versions.toml";

pub(super) fn read(files: &Files<'_>, file: &File) -> Said {
    let mut said = Said::default();
    let settings = file.name().starts_with("settings");
    // An `include` goes on as long as its lines end with a comma.
    let mut including = false;
    // And so does a list of dependencies.
    let mut listed: Option<&str> = None;
    for (place, line) in file.text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with("//") || line.starts_with('*') {
            continue;
        }
        let line = line.split(" //").next().unwrap_or(line);
        if settings {
            if let Some(rest) = line.strip_prefix("rootProject.name") {
                said.name = quoted(rest).first().map(|name| (*name).to_owned());
            }
            including = including || line.starts_with("include ") || line.starts_with("include(");
            if including {
                let projects = quoted(line).into_iter();
                let folders = projects.map(|name| name.trim_start_matches(':').replace(':', "/"));
                said.members.extend(folders);
                including = line.ends_with([',', '(']);
            }
            continue;
        }
        let word = line.split(['(', ' ']).next().unwrap_or_default();
        let goes_on = listed.filter(|_| line.starts_with(['"', '\'']));
        let text = goes_on.map_or_else(|| line.to_owned(), |word| format!("{word} {line}"));
        entry(files, file, (place + 1, &text), &mut said);
        let word = goes_on.unwrap_or(word);
        listed = line.ends_with(',').then_some(word);
    }
    said
}

fn entry(files: &Files<'_>, file: &File, (number, line): (usize, &str), said: &mut Said) {
    let plugin = ["id ", "id(", "apply plugin:", "apply(plugin"];
    if plugin.iter().any(|start| line.starts_with(start)) {
        // `apply false`: for the projects below.
        if let (Some(name), false) = (quoted(line).first(), line.contains("apply false")) {
            said.depends(file, number, name, Group::Normal);
        }
        return;
    }
    if let Some(name) = line.strip_prefix("alias(libs.plugins.") {
        let name = name.split(')').next().unwrap_or(name);
        let name = name.replace('.', "-");
        let places = [format!("plugins.{name}.id"), format!("plugins.{name}")];
        if let (Some(name), false) = (catalog(files, file, &places), line.contains("apply false")) {
            // `id:version` is the short form.
            let name = name.split(':').next().unwrap_or_default();
            said.depends(file, number, name, Group::Normal);
        }
        return;
    }
    let word = line.split(['(', ' ']).next().unwrap_or_default();
    let group = match word {
        "implementation" | "api" | "runtimeOnly" | "compile" | "compileOnly" => Group::Normal,
        "developmentOnly" | "testImplementation" | "testRuntimeOnly" => Group::Development,
        _ => return,
    };
    let rest = &line[word.len()..];
    if let Some((_, alias)) = rest.split_once("libs.") {
        let end = alias.find(|c: char| !(c.is_alphanumeric() || "._-".contains(c)));
        let alias = alias[..end.unwrap_or(alias.len())].replace('.', "-");
        if let Some(bundle) = alias.strip_prefix("bundles-") {
            for name in bundled(files, file, bundle) {
                said.depends(file, number, &artifact(&name), group);
            }
            return;
        }
        if let Some(name) = library(files, file, &alias) {
            said.depends(file, number, &artifact(&name), group);
        }
        return;
    }
    let texts = quoted(rest);
    if rest.contains("project(")
        && let [path, ..] = texts.as_slice()
    {
        said.depends(file, number, path, group);
        return;
    }
    let name = match texts.as_slice() {
        [group, name, ..] if rest.contains("group:") => format!("{group}:{name}"),
        [text, ..] => artifact(text),
        [] => return,
    };
    said.depends(file, number, &name, group);
}

/// `group:name:version` without the version.
fn artifact(text: &str) -> String {
    text.splitn(3, ':').take(2).collect::<Vec<_>>().join(":")
}

/// A library of the version catalog, as aliases name it.
fn library(files: &Files<'_>, file: &File, alias: &str) -> Option<String> {
    let places = [
        format!("libraries.{alias}.module"),
        format!("libraries.{alias}"),
    ];
    catalog(files, file, &places)
}

/// The libraries that the version catalog has under one name.
fn bundled(files: &Files<'_>, file: &File, bundle: &str) -> Vec<String> {
    let Some(doc) = version_catalog(files, file) else {
        return Vec::new();
    };
    let listed = doc.at(&format!("bundles.{bundle}"));
    let aliases = listed.into_iter().flat_map(Doc::items);
    let aliases = aliases.filter_map(Doc::as_text);
    let found = aliases.filter_map(|alias| library(files, file, &alias.replace(['.', '_'], "-")));
    found.collect()
}

/// The version catalog of the build.
fn version_catalog(files: &Files<'_>, file: &File) -> Option<Rc<Doc>> {
    let mut paths = upwards(parent(&file.path)).map(|folder| join(folder, CATALOG));
    files.doc(&paths.find(|path| files.is_there(path))?)
}

/// What the version catalog has at the first of these places.
fn catalog(files: &Files<'_>, file: &File, places: &[String]) -> Option<String> {
    let doc = version_catalog(files, file)?;
    let mut found = places.iter().flat_map(|place| doc.at(place));
    found.find_map(Doc::as_text).map(str::to_owned)
}
