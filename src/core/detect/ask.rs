//! What the code leaves open of what is used: questions with the best guess first.

use super::backing::User;
use super::needs;
use super::proposal::{Backing, Certainty, Choice, Question};
use super::rules::Rules;
use crate::core::catalog::{Catalog, Slot};

/// Which of several databases it is, and what provides what a service cannot do without.
pub(super) fn open(
    rules: &Rules,
    catalog: &Catalog,
    users: &[User<'_, '_, '_>],
    backing: &[Backing],
) -> Vec<Question> {
    let mut questions = Vec::new();
    for user in users {
        let own: Vec<&Backing> = backing
            .iter()
            .filter(|one| one.used_by.iter().any(|name| name == user.name))
            .collect();
        let provides = |kind: &str, need: &str| needs::provides(catalog, kind, need);
        // What others use is at hand.
        let is_there = |kind: &str| backing.iter().any(|one| one.kind == kind && one.is_on());
        for need in &user.kind.needs {
            let fitting: Vec<&&Backing> =
                own.iter().filter(|one| provides(&one.kind, need)).collect();
            if fitting
                .iter()
                .any(|one| one.certainty > Certainty::Possible)
            {
                continue;
            }
            let mut choices: Vec<Choice> = fitting.iter().map(|one| choice(one)).collect();
            let usual = rules
                .of_slot(Slot::Backing)
                .filter(|rule| !rule.detect.stands_for.is_empty() && provides(&rule.id, need));
            let mut usual: Vec<&str> = usual.map(|rule| rule.id.as_str()).collect();
            // The first capability that the kind has a client for is the one most people take.
            let order = |kind: &str| {
                user.kind
                    .clients
                    .keys()
                    .position(|word| provides(kind, word))
            };
            usual.sort_by_key(|kind| (!is_there(kind), order(kind).unwrap_or(usize::MAX)));
            choices.extend(
                usual
                    .into_iter()
                    .filter(|kind| !fitting.iter().any(|one| one.kind == *kind))
                    .map(|kind| Choice {
                        value: kind.to_owned(),
                        evidence: Vec::new(),
                    }),
            );
            questions.push(question(
                user.name,
                &format!("it needs {need}, and the code does not say which: what provides it?"),
                choices,
            ));
        }
        let word = |one: &&&Backing| {
            let rule = rules
                .of_slot(Slot::Backing)
                .find(|rule| rule.id == one.kind);
            rule.and_then(|rule| rule.detect.one_of.clone())
        };
        let rivals: Vec<&&Backing> = own
            .iter()
            .filter(|one| one.certainty == Certainty::Possible && word(one).is_some())
            .collect();
        if rivals.len() > 1 && user.kind.needs.is_empty() {
            let choices = rivals.into_iter().map(|one| choice(one)).collect();
            questions.push(question(
                user.name,
                "it has drivers of several databases: which one does it use?",
                choices,
            ));
        }
    }
    questions
}

fn question(service: &str, text: &str, choices: Vec<Choice>) -> Question {
    Question {
        key: format!("services.{service}.uses"),
        question: text.to_owned(),
        choices,
    }
}

fn choice(backing: &Backing) -> Choice {
    Choice {
        value: backing.kind.clone(),
        evidence: backing.evidence.clone(),
    }
}
