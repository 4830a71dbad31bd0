//! Shared text files, in which only a block is ours: `.gitignore` and `.gitattributes`; and
//! `.hadolint.yaml`, where a rule has to be left out for a reason.

use indexmap::IndexSet;

use super::{PLAIN, put_at};
use crate::core::answers::Context;
use crate::core::catalog::Slot;
use crate::core::diagnostic::Problem;
use crate::core::fileset::{File, FileSet, Policy};
use crate::core::plan::{Part, Plan};
use crate::core::resolve::{Stack, Unit};
use crate::core::template::{Templates, scope};

/// What hadolint reads. Nothing else needs it: a project that has its own keeps that.
pub const HADOLINT: &str = ".hadolint.yaml";

/// Writes them.
pub(super) fn files(
    templates: &Templates,
    stack: &Stack,
    plan: &Plan,
    set: &mut FileSet,
    problems: &mut Vec<Problem>,
) {
    let mut lines: IndexSet<&String> = IndexSet::new();
    let mut installs = false;
    for part in &plan.parts {
        let draw = || Ignored::of(templates, stack, part);
        let own = part.drawing.ignored.get_or_init(draw);
        lines.extend(&own.lines);
        problems.extend(own.problems.iter().cloned());
        installs |= own.installs;
    }
    let lines: Vec<String> = lines.into_iter().cloned().collect();
    let known = scope([("lines", lines.into())]);
    for (path, template) in [
        (".gitignore", "house/gitignore.j2"),
        (".gitattributes", "house/gitattributes.j2"),
    ] {
        match templates.file(template, &known) {
            Ok(text) => put_at(set, path, File::new(Policy::Block, PLAIN, "", text)),
            Err(error) => problems.push(Problem::error("template", error.to_string())),
        }
    }
    if installs {
        match templates.file("house/hadolint.yaml.j2", &known) {
            Ok(text) => put_at(set, HADOLINT, File::new(Policy::Generated, PLAIN, "", text)),
            Err(error) => problems.push(Problem::error("template", error.to_string())),
        }
    }
}

/// What git does not see of a part, and what is wrong with that.
pub(super) struct Ignored {
    lines: Vec<String>,
    /// Its image has packages of the distribution: hadolint wants to be told of those.
    installs: bool,
    problems: Vec<Problem>,
}

impl Ignored {
    fn of(templates: &Templates, stack: &Stack, part: &Part) -> Self {
        let mut problems = Vec::new();
        let units = part.units(stack).filter(|unit| unit.slot == Slot::Services);
        let lines = units.flat_map(|unit| ignored(templates, part, unit, &mut problems));
        let mut stages = part.image.iter().flat_map(|image| &image.stages);
        Self {
            lines: lines.collect(),
            installs: stages.any(|(_, text)| text.contains("apt-get install")),
            problems,
        }
    }
}

/// What git does not see of a service: `/x` is below its path, `x` anywhere, and `x/` a folder.
fn ignored(
    templates: &Templates,
    part: &Part,
    unit: &Unit,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let known = part.scopes.get(&unit.name).cloned();
    let known = known.unwrap_or_else(|| scope([]));
    let list = serde_json::Value::Array(unit.item.gitignore.clone());
    let list = match templates.evaluate(&list, &known, Context::Development.word()) {
        Ok(list) => list.unwrap_or_default(),
        Err(error) => {
            problems.push(super::launch::broken(unit, &error));
            return Vec::new();
        }
    };
    let lines = list
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|line| line.as_str());
    let kept = unit.kept().into_iter().map(|folder| format!("{folder}/"));
    let made: Vec<String> = unit.made().into_iter().chain(kept).collect();
    let lines = lines.chain(made.iter().map(String::as_str));
    lines
        .map(|line| match line.strip_prefix('/') {
            Some(own) if !unit.path.is_root() => format!("/{}/{own}", unit.path),
            _ => line.to_owned(),
        })
        .collect()
}
