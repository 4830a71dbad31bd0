//! A project in a folder of its own, as `dockwright init` leaves it.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering};

use serde_json::Value;
use tempfile::TempDir;

use super::process::{Ran, run};
use super::rig::Rig;

/// The folder and all in it, until the test ends.
pub struct Project {
    _temp: TempDir,
    pub dir: PathBuf,
}

/// A name that no other run has on this engine, and in this one no other test: each has a thread of its own.
fn own(name: &str) -> String {
    static TESTS: AtomicU16 = AtomicU16::new(1);
    thread_local!(static TEST: u16 = TESTS.fetch_add(1, Ordering::Relaxed));
    format!("{name}-{}-{}", std::process::id(), TEST.with(|test| *test))
}

/// `dockwright init` in an empty folder, which gives the project its name.
pub fn project(name: &str, args: &[&str]) -> Project {
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join(own(name));
    dockwright(&["init", dir.to_str().unwrap(), "--yes"], args).ok();
    Project { _temp: temp, dir }
}

/// `dockwright init` from a file of answers, under a name of its own.
pub fn answered(name: &str, answers: &str) -> Project {
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join(own(name));
    let file = temp.path().join("answers.yaml");
    let named = answers.lines().find(|line| line.starts_with("name: "));
    let answers = named.map_or_else(
        || answers.to_owned(),
        |line| answers.replacen(line, &own(line), 1),
    );
    fs::write(&file, &answers).unwrap();
    let ran = dockwright(
        &[
            "init",
            dir.to_str().unwrap(),
            "--yes",
            "--answers",
            file.to_str().unwrap(),
        ],
        &[],
    );
    assert!(
        ran.code == Some(0),
        "{ran}
{answers}"
    );
    Project { _temp: temp, dir }
}

/// A folder of code: paths and texts.
pub fn laid<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> TempDir {
    let code = TempDir::new().unwrap();
    for (path, text) in files {
        let path = code.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    code
}

/// `dockwright init` where there is code already: a copy of this folder's.
pub fn with_code(name: &str, code: &Path, args: &[&str]) -> Project {
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join(own(name));
    for path in files(code) {
        let to = dir.join(&path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(code.join(&path), to).unwrap();
    }
    let project = Project { _temp: temp, dir };
    dockwright(&["init", project.dir.to_str().unwrap(), "--yes"], args).ok();
    project
}

/// Runs the tool; `more` is added to the arguments.
pub fn dockwright(args: &[&str], more: &[&str]) -> Ran {
    run(Command::new(env!("CARGO_BIN_EXE_dockwright"))
        .args(args)
        .args(more))
}

impl Project {
    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.join(path)
    }

    pub fn read(&self, path: &str) -> String {
        let bytes = fs::read(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    pub fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// Lays a file where there may be no folder yet.
    pub fn place(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        self.write(path, text);
    }

    /// Replaces a text in a file that has it.
    pub fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "no {old} in {path}: {text}");
        self.write(path, &text.replace(old, new));
    }

    /// The line, counted from 1, on which a text begins that the file has.
    pub fn line_of(&self, path: &str, text: &str) -> usize {
        let all = self.read(path);
        let before = all.split_once(text).map(|(before, _)| before);
        let before = before.unwrap_or_else(|| panic!("no {text} in {path}: {all}"));
        before.matches('\n').count() + 1
    }

    /// The path in the file system, as text: what debuggers are told.
    pub fn full(&self, path: &str) -> String {
        self.path(path).to_str().unwrap().to_owned()
    }

    /// Every file, as a path from the project's folder.
    pub fn files(&self) -> Vec<String> {
        files(&self.dir)
    }

    /// The files of `secrets/`, and what they hold.
    pub fn secrets(&self) -> Vec<(String, String)> {
        let mut all = self.files();
        all.retain(|path| path.starts_with("secrets/"));
        let read = |path: String| {
            let secret = self.read(&path).trim().to_owned();
            assert!(!secret.is_empty(), "{path} is empty");
            (path, secret)
        };
        all.into_iter().map(read).collect()
    }

    /// The one file with this name whose text contains `with`.
    pub fn file(&self, name: &str, with: &str) -> String {
        let has = |path: &String| {
            !path.starts_with('.') && path.ends_with(name) && self.read(path).contains(with)
        };
        self.files()
            .into_iter()
            .find(has)
            .unwrap_or_else(|| panic!("no {name} with {with}"))
    }

    /// What a `git clone` brings: everything but what git ignores, and no `.env`.
    pub fn clone_of(&self) -> Project {
        self.git(&["init", "--quiet"]);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "As generated"]);
        self.cloned()
    }

    /// Another clone of what is committed.
    pub fn cloned(&self) -> Project {
        let temp = TempDir::new().unwrap();
        let dir = temp.path().join(format!(
            "{}-clone",
            self.dir.file_name().unwrap().to_str().unwrap()
        ));
        self.git(&["clone", "--quiet", ".", dir.to_str().unwrap()]);
        assert!(
            !dir.join(".env").exists() && !dir.join("secrets").exists(),
            "git has .env or secrets/"
        );
        Project { _temp: temp, dir }
    }

    /// Runs git in the project, successfully.
    pub fn git(&self, args: &[&str]) -> String {
        // The folder may have been given to another user.
        let who = [
            "-c",
            "user.name=test",
            "-c",
            "user.email=test@example.org",
            "-c",
            "safe.directory=*",
        ];
        run(Command::new("git")
            .arg("-C")
            .arg(&self.dir)
            .args(who)
            .args(args))
        .ok()
        .stdout
    }

    /// Sets variables in `.env`, in place or at its end.
    pub fn set_env(&self, variables: &[(String, String)]) {
        let old = fs::read_to_string(self.path(".env")).unwrap_or_default();
        let given = |line: &str| line.split('=').next().unwrap_or_default().to_owned();
        let stays = |line: &&str| variables.iter().all(|(name, _)| given(line) != *name);
        let mut lines: Vec<String> = old.lines().filter(stays).map(str::to_owned).collect();
        lines.extend(
            variables
                .iter()
                .map(|(name, value)| format!("{name}={value}")),
        );
        let text = lines.join("\n") + "\n";
        self.write(".env", &text);
    }

    /// Gives every published port of the project a free one, by its variable in `.env`: other stacks may run on this machine.
    pub fn shift_ports(&self, rig: &Rig) {
        self.set_env(&self.free_ports(rig));
    }

    /// A free port for each variable of a published one.
    pub fn free_ports(&self, rig: &Rig) -> Vec<(String, String)> {
        self.port_variables(rig)
            .into_keys()
            .map(|name| (name, free_port().to_string()))
            .collect()
    }

    /// The variables with which published ports are shifted, and their defaults: `${WEB_PORT:-8000}`.
    pub fn port_variables(&self, rig: &Rig) -> BTreeMap<String, u16> {
        let mut variables = BTreeMap::new();
        for second in ["compose.override.yaml", "compose.prod.yaml"] {
            let mut command = rig.command("docker");
            command
                .current_dir(&self.dir)
                .args(["compose", "-f", "compose.yaml", "-f", second]);
            let ran = run(command.args([
                "config",
                "--no-interpolate",
                "--no-path-resolution",
                "--format",
                "json",
            ]))
            .ok();
            let config: Value = serde_json::from_str(&ran.stdout).unwrap();
            for service in config["services"].as_object().unwrap().values() {
                for port in service["ports"].as_array().unwrap_or(&Vec::new()) {
                    variables.extend(variable(&port.to_string()));
                }
            }
        }
        assert!(!variables.is_empty(), "no port can be shifted");
        variables
    }
}

