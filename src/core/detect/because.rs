//! Why each answer of a proposal is believed, by the answer's key as the forms have it.

use super::evidence::Evidence;
use super::proposal::{Backing, Proposal, Service};

/// An answer that code gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// Its key, such as `services.web.with.python`; a member's own ends in a dot.
    pub key: String,
    /// The value that is meant, as the form shows it; none where that is to be looked up there.
    pub value: Option<String>,
    /// The places that say so.
    pub evidence: Vec<Evidence>,
}

impl Because {
    fn new(key: String, evidence: &[Evidence]) -> Self {
        Self {
            key,
            value: None,
            evidence: evidence.to_vec(),
        }
    }
}

/// All that a proposal says and where, with what else the code says of its questions. What nobody says has
/// no place, and takes that of what had the same key before.
pub fn because(proposal: &Proposal) -> Vec<Because> {
    let mut all = Vec::new();
    for service in &proposal.services {
        all.extend(of_service(proposal, service, &service.name));
    }
    for backing in &proposal.backing {
        all.extend(of_backing(backing));
    }
    for question in &proposal.questions {
        // A name of a kind is no value of the form's.
        let typed = |key: &str| {
            let last = key.rsplit('.').next();
            key.contains(".with.") || last == Some("port")
        };
        let choices = question.choices.iter().skip(1);
        all.extend(
            choices
                .filter(|_| typed(&question.key))
                .map(|choice| Because {
                    key: question.key.clone(),
                    value: Some(choice.value.clone()),
                    evidence: choice.evidence.clone(),
                }),
        );
    }
    all
}

/// The same of one service, that is called `name`.
pub(super) fn of_service(proposal: &Proposal, service: &Service, name: &str) -> Vec<Because> {
    let own = format!("services.{name}");
    let mut all = Vec::new();
    for (key, evidence) in service.because() {
        let key = match key.as_str() {
            // What it is and where it lies the same places tell.
            "kind" => {
                all.push(Because::new(format!("{own}.path"), evidence));
                format!("{own}.")
            }
            key if key.starts_with("processes.") => format!("{own}.{key}."),
            // A command, and what a `with` says, too.
            "version" | "package_manager" | "development" | "production" => continue,
            key => format!("{own}.{key}"),
        };
        all.push(Because::new(key, evidence));
    }
    let used = proposal
        .backing
        .iter()
        .filter(|backing| service.uses.contains_key(&backing.name));
    let places: Vec<Evidence> = used
        .flat_map(|backing| backing.evidence.iter().take(1).cloned())
        .collect();
    all.push(Because::new(format!("{own}.uses"), &places));
    all
}

/// The same of something that is used.
pub(super) fn of_backing(backing: &Backing) -> Vec<Because> {
    let own = format!("backing.{}", backing.name);
    let mut all = vec![Because::new(format!("{own}."), &backing.evidence)];
    if backing.image.is_some() {
        all.push(Because::new(format!("{own}.image"), &backing.evidence));
    }
    if let Some(version) = &backing.version {
        let key = format!("{own}.with.version");
        all.push(Because::new(key, &version.evidence));
    }
    all
}
