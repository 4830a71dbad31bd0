//! Names in and out of lists: who uses what, who is in which profile.

use super::Edit;
use crate::core::answers::{Answers, Use};
use crate::core::design::Design;
use crate::core::resolve::Unit;
use crate::core::yaml::quote;

/// `unit` uses `target`, or does no longer; what is said of the use goes with it.
pub fn uses(unit: &Unit, target: &str, on: bool) -> Edit {
    let key = format!("{}.uses", unit.key());
    let known = &unit.answers.uses;
    let plain = known.values().all(|how| *how == Use::default());
    if !plain {
        let mut path: Vec<String> = key.split('.').map(str::to_owned).collect();
        path.push(target.to_owned());
        return if on {
            Edit::Set {
                key: path,
                value: "{}".to_owned(),
            }
        } else {
            Edit::Unset { key: path }
        };
    }
    let mut names: Vec<&str> = known.keys().map(String::as_str).collect();
    turn(&mut names, target, on);
    Edit::set(&key, list(&names))
}

/// `name` is in the profile, or no longer.
pub fn profile(answers: &Answers, profile: &str, name: &str, on: bool) -> Edit {
    let known = answers.profiles.get(profile);
    let mut names: Vec<&str> = known.into_iter().flatten().map(String::as_str).collect();
    turn(&mut names, name, on);
    Edit::Set {
        key: vec!["profiles".to_owned(), profile.to_owned()],
        value: list(&names),
    }
}

/// A name in a list that a question asks for, such as the services that wait for a debugger.
pub fn member(design: &Design, key: &str, name: &str, on: bool) -> Edit {
    let asked = design.stack.asked().find(|asked| asked.key == key);
    let value = asked.and_then(|asked| asked.value.as_array());
    let mut names: Vec<&str> = value
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str())
        .collect();
    turn(&mut names, name, on);
    Edit::set(key, list(&names))
}

fn turn<'a>(names: &mut Vec<&'a str>, name: &'a str, on: bool) {
    names.retain(|known| *known != name);
    if on {
        names.push(name);
    }
}

/// A list on one line.
pub(super) fn list(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| quote(name)).collect();
    format!("[{}]", names.join(", "))
}
