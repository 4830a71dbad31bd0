//! `detect`: what the code of a folder tells, and why it is believed.

use std::path::Path;
use std::sync::Arc;

use super::answers::Begin;
use super::output::{End, data, json, problems as print_problems, talk};
use super::write::report;
use crate::core::answers::{self, FILE};
use crate::core::catalog::Catalog;
use crate::core::detect::{self, Adopted, Proposal, Service, Taken};
use crate::core::diagnostic::{Problem, Where};
use crate::core::path::RelPath;
use crate::core::reshape::Add;
use crate::core::yaml;
use crate::shell::progress;
use crate::shell::project::own;

/// `detect`.
pub(super) fn detect(catalog: &Arc<Catalog>, dir: &Path, as_json: bool) -> End {
    if !dir.is_dir() {
        let problem = Problem::error("no-folder", format!("{} is no folder", dir.display()));
        return report(&[problem.mend("name the folder of the code")], as_json);
    }
    let proposal = progress::look(catalog, dir).proposal;
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
    let proposal = progress::look(catalog, dir).proposal;
    if proposal.services.is_empty() {
        return None;
    }
    talk(&format!("found in the code:\n{}", text(&proposal)));
    // As the wizard does where nobody says anything.
    let choice = Taken::of(catalog, &proposal);
    let taken = choice.proposal(catalog, &proposal);
    let mut notes = choice.told(&proposal, &taken);
    notes.extend(proposal.problems);
    Some(Begin {
        text: detect::answers(catalog, &taken),
        file: FILE.to_owned(),
        notes,
        ..Begin::default()
    })
}

/// A service that is asked for, with what its code says and what that uses; what was asked wins. What was
/// read is told.
pub(super) fn adopted(catalog: &Catalog, dir: &Path, asked: Add) -> Vec<Add> {
    let path = asked.path.as_deref().unwrap_or(&asked.name);
    let known = own(dir).ok().flatten().and_then(|text| {
        let node = yaml::parse(FILE, text.as_bytes()).ok()?;
        Some(answers::read(FILE, &node).0)
    });
    let (Some(known), Ok(path)) = (known, RelPath::new(path)) else {
        return vec![asked];
    };
    if !dir.join(path.as_str()).is_dir() {
        return vec![asked];
    }
    let proposal = progress::look(catalog, dir).proposal;
    let path = if path.is_root() { "." } else { path.as_str() };
    let kind = Some(asked.kind.as_str()).filter(|kind| !kind.is_empty());
    let Some(service) = detect::service_at(&proposal, path, kind, &asked.name) else {
        return vec![asked];
    };
    let adopted = detect::adopt(catalog, &proposal, service, &known, (&asked.name, kind));
    tell(catalog, &adopted, service, &asked);
    // Told of its answers, or of a file of its folder.
    let own = format!("services.{}.", service.name);
    let is_own = |problem: &&Problem| match problem.place.as_deref() {
        Some(Where { key: Some(key), .. }) => key.starts_with(&own),
        Some(Where { file, .. }) => path == "." || Path::new(file).starts_with(path),
        None => false,
    };
    let told: Vec<Problem> = proposal.problems.iter().filter(is_own).cloned().collect();
    print_problems(&told);
    let mut members = adopted.members(catalog);
    if let Some(service) = members.last_mut() {
        service.sets.extend(asked.sets);
        service.used_by = asked.used_by;
    }
    members
}

/// What was read of a service, what of it is taken, and what comes along.
fn tell(catalog: &Catalog, adopted: &Adopted, service: &Service, asked: &Add) {
    let about = [vec![service.title(catalog)], service.about()].concat();
    talk(&format!("found in {}: {}", service.path, about.join(", ")));
    for place in service.evidence() {
        talk(&format!("    {place}"));
    }
    if adopted.is_other {
        talk(&format!(
            "--kind {} was said: only the language's version and its package manager are taken of it",
            asked.kind
        ));
    }
    for backing in &adopted.brings {
        let title = backing.title(catalog);
        talk(&format!(
            "its code uses {title}, which the project has not: it comes along as `{}`",
            backing.name
        ));
        for place in &backing.evidence {
            talk(&format!("    {place}"));
        }
    }
}

/// The proposal for people: what was found, and below it each place that says so.
pub(super) fn text(proposal: &Proposal) -> String {
    let mut text = String::new();
    for service in &proposal.services {
        let mut about = vec![service.kind.value.clone()];
        about.extend(service.framework.clone());
        about.extend(service.about());
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
        let sure = backing.certainty.word();
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
