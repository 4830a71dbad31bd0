//! One throw-away stack on the engine: prepared, built, started, looked at, and taken down with all
//! that was made for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value as Json;

use super::ports::Free;
use crate::core::template::quote_sh;
use crate::core::verify::state::{self, Container, Service};
use crate::core::verify::{Isolated, Run, isolate};
use crate::shell::disk::random;
use crate::shell::docker::{self, Job, Ran};
use crate::shell::stop::{Stop, Stopped};

/// A question to the engine.
const ASK: Duration = Duration::from_mins(1);
/// A cold build of all images takes less, and so does a start that waits for health.
const LONG: Duration = Duration::from_mins(30);
/// Taking down: containers that do not end by themselves are killed long before.
const DOWN: Duration = Duration::from_mins(3);

/// Characters of a secret that is made for this run alone.
const SECRET: usize = 64;

/// A throw-away stack.
pub(super) struct Throwaway {
    /// Its project name.
    pub(super) project: String,
    /// Its files as Compose understands them.
    pub(super) config: Json,
    /// Its services, as those say.
    pub(super) services: BTreeMap<String, Service>,
    file: PathBuf,
    images: BTreeSet<String>,
}

/// What a throw-away stack is made of.
pub(super) struct Made<'a> {
    /// As Compose understands the project's files with other ports.
    pub(super) config: &'a Json,
    /// The project's folder.
    pub(super) dir: &'a Path,
    /// The run's own folder, with the copy in it.
    pub(super) folder: &'a Path,
    /// What tells this run from others.
    pub(super) mark: &'a str,
    /// Ports that variables were given.
    pub(super) given: &'a BTreeSet<u16>,
    /// Services that cannot be started here.
    pub(super) left_out: &'a BTreeMap<String, String>,
}

impl Throwaway {
    /// Writes its file and its secrets. Nothing is on the engine yet.
    pub(super) fn prepare(made: &Made<'_>, free: &mut Free) -> io::Result<Self> {
        let name = made.config["name"].as_str().unwrap_or("stack");
        let project = format!("{name}-verify-{}", made.mark);
        let copy = made.folder.join("project");
        let run = Run {
            project: &project,
            tag: &format!("verify-{}", made.mark),
            folder: &made.dir.to_string_lossy(),
            copy: &copy.to_string_lossy(),
            given: made.given,
        };
        let mut config = made.config.clone();
        if let Some(services) = config.get_mut("services").and_then(Json::as_object_mut) {
            services.retain(|name, _| !made.left_out.contains_key(name));
            for service in services.values_mut() {
                let after = service.get_mut("depends_on").and_then(Json::as_object_mut);
                if let Some(after) = after {
                    after.retain(|name, _| !made.left_out.contains_key(name));
                }
            }
        }
        let Isolated {
            config,
            images,
            secrets,
        } = isolate(&config, &run, &mut || free.port());
        for secret in secrets {
            let path = Path::new(&secret);
            if !path.exists() {
                if let Some(folder) = path.parent() {
                    fs::DirBuilder::new()
                        .recursive(true)
                        .mode(0o700)
                        .create(folder)?;
                }
                // The user in the container is another than this one.
                write(path, &random(SECRET)?, 0o444)?;
            }
        }
        bring(&config, &copy, made.dir)?;
        let file = made.folder.join(format!("{name}.json"));
        write(&file, config.to_string().as_bytes(), 0o600)?;
        Ok(Self {
            services: state::services(&config),
            project,
            config,
            file,
            images,
        })
    }

