//! Programs that the catalog has no item for: they are services all the same.

use super::evidence::{Evidence, Stated};
use super::files::is_below;
use super::look::Look;
use super::manifest::{Group, is_named};
use super::package::Package;
use super::rules::Rule;
use super::service::Candidate;

/// A package that is such a program.
pub(super) fn unknown<'a, 'r>(
    package: &'a Package<'r>,
    look: &Look<'a, 'r>,
) -> Option<Candidate<'a, 'r>> {
    // What a dependency names goes before what only files tell.
    program(package, look, true)
        .or_else(|| framework(package, look))
        .or_else(|| program(package, look, false))
}

/// One of a framework that says it all.
fn framework<'a, 'r>(package: &'a Package<'r>, look: &Look<'a, 'r>) -> Option<Candidate<'a, 'r>> {
    let servers = &package.language.code.servers;
    let (framework, port, evidence) = servers.iter().find_map(|(server, port)| {
        let found = package.dependency(std::slice::from_ref(server))?;
        let own = found.group == Group::Normal && is_named(server, &found.name);
        own.then(|| (found.name.clone(), *port, found.evidence.clone()))
    })?;
    if package.is_root
        && look
            .others
            .iter()
            .any(|other| is_below(other, &package.folder))
    {
        // What a workspace's root needs, its members run.
        return None;
    }
    Some(Candidate {
        folder: package.folder.clone(),
        package: Some(package),
        rule: None,
        framework: Some((framework, port)),
        pages: false,
        main: None,
        evidence: vec![evidence],
        others: Vec::new(),
    })
}

/// One that does what only a program does with what it needs.
fn program<'a, 'r>(
    package: &'a Package<'r>,
    look: &Look<'a, 'r>,
    by_name: bool,
) -> Option<Candidate<'a, 'r>> {
    let programs = package.language.code.programs.iter();
    let programs = programs.filter(|program| program.dependencies.is_empty() != by_name);
    let (program, name, evidence) = programs.into_iter().find_map(|program| {
        let found = look.dependency(&program.dependencies);
        if found.is_none() && !program.dependencies.is_empty() {
            return None;
        }
        let start = match program.starts.as_slice() {
            [] => None,
            starts => Some(look.first(starts)?),
        };
        let Stated { evidence, .. } = look.first(&program.signs)?;
        let mut all: Vec<Evidence> = found
            .iter()
            .map(|(found, _)| found.evidence.clone())
            .collect();
        all.extend(start.into_iter().flat_map(|start| start.evidence));
        all.extend(evidence);
        let name = found.map(|(found, _)| found.name.clone());
        Some((program, name.or_else(|| program.name.clone())?, all))
    })?;
    Some(Candidate {
        folder: package.folder.clone(),
        package: Some(package),
        rule: None,
        framework: Some((name, program.port)),
        pages: program.pages,
        main: None,
        evidence,
        others: Vec::new(),
    })
}

/// Why a rule fits a package that has none of its dependencies, by what it does and by what starts it.
pub(super) fn alone(
    rule: &Rule,
    look: &Look<'_, '_>,
    package: &Package<'_>,
) -> Option<Vec<Evidence>> {
    let program = rule.detect.alone.as_ref().filter(|_| !package.is_root)?;
    if package.dependency(&rule.detect.unless).is_some() {
        return None;
    }
    let mut evidence = look.first(&program.starts)?.evidence;
    evidence.extend(look.first(&program.signs)?.evidence);
    Some(evidence)
}
