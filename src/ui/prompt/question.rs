//! What is asked, in which order: of each entry what its item asks and what somebody has answered, then the features,
//! the profiles, and whether to write.

use super::found::place;
use crate::core::editing::Editing;
use crate::core::form::{Control, Field, Row, Subject, form, outline};
use crate::core::interview::Origin;

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Question {
    /// What it is of, through all that changes around it.
    pub(super) id: String,
    /// In a few words.
    pub(super) title: String,
    /// Why it is asked.
    pub(super) why: String,
    /// The place in the code that says so; empty where none does.
    pub(super) found: String,
    /// What is asked.
    pub(super) asks: Asks,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Asks {
    /// One value.
    Value(Box<Field>),
    /// Any of some names: numbers to turn over.
    Several(Vec<Ticked>),
    /// Whether something comes in addition.
    Add,
    /// Who starts only with a profile: its name where it is there already, who may, and who does.
    Profile(Option<String>, Vec<String>, Vec<String>),
    /// Whether to write.
    Write,
}

/// A name that is on or off.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ticked {
    pub(super) name: String,
    pub(super) on: bool,
    /// What it is of.
    pub(super) field: Field,
}

/// All questions of the answers as they are.
pub(super) fn questions(editing: &Editing) -> Vec<Question> {
    let catalog = editing.studio().catalog();
    let design = editing.design();
    let rows = outline(catalog, design);
    let subjects: Vec<&Subject> = rows.iter().filter_map(Row::subject).collect();
    let mut all = Vec::new();
    for subject in &subjects {
        let fields = form(catalog, design, subject);
        match subject {
            Subject::Project => all.extend(fields.into_iter().map(|field| Question {
                title: "What is the project called?".to_owned(),
                ..value("", field)
            })),
            Subject::Member(name) => all.extend(member(name, fields)),
            _ => {}
        }
    }
    all.push(Question {
        found: String::new(),
        id: "add".to_owned(),
        title: "Add something? Its kind, such as a framework, a database or a worker, or Enter."
            .to_owned(),
        why: "`dockwright catalog list` has all of them. A part of a name finds it.".to_owned(),
        asks: Asks::Add,
    });
    let features = subjects
        .iter()
        .filter(|subject| matches!(subject, Subject::Feature(_)));
    let features: Vec<Vec<Field>> = features
        .map(|subject| form(catalog, design, subject))
        .collect();
    all.extend(several(
        "features",
        "Features",
        features.iter().filter_map(|fields| fields.first()),
    ));
    for fields in features {
        let mut fields = fields.into_iter();
        let Some(first) = fields
            .next()
            .filter(|first| first.control == Control::Toggle(true))
        else {
            continue;
        };
        let some = |field: &Field| field.control != Control::Many(Vec::new());
        all.extend(fields.filter(some).map(|field| value(&first.label, field)));
    }
    all.extend(profiles(editing));
    all.push(Question {
        id: "write".to_owned(),
        title: "Write?".to_owned(),
        why: "Nothing is written before. list says which files; your own edits of them stay."
            .to_owned(),
        found: String::new(),
        asks: Asks::Write,
    });
    for question in &mut all {
        if let Asks::Value(field) = &question.asks {
            let evidence = editing.evidence(field);
            question.found = evidence.first().map(place).unwrap_or_default();
            question
                .why
                .extend(evidence.iter().map(|place| format!("\n{place}")));
        }
    }
    all
}

fn member(name: &str, fields: Vec<Field>) -> Vec<Question> {
    let (steps, fields): (Vec<Field>, Vec<Field>) = fields
        .into_iter()
        .partition(|field| matches!(field.control, Control::Step { .. }));
    let matters = |field: &Field| {
        let own = matches!(field.control, Control::Name | Control::Fixed);
        let asked = field.key.contains(".with.") || field.key.rsplit('.').next() == Some("uses");
        !own && (asked || field.origin == Origin::Project)
    };
    let mut all: Vec<Question> = fields
        .into_iter()
        .filter(matters)
        .map(|field| value(name, field))
        .collect();
    let key = steps
        .first()
        .and_then(|step| step.key.rsplit_once('.'))
        .map(|(key, _)| key.to_owned());
    if let Some(key) = key {
        all.extend(several(
            &key,
            &format!("{name}: steps before it starts, in this order"),
            steps.iter(),
        ));
    }
    all
}

fn value(of: &str, field: Field) -> Question {
    let title = match of {
        "" => format!("{}.", field.label),
        of => format!("{of}: {}.", field.label),
    };
    let asks = match &field.control {
        Control::Many(names) => Asks::Several(
            names
                .iter()
                .map(|(name, on)| Ticked {
                    name: name.clone(),
                    on: *on,
                    field: field.clone(),
                })
                .collect(),
        ),
        _ => Asks::Value(Box::new(field.clone())),
    };
    Question {
        id: field.key,
        title,
        why: field.why,
        found: String::new(),
        asks,
    }
}

