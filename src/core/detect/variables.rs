//! Variables that code reads: those by which it connects become names of what it uses, and what nobody
//! sets is told.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::build::Built;
use super::evidence::{Evidence, Stated};
use super::look::Look;
use super::proposal::{Backing, Certainty, Service};
use super::rules::Rules;
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
            let client = built.service.uses.get(&one.name)?;
            Some((
                one,
                Speaks::of((rules, catalog), &built.item, client.as_deref(), one)?,
            ))
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
                speaks.set.contains_key(name) || !others.iter().any(other)
            };
            let names = names.iter().filter(|(name, _)| mine(name));
            renamed = speaks.names((rules, &known), names, !built.item.no_shell);
            for said in renamed.values_mut() {
                scheme::fit(look, code, said);
            }
        }
        let values: Vec<(&str, &str)> = if renamed.is_empty() {
            speaks
                .set
                .iter()
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

fn provided(catalog: &Catalog, backing: &Backing) -> BTreeSet<String> {
    let item = catalog.item(Slot::Backing, &backing.kind).ok();
    let words = item.as_ref().and_then(|item| item.provides.as_array());
    let words = words.into_iter().flatten().filter_map(Json::as_str);
    words.map(str::to_owned).collect()
}

/// How a service speaks to something it uses.
struct Speaks {
    capability: String,
    /// What the other side provides.
    provides: BTreeSet<String>,
    /// What its client sets, as far as that is text.
    set: IndexMap<String, String>,
    /// Parts of the connection.
    parts: BTreeSet<String>,
    /// Those of them that are secrets.
    secrets: Vec<String>,
    /// Its variables are read whatever the code says.
    by_itself: bool,
}

impl Speaks {
    fn of(
        (rules, catalog): (&Rules, &Catalog),
        item: &Item,
        client: Option<&str>,
        backing: &Backing,
    ) -> Option<Self> {
        let provides = provided(catalog, backing);
        let usual = item.clients.iter();
        let usual = || {
            let mut usual = usual.clone();
            usual.find_map(|(word, id)| provides.contains(word).then_some(id.as_str()))
        };
        let id = client.or_else(usual)?;
        let client = catalog.item(Slot::Clients, id).ok()?;
        let mut rule = rules.of_slot(Slot::Clients).filter(|rule| rule.id == id);
        let by_itself = rule.any(|rule| rule.detect.by_itself);
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let other = catalog.item(Slot::Backing, &backing.kind).ok()?;
        let host = ["host", "port"].map(str::to_owned);
        Some(Self {
            capability: client.speaks.clone()?,
            provides,
            set: client
                .env
                .iter()
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
            secrets: other
                .connection
                .iter()
                .filter(|(_, value)| value.is_object())
                .map(|(part, _)| part.clone())
                .collect(),
            parts: other.connection.keys().cloned().chain(host).collect(),
            by_itself,
        })
    }

    /// The code's own names, where it reads others than the client sets and they tell where to
    /// connect or how to be let in.
    fn names<'n>(
        &self,
        (rules, known): (&Rules, &[&Variables]),
        read: impl Iterator<Item = (&'n String, &'n Evidence)>,
        shell: bool,
    ) -> IndexMap<String, Stated<String>> {
        let mut addresses = self.set.values().filter(|value| value.contains("://"));
        let address = addresses.next().filter(|_| addresses.next().is_none());
        let mut names = IndexMap::new();
        for (name, evidence) in read {
            let own = self.set.get(name).filter(|value| !value.is_empty());
            let value = match (own, self.part(rules, known, name)) {
                (Some(own), _) => own,
                (None, Some(part)) if part.value.contains("://") => address.unwrap_or(&part.value),
                (None, Some(part)) => &part.value,
                (None, None) => continue,
            };
            // Without a shell nothing joins what is in a secret's file.
            if self.has(value) && (shell || !self.joins(value)) {
                names.insert(
                    name.clone(),
                    Stated::new(value.clone(), vec![evidence.clone()]),
                );
            }
        }
        let others = names.keys().any(|name| !self.set.contains_key(name));
        let leads = |said: &Stated<String>| said.value.contains("host") || self.tells(&said.value);
        let leads = names.values().any(leads);
        if others && leads && (!self.by_itself || self.is_whole(&names)) {
            names
        } else {
            IndexMap::new()
        }
    }

    /// Whether names say all that its client's variables do, and are none of those. Everybody's port is
    /// the usual one.
    fn is_whole(&self, names: &IndexMap<String, Stated<String>>) -> bool {
        let own = names
            .keys()
            .filter_map(|name| self.set.get(name))
            .any(|value| value.contains("host"));
        let said: Vec<&str> = names.values().flat_map(|said| asked(&said.value)).collect();
        let mut wanted = self.set.values().flat_map(|value| asked(value));
        !own && wanted.all(|part| part == "port" || said.contains(&part))
    }

    /// Which part of the connection a name stands for.
    fn part<'k>(
        &self,
        rules: &Rules,
        known: &[&'k Variables],
        name: &str,
    ) -> Option<&'k Variables> {
        let fitting = |known: &&&Variables| {
            let regex = rules.regex(&known.matches);
            known.of.contains(&self.capability) && regex.is_some_and(|regex| regex.is_match(name))
        };
        known.iter().find(fitting).copied()
    }

    /// Whether something else is as good for what it speaks.
    fn is_like(&self, other: &Self) -> bool {
        !self.provides.is_disjoint(&other.provides)
    }

    /// Whether a value is made of a secret and more.
    fn joins(&self, value: &str) -> bool {
        let whole = |secret: &String| value == format!("{{{{ {secret} }}}}");
        self.tells(value) && !self.secrets.iter().any(whole)
    }

    /// Whether a value holds a secret.
    fn tells(&self, value: &str) -> bool {
        self.secrets
            .iter()
            .any(|secret| value.contains(secret.as_str()))
    }

    /// Whether the connection has all that a value asks for.
    fn has(&self, value: &str) -> bool {
        asked(value).all(|part| self.parts.contains(part))
    }
}

/// The parts of a connection that a value asks for.
fn asked(value: &str) -> impl Iterator<Item = &str> {
    let expressions = value.split("{{").skip(1);
    let expressions = expressions.filter_map(|part| Some(part.split_once("}}")?.0));
    // Every second part is a text: `':' ~ password ~ '@' if password`.
    let outside = expressions.flat_map(|expression| expression.split('\'').step_by(2));
    let words = outside.flat_map(|part| part.split(|c: char| !(c.is_alphanumeric() || c == '_')));
    words.filter(|word| !matches!(*word, "" | "if" | "else" | "and" | "or" | "not"))
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
