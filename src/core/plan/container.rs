//! A unit as a container of one context.

use indexmap::IndexMap;
use minijinja::Value;
use serde_json::Value as Json;

use super::environment::{self, Export};
use super::health::own_line;
use super::scope::ROOT;
use super::{Build, Container, Mount, Planner, TMP, builder, network, setup};
use crate::core::answers::{Context, Wait};
use crate::core::catalog::Slot;
use crate::core::catalog::item::ConfigFile;
use crate::core::diagnostic::Problem;
use crate::core::path::RelPath;
use crate::core::resolve::Unit;

impl Planner<'_> {
    /// The container, and what its entrypoint exports; none where it is not one here.
    pub(super) fn container(
        &mut self,
        unit: &Unit,
        scope: &Value,
        context: Context,
    ) -> Option<(Container, Vec<Export>)> {
        if !unit.is_container(context) {
            return None;
        }
        let environment = self.environment(unit, scope, context);
        let mut container = Container {
            name: unit.name.clone(),
            unit: unit.name.clone(),
            note: self.texts(unit, &unit.item.note, scope, context),
            environment: environment.variables,
            secrets: environment.secrets,
            networks: network::of(self.stack, unit),
            profiles: self
                .stack
                .profiles
                .get(&unit.name)
                .cloned()
                .unwrap_or_default(),
            ..Container::default()
        };
        self.image_of(unit, &mut container, scope, context);
        container.mounts = self.mounts(unit, scope, context);
        if let Some(hosts) = self.stack.feature("other_hosts") {
            let wants = |name: &str| hosts.get(name).and_then(Json::as_bool) == Some(true);
            container.labelled = wants("selinux");
            let developed = container.build.as_ref().is_some_and(|build| build.ids);
            container.own_ids = wants("userns") && developed;
        }
        container.ports = self.ports(unit, scope, context);
        container.depends_on = self.depends(unit, context);
        if unit.has_setup(context) {
            let covered = self.depends_of_setup(unit, context);
            container
                .depends_on
                .retain(|name, _| !covered.contains_key(name));
            container
                .depends_on
                .shift_insert(0, setup::name(unit), (setup::DONE, true));
        }
        self.more(unit, &mut container, scope, context);
        self.limits(unit, &mut container, scope, context);
        if context == Context::Production {
            container.hardened = Some(unit.item.runs_as.capabilities.clone());
            if unit.slot == Slot::Services {
                container.tmpfs.push(TMP.to_owned());
            }
            for text in &unit.item.runs_as.writes {
                let text = self.templates.text(text, scope);
                container.tmpfs.extend(self.ok(text, unit));
            }
        }
        Some((container, environment.exports))
    }

    fn image_of(
        &mut self,
        unit: &Unit,
        container: &mut Container,
        scope: &Value,
        context: Context,
    ) {
        let project = &self.stack.project;
        let production = context == Context::Production;
        if unit.slot == Slot::Services || production && self.takes(unit) {
            let args = environment::inlined(unit, &mut container.environment, context);
            container.image = builder::built(project, &unit.name, context);
            let folder = unit.answers.context.clone();
            container.build = Some(Build {
                dockerfile: Some(format!("docker/{}/Dockerfile", unit.name)),
                target: Some(context.word().to_owned()),
                ids: !production,
                args,
                ..Build::of(folder.unwrap_or_else(RelPath::root))
            });
            if !production {
                container.watch = self.watch(unit, scope);
            }
            if unit.slot == Slot::Backing {
                self.command(unit, container, scope, context);
                container.health = self.health(unit, scope, context);
            } else if self.checked_by_compose(unit) {
                container.health = self.health_of_service(unit, scope, context);
            }
            return;
        }
        let runs_as = &unit.item.runs_as;
        if unit.answers.image.is_none() && unit.answers.build.is_none() {
            container.user = runs_as.user.clone().map(|user| (user, runs_as.why.clone()));
        }
        if let Some(build) = &unit.answers.build {
            container.image = builder::built(project, &unit.name, context);
            container.build = Some(Build::of(build.clone()));
        } else if let Some(image) = &unit.answers.image {
            container.image.clone_from(image);
        } else if let Some(image) = &unit.item.image {
            let image = self.templates.text(image, scope);
            container.image = self.ok(image, unit).unwrap_or_default();
        }
        if container.image.is_empty() {
            let message = format!("`{}` has neither an image nor a build", unit.name);
            let mend = "say `image: NAME:TAG`, or `build: FOLDER`";
            self.part.problems.push(
                Problem::error("no-image", message)
                    .key(unit.key())
                    .mend(mend),
            );
        }
        self.command(unit, container, scope, context);
        container.health = self.health(unit, scope, context);
    }

    /// The item's command, where the image's own will not do.
    fn command(&mut self, unit: &Unit, container: &mut Container, scope: &Value, context: Context) {
        let command = self.texts(unit, &unit.item.command, scope, context);
        container.command = (!command.is_empty()).then_some(command);
        container.command_why = self.why(unit, "command", scope, context);
    }

    /// Whether a used image has something of this project in it, and so is built here for production.
    pub(super) fn takes(&self, unit: &Unit) -> bool {
        unit.slot == Slot::Backing
            && !unit.item.stages.is_empty()
            && unit.answers.image.is_none()
            && unit.answers.build.is_none()
            && (unit.built || self.stack.artifacts_of(&unit.name).next().is_some())
    }

    fn mounts(&mut self, unit: &Unit, scope: &Value, context: Context) -> Vec<Mount> {
        let mut mounts = Vec::new();
        let name = |volume: &str| {
            let volume = volume.strip_prefix('/').map_or_else(
                || volume.trim_start_matches('.').to_owned(),
                |path| format!("project_{path}"),
            );
            let volume = volume.replace('/', "_");
            format!("{}_{volume}", unit.name.replace('-', "_"))
        };
        let developed = unit.slot == Slot::Services && context == Context::Development;
        let mounted = self.stack.reload_of(unit) == Some("mount");
        if developed && mounted {
            let source = unit.answers.context.clone().unwrap_or_else(RelPath::root);
            mounts.push(Mount::Bind {
                source,
                target: ROOT.to_owned(),
                read_only: false,
            });
        }
        let workdir = scope
            .get_attr("workdir")
            .ok()
            .map(|path| path.to_string())
            .unwrap_or_default();
        for (folder, overlay) in self.overlays(unit, scope) {
            if !(developed && (mounted || overlay.keep)) {
                continue;
            }
            mounts.push(Mount::Volume {
                name: name(&folder),
                target: match &overlay.at {
                    Some(at) => at.clone(),
                    None if folder.starts_with('/') => format!("{ROOT}{folder}"),
                    None => format!("{workdir}/{folder}"),
                },
                why: Some(overlay.why.clone()),
            });
        }
        mounts.extend(self.data(unit, scope, context));
        for (volume, target) in &unit.answers.volumes {
            mounts.push(Mount::Volume {
                name: name(volume),
                target: target.clone(),
                why: None,
            });
        }
        // What is copied into an image that is built need not be mounted.
        let built = context == Context::Production && self.takes(unit);
        if !built {
            mounts.extend(self.files(unit, &unit.item.files, scope));
        }
        for (target, source) in &unit.answers.files {
            mounts.push(Mount::Bind {
                source: source.clone(),
                target: target.clone(),
                read_only: true,
            });
        }
        mounts
    }

    /// The mounts of files that an item makes.
    pub(super) fn files(&mut self, unit: &Unit, files: &[ConfigFile], scope: &Value) -> Vec<Mount> {
        let mut mounts = Vec::new();
        for file in files {
            let Some(to) = &file.to else { continue };
            let path = self.templates.text(&file.path, scope);
            if self.holds(file.when.as_deref(), scope, unit)
                && let Some(path) = self.ok(path, unit)
                && let Ok(source) = RelPath::new(&path)
            {
                mounts.push(Mount::Bind {
                    source,
                    target: to.clone(),
                    read_only: true,
                });
            }
        }
        mounts
    }

    /// The volume of its data.
    pub(super) fn data(&mut self, unit: &Unit, scope: &Value, context: Context) -> Option<Mount> {
        let data = self
            .templates
            .evaluate(&unit.item.data, scope, context.word());
        let data = self.ok(data, unit)??;
        Some(Mount::Volume {
            name: unit.name.clone(),
            target: data.get("path")?.as_str()?.to_owned(),
            why: data.get("why").and_then(Json::as_str).map(str::to_owned),
        })
    }

    pub(super) fn ports(&mut self, unit: &Unit, scope: &Value, context: Context) -> Vec<String> {
        let mut ports = Vec::new();
        let variable = unit.variable();
        if context == Context::Production {
            let edge = self.stack.edge(context);
            let routed = unit.answers.route.is_some() && edge.is_none();
            if unit.provides("edge") {
                let public = self.texts(unit, &unit.item.public, scope, context);
                if !public.is_empty() {
                    return public;
                }
            }
            if let Some(port) = unit.port.filter(|_| unit.provides("edge") || routed) {
                ports.push(format!(
                    "${{HTTP_ADDRESS:-127.0.0.1}}:${{HTTP_PORT:-8080}}:{port}"
                ));
            }
            return ports;
        }
        if let Some(published) = unit.published {
            // Another port than the stack's own: a page, or a listener for the host.
            let other = ["page_inside", "host_inside"].iter().find_map(|name| {
                let port = scope.get_attr(name).ok()?.as_i64()?;
                u16::try_from(port).ok()
            });
            let inside = other.or(unit.port).unwrap_or(published);
            ports.push(format!(
                "127.0.0.1:${{{variable}_PORT:-{published}}}:{inside}"
            ));
        }
        let inside = unit.debug_port();
        if let (Some(published), Some(inside)) = (unit.debug_published, inside) {
            ports.push(format!(
                "127.0.0.1:${{{variable}_DEBUG_PORT:-{published}}}:{inside}"
            ));
        }
        ports
    }

    /// What it waits for, apart from its setup.
    pub(super) fn depends(
        &self,
        unit: &Unit,
        context: Context,
    ) -> IndexMap<String, (&'static str, bool)> {
        let mut depends = IndexMap::new();
        let routed = self
            .stack
            .containers(context)
            .filter(|other| unit.provides("edge") && other.answers.route.is_some());
        let routed = routed.map(|other| (other.name.as_str(), Wait::Healthy));
        let used = unit
            .links
            .iter()
            .map(|link| (link.target.as_str(), link.wait));
        for (name, wait) in used.chain(routed) {
            let Some(other) = self
                .stack
                .unit(name)
                .filter(|other| other.is_container(context))
            else {
                continue;
            };
            let checked = other.is_asked() || own_line(other).is_some();
            let condition = match wait {
                Wait::No => continue,
                Wait::Healthy if checked => "service_healthy",
                Wait::Healthy | Wait::Started => "service_started",
            };
            let profiles = self.stack.profiles.get(name);
            let required = profiles.is_none() || profiles == self.stack.profiles.get(&unit.name);
            depends.insert(name.to_owned(), (condition, required));
            if wait == Wait::Healthy && self.once.of(context).contains(&other.name) {
                depends.insert(setup::name(other), (setup::DONE, required));
            }
        }
        depends
    }

    /// The comment of a key.
    fn why(&mut self, unit: &Unit, key: &str, scope: &Value, context: Context) -> Option<String> {
        let why = unit.item.why.get(key)?;
        self.texts(unit, why, scope, context).into_iter().next()
    }

    /// The item's further keys; `tmpfs` has a place of its own.
    pub(super) fn more(
        &mut self,
        unit: &Unit,
        container: &mut Container,
        scope: &Value,
        context: Context,
    ) {
        for (key, value) in &unit.item.compose {
            let value = self.templates.evaluate(value, scope, context.word());
            let Some(Some(value)) = self.ok(value, unit) else {
                continue;
            };
            let why = self.why(unit, key, scope, context);
            // In memory it may keep more than one thing: the list has a place of its own.
            if key == "tmpfs" {
                let folders = value.as_array().into_iter().flatten();
                container
                    .tmpfs
                    .extend(folders.filter_map(|folder| folder.as_str().map(str::to_owned)));
                container.tmpfs_why = why;
                continue;
            }
            container.more.insert(key.clone(), (value, why));
        }
    }

    pub(super) fn limits(
        &mut self,
        unit: &Unit,
        container: &mut Container,
        scope: &Value,
        context: Context,
    ) {
        let differs = unit.answers.differs.of(context);
        container.replicas = differs.replicas;
        if context == Context::Production {
            for (name, value) in &unit.item.limits {
                let value = self.templates.evaluate(value, scope, context.word());
                if let Some(Some(Json::String(text))) = self.ok(value, unit) {
                    container.limits.insert(name.clone(), text);
                }
            }
        }
        container.limits.extend(differs.limits.clone());
    }

    /// A text or a list of texts of an item.
    pub(super) fn texts(
        &mut self,
        unit: &Unit,
        value: &Json,
        scope: &Value,
        context: Context,
    ) -> Vec<String> {
        let value = self.templates.evaluate(value, scope, context.word());
        match self.ok(value, unit).flatten() {
            Some(Json::String(text)) => vec![text],
            Some(Json::Array(items)) => items
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        }
    }
}
