//! A project without the lockfile that its package manager would keep: what a build does then, and what
//! somebody is told.

use super::evidence::{Evidence, Stated};
use super::facts;
use super::look::Look;
use super::member;
use super::proposal::Service;
use crate::core::catalog::detect::{Code, Detect, Lock, Reading};
use crate::core::catalog::item::Item;
use crate::core::diagnostic::{Level, Problem, Where};

/// Where the lockfile is missing, the answers that let a build do without it, and what is told.
pub(super) fn missing(
    look: &Look<'_, '_>,
    code: &Code,
    (item, detect): (&Item, &Detect),
    service: &mut Service,
) -> Option<Problem> {
    let by = installs(code, item, service)?;
    let known = code.managers.iter().find(|known| known.name == by)?;
    let lockfile = known.lock.as_ref()?;
    let up = lockfile.up || member::is_built_so(code, service);
    if found(look, lockfile, up).is_some() {
        return None;
    }
    let package = look.package?;
    let mut without = Vec::new();
    for (question, value) in &lockfile.missing {
        let text = facts::text(value);
        let taken = item.ask.get(question);
        if taken.is_some_and(|taken| facts::is_answer(taken, &text)) {
            let answer = Stated::usual(text);
            service.with.insert(question.clone(), answer);
            without.push(match code.custom.get(question) {
                Some(usual) => format!("say `{question}: {usual}` in the answers"),
                None => format!("take `{question}` out of the answers"),
            });
        }
    }
    // What needs nothing has nothing to keep; and of a workspace's that is out of sight `sight` tells.
    let above = service.context.is_some() && !up && found(look, lockfile, true).is_some();
    let nothing = package.is_bare() && without.is_empty() && !lockfile.always;
    if nothing || above {
        return None;
    }
    // Commands of nobody's kind install what they find.
    let needed = lockfile.needed && !detect.otherwise;
    Some(told(lockfile, needed, package.manifest(), &without))
}

/// What installs the packages: the one that its kind takes, or has where it does not take the code's.
pub(super) fn installs(code: &Code, item: &Item, service: &Service) -> Option<String> {
    let question = code.manager.as_deref().unwrap_or_default();
    let Some(taken) = item.ask.get(question) else {
        return Some(service.manager.as_ref()?.value.clone());
    };
    let said = service.with.get(question).map(|said| said.value.clone());
    said.or_else(|| taken.default.as_str().map(str::to_owned))
}

/// The lockfile: beside the code, or above it.
pub(super) fn found(look: &Look<'_, '_>, lockfile: &Lock, up: bool) -> Option<Evidence> {
    let reading = Reading {
        file: Some(lockfile.file.clone()),
        up,
        ..Reading::default()
    };
    look.read(&reading)?.evidence.into_iter().next()
}

fn told(lockfile: &Lock, needed: bool, manifest: &str, without: &[String]) -> Problem {
    let shown = lockfile.file.trim_start_matches('{');
    let shown = shown.split([',', '}']).next().unwrap_or(shown);
    let (level, then) = if needed && without.is_empty() {
        (Level::Warning, "no image is built without it")
    } else {
        (Level::Note, "each build takes the newest versions that fit")
    };
    let folder = super::files::parent(manifest);
    let place = match folder {
        "" => String::new(),
        folder => format!(" in {folder}"),
    };
    let mut mend = format!("`{}`{place} makes it: commit what it writes", lockfile.make);
    if !without.is_empty() {
        mend.push_str(&format!(", and {}", without.join(", ")));
    }
    let at = Where {
        file: manifest.to_owned(),
        line: None,
        column: None,
        key: None,
    };
    Problem::new(
        "lockfile-missing",
        level,
        format!("{manifest} has no {shown} beside it: {then}"),
    )
    .at(at)
    .mend(mend)
}
