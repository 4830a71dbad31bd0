//! Every change to the disk goes through here, one step each, so that a test can stop a write
//! after any of them.

use std::io::{self, ErrorKind, Write as _};

use cap_std::fs::{
    Dir, DirBuilder, DirBuilderExt as _, File, MetadataExt as _, OpenOptions, OpenOptionsExt as _,
    Permissions, PermissionsExt as _,
};

/// Changes the disk, and counts.
#[derive(Debug, Default)]
pub(super) struct Effects {
    done: usize,
    /// In tests: which step fails.
    fails: Option<usize>,
    /// In tests: whether all after it fail too, as if the process were gone.
    dies: bool,
}

impl Effects {
    /// One that really does all it is told.
    pub(super) fn real() -> Self {
        Self::default()
    }

    /// The step with this number (from 1) fails; all after it too, if it `dies` there. Nothing is
    /// brought to the disk itself, so that thousands of writes take no time.
    #[cfg(test)]
    pub(super) fn failing(step: usize, dies: bool) -> Self {
        Self {
            done: 0,
            fails: Some(step),
            dies,
        }
    }

    /// How many steps were taken.
    #[cfg(test)]
    pub(super) fn done(&self) -> usize {
        self.done
    }

    fn step(&mut self) -> io::Result<()> {
        self.done += 1;
        match self.fails {
            Some(at) if self.done == at || (self.dies && self.done > at) => {
                Err(ErrorKind::StorageFull.into())
            }
            _ => Ok(()),
        }
    }

    /// Makes a folder; whether it is new.
    pub(super) fn mkdir(&mut self, dir: &Dir, path: &str, mode: u32) -> io::Result<bool> {
        self.step()?;
        match dir.create_dir_with(path, DirBuilder::new().mode(mode)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && dir.is_dir(path) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Makes a folder with exactly this mode, or as the umask says.
    pub(super) fn folder(&mut self, dir: &Dir, path: &str, mode: Option<u32>) -> io::Result<()> {
        let Some(mode) = mode.map(|mode| mode & 0o7777) else {
            return self.mkdir(dir, path, 0o777).map(|_| ());
        };
        self.mkdir(dir, path, mode & 0o777 | 0o700)?;
        if dir.metadata(path)?.mode() & 0o7777 == mode {
            return Ok(());
        }
        self.step()?;
        // By its handle: by its path cap-std asks /proc first, and asks a lot.
        dir.open(path)?
            .set_permissions(Permissions::from_mode(mode))
    }

    /// Makes a folder outside of any project, to become one; whether it is new.
    pub(super) fn mkdir_ambient(&mut self, path: &std::path::Path) -> io::Result<bool> {
        self.step()?;
        match std::fs::create_dir(path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Writes a file that must not be there, with exactly this mode.
    pub(super) fn write(
        &mut self,
        dir: &Dir,
        name: &str,
        bytes: &[u8],
        mode: u32,
    ) -> io::Result<File> {
        self.step()?;
        let mut options = OpenOptions::new();
        let options = options
            .write(true)
            .create_new(true)
            .mode(mode & 0o700 | 0o200);
        let mut file = dir.open_with(name, options)?;
        self.step()?;
        file.write_all(bytes)?;
        self.step()?;
        file.set_permissions(Permissions::from_mode(mode & 0o777))?;
        Ok(file)
    }

    /// Brings a file's bytes to the disk itself.
    pub(super) fn sync(&mut self, file: &File) -> io::Result<()> {
        self.step()?;
        if self.fails.is_some() {
            return Ok(());
        }
        file.sync_data()
    }

    /// Renames, over what is there.
    pub(super) fn rename(&mut self, from: (&Dir, &str), to: (&Dir, &str)) -> io::Result<()> {
        self.step()?;
        from.0.rename(from.1, to.0, to.1)
    }

    /// Gives a file a second name, which must not be there.
    pub(super) fn link(&mut self, from: (&Dir, &str), to: (&Dir, &str)) -> io::Result<()> {
        self.step()?;
        from.0.hard_link(from.1, to.0, to.1)
    }

    /// Removes a file; it may be gone already.
    pub(super) fn unlink(&mut self, dir: &Dir, name: &str) -> io::Result<()> {
        self.step()?;
        gone(dir.remove_file(name))
    }

    /// Removes a folder if it is empty; whether it was.
    pub(super) fn rmdir(&mut self, dir: &Dir, path: &str) -> io::Result<bool> {
        self.step()?;
        match dir.remove_dir(path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => Ok(false),
            Err(error) => gone(Err(error)).map(|()| true),
        }
    }

    /// Removes a project's folder if it is empty.
    pub(super) fn rmdir_ambient(&mut self, path: &std::path::Path) -> io::Result<()> {
        self.step()?;
        std::fs::remove_dir(path)
    }

    /// Removes a folder with all in it; it may be gone already.
    pub(super) fn remove_all(&mut self, dir: &Dir, path: &str) -> io::Result<()> {
        self.step()?;
        gone(dir.remove_dir_all(path))
    }
}

fn gone(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        result => result,
    }
}
