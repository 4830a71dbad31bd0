//! The tools that judge generated files, and which files each has seen. A content is judged once per tool, however many projects have it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use super::bake::{Bake, Stage, stages};
use super::process::{Ran, run};
use super::project::Project;
use super::rig::Rig;

/// A call of a tool: which one, on what content, and how to do it.
struct Job {
    what: String,
    command: Command,
    /// What is wrong, of a tool that ended with 0.
    judge: Box<dyn Fn(&Ran) -> bool + Send>,
}

/// What is to be judged.
#[derive(Default)]
pub struct Lint {
    seen: BTreeMap<&'static str, BTreeSet<String>>,
    jobs: Vec<Job>,
    /// Compose files for their schema, and stages for `docker build --check`: a call takes many of them, and
    /// longer to start than to judge.
    compose_files: Vec<PathBuf>,
    stages: Vec<Stage>,
}

impl Lint {
    /// Takes in what is new in a project.
    pub fn add(&mut self, rig: &Rig, project: &Project) {
        self.add_only(rig, project, &project.files());
    }

    /// Takes in what is new among these files of a project.
    pub fn add_only(&mut self, rig: &Rig, project: &Project, files: &[String]) {
        // What lies in `.dockwright/local` is this clone's own, and has times in it.
        let files = files.iter();
        for path in files.filter(|path| !path.starts_with(".dockwright/local/")) {
            let name = path.rsplit('/').next().unwrap();
            let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
            let text = project.read(path);
            match (name, extension) {
                ("Dockerfile", _) => self.dockerfile(project, path, &text),
                ("devcontainer.json", _) => {
                    self.parse("json", path, &text, duplicate_free_json);
                    self.devcontainer(rig, project, path, &text);
                }
                _ if extension == "sh" || is_shell(&text) => self.shell(project, path, &text),
                (_, "json") => {
                    self.parse("json", path, &text, duplicate_free_json);
                }
                (_, "xml") => self.parse("xml", path, &text, sound_xml),
                (_, "yaml" | "yml") => {
                    self.parse("yaml", path, &text, duplicate_free_yaml);
                    if name.starts_with("compose") {
                        self.schema(project, path, &text);
                    }
                }
                _ => {}
            }
        }
        for files in [
            ["compose.yaml", "compose.override.yaml"],
            ["compose.yaml", "compose.prod.yaml"],
        ] {
            self.compose(rig, project, files);
        }
    }

