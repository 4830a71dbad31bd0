//! SERVICE-setup: the same image, run once for all copies before any of them starts.

use minijinja::Value;

use super::{Container, Health, Planner};
use crate::core::answers::{Context, Place};
use crate::core::resolve::Unit;

/// What others wait for of it.
pub(super) const DONE: &str = "service_completed_successfully";

/// What its name ends with.
const SUFFIX: &str = "-setup";

/// Its name.
pub(super) fn name(unit: &Unit) -> String {
    format!("{}{SUFFIX}", unit.name)
}

impl Planner<'_> {
    /// The container that runs the steps which run once.
    pub(super) fn setup_container(
        &mut self,
        unit: &Unit,
        scope: &Value,
        service: &Container,
        context: Context,
    ) -> Option<Container> {
        if !unit.has_setup(context) {
            return None;
        }
        let depends_on = self.depends_of_setup(unit, context);
        if let Some(container) = self.tool_container(unit, scope, service, context) {
            return Some(container);
        }
        let own = unit
            .steps
            .iter()
            .find(|step| !step.step.command.is_null())
            .map(|step| self.texts(unit, &step.step.command, scope, context));
        Some(Container {
            name: name(unit),
            note: vec![format!(
                "Runs once, before any copy of {} starts.",
                unit.name
            )],
            command: own.or_else(|| Some(vec!["setup".to_owned()])),
            command_why: None,
            ports: Vec::new(),
            watch: Vec::new(),
            depends_on,
            health: if self.checked_by_compose(unit) {
                Health::Image
            } else {
                Health::Disabled
            },
            more: service.hosts(),
            replicas: None,
            once: true,
            ..service.clone()
        })
    }

    /// What its steps need; all that the service uses, where a step is the user's own.
    pub(super) fn depends_of_setup(
        &self,
        unit: &Unit,
        context: Context,
    ) -> indexmap::IndexMap<String, (&'static str, bool)> {
        let all = self.depends(unit, context);
        let steps = || {
            unit.steps
                .iter()
                .filter(|step| *step.at.of(context) == Place::Setup)
        };
        if steps().any(|step| {
            step.step.needs.is_empty() && step.step.after.is_empty() && step.step.template.is_none()
        }) {
            return all;
        }
        let needed = |name: &str| {
            // What somebody does once is needed as he is.
            let other = self.stack.unit(name);
            let other = other.or_else(|| self.stack.unit(name.strip_suffix(SUFFIX)?));
            let provides = other.map(|other| &other.provides);
            steps()
                .flat_map(|step| &step.step.needs)
                .any(|need| provides.is_some_and(|words| words.contains(need)))
        };
        all.into_iter().filter(|(name, _)| needed(name)).collect()
    }
}
