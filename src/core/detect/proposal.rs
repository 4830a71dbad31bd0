//! What was found: the proposal that front ends show and `init` takes as answers.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::evidence::{Evidence, Stated};
use crate::core::diagnostic::Problem;

/// How sure something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Somebody may want it: off until asked.
    Possible,
    /// It is needed, as far as one sees.
    Likely,
    /// It is configured.
    Certain,
}

/// One more container of a service's image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Process {
    /// Its name.
    pub name: String,
    /// What it is in the catalog.
    pub kind: String,
    /// Its command, where its kind has none of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// Answers to its kind's questions.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub with: IndexMap<String, String>,
    /// Why it is believed.
    pub evidence: Vec<Evidence>,
}

/// A step before the service starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its name in the item.
    pub name: String,
    /// What runs, where code says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// Why it is believed.
    pub evidence: Vec<Evidence>,
}

/// A service that is developed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its folder, below the one that was looked at; `.` for that itself.
    pub path: String,
    /// The folder that its build must see, where that is not its own.
    pub context: Option<String>,
    /// It is built in that context, and not in its own folder.
    pub is_whole: bool,
    /// What it is in the catalog.
    pub kind: Stated<String>,
    /// The framework, where the catalog knows none of that name.
    pub framework: Option<String>,
    /// Its language.
    pub language: String,
    /// The language's version, as the code says it.
    pub version: Option<Stated<String>>,
    /// What installs its packages.
    pub manager: Option<Stated<String>>,
    /// What it listens on.
    pub port: Option<Stated<u16>>,
    /// The path that tells whether it is well, where the code has one.
    pub health: Option<Stated<String>>,
    /// Volume -> folder in the container: what it must not lose.
    pub volumes: IndexMap<String, Stated<String>>,
    /// Packages of the image's distribution.
    pub packages: Vec<Stated<String>>,
    /// More containers of its image.
    pub processes: Vec<Process>,
    /// Steps before it starts; none where the item's own list stands.
    pub steps: Option<Vec<Step>>,
    /// The command of development, as the code says it.
    pub development: Option<Stated<String>>,
    /// The command of production, as the code says it.
    pub production: Option<Stated<String>>,
    /// Answers to its kind's questions.
    pub with: IndexMap<String, Stated<String>>,
    /// What it uses: the name of a backing service, and the client where it is not the usual one.
    pub uses: IndexMap<String, Option<String>>,
    /// Of what it uses: the code's own names for parts of the connection, where they are not the client's.
    pub names: IndexMap<String, IndexMap<String, Stated<String>>>,
}

impl Service {
    /// All that is said of it and where, in the order in which people ask.
    pub fn because(&self) -> Vec<(String, &[Evidence])> {
        let mut because: Vec<(String, &[Evidence])> = Vec::new();
        let put = |key: &str, evidence: Option<&Vec<Evidence>>| -> Option<String> {
            evidence
                .is_some_and(|list| !list.is_empty())
                .then(|| key.to_owned())
        };
        let said: [(&str, Option<&Vec<Evidence>>); 7] = [
            ("kind", Some(&self.kind.evidence)),
            ("version", self.version.as_ref().map(|said| &said.evidence)),
            (
                "package_manager",
                self.manager.as_ref().map(|said| &said.evidence),
            ),
            ("port", self.port.as_ref().map(|said| &said.evidence)),
            ("health", self.health.as_ref().map(|said| &said.evidence)),
            (
                "development",
                self.development.as_ref().map(|said| &said.evidence),
            ),
            (
                "production",
                self.production.as_ref().map(|said| &said.evidence),
            ),
        ];
        for (key, evidence) in said {
            because.extend(put(key, evidence).zip(evidence.map(Vec::as_slice)));
        }
        for (name, said) in &self.volumes {
            because.push((format!("volumes.{name}"), said.evidence.as_slice()));
        }
        for said in &self.packages {
            let key = format!("packages.{}", said.value);
            because.push((key, said.evidence.as_slice()));
        }
        for (name, said) in &self.with {
            let key = format!("with.{name}");
            because
                .extend(put(&key, Some(&said.evidence)).map(|key| (key, said.evidence.as_slice())));
        }
        for (used, names) in &self.names {
            for (name, said) in names {
                because.push((format!("uses.{used}.env.{name}"), &said.evidence));
            }
        }
        for process in &self.processes {
            because.push((format!("processes.{}", process.name), &process.evidence));
        }
        for step in self.steps.iter().flatten() {
            because.push((format!("setup.{}", step.name), &step.evidence));
        }
        because
    }

