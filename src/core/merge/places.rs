//! Whether what either side put into a YAML file stands, in the result, under what it was put: lines
//! may come together well and yet belong to another service, since its name is what changed.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser};

/// Stands between the keys of a path.
const BELOW: char = '\u{1f}';
/// In a path, an item of a list.
const ITEM: &str = "[]";

/// How often each value is there: the keys that lead to it, and it.
type Values = BTreeMap<(String, String), usize>;

/// What stands elsewhere than where it was put, or twice where both put it, in words.
pub(super) fn problem([base, disk, new]: [&str; 3], result: &str) -> Option<String> {
    let [base, disk, new, result] = [values(base)?, values(disk)?, values(new)?, values(result)?];
    let lost = lost(&base, (&disk, &new), &result).or_else(|| lost(&base, (&new, &disk), &result));
    if let Some((path, value)) = lost {
        return Some(format!("`{value}` would not stand at `{}`", told(path)));
    }
    let count = |of: &Values, key| of.get(key).copied().unwrap_or(0);
    let twice = disk.iter().find(|(key, theirs)| {
        let ours = count(&new, key);
        let put_in = |side: usize| side > count(&base, key);
        let is_item = key.0.ends_with(ITEM);
        is_item && put_in(**theirs) && put_in(ours) && count(&result, key) > ours.max(**theirs)
    });
    twice.map(|((path, value), _)| format!("`{value}` would stand twice in `{}`", told(path)))
}

fn told(path: &str) -> String {
    path.replace(BELOW, ".")
        .replace(".[]", "")
        .replace(ITEM, "the list")
}

/// What one side put in and the result does not have there.
fn lost<'a>(
    base: &Values,
    (side, other): (&'a Values, &Values),
    result: &Values,
) -> Option<(&'a str, &'a str)> {
    let count = |of: &Values, key: &(String, String)| of.get(key).copied().unwrap_or(0);
    let mut put_in = side.iter().filter(|(key, has)| **has > count(base, key));
    let lost = put_in.find(|(key, has)| {
        // Of those that look the same the other side may have taken some out.
        let gone = count(base, key).saturating_sub(count(other, key));
        count(result, key) + gone < **has
            && renamed(base, other, &key.0)
                .is_none_or(|path| !result.contains_key(&(path, key.1.clone())))
    });
    lost.map(|(key, _)| (key.0.as_str(), key.1.as_str()))
}

/// The same path where the other side only gave something on it another name.
fn renamed(base: &Values, other: &Values, path: &str) -> Option<String> {
    let ends = path
        .match_indices(BELOW)
        .map(|(at, _)| at)
        .chain([path.len()]);
    let gone = ends
        .map(|end| &path[..end])
        .find(|path| !below(base, path).is_empty() && below(other, path).is_empty())?;
    let (parent, old) = gone.rsplit_once(BELOW).unwrap_or(("", gone));
    let was = below(base, gone);
    let siblings = below(other, parent);
    let names = siblings
        .iter()
        .filter_map(|(rest, _)| rest.split(BELOW).next());
    let name = names.filter(|name| *name != old).find(|name| {
        let full = if parent.is_empty() {
            (*name).to_owned()
        } else {
            format!("{parent}{BELOW}{name}")
        };
        let is = below(other, &full);
        let same = was.iter().filter(|(rest, value)| {
            is.iter()
                .any(|(one, now)| one == rest && **now == value.replace(old, name))
        });
        below(base, &full).is_empty() && same.count() * 3 >= was.len().max(is.len()) * 2
    })?;
    let head = if parent.is_empty() {
        0
    } else {
        parent.len() + BELOW.len_utf8()
    };
    Some(format!("{}{name}{}", &path[..head], &path[gone.len()..]))
}

