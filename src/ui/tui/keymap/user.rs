//! A user's `keymap.yaml`, laid over the table.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr as _;

use super::key::Key;
use super::{Action, Keymap, Places};
use crate::core::diagnostic::{Level, Problem, Where, nearest};
use crate::core::yaml::{Entry, Node, parse};

const FILE: &str = "keymap.yaml";
/// What a line of the help has room for.
pub(super) const LONGEST_HELP: usize = 36;

/// What a line of the file asks for.
struct Wish {
    action: Action,
    line: usize,
    column: usize,
    keys: Vec<Key>,
}

/// Lays the file's lines over the table: first all of them, so that two actions can change places;
/// then those that clash are taken back.
pub(super) fn lay(mut keymap: Keymap, text: &str) -> (Keymap, Vec<Problem>) {
    let node = match parse(FILE, text.as_bytes()) {
        Ok(node) => node,
        Err(problems) => return (keymap, problems.into_iter().map(warning).collect()),
    };
    let mut problems = Vec::new();
    let Some(entries) = node.as_map() else {
        let message = format!("{FILE} is {}, not a map", node.describe());
        let place = place(node.line, node.column, None);
        let problem = Problem::warning("keymap-form", message).at(place);
        return (keymap, vec![problem.mend("write lines such as `write: w`")]);
    };
    let mut wishes = Vec::new();
    for entry in entries {
        match wish(&mut keymap, entry) {
            Ok(wish) => wishes.push(wish),
            Err(problem) => problems.push(problem),
        }
    }
    let defaults: Vec<Vec<Key>> = keymap
        .bound
        .iter()
        .map(|bound| bound.keys.clone())
        .collect();
    for wish in &wishes {
        if let Some(bound) = keymap.bound.get_mut(wish.action as usize) {
            bound.keys.clone_from(&wish.keys);
        }
    }
    while let Some((first, second, key)) = keymap.clash() {
        // The later line gives way; a clash without a line of the user's is none of the table.
        let of = |wish: &Wish| [first, second].contains(&(wish.action as usize));
        let Some(at) = wishes.iter().rposition(of) else {
            break;
        };
        let lost = wishes.remove(at);
        let index = lost.action as usize;
        let other = if index == first { second } else { first };
        let other = keymap
            .bound
            .get(other)
            .map_or("", |bound| bound.action.name());
        problems.push(clash(&lost, other, key));
        if let (Some(bound), Some(keys)) = (keymap.bound.get_mut(index), defaults.get(index)) {
            bound.keys.clone_from(keys);
        }
    }
    problems.sort_by_key(|problem| problem.place.as_ref().and_then(|place| place.line));
    (keymap, problems)
}

/// Reads a line: `action: keys`, or a row as in the table. Its help is taken at once.
fn wish(keymap: &mut Keymap, entry: &Entry) -> Result<Wish, Problem> {
    let told = |code: &'static str, message: String, mend: String| {
        let place = place(entry.line, entry.column, Some(&entry.key));
        Problem::warning(code, message).at(place).mend(mend)
    };
    let Some(action) = Action::of(&entry.key) else {
        let known = Action::ALL.map(Action::name);
        let mend = match nearest(&entry.key, known) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "`?` in the wizard lists the actions".to_owned(),
        };
        let message = format!("no action is called `{}`", entry.key);
        return Err(told("keymap-action", message, mend));
    };
    let Some((keys, places, help)) = parts(&entry.value) else {
        let message = format!("`{}` has no keys", entry.key);
        let mend = "write its keys with blanks between, such as `w Ctrl-w`".to_owned();
        return Err(told("keymap-form", message, mend));
    };
    let row = action.row();
    if places.is_some_and(|places| Places::of(places) != Places::of(row.places)) {
        let message = format!("`{}` works in other places", entry.key);
        let mend = format!("write `{}`, or leave the places out", row.places);
        return Err(told("keymap-place", message, mend));
    }
    let mut read = Vec::new();
    for name in keys.split_whitespace() {
        let key = key(action, name).map_err(|(message, mend)| told("keymap-key", message, mend))?;
        if !read.contains(&key) {
            read.push(key);
        }
    }
    if help.is_some_and(|help| help.width() > LONGEST_HELP) {
        let message = format!("the help of `{}` is too long", entry.key);
        let mend = format!("{LONGEST_HELP} characters have room");
        return Err(told("keymap-form", message, mend));
    }
    if let (Some(help), Some(bound)) = (help, keymap.bound.get_mut(action as usize)) {
        bound.help = Cow::Owned(help.to_owned());
    }
    Ok(Wish {
        action,
        line: entry.line,
        column: entry.column,
        keys: read,
    })
}

/// Keys, places and help, as far as they are said; none without keys.
fn parts(value: &Node) -> Option<(&str, Option<&str>, Option<&str>)> {
    let texts: Option<Vec<&str>> = match value.as_list() {
        Some(list) => list.iter().map(Node::as_str).collect(),
        None => value.as_str().map(|text| vec![text]),
    };
    match *texts? {
        [keys, ref more @ ..] if more.len() < 3 && !keys.trim().is_empty() => {
            Some((keys, more.first().copied(), more.get(1).copied()))
        }
        _ => None,
    }
}

/// A key that can be told from others where the action works; else what is wrong, and the mend.
fn key(action: Action, name: &str) -> Result<Key, (String, String)> {
    let Some(key) = Key::of(name) else {
        let message = format!("no key is called `{name}`");
        let mend = "such as w, W, Space, Enter, PgDn, Ctrl-u or F5; Alt comes as Esc".to_owned();
        return Err((message, mend));
    };
    if let Some(twin) = key.twin() {
        let twin = Key::plain(twin);
        let message = format!("`{name}` is the same byte as {twin}");
        return Err((message, "choose another key".to_owned()));
    }
    let row = action.row();
    let typing = super::Place::ALL
        .into_iter()
        .any(|place| place.is_typing() && Places::of(row.places).has(place));
    if typing && key.is_typed() {
        let message = format!("`{name}` is typed where `{}` works", row.name);
        return Err((message, "choose a key that is no character".to_owned()));
    }
    Ok(key)
}

fn clash(lost: &Wish, other: &str, key: Key) -> Problem {
    let name = lost.action.name();
    let message = format!("`{key}` of `{name}` is a key of `{other}` too");
    Problem::warning("keymap-clash", message)
        .at(place(lost.line, lost.column, Some(name)))
        .mend(format!("choose another key, or give `{other}` another one"))
}

fn place(line: usize, column: usize, key: Option<&str>) -> Where {
    Where {
        file: FILE.to_owned(),
        line: Some(line),
        column: Some(column),
        key: key.map(str::to_owned),
    }
}

/// A file of keys that cannot be read stops nothing.
fn warning(problem: Problem) -> Problem {
    Problem {
        level: Level::Warning,
        ..problem
    }
}
