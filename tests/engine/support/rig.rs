//! The Docker engine that the stacks run on.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::process::run;
use super::steps::say;
use super::turn::Turn;

/// How `docker` is reached.
pub struct Rig {
    /// The folder of the rig; none where this machine's own Docker is used, which can pull its images.
    folder: Option<PathBuf>,
    settings: Vec<(String, String)>,
}

impl Rig {
    /// A program with the engine's settings.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        // What the caller's shell knows must not steer the generated files.
        for name in [
            "COMPOSE_FILE",
            "COMPOSE_PROFILES",
            "COMPOSE_PROJECT_NAME",
            "SITE_URL",
        ] {
            command.env_remove(name);
        }
        command
    }

    /// Whether its images stand for the official ones.
    pub fn is_stand_in(&self) -> bool {
        self.folder.is_some()
    }

    /// Has these images of the rig's own. A Docker that can pull has the images themselves.
    pub fn named(&self, images: &[impl AsRef<OsStr>]) {
        let _making = making();
        self.make(images);
    }

    /// Has every image that the files in `folder` name: the tests' own stand-ins first, which the rig then leaves as they are.
    pub fn images(&self, folder: &Path) {
        let _making = making();
        if self.is_stand_in() {
            super::standin::build(self, folder, |names| self.make(names));
            self.make(&[OsStr::new("--in"), folder.as_os_str()]);
        }
    }

    fn make(&self, images: &[impl AsRef<OsStr>]) {
        if let Some(rig) = self.folder.as_ref().filter(|_| !images.is_empty()) {
            run(self
                .command(rig.join("images").to_str().unwrap())
                .args(images))
            .ok();
        }
    }
}

/// One test at a time: the rig keeps what it unpacks under fixed names.
fn making() -> MutexGuard<'static, ()> {
    static MAKING: Mutex<()> = Mutex::new(());
    MAKING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The engine for a test, and its turn on it. None where there is no engine; then the test is skipped, which is said, and which
/// `CI=true` does not accept.
pub fn engine(test: &str) -> Option<(&'static Rig, Turn)> {
    static RIG: OnceLock<Result<Rig, String>> = OnceLock::new();
    let turn = Turn::wait(test);
    match RIG.get_or_init(find) {
        Ok(rig) => Some((rig, turn)),
        Err(why) => {
            skip(test, why);
            None
        }
    }
}

/// A test that cannot run here.
pub fn skip(test: &str, why: &str) {
    say(&format!("{test}: skipped: {why}"));
    assert!(
        env::var("CI").as_deref() != Ok("true"),
        "{test}: nothing may be skipped with CI=true: {why}"
    );
}

/// The programs that a test calls are on PATH; else it is skipped.
pub fn has(rig: &Rig, test: &str, programs: &[&str]) -> bool {
    let lacks = |name: &&&str| rig.command(name).arg("--version").output().is_err();
    let missing: Vec<_> = programs.iter().filter(lacks).collect();
    if !missing.is_empty() {
        skip(test, &format!("not on PATH: {missing:?}"));
    }
    missing.is_empty()
}

fn find() -> Result<Rig, String> {
    let Some(folder) = folder() else {
        let own = Rig {
            folder: None,
            settings: Vec::new(),
        };
        let answers = |args: &[&str]| {
            own.command("docker")
                .args(args)
                .output()
                .is_ok_and(|ran| ran.status.success())
        };
        let usable = answers(&["info"])
            && answers(&["compose", "version"])
            && answers(&["buildx", "version"]);
        return usable.then_some(own).ok_or_else(|| {
            "no rig (ENGINE_RIG), and docker, compose or buildx do not answer".to_owned()
        });
    };
    say(&format!("the rig in {}", folder.display()));
    let script = r#"settings=$("$0/start") && eval "$settings" && printf '%s\n' "$DOCKER_HOST" "$DOCKER_CONFIG" "$PATH""#;
    let ran = run(Command::new("bash").args(["-c", script]).arg(&folder));
    if ran.code != Some(0) {
        return Err(format!("the rig does not start: {ran}"));
    }
    let names = ["DOCKER_HOST", "DOCKER_CONFIG", "PATH"].map(str::to_owned);
    Ok(Rig {
        folder: Some(folder),
        settings: names
            .into_iter()
            .zip(ran.stdout.lines().map(str::to_owned))
            .collect(),
    })
}

/// `ENGINE_RIG`, or `shared/engine` beside the repository or beside a folder above it.
fn folder() -> Option<PathBuf> {
    if let Some(named) = env::var_os("ENGINE_RIG") {
        return Some(PathBuf::from(named));
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .skip(1)
        .map(|above| above.join("shared/engine"))
        .find(|folder| folder.join("start").is_file())
}
