//! What one unit comes to: a pure function of what it sees of the stack.

use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::Value;

use super::{Container, Image};
use crate::core::answers::PerContext;
use crate::core::diagnostic::Problem;
use crate::core::path::RelPath;
use crate::core::render::Drawing;
use crate::core::resolve::{Stack, Unit};

/// The nodes of a unit and of its processes.
#[derive(Default)]
pub struct Part {
    /// Its name.
    pub unit: String,
    /// The key of its answers, such as `services.web`.
    pub key: String,
    /// Per context its containers: its own, its processes', its setup's.
    pub containers: PerContext<Vec<Arc<Container>>>,
    /// Its image, where it is built.
    pub image: Option<Image>,
    /// Configuration files: path -> text.
    pub configurations: Vec<(RelPath, String)>,
    /// Templates' names, its own and its processes', for development; what editors and debuggers
    /// are told is made of them.
    pub scopes: IndexMap<String, Value>,
    /// What is drawn of it, once it was drawn.
    pub drawing: Drawing,
    /// Its templates' names that are the same in both contexts.
    pub(super) scope: Value,
    /// The secrets that production needs for it.
    pub(super) secrets: Vec<String>,
    /// What is wrong with it.
    pub(super) problems: Vec<Problem>,
    /// Which of those its item's rules tell.
    pub(super) rules: Vec<usize>,
}

impl Part {
    /// The unit and its processes.
    pub fn units<'s>(&'s self, stack: &'s Stack) -> impl Iterator<Item = &'s Unit> {
        let unit = stack.unit(&self.unit).into_iter();
        unit.chain(stack.processes_of(&self.unit))
    }

    /// What a rule of its item tells, once.
    pub(super) fn rule(&mut self, problem: Problem) {
        if !is_told(&self.problems, &problem) {
            self.rules.push(self.problems.len());
            self.problems.push(problem);
        }
    }

    /// Tells its problems; what a rule says, unless another said it.
    pub(super) fn tell(&self, problems: &mut Vec<Problem>) {
        for (place, problem) in self.problems.iter().enumerate() {
            if !(self.rules.contains(&place) && is_told(problems, problem)) {
                problems.push(problem.clone());
            }
        }
    }
}

fn is_told(problems: &[Problem], problem: &Problem) -> bool {
    let is = |one: &Problem| one.code == problem.code && one.message == problem.message;
    problems.iter().any(is)
}
