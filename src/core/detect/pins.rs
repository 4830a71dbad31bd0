//! The newest version of a language that what is pinned still runs on: an old release of a compiled package has no
//! build for a language that came after it, and is compiled by an image that has no compiler.

use super::doc::{Doc, Kind};
use super::evidence::{Evidence, Stated};
use super::files::upwards;
use super::look::Look;
use super::manifest::{folded, names};
use super::version::Version;
use crate::core::catalog::detect::{Code, Reading};

/// A dependency with what is demanded of it.
struct Pin {
    name: String,
    demand: String,
    line: usize,
}

/// The versions that are left, with what is pinned too low for more.
pub(super) fn until(look: &Look<'_, '_>, code: &Code) -> Option<(Version, Stated<String>)> {
    let since = &code.versions.since;
    let mut least: Option<(&str, Evidence)> = None;
    for reading in code.versions.pins.iter().filter(|_| !since.is_empty()) {
        for path in paths(look, reading) {
            for pin in read(look, path, reading) {
                let first_releases = since.get(&folded(&pin.name)).into_iter().flatten();
                let mut too_new = first_releases.filter(|(_, first)| is_below(&pin.demand, first));
                let Some((version, _)) = too_new.next() else {
                    continue;
                };
                if least
                    .as_ref()
                    .is_none_or(|(known, _)| older(version, known))
                {
                    let file = look.files.file(path)?;
                    least = Some((version, file.line(pin.line)));
                }
            }
        }
    }
    let (version, evidence) = least?;
    let range = format!("<{version}");
    Some((Version::read(&range)?, Stated::new(range, vec![evidence])))
}

/// The files that a reading is of, those in folders above as far as it says so.
fn paths<'a>(look: &Look<'a, '_>, reading: &Reading) -> Vec<&'a str> {
    let Some(pattern) = &reading.file else {
        return Vec::new();
    };
    let count = if reading.up { usize::MAX } else { 1 };
    let folders = upwards(&look.folder).take(count);
    folders
        .flat_map(|folder| look.paths(folder, pattern).to_vec())
        .collect()
}

/// What a file pins: at a place of its tree, or in the lines of one that has none.
fn read(look: &Look<'_, '_>, path: &str, reading: &Reading) -> Vec<Pin> {
    let mut pins = Vec::new();
    if let Some(place) = &reading.at {
        if let Some(doc) = look.files.doc(path) {
            doc.at(place)
                .into_iter()
                .for_each(|doc| of_tree(doc, &mut pins));
        }
    } else if let Some(file) = look.files.file(path) {
        let lines = file.text.lines().enumerate();
        pins.extend(lines.filter_map(|(place, line)| of_line(line, place + 1)));
    }
    pins
}

fn of_tree(doc: &Doc, pins: &mut Vec<Pin>) {
    let text = |doc: &Doc, key: &str| doc.get(key).and_then(Doc::as_text).map(str::to_owned);
    match &doc.kind {
        Kind::Text(line) => pins.extend(of_line(line, doc.line)),
        Kind::List(items) => items.iter().for_each(|item| of_tree(item, pins)),
        // `[[package]]` of a lockfile, or names with what is demanded of each.
        Kind::Map(entries) => match (doc.get("name"), text(doc, "version")) {
            (Some(name), Some(version)) => pins.push(Pin {
                name: name.as_text().unwrap_or_default().to_owned(),
                demand: format!("=={version}"),
                line: doc.get("version").map_or(doc.line, |version| version.line),
            }),
            _ => pins.extend(entries.iter().filter_map(|(name, about)| {
                let demand = about.as_text().map(str::to_owned);
                Some(Pin {
                    name: name.clone(),
                    demand: demand.or_else(|| text(about, "version"))?,
                    line: about.line,
                })
            })),
        },
    }
}

/// `uvicorn[standard]==0.30.1 ; sys_platform != "win32" # why`.
fn of_line(line: &str, number: usize) -> Option<Pin> {
    let name = names(line).into_iter().next()?;
    let rest = line.trim_start().strip_prefix(name.as_str())?.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']')?.1,
        None => rest,
    };
    let rest = rest.split(" #").next()?;
    let demand = rest
        .split([';', '\\', '(', ')'])
        .find(|part| !part.trim().is_empty())?;
    let demand = demand.trim();
    demand
        .starts_with(['=', '<', '~', '>', '!', '^'])
        .then(|| Pin {
            name,
            demand: demand.to_owned(),
            line: number,
        })
}

/// Whether what is demanded is older than a release, and does not take it.
fn is_below(demand: &str, first: &str) -> bool {
    let Some(wanted) = Version::read(demand) else {
        return false;
    };
    let numbers = first.split('.').count();
    !wanted.takes(first) && older(&wanted.short(numbers), first)
}

fn older(version: &str, than: &str) -> bool {
    let numbers = |text: &str| -> Vec<u32> {
        text.split('.')
            .map(|part| part.parse().unwrap_or(0))
            .collect()
    };
    numbers(version) < numbers(than)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_the_release_is_not_below_it() {
        for (demand, first, below) in [
            ("==2.9.10", "2.9.11", true),
            ("==2.9.11", "2.9.11", false),
            ("==2.9.13", "2.9.11", false),
            ("==2.9", "2.9.11", false),
            ("~=2.9.5", "2.9.11", false),
            ("~=2.8.1", "2.9.11", true),
            (">=2.0", "2.9.11", false),
            (">=2.0,<2.9", "2.9.11", true),
            ("<2.9", "2.9.11", true),
            ("*", "2.9.11", false),
        ] {
            assert_eq!(is_below(demand, first), below, "{demand} {first}");
        }
    }

    #[test]
    fn a_line_of_pip_is_a_name_and_a_demand() {
        let read = |line: &str| of_line(line, 1).map(|pin| (pin.name, pin.demand));
        let pin = |name: &str, demand: &str| Some((name.to_owned(), demand.to_owned()));
        assert_eq!(read("uvloop==0.19.0 # why"), pin("uvloop", "==0.19.0"));
        assert_eq!(
            read("uvicorn[standard] >=0.30,<1 ; sys_platform != 'win32'"),
            pin("uvicorn", ">=0.30,<1")
        );
        assert_eq!(read("lxml (==5.1)"), pin("lxml", "==5.1"));
        assert_eq!(read("pillow==10.0.0 \\"), pin("pillow", "==10.0.0"));
        for line in [
            "fastapi",
            "-r base.txt",
            "# pip",
            "a @ https://example.org/a.whl",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
