//! What was found, as rows.

use super::super::found::{Found, Kind, Row};
use super::super::model::Model;
use super::super::view::wrap;
use super::super::words;
use crate::core::catalog::Catalog;
use crate::core::detect::{Backing, Certainty, Evidence, Part, Proposal, Question, Service, Taken};
use crate::core::diagnostic::Level;

/// How wide a note is: it is to be read on a narrow terminal, too.
const NOTE: usize = 70;

/// Every part of a proposal, processes below their service.
pub(super) fn parts(proposal: &Proposal) -> Vec<Part> {
    let mut parts = Vec::new();
    for service in &proposal.services {
        parts.push(Part::Service(service.name.clone()));
        for process in &service.processes {
            parts.push(Part::Process(service.name.clone(), process.name.clone()));
        }
    }
    let backing = proposal.backing.iter();
    parts.extend(backing.map(of_backing));
    parts
}

fn of_backing(backing: &Backing) -> Part {
    Part::Backing(backing.name.clone(), backing.kind.clone())
}

/// A text of `words.yaml` that names no key.
pub(super) fn words(key: &str, values: &[(&str, &str)]) -> String {
    words::words(key, values, |_| None)
}

/// Services, what they use, what is to decide, what is left alone, and what was not looked into.
pub(super) fn rows(model: &Model) -> Vec<Row> {
    let Some(found) = &model.found else {
        return Vec::new();
    };
    let catalog = model.editing.studio().catalog();
    let proposal = &found.findings.proposal;
    let mut rows = Vec::new();
    let group = |rows: &mut Vec<Row>, title: String| {
        if !rows.is_empty() {
            rows.push(Row::new(Kind::Heading, ""));
        }
        rows.push(Row::new(Kind::Heading, title));
    };
    group(&mut rows, words("found.services", &[]));
    for service in &proposal.services {
        self::service(catalog, found, service, &mut rows);
    }
    if !proposal.backing.is_empty() {
        group(&mut rows, words("found.backing", &[]));
    }
    for backing in &proposal.backing {
        let part = of_backing(backing);
        rows.push(Row {
            on: Taken::has(&found.proposal, &part),
            what: backing.title(catalog),
            sure: Some(backing.certainty),
            ..row(Kind::Part(part), &backing.name, &backing.evidence)
        });
    }
    if !proposal.questions.is_empty() {
        let count = proposal.questions.len().to_string();
        group(&mut rows, words("found.asked", &[("count", &count)]));
    }
    for (number, question) in proposal.questions.iter().enumerate() {
        rows.extend(asked(found, number, question));
    }
    notes(proposal, &mut rows);
    if !proposal.not_services.is_empty() {
        group(&mut rows, words("found.left", &[]));
    }
    for (number, left) in proposal.not_services.iter().enumerate() {
        rows.push(Row {
            beside: left.why.clone(),
            ..Row::new(Kind::Left(number), left.path.as_str())
        });
    }
    rows.push(Row::new(Kind::Heading, ""));
    let folders = found.findings.skipped.join(", ");
    rows.push(Row::new(
        Kind::Text,
        if folders.is_empty() {
            words("found.not_read.git", &[])
        } else {
            words("found.not_read", &[("folders", &folders)])
        },
    ));
    rows
}

/// What is to be known of the code, each with how to mend it; the first line of it opens its file.
fn notes(proposal: &Proposal, rows: &mut Vec<Row>) {
    if proposal.problems.is_empty() {
        return;
    }
    rows.push(Row::new(Kind::Heading, ""));
    let count = proposal.problems.len().to_string();
    let title = words("found.notes", &[("count", &count)]);
    rows.push(Row::new(Kind::Heading, title));
    for problem in &proposal.problems {
        let file = problem.place.iter().map(|place| place.file.as_str());
        let file = file.filter(|file| !file.is_empty());
        let evidence: Vec<Evidence> = file.map(Evidence::file).collect();
        for (number, line) in wrap(&problem.message, NOTE).into_iter().enumerate() {
            rows.push(if number == 0 {
                Row {
                    on: problem.level < Level::Note,
                    evidence: evidence.clone(),
                    ..Row::new(Kind::Note, line)
                }
            } else {
                Row::new(Kind::Choice, line)
            });
        }
        let mend = wrap(&problem.mend, NOTE).into_iter();
        rows.extend(mend.map(|line| Row::new(Kind::Choice, line)));
    }
}

