//! What somebody takes of a proposal: each part in or out, each question answered.

use std::collections::BTreeSet;

use super::evidence::Stated;
use super::facts::is_answer;
use super::names::free;
use super::needs;
use super::proposal::{Backing, Certainty, Proposal, Question};
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::Problem;

/// Something that is taken or left.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A service, by its name.
    Service(String),
    /// A process: its service's name, and its own.
    Process(String, String),
    /// A backing service, and its kind.
    Backing(String, String),
}

impl Part {
    /// Its own name.
    pub fn name(&self) -> &str {
        match self {
            Self::Service(name) | Self::Process(_, name) | Self::Backing(name, _) => name,
        }
    }
}

/// The state of the choice; it begins with what is at least likely, and the best guesses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Parts that are otherwise than the proposal has them.
    turned: BTreeSet<Part>,
    /// Of each question the choice; none: it is left open.
    picked: Vec<Option<usize>>,
}

impl Taken {
    /// What is taken where nobody says anything: all that is likely, and of what a service cannot do
    /// without the best guess. Which of several databases is used stays open, and none is taken.
    pub fn of(catalog: &Catalog, proposal: &Proposal) -> Self {
        let first = |question: &Question| {
            let open = may_stay_open(catalog, proposal, question);
            (!open && !question.choices.is_empty()).then_some(0)
        };
        Self {
            turned: BTreeSet::new(),
            picked: proposal.questions.iter().map(first).collect(),
        }
    }

    /// The same choice of what was found anew, as far as that is still there.
    #[must_use]
    pub fn again(&self, catalog: &Catalog, old: &Proposal, new: &Proposal) -> Self {
        let mut taken = Self::of(catalog, new);
        let is_there = |part: &&Part| match part {
            Part::Backing(name, _) => new.backing.iter().any(|one| one.name == *name),
            part => Self::has(new, part),
        };
        taken.turned = self.turned.iter().filter(is_there).cloned().collect();
        for (place, question) in new.questions.iter().enumerate() {
            let before = old.questions.iter().position(|one| one.key == question.key);
            let chosen = before.and_then(|before| {
                let choice = old
                    .questions
                    .get(before)?
                    .choices
                    .get(self.picked(before)?)?;
                let mut choices = question.choices.iter();
                choices.position(|one| one.value == choice.value)
            });
            if let Some(choice) = chosen {
                taken.pick(catalog, new, place, choice);
            }
        }
        taken
    }

    /// Takes a part that was left, or leaves it.
    pub fn turn(&mut self, part: Part) {
        if !self.turned.remove(&part) {
            self.turned.insert(part);
        }
    }

    /// The choice of a question; none: it is left open.
    pub fn picked(&self, question: usize) -> Option<usize> {
        self.picked.get(question).copied().flatten()
    }

    /// The next choice of a question; what its answer does not take is left out.
    pub fn next(&mut self, catalog: &Catalog, proposal: &Proposal, question: usize) {
        let Some(asked) = proposal.questions.get(question) else {
            return;
        };
        let fits = |place: &usize| *place == 0 || can_be(catalog, proposal, asked, *place);
        let after = self.picked(question).map_or(0, |place| place + 1);
        let next = (after..asked.choices.len()).find(fits);
        let around = || (!may_stay_open(catalog, proposal, asked)).then_some(0);
        if let Some(picked) = self.picked.get_mut(question) {
            *picked = next.or_else(around);
        }
    }

    /// Takes a choice of a question by its number. False: its answer does not take that.
    pub fn pick(
        &mut self,
        catalog: &Catalog,
        proposal: &Proposal,
        question: usize,
        choice: usize,
    ) -> bool {
        let asked = proposal.questions.get(question);
        let fits = asked.is_some_and(|asked| {
            choice == 0 && !asked.choices.is_empty() || can_be(catalog, proposal, asked, choice)
        });
        match self.picked.get_mut(question) {
            Some(picked) if fits => *picked = Some(choice),
            _ => return false,
        }
        true
    }

