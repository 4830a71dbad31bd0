//! Manifests with a parser: the rule says where in the tree things stand.

use super::{Dependency, Group, Said, Script};
use crate::core::catalog::detect::Manifest as Rule;
use crate::core::detect::doc::{Doc, Kind};
use crate::core::detect::files::File;

pub(super) fn read(file: &File, doc: &Doc, rule: &Rule) -> Said {
    let mut said = Said::default();
    let groups = [
        (Group::Normal, &rule.dependencies),
        (Group::Optional, &rule.optional),
        (Group::Development, &rule.development),
    ];
    for (group, places) in groups {
        for found in places.iter().flat_map(|place| doc.at(place)) {
            for value in found.items() {
                dependencies(file, value, rule, group, &mut said.dependencies);
                let of_root =
                    |about: &Doc| about.get("workspace").and_then(Doc::as_text) == Some("true");
                let taken = value.entries().iter().filter(|(_, about)| of_root(about));
                said.taken.extend(taken.map(|(name, _)| name.clone()));
            }
        }
    }
    for features in rule.features.iter().flat_map(|place| doc.at(place)) {
        by_default(features, &mut said.dependencies);
    }
    for found in rule.shared.iter().flat_map(|place| doc.at(place)) {
        dependencies(file, found, rule, Group::Normal, &mut said.shared);
    }
    let first = |place: &String| doc.at(place).into_iter().find_map(Doc::as_text);
    said.name = rule.name.as_ref().and_then(first).map(str::to_owned);
    for scripts in rule.scripts.iter().flat_map(|place| doc.at(place)) {
        for (name, command) in scripts.entries() {
            let Some(text) = command.as_text() else {
                continue;
            };
            said.scripts.push(Script {
                name: name.clone(),
                command: text.to_owned(),
                evidence: file.line(command.line),
            });
        }
    }
    for members in rule.members.iter().flat_map(|place| doc.at(place)) {
        let texts = members.items().into_iter().filter_map(Doc::as_text);
        said.members.extend(texts.map(str::to_owned));
    }
    for path in rule.local.iter().flat_map(|place| doc.at(place)) {
        let texts = path.items().into_iter().filter_map(Doc::as_text);
        said.local.extend(texts.map(str::to_owned));
    }
    said
}

fn dependencies(file: &File, value: &Doc, rule: &Rule, group: Group, all: &mut Vec<Dependency>) {
    let mut put = |name: &str, line: usize, group: Group| {
        all.push(Dependency {
            name: name.to_owned(),
            group,
            evidence: file.line(line),
        });
    };
    match &value.kind {
        Kind::Text(text) => {
            for name in names(text) {
                put(&name, value.line, group);
            }
        }
        Kind::Map(_) if !rule.entry.is_empty() => {
            let fields: Option<Vec<&Doc>> = rule.entry.iter().map(|key| value.get(key)).collect();
            let Some(fields) = fields else { return };
            let names: Vec<&str> = fields.iter().filter_map(|field| field.as_text()).collect();
            let line = fields.last().map_or(value.line, |field| field.line);
            put(&names.join(":"), line, own_group(value, group));
        }
        Kind::Map(entries) => {
            for (name, about) in entries {
                let group = own_group(about, group);
                put(name, about.line, group);
                // `psycopg = {extras = ["binary"]}`
                let extras = about.get("extras").map(Doc::items).unwrap_or_default();
                for extra in extras.into_iter().filter_map(Doc::as_text) {
                    put(&format!("{name}[{extra}]"), about.line, group);
                }
                // Features of crates are told as extras are.
                let features = about.get("features").map(Doc::items).unwrap_or_default();
                for feature in features.into_iter().filter_map(Doc::as_text) {
                    put(&format!("{name}[{feature}]"), about.line, group);
                }
            }
        }
        Kind::List(_) => {}
    }
}

/// What `default` takes in, by itself or by way of other features, is needed: `dep:name`, `name` or `name/more`.
fn by_default(features: &Doc, all: &mut [Dependency]) {
    let mut next = vec!["default".to_owned()];
    let mut seen: Vec<String> = Vec::new();
    while let Some(feature) = next.pop() {
        if seen.contains(&feature) {
            continue;
        }
        let name = feature.strip_prefix("dep:").unwrap_or(&feature);
        let name = name.split('/').next().unwrap_or(name);
        let optional = all.iter_mut().filter(|one| one.group == Group::Optional);
        for one in optional.filter(|one| one.name.split('[').next() == Some(name)) {
            one.group = Group::Normal;
        }
        let more = features.get(&feature).map(Doc::items).unwrap_or_default();
        next.extend(more.into_iter().filter_map(Doc::as_text).map(str::to_owned));
        seen.push(feature);
    }
}

/// What an entry says of itself: `optional = true`, `<scope>test</scope>`.
fn own_group(about: &Doc, group: Group) -> Group {
    let says = |key: &str| about.get(key).and_then(Doc::as_text);
    match (says("optional"), says("scope")) {
        (Some("true"), _) => Group::Optional,
        (_, Some("test")) => Group::Development,
        _ => group,
    }
}

/// `celery[redis,s3]>=5; python_version > "3"` is celery, celery[redis] and celery[s3].
pub(in crate::core::detect) fn names(text: &str) -> Vec<String> {
    let end = |c: char| !(c.is_alphanumeric() || "._-@/".contains(c));
    let text = text.trim();
    let name = &text[..text.find(end).unwrap_or(text.len())];
    if name.is_empty() {
        return Vec::new();
    }
    let mut names = vec![name.to_owned()];
    let rest = text[name.len()..].trim_start();
    if let Some((extras, _)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let extras = extras.split(',').map(str::trim);
        names.extend(extras.map(|extra| format!("{name}[{extra}]")));
    }
    names
}
