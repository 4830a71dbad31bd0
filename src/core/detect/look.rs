//! Reads what rules say, for one service's folder.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use regex::Regex;

use super::doc::Doc;
use super::evidence::{Evidence, Stated};
use super::files::{File, Files, is_below, name, parent, resolved, upwards};
use super::folders::{is_test, left_out};
use super::manifest::{Dependency, Group};
use super::package::Package;
use super::rules::{FOLDER, Rules};
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
    /// The folder that modules are found from, once it was looked for.
    root: OnceCell<Option<Stated<String>>>,
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
            root: OnceCell::new(),
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

    /// A dependency of a package of the project that this one needs.
    pub(super) fn of_library(&self, wanted: &[String]) -> Option<&'a Dependency> {
        let mut libraries = self.package?.libraries.iter();
        libraries.find_map(|place| {
            let found = self.packages.get(*place)?.dependency(wanted)?;
            (found.group == Group::Normal).then_some(found)
        })
    }

    /// At each package of the project that this one needs.
    pub(super) fn libraries(&self) -> Vec<Self> {
        let places = self.package.map(|package| package.libraries.as_slice());
        let packages = places.unwrap_or_default().iter();
        packages
            .filter_map(|place| self.packages.get(*place))
            .map(|package| self.at(package))
            .collect()
    }

    /// At another package of the project.
    pub(super) fn at(&self, package: &'a Package<'r>) -> Self {
        let folder = &package.folder;
        Self::new(self.files, self.rules, self.packages, Some(package), folder)
    }

    /// The first of these that holds.
    pub(super) fn first(&self, readings: &[Reading]) -> Option<Stated<String>> {
        readings.iter().find_map(|reading| self.read(reading))
    }

    /// What a reading gives.
    pub(super) fn read(&self, reading: &Reading) -> Option<Stated<String>> {
        self.read_if(reading, &|_| true)
    }

    /// What a reading gives: of all that it finds, the first that is taken.
    pub(super) fn read_if(
        &self,
        reading: &Reading,
        takes: &dyn Fn(&str) -> bool,
    ) -> Option<Stated<String>> {
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
            Some(pattern) => Some(self.rules.regex(&self.named(pattern)?)?),
            None => None,
        };
        let wanted = Wanted {
            regex: regex.as_deref(),
            takes,
        };
        let found = if !reading.script.is_empty() {
            self.script(reading, &wanted)?
        } else if let Some(pattern) = &reading.file {
            self.file(reading, pattern, &wanted)?
        } else {
            let value = reading.value.clone().unwrap_or_default();
            return Some(Stated::new(value, evidence));
        };
        evidence.extend(found.evidence);
        let value = if reading.there {
            self.there(&found.value)?
        } else {
            found.value
        };
        Some(Stated::new(value, evidence))
    }

    /// An expression with the name of the service's folder in it, where it asks for that.
    fn named<'p>(&self, pattern: &'p str) -> Option<Cow<'p, str>> {
        if !pattern.contains(FOLDER) {
            return Some(Cow::Borrowed(pattern));
        }
        let name = name(&self.folder);
        // The project's own folder is called differently by everybody.
        (!name.is_empty()).then(|| Cow::Owned(pattern.replace(FOLDER, &regex::escape(name))))
    }

    /// A file of the folder, as `node server` names `server.js`.
    fn there(&self, name: &str) -> Option<String> {
        let path = resolved(&self.folder, name)?;
        let ended = || {
            self.files.find(
                super::files::parent(&path),
                &format!("{}.*", self::name(&path)),
            )
        };
        let found = if self.files.is_there(&path) {
            path.clone()
        } else {
            ended().first().map(|path| (*path).to_owned())?
        };
        let below = found.strip_prefix(&self.folder)?;
        Some(below.trim_start_matches('/').to_owned())
    }

    fn script(&self, reading: &Reading, wanted: &Wanted<'_>) -> Option<Stated<String>> {
        let package = self.package?;
        // In the order in which the rule names them.
        let named = reading.script.iter().flat_map(|name| {
            let fits = move |known: &str| match name.strip_suffix('*') {
                Some(start) => known.starts_with(start),
                None => known == name,
            };
            package.scripts().filter(move |script| fits(&script.name))
        });
        named.into_iter().find_map(|script| {
            let value = wanted.of(&script.command)?;
            let file = script.evidence.file.clone();
            let value = self.value(reading, &value, &file);
            let value = value.replace("{script}", &script.name);
            Some(Stated::new(value, vec![script.evidence.clone()]))
        })
    }

    fn file(
        &self,
        reading: &Reading,
        pattern: &str,
        wanted: &Wanted<'_>,
    ) -> Option<Stated<String>> {
        let without = match &reading.without {
            Some(pattern) => Some(self.rules.regex(pattern)?),
            None => None,
        };
        let mut pattern = Cow::Borrowed(pattern);
        if pattern.contains("{name}") {
            let name = self.package?.name()?;
            if name.contains(['*', '{', '}', '/']) {
                return None;
            }
            pattern = Cow::Owned(pattern.replace("{name}", name));
        }
        let folders: Vec<&str> = if reading.anywhere {
            vec![""]
        } else if reading.up {
            upwards(&self.folder).collect()
        } else {
            vec![self.folder.as_str()]
        };
        for folder in folders {
            let paths = if reading.anywhere {
                let mut paths = self.files.anywhere(&pattern);
                paths.retain(|path| left_out(path).is_none());
                paths.into()
            } else {
                self.paths(folder, &pattern)
            };
            for path in paths.iter().take(MOST_FILES) {
                if let Some(found) = self.one(reading, path, wanted, without.as_deref()) {
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
        if pattern.contains('*') {
            // What a test says is not of the service.
            paths.retain(|path| !is_test(super::files::name(path)));
        }
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
        wanted: &Wanted<'_>,
        without: Option<&Regex>,
    ) -> Option<Stated<String>> {
        if reading.at.is_none() && wanted.regex.is_none() && without.is_none() {
            let value = self.value(reading, "", path);
            return Some(Stated::new(value, vec![Evidence::file(path)]));
        }
        let file = self.files.file(path)?;
        if without.is_some_and(|without| without.is_match(&file.text)) {
            return None;
        }
        let (value, evidence) = match (&reading.at, wanted.regex) {
            (Some(at), _) => {
                let doc = self.files.doc(path)?;
                let at = at.replace("{FOLDER}", &self.in_capitals());
                at_place(&file, &doc, &at, wanted)?
            }
            (None, Some(regex)) => {
                let (place, value) = wanted.find(&file.text)?;
                let value = if reading.every {
                    every(regex, &file.text)
                } else {
                    value.to_owned()
                };
                (value, file.evidence(place))
            }
            (None, None) => (String::new(), Evidence::file(path)),
        };
        Some(Stated::new(
            self.value(reading, &value, path),
            vec![evidence],
        ))
    }

    /// The folder's name as variables have it: `cart-service` is `CART_SERVICE`.
    fn in_capitals(&self) -> String {
        name(&self.folder).to_uppercase().replace(['-', '.'], "_")
    }

    /// The folder that modules are found from, where that is not its own.
    pub(super) fn root(&self) -> Option<&Stated<String>> {
        let find = || self.first(&self.package?.language.code.root);
        let root = self.root.get_or_init(find).as_ref();
        root.filter(|root| root.value != ".")
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
        // Only where it is asked for: the rules for it have values, too.
        let root = template.contains("{module}").then(|| self.root()).flatten();
        let below_root = root.and_then(|root| module.strip_prefix(&root.value)?.strip_prefix('.'));
        let module = below_root.unwrap_or(module);
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

fn at_place(file: &File, doc: &Doc, at: &str, wanted: &Wanted<'_>) -> Option<(String, Evidence)> {
    let mut values = doc.at(at).into_iter().flat_map(Doc::items);
    values.find_map(|doc| {
        let value = match doc.as_text() {
            Some(text) => wanted.of(text)?,
            // That a table is there says something, too.
            None => wanted.regex.is_none().then(String::new)?,
        };
        Some((value, file.line(doc.line)))
    })
}

/// All that an expression finds, each once.
fn every(regex: &Regex, text: &str) -> String {
    let mut all: Vec<&str> = Vec::new();
    for found in regex.captures_iter(text) {
        let value = found.get(1).map(|group| group.as_str());
        all.extend(value.filter(|value| !all.contains(value)));
    }
    all.join(" ")
}

/// What is looked for in a text.
struct Wanted<'w> {
    regex: Option<&'w Regex>,
    takes: &'w dyn Fn(&str) -> bool,
}

impl Wanted<'_> {
    /// The first that is taken: the first group of the expression, or all of it.
    fn find<'t>(&self, text: &'t str) -> Option<(usize, &'t str)> {
        let mut all = self.regex?.captures_iter(text);
        all.find_map(|found| {
            let value = found.get(1).or_else(|| found.get(0))?;
            (self.takes)(value.as_str()).then(|| (value.start(), value.as_str()))
        })
    }

    /// The same of a text that may be looked for as it is.
    fn of(&self, text: &str) -> Option<String> {
        match self.regex {
            Some(_) => self.find(text).map(|(_, value)| value.to_owned()),
            None => (self.takes)(text).then(|| text.to_owned()),
        }
    }
}