    fn compose<'a>(&'a self, file: &'a str, args: &[&'a str]) -> Vec<&'a str> {
        let which = [
            "compose",
            "--progress",
            "plain",
            "--project-name",
            &self.project,
        ];
        let files = ["--file", file, "--profile", "*"];
        [&which[..], &files[..], args].concat()
    }

    /// Builds its images.
    pub(super) fn build(&self, stop: &Stop) -> Result<Ran, Stopped> {
        let file = self.file.to_string_lossy();
        docker::run(&self.compose(&file, &["build"]), Some(stop), LONG)
    }

    /// Has the images that are only used, and starts.
    pub(super) fn up(&self) -> io::Result<Job> {
        let file = self.file.to_string_lossy();
        let up = ["up", "--detach", "--no-build", "--quiet-pull", "--no-color"];
        docker::start(&self.compose(&file, &up), &[], LONG)
    }

    /// All its containers, ended ones too. None where the engine does not answer just now.
    pub(super) fn containers(&self, stop: Option<&Stop>) -> Result<Vec<Container>, Stopped> {
        let ids = self.ids(&["ps", "--all"], stop)?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let inspected = docker::run(&[&["inspect"], &ids[..]].concat(), stop, ASK)?;
        let json = serde_json::from_str(&inspected.stdout).unwrap_or_default();
        Ok(state::containers(&json))
    }

    /// What the engine has of this project, by a command that lists it.
    fn ids(&self, list: &[&str], stop: Option<&Stop>) -> Result<Vec<String>, Stopped> {
        let ours = format!("label=com.docker.compose.project={}", self.project);
        let filter = ["--quiet", "--filter", &ours];
        let ran = docker::run(&[list, &filter[..]].concat(), stop, ASK)?;
        Ok(ran.stdout.split_whitespace().map(str::to_owned).collect())
    }

    /// The line that takes a kept one down.
    pub(super) fn end(&self) -> String {
        let down = format!(
            "docker compose --project-name {} down --volumes",
            self.project
        );
        let images: Vec<String> = self.images.iter().map(|image| quote_sh(image)).collect();
        let folder = self
            .file
            .parent()
            .map(|folder| quote_sh(&folder.to_string_lossy()));
        let remove = format!("rm -r {}", folder.unwrap_or_default());
        if images.is_empty() {
            return format!("{down} && {remove}");
        }
        format!("{down} && docker image rm {} && {remove}", images.join(" "))
    }

    /// Takes everything down, whoever wants it to end; what is left then.
    pub(super) fn down(&self) -> Vec<String> {
        let quietly = |args: &[&str]| docker::run(args, None, DOWN).unwrap_or_default();
        let file = self.file.to_string_lossy();
        let down = ["down", "--volumes", "--remove-orphans", "--timeout", "2"];
        quietly(&self.compose(&file, &down));
        let kinds: [(&str, &[&str], &[&str]); 4] = [
            (
                "container",
                &["ps", "--all"],
                &["rm", "--force", "--volumes"],
            ),
            ("volume", &["volume", "ls"], &["volume", "rm", "--force"]),
            ("network", &["network", "ls"], &["network", "rm"]),
            (
                "image",
                &["image", "ls", "--no-trunc"],
                &["image", "rm", "--force"],
            ),
        ];
        let mut left = Vec::new();
        for image in &self.images {
            quietly(&["image", "rm", image]);
        }
        for (kind, list, remove) in kinds {
            let ids = || self.ids(list, None).unwrap_or_default();
            for id in ids() {
                quietly(&[remove, &[id.as_str()]].concat());
            }
            left.extend(ids().into_iter().map(|id| format!("{kind} {id}")));
        }
        left
    }
}

/// Copies files that containers are given and that the copy was too careful to take: in the place of one
/// that is not there the engine makes a folder.
fn bring(config: &Json, copy: &Path, dir: &Path) -> io::Result<()> {
    let services = config["services"].as_object().into_iter().flatten();
    let mounts = services.filter_map(|(_, service)| service["volumes"].as_array());
    let mounted = mounts.flatten().map(|mount| &mount["source"]);
    let files = config["configs"].as_object().into_iter().flatten();
    let given = files.map(|(_, file)| &file["file"]);
    for path in mounted.chain(given).filter_map(Json::as_str) {
        let Ok(below) = Path::new(path).strip_prefix(copy) else {
            continue;
        };
        let from = dir.join(below);
        if from.is_file() && !Path::new(path).exists() {
            if let Some(folder) = Path::new(path).parent() {
                fs::create_dir_all(folder)?;
            }
            fs::copy(&from, path)?;
        }
    }
    Ok(())
}

/// The end of what a container said.
pub(super) fn log(container: &Container, stop: &Stop) -> Result<String, Stopped> {
    let ran = docker::run(&["logs", "--tail", "200", &container.id], Some(stop), ASK)?;
    Ok(ran.said())
}

/// A new file with these bits.
fn write(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut how = OpenOptions::new();
    how.write(true).create_new(true).mode(mode);
    how.open(path)?.write_all(bytes)
}

/// What tells a run from others: eight hexadecimal digits.
pub(super) fn mark() -> io::Result<String> {
    let mut drawn = [0_u8; 4];
    getrandom::fill(&mut drawn).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(drawn.iter().map(|byte| format!("{byte:02x}")).collect())
}
