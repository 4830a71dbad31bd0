//! SERVICE-setup of a tool: an image of its own beside the service's, in the same Dockerfile.

use minijinja::Value;

use super::environment::{Environment, Export};
use super::{Build, Container, Health, Planner, setup};
use crate::core::answers::{Context, Place};
use crate::core::resolve::{Link, SetupStep, Unit};
use crate::core::template::{extend, to_value};

impl Planner<'_> {
    /// The container that runs a tool's steps, where there are any.
    pub(super) fn tool_container(
        &mut self,
        unit: &Unit,
        scope: &Value,
        service: &Container,
        context: Context,
    ) -> Option<Container> {
        steps(unit).find(|step| *step.at.of(context) == Place::Setup)?;
        let environment = self.tool_environment(unit, scope, context);
        let build = service.build.clone();
        Some(Container {
            name: setup::name(unit),
            unit: unit.name.clone(),
            note: vec![format!(
                "Runs once, before any copy of {} starts.",
                unit.name
            )],
            image: super::builder::built(&self.stack.project, &setup::name(unit), context),
            build: build.map(|build| Build {
                target: Some("setup".to_owned()),
                ids: false,
                args: indexmap::IndexMap::new(),
                ..build
            }),
            environment: environment.variables,
            secrets: environment.secrets,
            networks: service.networks.clone(),
            depends_on: self.depends_of_setup(unit, context),
            tmpfs: service.tmpfs.clone(),
            health: Health::Image,
            limits: service.limits.clone(),
            hardened: service.hardened.clone(),
            once: true,
            profiles: service.profiles.clone(),
            ..Container::default()
        })
    }

    /// What a tool is told of what it works on, by variables: its image has a shell, whose
    /// entrypoint reads secrets from their files.
    fn tool_environment(&mut self, unit: &Unit, scope: &Value, context: Context) -> Environment {
        let mut environment = Environment::default();
        for step in steps(unit) {
            let Some((_, tool)) = &step.tool else {
                continue;
            };
            let meets = |link: &&Link| {
                let other = self.stack.unit(&link.target);
                other.is_some_and(|other| step.step.needs.iter().any(|need| other.provides(need)))
            };
            let Some(link) = unit.links.iter().find(meets) else {
                continue;
            };
            let Some(other) = self.stack.unit(&link.target) else {
                continue;
            };
            let parts = self.connection(other, link, context);
            let parts = parts.as_object().into_iter().flatten();
            let known = extend(
                scope,
                parts.map(|(name, value)| (name.as_str(), to_value(value))),
            );
            self.exported(&mut environment, unit, &tool.env, &known, context);
        }
        environment
    }

    /// What the entrypoint of a tool's image exports.
    pub(super) fn tool_exports(&mut self, unit: &Unit, scope: &Value) -> Vec<Export> {
        self.tool_environment(unit, scope, Context::Production)
            .exports
    }

    /// The stages of the tools, each once.
    pub(super) fn tool_stages(&mut self, unit: &Unit, scope: &Value) -> Vec<(String, String)> {
        let mut stages: Vec<(String, String)> = Vec::new();
        for step in steps(unit) {
            let Some((id, tool)) = &step.tool else {
                continue;
            };
            let known = extend(
                scope,
                std::iter::once(("step", to_value(&step.with))).chain(
                    tool.vars
                        .iter()
                        .map(|(name, value)| (name.as_str(), to_value(value))),
                ),
            );
            for stage in &tool.stages {
                if !self.holds(stage.when.as_deref(), &known, unit) {
                    continue;
                }
                let path = format!(
                    "{}/{id}/{}",
                    crate::core::catalog::Slot::Tools.folder(),
                    stage.template
                );
                let text = self.templates.file(&path, &known);
                if let Some(text) = self.ok(text, unit) {
                    stages.push((unit.key(), text));
                }
            }
        }
        stages
    }
}

/// The steps that a tool gives.
fn steps(unit: &Unit) -> impl Iterator<Item = &SetupStep> {
    unit.steps.iter().filter(|step| step.tool.is_some())
}