    /// Runs the tools, two at a time, and fails with everything that any of them said.
    pub fn run(mut self, rig: &Rig) -> BTreeMap<&'static str, usize> {
        self.schemas();
        let stages = std::mem::take(&mut self.stages);
        let bakes: Vec<Bake> = stages.chunks(8).map(Bake::of).collect();
        for bake in &bakes {
            let count = bake.count();
            self.job(bake.what(), bake.command(rig), move |ran| {
                ran.output().matches("no warnings found").count() != count
            });
        }
        let jobs = Mutex::new(self.jobs);
        let said = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
                scope.spawn(|| {
                    while let Some(mut job) = { jobs.lock().unwrap().pop() } {
                        let ran = run(&mut job.command);
                        if ran.code != Some(0) || (job.judge)(&ran) {
                            said.lock().unwrap().push(format!("{}:\n{ran}", job.what));
                        }
                    }
                });
            }
        });
        let said = said.into_inner().unwrap();
        assert!(
            said.is_empty(),
            "{} warnings:\n{}",
            said.len(),
            said.join("\n")
        );
        self.seen
            .into_iter()
            .map(|(tool, contents)| (tool, contents.len()))
            .collect()
    }

    fn first(&mut self, tool: &'static str, content: &str) -> bool {
        self.seen
            .entry(tool)
            .or_default()
            .insert(content.to_owned())
    }

    fn job(
        &mut self,
        what: String,
        command: Command,
        judge: impl Fn(&Ran) -> bool + Send + 'static,
    ) {
        let judge = Box::new(judge);
        self.jobs.push(Job {
            what,
            command,
            judge,
        });
    }

    fn dockerfile(&mut self, project: &Project, path: &str, text: &str) {
        let config = project.path(".hadolint.yaml");
        let rules = fs::read_to_string(&config).unwrap_or_default();
        if self.first("hadolint", &format!("{text}{rules}")) {
            let mut command = Command::new("hadolint");
            if config.exists() {
                command.arg("--config").arg(config);
            }
            command
                .args(["--failure-threshold", "style"])
                .arg(project.path(path));
            self.job(format!("hadolint {path}"), command, said_anything);
        }
        let ignore =
            fs::read_to_string(project.path(&format!("{path}.dockerignore"))).unwrap_or_default();
        for target in stages(text) {
            if self.first(
                "docker build --check",
                &format!("{target:?}\n{text}{ignore}"),
            ) {
                self.stages.push(Stage::of(project, path, target));
            }
        }
    }

    fn shell(&mut self, project: &Project, path: &str, text: &str) {
        if self.first("shellcheck", text) {
            let mut command = Command::new("shellcheck");
            command.arg(project.path(path));
            self.job(format!("shellcheck {path}"), command, said_anything);
        }
    }

    fn schema(&mut self, project: &Project, path: &str, text: &str) {
        if self.first("check-jsonschema", text) {
            self.compose_files.push(project.path(path));
        }
    }

    /// It names the file that is wrong.
    fn schemas(&mut self) {
        let files = std::mem::take(&mut self.compose_files);
        for files in files.chunks(files.len().div_ceil(2).max(1)) {
            let mut command = Command::new("check-jsonschema");
            command.args(["--builtin-schema", "vendor.compose-spec"]);
            command.args(files);
            self.job("check-jsonschema".to_owned(), command, |_| false);
        }
    }

    fn devcontainer(&mut self, rig: &Rig, project: &Project, path: &str, text: &str) {
        if self.first("devcontainer read-configuration", text) {
            let mut command = rig.command("devcontainer");
            command
                .args([
                    "read-configuration",
                    "--log-level",
                    "info",
                    "--workspace-folder",
                ])
                .arg(&project.dir);
            command.arg("--config").arg(project.path(path));
            self.job(
                format!("devcontainer read-configuration {path}"),
                command,
                |ran| {
                    let text = ran.stderr.to_lowercase();
                    !ran.stdout.contains(r#""configuration""#)
                        || text.contains("warn")
                        || text.contains("error")
                },
            );
        }
    }

    /// The files together, with no profile, with each, and with all.
    fn compose(&mut self, rig: &Rig, project: &Project, files: [&str; 2]) {
        let content = files.map(|file| project.read(file)).concat();
        let mut profiles = vec![None, Some("*".to_owned())];
        profiles.extend(names_of_profiles(&content).into_iter().map(Some));
        for profile in profiles {
            if self.first("docker compose config", &format!("{profile:?}\n{content}")) {
                let mut command = rig.command("docker");
                command
                    .current_dir(&project.dir)
                    .env("SITE_URL", "https://example.org")
                    .arg("compose");
                command.args(files.iter().flat_map(|file| ["-f", file]));
                command.args(profile.iter().flat_map(|name| ["--profile", name]));
                command.args(["config", "--quiet"]);
                self.job(
                    format!("docker compose config {files:?} {profile:?}"),
                    command,
                    said_anything,
                );
            }
        }
    }

    fn parse(
        &mut self,
        format: &'static str,
        path: &str,
        text: &str,
        parse: fn(&str) -> Result<(), String>,
    ) {
        if self.first(format, text) {
            parse(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
}

/// A script of `sh` or a shell like it, whatever its name.
fn is_shell(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.starts_with("#!")
        && first
            .split(['/', ' '])
            .any(|word| ["sh", "bash", "dash"].contains(&word))
}

fn said_anything(ran: &Ran) -> bool {
    !ran.output().trim().is_empty()
}

fn names_of_profiles(content: &str) -> BTreeSet<String> {
    let lists = content.lines().filter_map(|line| {
        line.trim()
            .strip_prefix("profiles:")?
            .trim()
            .strip_prefix('[')?
            .strip_suffix(']')
    });
    lists
        .flat_map(|list| list.split(','))
        .map(|name| name.trim().trim_matches('"').to_owned())
        .collect()
}

/// YAML whose mappings have no key twice.
pub fn duplicate_free_yaml(text: &str) -> Result<(), String> {
    serde_yaml::from_str::<serde_yaml::Value>(text)
        .map(|_| ())
        .map_err(|error| error.to_string())
}

/// XML, whose elements have no attribute twice.
pub fn sound_xml(text: &str) -> Result<(), String> {
    let read = roxmltree::Document::parse(text);
    read.map(|_| ()).map_err(|error| error.to_string())
}

/// JSON, comments allowed, whose objects have no name twice.
pub fn duplicate_free_json(text: &str) -> Result<(), String> {
    use jsonc_parser::ast;
    fn walk(value: &ast::Value<'_>) -> Result<(), String> {
        match value {
            ast::Value::Object(object) => {
                let mut names = BTreeSet::new();
                object.properties.iter().try_for_each(|property| {
                    let name = property.name.as_str();
                    names
                        .insert(name)
                        .then_some(())
                        .ok_or_else(|| format!("{name} twice"))?;
                    walk(&property.value)
                })
            }
            ast::Value::Array(array) => array.elements.iter().try_for_each(walk),
            _ => Ok(()),
        }
    }
    let parsed = jsonc_parser::parse_to_ast(
        text,
        &jsonc_parser::CollectOptions::default(),
        &jsonc_parser::ParseOptions::default(),
    );
    walk(
        &parsed
            .map_err(|error| error.to_string())?
            .value
            .ok_or("empty")?,
    )
}

#[test]
fn a_key_twice_is_an_error() {
    assert!(
        duplicate_free_yaml("a: {b: 1, c: 2}").is_ok()
            && duplicate_free_yaml("a: {b: 1, b: 2}").is_err()
    );
    assert!(duplicate_free_json("{\"a\": [{\"b\": 1 /* one */}]}").is_ok());
    assert!(duplicate_free_json("{\"a\": [{\"b\": 1, \"b\": 2}]}").is_err());
}
