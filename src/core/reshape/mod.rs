//! Members added, removed and renamed: a text of answers becomes another, complete, and every
//! byte that is not meant stays.
//!
//! What the change breaks is not looked for here: the new answers are resolved as any others, and
//! their problems say so.

mod between;
mod lines;
mod mentions;
mod own;
mod references;
mod set;

use super::answers::{self, Answers, is_member_key, is_member_name};
use super::catalog::{Catalog, Slot};
use super::diagnostic::{Problem, nearest};
use super::yaml::{self, Node, edit};
use references::{Reference, next};

pub use between::{Difference, between};
pub use mentions::mentions;
pub use own::own;
pub use set::{assign, put, set, take};

/// A member to be added.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Add {
    /// Services, backing or processes.
    pub slot: Slot,
    /// Its name.
    pub name: String,
    /// The item's id.
    pub kind: String,
    /// Where its code is.
    pub path: Option<String>,
    /// `KEY=VALUE` below it; a key that no member has is an answer to its item's questions.
    pub sets: Vec<String>,
    /// The service that a process belongs to.
    pub to: Option<String>,
    /// Services that use it.
    pub used_by: Vec<String>,
}

/// The answers with one member more.
pub fn add(text: &str, add: &Add) -> Result<String, Vec<Problem>> {
    let known = read(text)?;
    let mut problems: Vec<Problem> = name_problem(&known, &add.name).into_iter().collect();
    let place = match (add.slot, owner(&known, add)) {
        (Slot::Processes, Ok(service)) => vec!["services".to_owned(), service, "processes".into()],
        (Slot::Processes, Err(problem)) => {
            problems.push(problem);
            Vec::new()
        }
        (slot, _) => vec![slot.folder().to_owned()],
    };
    for user in &add.used_by {
        if !known.services.contains_key(user) {
            let services = known.services.keys().map(String::as_str);
            problems.push(no_such(user, services, "a service", "--used-by"));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut path: Vec<&str> = place.iter().map(String::as_str).collect();
    path.push(&add.name);
    let one = |problem: Problem| vec![problem];
    let mut text = edit::set(text, &path, &entry(add)).map_err(one)?;
    for set in &add.sets {
        let below: Vec<&str> = set.split(['.', '=']).take(1).collect();
        let questions = !below.iter().any(|key| is_member_key(key));
        let mut path = path.clone();
        path.extend(questions.then_some("with"));
        match assign(&text, &path, set) {
            Ok(new) => text = new,
            Err(problem) => problems.push(problem),
        }
    }
    for user in &add.used_by {
        match used(&text, user, &add.name) {
            Ok(new) => text = new,
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        Ok(text)
    } else {
        Err(problems)
    }
}

/// A service is written in lines, for there is more to say of it; the others are short.
fn entry(add: &Add) -> String {
    let kind = yaml::quote(&add.kind);
    let path = add.path.as_ref().map(|path| yaml::quote(path));
    match (add.slot, path) {
        (Slot::Services, Some(path)) => format!("kind: {kind}\npath: {path}\n"),
        (Slot::Services, None) => format!("kind: {kind}\npath: {}\n", yaml::quote(&add.name)),
        (_, Some(path)) => format!("{{kind: {kind}, path: {path}}}"),
        (_, None) => format!("{{kind: {kind}}}"),
    }
}

/// The service that a process is to belong to: the one named, or the only one.
fn owner(known: &Answers, add: &Add) -> Result<String, Problem> {
    let services = || known.services.keys().map(String::as_str);
    match &add.to {
        Some(to) if known.services.contains_key(to) => Ok(to.clone()),
        Some(to) => Err(no_such(to, services(), "a service", "--to")),
        None if known.services.len() == 1 => Ok(services().collect()),
        None => {
            let names = services().collect::<Vec<_>>().join(", ");
            let problem = Problem::error("missing-key", "a process belongs to a service");
            Err(problem.mend(format!("say --to SERVICE, one of {names}")))
        }
    }
}

fn no_such<'a>(name: &str, known: impl Iterator<Item = &'a str>, what: &str, key: &str) -> Problem {
    let known: Vec<&str> = known.collect();
    let mend = match nearest(name, known.iter().copied()) {
        Some(near) => format!("write `{near}`"),
        None => format!("one of {}", known.join(", ")),
    };
    let problem = Problem::error("unknown-name", format!("there is no `{name}`"));
    problem.key(key).mend(format!("{mend}: it names {what}"))
}

fn used(text: &str, user: &str, name: &str) -> Result<String, Problem> {
    let root = yaml::parse(answers::FILE, text.as_bytes()).map_err(first)?;
    let path = ["services", user, "uses"];
    let there = at(&root, &path);
    if there
        .and_then(Node::as_list)
        .is_some_and(|list| !list.is_empty())
    {
        return edit::add_item(text, &path, name);
    }
    if there.is_some_and(|uses| uses.as_map().is_some()) {
        return edit::set(text, &["services", user, "uses", name], "{}");
    }
    edit::set(text, &path, &format!("[{}]", yaml::quote(name)))
}

/// The answers without a member, and without all that names it.
pub fn remove(catalog: &Catalog, text: &str, name: &str) -> Result<String, Vec<Problem>> {
    let known = read(text)?;
    let path = member(&known, name).ok_or_else(|| vec![unknown(catalog, &known, name)])?;
    let mut gone = vec![name.to_owned()];
    if let Some(service) = known.services.get(name) {
        gone.extend(service.processes.keys().cloned());
    }
    let mut text = text.to_owned();
    for gone in gone {
        text = each(catalog, &text, &gone, |text, reference| {
            let path: Vec<&str> = reference.path().iter().map(String::as_str).collect();
            match reference {
                Reference::Item { index, only, .. } if !only => {
                    edit::remove_item(text, &path, *index)
                }
                Reference::Value { instead, .. } if *instead => edit::set(text, &path, "true"),
                Reference::Value { .. } => edit::remove(text, alone(text, &path)),
                _ => edit::remove(text, &path),
            }
        })?;
    }
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    edit::remove(&text, &path).map_err(|problem| vec![problem])
}

/// The path of the map that holds nothing but this key, or else the key's own.
fn alone<'p, 'k>(text: &str, path: &'p [&'k str]) -> &'p [&'k str] {
    let Some((_, above)) = path.split_last().filter(|(_, above)| above.len() > 2) else {
        return path;
    };
    let root = yaml::parse(answers::FILE, text.as_bytes()).ok();
    let map = root.as_ref().and_then(|root| at(root, above)?.as_map());
    if map.is_some_and(|map| map.len() == 1) {
        above
    } else {
        path
    }
}

