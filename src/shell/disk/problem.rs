//! What the file system says, in words.

use std::io::{Error, ErrorKind};

use crate::core::diagnostic::{Problem, Where};
use crate::core::path::RelPath;

/// An error of the file system while doing something (`"write"`) with a path.
pub(super) fn of(error: &Error, doing: &str, path: &str) -> Problem {
    let problem = if leaves(error) {
        let message = format!("{path} leads out of the project by a link");
        Problem::error("path-leaves-project", message)
            .mend("replace the link by a real folder: nothing is written outside of the project")
    } else {
        match error.kind() {
            ErrorKind::NotADirectory => {
                let message = format!("{path} cannot be: a file stands where its folder is wanted");
                Problem::error("not-a-folder", message).mend("move that file away")
            }
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                let message = format!("cannot {doing} {path}: {}", words(error));
                Problem::error("not-allowed", message)
                    .mend("make it writable for you, or run as its owner")
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                let message = format!("cannot {doing} {path}: {}", words(error));
                Problem::error("disk-full", message).mend("free some space and run it again")
            }
            _ => Problem::error("disk", format!("cannot {doing} {path}: {}", words(error))),
        }
    };
    problem.at(place(path))
}

/// A place that is a file as a whole.
pub(super) fn place(path: &str) -> Where {
    Where {
        file: path.to_owned(),
        line: None,
        column: None,
        key: None,
    }
}

/// Whether cap-std refused to follow a link out. It says so by an error that no system call made.
pub(super) fn leaves(error: &Error) -> bool {
    error.kind() == ErrorKind::PermissionDenied && error.raw_os_error().is_none()
}

/// Whether another process holds the lock.
pub(super) fn busy() -> Problem {
    Problem::error("busy", "another dockwright is writing in this project")
        .mend("wait for it to end, and run it again")
}

/// A record that a newer version wrote.
pub(super) fn newer(message: &str) -> Problem {
    Problem::error("newer-journal", message)
}

/// A file is not as it was when it was read, or when the user was told what would be written.
pub fn meanwhile(path: &RelPath) -> Problem {
    let message = format!("{path} changed while dockwright was at work");
    Problem::error("changed-meanwhile", message)
        .at(place(path.as_str()))
        .mend("run it again")
}

/// Another dockwright wrote after this one looked.
pub(super) fn other() -> Problem {
    Problem::error("changed-meanwhile", "another dockwright wrote meanwhile")
        .mend("look at what it did, and run it again")
}

/// The message without the number behind it.
fn words(error: &Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text[..end].to_lowercase()
}