/// One question of several that are each on or off.
fn several<'a>(id: &str, title: &str, fields: impl Iterator<Item = &'a Field>) -> Option<Question> {
    let names: Vec<Ticked> = fields
        .map(|field| Ticked {
            name: field.label.clone(),
            on: matches!(
                field.control,
                Control::Toggle(true) | Control::Step { on: true }
            ),
            field: field.clone(),
        })
        .collect();
    let why: Vec<String> = names
        .iter()
        .map(|one| format!("{}: {}", one.name, one.field.why))
        .collect();
    (!names.is_empty()).then(|| Question {
        id: id.to_owned(),
        title: format!("{title}."),
        why: why.join("\n"),
        found: String::new(),
        asks: Asks::Several(names),
    })
}

/// One of each profile; where there is none, whether there shall be one.
fn profiles(editing: &Editing) -> Vec<Question> {
    let design = editing.design();
    let units = design.stack.units.iter();
    let names: Vec<String> = units.map(|unit| unit.name.clone()).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let known = &design.answers.profiles;
    let question = |profile: Option<&String>, title: String, members: Vec<String>| {
        Question {
        id: format!("profiles.{}", profile.map_or("", String::as_str)),
        title,
        why: "A service of a profile starts only with `docker compose --profile NAME up`, or when somebody needs it. none takes all out."
            .to_owned(),
        found: String::new(),
        asks: Asks::Profile(profile.cloned(), names.clone(), members),
    }
    };
    if known.is_empty() {
        let title = "Which services only start when asked for? Names, or Enter.".to_owned();
        return vec![question(None, title, Vec::new())];
    }
    known
        .iter()
        .map(|(profile, members)| {
            let title = format!("Profile {profile}: who only starts with it? Names, or Enter.");
            question(Some(profile), title, members.clone())
        })
        .collect()
}

impl Question {
    /// The whole question, and the short one for the second time.
    pub(super) fn texts(&self, place: usize, of: usize) -> (String, String) {
        let (number, bracket) = (format!("{place} of {of}."), self.bracket());
        let found = match self.found.as_str() {
            "" => String::new(),
            place => format!("Found in {place}."),
        };
        let more = [self.about(), self.choices(), found];
        let more = more.iter().filter(|more| !more.is_empty());
        let whole: String = more.fold(self.title.clone(), |whole, more| format!("{whole} {more}"));
        let end = self.title.find(". ").or(self.title.find("? "));
        let short = end.map_or(self.title.as_str(), |end| &self.title[..=end]);
        (
            format!("{number} {whole} [{bracket}]:"),
            format!("{number} {short} [{bracket}]:"),
        )
    }

    /// The first sentence of why, where there is one value to be said.
    fn about(&self) -> String {
        let Asks::Value(_) = self.asks else {
            return String::new();
        };
        let line = self.why.lines().next().unwrap_or_default();
        match line.split_once(". ") {
            Some((first, _)) => format!("{first}."),
            None => line.to_owned(),
        }
    }

    fn choices(&self) -> String {
        match &self.asks {
            Asks::Value(field) => match &field.control {
                Control::Choice(of) => numbered(of.iter().cloned(), "."),
                Control::Toggle(_) => "yes or no.".to_owned(),
                _ => String::new(),
            },
            Asks::Several(names) => {
                let names = names
                    .iter()
                    .map(|one| format!("{} {}", one.name, if one.on { "on" } else { "off" }));
                format!("{} Numbers to turn over, or Enter.", numbered(names, ","))
            }
            Asks::Profile(_, names, _) => format!("There are {}.", names.join(", ")),
            Asks::Add | Asks::Write => String::new(),
        }
    }

    fn bracket(&self) -> String {
        match &self.asks {
            Asks::Value(field) => match &field.control {
                Control::Choice(of) => {
                    let place = of.iter().position(|one| *one == field.value);
                    place.map_or_else(|| field.value.clone(), |place| (place + 1).to_string())
                }
                Control::Toggle(on) => if *on { "yes" } else { "no" }.to_owned(),
                _ if field.value.is_empty() => "nothing".to_owned(),
                _ => field.value.clone(),
            },
            Asks::Profile(_, _, members) if !members.is_empty() => members.join(", "),
            Asks::Write => "list".to_owned(),
            _ => "none".to_owned(),
        }
    }
}

/// `1 one, 2 two.`
pub(super) fn numbered(names: impl Iterator<Item = String>, between: &str) -> String {
    let names: Vec<String> = names
        .enumerate()
        .map(|(place, name)| format!("{} {name}", place + 1))
        .collect();
    format!("{}.", names.join(&format!("{between} ")))
}
