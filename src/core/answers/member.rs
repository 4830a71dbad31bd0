//! One member of `services:`, `backing:` or `processes:`.

use std::sync::Arc;

use indexmap::IndexMap;

use super::address::{health, is_address};
use super::reader::{Reader, below};
use super::{Differs, Member, Presence, Route, SecretSource, Use, Wait, kept, step};
use crate::core::diagnostic::nearest;
use crate::core::yaml::Node;

pub(crate) const PROCESS: [&str; 9] = [
    "kind",
    "with",
    "port",
    "publish",
    "env",
    "run",
    "tty",
    "development",
    "production",
];

/// Whether a container on a network may have this name.
pub fn is_member_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
        && name.len() <= 63
}

/// Reads a map of members whose keys are `known`.
pub(super) fn members(
    reader: &mut Reader<'_>,
    node: &Node,
    slot: &str,
    known: &[&str],
    before: Option<kept::Before<'_>>,
) -> IndexMap<String, Arc<Member>> {
    let mut members = IndexMap::new();
    let lines: Vec<(usize, usize)> = node
        .as_map()
        .unwrap_or_default()
        .iter()
        .map(|entry| (entry.line, entry.column))
        .collect();
    let entries = reader.entries(node, slot).into_iter().zip(lines);
    for (number, ((name, node), place)) in entries.enumerate() {
        if let Some(member) = before.and_then(|before| kept::member(before, number, name, node)) {
            members.insert(name.to_owned(), member);
            continue;
        }
        let key = below(slot, name);
        if !is_member_name(name) {
            let message = format!("{name:?} is no name for a container on a network");
            let mend = "small letters, digits, `-` and `_`, a letter first, 63 at most";
            reader.error("bad-name", place, &key, message, mend);
        }
        let member = member(reader, node, &key, known);
        members.insert(name.to_owned(), Arc::new(member));
    }
    members
}

/// Reads one member.
pub(super) fn member(reader: &mut Reader<'_>, node: &Node, key: &str, known: &[&str]) -> Member {
    let fields = reader.fields(node, key, known);
    let mut member = Member::default();
    match fields.get("kind") {
        Some(kind) => member.kind = reader.text(kind, &below(key, "kind")).unwrap_or_default(),
        None if node.as_map().is_some() || node.is_null() => {
            // At the entry's own line, which its key knows.
            let place = (0, 0);
            let mend = "add `kind: ...`; `dockwright catalog list` shows them";
            reader.error(
                "missing-key",
                place,
                key,
                format!("`{key}` does not say what it is"),
                mend,
            );
        }
        None => {}
    }
    for (name, node) in fields.iter() {
        field(reader, &mut member, name, node, &below(key, name));
    }
    member
}

fn field(reader: &mut Reader<'_>, member: &mut Member, name: &str, node: &Node, key: &str) {
    match name {
        "path" => member.path = reader.path(node, key),
        "context" => member.context = reader.path(node, key),
        "build" => member.build = reader.path(node, key),
        "image" => member.image = image(reader, node, key),
        "run" => member.run = reader.text(node, key),
        "port" => member.port = reader.port(node, key),
        "publish" => member.publish = reader.port(node, key),
        "route" => member.route = route(reader, node, key),
        "uses" => member.uses = uses(reader, node, key),
        "env" => member.env = variables(reader, node, key),
        "secrets" => member.secrets = secrets(reader, node, key),
        "packages" => member.packages = packages(reader, node, key),
        "ignore" => member.ignore = reader.paths(node, key),
        "health" => member.health = health(reader, node, key),
        "setup" => member.setup = Some(step::read(reader, node, key)),
        "processes" => member.processes = members(reader, node, key, &PROCESS, None),
        "development" => member.differs.development = differs(reader, node, key),
        "production" => member.differs.production = differs(reader, node, key),
        "with" => {
            let entries = reader.entries(node, key);
            member.with = entries
                .into_iter()
                .map(|(name, node)| (name.to_owned(), node.clone()))
                .collect();
        }
        "tty" => match node.as_bool() {
            Some(truth) => member.tty = truth,
            None => reader.wrong_type(node, key, "true or false", "true"),
        },
        "volumes" => {
            for (volume, path) in reader.texts(node, key) {
                if reader.container_path(node, &path, &below(key, &volume)) {
                    member.volumes.insert(volume, path);
                }
            }
        }
        "files" => {
            for (target, source) in reader.entries(node, key) {
                let key = below(key, target);
                let good = reader.container_path(source, target, &key);
                if let Some(source) = reader.path(source, &key).filter(|_| good) {
                    member.files.insert(target.to_owned(), source);
                }
            }
        }
        _ => {}
    }
}

