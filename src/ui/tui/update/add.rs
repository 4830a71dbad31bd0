//! The finder over the catalog, and what taking something would do.

use super::super::found::Looking;
use super::super::model::{Answer, Focus, Middle, Model, Picker, Popup, Tried};
use super::super::msg::Effect;
use super::answer::{self, count};
use crate::core::answers::Context;
use crate::core::catalog::Slot;
use crate::core::detect::Adopted;
use crate::core::form::{Edit, Find, Subject, finds, finds_of_code};
use crate::core::plan::{Container, Plan};
use crate::core::trace::changed;

/// Opens the finder. What the code tells comes into it, at once where that is known already.
pub(super) fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    model.popups.push(Popup::Add(Picker::default(), None));
    filter(model);
    if model.found.is_none() && model.looking == Looking::No {
        model.looking = Looking::At(0);
        effects.push(Effect::Detect);
    }
}

/// The code was looked at: services of it come into the list, and what is selected stays so.
pub(super) fn renew(model: &mut Model) {
    let selected = match model.popups.last() {
        Some(Popup::Add(picker, _)) => picker.found.get(picker.cursor.at).cloned(),
        _ => None,
    };
    filter(model);
    if let Some(Popup::Add(picker, _)) = model.popups.last_mut() {
        let at = picker
            .found
            .iter()
            .position(|find| Some(find) == selected.as_ref());
        picker.cursor.to(at.unwrap_or(0), picker.found.len());
    }
    try_out(model);
}

/// What the typed words leave.
pub(super) fn filter(model: &mut Model) {
    let catalog = model.editing.studio().catalog();
    let Some(Popup::Add(picker, _)) = model.popups.last() else {
        return;
    };
    let (design, typed) = (model.editing.design(), picker.line.text());
    let code = model.found.as_ref().map(|found| &found.findings.proposal);
    let mut found = code.map_or_else(Vec::new, |proposal| {
        finds_of_code(catalog, design, proposal, typed)
    });
    found.extend(finds(catalog, design, typed));
    let all = if picker.line.text().is_empty() {
        found.len()
    } else {
        picker.all
    };
    if let Some(Popup::Add(picker, tried)) = model.popups.last_mut() {
        picker.all = all;
        picker.found = found;
        picker.cursor.to(0, picker.found.len());
        *tried = None;
    }
    try_out(model);
}

/// The real effect of the selected one, from a render with it.
pub(super) fn try_out(model: &mut Model) {
    let Some(Popup::Add(picker, _)) = model.popups.last() else {
        return;
    };
    let Some(find) = picker.found.get(picker.cursor.at) else {
        return;
    };
    let told = Some(tried(model, find));
    if let Some(Popup::Add(_, tried)) = model.popups.last_mut() {
        *tried = told;
    }
}

fn tried(model: &Model, find: &Find) -> Tried {
    let editing = &model.editing;
    let edit = find.edit(editing.studio().catalog(), editing.design());
    let Some(design) = editing.tried(&edit) else {
        return Tried {
            rows: vec![("cannot".to_owned(), "be added here".to_owned())],
        };
    };
    let mut rows = Vec::new();
    if let Some(adopted) = &find.found {
        rows.extend(of_code(model, adopted));
    }
    let before = editing.sound();
    if let (Some(old), Some(new)) = (&before.plan, &design.plan) {
        let adds = came(old, new);
        if !adds.is_empty() {
            rows.push(("adds".to_owned(), adds.join(", ")));
        }
        let sets = set(old, new);
        if !sets.is_empty() {
            rows.push(("sets".to_owned(), sets.join(", ")));
        }
        let lines = changed(&before.files, &design.files);
        let mut files: Vec<(usize, String)> = lines
            .iter()
            .map(|(path, lines)| (lines.len(), path.to_string()))
            .collect();
        files.sort_by_key(|(lines, _)| std::cmp::Reverse(*lines));
        let mut words: Vec<String> = files
            .iter()
            .take(2)
            .map(|(lines, path)| format!("{path} +{lines}"))
            .collect();
        if files.len() > 2 {
            words.push(format!("{} more", files.len() - 2));
        }
        if !words.is_empty() {
            rows.push(("touches".to_owned(), words.join("  ")));
        }
    }
    for problem in &design.problems {
        let known = editing.design().problems.contains(problem);
        if !known && rows.len() < 5 {
            let label = if problem.is_error() { "needs" } else { "note" };
            let mend = if problem.mend.is_empty() {
                String::new()
            } else {
                format!(": {}", problem.mend)
            };
            rows.push((label.to_owned(), format!("{}{mend}", problem.message)));
        }
    }
    Tried { rows }
}

