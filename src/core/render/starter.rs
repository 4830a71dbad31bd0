//! Starters: a minimal app, where the folder has no code.

use std::sync::Arc;

use super::{Options, PLAIN};
use crate::core::catalog::Catalog;
use crate::core::diagnostic::Problem;
use crate::core::fileset::{File, FileSet, Policy};
use crate::core::path::RelPath;
use crate::core::plan::{Part, Plan, template_path};
use crate::core::resolve::{Stack, Unit};
use crate::core::template::Templates;

/// Lays the layers of each service that is to have a starter.
pub(super) fn files(
    templates: &Templates,
    catalog: &Catalog,
    stack: &Stack,
    plan: &Plan,
    options: &Options,
    set: &mut FileSet,
    problems: &mut Vec<Problem>,
) {
    for part in &plan.parts {
        let unit = stack.unit(&part.unit);
        if let Some(unit) = unit.filter(|unit| options.starters.contains(&unit.name)) {
            let laid = part.drawing.starter.get_or_init(|| {
                let (mut files, mut problems) = (Vec::new(), Vec::new());
                match lay(templates, catalog, unit, part, &mut files) {
                    Ok(notes) => problems.extend(notes),
                    Err(error) => problems.push(super::launch::broken(unit, &error)),
                }
                Laid { files, problems }
            });
            for (path, file) in &laid.files {
                let file = || Arc::clone(file);
                set.files.entry(path.clone()).or_insert_with(file);
            }
            problems.extend(laid.problems.iter().cloned());
        }
    }
}

/// A part's starter, and what is to be told of it.
pub(super) struct Laid {
    files: Vec<(RelPath, Arc<File>)>,
    problems: Vec<Problem>,
}

/// Gives what the user is to be told of layers that are left out.
fn lay(
    templates: &Templates,
    catalog: &Catalog,
    unit: &Unit,
    part: &Part,
    files: &mut Vec<(RelPath, Arc<File>)>,
) -> Result<Vec<Problem>, minijinja::Error> {
    let Some(known) = part.scopes.get(&unit.name) else {
        return Ok(Vec::new());
    };
    let mut notes = Vec::new();
    for layer in &unit.item.starter {
        if let Some(when) = &layer.when
            && !templates.expression(when, known)?.is_true()
        {
            if let Some(text) = &layer.otherwise {
                let message = templates.text(text, known)?;
                notes.push(Problem::note("no-starter", message).key(unit.key()));
            }
            continue;
        }
        let folder = template_path(unit, &templates.text(&layer.from, known)?);
        for (path, text) in catalog.below(&folder) {
            let (path, text) = match path.strip_suffix(".j2") {
                Some(name) => (
                    name.to_owned(),
                    templates.file(&format!("{folder}/{path}"), known)?,
                ),
                None => (path, text.to_owned()),
            };
            // A name may be a template too.
            let Ok(path) = RelPath::new(&templates.text(&path, known)?) else {
                continue;
            };
            let mode = if text.starts_with("#!") { 0o755 } else { PLAIN };
            let file = File::new(Policy::Starter, mode, unit.key(), text);
            files.push((unit.path.join(&path), Arc::new(file)));
        }
    }
    Ok(notes)
}
