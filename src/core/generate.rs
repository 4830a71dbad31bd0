//! The whole pipeline at once: answers -> file set.

use super::answers::Answers;
use super::catalog::Catalog;
use super::diagnostic::Problem;
use super::explain;
use super::fileset::FileSet;
use super::plan::{Plan, plan};
use super::render::{Options, render};
use super::resolve::{Stack, resolve};
use super::template::Templates;

/// What the answers come to.
pub struct Generated {
    /// Their meaning.
    pub stack: Stack,
    /// Their nodes.
    pub plan: Option<Plan>,
    /// Their files; empty where a problem is an error.
    pub files: FileSet,
    /// All that is wrong, or worth a word.
    pub problems: Vec<Problem>,
}

/// Resolves and plans, for answers that are only compared with: none where they are not sound. What
/// is the same in `like` is taken over from there.
pub fn planned(
    catalog: &Catalog,
    templates: &Templates,
    answers: &Answers,
    like: Option<(&Stack, Option<&Plan>)>,
) -> Option<(Stack, Plan)> {
    let failed = |problems: &[Problem]| problems.iter().any(Problem::is_error);
    let (stack, problems) = resolve(catalog, templates, answers, like.map(|(stack, _)| stack));
    if failed(&problems) {
        return None;
    }
    let like = like.and_then(|(stack, plan)| Some((stack, plan?)));
    let (plan, problems) = plan(templates, &stack, like);
    (!failed(&problems)).then_some((stack, plan))
}

/// Resolves, plans and renders; what is the same in `like` is taken over from there. `starters` says for which services of the stack a starter is
/// wanted; it is asked once, when the stack is known to be sound.
pub fn generate(
    catalog: &Catalog,
    templates: &Templates,
    answers: &Answers,
    like: Option<(&Stack, Option<&Plan>)>,
    options: impl FnOnce(&Stack) -> Options,
) -> Generated {
    let before = like.map(|(stack, _)| stack);
    let (stack, mut problems) = resolve(catalog, templates, answers, before);
    templates.rest();
    let failed = |problems: &[Problem]| problems.iter().any(Problem::is_error);
    if failed(&problems) {
        return Generated {
            stack,
            plan: None,
            files: FileSet::default(),
            problems,
        };
    }
    let like = like.and_then(|(stack, plan)| Some((stack, plan?)));
    let (plan, more) = plan(templates, &stack, like);
    problems.extend(more);
    let (mut files, more) = render(templates, catalog, &stack, &plan, &options(&stack));
    problems.extend(more);
    files.files.extend(explain::readme(&stack, &plan));
    if failed(&problems) {
        files = FileSet::default();
    }
    Generated {
        stack,
        plan: Some(plan),
        files,
        problems,
    }
}
