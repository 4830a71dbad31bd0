//! New files, complete, beside the record; then moved into place, a new folder as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use cap_std::fs::Dir;

use crate::core::change::ChangeSet;
use crate::core::diagnostic::Problem;
use crate::core::path::RelPath;

use super::effects::Effects;
use super::folders::Folders;
use super::problem;

/// What is staged.
pub(super) struct Staged {
    /// Names in the stage, and where they go: files whose folder is there, and new folders.
    moves: Vec<(String, RelPath)>,
    /// All new folders, outermost first.
    pub(super) folders: Vec<RelPath>,
}

/// Writes all new files into the stage.
pub(super) fn stage(
    folders: &mut Folders<'_>,
    stage: &Dir,
    changes: &ChangeSet,
    effects: &mut Effects,
) -> Result<Staged, Problem> {
    let new = missing(folders, changes)?;
    let mut staging = Staging {
        stage,
        opened: BTreeMap::new(),
        moves: Vec::new(),
    };
    for folder in &new {
        staging
            .folder(folder, effects)
            .map_err(|error| problem::of(&error, "write", folder.as_str()))?;
    }
    for write in changes.writes() {
        if let Some(content) = write.new {
            staging
                .file(write.path, &content.bytes, content.mode, effects)
                .map_err(|error| problem::of(&error, "write", write.path.as_str()))?;
        }
    }
    Ok(Staged {
        moves: staging.moves,
        folders: new.into_iter().collect(),
    })
}

/// The folders that are wanted and not there.
fn missing(folders: &mut Folders<'_>, changes: &ChangeSet) -> Result<BTreeSet<RelPath>, Problem> {
    let written = changes.writes().filter(|write| write.new.is_some());
    let above = written.filter_map(|write| write.path.parent());
    let wanted = above.chain(changes.folders.iter().cloned());
    let mut missing = BTreeSet::new();
    for folder in wanted.collect::<BTreeSet<_>>() {
        let mut next = Some(folder);
        while let Some(folder) = next {
            let found = folders
                .get(&folder)
                .map_err(|error| problem::of(&error, "write", folder.as_str()))?;
            if found.is_some() || missing.contains(&folder) {
                break;
            }
            next = folder.parent();
            missing.insert(folder);
        }
    }
    let mut files = changes.writes().filter(|write| write.new.is_some());
    if let Some(both) = files.find(|write| missing.contains(write.path)) {
        let message = format!("{} is to be both a file and a folder", both.path);
        return Err(Problem::error("not-a-folder", message)
            .at(problem::place(both.path.as_str()))
            .mend("choose other paths in dockwright.yaml"));
    }
    Ok(missing)
}

struct Staging<'a> {
    stage: &'a Dir,
    /// Staged folders, by where they go.
    opened: BTreeMap<RelPath, Dir>,
    moves: Vec<(String, RelPath)>,
}

impl Staging<'_> {
    fn folder(&mut self, path: &RelPath, effects: &mut Effects) -> io::Result<()> {
        let (dir, name) = self.place(path);
        effects.mkdir(dir, &name, 0o777)?;
        let opened = dir.open_dir(&name)?;
        self.moved(name, path);
        self.opened.insert(path.clone(), opened);
        Ok(())
    }

    fn file(
        &mut self,
        path: &RelPath,
        bytes: &[u8],
        mode: u32,
        effects: &mut Effects,
    ) -> io::Result<()> {
        let (dir, name) = self.place(path);
        effects.write(dir, &name, bytes, mode)?;
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
        changes: &ChangeSet,
        effects: &mut Effects,
    ) -> io::Result<()> {
        for (name, path) in &self.moves {
            let dir = folders.of(path)?.ok_or(io::ErrorKind::NotFound)?;
            effects.rename((stage, name), (dir, path.name()))?;
        }
        for write in changes.writes().filter(|write| write.new.is_none()) {
            if let Some(dir) = folders.of(write.path)? {
                effects.unlink(dir, write.path.name())?;
            }
        }
        Ok(())
    }
}
