//! Where each answer stands, for problems found after reading.

use std::sync::{Arc, OnceLock};

use foldhash::HashMap;

use crate::core::diagnostic::Problem;
use crate::core::yaml::{Entry, Node};

/// The places of a file's answers; looked up only where a problem wants one.
#[derive(Debug, Clone, Default)]
pub struct Places {
    file: String,
    root: Option<Arc<Node>>,
    /// `services.web` -> the places of that section and of that member, once somebody asks.
    members: OnceLock<HashMap<String, (usize, usize)>>,
}

impl Places {
    /// The places of a file's answers.
    pub fn of(file: &str, root: &Arc<Node>) -> Self {
        Self {
            file: file.to_owned(),
            root: Some(Arc::clone(root)),
            members: OnceLock::new(),
        }
    }

    /// Gives a problem the line of its key, or of the nearest answer above it that is written.
    pub fn locate(&self, problem: &mut Problem) {
        let Some(place) = &mut problem.place else {
            return;
        };
        let (None, Some(key)) = (place.line, &place.key) else {
            return;
        };
        if place.file.is_empty() {
            place.file.clone_from(&self.file);
        }
        let mut known = key.as_str();
        loop {
            if let Some((line, column)) = self.find(known) {
                place.line = Some(line);
                place.column = Some(column);
                return;
            }
            match known.rsplit_once('.') {
                Some((above, _)) => known = above,
                None => return,
            }
        }
    }

    fn find(&self, key: &str) -> Option<(usize, usize)> {
        let root = self.root.as_deref()?;
        let members = self.members.get_or_init(|| members(root));
        let dots = key.match_indices('.').map(|(place, _)| place);
        let begins = dots.chain([key.len()]).filter_map(|end| {
            let (slot, place) = members.get(key.get(..end)?)?;
            let section = root.as_map()?.get(*slot)?;
            Some((section.value.as_map()?.get(*place)?, key.get(end..)?))
        });
        let mut below = begins.filter_map(|(entry, rest)| match rest.strip_prefix('.') {
            Some(rest) => below(&entry.value, rest),
            None => Some((entry.line, entry.column)),
        });
        below.next().or_else(|| below_root(root, key))
    }
}

/// The members of all sections, by their keys.
fn members(root: &Node) -> HashMap<String, (usize, usize)> {
    let sections = root.as_map().unwrap_or_default().iter().enumerate();
    let members = sections.flat_map(|(slot, section)| {
        let members = section.value.as_map().unwrap_or_default().iter();
        let members = members.enumerate();
        members.map(move |(place, entry)| (format!("{}.{}", section.key, entry.key), (slot, place)))
    });
    members.collect()
}

/// What stands at the root, or in a list there; the members of sections are known.
fn below_root(root: &Node, key: &str) -> Option<(usize, usize)> {
    root.as_map()?.iter().find_map(|entry| {
        let rest = key.strip_prefix(entry.key.as_str())?;
        match rest.strip_prefix('.') {
            None if rest.is_empty() => Some((entry.line, entry.column)),
            Some(rest) if entry.value.as_map().is_none() => below(&entry.value, rest),
            _ => None,
        }
    })
}

/// What stands at a key below a node; names in it may have dots.
fn below(node: &Node, key: &str) -> Option<(usize, usize)> {
    if let Some(items) = node.as_list() {
        let (place, rest) = key
            .split_once('.')
            .map_or((key, None), |(one, rest)| (one, Some(rest)));
        let item = items.get(place.parse::<usize>().ok()?)?;
        return match rest {
            Some(rest) => below(item, rest),
            None => Some((item.line, item.column)),
        };
    }
    node.as_map()?.iter().find_map(|entry| through(entry, key))
}

fn through(entry: &Entry, key: &str) -> Option<(usize, usize)> {
    let rest = key.strip_prefix(entry.key.as_str())?;
    if rest.is_empty() {
        return Some((entry.line, entry.column));
    }
    below(&entry.value, rest.strip_prefix('.')?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::yaml::parse;

    #[test]
    fn the_nearest_answer_above_is_found() {
        let text = "name: x\nservices:\n  web:\n    files:\n      /etc/it.conf: it.conf\n    setup:\n      - migrate\n      - {run: x}\n";
        let root = Arc::new(parse("f", text.as_bytes()).unwrap());
        let places = Places::of("f", &root);
        for (key, place) in [
            ("name", Some((1, 1))),
            ("services", Some((2, 1))),
            ("services.web", Some((3, 3))),
            ("services.web.port", Some((3, 3))),
            ("services.web.files./etc/it.conf", Some((5, 7))),
            ("services.web.setup.1.run", Some((8, 10))),
            ("services.web.setup.7", Some((6, 5))),
            ("services.api.port", Some((2, 1))),
            ("backing.db", None),
        ] {
            let mut problem = Problem::error("x", "x").key(key);
            places.locate(&mut problem);
            let found = problem.place.unwrap();
            assert_eq!(found.line.zip(found.column), place, "{key}");
        }
    }
}
