//! New files, complete, beside the record; then moved into place, a new folder as a whole.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};

use cap_std::fs::Dir;

use crate::core::diagnostic::Problem;
use crate::core::path::RelPath;

use super::effects::Effects;
use super::folders::Folders;
use super::kept::Kept;
use super::problem;
use super::record::Record;

/// What is staged.
pub(super) struct Staged {
    /// Names in the stage, and where they go: files whose folder is there, and new folders.
    moves: Vec<(String, RelPath)>,
}

/// Makes all new folders and writes all new files in the stage.
pub(super) fn stage(
    stage: &Dir,
    record: &Record<'_>,
    effects: &mut Effects,
) -> Result<Staged, Problem> {
    let mut staging = Staging {
        stage,
        opened: BTreeMap::new(),
        moves: Vec::new(),
    };
    for folder in &record.folders {
        staging
            .folder(folder, record.modes.get(folder).copied(), effects)
            .map_err(|error| problem::of(&error, "write", folder.as_str()))?;
    }
    for entry in &record.files {
        if let Some(new) = &entry.new {
            staging
                .file(&entry.path, new, effects)
                .map_err(|error| problem::of(&error, "write", entry.path.as_str()))?;
        }
    }
    Ok(Staged {
        moves: staging.moves,
    })
}

struct Staging<'a> {
    stage: &'a Dir,
    /// Staged folders, by where they go.
    opened: BTreeMap<RelPath, Dir>,
    moves: Vec<(String, RelPath)>,
}

impl Staging<'_> {
    fn folder(
        &mut self,
        path: &RelPath,
        mode: Option<u32>,
        effects: &mut Effects,
    ) -> io::Result<()> {
        let (dir, name) = self.place(path);
        effects.folder(dir, &name, mode)?;
        let opened = dir.open_dir(&name)?;
        self.moved(name, path);
        self.opened.insert(path.clone(), opened);
        Ok(())
    }

    fn file(&mut self, path: &RelPath, new: &Kept<'_>, effects: &mut Effects) -> io::Result<()> {
        let bytes = new.bytes().ok_or(ErrorKind::InvalidData)?;
        let (dir, name) = self.place(path);
        effects.write(dir, &name, &bytes, new.mode())?;
        self.moved(name, path);
        Ok(())
    }

    /// Where it is staged: in its staged folder by its name, or at the top by a number.
    fn place(&self, path: &RelPath) -> (&Dir, String) {
        let above = path.parent().and_then(|above| self.opened.get(&above));
        match above {
            Some(dir) => (dir, path.name().to_owned()),
            None => (self.stage, self.moves.len().to_string()),
        }
    }

    /// Notes the move of what is staged at the top.
    fn moved(&mut self, name: String, path: &RelPath) {
        let inside = path
            .parent()
            .is_some_and(|above| self.opened.contains_key(&above));
        if !inside {
            self.moves.push((name, path.clone()));
        }
    }
}

impl Staged {
    /// Moves everything into place, and removes what goes.
    pub(super) fn place(
        &self,
        folders: &mut Folders<'_>,
        stage: &Dir,
        record: &Record<'_>,
        effects: &mut Effects,
    ) -> io::Result<()> {
        for (name, path) in &self.moves {
            let dir = folders.of(path)?.ok_or(ErrorKind::NotFound)?;
            effects.rename((stage, name), (dir, path.name()))?;
        }
        for entry in record.files.iter().filter(|entry| entry.new.is_none()) {
            if let Some(dir) = folders.of(&entry.path)? {
                effects.unlink(dir, entry.path.name())?;
            }
        }
        Ok(())
    }
}
