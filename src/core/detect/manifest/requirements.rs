//! Lines of pip, with the files they name.

use std::collections::BTreeSet;

use super::tree::names;
use super::{Group, Said, folded};
use crate::core::detect::files::{File, Files, parent, resolved};

/// Files that name files that name files.
const DEEPEST: usize = 4;

pub(super) fn read(files: &Files<'_>, file: &File) -> Said {
    let mut said = Said::default();
    lines(files, file, 0, &mut said);
    said
}

/// Whether the comments of pip-compile or uv beside or below a line name other packages of the file alone, and
/// neither a file that somebody wrote nor the project itself.
fn is_for_another<'l>(known: &BTreeSet<String>, mut lines: impl Iterator<Item = &'l str>) -> bool {
    let own = lines.next().unwrap_or_default();
    let beside = own.split_once(" # via").map(|(_, why)| why);
    let below = lines
        .skip_while(|line| line.trim_start().starts_with("--hash"))
        .take_while(|line| line.starts_with(' ') && line.trim_start().starts_with('#'));
    let below: Vec<&str> = below.collect();
    let told = beside.is_some() || below.iter().any(|line| line.contains("# via"));
    let words = |text: &'l str| text.split([' ', ',', '#']).filter(|word| !word.is_empty());
    let mut why = below.into_iter().chain(beside).flat_map(words);
    told && why.all(|word| word == "via" || known.contains(&folded(word)))
}

/// The packages of the lines of a file.
fn packages(text: &str) -> BTreeSet<String> {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with([' ', '#', '-']));
    lines.flat_map(names).map(|name| folded(&name)).collect()
}

fn lines(files: &Files<'_>, file: &File, depth: usize, said: &mut Said) {
    let known = packages(&file.text);
    for (place, line) in file.text.lines().enumerate() {
        let line = line.split(" #").next().unwrap_or(line).trim();
        if line.starts_with('#') {
            continue;
        }
        let include = ["-r", "--requirement"].iter().find_map(|flag| {
            let rest = line.strip_prefix(flag)?;
            rest.starts_with([' ', '=', '\t'])
                .then(|| rest.trim_start_matches([' ', '=', '\t']))
        });
        if let Some(other) = include {
            let path = resolved(parent(&file.path), other);
            let path = path.filter(|path| depth < DEEPEST && files.is_there(path));
            if let Some(other) = path.and_then(|path| files.file(&path)) {
                lines(files, &other, depth + 1, said);
            }
            continue;
        }
        if line.starts_with('-') {
            continue;
        }
        // What a resolver wrote for the sake of another package is none of ours.
        if is_for_another(&known, file.text.lines().skip(place)) {
            continue;
        }
        for name in names(line) {
            said.depends(file, place + 1, &name, Group::Normal);
        }
    }
}
