//! What a main package runs: the packages of its own module that it imports, and those that they import.

use std::collections::{BTreeSet, VecDeque};

use super::evidence::Stated;
use super::files::join;
use super::look::Look;
use super::rules::PACKAGE;
use super::service::Scene;
use crate::core::catalog::detect::Reading;

/// More packages than one program is made of.
const MOST: usize = 300;

/// How far from a program a sign may be that is its own: what lies deeper, such as a broker's client, serves
/// many that listen to nothing.
const NEAR: usize = 2;

/// A folder of a program, and over how many imports it is reached.
pub(super) struct Reached {
    folder: String,
    far: usize,
}

impl<'a, 'r> Scene<'a, 'r> {
    /// The first sign in what a program imports, itself first; nothing where imports cannot be read.
    pub(super) fn reached(
        &self,
        look: &Look<'a, 'r>,
        main: &str,
        signs: &[Reading],
    ) -> Option<Stated<String>> {
        let mut all = self.folders_of(look, main)?;
        all.retain(|one| one.far <= NEAR);
        let (_, sign) = self.reached_at(&all, look, signs)?;
        Some(sign)
    }

    /// The first of these folders that has a sign right there, and the sign.
    pub(super) fn reached_at(
        &self,
        all: &[Reached],
        look: &Look<'a, 'r>,
        signs: &[Reading],
    ) -> Option<(Look<'a, 'r>, Stated<String>)> {
        let signs: Vec<Reading> = signs.iter().map(right_there).collect();
        all.iter().find_map(|one| {
            let there = self.look(look.package, &one.folder);
            let sign = there.first(&signs)?;
            Some((there, sign))
        })
    }

    /// The folders of the module that a program is made of, its own first; nothing where imports cannot be read.
    pub(super) fn folders_of(&self, look: &Look<'a, 'r>, main: &str) -> Option<Vec<Reached>> {
        let package = look.package?;
        let imports = package.language.code.imports.as_ref()?;
        let name = regex::escape(package.name()?);
        let pattern = imports.matches.as_ref()?.replace(PACKAGE, &name);
        let regex = self.rules.regex(&pattern)?;
        let files = imports.file.as_deref()?;
        let mut all: Vec<Reached> = Vec::new();
        let mut seen = BTreeSet::from([main.to_owned()]);
        let mut next = VecDeque::from([(main.to_owned(), 0)]);
        while let Some((folder, far)) = next.pop_front() {
            for path in look.paths(&folder, files).iter() {
                let Some(file) = self.files.file(path) else {
                    continue;
                };
                for found in regex.captures_iter(&file.text) {
                    let below = found.get(1).map_or("", |group| group.as_str());
                    let folder = join(&package.folder, below);
                    if seen.len() < MOST && seen.insert(folder.clone()) {
                        next.push_back((folder, far + 1));
                    }
                }
            }
            all.push(Reached { folder, far });
        }
        Some(all)
    }
}

/// The same of a folder without those below it, which are packages of their own.
fn right_there(reading: &Reading) -> Reading {
    let file = reading.file.as_deref();
    let file = file.map(|file| file.trim_start_matches("**/").to_owned());
    Reading {
        file,
        ..reading.clone()
    }
}
