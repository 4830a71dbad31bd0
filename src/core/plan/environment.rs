//! A container's variables, and how secrets come into them.

use indexmap::IndexMap;
use minijinja::Value;
use serde_json::Value as Json;

use super::Planner;
use super::connection::{mark, marked, secret_name, stand_in};
use super::delivery::{in_development, literal, outside, placeholders, secrets_in, shell, whole};
use crate::core::answers::{Context, Presence, SecretSource};
use crate::core::catalog::item::Item;
use crate::core::diagnostic::Problem;
use crate::core::resolve::Unit;
use crate::core::template::{extend, to_value};

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variable {
    /// As it is; `$` is Compose's.
    Plain(String),
    /// The same text at several places, known by this name.
    Shared(String, String),
}

/// A variable that the entrypoint makes of a secret's file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Export {
    /// The variable.
    pub name: String,
    /// The file whose presence decides.
    pub file: String,
    /// Its value between double quotes of sh.
    pub value: String,
}

/// Variables, the secrets they need, and what the entrypoint exports.
#[derive(Default)]
pub(super) struct Environment {
    pub(super) variables: IndexMap<String, Variable>,
    pub(super) secrets: Vec<String>,
    pub(super) exports: Vec<Export>,
}

/// How a value with a secret reaches the code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deliver {
    File,
    Environment,
    /// `${name}` in the value, for code that resolves it with the files itself.
    Placeholder,
    /// As a variable, in an image that has a shell whatever the unit's own has.
    Shell,
}

