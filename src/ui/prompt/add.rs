//! Something comes in addition: found by a part of its name, given a name of its own.

use super::answer::{put, why};
use super::talk::count;
use crate::core::catalog::Slot;
use crate::core::editing::Editing;
use crate::core::form::{Edit, Find, finds, uses};
use crate::core::reshape::Add;
use crate::core::yaml::quote;

/// What the typed words mean: the one of that id or title, or the only one they match. In words where it is not clear.
pub(super) fn find(editing: &Editing, typed: &str) -> Result<Find, String> {
    let mut found = finds(editing.studio().catalog(), editing.design(), typed);
    // Where a name has it as it is typed, letters that are far apart are nothing.
    let wanted = typed.to_lowercase();
    let has = |find: &Find| {
        let names = [&find.line.id, &find.line.title]
            .into_iter()
            .chain(&find.line.aliases);
        names
            .into_iter()
            .any(|name| name.to_lowercase().contains(&wanted))
    };
    if found.iter().any(has) {
        found.retain(has);
    }
    let exact = |find: &&Find| {
        let line = &find.line;
        [&line.id, &line.title]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(typed))
    };
    let exact: Vec<&Find> = found.iter().filter(exact).collect();
    match (exact.as_slice(), found.as_slice()) {
        ([one], _) => Ok((*one).clone()),
        (_, [one]) => Ok(one.clone()),
        (_, []) => Err(format!(
            "Nothing in the catalog is called {typed}. `dockwright catalog list` has all of it."
        )),
        (_, several) => {
            let names: Vec<String> = several
                .iter()
                .take(12)
                .map(|find| format!("{} {}", find.line.slot.word(), find.line.id))
                .collect();
            let rest = match several.len().saturating_sub(names.len()) {
                0 => String::new(),
                rest => format!(", and {}", count(rest, "other")),
            };
            Err(format!(
                "{typed} may be one of these: {}{rest}. Write it whole.",
                names.join(", ")
            ))
        }
    }
}

/// The name it would get; none for a feature, which has its own.
pub(super) fn name(editing: &Editing, find: &Find) -> Option<String> {
    match find.edit(editing.studio().catalog(), editing.design()) {
        Edit::Add(add) => Some(add.name),
        _ => None,
    }
}

/// Adds it. Gives the key of its questions.
pub(super) fn add(editing: &mut Editing, find: &Find, name: &str) -> Result<String, String> {
    let edit = find.edit(editing.studio().catalog(), editing.design());
    // What it still needs is told by what it comes to, and may be answered next; only what cannot be is refused.
    let (edit, key) = match edit {
        Edit::Add(mut add) => {
            if add.path.as_ref() == Some(&add.name) {
                add.path = Some(name.to_owned());
            }
            name.clone_into(&mut add.name);
            let key = key(&add);
            let by_key = !editing.start().is_project && add.slot != Slot::Processes;
            let edit = Edit::Add(add.clone());
            if by_key {
                let tried = edit.apply(editing.studio().catalog(), editing.text());
                tried.map_err(|problems| why(&problems))?;
                (sets(editing, &add, &key), key)
            } else {
                (edit, key)
            }
        }
        edit => (edit, "features".to_owned()),
    };
    put(editing, edit, "", &format!("{} {name}", find.line.title))?;
    Ok(key)
}

fn key(add: &Add) -> String {
    match (&add.to, add.slot) {
        (Some(to), Slot::Processes) => format!("services.{to}.processes.{}", add.name),
        _ => format!("{}.{}", add.slot.folder(), add.name),
    }
}

/// The same as values of keys: while a project begins one `init` is to say it all.
fn sets(editing: &Editing, add: &Add, key: &str) -> Edit {
    let mut edits = vec![Edit::set(&format!("{key}.kind"), quote(&add.kind))];
    if let Some(path) = &add.path {
        edits.push(Edit::set(&format!("{key}.path"), quote(path)));
    }
    let design = editing.design();
    let users = add
        .used_by
        .iter()
        .filter_map(|user| design.stack.unit(user));
    edits.extend(users.map(|user| uses(user, &add.name, true)));
    Edit::All(edits)
}
