//! What a unit says to those who use it: host, port, user, password...

use foldhash::HashMap;
use minijinja::Value;
use serde_json::{Map, Value as Json, json};

use super::{Planner, scope};
use crate::core::answers::{Context, Presence, SecretSource};
use crate::core::fileset::Secret;
use crate::core::resolve::{Link, Stack, Unit};
use crate::core::template::{extend, to_value};

/// Begins a secret's name inside a value that is not yet delivered.
pub(super) const OPEN: char = '\u{E000}';
/// Ends it.
pub(super) const CLOSE: char = '\u{E001}';

/// The parts that every unit has, that a managed one takes from `.env`.
const ELSEWHERE: [&str; 3] = ["host", "user", "database"];

/// The name of a unit's secret below /run/secrets and secrets/.
pub(super) fn secret_name(unit: &Unit, secret: &str) -> String {
    format!("{}_{}", unit.name, secret)
        .to_lowercase()
        .replace('-', "_")
}

/// The secret as it stands in a value.
pub(super) fn marked(unit: &Unit, secret: &str) -> String {
    format!("{OPEN}{}{CLOSE}", secret_name(unit, secret))
}

/// Lays `{secret: NAME}` out as a marked text, everywhere in a value.
pub(super) fn mark(value: &Json, unit: &Unit) -> Json {
    match value {
        Json::Object(map) => match map.get("secret").and_then(Json::as_str) {
            Some(secret) if map.len() == 1 => Json::String(marked(unit, secret)),
            _ => Json::Object(
                map.iter()
                    .map(|(key, value)| (key.clone(), mark(value, unit)))
                    .collect(),
            ),
        },
        Json::Array(items) => Json::Array(items.iter().map(|item| mark(item, unit)).collect()),
        other => other.clone(),
    }
}

impl Planner<'_> {
    /// The parts of `other`'s connection as `link`'s owner sees them in this context.
    pub(super) fn connection(&mut self, other: &Unit, link: &Link, context: Context) -> Json {
        let base = scope::in_context(&self.scope_of(other), other, context);
        let known = extend(
            &base,
            [("use", to_value(&json!({ "database": link.how.database })))],
        );
        let mut parts = Map::new();
        for (name, value) in [
            ("name", Json::from(other.name.as_str())),
            ("host", Json::from(other.name.as_str())),
            (
                "port",
                other
                    .port
                    .map_or(Json::Null, |port| Json::from(port.to_string())),
            ),
            ("published", published(&base)),
            ("public_url", Json::from(public_url(other, &base, context))),
            ("base_path", Json::from(scope::base_path(other))),
            ("user", Json::from("")),
            ("password", Json::from("")),
            ("database", Json::from("")),
        ] {
            parts.insert(name.to_owned(), value);
        }
        for (name, value) in &other.item.connection {
            let value = self
                .templates
                .evaluate(&mark(value, other), &known, context.word());
            if let Some(Some(value)) = self.ok(value, other) {
                parts.insert(name.clone(), value);
            }
        }
        if let Some(port) = other.port {
            parts
                .entry("url")
                .or_insert_with(|| Json::from(format!("http://{}:{port}", other.name)));
        }
        let databases = other.with.get("databases").and_then(Json::as_object);
        let databases = databases
            .into_iter()
            .flatten()
            .map(|(name, _)| (name.clone(), Json::from(name.as_str())));
        parts.insert("databases".to_owned(), Json::Object(databases.collect()));
        if *other.presence(context) == Presence::External {
            for name in ELSEWHERE {
                let there = parts
                    .get(name)
                    .and_then(Json::as_str)
                    .is_some_and(|text| !text.is_empty());
                if there {
                    let called = other.item.called.get(name);
                    let called = called.map_or(name, String::as_str);
                    let variable = format!("{}_{}", other.variable(), called.to_uppercase());
                    let about = format!("is the {} of {}", called.replace('_', " "), other.name);
                    parts.insert(
                        name.to_owned(),
                        Json::from(format!("${{{variable}:?{about}}}")),
                    );
                }
            }
            if parts.contains_key("url") {
                let text = format!(
                    "${{{}_URL:?is the address of {}}}",
                    other.variable(),
                    other.name
                );
                parts.insert("url".to_owned(), Json::from(text));
            }
            // NAME_PORT is development's, on the host.
            if let Some(port) = other.port {
                let text = format!("${{{}_REMOTE_PORT:-{port}}}", other.variable());
                parts.insert("port".to_owned(), Json::from(text));
            }
        }
        Json::Object(parts)
    }

    /// Notes that production needs this secret.
    pub(super) fn need_secret(&mut self, name: &str) {
        if !self.part.secrets.iter().any(|known| known == name) {
            self.part.secrets.push(name.to_owned());
        }
    }
}

/// What development has in place of a secret.
pub(super) fn stand_in<'s>(stack: &'s Stack, name: &str) -> &'s str {
    let secrets = stack.units.iter().flat_map(|unit| {
        let secrets = unit.item.secrets.iter();
        secrets.filter(|(secret, _)| secret_name(unit, secret) == name)
    });
    let mut own = secrets.filter_map(|(_, about)| about.development.as_deref());
    own.next().unwrap_or("development-only")
}

/// How each secret comes to be: a managed one's is supplied, an item's or a user's is made. Of two
/// of one name the first counts.
pub(super) fn sources(stack: &Stack) -> HashMap<String, Secret> {
    let mut sources = HashMap::default();
    for unit in &stack.units {
        for (secret, about) in &unit.item.secrets {
            let external = *unit.presence(Context::Production) == Presence::External;
            let source = if external {
                Secret::Supplied
            } else {
                Secret::Generated(about.length)
            };
            sources.entry(secret_name(unit, secret)).or_insert(source);
        }
        for (secret, from) in &unit.answers.secrets {
            let source = match from {
                SecretSource::Generated => Secret::Generated(64),
                SecretSource::Supplied => Secret::Supplied,
            };
            sources.entry(secret_name(unit, secret)).or_insert(source);
        }
    }
    sources
}

fn published(scope: &Value) -> Json {
    let text = scope.get_attr("published").ok();
    Json::from(
        text.and_then(|text| text.as_str().map(str::to_owned))
            .unwrap_or_default(),
    )
}

/// What a browser puts before the paths that the unit itself knows: its own port in development,
/// in production what the edge takes away of them, since all routes have one address.
fn public_url(unit: &Unit, scope: &Value, context: Context) -> String {
    if context == Context::Development {
        return scope
            .get_attr("published")
            .map(|port| format!("http://localhost:{port}"))
            .unwrap_or_default();
    }
    match &unit.answers.route {
        Some(route) if route.strip => route.path.clone(),
        _ => String::new(),
    }
}
