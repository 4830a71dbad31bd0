//! A copy of a checkout as it would be if nobody had ever thought of Docker.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// Copies a repository's files at a commit, but for its Docker files.
pub(crate) fn checkout(repositories: &Path, repo: &str, commit: &str, to: &Path) {
    let name = repo.replace('/', "+");
    let from = repositories.join(&name);
    let beside = fs::read_to_string(repositories.join(format!("{name}.commit")));
    let there = beside.unwrap_or_else(|_| {
        let mut git = Command::new("git");
        let ran = git
            .arg("-C")
            .arg(&from)
            .args(["rev-parse", "HEAD"])
            .output();
        String::from_utf8_lossy(&ran.unwrap().stdout).into_owned()
    });
    assert_eq!(there.trim(), commit, "{repo}: another commit was read");
    copy(&from, to);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if text == ".git" || is_dockers(&text) {
            continue;
        }
        let (path, target) = (entry.path(), to.join(&name));
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy(&path, &target);
        } else if kind.is_symlink() {
            symlink(fs::read_link(&path).unwrap(), &target).unwrap();
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// Whether a file or folder of this name is one of Docker's: an image's, a stack's, a dev container's.
fn is_dockers(name: &str) -> bool {
    let name = name.to_lowercase();
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    let is_yaml = matches!(end, "yml" | "yaml");
    name.contains("dockerfile")
        || name == ".dockerignore"
        || name == ".devcontainer"
        || is_yaml && (name.contains("compose") || name.starts_with("docker-stack"))
}
