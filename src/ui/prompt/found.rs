//! A folder with code: what it tells is read out, parts are turned over, and what it says in two ways is asked.

use std::path::Path;

use super::reader::{Reader, Stop};
use super::talk::{aside, count, say, told};
use crate::core::catalog::Catalog;
use crate::core::detect::{Evidence, Findings, Part, Proposal, Question, Taken};
use crate::core::editing::{Editing, Start};
use crate::shell::opened::Opened;

/// How the question ended.
pub(super) enum Answer {
    /// It is begun with.
    Taken(Box<Editing>),
    /// A preset is wanted instead.
    Preset,
    /// It was left.
    Left,
}

/// Reads out what was found, and asks what of it is taken.
pub(super) fn found(
    opened: &Opened,
    dir: &Path,
    findings: &Findings,
    reader: &mut dyn Reader,
) -> Result<Answer, Stop> {
    let catalog = opened.studio.catalog();
    let proposal = &findings.proposal;
    let mut taken = Taken::of(catalog, proposal);
    say(&format!(
        "dockwright: the code in {}: {}, {} of them read. Found, ticked what is certain or likely:",
        dir.display(),
        count(findings.files, "file"),
        findings.read
    ));
    let parts = read_out(catalog, proposal, &taken);
    for left in &proposal.not_services {
        aside(&format!("No service: {}, {}.", left.path, left.why));
    }
    proposal
        .problems
        .iter()
        .for_each(|problem| aside(&told(problem)));
    match ask_parts(catalog, proposal, &parts, &mut taken, reader)? {
        Some(true) => {}
        Some(false) => return Ok(Answer::Preset),
        None => return Ok(Answer::Left),
    }
    for (number, question) in proposal.questions.iter().enumerate() {
        if !ask_one(catalog, proposal, (number, question), &mut taken, reader)? {
            return Ok(Answer::Left);
        }
    }
    let mut editing = opened.editing(dir, Start::found(catalog, proposal));
    let said = "what is taken of the code";
    if let Err(problems) = editing.take(proposal, &taken, said) {
        problems.iter().for_each(|problem| aside(&told(problem)));
    }
    Ok(Answer::Taken(Box::new(editing)))
}

/// A line a part: its number, whether it is ticked, what it is, how sure, and where that stands.
fn read_out(catalog: &Catalog, proposal: &Proposal, taken: &Taken) -> Vec<Part> {
    let proposed = taken.proposal(catalog, proposal);
    let mut parts = Vec::new();
    let mut line = |part: Part, what: String, evidence: Option<&Evidence>| {
        let tick = if Taken::has(&proposed, &part) {
            "[x]"
        } else {
            "[ ]"
        };
        parts.push(part);
        let place = evidence.map_or("as is usual".to_owned(), place);
        aside(&format!("{} {tick} {what}, {place}.", parts.len()));
    };
    for service in &proposal.services {
        let about = [vec![service.title(catalog)], service.about()].concat();
        let what = format!(
            "{} in {}: {}, {}",
            service.name,
            service.path,
            about.join(", "),
            service.certainty(proposal).word()
        );
        let part = Part::Service(service.name.clone());
        line(part, what, service.kind.evidence.first());
        for process in &service.processes {
            let what = format!(
                "{} of {}: {}",
                process.name,
                service.name,
                process.title(catalog)
            );
            let part = Part::Process(service.name.clone(), process.name.clone());
            line(part, what, process.evidence.first());
        }
    }
    for backing in &proposal.backing {
        let what = format!(
            "{}: {}, {}",
            backing.name,
            backing.title(catalog),
            backing.certainty.word()
        );
        let part = Part::Backing(backing.name.clone(), backing.kind.clone());
        line(part, what, backing.evidence.first());
    }
    parts
}

/// `backend/manage.py line 8`.
pub(super) fn place(evidence: &Evidence) -> String {
    match evidence.line {
        Some(line) => format!("{} line {line}", evidence.file),
        None => evidence.file.clone(),
    }
}

