//! Programs that the catalog has no item for: they are services all the same.

use super::evidence::Stated;
use super::files::is_below;
use super::look::Look;
use super::manifest::{Group, is_named};
use super::package::Package;
use super::service::Candidate;

/// A package that is such a program.
pub(super) fn unknown<'a, 'r>(
    package: &'a Package<'r>,
    look: &Look<'a, 'r>,
) -> Option<Candidate<'a, 'r>> {
    program(package, look).or_else(|| framework(package, look))
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
fn program<'a, 'r>(package: &'a Package<'r>, look: &Look<'a, 'r>) -> Option<Candidate<'a, 'r>> {
    let programs = package.language.code.programs.iter();
    let (program, name, evidence) = programs.into_iter().find_map(|program| {
        let (found, _) = look.dependency(&program.dependencies)?;
        let Stated { evidence, .. } = look.first(&program.signs)?;
        let mut all = vec![found.evidence.clone()];
        all.extend(evidence);
        Some((program, found.name.clone(), all))
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