/// The first `${NAME:-1234}` in a port.
fn variable(port: &str) -> Option<(String, u16)> {
    port.split("${").skip(1).find_map(|text| {
        let (name, rest) = text.split_once(":-")?;
        let default = rest.split('}').next()?.parse().ok()?;
        Some((name.to_owned(), default))
    })
}

/// Below the range that the system gives to connections, so that none takes it before the stack does.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let next = || 1 + NEXT.fetch_add(1, Ordering::Relaxed) % (RANGE - 1);
    (1..RANGE)
        .map(|_| own_range() + next())
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}

/// As many ports as one run takes from.
const RANGE: u16 = 600;

/// The first port of a range of which no other run takes one: it is held as long as this run lasts.
fn own_range() -> u16 {
    static HELD: OnceLock<(TcpListener, u16)> = OnceLock::new();
    let hold = |first| Some((TcpListener::bind(("127.0.0.1", first)).ok()?, first));
    let mut ranges = (20_000..32_000).step_by(usize::from(RANGE));
    HELD.get_or_init(|| ranges.find_map(hold).expect("a range of ports"))
        .1
}

/// Every file below a folder, sorted, without git's own and what package managers and programs leave.
pub fn files(dir: &Path) -> Vec<String> {
    fn walk(root: &Path, dir: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()))
        {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && ![".git", "node_modules", "__pycache__"].contains(&name) {
                walk(root, &path, found);
            } else if path.is_file() {
                found.push(
                    path.strip_prefix(root)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned(),
                );
            }
        }
    }
    let mut found = Vec::new();
    walk(dir, dir, &mut found);
    found.sort();
    found
}

#[test]
fn a_port_names_its_variable() {
    assert_eq!(
        variable("127.0.0.1:${WEB_PORT:-8000}:8000"),
        Some(("WEB_PORT".to_owned(), 8000))
    );
    assert_eq!(
        variable("${HTTP_ADDRESS:-127.0.0.1}:${HTTP_PORT:-8080}:8080"),
        Some(("HTTP_PORT".to_owned(), 8080))
    );
    assert_eq!(variable("127.0.0.1:8000:8000"), None);
}