fn row(kind: Kind, name: &str, evidence: &[Evidence]) -> Row {
    let beside = match evidence.first() {
        Some(place) => place.to_string(),
        None => words("found.nobody", &[]),
    };
    Row {
        beside,
        evidence: evidence.to_vec(),
        ..Row::new(kind, name)
    }
}

fn service(catalog: &Catalog, found: &Found, service: &Service, rows: &mut Vec<Row>) {
    let part = Part::Service(service.name.clone());
    let places: Vec<Evidence> = service.evidence().into_iter().cloned().collect();
    let more = places.get(1).map(ToString::to_string);
    let on = Taken::has(&found.proposal, &part);
    rows.push(Row {
        on,
        what: service.title(catalog),
        sure: Some(service.certainty(&found.findings.proposal)),
        ..row(Kind::Part(part), &service.name, &places)
    });
    if let Some(more) = more {
        let about = service.about();
        rows.push(Row {
            what: about.first().cloned().unwrap_or_default(),
            beside: more,
            ..Row::new(Kind::More, service.path.as_str())
        });
    }
    for process in &service.processes {
        let part = Part::Process(service.name.clone(), process.name.clone());
        rows.push(Row {
            on: on && Taken::has(&found.proposal, &part),
            what: process.title(catalog),
            ..row(Kind::Part(part), &process.name, &process.evidence)
        });
    }
}

/// `web: which version of the language is it?`, and below it the answer with what speaks for it.
fn asked(found: &Found, number: usize, question: &Question) -> [Row; 2] {
    let of = question.key.split('.').nth(1).unwrap_or_default();
    // Ticked by hand it is an answer, too.
    let is_on = |kind: &str| {
        let mut backing = found.proposal.backing.iter();
        backing.any(|one| one.kind == kind && one.certainty > Certainty::Possible)
    };
    let is_use = question.key.rsplit('.').next() == Some("uses");
    let ticked = || {
        let mut choices = question.choices.iter();
        choices.position(|choice| is_use && is_on(&choice.value))
    };
    let picked = found.taken.picked(number).or_else(ticked);
    let choice = picked.and_then(|choice| question.choices.get(choice));
    let evidence = choice.map(|choice| choice.evidence.clone());
    let evidence = evidence.unwrap_or_default();
    let answer = match (choice, evidence.first()) {
        (None, _) => words("found.none_of", &[]),
        (Some(choice), Some(place)) => format!("{}: {place}", choice.value),
        (Some(choice), None) => format!("{}: {}", choice.value, words("found.nobody", &[])),
    };
    let name = format!("{of}: {}", question.question);
    let asked = Row {
        evidence,
        ..Row::new(Kind::Question(number), name)
    };
    [asked, Row::new(Kind::Choice, answer)]
}

/// A title, and all that is known of a row.
pub(super) fn about(model: &Model, found: &Found, row: &Row) -> (String, Vec<String>) {
    let catalog = model.editing.studio().catalog();
    let proposal = &found.findings.proposal;
    let indented = |places: &[Evidence]| -> Vec<String> {
        places.iter().map(|place| format!("  {place}")).collect()
    };
    let mut lines = Vec::new();
    match &row.kind {
        Kind::Part(Part::Service(name)) => {
            let service = proposal.services.iter().find(|one| one.name == *name);
            if let Some(service) = service {
                let about = [vec![service.title(catalog)], service.about()].concat();
                lines.push(format!("{}, in {}", about.join(", "), service.path));
                for (key, places) in service.because() {
                    lines.push(String::new());
                    let key = key.strip_prefix("with.").unwrap_or(&key);
                    lines.push(key.replace('_', " "));
                    lines.extend(indented(places));
                }
            }
        }
        Kind::Question(number) => {
            for choice in proposal
                .questions
                .get(*number)
                .iter()
                .flat_map(|question| &question.choices)
            {
                lines.push(choice.value.clone());
                lines.extend(indented(&choice.evidence));
            }
        }
        _ => {
            let beside = row.evidence.is_empty().then(|| row.beside.clone());
            lines.extend([row.what.clone()].into_iter().chain(beside));
            lines.extend(indented(&row.evidence));
            lines.retain(|line| !line.is_empty());
        }
    }
    (row.name.clone(), lines)
}