impl Planner<'_> {
    /// The item's variables, the clients', the steps', the user's: later ones win.
    pub(super) fn environment(
        &mut self,
        unit: &Unit,
        scope: &Value,
        context: Context,
    ) -> Environment {
        let mut environment = Environment::default();
        let deliver = self.deliver(&unit.item, scope, unit);
        self.variables(&mut environment, unit, &unit.item.env, scope, context);
        for link in unit.links.iter() {
            self.link(&mut environment, unit, link, scope, context, deliver);
        }
        for step in unit.steps.iter() {
            let scope = extend(scope, [("step", to_value(&step.with))]);
            for (name, value) in &step.step.env {
                self.add(
                    &mut environment,
                    unit,
                    &scope,
                    context,
                    (name, value),
                    deliver,
                );
            }
        }
        for secret in unit
            .item
            .secret_files
            .iter()
            .filter(|_| context == Context::Production)
        {
            let name = secret_name(unit, secret);
            self.need_secret(&name);
            if !environment.secrets.contains(&name) {
                environment.secrets.push(name);
            }
        }
        for (secret, source) in &unit.answers.secrets {
            // What only its owner can supply has no stand-in: development has it, or goes without.
            if (context, *source) == (Context::Development, SecretSource::Supplied) {
                let name = secret_name(unit, secret);
                let value = format!("${{{}:-}}", name.to_uppercase());
                let variable = Variable::Shared(name, value);
                environment.variables.insert(secret.clone(), variable);
                continue;
            }
            let value = Json::String(marked(unit, secret));
            self.add(
                &mut environment,
                unit,
                scope,
                context,
                (secret, &value),
                deliver,
            );
        }
        for (name, text) in unit
            .answers
            .env
            .iter()
            .chain(&unit.answers.differs.of(context).env)
        {
            let value = Json::String(literal(text));
            self.add(
                &mut environment,
                unit,
                scope,
                context,
                (name, &value),
                Deliver::Environment,
            );
        }
        environment
    }

    /// Variables of the unit's item, delivered as that says.
    pub(super) fn variables(
        &mut self,
        environment: &mut Environment,
        unit: &Unit,
        variables: &IndexMap<String, Json>,
        scope: &Value,
        context: Context,
    ) {
        let deliver = self.deliver(&unit.item, scope, unit);
        for (name, value) in variables {
            self.add(environment, unit, scope, context, (name, value), deliver);
        }
    }

    /// Variables for an image with a shell whose code reads no files.
    pub(super) fn exported(
        &mut self,
        environment: &mut Environment,
        unit: &Unit,
        variables: &IndexMap<String, Json>,
        scope: &Value,
        context: Context,
    ) {
        for (name, value) in variables {
            let pair = (name, value);
            self.add(environment, unit, scope, context, pair, Deliver::Shell);
        }
    }

    /// What a process says beside its service's variables.
    pub(super) fn own(
        &mut self,
        environment: &mut Environment,
        unit: &Unit,
        scope: &Value,
        context: Context,
    ) {
        let stack = self.stack;
        let owner = stack.owner(unit);
        let known = extend(scope, [("with", to_value(&owner.with))]);
        let deliver = self.deliver(&owner.item, &known, unit);
        for (name, value) in &unit.item.env {
            self.add(environment, unit, scope, context, (name, value), deliver);
        }
        let differs = &unit.answers.differs.of(context).env;
        for (name, text) in unit.answers.env.iter().chain(differs) {
            let (value, deliver) = (Json::String(literal(text)), Deliver::Environment);
            self.add(environment, unit, scope, context, (name, &value), deliver);
        }
    }

    fn deliver(&mut self, item: &Item, scope: &Value, unit: &Unit) -> Deliver {
        let word = item
            .deliver
            .as_ref()
            .map(|text| self.templates.text(text, scope));
        let word = word.and_then(|word| self.ok(word, unit));
        match word.as_deref() {
            Some("environment") => Deliver::Environment,
            Some("placeholder") => Deliver::Placeholder,
            _ => Deliver::File,
        }
    }

    fn link(
        &mut self,
        environment: &mut Environment,
        unit: &Unit,
        link: &crate::core::resolve::Link,
        scope: &Value,
        context: Context,
        deliver: Deliver,
    ) {
        let Some(other) = self.stack.unit(&link.target) else {
            return;
        };
        let there = matches!(
            other.presence(context),
            Presence::Container | Presence::External
        );
        if !there {
            if let Some(client) = &link.client {
                for (name, value) in &client.absent {
                    self.add(environment, unit, scope, context, (name, value), deliver);
                }
            }
            return;
        }
        let parts = self.connection(other, link, context);
        let Json::Object(parts) = &parts else { return };
        let known = extend(
            scope,
            parts
                .iter()
                .map(|(name, value)| (name.as_str(), to_value(value))),
        );
        if let Some(own) = &link.how.env {
            // Without a shell nothing reads the file for the code.
            let deliver = if unit.item.no_shell {
                Deliver::File
            } else {
                Deliver::Environment
            };
            for (name, text) in own {
                let value = Json::String(literal(text));
                self.add(environment, unit, &known, context, (name, &value), deliver);
            }
        } else if let Some(client) = &link.client {
            // A library that reads its variables by itself knows nothing of files.
            let deliver = match client.deliver {
                Some(_) => self.deliver(client, &known, unit),
                None => deliver,
            };
            for (name, value) in &client.env {
                self.add(environment, unit, &known, context, (name, value), deliver);
            }
        }
    }

    fn add(
        &mut self,
        environment: &mut Environment,
        unit: &Unit,
        scope: &Value,
        context: Context,
        (name, value): (&String, &Json),
        deliver: Deliver,
    ) {
        let value = self
            .templates
            .evaluate(&mark(value, unit), scope, context.word());
        let Some(Some(value)) = self.ok(value, unit) else {
            return;
        };
        let text = match value {
            Json::String(text) => text,
            other => other.to_string(),
        };
        let (variables, file) = (&mut environment.variables, format!("{name}_FILE"));
        variables.shift_remove(name);
        variables.shift_remove(&file);
        environment.exports.retain(|export| export.name != *name);
        let names = secrets_in(&text);
        if names.is_empty() {
            variables.insert(name.clone(), Variable::Plain(text));
            return;
        }
        if context == Context::Development {
            variables.insert(
                name.clone(),
                in_development(&text, &names, |name| stand_in(self.stack, name)),
            );
            return;
        }
        let whole = whole(&text);
        for name in &names {
            self.need_secret(name);
            if !environment.secrets.contains(name) {
                environment.secrets.push(name.clone());
            }
        }
        if deliver == Deliver::Placeholder {
            environment
                .variables
                .insert(name.clone(), Variable::Plain(placeholders(&text)));
            return;
        }
        if let (Some(secret), Deliver::File) = (whole, deliver) {
            environment
                .variables
                .insert(file, Variable::Plain(format!("/run/secrets/{secret}")));
            return;
        }
        let developed = unit.slot != crate::core::catalog::Slot::Backing;
        let has_entrypoint =
            !unit.item.no_shell || unit.item.takes_shell || deliver == Deliver::Shell;
        if !(developed && has_entrypoint) {
            let why = if developed {
                "is to be made of a secret's file, and an image without a shell has no entrypoint for it"
            } else {
                "is to be made of a secret's file, and an image that is not built here has no entrypoint for it"
            };
            let message = format!("`{name}` {why}");
            let mend = "name the parts one by one; a secret alone comes as a file";
            self.part.problems.push(
                Problem::error("secret-joined", message)
                    .key(unit.key())
                    .mend(mend),
            );
        }
        // The entrypoint joins what .env and the secret say: the container needs both.
        for (name, text) in outside(&text) {
            environment.variables.insert(name, Variable::Plain(text));
        }
        let file = format!("/run/secrets/{}", names.first().map_or("", String::as_str));
        environment.exports.push(Export {
            name: name.clone(),
            file,
            value: shell(&text),
        });
    }
}

/// Takes out production's variables that are no use to a container, since its build writes them
/// into what browsers load.
pub(super) fn inlined(
    unit: &Unit,
    variables: &mut IndexMap<String, Variable>,
    context: Context,
) -> IndexMap<String, String> {
    let begins = |name: &str| unit.item.inlines.iter().any(|one| name.starts_with(one));
    let mut args = IndexMap::new();
    if context == Context::Production {
        variables.retain(|name, value| {
            if let (true, Variable::Plain(text)) = (begins(name), &*value) {
                args.insert(name.clone(), text.clone());
                return false;
            }
            true
        });
    }
    args
}