    /// What was guessed of what a service cannot do without and what was left out, for whoever was not asked:
    /// `taken` is what [`Taken::proposal`] made of `proposal`.
    pub fn told(&self, proposal: &Proposal, taken: &Proposal) -> Vec<Problem> {
        let questions = proposal.questions.iter().enumerate();
        let guesses = questions.filter_map(|(place, question)| {
            let (name, "uses") = asked_of(question)? else {
                return None;
            };
            let choice = question.choices.get(self.picked(place)?)?;
            let message = format!("{name}: {} `{}` is taken", question.question, choice.value);
            let key = question.key.clone();
            let mend = "say another kind below `backing` in dockwright.yaml, if it is another";
            Some(Problem::note("guessed", message).key(key).mend(mend))
        });
        guesses.chain(needs::left_out(proposal, taken)).collect()
    }

    /// Whether a part is taken of `proposed`, as [`Taken::proposal`] made it.
    pub fn has(proposed: &Proposal, part: &Part) -> bool {
        let service = |name: &str| proposed.services.iter().find(|one| one.name == name);
        match part {
            Part::Service(name) => service(name).is_some(),
            Part::Process(owner, name) => service(owner)
                .is_some_and(|owner| owner.processes.iter().any(|one| one.name == *name)),
            Part::Backing(name, kind) => proposed.backing.iter().any(|one| {
                // It may have lost its number.
                let same = one.name == *name || name.starts_with(&format!("{}-", one.name));
                same && one.kind == *kind && one.certainty > Certainty::Possible
            }),
        }
    }

    /// The proposal of what is taken.
    pub fn proposal(&self, catalog: &Catalog, proposal: &Proposal) -> Proposal {
        let mut taken = proposal.clone();
        for (place, question) in proposal.questions.iter().enumerate() {
            if let Some(choice) = self.picked(place) {
                pick(catalog, &mut taken, question, choice);
            }
        }
        for part in &self.turned {
            turn(&mut taken, part);
        }
        needs::meet(catalog, &mut taken);
        needs::leave_out_steps(catalog, &mut taken);
        without_numbers(&mut taken);
        taken
    }
}

/// `db-2` is called `db` where the one of that name is not taken.
fn without_numbers(taken: &mut Proposal) {
    for place in 0..taken.backing.len() {
        let Some((name, short)) = shorter(taken, place) else {
            continue;
        };
        for service in &mut taken.services {
            // Whoever used the other one uses nothing of that name.
            service.uses.shift_remove(&short);
            if let Some(client) = service.uses.shift_remove(&name) {
                service.uses.insert(short.clone(), client);
            }
        }
        if let Some(backing) = taken.backing.get_mut(place) {
            backing.name = short;
        }
    }
}

/// A name and the one without its number, where that is free.
fn shorter(taken: &Proposal, place: usize) -> Option<(String, String)> {
    let own = taken.backing.get(place)?;
    let (short, _) = own.name.rsplit_once('-').filter(|(_, number)| {
        let digits = number.chars().all(|c| c.is_ascii_digit());
        digits && own.certainty > Certainty::Possible
    })?;
    let is_there = |backing: &&Backing| backing.name == short;
    let other = taken.backing.iter().find(is_there)?;
    // Two of one kind could not be told apart.
    let free = other.certainty == Certainty::Possible && other.kind != own.kind;
    free.then(|| (own.name.clone(), short.to_owned()))
}

fn turn(taken: &mut Proposal, part: &Part) {
    match part {
        Part::Service(name) => {
            taken.services.retain(|service| service.name != *name);
            for backing in &mut taken.backing {
                let before = backing.used_by.len();
                backing.used_by.retain(|user| user != name);
                // What nobody else uses goes along; what nobody used stays.
                if backing.used_by.is_empty() && before > 0 {
                    backing.certainty = Certainty::Possible;
                }
            }
        }
        Part::Process(owner, name) => {
            let owner = taken.services.iter_mut().find(|one| one.name == *owner);
            if let Some(owner) = owner {
                owner.processes.retain(|process| process.name != *name);
            }
        }
        Part::Backing(name, _) => {
            let backing = taken.backing.iter_mut().find(|one| one.name == *name);
            if let Some(backing) = backing {
                backing.certainty = match backing.certainty {
                    Certainty::Possible => Certainty::Likely,
                    _ => Certainty::Possible,
                };
            }
        }
    }
}

