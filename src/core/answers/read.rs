//! Tree -> answers.

use indexmap::IndexMap;

use super::reader::{Reader, below};
use super::{Answers, Differs, FORMAT, Member, Presence, Route, SecretSource, Use, Wait, step};
use crate::core::diagnostic::{Problem, nearest};
use crate::core::yaml::Node;

const TOP: [&str; 6] = [
    "dockwright",
    "name",
    "services",
    "backing",
    "features",
    "profiles",
];
const SERVICE: [&str; 19] = [
    "kind",
    "path",
    "context",
    "with",
    "port",
    "publish",
    "route",
    "uses",
    "env",
    "secrets",
    "volumes",
    "files",
    "packages",
    "processes",
    "setup",
    "image",
    "build",
    "development",
    "production",
];
const BACKING: [&str; 14] = [
    "kind",
    "with",
    "port",
    "publish",
    "route",
    "uses",
    "env",
    "secrets",
    "volumes",
    "files",
    "image",
    "build",
    "development",
    "production",
];
const PROCESS: [&str; 9] = [
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

/// Reads answers; all that is wrong with their form is told at once. A missing `name` is not: the
/// folder's name may stand for it.
pub fn read(file: &str, root: &Node) -> (Answers, Vec<Problem>) {
    let mut reader = Reader {
        file,
        problems: Vec::new(),
    };
    let mut answers = Answers::default();
    if let Some(format) = root.get("dockwright") {
        match format.as_int() {
            Some(FORMAT) => {}
            Some(newer) if newer > FORMAT => {
                let message =
                    format!("these answers are of format {newer}, and this version knows {FORMAT}");
                let place = (format.line, format.column);
                let mend = "take a newer version of dockwright";
                reader.error("newer-format", place, "dockwright", message, mend);
                return (answers, reader.problems);
            }
            _ => reader.wrong_type(
                format,
                "dockwright",
                "the number of the format",
                "dockwright: 1",
            ),
        }
    } else {
        let mend = "begin the file with `dockwright: 1`";
        reader.error(
            "missing-key",
            (1, 1),
            "dockwright",
            "the number of the format is missing",
            mend,
        );
    }
    let fields = reader.fields(root, "", &TOP);
    if let Some(name) = fields.get("name") {
        answers.name = project_name(&mut reader, name);
    }
    for (slot, known) in [("services", &SERVICE[..]), ("backing", &BACKING[..])] {
        let Some(node) = fields.get(slot) else {
            continue;
        };
        let members = members(&mut reader, node, slot, known);
        if slot == "services" {
            answers.services = members;
        } else {
            answers.backing = members;
        }
    }
    if let Some(features) = fields.get("features") {
        let entries = reader.entries(features, "features");
        answers.features = entries
            .into_iter()
            .map(|(name, node)| (name.to_owned(), node.clone()))
            .collect();
    }
    if let Some(profiles) = fields.get("profiles") {
        for (name, node) in reader.entries(profiles, "profiles") {
            let key = below("profiles", name);
            let members = reader.list(node, &key);
            answers.profiles.insert(name.to_owned(), members);
        }
    }
    collisions(&mut reader, root, &answers);
    (answers, reader.problems)
}

/// Reads one entry of `backing:` that a feature adds.
pub fn read_backing(file: &str, key: &str, node: &Node) -> (Member, Vec<Problem>) {
    let mut reader = Reader {
        file,
        problems: Vec::new(),
    };
    let member = member(&mut reader, node, key, &BACKING);
    (member, reader.problems)
}

/// Compose's rule for project names; the project's folder follows it by [`super::super::resolve::slug`].
fn project_name(reader: &mut Reader<'_>, node: &Node) -> String {
    let Some(name) = reader.text(node, "name") else {
        return String::new();
    };
    let good = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-');
    if !good {
        let message = format!("Compose takes no project of the name {name:?}");
        let mend = "small letters, digits, `-` and `_`, a letter or digit first";
        reader.error("bad-name", (node.line, node.column), "name", message, mend);
    }
    name
}

fn members(
    reader: &mut Reader<'_>,
    node: &Node,
    slot: &str,
    known: &[&str],
) -> IndexMap<String, Member> {
    let mut members = IndexMap::new();
    let lines: Vec<(usize, usize)> = node
        .as_map()
        .unwrap_or_default()
        .iter()
        .map(|entry| (entry.line, entry.column))
        .collect();
    for ((name, node), place) in reader.entries(node, slot).into_iter().zip(lines) {
        let key = below(slot, name);
        let good = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
            && name.len() <= 63;
        if !good {
            let message = format!("{name:?} is no name for a container on a network");
            let mend = "small letters, digits, `-` and `_`, a letter first, 63 at most";
            reader.error("bad-name", place, &key, message, mend);
        }
        let member = member(reader, node, &key, known);
        members.insert(name.to_owned(), member);
    }
    members
}

fn member(reader: &mut Reader<'_>, node: &Node, key: &str, known: &[&str]) -> Member {
    let fields = reader.fields(node, key, known);
    let mut member = Member::default();
    match fields.get("kind") {
        Some(kind) => member.kind = reader.text(kind, &below(key, "kind")).unwrap_or_default(),
        None if node.as_map().is_some() || node.is_null() => {
            let place = (node.line, node.column);
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
    for (name, node) in &fields {
        field(reader, &mut member, name, node, &below(key, name));
    }
    member
}

fn field(reader: &mut Reader<'_>, member: &mut Member, name: &str, node: &Node, key: &str) {
    match name {
        "path" => member.path = reader.path(node, key),
        "context" => member.context = reader.path(node, key),
        "build" => member.build = reader.path(node, key),
        "image" => member.image = reader.text(node, key),
        "run" => member.run = reader.text(node, key),
        "port" => member.port = reader.port(node, key),
        "publish" => member.publish = reader.port(node, key),
        "route" => member.route = route(reader, node, key),
        "uses" => member.uses = uses(reader, node, key),
        "env" => member.env = variables(reader, node, key),
        "secrets" => member.secrets = secrets(reader, node, key),
        "packages" => member.packages = packages(reader, node, key),
        "setup" => member.setup = Some(step::read(reader, node, key)),
        "processes" => member.processes = members(reader, node, key, &PROCESS),
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

fn route(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<Route> {
    let (path, strip) = if node.as_map().is_some() {
        let fields = reader.fields(node, key, &["path", "strip"]);
        let strip = fields
            .get("strip")
            .and_then(|strip| strip.as_bool())
            .unwrap_or(false);
        (
            fields
                .get("path")
                .and_then(|path| reader.text(path, &below(key, "path")))?,
            strip,
        )
    } else {
        (reader.text(node, key)?, false)
    };
    let good = path.starts_with('/')
        && path
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/-_.~".contains(c))
        && !path.contains("//");
    if !good {
        let message = format!("{path:?} is no path of an address");
        reader.error(
            "bad-route",
            (node.line, node.column),
            key,
            message,
            "such as `/` or `/api`",
        );
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
    let mut differs = Differs::default();
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

/// One name space: two entries may not share a name, nor the name of a variable made of it.
fn collisions(reader: &mut Reader<'_>, root: &Node, answers: &Answers) {
    let mut seen: IndexMap<String, String> = IndexMap::new();
    let slots = [
        ("services", &answers.services),
        ("backing", &answers.backing),
    ];
    let mut names: Vec<(String, String)> = Vec::new();
    for (slot, members) in slots {
        for (name, member) in members {
            names.push((name.clone(), below(slot, name)));
            let processes = member.processes.keys();
            names.extend(processes.map(|process| {
                (
                    process.clone(),
                    format!("{slot}.{name}.processes.{process}"),
                )
            }));
        }
    }
    for (name, key) in names {
        let folded = name.replace('-', "_");
        if let Some(first) = seen.get(&folded) {
            let mut node = Some(root);
            let mut place = (0, 0);
            for part in key.split('.') {
                let entry = node
                    .and_then(Node::as_map)
                    .unwrap_or_default()
                    .iter()
                    .find(|entry| entry.key == part);
                place = entry.map_or(place, |entry| (entry.line, entry.column));
                node = entry.map(|entry| &entry.value);
            }
            let message = format!("`{key}` has the name of `{first}` (`-` and `_` count as one)");
            reader.error("name-taken", place, &key, message, "give it another name");
        } else {
            seen.insert(folded, key);
        }
    }
    for name in seen.keys().filter(|name| name.ends_with("_setup")) {
        if seen.contains_key(name.trim_end_matches("_setup")) {
            let key = seen.get(name).cloned().unwrap_or_default();
            let message = format!("`{key}` is what dockwright calls the setup of another service");
            reader.error("name-taken", (0, 0), &key, message, "give it another name");
        }
    }
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
