//! What is said of a service: its version, package manager, port and the answers of its kind.

use indexmap::IndexMap;

use super::docker::Docker;
use super::evidence::{Evidence, Stated};
use super::look::Look;
use super::pins;
use super::proposal::{Choice, Question, Step};
use super::settle;
use super::version::Version;
use crate::core::catalog::detect::{Code, Detect, Reading};
use crate::core::catalog::item::{self, Type};
use crate::core::diagnostic::Problem;

/// What the code says of one thing, and the question where it says two.
pub(super) struct Fact<T> {
    pub(super) said: Option<Stated<T>>,
    pub(super) question: Option<Question>,
}

impl<T> Fact<T> {
    fn none() -> Self {
        Self {
            said: None,
            question: None,
        }
    }
}

/// The version of the language, and how the image's question is answered by it.
pub(super) struct Versions {
    pub(super) fact: Fact<String>,
    pub(super) wanted: Vec<(Version, Stated<String>)>,
    /// What its dependencies leave of them.
    until: Option<(Version, Stated<String>)>,
}

/// The version: of what is said, the most trusted.
pub(super) fn versions(look: &Look<'_, '_>, code: &Code) -> Versions {
    let numbers = code.versions.numbers.max(1);
    let read = |look: &Look<'_, '_>| {
        let mut wanted: Vec<(Version, Stated<String>)> = Vec::new();
        for reading in &code.versions.from {
            if let Some(found) = look.read(reading)
                && let Some(version) = Version::read(&found.value)
            {
                let short = version.short(numbers);
                wanted.push((version, Stated::new(short, found.evidence)));
            }
        }
        wanted
    };
    let mut wanted = read(look);
    if wanted.is_empty() {
        // What it takes over, such as a parent's that lies beside it, and what it is built with.
        let mut lent = look.libraries().into_iter().map(|library| read(&library));
        wanted = lent.find(|wanted| !wanted.is_empty()).unwrap_or_default();
    }
    if let Some(place) = beyond(look, &wanted, numbers) {
        wanted[..=place].rotate_right(1);
    }
    let said = wanted.first().map(|(_, said)| said.clone());
    let mut choices: Vec<Choice> = Vec::new();
    for (version, said) in &wanted {
        // A range takes what is said more exactly, whichever of them is trusted more.
        let agrees = wanted.first().is_none_or(|(first, most)| {
            version.takes(&most.value) || !first.is_exact() && first.takes(&said.value)
        });
        if choices.is_empty() || !agrees {
            choose(&mut choices, said);
        }
    }
    let question = (choices.len() > 1).then(|| Question {
        key: "version".to_owned(),
        question: "which version of the language is it?".to_owned(),
        choices,
    });
    Versions {
        fact: Fact { said, question },
        wanted,
        until: pins::until(look, code),
    }
}

/// Where a manifest wants more than the version that people are told to have: nothing is built with that.
fn beyond(
    look: &Look<'_, '_>,
    wanted: &[(Version, Stated<String>)],
    numbers: usize,
) -> Option<usize> {
    let (pin, _) = wanted.first().filter(|(pin, _)| pin.is_exact())?;
    let pinned = pin.short(numbers);
    let of_manifest = |said: &Stated<String>| {
        let mut manifests = look.packages.iter().flat_map(|package| &package.manifests);
        manifests.any(|manifest| said.evidence.iter().any(|one| one.file == manifest.path))
    };
    wanted.iter().position(|(version, said)| {
        let least = Version::read(&format!(">={}", said.value));
        let beyond = least.is_some_and(|least| !least.takes(&pinned) && !version.takes(&pinned));
        beyond && of_manifest(said)
    })
}

fn choose(choices: &mut Vec<Choice>, said: &Stated<String>) {
    match choices.iter_mut().find(|choice| choice.value == said.value) {
        Some(choice) => choice.evidence.extend(said.evidence.iter().cloned()),
        None => choices.push(Choice {
            value: said.value.clone(),
            evidence: said.evidence.clone(),
        }),
    }
}

/// The version of the image for what the code wants: the item's own where that is taken, else the
/// newest that is; where none is, the least above, and a warning.
pub(super) fn image_version(
    versions: &Versions,
    (images, usual): (&[String], Option<&str>),
    key: &str,
    problems: &mut Vec<Problem>,
) -> Option<Stated<String>> {
    let (version, said) = versions.wanted.first().or(versions.until.as_ref())?;
    let usual = usual.filter(|usual| images.iter().any(|known| known == usual));
    let offered = usual.into_iter().chain(images.iter().map(String::as_str));
    let fits = |choice: &&str| {
        let others = versions.wanted.iter().chain(&versions.until);
        let others = others.filter(|(other, _)| !other.is_exact());
        version.takes(choice) && others.clone().all(|(other, _)| other.takes(choice))
    };
    let found = offered.clone().find(fits);
    let alone = offered.clone().find(|choice| version.takes(choice));
    if let Some(found) = found.or(alone) {
        let mut evidence = said.evidence.clone();
        // What is said of the language takes a newer one.
        let until = versions.until.iter().filter(|_| alone != Some(found));
        evidence.extend(until.flat_map(|(_, pinned)| pinned.evidence.clone()));
        return Some(Stated::new(found.to_owned(), evidence));
    }
    let above = Version::read(&format!(">={}", said.value))?;
    let nearest = images.iter().rev().find(|choice| above.takes(choice));
    let nearest = nearest.or(images.last())?;
    let place = said
        .evidence
        .first()
        .map_or_else(String::new, Evidence::to_string);
    let message = format!(
        "{} is wanted ({place}); there are images for {}",
        said.value,
        images.join(", ")
    );
    let mend = format!("the proposal says {nearest}: see that the code runs on it");
    problems.push(
        Problem::warning("version-not-offered", message)
            .key(key)
            .mend(mend),
    );
    Some(Stated::new(nearest.clone(), said.evidence.clone()))
}

