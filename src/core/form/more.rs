//! What few need: variables, volumes, files, packages.

use super::{Control, Field};
use crate::core::answers::Member;
use crate::core::catalog::Slot;
use crate::core::resolve::Unit;

/// As YAML on a line each.
pub(super) fn more(unit: &Unit) -> Vec<Field> {
    let key = unit.key();
    let answers = &unit.answers;
    let mut fields = Vec::new();
    let mut add = |name: &str, value: String, said: bool, why: &str| {
        fields.push(
            Field::new(format!("{key}.{name}"), name, value)
                .control(Control::Yaml)
                .said(said)
                .why(why),
        );
    };
    add(
        "env",
        map(answers
            .env
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))),
        !answers.env.is_empty(),
        "Variables of both contexts, as {NAME: value}.",
    );
    if unit.owner.is_none() {
        more_of_member(answers, &mut add);
    }
    if unit.slot == Slot::Services {
        add(
            "packages",
            format!("[{}]", answers.packages.join(", ")),
            !answers.packages.is_empty(),
            "Packages of the image's distribution, as [gdal-bin].",
        );
    }
    if let Some(first) = fields.first_mut() {
        first.group = Some("More");
    }
    fields
}

fn more_of_member(answers: &Member, add: &mut impl FnMut(&str, String, bool, &str)) {
    add(
        "volumes",
        map(answers
            .volumes
            .iter()
            .map(|(name, path)| (name.as_str(), path.as_str()))),
        !answers.volumes.is_empty(),
        "What is kept beside its data, as {uploads: /app/media}.",
    );
    add(
        "files",
        map(answers
            .files
            .iter()
            .map(|(path, file)| (path.as_str(), file.as_str()))),
        !answers.files.is_empty(),
        "Files of the project that it sees read-only, as {/etc/it.conf: config/it.conf}.",
    );
}

fn map<'a>(entries: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let entries: Vec<String> = entries
        .map(|(key, value)| {
            let quote = crate::core::yaml::quote;
            format!("{}: {}", quote(key), quote(value))
        })
        .collect();
    format!("{{{}}}", entries.join(", "))
}
