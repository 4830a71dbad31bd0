//! How a service speaks to something that it uses: by which variables, and which of those its code reads.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::Environment;
use serde_json::Value as Json;

use super::evidence::{Evidence, Stated};
use super::proposal::{Backing, Service};
use super::rules::Rules;
use crate::core::catalog::detect::Variables;
use crate::core::catalog::item::Item;
use crate::core::catalog::{Catalog, Slot};
use crate::core::template::{scope, to_value};

fn provided(catalog: &Catalog, backing: &Backing) -> BTreeSet<String> {
    let item = catalog.item(Slot::Backing, &backing.kind).ok();
    let words = item.as_ref().and_then(|item| item.provides.as_array());
    let words = words.into_iter().flatten().filter_map(Json::as_str);
    words.map(str::to_owned).collect()
}

/// How a service speaks to something it uses.
pub(super) struct Speaks {
    capability: String,
    /// What the other side provides.
    provides: BTreeSet<String>,
    /// What its client sets.
    set: IndexMap<String, String>,
    /// What the client of one of its processes sets instead: nothing else does, where answers name nothing.
    instead: Option<Instead>,
    /// Parts of the connection.
    parts: BTreeSet<String>,
    /// Those of them that are secrets.
    secrets: Vec<String>,
    /// Its variables are read whatever the code says.
    by_itself: bool,
}

/// The variables of a process's client, and why the process is there.
struct Instead {
    set: IndexMap<String, String>,
    evidence: Vec<Evidence>,
}

impl Speaks {
    /// How `service`, of the kind `item`, speaks to one of `all`.
    pub(super) fn of(
        (rules, catalog): (&Rules, &Catalog),
        (service, item): (&Service, &Item),
        all: &[Backing],
        backing: &Backing,
    ) -> Option<Self> {
        let client = service.uses.get(&backing.name)?.as_deref();
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
        let other = catalog.item(Slot::Backing, &backing.kind).ok()?;
        let host = ["host", "port"].map(str::to_owned);
        Some(Self {
            capability: client.speaks.clone()?,
            provides,
            set: variables(&client, &other),
            instead: instead(catalog, service, all, backing).map(|(client, evidence)| Instead {
                set: variables(&client, &other),
                evidence,
            }),
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

    /// What is set where answers name nothing.
    pub(super) fn given(&self) -> &IndexMap<String, String> {
        self.instead
            .as_ref()
            .map_or(&self.set, |instead| &instead.set)
    }

    /// Whether a variable is one of its client's.
    pub(super) fn sets(&self, name: &str) -> bool {
        self.set.contains_key(name)
    }

    /// With the code's own names what its process cannot do without.
    pub(super) fn and_its_process(&self, names: &mut IndexMap<String, Stated<String>>) {
        if let Some(instead) = self.instead.as_ref().filter(|_| !names.is_empty()) {
            for (name, value) in &instead.set {
                let said = Stated::new(value.clone(), instead.evidence.clone());
                names.insert(name.clone(), said);
            }
        }
    }

    /// The code's own names, where it reads others than are given and they tell where to
    /// connect or how to be let in.
    pub(super) fn names<'n>(
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
        let others = names.keys().any(|name| !self.given().contains_key(name));
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
    pub(super) fn part<'k>(
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
    pub(super) fn is_like(&self, other: &Self) -> bool {
        other.provides.contains(&self.capability)
    }

    /// Whether a value is made of a secret and more.
    fn joins(&self, value: &str) -> bool {
        let whole = |secret: &String| value == format!("{{{{ {secret} }}}}");
        self.tells(value) && !self.secrets.iter().any(whole)
    }

    /// Whether a value holds a secret.
    pub(super) fn tells(&self, value: &str) -> bool {
        self.secrets
            .iter()
            .any(|secret| value.contains(secret.as_str()))
    }

    /// Whether the connection has all that a value asks for.
    fn has(&self, value: &str) -> bool {
        asked(value).all(|part| self.parts.contains(part))
    }
}

/// The client that a process of the service brings for one of what it uses, as it is bound where answers
/// name no client.
fn instead(
    catalog: &Catalog,
    service: &Service,
    all: &[Backing],
    backing: &Backing,
) -> Option<(Arc<Item>, Vec<Evidence>)> {
    let free = service.uses.iter().filter(|(_, client)| client.is_none());
    let free: Vec<&Backing> = free
        .filter_map(|(name, _)| all.iter().find(|one| one.name == *name && one.is_on()))
        .collect();
    for process in &service.processes {
        let Ok(item) = catalog.item(Slot::Processes, &process.kind) else {
            continue;
        };
        for (capability, id) in &item.clients {
            let named = service
                .uses
                .values()
                .any(|client| client.as_ref() == Some(id));
            let mut fits = free
                .iter()
                .filter(|one| provided(catalog, one).contains(capability));
            if !named && fits.next().is_some_and(|first| first.name == backing.name) {
                let client = catalog.item(Slot::Clients, id).ok()?;
                return Some((client, process.evidence.clone()));
            }
        }
    }
    None
}

/// What a client sets for the other side, as far as that is text.
fn variables(client: &Item, other: &Item) -> IndexMap<String, String> {
    let variables = client.env.iter();
    variables
        .map(|(name, value)| (name.clone(), text(value, other)))
        .collect()
}

/// The text of a value; of a choice, what holds for that connection.
fn text(value: &Json, other: &Item) -> String {
    let chosen = value.get("when").and_then(Json::as_str).map(|when| {
        let plain = other
            .connection
            .iter()
            .filter(|(_, value)| value.is_string());
        let known = scope(plain.map(|(part, value)| (part.as_str(), to_value(value))));
        let environment = Environment::empty();
        let expression = environment.compile_expression(when);
        let holds = expression.and_then(|when| when.eval(known));
        let holds = holds.is_ok_and(|holds| holds.is_true());
        value.get(if holds { "then" } else { "else" })
    });
    let value = chosen.unwrap_or(Some(value));
    value.and_then(Json::as_str).unwrap_or_default().to_owned()
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
