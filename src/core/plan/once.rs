//! BACKING-setup: what a used image does once, before those that use it start.

use minijinja::Value;

use super::environment::Environment;
use super::{Container, Planner, scope, setup};
use crate::core::answers::{Context, Wait};
use crate::core::catalog::item::Once;
use crate::core::diagnostic::Problem;
use crate::core::resolve::Unit;

impl Planner<'_> {
    /// Finds the units whose `once` runs: somebody must wait for it, or `up --wait` takes its end
    /// for a failure.
    pub(super) fn find_once(&mut self) {
        let stack = self.stack;
        for unit in &stack.units {
            let Some(once) = &unit.item.once else {
                continue;
            };
            for context in Context::BOTH {
                let scope = scope::in_context(&self.scope_of(unit), unit, context);
                let waits = |other: &&Unit| {
                    let profiles = stack.profiles.get(&other.name);
                    let starts = profiles.is_none() || profiles == stack.profiles.get(&unit.name);
                    let mut links = other.links.iter();
                    starts
                        && links.any(|link| link.target == unit.name && link.wait == Wait::Healthy)
                };
                if !unit.is_container(context) || !self.holds(once.when.as_deref(), &scope, unit) {
                    continue;
                }
                if stack.containers(context).any(|other| waits(&other)) {
                    let list = match context {
                        Context::Development => &mut self.once.development,
                        Context::Production => &mut self.once.production,
                    };
                    list.push(unit.name.clone());
                } else if context == Context::Development {
                    let message = format!(
                        "nobody waits for `{}`: what it is to do once is not done",
                        unit.name
                    );
                    let mend = "let what uses it wait: `uses: {NAME: {wait: healthy}}`";
                    let problem = Problem::warning("nobody-waits", message).key(unit.key());
                    self.part.problems.push(problem.mend(mend));
                }
            }
        }
    }

    /// The container, of the same image and as hardened.
    pub(super) fn once_container(
        &mut self,
        unit: &Unit,
        scope: &Value,
        main: &Container,
        context: Context,
    ) -> Option<Container> {
        let once: &Once = unit.item.once.as_ref()?;
        if !self.once.of(context).contains(&unit.name) {
            return None;
        }
        let mut environment = Environment::default();
        self.variables(&mut environment, unit, &once.env, scope, context);
        let mut container = Container {
            name: setup::name(unit),
            unit: unit.name.clone(),
            note: vec![once.title.clone()],
            image: main.image.clone(),
            build: main.build.clone(),
            user: main.user.clone(),
            command: Some(self.texts(unit, &once.command, scope, context)),
            environment: environment.variables,
            secrets: environment.secrets,
            mounts: self.files(unit, &once.files, scope),
            tmpfs: main.tmpfs.clone(),
            tmpfs_why: main.tmpfs_why.clone(),
            networks: main.networks.clone(),
            limits: main.limits.clone(),
            hardened: main.hardened.clone(),
            once: true,
            profiles: main.profiles.clone(),
            ..Container::default()
        };
        container
            .depends_on
            .insert(unit.name.clone(), ("service_healthy", true));
        for (key, value) in &once.compose {
            let value = self.templates.evaluate(value, scope, context.word());
            if let Some(Some(value)) = self.ok(value, unit) {
                container.more.insert(key.clone(), (value, None));
            }
        }
        Some(container)
    }
}
