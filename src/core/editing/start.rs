//! How answers begin: by a preset, by hand, or in a project.

use std::sync::Arc;

use super::Editing;
use crate::core::catalog::Preset;
use crate::core::detect::Because;
use crate::core::host::filled;
use crate::core::path::RelPath;

/// How the answers began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// The text.
    pub text: String,
    /// What `init` is told for the same, such as `--preset django-vite`; empty on a project.
    pub command: String,
    /// A preset's own files: path -> text.
    pub laid: Vec<(RelPath, String)>,
    /// The folder has its answers already.
    pub is_project: bool,
    /// They are what the folder's code tells.
    pub is_found: bool,
    /// Why what is found is believed.
    pub because: Vec<Because>,
}

impl Start {
    /// A preset's.
    pub fn of(preset: &Preset) -> Self {
        Self {
            text: preset.text.to_owned(),
            command: format!("--preset {}", preset.name),
            laid: preset.laid(),
            ..Self::default()
        }
    }
}

impl Editing {
    /// A project that begins has the answers that its machine gives: the text then, where that is another.
    pub(super) fn fill(&mut self) -> Option<String> {
        if self.start.is_project || self.is_written || self.done > 0 {
            return None;
        }
        let catalog = self.studio.catalog();
        let (text, told) = filled(catalog, &self.start.text, &self.seen.traits);
        if told.is_empty() {
            return None;
        }
        self.base = text.as_str().into();
        self.steps.clear();
        Arc::make_mut(&mut self.start).text.clone_from(&text);
        Some(text)
    }
}
