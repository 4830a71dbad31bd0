//! A container's variables, and how secrets come into them.

use indexmap::IndexMap;
use minijinja::Value;
use serde_json::Value as Json;

use super::Planner;
use super::connection::{CLOSE, OPEN, mark, marked, secret_name};
use crate::core::answers::{Context, Presence};
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
        for (name, value) in &unit.item.env {
            self.add(
                &mut environment,
                unit,
                scope,
                context,
                (name, value),
                deliver,
            );
        }
        for link in &unit.links {
            self.link(&mut environment, unit, link, scope, context, deliver);
        }
        for step in &unit.steps {
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
        for secret in unit.answers.secrets.keys() {
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
            let (value, deliver) = (Json::String(text.clone()), Deliver::Environment);
            self.add(environment, unit, scope, context, (name, &value), deliver);
        }
    }

    fn deliver(&mut self, item: &Item, scope: &Value, unit: &Unit) -> Deliver {
        let word = item
            .deliver
            .as_ref()
            .map(|text| self.templates.text(text, scope));
        let word = word.and_then(|word| self.ok(word, unit));
        if word.as_deref() == Some("environment") {
            Deliver::Environment
        } else {
            Deliver::File
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
            for (name, text) in own {
                let value = Json::String(literal(text));
                self.add(
                    environment,
                    unit,
                    &known,
                    context,
                    (name, &value),
                    Deliver::Environment,
                );
            }
        } else if let Some(client) = &link.client {
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
        let names = secrets_in(&text);
        if names.is_empty() {
            variables.insert(name.clone(), Variable::Plain(text));
            return;
        }
        if context == Context::Development {
            variables.insert(name.clone(), in_development(&text, &names));
            return;
        }
        let whole = whole(&text);
        for name in &names {
            self.need_secret(name);
            if !environment.secrets.contains(name) {
                environment.secrets.push(name.clone());
            }
        }
        if let (Some(secret), Deliver::File) = (whole, deliver) {
            environment
                .variables
                .insert(file, Variable::Plain(format!("/run/secrets/{secret}")));
            return;
        }
        if text.contains("${") || unit.slot == crate::core::catalog::Slot::Backing {
            let message = format!(
                "`{name}` joins a secret with what only .env knows, and no entrypoint can make it"
            );
            let mend = "name the parts one by one";
            self.problems.push(
                Problem::error("secret-joined", message)
                    .key(unit.key())
                    .mend(mend),
            );
        }
        let file = format!("/run/secrets/{}", names.first().map_or("", String::as_str));
        environment.exports.push(Export {
            name: name.clone(),
            file,
            value: shell(&text),
        });
    }
}

/// A user's text for Compose: `${NAME}` is Compose's, every other `$` is itself.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        out.push_str(if after.starts_with('{') { "$" } else { "$$" });
        rest = after.strip_prefix('$').unwrap_or(after);
    }
    out.push_str(rest);
    out
}

/// The names of the secrets in a text.
fn secrets_in(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split(OPEN).skip(1) {
        if let Some((name, _)) = part.split_once(CLOSE)
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// The secret that is the whole text.
fn whole(text: &str) -> Option<&str> {
    let name = text.strip_prefix(OPEN)?.strip_suffix(CLOSE)?;
    (!name.contains([OPEN, CLOSE])).then_some(name)
}

/// A password for all to read; `.env` may have another.
fn in_development(text: &str, names: &[String]) -> Variable {
    let value = names.iter().fold(text.to_owned(), |text, name| {
        let variable = format!("${{{}:-development-only}}", name.to_uppercase());
        text.replace(&format!("{OPEN}{name}{CLOSE}"), &variable)
    });
    match whole(text) {
        Some(name) => Variable::Shared(name.to_owned(), value),
        None => Variable::Plain(value),
    }
}

/// The text between double quotes of sh, each secret read from its file.
fn shell(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            OPEN => out.push_str("$(cat /run/secrets/"),
            CLOSE => out.push(')'),
            '"' | '\\' | '`' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dollar_of_the_user_is_one() {
        for (text, written) in [
            ("plain", "plain"),
            ("a$b", "a$$b"),
            ("${HOME}", "${HOME}"),
            ("$$", "$$"),
            ("5$", "5$$"),
        ] {
            assert_eq!(literal(text), written);
        }
    }

    #[test]
    fn a_secret_alone_is_shared_and_one_in_a_url_is_not() {
        let alone = format!("{OPEN}db_password{CLOSE}");
        let names = secrets_in(&alone);
        assert_eq!(
            in_development(&alone, &names),
            Variable::Shared(
                "db_password".into(),
                "${DB_PASSWORD:-development-only}".into()
            )
        );
        let url = format!("postgresql://app:{alone}@db:5432/app");
        assert_eq!(
            in_development(&url, &secrets_in(&url)),
            Variable::Plain("postgresql://app:${DB_PASSWORD:-development-only}@db:5432/app".into())
        );
        assert_eq!(
            shell(&url),
            "postgresql://app:$(cat /run/secrets/db_password)@db:5432/app"
        );
        assert_eq!(shell("a\"b$c`d\\"), "a\\\"b\\$c\\`d\\\\");
    }
}
