//! What there is, as rows.

use super::Subject;
use crate::core::catalog::{Catalog, Slot};
use crate::core::design::Design;
use crate::core::diagnostic::Level;
use crate::core::resolve::Unit;

/// A row of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// The name of a group.
    Heading(&'static str),
    /// Something that has a form.
    Entry {
        /// What.
        subject: Subject,
        /// Its name.
        label: String,
        /// What it is.
        detail: String,
        /// A feature's state.
        on: Option<bool>,
        /// A process stands below its service.
        below: bool,
    },
}

impl Row {
    /// What it is of, if it is no heading.
    pub fn subject(&self) -> Option<&Subject> {
        match self {
            Self::Heading(_) => None,
            Self::Entry { subject, .. } => Some(subject),
        }
    }
}

/// All rows of a design, in the order in which they are read.
pub fn outline(catalog: &Catalog, design: &Design) -> Vec<Row> {
    let mut rows = vec![
        Row::Heading("Project"),
        entry(Subject::Project, &design.answers.name, ""),
    ];
    rows.push(Row::Heading("Services"));
    rows.extend(members(catalog, design, Slot::Services));
    rows.push(Row::Heading("Backing services"));
    rows.extend(members(catalog, design, Slot::Backing));
    rows.push(Row::Heading("Features"));
    rows.extend(features(catalog, design));
    rows.push(Row::Heading("Profiles"));
    for (profile, names) in &design.answers.profiles {
        let count = match names.len() {
            0 => "nothing yet".to_owned(),
            1 => "1 member".to_owned(),
            count => format!("{count} members"),
        };
        rows.push(entry(Subject::Profile(profile.clone()), profile, &count));
    }
    if design.answers.profiles.is_empty() {
        rows.push(entry(Subject::Profile(String::new()), "none yet", ""));
    }
    rows.push(Row::Heading("Problems"));
    rows.push(entry(Subject::Problems, &problems(design), ""));
    rows
}

fn entry(subject: Subject, label: &str, detail: &str) -> Row {
    Row::Entry {
        subject,
        label: label.to_owned(),
        detail: detail.to_owned(),
        on: None,
        below: false,
    }
}

/// Entries of the answers, also those the catalog does not understand, and what features add.
fn members(catalog: &Catalog, design: &Design, slot: Slot) -> Vec<Row> {
    let mut rows = Vec::new();
    let written = match slot {
        Slot::Services => &design.answers.services,
        _ => &design.answers.backing,
    };
    for (name, member) in written {
        let detail = title(catalog, design, slot, (name, &member.kind));
        rows.push(entry(Subject::Member(name.clone()), name, &detail));
        for (process, of) in &member.processes {
            rows.push(Row::Entry {
                subject: Subject::Member(process.clone()),
                label: process.clone(),
                detail: title(catalog, design, Slot::Processes, (process, &of.kind)),
                on: None,
                below: true,
            });
        }
    }
    let derived = |unit: &&Unit| unit.derived.is_some() && unit.slot == slot;
    for unit in design.stack.units.iter().filter(derived) {
        let detail = format!("{}, by a feature", unit.item.title);
        rows.push(entry(
            Subject::Member(unit.name.clone()),
            &unit.name,
            &detail,
        ));
    }
    rows
}

/// What a member is, for people; where nothing was made of it yet, what its kind says.
fn title(catalog: &Catalog, design: &Design, slot: Slot, (name, kind): (&str, &str)) -> String {
    if let Some(unit) = design.stack.unit(name) {
        return unit.item.title.clone();
    }
    catalog.title(slot, kind).unwrap_or_else(|| kind.to_owned())
}

fn features(catalog: &Catalog, design: &Design) -> Vec<Row> {
    let lines = catalog.list(Slot::Features).into_iter();
    lines
        .map(|line| {
            let on = design.answers.has_feature(&line.id);
            let word = on.then(|| word(catalog, design, &line.id)).flatten();
            Row::Entry {
                subject: Subject::Feature(line.id.clone()),
                label: line.title.to_lowercase(),
                detail: word.unwrap_or_default(),
                on: Some(on),
                below: false,
            }
        })
        .collect()
}

/// What a feature is set to, where one word says it.
fn word(catalog: &Catalog, design: &Design, id: &str) -> Option<String> {
    // Nothing was made of it yet: no need to read what would be looked for.
    design.stack.units.first()?;
    let short = catalog.item(Slot::Features, id).ok()?.short.clone()?;
    let key = format!("features.{id}.{short}");
    let asked = design.stack.asked().find(|asked| asked.key == key)?;
    asked.value.as_str().map(str::to_owned)
}

/// `1 error, 2 warnings`, or that there is none.
fn problems(design: &Design) -> String {
    let count = |level: Level| {
        design
            .problems
            .iter()
            .filter(|problem| problem.level == level)
            .count()
    };
    let words = [
        (count(Level::Error), "error"),
        (count(Level::Warning), "warning"),
        (count(Level::Note), "note"),
    ];
    let words: Vec<String> = words
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| match count {
            1 => format!("1 {word}"),
            _ => format!("{count} {word}s"),
        })
        .collect();
    if words.is_empty() {
        "none".to_owned()
    } else {
        words.join(", ")
    }
}
