//! Services by profile and context.

use super::super::model::{Answer, Focus, Middle, Model};
use super::super::msg::Effect;
use super::answer;
use crate::core::catalog::Slot;
use crate::core::form::{Edit, Subject, profile as in_profile};

/// The members of the matrix in its order.
pub(in super::super) fn members(model: &Model) -> Vec<(Slot, String)> {
    let design = model.editing.design();
    let of = |slot: Slot| {
        let units = design.stack.units.iter();
        units.filter(move |unit| {
            let as_service = unit.slot == Slot::Services || unit.slot == Slot::Processes;
            (slot == Slot::Services) == as_service
        })
    };
    let name = |slot: Slot| of(slot).map(move |unit| (slot, unit.name.clone()));
    name(Slot::Services).chain(name(Slot::Backing)).collect()
}

/// The profiles, in the order of the answers.
pub(in super::super) fn profiles(model: &Model) -> Vec<String> {
    model
        .editing
        .design()
        .answers
        .profiles
        .keys()
        .cloned()
        .collect()
}

/// The member of the selected row.
pub(super) fn member(model: &Model) -> Option<String> {
    let members = members(model);
    members.get(model.cell.0).map(|(_, name)| name.clone())
}

/// Opens it at the selected entry's row.
pub(super) fn open(model: &mut Model) {
    let members = members(model);
    match model.subject() {
        Subject::Member(name) => {
            let row = members.iter().position(|(_, known)| *known == name);
            model.cell = (row.unwrap_or(0), 1);
        }
        Subject::Profile(name) => {
            let column = profiles(model).iter().position(|known| *known == name);
            model.cell.1 = column.map_or(1, |column| column + 1);
        }
        // A feature's container, such as the mail catcher's.
        Subject::Feature(id) => {
            let catalog = model.editing.studio().catalog();
            let item = catalog.item(Slot::Features, &id);
            let adds = item
                .map(|item| item.adds.backing.clone())
                .unwrap_or_default();
            let derived = |name: &str| adds.contains_key(name);
            let row = members.iter().position(|(_, name)| derived(name));
            model.cell = (row.unwrap_or(0), 1);
        }
        _ => model.cell = (model.cell.0, 1),
    }
    clamp(model);
    model.middle = Middle::Matrix;
    model.focus = Focus::Form;
    model.zoomed = false;
    model.both = None;
}

fn clamp(model: &mut Model) {
    let rows = members(model).len().saturating_sub(1);
    let columns = profiles(model).len();
    model.cell = (model.cell.0.min(rows), model.cell.1.min(columns));
}

/// The cell of the newest profile, in the row as it is.
pub(super) fn last_profile(model: &mut Model) {
    model.cell.1 = profiles(model).len();
    model.middle = Middle::Matrix;
}

/// Up and down.
pub(super) fn along(model: &mut Model, rows: isize) {
    model.cell.0 = model.cell.0.saturating_add_signed(rows);
    clamp(model);
}

/// Left and right: `always` first, then the profiles.
pub(super) fn across(model: &mut Model, columns: isize) {
    model.cell.1 = model.cell.1.saturating_add_signed(columns);
    clamp(model);
}

/// In or out of the profile; on `always`, out of all of them.
pub(super) fn cell(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(name) = member(model) else { return };
    let answers = &model.editing.design().answers;
    if answers.profiles.is_empty() {
        return super::edit::profile(model);
    }
    let Some(column) = model.cell.1.checked_sub(1) else {
        let out: Vec<Edit> = answers
            .profiles
            .iter()
            .filter(|(_, members)| members.contains(&name))
            .map(|(profile, _)| in_profile(answers, profile, &name, false))
            .collect();
        if out.is_empty() {
            return model.tell("matrix.always", &[("name", &name)]);
        }
        let answer = Answer {
            edit: Edit::All(out),
            key: "profiles".to_owned(),
            said: format!("{name}: always"),
        };
        answer::give_or_say(model, answer, effects);
        return;
    };
    let Some(profile) = answers.profiles.keys().nth(column).cloned() else {
        return super::edit::profile(model);
    };
    let on = !answers
        .profiles
        .get(&profile)
        .is_some_and(|members| members.contains(&name));
    let edit = in_profile(answers, &profile, &name, on);
    let before = answers
        .profiles
        .iter()
        .filter(|(_, members)| members.contains(&name));
    let mut names: Vec<String> = before.map(|(profile, _)| profile.clone()).collect();
    let was = if names.is_empty() {
        "always".to_owned()
    } else {
        names.join(", ")
    };
    names.retain(|known| *known != profile);
    if on {
        names.push(profile.clone());
    }
    let now = if names.is_empty() {
        "always".to_owned()
    } else {
        names.join(", ")
    };
    let answer = Answer {
        edit,
        key: format!("profiles.{profile}"),
        said: format!("{name}: {was} → {now}"),
    };
    let focus = model.focus;
    answer::give_or_say(model, answer, effects);
    model.focus = focus;
    model.middle = Middle::Matrix;
}
