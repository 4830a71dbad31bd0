//! The rules of all items, as the engine asks for them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use regex::{Regex, RegexBuilder};

use crate::core::catalog::detect::{Code, Detect};
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::Problem;

/// A compiled expression may take this much memory; a rule of somebody's own may be anything.
const LARGEST: usize = 1 << 20;

/// In an expression: the name of the service's folder.
pub(super) const FOLDER: &str = "{folder}";

/// The same: the name of the package.
pub(super) const PACKAGE: &str = "{package}";

/// What an item says of code that is there.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) slot: Slot,
    pub(super) id: String,
    pub(super) detect: Detect,
}

/// A language, and how its code is read.
#[derive(Debug, Clone)]
pub(super) struct Language {
    pub(super) name: String,
    pub(super) code: Code,
}

/// The rules of a catalog. Expressions are compiled as they are used.
pub struct Rules {
    pub(super) languages: Vec<Language>,
    items: Vec<Rule>,
    compiled: RefCell<BTreeMap<String, Option<Rc<Regex>>>>,
    /// What of the catalog could not be read.
    pub problems: Vec<Problem>,
}

impl Rules {
    /// Those of a catalog.
    pub fn of(catalog: &Catalog) -> Self {
        let (all, problems) = catalog.detections();
        let (mut languages, mut rules) = (Vec::new(), Vec::new());
        for (slot, id, mut detect) in all {
            match (slot, detect.code.take()) {
                (Slot::Parts, Some(code)) => {
                    let name = detect.language.unwrap_or(id);
                    languages.push(Language { name, code });
                }
                _ => rules.push(Rule { slot, id, detect }),
            }
        }
        // In an order that what the items say gives, and not what their folders are called.
        languages.sort_by(|one, two| one.name.cmp(&two.name));
        rules.sort_by_cached_key(order);
        Self {
            languages,
            items: rules,
            compiled: RefCell::default(),
            problems,
        }
    }

    /// Names of folders that nobody looks into.
    pub fn skipped(&self) -> Vec<&str> {
        let skip = self
            .languages
            .iter()
            .flat_map(|language| &language.code.skip);
        let mut names: Vec<&str> = skip.map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Names of folders that have a program in each folder below them, by custom.
    pub fn of_programs(&self) -> Vec<&str> {
        let customs = self.items.iter();
        let customs = customs.filter_map(|rule| rule.detect.each_below.as_deref());
        customs.collect()
    }

    /// The rules of a slot.
    pub(super) fn of_slot(&self, slot: Slot) -> impl Iterator<Item = &Rule> {
        self.items.iter().filter(move |rule| rule.slot == slot)
    }

    /// Whether something that services use listens on a port, as far as rules tell.
    pub(super) fn is_of_backing(&self, port: u16) -> bool {
        self.of_slot(Slot::Backing)
            .any(|rule| rule.detect.ports.contains(&port))
    }

    /// An expression; `catalog check` refuses what is none. `^` and `$` are those of a line.
    pub(super) fn regex(&self, pattern: &str) -> Option<Rc<Regex>> {
        let mut compiled = self.compiled.borrow_mut();
        if let Some(known) = compiled.get(pattern) {
            return known.clone();
        }
        let regex = compile(pattern).ok().map(Rc::new);
        compiled.insert(pattern.to_owned(), regex.clone());
        regex
    }
}

/// What tells one rule of a slot from another.
fn order(rule: &Rule) -> (Slot, Vec<String>) {
    let detect = &rule.detect;
    let words = [&detect.name, &detect.language, &detect.command];
    let words = words.into_iter().flatten().cloned();
    let lists = detect
        .images
        .iter()
        .chain(&detect.dependencies)
        .chain(&detect.unless);
    (rule.slot, words.chain(lists.cloned()).collect())
}

/// An expression as rules mean it.
pub(crate) fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    let pattern = pattern
        .replace(FOLDER, "folder")
        .replace(PACKAGE, "package");
    RegexBuilder::new(&pattern)
        .multi_line(true)
        .size_limit(LARGEST)
        .build()
}