/// The package manager: what is said first, and nearest to the code. Two of the same rank are a
/// question, with the one first that is kept; why it is, is told.
pub(super) fn manager(look: &Look<'_, '_>, code: &Code) -> (Fact<String>, Option<String>) {
    let mut found: Vec<(usize, usize, Stated<String>)> = Vec::new();
    for manager in &code.managers {
        for (rank, reading) in manager.signs.iter().enumerate() {
            let Some(sign) = look.read(reading) else {
                continue;
            };
            let file = sign
                .evidence
                .last()
                .map_or("", |evidence| evidence.file.as_str());
            let folder = super::files::parent(file);
            // Of two that are as good, the one nearer to the code.
            let distance = look.folder.len().saturating_sub(folder.len());
            found.push((
                rank,
                distance,
                Stated::new(manager.name.clone(), sign.evidence),
            ));
            break;
        }
    }
    found.sort_by_key(|(rank, distance, _)| (*rank, *distance));
    let Some((rank, distance, first)) = found.first().cloned() else {
        return (Fact::none(), None);
    };
    let same = found
        .iter()
        .filter(|(other, far, _)| (*other, *far) == (rank, distance));
    let mut choices: Vec<Choice> = same
        .map(|(_, _, said)| Choice {
            value: said.value.clone(),
            evidence: said.evidence.clone(),
        })
        .collect();
    let several = choices.len() > 1;
    let why = several.then(|| settle::settle(look, code, &mut choices));
    let kept = choices.first().filter(|_| several);
    let kept = kept.map(|kept| Stated::new(kept.value.clone(), kept.evidence.clone()));
    let question = several.then(|| Question {
        key: "package_manager".to_owned(),
        question: "which of them installs the packages?".to_owned(),
        choices,
    });
    let said = Some(kept.unwrap_or(first));
    (Fact { said, question }, why.flatten())
}

/// The port: of the code and its configuration, then of what starts it, then of Docker's files.
pub(super) fn port<'a, 'r>(
    (look, libraries): (&Look<'a, 'r>, &[Look<'a, 'r>]),
    readings: &[&[Reading]],
    docker: &Docker,
    usual: Option<u16>,
) -> Fact<u16> {
    let mut found: Vec<Stated<u16>> = Vec::new();
    let read = |look: &Look<'a, 'r>, found: &mut Vec<Stated<u16>>| {
        for reading in readings.iter().copied().flatten() {
            // Code that has the port of a database speaks of the database, and the greatest is a bound.
            let own = |text: &str| {
                let is_own = |port| port != u16::MAX && !look.rules.is_of_backing(port);
                number(text).is_none_or(is_own)
            };
            if let Some(said) = look.read_if(reading, &own)
                && let Some(port) = number(&said.value)
            {
                found.push(Stated::new(port, said.evidence));
            }
        }
    };
    read(look, &mut found);
    found.extend(docker.ports(&look.folder));
    for library in libraries {
        if found.is_empty() {
            read(library, &mut found);
        }
    }
    let choices = found.iter().fold(Vec::new(), |mut choices, said| {
        let said = Stated::new(said.value.to_string(), said.evidence.clone());
        choose(&mut choices, &said);
        choices
    });
    let question = (choices.len() > 1).then(|| Question {
        key: "port".to_owned(),
        question: "what does it listen on?".to_owned(),
        choices,
    });
    let said = found
        .into_iter()
        .next()
        .or_else(|| usual.map(Stated::usual));
    Fact { said, question }
}

/// The number in what a rule found: `3000`, or the last of `${PORT:3000}` and `0.0.0.0:3000`.
fn number(text: &str) -> Option<u16> {
    let digits = text
        .rsplit(|c: char| !c.is_ascii_digit())
        .find(|part| !part.is_empty())?;
    digits.parse().ok().filter(|port| *port > 0)
}

/// Answers to the questions of a kind, as far as the code gives them and the questions take them.
pub(super) fn answers(
    look: &Look<'_, '_>,
    rules: &IndexMap<String, Vec<Reading>>,
    ask: &IndexMap<String, item::Question>,
) -> IndexMap<String, Stated<String>> {
    let mut answers = IndexMap::new();
    for (name, readings) in rules {
        let Some(question) = ask.get(name) else {
            continue;
        };
        let mut said = readings.iter().filter_map(|reading| look.read(reading));
        if let Some(said) = said.find(|said| is_answer(question, &said.value)) {
            answers.insert(name.clone(), said);
        }
    }
    answers
}

/// Whether a question takes a text as its answer.
pub(super) fn is_answer(question: &item::Question, text: &str) -> bool {
    match question.kind {
        Type::Choice => question.of.iter().any(|known| known == text),
        Type::Bool => matches!(text, "true" | "false"),
        Type::Int => text.parse::<i64>().is_ok(),
        Type::Module => text
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_')),
        Type::Path => !text.is_empty() && crate::core::path::RelPath::new(text).is_ok(),
        _ => !text.is_empty() && !text.contains('\n'),
    }
}

/// A value of an item as an answer has it: a text is itself.
pub(super) fn text(value: &serde_json::Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The steps of its kind that the code has something for; none where the item's own list stands.
pub(super) fn steps(look: &Look<'_, '_>, detect: &Detect) -> Option<Vec<Step>> {
    if detect.steps.is_empty() {
        return None;
    }
    let steps = detect.steps.iter().filter_map(|(name, readings)| {
        let said = look.first(readings)?;
        Some(Step {
            name: name.clone(),
            run: (!said.value.is_empty()).then_some(said.value),
            evidence: said.evidence,
        })
    });
    Some(steps.collect())
}
