//! The command line that repeats what was answered.

use super::Edit;
use crate::core::catalog::Slot;
use crate::core::reshape::Add;
use crate::core::template::quote_sh;

/// What somebody types to get the same: `start` is what `init` is told to begin with, such as
/// `--preset django-vite`, or nothing on a project. Edits that `--set` cannot say are commands of
/// their own, in their order.
pub fn replay(start: &str, edits: &[Edit]) -> String {
    let mut commands: Vec<String> = Vec::new();
    let mut sets: Vec<(String, String)> = Vec::new();
    let mut first = true;
    for edit in flat(edits) {
        match edit {
            Edit::Set { key, value } => put(&mut sets, key.join("."), value.clone()),
            // What was answered before may be in the text that it began with: `null` takes it out.
            Edit::Unset { key } => put(&mut sets, key.join("."), "null".to_owned()),
            Edit::All(_) => {}
            other => {
                flush(start, &mut first, &mut sets, &mut commands);
                commands.extend(own(other));
            }
        }
    }
    if first || !sets.is_empty() {
        flush(start, &mut first, &mut sets, &mut commands);
    }
    commands.join(" && ")
}

fn flat(edits: &[Edit]) -> Vec<&Edit> {
    edits
        .iter()
        .flat_map(|edit| match edit {
            Edit::All(edits) => flat(edits),
            edit => vec![edit],
        })
        .collect()
}

/// The last value counts. What was said below a key before the key itself is of no use any more; a
/// key that was said before what is below it stands where it stood.
fn put(sets: &mut Vec<(String, String)>, key: String, value: String) {
    let below = format!("{key}.");
    let before = sets.len();
    sets.retain(|(known, _)| !known.starts_with(&below));
    let moved = sets.len() != before;
    match sets.iter_mut().find(|(known, _)| *known == key) {
        Some((_, known)) if !moved => *known = value,
        _ => {
            sets.retain(|(known, _)| *known != key);
            sets.push((key, value));
        }
    }
}

fn flush(
    start: &str,
    first: &mut bool,
    sets: &mut Vec<(String, String)>,
    commands: &mut Vec<String>,
) {
    if sets.is_empty() && start.is_empty() {
        return;
    }
    let mut line = "dockwright init".to_owned();
    if *first && !start.is_empty() {
        line.push(' ');
        line.push_str(start);
    } else if sets.is_empty() {
        return;
    }
    *first = false;
    for (key, value) in sets.drain(..) {
        line.push_str(" --set ");
        line.push_str(&quote_sh(&format!("{key}={value}")));
    }
    line.push_str(" --yes");
    commands.push(line);
}

fn own(edit: &Edit) -> Option<String> {
    Some(match edit {
        Edit::Add(add) => added(add),
        Edit::Remove(name) => format!("dockwright remove {name}"),
        Edit::Rename { old, new } => format!("dockwright rename {old} {new}"),
        Edit::Own { paths, give_back } => {
            let paths: Vec<String> = paths.iter().map(|path| quote_sh(path)).collect();
            let back = if *give_back { " --give-back" } else { "" };
            format!("dockwright own {}{back}", paths.join(" "))
        }
        Edit::Set { .. } | Edit::Unset { .. } | Edit::All(_) => return None,
    })
}

fn added(add: &Add) -> String {
    let slot: Slot = add.slot;
    let mut line = format!(
        "dockwright add {} {} --kind {}",
        slot.word(),
        add.name,
        add.kind
    );
    let mut more = |name: &str, value: &str| {
        line.push_str(&format!(" --{name} {}", quote_sh(value)));
    };
    if let Some(path) = &add.path {
        more("path", path);
    }
    if let Some(to) = &add.to {
        more("to", to);
    }
    for user in &add.used_by {
        more("used-by", user);
    }
    for set in &add.sets {
        more("set", set);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_command_where_one_can_say_it() {
        let edits = [
            Edit::set("services.web.port", "8001"),
            Edit::set("features.mail_catcher", "true"),
            Edit::set("services.web.port", "8002"),
            Edit::set("profiles.tools", "[mail]"),
        ];
        assert_eq!(
            replay("--preset django", &edits),
            "dockwright init --preset django --set services.web.port=8002 --set features.mail_catcher=true --set 'profiles.tools=[mail]' --yes"
        );
        assert_eq!(
            replay("--preset django", &[]),
            "dockwright init --preset django --yes"
        );
        assert_eq!(replay("", &[]), "");
    }

    #[test]
    fn the_rest_in_its_order() {
        let edits = [
            Edit::set("services.web.port", "8001"),
            Edit::Rename {
                old: "web".into(),
                new: "api".into(),
            },
            Edit::set("services.api.port", "8002"),
        ];
        assert_eq!(
            replay("", &edits),
            "dockwright init --set services.web.port=8001 --yes && dockwright rename web api && dockwright init --set services.api.port=8002 --yes"
        );
    }

    #[test]
    fn what_goes_is_said_and_a_key_undoes_what_was_said_below_it() {
        let edits = [
            Edit::set("features.hot_reload", "true"),
            Edit::set("features.hot_reload.mode", "watch"),
            Edit::set("features.hot_reload", "false"),
            Edit::unset("services.web.with.python"),
        ];
        assert_eq!(
            replay("", &edits),
            "dockwright init --set features.hot_reload=false --set services.web.with.python=null --yes"
        );
    }
}
