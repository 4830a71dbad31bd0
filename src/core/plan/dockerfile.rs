//! A developed service's image: its stages, entrypoint, scripts and ignore file.

use indexmap::IndexMap;
use minijinja::Value;
use serde_json::{Value as Json, json};

use super::environment::Export;
use super::scripts::Scripts;
use super::{Image, Planner, scope};
use crate::core::answers::{Context, Place};
use crate::core::catalog::Slot;
use crate::core::catalog::item::Overlay;
use crate::core::path::RelPath;
use crate::core::resolve::{SetupStep, Unit};
use crate::core::template::{extend, quote_sh, to_value};

impl Planner<'_> {
    /// Plans the image of a unit, unless it is a container nowhere.
    pub(super) fn image(&mut self, unit: &Unit, scope: &Value, exports: &[Export]) {
        if !Context::BOTH
            .iter()
            .any(|context| unit.is_container(*context))
        {
            return;
        }
        let Some(folder) = RelPath::new(&format!("docker/{}", unit.name)).ok() else {
            return;
        };
        let scripts = self.scripts(unit, scope, &folder, exports);
        let artifacts = self.artifacts(unit);
        let known = self.image_scope(unit, scope, &scripts, &artifacts);
        let mut stages = Vec::new();
        for artifact in &artifacts {
            stages.push((format!("services.{}", artifact.0), artifact.1.clone()));
        }
        for stage in &unit.item.stages {
            if !self.holds(stage.when.as_deref(), &known, unit) {
                continue;
            }
            let text = self
                .templates
                .file(&scope::template_path(unit, &stage.template), &known);
            if let Some(text) = self.ok(text, unit) {
                stages.push((unit.key(), text));
            }
        }
        stages.extend(self.tool_stages(unit, &known));
        let ignore = self
            .ignore(unit, scope, &scripts, &artifacts)
            .unwrap_or_default();
        let image = Image {
            folders: self.covered(unit, scope),
            folder,
            stages,
            ignore,
            scripts: scripts.files,
        };
        self.part.image = Some(image);
    }

    /// The folders that a volume covers where the source is mounted.
    pub(super) fn overlays<'u>(
        &mut self,
        unit: &'u Unit,
        scope: &Value,
    ) -> Vec<(String, &'u Overlay)> {
        let mut all = Vec::new();
        for overlay in &unit.item.overlays {
            let folders = self.templates.text(&overlay.folder, scope);
            let folders = self.ok(folders, unit).unwrap_or_default();
            let folders = folders.lines().filter(|folder| !folder.is_empty());
            all.extend(folders.map(|folder| (folder.to_owned(), overlay)));
        }
        all
    }

    /// Folders of the project that a volume covers where the source is mounted: Docker would make
    /// them as root.
    fn covered(&mut self, unit: &Unit, scope: &Value) -> Vec<RelPath> {
        if self.stack.reload_of(unit) != Some("mount") || !unit.is_container(Context::Development) {
            return Vec::new();
        }
        let overlays = self.overlays(unit, scope).into_iter();
        let overlays = overlays.filter(|(_, overlay)| overlay.at.is_none());
        let overlays = overlays.filter_map(|(folder, _)| match folder.strip_prefix('/') {
            Some(path) => RelPath::new(path).ok(),
            None => Some(unit.root().join(&RelPath::new(&folder).ok()?)),
        });
        let below = |target: &String| {
            RelPath::new(target.strip_prefix(scope::ROOT)?.strip_prefix('/')?).ok()
        };
        overlays
            .chain(unit.answers.volumes.values().filter_map(below))
            .collect()
    }

    fn image_scope(
        &mut self,
        unit: &Unit,
        scope: &Value,
        scripts: &Scripts,
        artifacts: &[(String, String, Json)],
    ) -> Value {
        let known = extend(
            scope,
            [
                ("stage", "build".into()),
                ("editor", self.stack.has_editor(unit).into()),
                ("health_path", Value::from(self.health_path(unit, scope))),
            ],
        );
        let mut commands = serde_json::Map::new();
        for (name, command) in &unit.item.commands {
            let words = self.texts(unit, command, &known, Context::Production);
            commands.insert(name.clone(), json!(words));
        }
        let build_steps = self.build_steps(unit, scope);
        let artifacts: Vec<&Json> = artifacts.iter().map(|(_, _, about)| about).collect();
        let production = self.part.containers.production.iter();
        let inlined: Vec<Json> = production
            .filter(|container| container.name == unit.name)
            .filter_map(|container| container.build.as_ref())
            .flat_map(|build| &build.args)
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        let health = if self.checked_by_compose(unit) {
            Json::Null
        } else {
            self.image_health(unit, &known)
        };
        let mut volumes: Vec<String> = unit.answers.volumes.values().cloned().collect();
        volumes.extend(self.folders_of_processes(unit, scope));
        let excludes: String = self
            .others(unit)
            .iter()
            .map(|path| format!("--exclude={path} "))
            .collect();
        extend(
            &known,
            [
                ("command", to_value(&Json::Object(commands))),
                ("build_steps", build_steps),
                ("artifacts", to_value(&json!(artifacts))),
                ("inlined", to_value(&json!(inlined))),
                ("entrypoint", scripts.entrypoint.clone().into()),
                ("enters_production", scripts.production.into()),
                (
                    "scripts",
                    to_value(&json!({
                        "development": scripts.only.development, "production": scripts.only.production,
                    })),
                ),
                ("health", to_value(&health)),
                ("excludes", excludes.into()),
                ("volumes", volumes.into()),
            ],
        )
    }

    /// What a unit's build takes from beside its folder.
    fn beside(&mut self, unit: &Unit) -> Vec<String> {
        let scope = self.scope_of(unit);
        let beside = &unit.item.beside;
        let mut paths = self.lines(unit, &beside.files, &scope);
        paths.extend(self.lines(unit, &beside.folders, &scope));
        paths
    }

    /// The steps that run while an image is made, by context; several are one instruction.
    fn build_steps(&mut self, unit: &Unit, scope: &Value) -> Value {
        let mut by_context = serde_json::Map::new();
        for context in Context::BOTH {
            let here = |step: &&SetupStep| *step.at.of(context) == Place::Build;
            let steps: Vec<&SetupStep> = unit.steps.iter().filter(here).collect();
            let texts: Vec<String> = steps
                .iter()
                .filter_map(|step| self.step_text(unit, step, scope))
                .collect();
            let mut env = unit.item.build_env.clone();
            if !steps.iter().any(|step| step.step.configured) {
                env.clear();
            }
            let instruction = match &texts[..] {
                [] => continue,
                // Before one command they are that command's.
                [one] if !one.contains(COMPOUND) => json!([{ "text": one, "env": env }]),
                _ => json!([{ "text": joined(&texts, &env), "env": {} }]),
            };
            by_context.insert(context.word().to_owned(), instruction);
        }
        for context in Context::BOTH {
            by_context.entry(context.word()).or_insert(json!([]));
        }
        to_value(&Json::Object(by_context))
    }

    /// What lies below this one's folder and is not for its image: folders of other services,
    /// Docker's own, and what only another service of the same folder reads.
    fn others(&mut self, unit: &Unit) -> Vec<String> {
        let stack = self.stack;
        let services = stack
            .units
            .iter()
            .filter(|other| other.slot == Slot::Services && other.name != unit.name);
        let mine = self.lines(unit, &unit.item.own, &self.scope_of(unit));
        let mut paths: Vec<String> = Vec::new();
        for other in services {
            if unit.path.is_root() && !other.path.is_root() {
                paths.push(other.path.to_string());
            } else if other.path == unit.path {
                let own = self.lines(other, &other.item.own, &self.scope_of(other));
                paths.extend(own.into_iter().filter(|path| !mine.contains(path)));
            }
        }
        if unit.path.is_root() {
            paths.push("docker".to_owned());
        }
        paths
    }

    /// Of each unit built into this one: its name, the text of its stage, and what to copy.
    fn artifacts(&mut self, unit: &Unit) -> Vec<(String, String, Json)> {
        let mut artifacts = Vec::new();
        for other in self.stack.artifacts_of(&unit.name) {
            let Some(artifact) = &other.item.artifact else {
                continue;
            };
            let stage = other.name.clone();
            let known = self.scope_of(other);
            let steps = self.build_steps(other, &known);
            let known = extend(
                &known,
                [
                    ("stage", stage.as_str().into()),
                    ("build_steps", steps),
                    ("inlined", Vec::<String>::new().into()),
                ],
            );
            let text = self
                .templates
                .file(&scope::template_path(other, &artifact.template), &known);
            let path = self.templates.text(&artifact.path, &known);
            let (Some(text), Some(path)) = (self.ok(text, other), self.ok(path, other)) else {
                continue;
            };
            let Ok(path) = RelPath::new(&path) else {
                continue;
            };
            let below = other.path.join(&path);
            let from = format!("{}/{below}", scope::ROOT);
            let inside = below.as_str().strip_prefix(&format!("{}/", unit.path));
            let to = match inside {
                Some(inside) => inside.to_owned(),
                None if unit.path.is_root() => below.to_string(),
                None => from.clone(),
            };
            let route = other.answers.route.as_ref();
            let route = route.map_or("", |route| route.path.trim_end_matches('/'));
            let about = json!({ "stage": stage, "from": from, "to": to, "route": route });
            artifacts.push((other.name.clone(), text, about));
        }
        artifacts
    }

    /// `Dockerfile.dockerignore`: where the code has a folder of its own only that is let in.
    fn ignore(
        &mut self,
        unit: &Unit,
        scope: &Value,
        scripts: &Scripts,
        artifacts: &[(String, String, Json)],
    ) -> Option<String> {
        let stack = self.stack;
        let taken = |other: &&Unit| artifacts.iter().any(|(name, _, _)| *name == other.name);
        // A used image has no code of its own, only what it takes.
        let root = if unit.slot == Slot::Services {
            unit.sees_all()
        } else {
            stack
                .units
                .iter()
                .filter(taken)
                .any(|other| other.path.is_root())
        };
        let mut allow: Vec<String> = Vec::new();
        if !root {
            allow.extend(scripts.files.iter().map(|(path, _)| path.to_string()));
            let folder = format!("docker/{}/", unit.name);
            let configurations = self
                .part
                .configurations
                .iter()
                .map(|(path, _)| path.to_string());
            allow.extend(configurations.filter(|path| path.starts_with(&folder)));
            let code = Some(unit).filter(|unit| unit.slot == Slot::Services);
            let code = code.into_iter().chain(stack.units.iter().filter(taken));
            for other in code {
                allow.push(other.path.to_string());
                allow.extend(self.beside(other));
            }
        }
        let mut deny = Vec::new();
        for other in &stack.units {
            let inside = root || other.path == unit.path || taken(&other);
            if other.slot != Slot::Services || !inside {
                continue;
            }
            let known = if other.name == unit.name {
                scope.clone()
            } else {
                self.scope_of(other)
            };
            let mut lines = self.lines(other, &other.item.ignore, &known);
            lines.extend(other.made());
            lines.extend(other.kept());
            // What one has no use for another of the same folder may need.
            let needless = other
                .answers
                .ignore
                .iter()
                .filter(|_| other.name == unit.name);
            lines.extend(needless.map(|path| format!("/{path}")));
            for line in lines {
                let line = match line.strip_prefix('/') {
                    Some(own) if other.path.is_root() => own.to_owned(),
                    Some(own) => format!("{}/{own}", other.path),
                    None => line,
                };
                if !deny.contains(&line) {
                    deny.push(line);
                }
            }
        }
        let mut all: Vec<String> = Vec::new();
        let others = stack.units.iter().filter(|other| other.name != unit.name);
        for path in others.filter(|_| root).flat_map(docker_folders) {
            if !all.contains(&path) && path != format!("docker/{}", unit.name) {
                all.push(path);
            }
        }
        all.extend(deny);
        let known = extend(
            scope,
            [
                ("allow", allow.into()),
                ("deny", all.into()),
                ("narrow", (!root).into()),
            ],
        );
        let text = self.templates.file("house/dockerignore.j2", &known);
        self.ok(text, unit)
    }
}

