//! `add`, `remove` and `rename`: the answers change, and everything that follows from it is
//! written at once.

use std::path::Path;
use std::sync::Arc;

use super::args::{Add, Own, Remove, Rename, Write};
use super::detect;
use super::output::{End, talk};
use super::project::{Look, Starters, look as seen};
use super::write::{report, run};
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::{Level, Problem};
use crate::core::reshape;

/// `add service|backing|process`.
pub(super) fn add(catalog: &Arc<Catalog>, dir: &Path, add: &Add) -> End {
    let (members, write, starter) = match read(catalog, dir, add) {
        Ok(read) => read,
        Err(why) => {
            talk(&why);
            return End::Usage;
        }
    };
    let starters = match members.last() {
        Some(wanted) if starter => Starters::Only(&wanted.name),
        _ => Starters::None,
    };
    let reshape = |_: &Catalog, text: &str| {
        let mut members = members.iter();
        members.try_fold(text.to_owned(), |text, member| reshape::add(&text, member))
    };
    let look = Look {
        reshape: Some(&reshape),
        starters,
        ..Look::writing(catalog, write)
    };
    run(dir, &look, write)
}

/// What is to be added, the one that was asked for last; how to write, and whether it gets a starter; in
/// words what is missing.
fn read<'a>(
    catalog: &Arc<Catalog>,
    dir: &Path,
    add: &'a Add,
) -> Result<(Vec<reshape::Add>, &'a Write, bool), String> {
    let wanted = |slot, name: &str, kind: &str| reshape::Add {
        slot,
        name: name.to_owned(),
        kind: kind.to_owned(),
        path: None,
        sets: Vec::new(),
        to: None,
        used_by: Vec::new(),
    };
    Ok(match add {
        Add::Service {
            name,
            kind,
            path,
            no_detect,
            no_starter,
            more,
        } => {
            let asked = reshape::Add {
                path: path.clone(),
                sets: more.set.clone(),
                used_by: more.used_by.clone(),
                ..wanted(Slot::Services, name, kind.as_deref().unwrap_or_default())
            };
            let members = if *no_detect {
                vec![asked]
            } else {
                detect::adopted(catalog, dir, asked)
            };
            if members.iter().any(|member| member.kind.is_empty()) {
                let path = path.as_ref().unwrap_or(name);
                return Err(format!(
                    "no code in {path} tells what {name} is: say --kind KIND\n  `dockwright catalog list` has all of them"
                ));
            }
            (members, &more.write, !no_starter)
        }
        Add::Backing { name, kind, more } => {
            let wanted = reshape::Add {
                sets: more.set.clone(),
                used_by: more.used_by.clone(),
                ..wanted(Slot::Backing, name, kind)
            };
            (vec![wanted], &more.write, false)
        }
        Add::Process {
            name,
            kind,
            to,
            set,
            write,
        } => {
            let wanted = reshape::Add {
                sets: set.clone(),
                to: to.clone(),
                ..wanted(Slot::Processes, name, kind)
            };
            (vec![wanted], write, false)
        }
    })
}

/// `remove`.
pub(super) fn remove(catalog: &Arc<Catalog>, dir: &Path, remove: &Remove) -> End {
    let reshape = |catalog: &Catalog, text: &str| -> Result<String, Vec<Problem>> {
        reshape::remove(catalog, text, &remove.name)
    };
    let look = Look {
        reshape: Some(&reshape),
        ..Look::writing(catalog, &remove.write)
    };
    run(dir, &look, &remove.write)
}

/// `rename`.
pub(super) fn rename(catalog: &Arc<Catalog>, dir: &Path, rename: &Rename) -> End {
    let reshape = |catalog: &Catalog, text: &str| -> Result<String, Vec<Problem>> {
        reshape::rename(catalog, text, &rename.old, &rename.new)
    };
    let look = Look {
        reshape: Some(&reshape),
        renamed: Some((&rename.old, &rename.new)),
        ..Look::writing(catalog, &rename.write)
    };
    run(dir, &look, &rename.write)
}

/// `own`.
pub(super) fn own(catalog: &Arc<Catalog>, dir: &Path, own: &Own) -> End {
    let reshape = |_: &Catalog, text: &str| reshape::own(text, &own.paths, own.give_back);
    let look = Look {
        reshape: Some(&reshape),
        ..Look::writing(catalog, &own.write)
    };
    let mistaken = match seen(dir, &look) {
        Ok(project) if !own.give_back => project.problems,
        Ok(_) => Vec::new(),
        Err(problems) => return report(&problems, own.write.json),
    };
    let named = |problem: &Problem| {
        own.paths
            .iter()
            .any(|path| problem.message.ends_with(path.as_str()))
    };
    let mistaken: Vec<Problem> = mistaken
        .into_iter()
        .filter(|problem| problem.code == "own-unknown" && named(problem))
        .map(|problem| Problem {
            level: Level::Error,
            place: None,
            mend: problem
                .mend
                .replace(", or take it out", "")
                .replace("take it out", ""),
            ..problem
        })
        .collect();
    if !mistaken.is_empty() {
        return report(&mistaken, own.write.json);
    }
    run(dir, &look, &own.write)
}
