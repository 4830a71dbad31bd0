//! What lies below a unit's path and is neither git's nor for an image, each as `/x`.

use super::{ROOT, Unit};
use crate::core::path::RelPath;

impl Unit {
    /// What its steps make, files and folders, but for what a volume has.
    pub fn made(&self) -> Vec<String> {
        let volumes = self.kept();
        let inside = |path: &&String| {
            volumes
                .iter()
                .any(|one| path.starts_with(&format!("{one}/")))
        };
        let steps = self.steps.iter().flat_map(|step| &step.makes);
        steps.filter(|path| !inside(path)).cloned().collect()
    }

    /// The folders that its volumes cover.
    pub fn kept(&self) -> Vec<String> {
        let below = |target: &String| {
            let path = RelPath::new(target.strip_prefix(ROOT)?.strip_prefix('/')?).ok()?;
            path.below(&self.path).map(|path| format!("/{path}"))
        };
        self.answers.volumes.values().filter_map(below).collect()
    }
}
