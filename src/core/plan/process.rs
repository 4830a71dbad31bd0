//! A process of a service: its image, its variables and what it waits for; a command of its own.

use indexmap::IndexMap;
use minijinja::Value;
use serde_json::Value as Json;

use super::environment::{Environment, Export};
use super::{Container, Health, Planner, scope};
use crate::core::answers::Context;
use crate::core::resolve::Unit;

/// A line that asks by the code itself needs what the entrypoint makes of secrets: Docker starts it
/// beside that, and not below.
fn entered(health: Health, exports: &[Export]) -> Health {
    match health {
        Health::Check {
            test,
            why,
            start_period,
            times,
        } if !exports.is_empty() && test.first().is_some_and(|word| word == "CMD-SHELL") => {
            let line = test.into_iter().skip(1);
            let words = ["CMD", "entrypoint.sh", "sh", "-c"].map(str::to_owned);
            Health::Check {
                test: words.into_iter().chain(line).collect(),
                why,
                start_period,
                times,
            }
        }
        other => other,
    }
}

impl Planner<'_> {
    /// The containers of a service's processes in this context.
    pub(super) fn processes(
        &mut self,
        unit: &Unit,
        service: &Container,
        service_scope: &Value,
        context: Context,
        exports: &mut Vec<Export>,
    ) -> Vec<Container> {
        let stack = self.stack;
        let processes = stack.processes_of(&unit.name);
        let mut containers = Vec::new();
        for process in processes.filter(|process| process.is_container(context)) {
            let scope = scope::of_process(stack, process, service_scope);
            let scope = scope::in_context(&scope, process, context);
            if context == Context::Development {
                self.part.scopes.insert(process.name.clone(), scope.clone());
            }
            containers.push(self.process(process, service, &scope, context, exports));
        }
        containers
    }

    fn process(
        &mut self,
        unit: &Unit,
        service: &Container,
        scope: &Value,
        context: Context,
        exports: &mut Vec<Export>,
    ) -> Container {
        let mut environment = Environment {
            variables: service.environment.clone(),
            secrets: service.secrets.clone(),
            exports: Vec::new(),
        };
        self.own(&mut environment, unit, scope, context);
        exports.extend(environment.exports);
        let mut container = Container {
            name: unit.name.clone(),
            note: self.texts(unit, &unit.item.note, scope, context),
            command: self.process_command(unit, scope, context),
            environment: environment.variables,
            secrets: environment.secrets,
            ports: self.ports(unit, scope, context),
            health: entered(self.health(unit, scope, context), exports),
            more: service.hosts(),
            limits: IndexMap::new(),
            ..service.clone()
        };
        let data = self.data(unit, scope, context);
        container.mounts.extend(data);
        if let Some(profiles) = self.stack.profiles.get(&unit.name) {
            container.profiles.clone_from(profiles);
        }
        if unit.answers.tty {
            container
                .more
                .insert("tty".to_owned(), (Json::Bool(true), None));
        }
        self.more(unit, &mut container, scope, context);
        self.limits(unit, &mut container, scope, context);
        container
    }

    /// The context's command; under the debugger where that is on.
    fn process_command(
        &mut self,
        unit: &Unit,
        scope: &Value,
        context: Context,
    ) -> Option<Vec<String>> {
        let debugged = context == Context::Development
            && unit.item.debug.is_some()
            && self.stack.feature("debug").is_some();
        let commands = &unit.item.commands;
        let command = commands
            .get("debug")
            .filter(|_| debugged)
            .or_else(|| commands.get(context.word()))?;
        Some(self.texts(unit, command, scope, context))
    }

    /// Folders of the service's image in which its processes keep data: a new volume takes its
    /// owner from the folder it covers.
    pub(super) fn folders_of_processes(&mut self, unit: &Unit, known: &Value) -> Vec<String> {
        let stack = self.stack;
        let mut folders = Vec::new();
        for process in stack.processes_of(&unit.name) {
            let scope = scope::of_process(stack, process, known);
            for context in Context::BOTH {
                if let Some(super::Mount::Volume { target, .. }) =
                    self.data(process, &scope, context)
                    && !folders.contains(&target)
                {
                    folders.push(target);
                }
            }
        }
        folders
    }
}