/// What the code says of it, and what it uses that is not here.
fn of_code(model: &Model, adopted: &Adopted) -> Vec<(String, String)> {
    let path = adopted.add.path.as_deref().unwrap_or(".");
    let why = adopted.because.first();
    let why = why.and_then(|because| because.evidence.first());
    let why = why.map(ToString::to_string).unwrap_or_default();
    let found = model.words("add.found", &[("path", path), ("why", &why)]);
    let mut rows = vec![("found".to_owned(), found)];
    let sets: Vec<&str> = adopted
        .add
        .sets
        .iter()
        .map(|set| set.strip_prefix("with.").unwrap_or(set))
        .collect();
    if !sets.is_empty() {
        rows.push(("says".to_owned(), sets.join(", ")));
    }
    let catalog = model.editing.studio().catalog();
    for backing in &adopted.brings {
        let what = match backing.evidence.first() {
            Some(place) => format!("{} ({place})", backing.title(catalog)),
            None => backing.title(catalog),
        };
        let brings = model.words("add.found.brings", &[("what", &what)]);
        rows.push(("uses".to_owned(), brings));
    }
    rows
}

/// Containers that come, each with the contexts it is in.
fn came(old: &Plan, new: &Plan) -> Vec<String> {
    let has = |plan: &Plan, context: Context, name: &str| {
        plan.containers
            .of(context)
            .iter()
            .any(|one| one.name == name)
    };
    let mut names: Vec<String> = Vec::new();
    for context in Context::BOTH {
        for container in new.containers.of(context) {
            let name = &container.name;
            let known = Context::BOTH
                .into_iter()
                .any(|context| has(old, context, name));
            if known
                || names
                    .iter()
                    .any(|told| told.starts_with(&format!("container {name}")))
            {
                continue;
            }
            let only = match (
                has(new, Context::Development, name),
                has(new, Context::Production, name),
            ) {
                (true, false) => ", in development only",
                (false, true) => ", in production only",
                _ => "",
            };
            names.push(format!("container {name}{only}"));
        }
    }
    names
}

/// Variables that come, by container of the development.
fn set(old: &Plan, new: &Plan) -> Vec<String> {
    let before = |name: &str| -> Option<&Container> {
        old.containers
            .development
            .iter()
            .find(|one| one.name == name)
            .map(AsRef::as_ref)
    };
    let mut told = Vec::new();
    for container in &new.containers.development {
        let Some(before) = before(&container.name) else {
            continue;
        };
        let names: Vec<&str> = container
            .environment
            .keys()
            .filter(|name| !before.environment.contains_key(*name))
            .map(String::as_str)
            .collect();
        if !names.is_empty() {
            told.push(format!("{} of {}", names.join(", "), container.name));
        }
    }
    told.truncate(3);
    told
}

/// Takes the selected one, and goes to it.
pub(super) fn accept(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Popup::Add(picker, _)) = model.popups.last() else {
        return;
    };
    let Some(find) = picker.found.get(picker.cursor.at).cloned() else {
        return model.tell("add.nothing", &[]);
    };
    let editing = &model.editing;
    let edit = find.edit(editing.studio().catalog(), editing.design());
    let title = &find.line.title;
    let coded = find.found.as_ref().map(|found| &found.add);
    let (said, subject, key) = match (&edit, coded) {
        (_, Some(add)) | (Edit::Add(add), None) => (
            format!("{title} added as {}", add.name),
            Subject::Member(add.name.clone()),
            String::new(),
        ),
        _ => (
            format!("{} on", title.to_lowercase()),
            Subject::Feature(find.line.id.clone()),
            format!("features.{}", find.line.id),
        ),
    };
    let was_on = model.screen;
    if answer::give_or_say(model, Answer { edit, key, said }, effects) {
        if let Some(adopted) = find.found {
            model.editing.believe(adopted.because);
        }
        model.popups.pop();
        model.screen = was_on;
        model.middle = Middle::Form;
        answer::select(model, &subject);
        model.form = super::super::model::Cursor::default();
        if model.focus == Focus::Outline || find.line.slot != Slot::Features {
            model.focus = Focus::Outline;
        }
    }
}

/// `3 of 96`.
pub(in super::super) fn counted<T>(picker: &Picker<T>) -> String {
    if picker.line.text().is_empty() {
        count(picker.found.len(), "entry").replace("entrys", "entries")
    } else {
        format!("{} of {}", picker.found.len(), picker.all)
    }
}
