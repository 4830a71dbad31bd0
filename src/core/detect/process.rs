//! More containers of a service's image: workers, schedulers, and what a Procfile starts.

use indexmap::IndexMap;

use super::docker::Docker;
use super::evidence::{Evidence, Stated};
use super::facts::answers;
use super::files::join;
use super::look::Look;
use super::manifest::Group;
use super::proposal::Process;
use super::rules::Rule;
use crate::core::catalog::item::Item;
use crate::core::catalog::{Catalog, Slot};

/// A line of a Procfile.
struct Line {
    name: String,
    command: String,
    evidence: Evidence,
}

/// The processes of a service, and what starts the service itself.
pub(super) struct Started {
    pub(super) processes: Vec<Process>,
    pub(super) web: Option<Stated<String>>,
    /// Capabilities that the processes speak, with clients of their own.
    pub(super) spoken: Vec<String>,
}

/// What a service's folder starts beside the service.
pub(super) fn processes(
    look: &Look<'_, '_>,
    kind: &Item,
    docker: &Docker,
    catalog: &Catalog,
) -> Started {
    let provided: Vec<&str> = kind
        .provides
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|word| word.as_str())
        .collect();
    let mut lines = procfile(look);
    let web = lines.iter().find(|line| line.name == "web");
    let web = web.map(|line| Stated::new(line.command.clone(), vec![line.evidence.clone()]));
    lines.retain(|line| line.name != "web" && line.name != "release");
    // Compose names a container of the same code by its command.
    let composed = docker
        .built
        .iter()
        .filter(|built| built.folder == look.folder);
    let mut composed: Vec<Line> = composed
        .filter_map(|built| {
            let (command, evidence) = built.command.clone()?;
            let name = built.name.clone();
            Some(Line {
                name,
                command,
                evidence,
            })
        })
        .collect();
    let mut processes: Vec<Process> = Vec::new();
    let mut spoken: Vec<String> = Vec::new();
    for rule in look
        .rules
        .of_slot(Slot::Processes)
        .filter(|rule| !rule.detect.otherwise)
    {
        let Ok(item) = catalog.item(Slot::Processes, &rule.id) else {
            continue;
        };
        if !item.of.is_empty() && !item.of.iter().any(|word| provided.contains(&word.as_str())) {
            continue;
        }
        let is_it = rule
            .detect
            .command
            .as_ref()
            .and_then(|pattern| look.rules.regex(pattern));
        let named = is_it.as_ref().and_then(|is_it| {
            let place = lines.iter().position(|line| is_it.is_match(&line.command));
            let line = place.map(|place| lines.remove(place));
            line.or_else(|| {
                let place = composed
                    .iter()
                    .position(|line| is_it.is_match(&line.command));
                place.map(|place| composed.remove(place))
            })
        });
        let Some(evidence) = fits(rule, look, named.as_ref()) else {
            continue;
        };
        let name = named
            .map(|line| line.name)
            .or_else(|| rule.detect.name.clone());
        spoken.extend(item.clients.keys().cloned());
        let said = answers(look, &rule.detect.answers, &item.ask);
        processes.push(Process {
            name: name.unwrap_or_else(|| rule.id.clone()),
            kind: rule.id.clone(),
            run: None,
            with: said
                .into_iter()
                .map(|(name, said)| (name, said.value))
                .collect(),
            evidence,
        });
    }
    let any = look
        .rules
        .of_slot(Slot::Processes)
        .find(|rule| rule.detect.otherwise);
    if let Some(any) = any {
        processes.extend(lines.into_iter().map(|line| Process {
            name: line.name,
            kind: any.id.clone(),
            run: Some(line.command),
            with: IndexMap::new(),
            evidence: vec![line.evidence],
        }));
    }
    processes.sort_by(|one, two| one.name.cmp(&two.name));
    Started {
        processes,
        web,
        spoken,
    }
}

/// Why a process is there; none where it is not. A command that starts it is enough.
fn fits(rule: &Rule, look: &Look<'_, '_>, named: Option<&Line>) -> Option<Vec<Evidence>> {
    let detect = &rule.detect;
    let found = look.dependency(&detect.dependencies);
    let dependency = found.filter(|(found, _)| found.group == Group::Normal);
    let dependency = dependency.map(|(found, _)| found.evidence.clone());
    if let Some(line) = named {
        return Some(
            std::iter::once(line.evidence.clone())
                .chain(dependency)
                .collect(),
        );
    }
    if !detect.dependencies.is_empty() && dependency.is_none() {
        return None;
    }
    let mut evidence: Vec<Evidence> = dependency.into_iter().collect();
    if !detect.signs.is_empty() {
        evidence.extend(look.first(&detect.signs)?.evidence);
    }
    if look.first(&detect.no_signs).is_some() {
        return None;
    }
    evidence.dedup();
    (!evidence.is_empty()).then_some(evidence)
}

/// `name: command`, a line each.
fn procfile(look: &Look<'_, '_>) -> Vec<Line> {
    let path = join(&look.folder, "Procfile");
    if !look.files.is_there(&path) {
        return Vec::new();
    }
    let Some(file) = look.files.file(&path) else {
        return Vec::new();
    };
    let lines = file.text.lines().enumerate().filter_map(|(place, line)| {
        let (name, command) = line.trim().split_once(':')?;
        let is_name = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "_-".contains(c));
        is_name.then(|| Line {
            name: name.to_owned(),
            command: command.trim().to_owned(),
            evidence: file.line(place + 1),
        })
    });
    lines.collect()
}