    /// Every place that was evidence, each once.
    pub fn evidence(&self) -> Vec<&Evidence> {
        let mut all: Vec<&Evidence> = Vec::new();
        for (_, places) in self.because() {
            for place in places {
                if !all.contains(&place) {
                    all.push(place);
                }
            }
        }
        all
    }
}

/// Something that is used, and not developed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backing {
    /// Its name.
    pub name: String,
    /// What it is in the catalog.
    pub kind: String,
    /// The image, where its kind is any image.
    pub image: Option<String>,
    /// Its version, as the code says it.
    pub version: Option<Stated<String>>,
    /// How sure that is.
    pub certainty: Certainty,
    /// The services that use it.
    pub used_by: Vec<String>,
    /// Why it is believed.
    pub evidence: Vec<Evidence>,
}

impl Backing {
    /// It is taken where nobody says anything.
    pub fn is_on(&self) -> bool {
        self.certainty >= Certainty::Likely
    }
}

/// A folder that has code and is no service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotService {
    /// The folder.
    pub path: String,
    /// Why.
    pub why: String,
}

/// One of the answers to a question, and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The answer.
    pub value: String,
    /// What speaks for it.
    pub evidence: Vec<Evidence>,
}

/// What the code says in two ways: the best guess is first, and is in the proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The answer, such as `services.web.with.manager`.
    pub key: String,
    /// What is asked.
    pub question: String,
    /// The choices.
    pub choices: Vec<Choice>,
}

/// All that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Developed here.
    pub services: Vec<Service>,
    /// Used.
    pub backing: Vec<Backing>,
    /// Neither.
    pub not_services: Vec<NotService>,
    /// What only somebody who knows the project can say.
    pub questions: Vec<Question>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Files that dockwright would write too, and that nothing else needs: the project's stay.
    pub own: Vec<String>,
}

/// What looking came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// What was found.
    pub proposal: Proposal,
    /// How many files there are, as far as it came.
    pub files: usize,
    /// How many of them were read.
    pub read: usize,
    /// Names of folders that are there and were not looked into.
    pub skipped: Vec<String>,
    /// Somebody ended it before it was done.
    pub stopped: bool,
}

impl Proposal {
    /// Whether something has this name: all that become containers are of one network.
    pub(super) fn has(&self, name: &str) -> bool {
        let processes = |service: &Service| service.processes.iter().any(|one| one.name == name);
        let mut services = self.services.iter();
        services.any(|service| service.name == name || processes(service))
            || self.backing.iter().any(|one| one.name == name)
    }

    /// As `detect --json` prints it (design 4).
    pub fn to_json(&self) -> Json {
        let services: Vec<Json> = self.services.iter().map(service).collect();
        let backing: Vec<Json> = self.backing.iter().map(backing).collect();
        json!({
            "services": services,
            "backing": backing,
            "not_services": self.not_services,
            "questions": self.questions,
            "problems": self.problems,
        })
    }
}

fn service(service: &Service) -> Json {
    let value = |said: &Option<Stated<String>>| said.as_ref().map(|said| said.value.clone());
    let with: IndexMap<&String, &String> = service
        .with
        .iter()
        .map(|(name, said)| (name, &said.value))
        .collect();
    let because: IndexMap<String, &[Evidence]> = service.because().into_iter().collect();
    json!({
        "name": service.name,
        "path": service.path,
        "kind": service.kind.value,
        "framework": service.framework,
        "language": service.language,
        "version": value(&service.version),
        "package_manager": value(&service.manager),
        "port": service.port.as_ref().map(|port| port.value),
        "health": value(&service.health),
        "processes": service.processes,
        "setup": service.steps,
        "commands": {
            "development": value(&service.development),
            "production": value(&service.production),
        },
        "context": service.context,
        "with": with,
        "uses": service.uses.keys().collect::<Vec<_>>(),
        "evidence": service.evidence(),
        "because": because,
    })
}

fn backing(backing: &Backing) -> Json {
    json!({
        "name": backing.name,
        "kind": backing.kind,
        "image": backing.image,
        "version": backing.version.as_ref().map(|said| said.value.clone()),
        "certainty": backing.certainty,
        "used_by": backing.used_by,
        "evidence": backing.evidence,
    })
}
