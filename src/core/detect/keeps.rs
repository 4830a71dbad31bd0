//! Folders in which a program keeps its data, such as a database that is a file: each wants a volume.

use indexmap::IndexMap;

use super::evidence::Stated;
use super::look::Look;
use crate::core::catalog::detect::Kept;
use crate::core::resolve::ROOT;

/// Volume -> folder in the container.
pub(super) fn volumes(look: &Look<'_, '_>, rules: &[Kept]) -> IndexMap<String, Stated<String>> {
    let own = match look.folder.as_str() {
        "" => ROOT.to_owned(),
        folder => format!("{ROOT}/{folder}"),
    };
    let kept = rules.iter().filter_map(|rule| {
        let found = look.first(&rule.when)?;
        let folder = format!("{own}/{}", rule.folder);
        Some((rule.volume.clone(), Stated::new(folder, found.evidence)))
    });
    kept.collect()
}
