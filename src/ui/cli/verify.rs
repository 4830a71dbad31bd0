//! `verify`: the stack, built, started and asked beside the one that may be running.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use super::output::{End, data, json, problems as print_problems, talk};
use super::project::{Look, look};
use crate::core::answers::Context;
use crate::core::catalog::Catalog;
use crate::core::detect::Rules;
use crate::core::diagnostic::Problem;
use crate::core::plan;
use crate::core::report::Check;
use crate::core::template::Templates;
use crate::core::verify::{Finding, Told, ordered, text};
use crate::shell::verify::{self, Asked, Stop};

/// Proof that the stack works, by a throw-away one.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The project's folder
    #[arg(value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    /// Only as it is developed, or only as it is in production
    #[arg(long, value_enum, value_name = "CONTEXT")]
    pub(super) only: Option<Only>,
    /// Leave the throw-away stack running, to look at it; how to end it is said
    #[arg(long)]
    pub(super) keep: bool,
    /// Tell programs, not people
    #[arg(long)]
    pub(super) json: bool,
}

/// One of the two contexts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Only {
    /// As it is developed
    Development,
    /// As it is in production
    Production,
}

impl Only {
    /// As the core calls it.
    pub(super) fn context(self) -> Context {
        match self {
            Self::Development => Context::Development,
            Self::Production => Context::Production,
        }
    }
}

/// Verifies a project in both contexts, or in one.
pub(super) fn verify(catalog: &Arc<Catalog>, dir: &Path, wanted: &Verify) -> End {
    let project = match look(dir, &Look::with(catalog)) {
        Ok(project) => project,
        Err(found) => {
            print_problems(&found);
            if wanted.json {
                json(&found.iter().map(refused).collect::<Vec<_>>());
            }
            return End::Failed;
        }
    };
    let contexts = match wanted.only {
        Some(one) => vec![one.context()],
        None => Context::BOTH.to_vec(),
    };
    let templates = Templates::new(catalog);
    let (questions, problems) = plan::all_questions(&templates, &project.stack);
    print_problems(&problems);
    let rules = Rules::of(catalog);
    let asked = Asked {
        dir,
        stack: &project.stack,
        plan: &project.plan,
        problems: &project.problems,
        contexts: &contexts,
        questions: &questions,
        skip: &rules.skipped(),
        keep: wanted.keep,
    };
    let begun = Instant::now();
    let mut tell = |told: Told<'_>| {
        if let Told::Doing(what) = told {
            talk(&format!("{:4} s  {what}", begun.elapsed().as_secs()));
        }
    };
    let findings = match verify::verify(&asked, Stop::listen(), &mut tell) {
        verify::End::Done(findings) => findings,
        verify::End::Interrupted => {
            talk("interrupted: what was made for this is taken down");
            return End::Interrupted;
        }
    };
    if wanted.json {
        let checks = ordered(&findings).into_iter().map(Finding::check);
        json(&checks.collect::<Vec<_>>());
    } else {
        data(&text(&findings));
    }
    if findings.iter().all(Finding::is_good) {
        End::Done
    } else {
        End::Failed
    }
}

/// Answers that come to nothing cannot be verified.
fn refused(problem: &Problem) -> Check {
    let detail = format!("{}: {}", problem.code, problem.message);
    if problem.is_error() {
        Check::bad("answers", detail, &problem.mend)
    } else {
        Check::good("answers", detail)
    }
}
