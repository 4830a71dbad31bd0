//! A service that was found, as one more member of a project that has its answers already.

use super::answers::{about, entry};
use super::backing::provided;
use super::because::{Because, of_backing, of_service};
use super::evidence::Stated;
use super::facts::is_answer;
use super::names::free;
use super::proposal::{Backing, Certainty, Proposal, Service};
use crate::core::answers::{self, Answers};
use crate::core::catalog::{Catalog, Slot};
use crate::core::reshape::Add;
use crate::core::yaml::{self, Node, flow};

/// What adding it comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Adopted {
    /// The member, with all that its code says.
    pub add: Add,
    /// Why each of it is believed.
    pub because: Vec<Because>,
    /// What its code uses and the project does not have: it comes along.
    pub brings: Vec<Backing>,
    /// Its code tells of another kind than was said: nothing but the language's own facts is taken.
    pub is_other: bool,
}

/// The service of a folder; of several the one of that kind or name.
pub fn service_at<'p>(
    proposal: &'p Proposal,
    path: &str,
    kind: Option<&str>,
    name: &str,
) -> Option<&'p Service> {
    let here = |service: &&Service| service.path == path;
    let of_kind = |service: &&&Service| Some(service.kind.value.as_str()) == kind;
    let named = |service: &&&Service| service.name == name;
    let own: Vec<&Service> = proposal.services.iter().filter(here).collect();
    let found = own.iter().find(of_kind).or_else(|| own.iter().find(named));
    found.or_else(|| own.first()).copied()
}

/// The member that a service becomes: of this name, and of this kind where somebody said one.
pub fn adopt(
    catalog: &Catalog,
    proposal: &Proposal,
    service: &Service,
    known: &Answers,
    (name, kind): (&str, Option<&str>),
) -> Adopted {
    let mut own = service.clone();
    name.clone_into(&mut own.name);
    let is_other = kind.is_some_and(|kind| kind != service.kind.value);
    if let Some(kind) = kind.filter(|_| is_other) {
        as_other(catalog, &mut own, kind);
    }
    let (used, brings) = joined(catalog, proposal, &mut own, known);
    for process in &mut own.processes {
        process.name = free(&process.name, |name| is_taken(known, name));
    }
    // With nobody beside it: only its own text is wanted.
    let alone = Proposal {
        services: vec![own],
        backing: used,
        ..Proposal::default()
    };
    let mut because = Vec::new();
    let mut text = String::from("services:\n");
    for own in &alone.services {
        because = of_service(&alone, own, name);
        entry(catalog, &alone, own, &mut text);
    }
    because.extend(brings.iter().flat_map(of_backing));
    because.retain(|because| !because.evidence.is_empty());
    let node = yaml::parse(answers::FILE, text.as_bytes()).ok();
    let member = node
        .as_ref()
        .and_then(|node| node.get("services")?.get(name));
    let said = |key: &str| member.and_then(|member| member.get(key)?.as_str().map(str::to_owned));
    Adopted {
        add: Add {
            slot: Slot::Services,
            name: name.to_owned(),
            kind: said("kind").unwrap_or_default(),
            path: said("path"),
            sets: member.map(sets).unwrap_or_default(),
            to: None,
            used_by: Vec::new(),
        },
        because,
        brings,
        is_other,
    }
}

impl Adopted {
    /// The members that come along, before the service itself.
    pub fn members(&self, catalog: &Catalog) -> Vec<Add> {
        let mut members: Vec<Add> = self
            .brings
            .iter()
            .map(|backing| {
                let text = format!(
                    "backing:\n  {}: {{{}}}\n",
                    backing.name,
                    about(catalog, backing)
                );
                let node = yaml::parse(answers::FILE, text.as_bytes()).ok();
                let member = node
                    .as_ref()
                    .and_then(|node| node.get("backing")?.get(&backing.name));
                Add {
                    slot: Slot::Backing,
                    name: backing.name.clone(),
                    kind: backing.kind.clone(),
                    path: None,
                    sets: member.map(sets).unwrap_or_default(),
                    to: None,
                    used_by: Vec::new(),
                }
            })
            .collect();
        members.push(self.add.clone());
        members
    }
}

