//! A build that sees less than the code needs: the manifest, the workspace's lockfile, a package beside it.

use super::look::Look;
use super::member;
use super::proposal::Service;
use crate::core::catalog::detect::Detect;
use crate::core::catalog::item::Item;
use crate::core::diagnostic::{Level, Problem};

/// What is told of a service whose image is built of its own folder, where that is not all of it.
pub(super) fn short(
    look: &Look<'_, '_>,
    (item, detect): (&Item, &Detect),
    service: &Service,
) -> Option<Problem> {
    let whole = service.context.as_ref().filter(|_| !item.workspace)?;
    let package = look.package?;
    if member::is_built_so(&package.language.code, service) {
        return None;
    }
    let answer = detect.package_answer.as_ref();
    if answer.is_some_and(|answer| service.with.contains_key(answer)) {
        return None;
    }
    let libraries = look.libraries().into_iter();
    let libraries: Vec<String> = libraries
        .map(|library| match library.folder.as_str() {
            "" => "the package above it".to_owned(),
            folder => format!("{folder} beside it"),
        })
        .collect();
    let (level, lacks) = if package.folder != look.folder {
        let manifest = package.manifest();
        (Level::Warning, format!(", and {manifest} is not in it"))
    } else if !libraries.is_empty() {
        (
            Level::Warning,
            format!(", and needs {}", libraries.join(", ")),
        )
    } else if package.is_bare() && !package.above.is_empty() {
        (
            Level::Warning,
            ", and what it needs is said above it".to_owned(),
        )
    } else {
        (Level::Note, ": a lockfile above it is not seen".to_owned())
    };
    let message = format!("{} is built of {} alone{lacks}", service.name, service.path);
    let mend =
        format!("`kind: custom` with `path: {whole}` builds all of it, by commands of your own");
    let problem = Problem::new("build-sees-less", level, message);
    Some(
        problem
            .key(format!("services.{}.path", service.name))
            .mend(mend),
    )
}
