//! Code that the catalog has no kind for, in a package of a workspace: its lines install and build in the
//! workspace's folder, where its lockfile and the packages that it needs are.

use super::build::shown;
use super::files::is_below;
use super::lock;
use super::look::Look;
use super::member;
use super::package::Package;
use super::proposal::Service;
use crate::core::catalog::detect::{Code, InWorkspace};
use crate::core::catalog::item::Item;

/// Such a package, from its workspace's folder.
pub(super) struct Whole<'c> {
    /// The workspace's folder.
    pub(super) context: String,
    lines: &'c InWorkspace,
    /// Its own folder, and those of the packages that it needs, each after those that it needs itself.
    folders: Vec<String>,
    /// What the installation sees.
    manifests: Vec<String>,
    is_locked: bool,
    /// The lines that build what it needs.
    before: Vec<String>,
}

impl<'c> Whole<'c> {
    /// What a service is of, where its package manager can build that so.
    pub(super) fn of(
        look: &Look<'_, '_>,
        code: &'c Code,
        item: &Item,
        service: &Service,
    ) -> Option<Self> {
        let (root, manager, _) = member::workspace(look, code, item, service)?;
        let lines = manager.in_workspace.as_ref()?;
        let own = look.package?;
        let top = root.folder.as_str();
        let inside = |path: &str| {
            let below = path.strip_prefix(top).unwrap_or(path);
            below.trim_start_matches('/').to_owned()
        };
        let needed = member::reached(look, &[own, root]).into_iter();
        let needed: Vec<&Package<'_>> = needed.filter(|library| !library.is_root).collect();
        let all = || std::iter::once(own).chain(needed.iter().copied());
        if !all().all(|package| is_below(&package.folder, top)) {
            return None;
        }
        let lockfile = manager.lock.as_ref();
        let lockfile = lockfile.and_then(|lockfile| lock::found(look, lockfile, true));
        let files = lines.files.iter();
        let files = files.flat_map(|pattern| look.files.find(top, pattern));
        let mut manifests = vec![inside(root.manifest())];
        manifests.extend(lockfile.iter().map(|found| inside(&found.file)));
        manifests.extend(files.map(inside));
        manifests.extend(all().map(|package| inside(package.manifest())));
        let built = needed.iter();
        let built = built.filter(|library| look.at(library).first(&lines.built).is_some());
        let built: Vec<String> = built.map(|library| inside(&library.folder)).collect();
        let mut whole = Self {
            context: shown(top),
            lines,
            folders: all().map(|package| inside(&package.folder)).collect(),
            manifests,
            is_locked: lockfile.is_some(),
            before: Vec::new(),
        };
        let each = built.iter();
        whole.before = each
            .map(|library| whole.filled(&lines.before).replace("{library}", library))
            .collect();
        // A line that names none of them builds all.
        whole.before.dedup();
        Some(whole)
    }

    /// The line that installs it, where the lockfile says what.
    pub(super) fn install(&self) -> Option<String> {
        let line = self.lines.locked.as_ref().filter(|_| self.is_locked)?;
        Some(self.filled(line))
    }

    /// The files that the installation sees.
    pub(super) fn manifests(&self) -> String {
        list(&self.manifests)
    }

    /// Paths of a package as those of the workspace, of that package and of those that it needs.
    pub(super) fn everywhere<'p>(&self, paths: impl Iterator<Item = &'p str> + Clone) -> String {
        let own = paths.clone().map(str::to_owned);
        let below = self.folders.iter();
        let below =
            below.flat_map(|folder| paths.clone().map(move |path| format!("{folder}/{path}")));
        list(&own.chain(below).collect::<Vec<_>>())
    }

    /// A line in the package's own folder.
    pub(super) fn inside(&self, line: &str) -> String {
        self.there(line, "")
    }

    /// What is started there takes the place of the shell, so that signals reach it.
    pub(super) fn started(&self, line: &str) -> String {
        self.there(line, "exec ")
    }

    /// A line of several commands stays as it is.
    fn there(&self, line: &str, exec: &str) -> String {
        let is_one = !line.contains(['&', '|', ';', '<', '>', '$', '`', '(', '\n']);
        let assigns = line
            .split(' ')
            .next()
            .is_some_and(|word| word.contains('='));
        let under = self.lines.under.iter().map(|under| format!("{under} "));
        let before = std::iter::once(exec.to_owned()).chain(under);
        let before: String = before.filter(|_| is_one && !assigns).collect();
        self.filled(&format!("cd {{member}} && {before}{line}"))
    }

    /// A line after what builds the packages that it needs; those alone, where there is none.
    pub(super) fn after(&self, line: Option<String>) -> Option<String> {
        let lines: Vec<String> = self.before.iter().cloned().chain(line).collect();
        (!lines.is_empty()).then(|| lines.join(" && "))
    }

    fn filled(&self, line: &str) -> String {
        let member = self.folders.first().map_or("", String::as_str);
        line.replace("{member}", member)
    }
}

fn list(all: &[String]) -> String {
    format!("[{}]", all.join(", "))
}
