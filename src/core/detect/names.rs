//! Names of members: short, and each once.

use super::files::{name, upwards};
use crate::core::resolve;

/// Folders that say nothing of what is in them.
const SAY_NOTHING: [&str; 11] = [
    "src", "app", "apps", "code", "source", "packages", "services", "service", "server", "cmd",
    "rpc",
];

/// The name of a service: its folder's, where that says something, else what its kind is called.
pub(super) fn of_service(
    folder: &str,
    main: Option<&str>,
    usual: Option<&str>,
    package: Option<&str>,
) -> String {
    let main = main
        .map(|main| name(main.trim_start_matches("./")))
        .filter(|main| *main != "." && !SAY_NOTHING.contains(main));
    let own = of_folder(folder);
    let package = package.map(|package| package.rsplit(['/', ':']).next().unwrap_or(package));
    let chosen = main.or(own).or(usual).or(package).unwrap_or("app");
    slug(chosen)
}

/// The name of the nearest folder that says something.
pub(super) fn of_folder(folder: &str) -> Option<&str> {
    let own = upwards(folder)
        .map(name)
        .find(|own| !SAY_NOTHING.contains(own));
    own.filter(|own| !own.is_empty())
}

/// A name that answers take: it begins with a letter.
pub(super) fn slug(text: &str) -> String {
    let slug = resolve::slug(text);
    if slug.starts_with(|c: char| c.is_ascii_alphabetic()) {
        slug
    } else {
        format!("app-{slug}")
    }
}

/// The name, or with a number where it is taken.
pub(super) fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let name = slug(name);
    if !taken(&name) {
        return name;
    }
    let mut numbered = (2..).map(|number| format!("{name}-{number}"));
    numbered.find(|name| !taken(name)).unwrap_or(name)
}
