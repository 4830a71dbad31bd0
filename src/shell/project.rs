//! A project's folder as front ends meet it: its answers, its name, and what only the disk tells of a design.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::core::answers::FILE;
use crate::core::catalog::Slot;
use crate::core::change::Snapshot;
use crate::core::design::{Design, folder_name};
use crate::core::diagnostic::Problem;
use crate::core::doctor::told;
use crate::core::editing::Seen;
use crate::core::yaml;
use crate::shell::{code, disk, host, passwords, ports, traits};

/// A file's text; what cannot be read is a problem.
pub fn read(path: &Path) -> Result<String, Problem> {
    let bytes = fs::read(path).map_err(|error| {
        Problem::error(
            "unreadable",
            format!("{} cannot be read: {error}", path.display()),
        )
        .mend("check its name and its permissions")
    })?;
    // The parser says where text is no text; here only that there is one.
    String::from_utf8(bytes).map_err(|error| {
        let bytes = error.into_bytes();
        let file = path.display().to_string();
        let problems = yaml::parse(&file, &bytes).err().unwrap_or_default();
        problems.into_iter().next().unwrap_or_else(|| {
            Problem::error("not-utf8", format!("{file} is no UTF-8 text")).mend("save it as UTF-8")
        })
    })
}

/// The project's own answers, if there are some.
pub fn own(dir: &Path) -> Result<Option<String>, Problem> {
    let path = dir.join(FILE);
    if !path.exists() {
        return Ok(None);
    }
    read(&path).map(Some)
}

/// What the folder is called, also where it is not there yet.
pub fn name(dir: &Path) -> String {
    let full = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    folder_name(&full.canonicalize().unwrap_or(full))
}

/// What only this machine tells of a design, its engine too.
pub fn seen(dir: &Path, design: &Design) -> Seen {
    Seen {
        traits: traits::of_new(dir, &design.stack),
        ..glance(dir, design)
    }
}

/// What only the disk tells of a design: the engine is not waited for. What cannot be read there is among the problems.
pub fn glance(dir: &Path, design: &Design) -> Seen {
    let mut problems = code::links_out(dir, &design.answers);
    problems.extend(code::second_compose_files(dir));
    if let Some(plan) = &design.plan {
        problems.extend(passwords::stale(dir, &design.stack, plan, &design.files));
    }
    let snapshot = disk::snapshot(dir, &design.files).unwrap_or_else(|more| {
        problems.extend(more);
        Snapshot::default()
    });
    let stack = &design.stack;
    let ports = ports::others(dir, stack);
    problems.extend(told(stack, &ports));
    let services = stack
        .units
        .iter()
        .filter(|unit| unit.slot == Slot::Services);
    let coded: BTreeSet<_> = services
        .filter(|unit| code::is_there(dir, stack, &unit.path))
        .map(|unit| (unit.name.clone(), unit.path.clone()))
        .collect();
    Seen {
        is_unread: false,
        snapshot,
        coded,
        problems,
        ids: host::ids(),
        traits: traits::editors(dir),
        ports,
    }
}
