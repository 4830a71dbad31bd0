//! `docker build --check` of many stages in one call: that takes longer to begin than to judge.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};
use tempfile::NamedTempFile;

use super::project::Project;
use super::rig::Rig;

/// A stage of a Dockerfile, as `docker buildx bake` is told of it.
pub struct Stage {
    /// It says which one, in letters that bake takes.
    name: String,
    target: Value,
}

impl Stage {
    /// Without a name it is the last one.
    pub fn of(project: &Project, path: &str, name: Option<String>) -> Self {
        let mut target = json!({
            "context": context(project, path),
            "dockerfile": project.path(path),
        });
        let named = format!("{path}-{}", name.as_deref().unwrap_or("last"));
        if let Some(name) = name {
            target["target"] = json!(name);
        }
        Self {
            name: named.replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
            target,
        }
    }
}

/// A call, whose file is there until this goes.
pub struct Bake {
    names: Vec<String>,
    file: NamedTempFile,
}

impl Bake {
    pub fn of(stages: &[Stage]) -> Self {
        let numbered = stages.iter().enumerate();
        let targets = numbered.map(|(place, stage)| {
            let name = format!("{}-{place}", stage.name);
            (name, stage.target.clone())
        });
        let targets: Map<String, Value> = targets.collect();
        let file = NamedTempFile::with_suffix(".json").unwrap();
        serde_json::to_writer(&file, &json!({"target": targets})).unwrap();
        let names = targets.keys().cloned().collect();
        Self { names, file }
    }

    /// How many stages it judges.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    pub fn what(&self) -> String {
        format!("docker build --check {}", self.names.join(" "))
    }

    pub fn command(&self, rig: &Rig) -> Command {
        let mut command = rig.command("docker");
        // Projects lie anywhere.
        command.args([
            "buildx",
            "bake",
            "--check",
            "--allow",
            "fs.read=*",
            "--file",
        ]);
        command.arg(self.file.path()).args(&self.names);
        command
    }
}

/// The names of the stages; none for one that has no name, which only a build without a target makes.
pub fn stages(dockerfile: &str) -> Vec<Option<String>> {
    let froms = dockerfile
        .lines()
        .filter(|line| line.to_uppercase().starts_with("FROM "));
    let name = |line: &str| {
        let mut words = line.split_whitespace();
        words.find(|word| word.eq_ignore_ascii_case("as"))?;
        words.next().map(str::to_owned)
    };
    froms.map(name).collect()
}

/// The folder that a Dockerfile is built from, as a compose file says.
fn context(project: &Project, path: &str) -> PathBuf {
    for file in ["compose.override.yaml", "compose.prod.yaml"] {
        let config: serde_yaml::Value = serde_yaml::from_str(&project.read(file)).unwrap();
        let value = serde_json::to_value(config).unwrap();
        if let Some(found) = builds(&value).into_iter().find(|build| {
            let context = Path::new(build["context"].as_str().unwrap_or("."));
            let file = context.join(build["dockerfile"].as_str().unwrap_or("Dockerfile"));
            project.path(file.to_str().unwrap()).canonicalize().ok()
                == project.path(path).canonicalize().ok()
        }) {
            return project.path(found["context"].as_str().unwrap_or("."));
        }
    }
    panic!("{path} is built by no service");
}

/// Every `build:` in a file, those of anchors too.
fn builds(value: &Value) -> Vec<&Value> {
    let Some(map) = value.as_object() else {
        return Vec::new();
    };
    map.iter()
        .flat_map(|(key, inner)| {
            if key == "build" {
                vec![inner]
            } else {
                builds(inner)
            }
        })
        .collect()
}

#[test]
fn stages_have_names_or_none() {
    let named =
        stages("FROM a AS base\nRUN x\nFROM --platform=linux/amd64 base as last\nFROM last\n");
    assert_eq!(
        named,
        [Some("base".to_owned()), Some("last".to_owned()), None]
    );
}
