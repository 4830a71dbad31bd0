//! `explain`: the stack in words; writes nothing.

use std::path::Path;
use std::sync::Arc;

use super::args::Format;
use super::output::{End, data, json, problems};
use super::project::{Look, look};
use crate::core::catalog::Catalog;
use crate::core::explain::{explain as facts, markdown, text};

/// Tells what each container is for, and what to do first.
pub(super) fn explain(catalog: &Arc<Catalog>, dir: &Path, format: Format) -> End {
    let project = match look(dir, &Look::with(catalog)) {
        Ok(project) => project,
        Err(found) => {
            problems(&found);
            return End::Failed;
        }
    };
    let explanation = facts(&project.stack, &project.plan);
    match format {
        Format::Text => data(&text(&explanation)),
        Format::Markdown => data(&markdown(&explanation)),
        Format::Json => json(&explanation),
    }
    End::Done
}