/// A reference of an image; Compose may fill in parts from `.env`.
fn image(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<String> {
    let text = reader.text(node, key)?;
    let good = !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-/:@${}".contains(c));
    if !good {
        let message = format!("{text:?} is no name of an image");
        let mend = "such as `example/search:1.0`";
        reader.error("bad-image", (node.line, node.column), key, message, mend);
    }
    good.then_some(text)
}

fn route(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<Route> {
    let (path, strip) = if node.as_map().is_some() {
        let fields = reader.fields(node, key, &["path", "strip"]);
        let strip = fields.get("strip").is_some_and(|strip| {
            strip.as_bool().unwrap_or_else(|| {
                reader.wrong_type(strip, &below(key, "strip"), "true or false", "true");
                false
            })
        });
        (
            fields
                .get("path")
                .and_then(|path| reader.text(path, &below(key, "path")))?,
            strip,
        )
    } else {
        (reader.text(node, key)?, false)
    };
    if !is_address(reader, node, key, &path) {
        return None;
    }
    let path = if path.len() > 1 {
        path.trim_end_matches('/').to_owned()
    } else {
        path
    };
    Some(Route { path, strip })
}

fn uses(reader: &mut Reader<'_>, node: &Node, key: &str) -> IndexMap<String, Use> {
    if node.as_list().is_some() {
        return reader
            .list(node, key)
            .into_iter()
            .map(|name| (name, Use::default()))
            .collect();
    }
    let mut uses = IndexMap::new();
    for (name, node) in reader.entries(node, key) {
        let key = below(key, name);
        let fields = reader.fields(node, &key, &["database", "client", "env", "wait"]);
        let mut text = |name: &str| {
            fields
                .get(name)
                .and_then(|node| reader.text(node, &below(&key, name)))
        };
        let (database, client) = (text("database"), text("client"));
        let env = fields
            .get("env")
            .map(|env| variables(reader, env, &below(&key, "env")));
        let wait = fields
            .get("wait")
            .and_then(|wait| match (wait.as_bool(), wait.as_str()) {
                (Some(true), _) | (_, Some("healthy")) => Some(Wait::Healthy),
                (Some(false), _) => Some(Wait::No),
                (_, Some("started")) => Some(Wait::Started),
                _ => {
                    reader.wrong_type(
                        wait,
                        &below(&key, "wait"),
                        "healthy, started or false",
                        "started",
                    );
                    None
                }
            });
        uses.insert(
            name.to_owned(),
            Use {
                database,
                client,
                env,
                wait,
            },
        );
    }
    uses
}

fn variables(reader: &mut Reader<'_>, node: &Node, key: &str) -> IndexMap<String, String> {
    let texts = reader.texts(node, key);
    for name in texts.keys() {
        let good = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !good {
            let message = format!("{name:?} is no name of a variable");
            let mend = "letters, digits and `_`, no digit first";
            reader.error(
                "bad-name",
                (node.line, node.column),
                &below(key, name),
                message,
                mend,
            );
        }
    }
    texts
}

fn secrets(reader: &mut Reader<'_>, node: &Node, key: &str) -> IndexMap<String, SecretSource> {
    let mut secrets = IndexMap::new();
    for (name, source) in variables(reader, node, key) {
        match source.as_str() {
            "generated" => secrets.insert(name, SecretSource::Generated),
            "supplied" => secrets.insert(name, SecretSource::Supplied),
            _ => {
                let key = below(key, &name);
                let message = format!("`{key}` is neither generated nor supplied");
                reader.error(
                    "wrong-type",
                    (node.line, node.column),
                    &key,
                    message,
                    "write `generated`",
                );
                None
            }
        };
    }
    secrets
}

fn packages(reader: &mut Reader<'_>, node: &Node, key: &str) -> Vec<String> {
    let packages = reader.list(node, key);
    for package in &packages {
        let good = package.starts_with(|c: char| c.is_ascii_alphanumeric())
            && package
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.:=~_".contains(c));
        if !good {
            let message = format!("{package:?} is no name of a package");
            reader.error(
                "bad-name",
                (node.line, node.column),
                key,
                message,
                "such as `gdal-bin`",
            );
        }
    }
    packages
}

fn differs(reader: &mut Reader<'_>, node: &Node, key: &str) -> Differs {
    let mut differs = Differs {
        said: true,
        ..Differs::default()
    };
    if let Some(word) = node.as_str() {
        match word {
            "container" => {}
            "external" => differs.presence = Presence::External,
            "none" => differs.presence = Presence::None,
            _ => {
                let near = nearest(word, ["container", "external", "none"]);
                let mend = near.map_or("container, external, none, or a map".to_owned(), |near| {
                    format!("write `{near}`")
                });
                let message = format!("`{key}` cannot be `{word}`");
                reader.error("wrong-type", (node.line, node.column), key, message, mend);
            }
        }
        return differs;
    }
    let fields = reader.fields(node, key, &["replicas", "limits", "env", "into"]);
    if let Some(into) = fields
        .get("into")
        .and_then(|into| reader.text(into, &below(key, "into")))
    {
        differs.presence = Presence::Into(into);
    }
    if let Some(replicas) = fields.get("replicas") {
        differs.replicas = replicas
            .as_int()
            .and_then(|number| u16::try_from(number).ok());
        if differs.replicas.is_none() {
            reader.wrong_type(replicas, &below(key, "replicas"), "a number", "2");
        }
    }
    if let Some(limits) = fields.get("limits") {
        let key = below(key, "limits");
        reader.fields(limits, &key, &["cpus", "memory", "pids"]);
        differs.limits = reader.texts(limits, &key);
    }
    if let Some(env) = fields.get("env") {
        differs.env = variables(reader, env, &below(key, "env"));
    }
    differs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::yaml::Kind;

    /// A map of a node, for tests that need no file.
    fn scalar(text: &str) -> Node {
        Node {
            line: 1,
            column: 1,
            kind: Kind::Scalar {
                text: text.into(),
                plain: true,
            },
        }
    }

    #[test]
    fn presence_is_a_word_or_a_map() {
        let mut reader = Reader {
            file: "x",
            problems: Vec::new(),
        };
        assert_eq!(
            differs(&mut reader, &scalar("none"), "k").presence,
            Presence::None
        );
        assert!(reader.problems.is_empty());
        differs(&mut reader, &scalar("externel"), "k");
        assert_eq!(reader.problems[0].mend, "write `external`");
    }
}
