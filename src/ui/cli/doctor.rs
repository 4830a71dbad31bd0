//! `doctor`: what keeps the stack from running on this machine, and how to mend it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::output::{End, data, json, problems as print_problems, talk};
use super::project::{Look, look};
use crate::core::answers::FILE;
use crate::core::catalog::Catalog;
use crate::core::change::ChangeSet;
use crate::core::diagnostic::Problem;
use crate::core::doctor::{self, Finding, Fix};
use crate::core::report::{Check, text};
use crate::shell::doctor::{self as host, Looked};

/// A look at the machine and the project on it.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// The project's folder; without a project the machine alone is looked at
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    /// Mend what can be mended without harm: lines of .env, permissions, line ends
    #[arg(long)]
    pub(super) fix: bool,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// `doctor`. Where there is no project, the machine alone is looked at.
pub(super) fn doctor(catalog: &Arc<Catalog>, dir: &Path, arguments: &Doctor) -> End {
    let (mut findings, changes) = examine(catalog, dir);
    let fixes: Vec<Fix> = findings
        .iter()
        .filter_map(|finding| finding.fix.clone())
        .collect();
    if arguments.fix && !fixes.is_empty() {
        match host::fix(dir, &fixes, &changes) {
            Ok(notes) => print_problems(&notes),
            Err(problems) => {
                print_problems(&problems);
                return End::Failed;
            }
        }
        for finding in findings.iter().filter(|finding| finding.fix.is_some()) {
            talk(&format!("fixed: {}", finding.check.detail));
        }
        (findings, _) = examine(catalog, dir);
    }
    let checks: Vec<Check> = findings.into_iter().map(|finding| finding.check).collect();
    if arguments.json {
        json(&checks);
    } else {
        data(&text(&checks));
    }
    if checks.iter().all(|check| check.ok) {
        End::Done
    } else {
        End::Failed
    }
}

fn examine(catalog: &Arc<Catalog>, dir: &Path) -> (Vec<Finding>, ChangeSet) {
    let nothing = |more: Vec<Problem>| {
        let host = host::host(dir, "", &[]);
        let mut findings = doctor::examine(&host, None);
        findings.extend(
            more.iter()
                .filter(|problem| problem.is_error())
                .map(answers),
        );
        (findings, ChangeSet::default())
    };
    if !dir.join(FILE).exists() {
        return nothing(Vec::new());
    }
    let project = match look(dir, &Look::with(catalog)) {
        Ok(project) => project,
        Err(problems) => return nothing(problems),
    };
    let looked = Looked {
        catalog,
        stack: &project.stack,
        plan: &project.plan,
        changes: &project.changes,
        problems: &project.problems,
    };
    let findings = host::examine(dir, looked);
    (findings, project.changes)
}

/// What is wrong with the answers: nothing more is known then.
fn answers(problem: &Problem) -> Finding {
    let place = problem.place.as_ref();
    let line = place.and_then(|place| Some(format!("{}:{}: ", place.file, place.line?)));
    let told = format!("{}{}", line.unwrap_or_default(), problem.message);
    Finding {
        check: Check::bad("answers", told, problem.mend.clone()),
        fix: None,
    }
}
