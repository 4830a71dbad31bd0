//! A copy of the project for containers to write into: what git sees, and the small files that it
//! ignores. Not `.env`, not `secrets/`: those are this developer's own.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::core::change::LOCAL;

use crate::shell::stop::{Stop, Stopped};

/// A larger file that git ignores is data, or can be made anew.
const SMALL: u64 = 1 << 20;
/// More of them together is no configuration.
const MOST: u64 = 64 << 20;
/// More entries are not looked at for them.
const MANY: usize = 200_000;

/// What became of a copy.
#[derive(Debug)]
pub(super) enum Failed {
    /// The user wants it to end.
    Stopped,
    /// It could not be made: which path, and why.
    Io(PathBuf, io::Error),
}

impl From<Stopped> for Failed {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

/// Copies `from` to `to`, which is made. Folders with names in `skip` are made anew by tools: of those
/// only what git sees is taken.
pub(super) fn copy(from: &Path, to: &Path, skip: &[&str], stop: &Stop) -> Result<u64, Failed> {
    let mut copy = Copy {
        from,
        to,
        as_root: rustix::process::geteuid().is_root(),
        done: BTreeSet::new(),
        bytes: 0,
    };
    copy.folder(Path::new(""))?;
    for (seen, entry) in walk(from, &[], true).build().flatten().enumerate() {
        if seen % 256 == 0 {
            stop.check()?;
        }
        copy.entry(&entry, u64::MAX)?;
    }
    let whole = copy.bytes;
    for (seen, entry) in walk(from, skip, false).build().flatten().enumerate() {
        if seen % 256 == 0 {
            stop.check()?;
        }
        if seen > MANY || copy.bytes - whole > MOST {
            break;
        }
        copy.entry(&entry, SMALL)?;
    }
    Ok(copy.bytes)
}

fn walk(from: &Path, skip: &[&str], as_git: bool) -> WalkBuilder {
    let skip: BTreeSet<String> = skip.iter().map(|name| (*name).to_owned()).collect();
    let own = ["secrets", ".env", LOCAL].map(|path| from.join(path));
    let mut walk = WalkBuilder::new(from);
    walk.standard_filters(as_git)
        .hidden(false)
        .parents(false)
        .git_global(false)
        .require_git(false)
        .follow_links(false)
        .filter_entry(move |entry| {
            let name = entry.file_name().to_string_lossy();
            let is_own = own.iter().any(|path| entry.path() == path);
            entry.depth() == 0 || !(is_own || name == ".git" || skip.contains(name.as_ref()))
        });
    walk
}

struct Copy<'a> {
    from: &'a Path,
    to: &'a Path,
    /// What it copies is to belong to those who had it.
    as_root: bool,
    done: BTreeSet<PathBuf>,
    bytes: u64,
}

impl Copy<'_> {
    fn entry(&mut self, entry: &ignore::DirEntry, largest: u64) -> Result<(), Failed> {
        let Ok(below) = entry.path().strip_prefix(self.from) else {
            return Ok(());
        };
        let kind = entry.file_type();
        if kind.is_some_and(|kind| kind.is_dir()) {
            return self.folder(below);
        }
        let failed = |error| Failed::Io(entry.path().to_owned(), error);
        // A socket or a pipe is no part of a project.
        let is_link = kind.is_some_and(|kind| kind.is_symlink());
        if !is_link && !kind.is_some_and(|kind| kind.is_file()) || self.done.contains(below) {
            return Ok(());
        }
        let target = self.to.join(below);
        let about = match entry.path().symlink_metadata() {
            Ok(about) => about,
            // It was there a moment ago: an editor's, or a tool's.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(failed(error)),
        };
        if about.len() > largest {
            return Ok(());
        }
        if let Some(folder) = below.parent() {
            self.folder(folder)?;
        }
        if is_link {
            let to = fs::read_link(entry.path()).map_err(failed)?;
            symlink(to, &target).map_err(failed)?;
        } else {
            match fs::copy(entry.path(), &target) {
                Ok(length) => self.bytes += length,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                Err(error) => return Err(failed(error)),
            }
            if self.as_root {
                chown(&target, Some(about.uid()), Some(about.gid())).map_err(failed)?;
            }
        }
        self.done.insert(below.to_owned());
        Ok(())
    }

    /// Makes a folder and those above it as they are.
    fn folder(&mut self, below: &Path) -> Result<(), Failed> {
        if !self.done.insert(below.to_owned()) {
            return Ok(());
        }
        if let Some(above) = below.parent() {
            self.folder(above)?;
        }
        let (from, target) = (self.from.join(below), self.to.join(below));
        let failed = |error| Failed::Io(from.clone(), error);
        let about = from.metadata().map_err(failed)?;
        fs::create_dir(&target).map_err(failed)?;
        // Its owner writes into it, whatever it was.
        let mode = about.permissions().mode() & 0o777 | 0o700;
        fs::set_permissions(&target, fs::Permissions::from_mode(mode)).map_err(failed)?;
        if self.as_root {
            chown(&target, Some(about.uid()), Some(about.gid())).map_err(failed)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_s_files_and_small_ignored_ones_are_copied_and_nothing_of_the_user_s_own() {
        let temp = tempfile::tempdir().unwrap();
        let (from, to) = (temp.path().join("from"), temp.path().join("to"));
        let large = "x".repeat(usize::try_from(SMALL).unwrap() + 1);
        for (path, text) in [
            (
                ".gitignore",
                "local.py\ndata/\nnode_modules/\n/.env\n/secrets/\nbig.bin",
            ),
            ("app/main.py", "a"),
            ("app/local.py", "ignored, and needed"),
            ("app/.env", "the code's own"),
            ("app/secrets/README", "the code's own"),
            ("data/small.csv", "1"),
            ("data/big.bin", &large),
            ("big.txt", &large),
            ("node_modules/a/index.js", "made anew"),
            (".env", "HOST_UID=0"),
            ("secrets/password", "secret"),
            (".git/HEAD", "ref"),
            (".dockwright/applied.yaml", "a"),
            (".dockwright/local/journal", "a"),
        ] {
            let path = from.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fs::set_permissions(from.join("app/main.py"), fs::Permissions::from_mode(0o755)).unwrap();
        symlink("main.py", from.join("app/link.py")).unwrap();
        fs::create_dir(from.join("empty")).unwrap();
        copy(&from, &to, &["node_modules"], &Stop::listen().unwrap()).unwrap();
        let mut found = Vec::new();
        for entry in WalkBuilder::new(&to)
            .standard_filters(false)
            .build()
            .flatten()
        {
            let is_folder = entry.file_type().unwrap().is_dir();
            let path = entry
                .path()
                .strip_prefix(&to)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            if !is_folder || path == "empty" {
                found.push(path);
            }
        }
        found.sort();
        assert_eq!(
            found,
            [
                ".dockwright/applied.yaml",
                ".gitignore",
                "app/.env",
                "app/link.py",
                "app/local.py",
                "app/main.py",
                "app/secrets/README",
                "big.txt",
                "data/small.csv",
                "empty",
            ]
        );
        let mode = to.join("app/main.py").metadata().unwrap().mode();
        assert_eq!(mode & 0o777, 0o755);
        assert_eq!(
            fs::read_link(to.join("app/link.py")).unwrap(),
            Path::new("main.py")
        );
    }
}
