//! A project in a folder of its own, and the program run on it.

pub(crate) mod bytes;
pub(crate) mod cases;
pub(crate) mod dice;
pub(crate) mod pty;
pub(crate) mod strace;
pub(crate) mod tree;
pub(crate) mod wizard;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Says that a test cannot run here, past the harness that hides what a test prints; in CI it fails.
pub(crate) fn skip(test: &str, why: &str) {
    let line = format!("{test}: skipped: {why}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!ci, "{test}: nothing may be skipped with CI=true: {why}");
}

/// What a run gave.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// stdout as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr))
    }

    /// The problems of its JSON, but for the note that a starter writes no code for these answers.
    pub(crate) fn problems(&self) -> Vec<serde_json::Value> {
        let mut problems = self.json()["problems"].as_array().unwrap().clone();
        problems.retain(|problem| problem["code"] != "no-starter");
        problems
    }
}

/// A temporary folder with a project's folder in it.
pub(crate) struct Sandbox {
    _holder: TempDir,
    pub(crate) dir: PathBuf,
}

impl Sandbox {
    /// An empty folder called `demo`.
    pub(crate) fn empty() -> Self {
        let holder = tempfile::tempdir().unwrap();
        let dir = holder.path().join("demo");
        fs::create_dir(&dir).unwrap();
        Self {
            _holder: holder,
            dir,
        }
    }

    /// A project made of a preset.
    pub(crate) fn preset(name: &str) -> Self {
        let sandbox = Self::empty();
        let ran = sandbox.run(&["init", "--preset", name, "--yes"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        sandbox
    }

    /// A folder with these answers, nothing generated.
    pub(crate) fn answers(text: &str) -> Self {
        let sandbox = Self::empty();
        sandbox.write("dockwright.yaml", text);
        sandbox
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(&[], arguments)
    }

    /// The same, with these variables beside or instead.
    pub(crate) fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_dockwright"))
            .args(arguments)
            .current_dir(&self.dir)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.dir.parent().unwrap())
            .env("DOCKWRIGHT_PROBE_PORTS", "no")
            // The volumes of whoever runs the tests are none of theirs.
            .env("DOCKER_HOST", "unix:///dev/null")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.dir.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Every file below the folder: path -> bytes.
    pub(crate) fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        let mut tree = BTreeMap::new();
        walk(&self.dir, &self.dir, &mut tree);
        tree
    }
}

fn walk(base: &Path, folder: &Path, tree: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(base).unwrap().display().to_string();
        if path.is_symlink() {
            tree.insert(
                name,
                fs::read_link(&path)
                    .unwrap()
                    .display()
                    .to_string()
                    .into_bytes(),
            );
        } else if path.is_dir() {
            tree.insert(format!("{name}/"), Vec::new());
            walk(base, &path, tree);
        } else {
            tree.insert(name, fs::read(&path).unwrap());
        }
    }
}