/// Of more than one command.
const COMPOUND: [char; 3] = ['&', ';', '|'];

/// One line of a shell: the variables, and each text if the one before it went well.
fn joined(texts: &[String], env: &IndexMap<String, String>) -> String {
    let variables = env
        .iter()
        .map(|(name, value)| format!("{name}={}", quote_sh(value)));
    let variables: Vec<String> = variables.collect();
    let export = (!env.is_empty()).then(|| format!("export {}", variables.join(" ")));
    let several = texts.len() > 1 || export.is_some();
    let texts = texts.iter().map(|text| {
        let ends = text.contains([';', '|']) && several;
        if ends {
            format!("{{ {text}; }}")
        } else {
            text.clone()
        }
    });
    let lines: Vec<String> = export.into_iter().chain(texts).collect();
    lines.join(" \\\n    && ")
}

/// Below `docker/`, what configures a unit: the edge's folder, and those of the files that it mounts
/// or is built of.
fn docker_folders(unit: &Unit) -> Vec<String> {
    let edge = unit
        .provides("edge")
        .then(|| format!("docker/{}", unit.name));
    let own = unit.answers.files.values().chain(&unit.answers.build);
    let own = own.filter_map(|path| {
        let name = path.as_str().strip_prefix("docker/")?.split('/').next()?;
        Some(format!("docker/{name}"))
    });
    edge.into_iter().chain(own).collect()
}