/// `services.web.with.python`: the service, and what of it.
fn asked_of(question: &Question) -> Option<(&str, &str)> {
    question.key.strip_prefix("services.")?.split_once('.')
}

/// Several drivers are no reason to start a database: only what a service needs must be answered.
fn may_stay_open(catalog: &Catalog, proposal: &Proposal, question: &Question) -> bool {
    let Some((name, "uses")) = asked_of(question) else {
        return false;
    };
    let service = proposal.services.iter().find(|one| one.name == name);
    let item = service.and_then(|one| catalog.item(Slot::Services, &one.kind.value).ok());
    item.is_none_or(|item| item.needs.is_empty())
}

/// Whether the answer takes the choice: an image may not have each version.
fn can_be(catalog: &Catalog, proposal: &Proposal, question: &Question, place: usize) -> bool {
    let (Some(choice), Some((name, of))) = (question.choices.get(place), asked_of(question)) else {
        return false;
    };
    let Some(with) = of.strip_prefix("with.") else {
        return matches!(of, "uses" | "kind" | "port");
    };
    let service = proposal.services.iter().find(|one| one.name == name);
    let item = service.and_then(|one| catalog.item(Slot::Services, &one.kind.value).ok());
    item.is_some_and(|item| {
        let asked = item.ask.get(with);
        asked.is_some_and(|asked| is_answer(asked, &choice.value))
    })
}

fn pick(catalog: &Catalog, taken: &mut Proposal, question: &Question, place: usize) {
    let Some((name, of)) = asked_of(question) else {
        return;
    };
    let Some(choice) = question.choices.get(place) else {
        return;
    };
    if of == "uses" {
        return use_one(catalog, taken, name, question, &choice.value);
    }
    // The first is in the proposal already, in the form that its answer takes.
    let service = taken.services.iter_mut().find(|one| one.name == name);
    let Some(service) = service.filter(|_| place > 0) else {
        return;
    };
    let said = Stated::new(choice.value.clone(), choice.evidence.clone());
    match of.strip_prefix("with.") {
        Some(with) => {
            service.with.insert(with.to_owned(), said);
        }
        None if of == "kind" => service.kind = said,
        None if of == "port" => {
            let port = choice.value.parse().ok();
            service.port = port.map(|port| Stated::new(port, choice.evidence.clone()));
        }
        None => {}
    }
}

/// A service uses what is of this kind, and none of the other choices.
fn use_one(catalog: &Catalog, taken: &mut Proposal, user: &str, question: &Question, kind: &str) {
    let mut found = false;
    for backing in &mut taken.backing {
        let asked = question.choices.iter().any(|one| one.value == backing.kind);
        if !asked || !backing.used_by.iter().any(|name| name == user) {
            continue;
        }
        let is_it = backing.kind == kind && !found;
        found |= is_it;
        backing.certainty = if is_it {
            backing.certainty.max(Certainty::Likely)
        } else {
            Certainty::Possible
        };
    }
    if found {
        return;
    }
    // One for all, where others use such a thing.
    let there = taken.backing.iter_mut();
    let there = there
        .filter(|one| one.kind == kind && one.is_on())
        .map(|one| {
            one.used_by.push(user.to_owned());
            one.name.clone()
        })
        .next();
    if let Some(name) = there {
        let service = taken.services.iter_mut().find(|one| one.name == user);
        if let Some(service) = service {
            service.uses.insert(name, None);
        }
        return;
    }
    let detect = catalog.detection(Slot::Backing, kind);
    let usual = detect.and_then(|detect| detect.name);
    let name = free(usual.as_deref().unwrap_or(kind), |name| taken.has(name));
    let service = taken.services.iter_mut().find(|one| one.name == user);
    if let Some(service) = service {
        service.uses.insert(name.clone(), None);
    }
    taken.backing.push(Backing {
        name,
        kind: kind.to_owned(),
        image: None,
        version: None,
        certainty: Certainty::Likely,
        used_by: vec![user.to_owned()],
        evidence: Vec::new(),
    });
}