/// Numbers turn parts over, until somebody takes it; false: a preset is wanted; none: it is left.
fn ask_parts(
    catalog: &Catalog,
    proposal: &Proposal,
    parts: &[Part],
    taken: &mut Taken,
    reader: &mut dyn Reader,
) -> Result<Option<bool>, Stop> {
    let whole = "Numbers to turn over, yes to take what is ticked, preset for another start, ? all evidence, q leave. [yes]:";
    let mut first = whole;
    loop {
        let (mut ended, mut turned) = (None, Vec::new());
        let mut take = |typed: &str| {
            match typed.trim() {
                "" | "y" | "yes" => ended = Some(Some(true)),
                "preset" => ended = Some(Some(false)),
                "q" | "<" => ended = Some(None),
                "?" => return Err(evidence(proposal)),
                typed => {
                    turned.clear();
                    let words = typed.split([',', ' ']).filter(|word| !word.is_empty());
                    for word in words {
                        let number = word.parse::<usize>().ok();
                        let number = number.and_then(|number| number.checked_sub(1));
                        let part = number.and_then(|number| parts.get(number)).ok_or_else(|| {
                            format!("{word} is none of them. Write numbers from 1 to {}, yes, preset or q.", parts.len())
                        })?;
                        turned.push(part.clone());
                    }
                }
            }
            Ok(())
        };
        reader.ask(first, "Numbers, yes, preset or q [yes]:", &mut take)?;
        if let Some(ended) = ended {
            return Ok(ended);
        }
        for part in turned {
            taken.turn(part.clone());
            let proposed = taken.proposal(catalog, proposal);
            let word = if Taken::has(&proposed, &part) {
                "on"
            } else {
                "off"
            };
            aside(&format!("{} is {word}.", part.name()));
        }
        first = "Numbers, yes, preset or q [yes]:";
    }
}

/// Everything that says anything, a line each.
fn evidence(proposal: &Proposal) -> String {
    let mut lines = Vec::new();
    for service in &proposal.services {
        for (key, places) in service.because() {
            lines.extend(
                places
                    .iter()
                    .map(|place| format!("{} {}: {place}", service.name, key.replace('_', " "))),
            );
        }
    }
    for backing in &proposal.backing {
        let places = backing.evidence.iter();
        lines.extend(places.map(|place| format!("{}: {place}", backing.name)));
    }
    lines.join("\n")
}

/// One question, its best guess first; false: it is left.
fn ask_one(
    catalog: &Catalog,
    proposal: &Proposal,
    (number, question): (usize, &Question),
    taken: &mut Taken,
    reader: &mut dyn Reader,
) -> Result<bool, Stop> {
    let of = question.key.split('.').nth(1).unwrap_or_default();
    let choices = question.choices.iter().enumerate().map(|(place, choice)| {
        let why = match choice.evidence.first() {
            Some(evidence) => format!(", {}", self::place(evidence)),
            None => String::new(),
        };
        format!("{}: {}{why}.", place + 1, choice.value)
    });
    let choices = choices.collect::<Vec<_>>().join(" ");
    let usual = match taken.picked(number) {
        Some(choice) => (choice + 1).to_string(),
        None => "none".to_owned(),
    };
    let whole = format!(
        "{} of {} to decide. {of}: {} {choices} [{usual}]:",
        number + 1,
        proposal.questions.len(),
        question.question
    );
    let mut lines = super::talk::wrap(&whole);
    let last = lines.pop().unwrap_or_default();
    lines.iter().for_each(|line| say(line));
    let mut stays = true;
    let mut take = |typed: &str| {
        let typed = typed.trim();
        if matches!(typed, "q" | "<") {
            stays = false;
            return Ok(());
        }
        if typed.is_empty() || typed == usual {
            return Ok(());
        }
        let mut values = question.choices.iter();
        let named = values.position(|choice| choice.value == typed);
        let place = typed.parse::<usize>().ok();
        let choice = named.or(place.and_then(|place| place.checked_sub(1)));
        let fits = choice.is_some_and(|choice| taken.pick(catalog, proposal, number, choice));
        if fits {
            Ok(())
        } else {
            Err(format!("{typed} is none of them, or cannot be taken here."))
        }
    };
    reader.ask(
        &last,
        &format!("{of}: {} [{usual}]:", question.question),
        &mut take,
    )?;
    Ok(stays)
}
