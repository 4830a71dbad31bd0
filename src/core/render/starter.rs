//! Starters: a minimal app, where the folder has no code.

use super::{Options, PLAIN};
use crate::core::catalog::Catalog;
use crate::core::diagnostic::Problem;
use crate::core::fileset::{File, FileSet, Policy};
use crate::core::path::RelPath;
use crate::core::plan::{Plan, template_path};
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
    for unit in stack
        .units
        .iter()
        .filter(|unit| options.starters.contains(&unit.name))
    {
        if let Err(error) = lay(templates, catalog, unit, plan, set) {
            problems.push(super::launch::broken(unit, &error));
        }
    }
}

fn lay(
    templates: &Templates,
    catalog: &Catalog,
    unit: &Unit,
    plan: &Plan,
    set: &mut FileSet,
) -> Result<(), minijinja::Error> {
    let Some(known) = plan.scopes.get(&unit.name) else {
        return Ok(());
    };
    for layer in &unit.item.starter {
        if let Some(when) = &layer.when
            && !templates.expression(when, known)?.is_true()
        {
            continue;
        }
        let from = templates.text(&layer.from, known)?;
        let folder = template_path(unit, &from);
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
            set.files.entry(unit.path.join(&path)).or_insert(file);
        }
    }
    Ok(())
}