/// What is said of a member, as values of keys below it. Its address at the edge is nothing that code says.
fn sets(member: &Node) -> Vec<String> {
    let mut sets = Vec::new();
    for entry in member.as_map().unwrap_or_default() {
        match (entry.key.as_str(), entry.value.as_map()) {
            ("kind" | "path" | "route", _) => {}
            ("with" | "processes", Some(below)) => {
                let key = &entry.key;
                let below = below.iter();
                sets.extend(below.map(|one| format!("{key}.{}={}", one.key, flow(&one.value))));
            }
            (key, _) => sets.push(format!("{key}={}", flow(&entry.value))),
        }
    }
    sets
}

/// Of a kind that somebody said only what is the language's own holds: its version, its package manager.
fn as_other(catalog: &Catalog, own: &mut Service, kind: &str) {
    own.kind = Stated::usual(kind.to_owned());
    let item = catalog.item(Slot::Services, kind).ok();
    let general = [&own.version, &own.manager];
    let general: Vec<_> = general
        .into_iter()
        .flatten()
        .map(|said| said.evidence.clone())
        .collect();
    own.with.retain(|name, said| {
        let asked = item.as_ref().and_then(|item| item.ask.get(name));
        let takes = asked.is_some_and(|asked| is_answer(asked, &said.value));
        takes && !said.evidence.is_empty() && general.contains(&said.evidence)
    });
    own.steps = None;
    own.processes.clear();
    own.uses.values_mut().for_each(|client| *client = None);
}

/// What it uses, by the project's names where the project has something that does as well; and what it
/// has not.
fn joined(
    catalog: &Catalog,
    proposal: &Proposal,
    own: &mut Service,
    known: &Answers,
) -> (Vec<Backing>, Vec<Backing>) {
    let (mut used, mut brings) = (Vec::new(), Vec::new());
    for (name, client) in std::mem::take(&mut own.uses) {
        let mut all = proposal.backing.iter();
        let found = all.find(|one| one.name == name && one.certainty > Certainty::Possible);
        let Some(backing) = found else { continue };
        let fits = |member: &&String| {
            let of = known.backing.get(*member);
            of.is_some_and(|of| does_as_well(catalog, &of.kind, &backing.kind))
        };
        let same = |member: &&String| {
            let of = known.backing.get(*member);
            of.is_some_and(|of| of.kind == backing.kind)
        };
        let there = Some(&name).filter(fits);
        let there = there.or_else(|| known.backing.keys().find(same));
        let there = there.or_else(|| known.backing.keys().find(fits)).cloned();
        let is_new = there.is_none();
        let name = there.unwrap_or_else(|| {
            free(&backing.name, |name| {
                is_taken(known, name) || name == own.name || own.uses.contains_key(name)
            })
        });
        let member = Backing {
            name: name.clone(),
            used_by: vec![own.name.clone()],
            ..backing.clone()
        };
        if is_new {
            brings.push(member.clone());
        }
        used.push(member);
        if let Some(names) = own.names.shift_remove(&backing.name) {
            own.names.insert(name.clone(), names);
        }
        own.uses.insert(name, client);
    }
    (used, brings)
}

/// Whether what is there can all that the other can: Valkey in the place of Redis.
fn does_as_well(catalog: &Catalog, there: &str, wanted: &str) -> bool {
    let words = |kind: &str| -> Vec<String> {
        let item = catalog.item(Slot::Backing, kind);
        let words = item.map(|item| provided(&item).map(str::to_owned).collect());
        words.unwrap_or_default()
    };
    let (has, wants) = (words(there), words(wanted));
    there == wanted || !wants.is_empty() && wants.iter().all(|word| has.contains(word))
}

fn is_taken(known: &Answers, name: &str) -> bool {
    let members = known.services.iter().chain(&known.backing);
    let mut names = members.flat_map(|(name, member)| {
        let processes = member.processes.keys();
        processes.chain(std::iter::once(name))
    });
    names.any(|known| known == name)
}
