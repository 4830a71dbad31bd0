//! A project of the item's defaults: it resolves, and what comes out is what we would write.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use super::Subject;
use super::facts::has_tag;
use crate::core::answers;
use crate::core::catalog::item::Item;
use crate::core::catalog::{Catalog, Slot};
use crate::core::diagnostic::Problem;
use crate::core::generate::generate;
use crate::core::render::Options;
use crate::core::template::Templates;
use crate::core::yaml;

pub(super) fn sample(catalog: &Arc<Catalog>, subject: &Subject<'_>, item: &Item) -> Vec<Problem> {
    let Some(text) = text(catalog, subject, item) else {
        return Vec::new();
    };
    let Ok(root) = yaml::parse(answers::FILE, text.as_bytes()) else {
        return Vec::new();
    };
    let (answers, _) = answers::read(answers::FILE, &root);
    let generated = generate(catalog, &Templates::new(catalog), &answers, None, |_| {
        Options {
            starters: BTreeSet::from(["sample".to_owned()]),
            ..Options::default()
        }
    });
    let errors = generated.problems.into_iter().filter(Problem::is_error);
    let mut problems: Vec<Problem> = errors
        .map(|problem| {
            let message = format!("a project of its defaults fails: {}", problem.message);
            subject
                .problem("bad-sample", "", message)
                .mend(problem.mend)
        })
        .collect();
    for (path, file) in &generated.files.files {
        if path.name() == "Dockerfile" {
            problems.extend(dockerfile(subject, path.as_str(), &file.text()));
        }
    }
    problems
}

/// Answers with the item, and what it needs.
fn text(catalog: &Catalog, subject: &Subject<'_>, item: &Item) -> Option<String> {
    let id = yaml::quote(subject.id);
    let mut uses = Vec::new();
    let mut backing = String::new();
    for (place, need) in item.needs.iter().enumerate() {
        let mut lines = catalog.list(Slot::Backing).into_iter();
        let other = lines.find(|line| line.provides.contains(need))?;
        let name = format!("need{place}");
        let _ = writeln!(backing, "  {name}: {{kind: {}}}", yaml::quote(&other.id));
        uses.push(name);
    }
    let uses = uses.join(", ");
    let own = if item
        .image
        .as_deref()
        .is_some_and(|image| image.starts_with("{{"))
    {
        ", image: \"example/sample:1\", port: 8000"
    } else {
        ""
    };
    let head = "dockwright: 1\nname: sample\n";
    let entry = format!("  sample: {{kind: {id}, uses: [{uses}]{own}}}\n");
    match subject.slot {
        Slot::Services => Some(format!("{head}services:\n{entry}backing:\n{backing}")),
        Slot::Backing => Some(format!("{head}backing:\n{entry}{backing}")),
        // The others show nothing without a service of their own kind.
        _ => None,
    }
}

/// What every Dockerfile of ours keeps to.
fn dockerfile(subject: &Subject<'_>, path: &str, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut stages: Vec<&str> = vec!["scratch"];
    let mut told = |line: usize, what: String, mend: &str| {
        let message = format!("{path}:{line} of a project of its defaults: {what}");
        problems.push(subject.problem("bad-sample", "stages", message).mend(mend));
    };
    for (place, line) in text.lines().enumerate() {
        let mut words = line.split_whitespace();
        match words.next() {
            Some("FROM") => {
                let mut words = words.filter(|word| !word.starts_with("--"));
                let image = words.next().unwrap_or_default();
                if !stages.contains(&image) && !has_tag(image) {
                    told(
                        place + 1,
                        format!("{image:?} has no tag"),
                        "name a version that exists",
                    );
                }
                stages.extend(words.nth(1));
            }
            Some("CMD" | "ENTRYPOINT") if !line.contains('[') => {
                let mend = "write it as a list: `CMD {{ command.production | exec_form }}`";
                told(place + 1, "a shell would swallow signals".to_owned(), mend);
            }
            _ => {}
        }
    }
    problems
}
