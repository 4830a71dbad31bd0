//! Tree -> answers.

use indexmap::IndexMap;

use super::member::{PROCESS, member, members};
use super::reader::{Reader, below};
use super::{Answers, FORMAT, Member};
use crate::core::diagnostic::Problem;
use crate::core::yaml::Node;

pub(crate) const TOP: [&str; 7] = [
    "dockwright",
    "name",
    "services",
    "backing",
    "features",
    "profiles",
    "own",
];
pub(crate) const SERVICE: [&str; 21] = [
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
    "ignore",
    "health",
    "processes",
    "setup",
    "image",
    "build",
    "development",
    "production",
];
pub(crate) const BACKING: [&str; 14] = [
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

/// Reads answers; all that is wrong with their form is told at once. A missing `name` is not: the
/// folder's name may stand for it.
pub fn read(file: &str, root: &Node) -> (Answers, Vec<Problem>) {
    read_like(file, root, None)
}

/// The same; members that are written as before are the very same as there. Nothing is wrong with
/// what was read before.
pub(in crate::core) fn read_like(
    file: &str,
    root: &Node,
    before: Option<(&Node, &Answers)>,
) -> (Answers, Vec<Problem>) {
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
        let before = before.and_then(|(root, answers)| {
            let members = match slot {
                "services" => &answers.services,
                _ => &answers.backing,
            };
            Some((root.get(slot)?.as_map()?, members))
        });
        let members = members(&mut reader, node, slot, known, before);
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
            let good = name.len() > 1
                && name.starts_with(|c: char| c.is_ascii_alphanumeric())
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
            if !good {
                let message = format!("Compose takes no profile of the name {name:?}");
                let mend = "two characters or more: letters, digits and `_.-`";
                reader.error("bad-name", (0, 0), &key, message, mend);
            }
            let members = reader.list(node, &key);
            answers.profiles.insert(name.to_owned(), members);
        }
    }
    if let Some(own) = fields.get("own") {
        answers.own = reader.paths(own, "own");
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

/// Whether some member of `services`, `backing` or `processes` may have this key.
pub fn is_member_key(key: &str) -> bool {
    SERVICE.contains(&key) || PROCESS.contains(&key)
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
                node = entry.map(|entry| &*entry.value);
            }
            let message = format!("`{key}` has the name of `{first}` (`-` and `_` count as one)");
            reader.error("name-taken", place, &key, message, "give it another name");
        } else {
            seen.insert(folded, key);
        }
    }
    for name in seen.keys().filter(|name| name.ends_with("_setup")) {
        if name
            .strip_suffix("_setup")
            .is_some_and(|base| seen.contains_key(base))
        {
            let key = seen.get(name).cloned().unwrap_or_default();
            let message = format!("`{key}` is what dockwright calls the setup of another service");
            reader.error("name-taken", (0, 0), &key, message, "give it another name");
        }
    }
}