/// The answers with another name for a member, wherever it is named.
pub fn rename(catalog: &Catalog, text: &str, old: &str, new: &str) -> Result<String, Vec<Problem>> {
    let known = read(text)?;
    let path = member(&known, old).ok_or_else(|| vec![unknown(catalog, &known, old)])?;
    // `a-b` may become `a_b`: the name it has now does not stand in its own way.
    let folded = |name: &str| name.replace('-', "_");
    let taken = name_problem(&known, new);
    if let Some(problem) = taken
        .filter(|problem| problem.code != "name-taken" || folded(old) != folded(new) || old == new)
    {
        return Err(vec![problem]);
    }
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let text = edit::rename_key(text, &path, new).map_err(|problem| vec![problem])?;
    each(catalog, &text, old, |text, reference| {
        let path: Vec<&str> = reference.path().iter().map(String::as_str).collect();
        match reference {
            Reference::Key { .. } => edit::rename_key(text, &path, new),
            Reference::Item { index, .. } => edit::rename_item(text, &path, *index, new),
            Reference::Value { .. } => edit::set(text, &path, &yaml::quote(new)),
        }
    })
}

/// Changes one reference after the other, until nothing names `name` any more.
fn each(
    catalog: &Catalog,
    text: &str,
    name: &str,
    change: impl Fn(&str, &Reference) -> Result<String, Problem>,
) -> Result<String, Vec<Problem>> {
    let mut text = text.to_owned();
    loop {
        let root = yaml::parse(answers::FILE, text.as_bytes())?;
        let Some(reference) = next(catalog, &root, name) else {
            return Ok(text);
        };
        let new = change(&text, &reference).map_err(|problem| vec![problem])?;
        if new == text {
            // Never for a right edit; a wrong one must not go round for ever.
            return Err(vec![Problem::error(
                "cannot-edit",
                "a name cannot be changed",
            )]);
        }
        text = new;
    }
}

