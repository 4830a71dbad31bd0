//! Variables that a class of settings stands for, field by field, as pydantic's do: `db_host: str` is `DB_HOST`.

use std::rc::Rc;

use regex::Regex;

use super::evidence::Evidence;
use super::files::File;
use super::look::Look;
use super::variables::Read;
use crate::core::catalog::detect::Fields;

/// The names of a folder's settings go into `names`; those without a value of their own into `wanted` too. Where
/// one of them reads `.env` and refuses what it does not know.
pub(super) fn every(
    look: &Look<'_, '_>,
    rules: &[Fields],
    names: &mut Read,
    wanted: &mut Read,
) -> Option<Evidence> {
    let mut refuses = None;
    for rule in rules {
        let regex = |pattern: &str| look.rules.regex(pattern);
        let (Some(class), Some(field)) = (regex(&rule.class), regex(&rule.field)) else {
            continue;
        };
        let settings = Settings {
            class,
            field,
            prefix: rule.prefix.as_deref().and_then(regex),
            named: rule.named.as_deref().and_then(regex),
            given: rule.given.as_deref().and_then(regex),
            dotenv: rule.dotenv.as_deref().and_then(regex),
            lenient: rule.lenient.as_deref().and_then(regex),
        };
        for path in look.paths(&look.folder, &rule.file).iter() {
            let file = look.files.file(path);
            let file = file.filter(|file| settings.class.is_match(&file.text));
            if let Some(file) = file {
                let found = settings.read(&file, names, wanted);
                refuses = refuses.or(found);
            }
        }
    }
    refuses
}

/// The expressions of a rule.
struct Settings {
    class: Rc<Regex>,
    field: Rc<Regex>,
    prefix: Option<Rc<Regex>>,
    named: Option<Rc<Regex>>,
    given: Option<Rc<Regex>>,
    dotenv: Option<Rc<Regex>>,
    lenient: Option<Rc<Regex>>,
}

impl Settings {
    fn read(&self, file: &File, names: &mut Read, wanted: &mut Read) -> Option<Evidence> {
        let mut refuses = None;
        let lines: Vec<&str> = file.text.lines().collect();
        let classes = lines.iter().enumerate();
        let classes = classes.filter(|(_, line)| self.class.is_match(line));
        for (start, line) in classes {
            let body = body(&lines, start + 1, indent(line));
            let prefix = body
                .iter()
                .find_map(|(_, line)| group(self.prefix.as_deref(), line));
            let prefix = prefix.unwrap_or_default();
            let has = |regex: Option<&Rc<Regex>>| {
                let is_match =
                    |line: &&(usize, &str)| regex.is_some_and(|regex| regex.is_match(line.1));
                body.iter().find(is_match).map(|(place, _)| *place)
            };
            if let Some(place) = has(self.dotenv.as_ref())
                && has(self.lenient.as_ref()).is_none()
            {
                refuses = refuses.or_else(|| Some(file.line(place + 1)));
            }
            let least = body.iter().map(|(_, line)| indent(line)).min();
            for (place, line) in &body {
                let Some(name) = group(Some(&self.field), line) else {
                    continue;
                };
                if Some(indent(line)) != least {
                    continue;
                }
                let name = match group(self.named.as_deref(), line) {
                    Some(other) => other.to_owned(),
                    None => format!("{prefix}{name}").to_uppercase(),
                };
                let evidence = || -> Evidence { file.line(place + 1) };
                let given = self.given.as_ref();
                if given.is_some_and(|given| !given.is_match(line)) {
                    wanted.entry(name.clone()).or_insert_with(evidence);
                }
                names.entry(name).or_insert_with(evidence);
            }
        }
        refuses
    }
}

/// The lines below one that are further in, without what is a text of several lines.
fn body<'l>(lines: &[&'l str], from: usize, outer: usize) -> Vec<(usize, &'l str)> {
    let mut body = Vec::new();
    let mut in_text = false;
    for (place, line) in lines.iter().enumerate().skip(from) {
        let quotes = line.matches("\"\"\"").count() + line.matches("'''").count();
        let text = in_text || quotes > 0;
        in_text ^= quotes % 2 == 1;
        if text || line.trim().is_empty() {
            continue;
        }
        if indent(line) <= outer {
            break;
        }
        body.push((place, *line));
    }
    body
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn group<'l>(regex: Option<&Regex>, line: &'l str) -> Option<&'l str> {
    Some(regex?.captures(line)?.get(1)?.as_str())
}
