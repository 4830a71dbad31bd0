//! Reads what rules say, for one service's folder.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use regex::Regex;

use super::doc::Doc;
use super::evidence::{Evidence, Stated};
use super::files::{File, Files, is_below, name, parent, upwards};
use super::manifest::{Dependency, Group};
use super::package::{Package, left_out};
use super::rules::Rules;
use crate::core::catalog::detect::Reading;

/// Files that one reading opens, where its pattern fits more.
const MOST_FILES: usize = 200;

/// A folder and a pattern.
type InFolder = (String, String);

/// A folder to be looked at.
pub(super) struct Look<'a, 'r> {
    pub(super) files: &'a Files<'a>,
    pub(super) rules: &'r Rules,
    pub(super) packages: &'a [Package<'r>],
    pub(super) package: Option<&'a Package<'r>>,
    /// The service's folder.
    pub(super) folder: String,
    /// The files that fit a pattern, once they were looked for.
    found: RefCell<BTreeMap<InFolder, Rc<[&'a str]>>>,
    /// Folders below it that are other people's: of other packages of the language.
    pub(super) others: Vec<String>,
}

impl<'a, 'r> Look<'a, 'r> {
    /// At a folder of a package.
    pub(super) fn new(
        files: &'a Files<'a>,
        rules: &'r Rules,
        packages: &'a [Package<'r>],
        package: Option<&'a Package<'r>>,
        folder: &str,
    ) -> Self {
        let same = |other: &&Package<'r>| {
            package.is_none_or(|own| std::ptr::eq(own.language, other.language))
                && other.folder != folder
                && is_below(&other.folder, folder)
        };
        let others = packages.iter().filter(same);
        Self {
            files,
            rules,
            packages,
            package,
            folder: folder.to_owned(),
            found: RefCell::default(),
            others: others.map(|package| package.folder.clone()).collect(),
        }
    }

    /// A dependency of the package, or one that it inherits, and whether it is inherited.
    pub(super) fn dependency(&self, wanted: &[String]) -> Option<(&'a Dependency, bool)> {
        let package = self.package?;
        if let Some(own) = package.dependency(wanted) {
            return Some((own, false));
        }
        let inherits = package.language.code.inherits;
        let mut above = package.above.iter().filter(|_| inherits);
        above.find_map(|place| Some((self.packages.get(*place)?.dependency(wanted)?, true)))
    }

    /// The first of these that holds.
    pub(super) fn first(&self, readings: &[Reading]) -> Option<Stated<String>> {
        readings.iter().find_map(|reading| self.read(reading))
    }

    /// What a reading gives.
    pub(super) fn read(&self, reading: &Reading) -> Option<Stated<String>> {
        let mut evidence = Vec::new();
        if !reading.dependencies.is_empty() {
            let (found, _) = self.dependency(&reading.dependencies)?;
            if found.group == Group::Development && reading.value.is_some() {
                return None;
            }
            evidence.push(found.evidence.clone());
        }
        if !reading.missing.is_empty() && self.dependency(&reading.missing).is_some() {
            return None;
        }
        let regex = match &reading.matches {
            Some(pattern) => Some(self.rules.regex(pattern)?),
            None => None,
        };
        let found = if !reading.script.is_empty() {
            self.script(reading, regex.as_deref())?
        } else if let Some(pattern) = &reading.file {
            self.file(reading, pattern, regex.as_deref())?
        } else {
            let value = reading.value.clone().unwrap_or_default();
            return Some(Stated::new(value, evidence));
        };
        evidence.extend(found.evidence);
        Some(Stated::new(found.value, evidence))
    }

    fn script(&self, reading: &Reading, regex: Option<&Regex>) -> Option<Stated<String>> {
        let package = self.package?;
        // In the order in which the rule names them.
        let mut names = reading.script.iter();
        names.find_map(|name| {
            let script = package.scripts().find(|script| script.name == *name)?;
            let value = match regex {
                Some(regex) => group(regex, &script.command)?,
                None => script.command.clone(),
            };
            let file = script.evidence.file.clone();
            let value = self.value(reading, &value, &file).replace("{script}", name);
            Some(Stated::new(value, vec![script.evidence.clone()]))
        })
    }

    fn file(
        &self,
        reading: &Reading,
        pattern: &str,
        regex: Option<&Regex>,
    ) -> Option<Stated<String>> {
        let without = match &reading.without {
            Some(pattern) => Some(self.rules.regex(pattern)?),
            None => None,
        };
        let folders: Vec<&str> = if reading.up {
            upwards(&self.folder).collect()
        } else {
            vec![self.folder.as_str()]
        };
        for folder in folders {
            for path in self.paths(folder, pattern).iter() {
                if let Some(found) = self.one(reading, path, regex, without.as_deref()) {
                    return Some(found);
                }
            }
        }
        None
    }

    /// The files that fit; a pattern that looks into folders does not look into other people's.
    pub(super) fn paths(&self, folder: &str, pattern: &str) -> Rc<[&'a str]> {
        let key = (folder.to_owned(), pattern.to_owned());
        if let Some(known) = self.found.borrow().get(&key) {
            return Rc::clone(known);
        }
        let mut paths = self.files.find(folder, pattern);
        if pattern.contains('*') && pattern.contains('/') {
            paths.retain(|path| {
                let below = &path[folder.len()..];
                !self.others.iter().any(|other| is_below(path, other)) && left_out(below).is_none()
            });
        }
        paths.truncate(MOST_FILES);
        let paths: Rc<[&'a str]> = paths.into();
        self.found.borrow_mut().insert(key, Rc::clone(&paths));
        paths
    }

    fn one(
        &self,
        reading: &Reading,
        path: &str,
        regex: Option<&Regex>,
        without: Option<&Regex>,
    ) -> Option<Stated<String>> {
        if reading.at.is_none() && regex.is_none() && without.is_none() {
            let value = self.value(reading, "", path);
            return Some(Stated::new(value, vec![Evidence::file(path)]));
        }
        let file = self.files.file(path)?;
        if without.is_some_and(|without| without.is_match(&file.text)) {
            return None;
        }
        let (value, evidence) = match (&reading.at, regex) {
            (Some(at), regex) => {
                let doc = self.files.doc(path)?;
                at_place(&file, &doc, at, regex)?
            }
            (None, Some(regex)) => {
                let found = regex.captures(&file.text)?;
                let whole = found.get(1).or_else(|| found.get(0))?;
                (whole.as_str().to_owned(), file.evidence(whole.start()))
            }
            (None, None) => (String::new(), Evidence::file(path)),
        };
        Some(Stated::new(
            self.value(reading, &value, path),
            vec![evidence],
        ))
    }

    /// The value of a reading: what was found, or what the rule makes of it.
    fn value(&self, reading: &Reading, found: &str, path: &str) -> String {
        let Some(template) = &reading.value else {
            return found.to_owned();
        };
        let below = path
            .strip_prefix(&self.folder)
            .unwrap_or(path)
            .trim_start_matches('/');
        let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
        let module = stem.replace('/', ".");
        let module = module.strip_suffix(".__init__").unwrap_or(&module);
        let folder = match parent(below) {
            "" => ".",
            folder => folder,
        };
        let names = BTreeMap::from([
            ("{1}", found),
            ("{file}", below),
            ("{stem}", name(stem)),
            ("{folder}", folder),
            ("{module}", module),
        ]);
        names.iter().fold(template.clone(), |text, (name, value)| {
            text.replace(name, value)
        })
    }
}

fn at_place(file: &File, doc: &Doc, at: &str, regex: Option<&Regex>) -> Option<(String, Evidence)> {
    let values = doc.at(at).into_iter().flat_map(Doc::items);
    let mut values = values.filter_map(|doc| doc.as_text().map(|text| (text, doc.line)));
    values.find_map(|(text, line)| {
        let value = match regex {
            Some(regex) => group(regex, text)?,
            None => text.to_owned(),
        };
        Some((value, file.line(line)))
    })
}

fn group(regex: &Regex, text: &str) -> Option<String> {
    let found = regex.captures(text)?;
    let value = found.get(1).or_else(|| found.get(0))?;
    Some(value.as_str().to_owned())
}
