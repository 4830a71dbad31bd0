//! `detect`: what the code of a folder tells, and why it is believed.

use std::path::Path;
use std::sync::Arc;

use super::answers::Begin;
use super::output::{End, data, json, problems as print_problems, talk};
use super::write::report;
use crate::core::answers::FILE;
use crate::core::catalog::Catalog;
use crate::core::detect::{self, Certainty, Proposal};
use crate::core::diagnostic::Problem;
use crate::shell::walk;

/// `detect`.
pub(super) fn detect(catalog: &Arc<Catalog>, dir: &Path, as_json: bool) -> End {
    if !dir.is_dir() {
        let problem = Problem::error("no-folder", format!("{} is no folder", dir.display()));
        return report(&[problem.mend("name the folder of the code")], as_json);
    }
    let proposal = walk::proposal(catalog, dir);
    if as_json {
        json(&proposal.to_json());
    } else {
        data(&text(&proposal));
        print_problems(&proposal.problems);
    }
    End::Done
}

/// The answers that the code of a folder gives; none where no service is found. What is proposed and
/// why is told.
pub(super) fn begin(catalog: &Catalog, dir: &Path) -> Option<Begin> {
    if !dir.is_dir() {
        return None;
    }
    let proposal = walk::proposal(catalog, dir);
    if proposal.services.is_empty() {
        return None;
    }
    talk(&format!("found in the code:\n{}", text(&proposal)));
    print_problems(&proposal.problems);
    Some(Begin {
        text: detect::answers(catalog, &proposal),
        file: FILE.to_owned(),
        files: Vec::new(),
    })
}

/// The proposal for people: what was found, and below it each place that says so.
pub(super) fn text(proposal: &Proposal) -> String {
    let mut text = String::new();
    for service in &proposal.services {
        let mut about = vec![service.kind.value.clone()];
        about.extend(service.framework.clone());
        let version = service.version.as_ref().map_or("", |said| &said.value);
        about.push(format!("{} {version}", service.language).trim().to_owned());
        about.extend(service.manager.as_ref().map(|said| said.value.clone()));
        about.extend(
            service
                .port
                .as_ref()
                .map(|said| format!("port {}", said.value)),
        );
        about.retain(|part| !part.is_empty());
        text.push_str(&format!(
            "service  {}  {}  {}\n",
            service.name,
            service.path,
            about.join(", ")
        ));
        for process in &service.processes {
            text.push_str(&format!("  process  {}  {}\n", process.name, process.kind));
        }
        for place in service.evidence() {
            text.push_str(&format!("    {place}\n"));
        }
    }
    for backing in &proposal.backing {
        let sure = match backing.certainty {
            Certainty::Certain => "certain",
            Certainty::Likely => "likely",
            Certainty::Possible => "possible",
        };
        let what = backing.image.as_ref().unwrap_or(&backing.kind);
        let by = backing.used_by.join(", ");
        let by = if by.is_empty() {
            by
        } else {
            format!(", used by {by}")
        };
        text.push_str(&format!("backing  {}  {what}  {sure}{by}\n", backing.name));
        for place in &backing.evidence {
            text.push_str(&format!("    {place}\n"));
        }
    }
    for other in &proposal.not_services {
        text.push_str(&format!("no service  {}  {}\n", other.path, other.why));
    }
    for question in &proposal.questions {
        text.push_str(&format!(
            "question  {}  {}\n",
            question.key, question.question
        ));
        for choice in &question.choices {
            let places: Vec<String> = choice.evidence.iter().map(ToString::to_string).collect();
            text.push_str(&format!("    {}  {}\n", choice.value, places.join("; ")));
        }
    }
    text
}
