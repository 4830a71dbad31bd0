//! Whole answers to start with.

use super::embedded;
use crate::core::path::RelPath;

/// A preset: whole answers with a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// The folder's name.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Where it stands among the others: the lowest first.
    pub order: u8,
    /// The answers, which have no `name:` yet.
    pub text: &'static str,
    /// Files that the answers name, laid where none are: path -> text.
    pub files: &'static [(&'static str, &'static str)],
}

impl Preset {
    /// Its own files, by their paths in the project.
    pub fn laid(&self) -> Vec<(RelPath, String)> {
        let files = self.files.iter();
        let files =
            files.filter_map(|(path, text)| Some((RelPath::new(path).ok()?, (*text).to_owned())));
        files.collect()
    }
}

/// The presets in the binary, by name.
pub fn presets() -> Vec<Preset> {
    embedded::PRESETS.to_vec()
}

/// The same as they are offered: those of the lowest `order` lead, the others follow by title.
pub fn starts() -> Vec<Preset> {
    let mut presets = presets();
    presets.sort_by_key(|preset| (preset.order, preset.title));
    presets
}