/// What stands below a path: the rest of its path, and the value.
fn below<'a>(values: &'a Values, path: &str) -> Vec<(&'a str, &'a str)> {
    let all = values.keys().filter_map(|(full, value)| {
        let rest = full.strip_prefix(path)?;
        let rest = match rest.strip_prefix(BELOW) {
            Some(rest) => rest,
            None if rest.is_empty() || path.is_empty() => rest,
            None => return None,
        };
        Some((rest, value.as_str()))
    });
    all.collect()
}

/// A list or a map that is open.
struct Open {
    /// How long the path to it is.
    length: usize,
    is_map: bool,
    /// Of a map: its key is on the path, and the value comes next.
    has_key: bool,
}

/// All values of a text; none where it cannot be read.
fn values(text: &str) -> Option<Values> {
    let mut values = Values::new();
    let mut open: Vec<Open> = Vec::new();
    let mut path = String::new();
    for event in Parser::new_from_str(text) {
        let length = path.len();
        let begins = |is_map| Open {
            length,
            is_map,
            has_key: false,
        };
        let value = match event.ok()?.0 {
            Event::Scalar(text, ..) => text.into_owned(),
            Event::Alias(_) => "*".to_owned(),
            Event::MappingStart(..) => {
                open.push(begins(true));
                continue;
            }
            Event::SequenceStart(..) => {
                open.push(begins(false));
                step(&mut path, ITEM);
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                path.truncate(open.pop()?.length);
                ended(&mut open, &mut path);
                continue;
            }
            _ => continue,
        };
        match open.last_mut() {
            Some(map) if map.is_map && !map.has_key => {
                map.has_key = true;
                step(&mut path, &value);
            }
            _ => {
                // A text of several lines is edited by the line.
                for line in value.split('\n') {
                    *values.entry((path.clone(), line.to_owned())).or_insert(0) += 1;
                }
                ended(&mut open, &mut path);
            }
        }
    }
    Some(values)
}

fn step(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push(BELOW);
    }
    path.push_str(key);
}

/// After a value its key leaves the path.
fn ended(open: &mut [Open], path: &mut String) {
    if let Some(map) = open.last_mut().filter(|open| open.is_map) {
        path.truncate(map.length);
        map.has_key = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_its_parent_is_told() {
        let base = "s:\n  a:\n    image: x\n    run: [p]\n    user: me\n";
        let disk = "s:\n  a:\n    image: x\n    run: [p]\n    user: me\n    mine: 1\n";
        let other = "s:\n  b:\n    image: y\n    user: me\n";
        let result = "s:\n  b:\n    image: y\n    user: me\n    mine: 1\n";
        let said = problem([base, disk, other], result).unwrap();
        assert_eq!(said, "`1` would not stand at `s.a.mine`");
        let said = problem([base, other, disk], result).unwrap();
        assert_eq!(said, "`1` would not stand at `s.a.mine`");
    }

    #[test]
    fn a_new_name_of_its_parent_is_no_other_place() {
        let base = "s:\n  a:\n    image: shop-a\n    run: [p]\n    user: me\n";
        let disk = base.replace("user", "mine: 1\n    user");
        let new = base.replace("a:\n", "b:\n").replace("-a", "-b");
        let result = disk.replace("a:\n", "b:\n").replace("-a", "-b");
        assert_eq!(problem([base, &disk, &new], &result), None);
    }

    #[test]
    fn an_item_that_both_put_in_stands_once() {
        let (base, disk, new) = ("l: [a]\n", "l: [b, a]\n", "l: [a, b]\n");
        let said = problem([base, disk, new], "l: [b, a, b]\n").unwrap();
        assert_eq!(said, "`b` would stand twice in `l`");
        assert_eq!(problem([base, disk, new], "l: [b, a]\n"), None);
        // Items that are maps may say the same.
        let (base, disk, new) = ("l: []\n", "l: [{t: b, x: 1}]\n", "l: [{t: b, x: 2}]\n");
        let both = "l: [{t: b, x: 1}, {t: b, x: 2}]\n";
        assert_eq!(problem([base, disk, new], both), None);
    }
}