/// The answers, which must be readable to be changed.
fn read(text: &str) -> Result<Answers, Vec<Problem>> {
    let root = yaml::parse(answers::FILE, text.as_bytes())?;
    let (known, problems) = answers::read(answers::FILE, &root);
    if problems.iter().any(Problem::is_error) {
        return Err(problems);
    }
    Ok(known)
}

fn first(problems: Vec<Problem>) -> Problem {
    let mut problems = problems.into_iter();
    problems
        .next()
        .unwrap_or_else(|| Problem::error("cannot-edit", "it cannot be read"))
}

fn at<'n>(root: &'n Node, path: &[&str]) -> Option<&'n Node> {
    path.iter().try_fold(root, |node, key| node.get(key))
}

/// Where a member stands.
fn member(known: &Answers, name: &str) -> Option<Vec<String>> {
    let path = |keys: &[&str]| Some(keys.iter().map(|key| (*key).to_owned()).collect());
    if known.services.contains_key(name) {
        return path(&["services", name]);
    }
    if known.backing.contains_key(name) {
        return path(&["backing", name]);
    }
    let mut services = known.services.iter();
    let (service, _) = services.find(|(_, member)| member.processes.contains_key(name))?;
    path(&["services", service, "processes", name])
}

/// Every member's name, processes among them.
fn names(known: &Answers) -> Vec<&str> {
    let members = known.services.iter().chain(&known.backing);
    members
        .flat_map(|(name, member)| std::iter::once(name).chain(member.processes.keys()))
        .map(String::as_str)
        .collect()
}

fn name_problem(known: &Answers, name: &str) -> Option<Problem> {
    if !is_member_name(name) {
        let message = format!("{name:?} is no name for a container on a network");
        let mend = "small letters, digits, `-` and `_`, a letter first, 63 at most";
        return Some(Problem::error("bad-name", message).mend(mend));
    }
    let folded = name.replace('-', "_");
    let taken = names(known)
        .into_iter()
        .find(|other| other.replace('-', "_") == folded)?;
    let message = format!("`{taken}` has that name already (`-` and `_` count as one)");
    Some(Problem::error("name-taken", message).mend("give it another name"))
}

/// A name that the answers do not have; a feature that adds it is told.
fn unknown(catalog: &Catalog, known: &Answers, name: &str) -> Problem {
    let adds = |id: &&String| {
        let item = catalog.item(Slot::Features, id);
        item.is_ok_and(|item| item.adds.backing.contains_key(name))
    };
    if let Some(feature) = known.features.keys().find(adds) {
        let message = format!("`{name}` is not in the answers: the feature `{feature}` adds it");
        return Problem::error("derived", message)
            .key(format!("features.{feature}"))
            .mend("turn the feature off, or write the entry yourself in `backing`");
    }
    let known = names(known);
    let mend = match nearest(name, known.iter().copied()) {
        Some(near) => format!("write `{near}`"),
        None => format!("one of {}", known.join(", ")),
    };
    Problem::error("unknown-name", format!("there is no `{name}`")).mend(mend)
}
