//! `develop.watch`: what an edit on the host does where no mount brings it.

use minijinja::Value;
use serde_json::Value as Json;

use super::{Planner, Watch};
use crate::core::catalog::Slot;
use crate::core::resolve::ROOT;
use crate::core::resolve::Unit;

impl Planner<'_> {
    /// Entries of a developed service: its source, and the files that make its image.
    pub(super) fn watch(&mut self, unit: &Unit, scope: &Value) -> Vec<Watch> {
        let Some(mode) = self.stack.reload_of(unit) else {
            return Vec::new();
        };
        let mut entries = Vec::new();
        let files = self.lines(unit, &unit.item.rebuild, scope);
        if mode == "watch" {
            let target = scope
                .get_attr("workdir")
                .ok()
                .map(|path| path.to_string())
                .unwrap_or_default();
            let ignore = self.unwatched(unit, scope, &files);
            for path in self.lines(unit, &unit.item.beside.folders, scope) {
                entries.push(Watch::Sync {
                    target: format!("{ROOT}/{path}"),
                    path,
                    ignore: ignore.clone(),
                });
            }
            entries.push(Watch::Sync {
                path: unit.root().to_string(),
                target,
                ignore,
            });
        }
        let prefix = if unit.root().is_root() {
            String::new()
        } else {
            format!("{}/", unit.root())
        };
        entries.extend(files.iter().map(|file| match file.strip_prefix('/') {
            Some(path) => Watch::Rebuild(path.to_owned()),
            None => Watch::Rebuild(format!("{prefix}{file}")),
        }));
        entries.push(Watch::Rebuild(format!("docker/{}", unit.name)));
        entries
    }

    /// What is not to be copied: what is generated inside, what rebuilds, what is another's.
    fn unwatched(&mut self, unit: &Unit, scope: &Value, files: &[String]) -> Vec<String> {
        let mut ignore = self.lines(unit, &unit.item.unwatched, scope);
        ignore.extend(
            files
                .iter()
                .filter(|file| !file.starts_with('/') && !ignore.contains(file))
                .cloned()
                .collect::<Vec<_>>(),
        );
        let stack = self.stack;
        let same = stack.units.iter().filter(|other| {
            other.slot == Slot::Services && other.name != unit.name && other.path == unit.path
        });
        for other in same {
            let known = self.scope_of(other);
            for folder in self.lines(other, &other.item.unwatched, &known) {
                if !ignore.contains(&folder) {
                    ignore.push(folder);
                }
            }
        }
        if unit.root().is_root() {
            let others = self
                .stack
                .units
                .iter()
                .filter(|other| other.owner.is_none() && !other.path.is_root())
                .filter(|other| other.name != unit.name);
            ignore.extend(others.map(|other| format!("{}/", other.path)));
            ignore.extend(["docker/", "secrets/", "compose*.yaml", ".*"].map(str::to_owned));
        }
        ignore
    }

    /// A list of an item, evaluated.
    pub(super) fn lines(&mut self, unit: &Unit, list: &[Json], scope: &Value) -> Vec<String> {
        let list = self
            .templates
            .evaluate(&Json::Array(list.to_vec()), scope, "");
        let list = self.ok(list, unit).flatten();
        let items = list.as_ref().and_then(Json::as_array).into_iter().flatten();
        items
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect()
    }
}
