//! Variables that code reads: those by which it connects become names of what it uses, and what nobody
//! sets is told.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::build::Built;
use super::evidence::Evidence;
use super::look::Look;
use super::proposal::{Backing, Certainty, Service};
use super::rules::Rules;
use super::speaks::Speaks;
use super::{scheme, settings};
use crate::core::catalog::detect::{Reading, Variables};
use crate::core::catalog::item::Item;
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::Problem;

/// How many variables one note names.
const NAMED: usize = 5;

/// Names and where each is read first.
pub(super) type Read = IndexMap<String, Evidence>;

/// Gives what a service uses the names that its code reads, and tells what stays without a value.
pub(super) fn read(
    (rules, catalog): (&Rules, &Catalog),
    built: &mut Built<'_, '_>,
    backing: &[Backing],
) -> Vec<Problem> {
    let look = &built.look;
    let Some(code) = look.package.map(|package| &package.language.code) else {
        return Vec::new();
    };
    let mut names = Read::new();
    for part in rules.of_slot(Slot::Parts) {
        every(look, &part.detect.reads, &mut names);
    }
    every(look, &code.reads, &mut names);
    let mut wanted = Read::new();
    let refuses = settings::every(look, &code.settings, &mut names, &mut wanted);
    let mut set = own(&built.item);
    let mut secret = BTreeSet::new();
    let known: Vec<&Variables> = rules
        .of_slot(Slot::Parts)
        .flat_map(|part| &part.detect.variables)
        .collect();
    let used: Vec<(&Backing, Speaks)> = backing
        .iter()
        .filter_map(|one| {
            let who = (&built.service, &*built.item);
            Some((one, Speaks::of((rules, catalog), who, backing, one)?))
        })
        .collect();
    let on: Vec<&(&Backing, Speaks)> = used
        .iter()
        .filter(|(one, _)| one.certainty >= Certainty::Likely)
        .collect();
    for (one, speaks) in &used {
        let others = on.iter().filter(|(other, _)| other.name != one.name);
        let others: Vec<&Speaks> = others.map(|(_, speaks)| speaks).collect();
        let mut renamed = IndexMap::new();
        if one.certainty >= Certainty::Likely && !others.iter().any(|other| speaks.is_like(other)) {
            // A name that another has as well is whose client sets it.
            let mine = |name: &str| {
                let other = |other: &&Speaks| other.part(rules, &known, name).is_some();
                speaks.sets(name) || !others.iter().any(other)
            };
            let names = names.iter().filter(|(name, _)| mine(name));
            renamed = speaks.names((rules, &known), names, !built.item.no_shell);
            for said in renamed.values_mut() {
                scheme::fit(look, code, said);
            }
            speaks.and_its_process(&mut renamed);
        }
        let values: Vec<(&str, &str)> = if renamed.is_empty() {
            let given = speaks.given().iter();
            given
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect()
        } else {
            renamed
                .iter()
                .map(|(name, said)| (name.as_str(), said.value.as_str()))
                .collect()
        };
        for (name, value) in values {
            set.insert(name.to_owned());
            if speaks.tells(value) {
                set.insert(format!("{name}_FILE"));
                secret.insert(name.to_owned());
            }
        }
        if !renamed.is_empty() {
            built.service.names.insert(one.name.clone(), renamed);
        }
    }
    every(look, &code.wants, &mut wanted);
    let given = code.given.as_ref().and_then(|given| rules.regex(given));
    wanted.retain(|name, _| {
        !set.contains(name) && !given.as_ref().is_some_and(|given| given.is_match(name))
    });
    let mut told = Vec::new();
    told.extend(as_files(&built.service, &built.item, &names, &secret));
    told.extend(unset(&built.service, &wanted));
    let is_composes = built.service.path == ".";
    told.extend(
        refuses
            .filter(|_| is_composes)
            .map(|place| refused(&built.service, &place)),
    );
    told
}

/// What Compose reads in `.env`, such as a port, ends a program that takes nothing there that it does not know.
fn refused(service: &Service, place: &Evidence) -> Problem {
    let message = format!(
        "{} refuses what it does not know in `.env` ({place}), and Compose has its own variables there",
        service.name
    );
    Problem::warning("dotenv-refused", message)
        .key(format!("services.{}", service.name))
        .mend("say `extra=\"ignore\"` there: else it does not start once a port or HOST_UID stands in .env")
}

/// What the containers of a kind have of their own.
fn own(item: &Item) -> BTreeSet<String> {
    let env = item.env.keys().chain(item.secrets.keys());
    env.chain(item.build_env.keys()).cloned().collect()
}

/// Every variable that readings find in the folder, and where first.
fn every(look: &Look<'_, '_>, readings: &[Reading], names: &mut Read) {
    for reading in readings {
        let (Some(pattern), Some(matches)) = (&reading.file, &reading.matches) else {
            continue;
        };
        let Some(regex) = look.rules.regex(matches) else {
            continue;
        };
        for path in look.paths(&look.folder, pattern).iter() {
            let Some(file) = look.files.file(path) else {
                continue;
            };
            for found in regex.captures_iter(&file.text) {
                let Some(name) = found.iter().skip(1).flatten().next() else {
                    continue;
                };
                if !names.contains_key(name.as_str()) && !is_comment(&file.text, name.start()) {
                    let place = file.evidence(name.start());
                    names.insert(name.as_str().to_owned(), place);
                }
            }
        }
    }
}

/// Whether the line up to there begins as a comment does.
fn is_comment(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
    ["//", "#", "*", "/*"]
        .iter()
        .any(|begin| line.starts_with(begin))
}

/// Where production has no shell that could read it, a secret comes as a file and under another name.
fn as_files(
    service: &Service,
    item: &Item,
    read: &Read,
    secret: &BTreeSet<String>,
) -> Option<Problem> {
    let as_text: Vec<(&String, &Evidence)> = read
        .iter()
        .filter(|(name, _)| secret.contains(*name) && !read.contains_key(&format!("{name}_FILE")))
        .collect();
    if !item.no_shell || as_text.is_empty() {
        return None;
    }
    let names = as_text.iter().map(|(name, _)| format!("{name}_FILE"));
    let names = names.collect::<Vec<_>>().join(", ");
    let message = format!(
        "{} reads {}, and in production a secret is a file: there it has {names} instead",
        service.name,
        listed(&as_text)
    );
    let problem = Problem::warning("secret-as-file", message);
    Some(
        problem
            .key(format!("services.{}.uses", service.name))
            .mend("read the file of that name where it is set, as the starter does"),
    )
}

/// What the code cannot do without and nobody gives it.
fn unset(service: &Service, wanted: &Read) -> Option<Problem> {
    if wanted.is_empty() {
        return None;
    }
    let wanted: Vec<_> = wanted.iter().collect();
    let message = format!(
        "{} reads {}: nothing sets that",
        service.name,
        listed(&wanted)
    );
    let problem = Problem::note("variable-unset", message);
    Some(
        problem
            .key(format!("services.{}.env", service.name))
            .mend(format!(
                "say `env:` or `secrets:` of {} in the answers, where it is needed",
                service.name
            )),
    )
}

/// Some of the names, and where each stands.
fn listed(names: &[(&String, &Evidence)]) -> String {
    let shown = names
        .iter()
        .take(NAMED)
        .map(|(name, place)| match place.line {
            Some(line) => format!("{name} ({}:{line})", place.file),
            None => format!("{name} ({})", place.file),
        });
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if names.len() > NAMED {
        text.push_str(&format!(" and {} more", names.len() - NAMED));
    }
    text
}
