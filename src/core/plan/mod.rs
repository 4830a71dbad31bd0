//! Stack -> plan: typed nodes for containers, images and scripts, in each context.

mod ask;
mod builder;
mod connection;
mod container;
mod delivery;
mod dockerfile;
mod environment;
mod hardening;
mod health;
mod kept;
mod network;
mod once;
mod part;
mod process;
mod rules;
mod scope;
mod scripts;
mod setup;
mod tools;
mod watch;

use std::sync::Arc;

use foldhash::HashMap;
use indexmap::IndexMap;
use minijinja::Value;
use serde_json::Value as Json;

use super::answers::{Context, PerContext};
use super::diagnostic::Problem;
use super::fileset::Secret;
use super::path::RelPath;
use super::resolve::{Stack, Unit};
use super::template::{Templates, extend};

pub use ask::{Question, all_questions, questions};
pub use builder::Build;
pub(in crate::core) use delivery::outside;
pub use environment::{Export, Variable};
pub use hardening::TMP;
use kept::Kept;
pub use part::Part;
pub(in crate::core) use scope::template_path;

/// All nodes.
#[derive(Default)]
pub struct Plan {
    /// Per context the containers, in the order of the answers; a setup follows its service.
    pub containers: PerContext<Vec<Arc<Container>>>,
    /// Production's secrets.
    pub secrets: IndexMap<String, Secret>,
    /// What each unit comes to that is no process, in the order of the answers.
    pub parts: Vec<Arc<Part>>,
    /// Used images whose `once` runs there.
    once: PerContext<Vec<String>>,
}

/// A container of one context.
#[derive(Debug, Clone, Default)]
pub struct Container {
    /// Its name on the network.
    pub name: String,
    /// The unit it comes from: containers of one unit share its image.
    pub unit: String,
    /// What it is, above its block.
    pub note: Vec<String>,
    /// The image's name.
    pub image: String,
    /// How it is built, if it is.
    pub build: Option<Build>,
    /// `UID:GID`, and whose that is.
    pub user: Option<(String, Option<String>)>,
    /// Instead of the image's.
    pub command: Option<Vec<String>>,
    /// A comment above it.
    pub command_why: Option<String>,
    /// Name -> value.
    pub environment: IndexMap<String, Variable>,
    /// Names below /run/secrets.
    pub secrets: Vec<String>,
    /// Volumes and bind mounts.
    pub mounts: Vec<Mount>,
    /// Whether mounts of folders get the label that containers may read.
    pub labelled: bool,
    /// Whether `.env` says whose ids it has.
    pub own_ids: bool,
    /// In memory.
    pub tmpfs: Vec<String>,
    /// Why, where the item says so.
    pub tmpfs_why: Option<String>,
    /// On the host.
    pub ports: Vec<String>,
    /// The networks it is on.
    pub networks: Vec<&'static str>,
    /// What it waits for: name -> (condition, required).
    pub depends_on: IndexMap<String, (&'static str, bool)>,
    /// How Compose asks, where the image does not say so.
    pub health: Health,
    /// What `docker compose watch` does.
    pub watch: Vec<Watch>,
    /// More keys of the item: name -> (value, comment).
    pub more: IndexMap<String, (Json, Option<String>)>,
    /// Limits of production.
    pub limits: IndexMap<String, String>,
    /// Copies.
    pub replicas: Option<u16>,
    /// Production's hardening: the capabilities it keeps, and why.
    pub hardened: Option<Vec<String>>,
    /// It runs once and ends.
    pub once: bool,
    /// The profiles that start it.
    pub profiles: Vec<String>,
}

impl Container {
    /// The names of hosts that Compose adds: the service's processes and its setup ask for them too.
    fn hosts(&self) -> IndexMap<String, (Json, Option<String>)> {
        let hosts = self.more.iter().filter(|(key, _)| *key == "extra_hosts");
        hosts
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }
}

/// Something mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mount {
    /// A file or folder of the project.
    Bind {
        /// Below the project.
        source: RelPath,
        /// In the container.
        target: String,
        /// Not to be written.
        read_only: bool,
    },
    /// A named volume, and why it is there.
    Volume {
        /// Its name in the project.
        name: String,
        /// In the container.
        target: String,
        /// A comment beside it.
        why: Option<String>,
    },
}

/// How Compose asks whether a container is well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Health {
    /// Nothing said: the image's own check, if any.
    #[default]
    Image,
    /// Not at all, although the image has a check.
    Disabled,
    /// This.
    Check {
        /// `CMD` or `CMD-SHELL` and what follows.
        test: Vec<String>,
        /// A comment above it.
        why: Option<String>,
        /// How long failures do not count.
        start_period: String,
        /// How often, and how long an answer may take; and how often until it is well.
        times: [String; 3],
    },
}

/// One entry of `develop.watch`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watch {
    /// Build and replace.
    Rebuild(String),
    /// Copy into the container.
    Sync {
        /// On the host.
        path: String,
        /// In the container.
        target: String,
        /// Below the path.
        ignore: Vec<String>,
    },
}

/// An image built here.
pub struct Image {
    /// `docker/SERVICE`.
    pub folder: RelPath,
    /// Name -> text, in order.
    pub stages: Vec<(String, String)>,
    /// The text of its ignore file.
    pub ignore: String,
    /// Scripts: path -> text.
    pub scripts: Vec<(RelPath, String)>,
    /// Development's folders that Docker must not make as root.
    pub folders: Vec<RelPath>,
}

/// Plans the stack. Errors of templates are problems. What is the same in `like` is taken over from
/// there.
pub fn plan(
    templates: &Templates,
    stack: &Stack,
    like: Option<(&Stack, &Plan)>,
) -> (Plan, Vec<Problem>) {
    let mut kept = like.and_then(|(before, plan)| Kept::new(stack, before, plan));
    let units: Vec<&Unit> = stack
        .units
        .iter()
        .filter(|unit| unit.owner.is_none())
        .collect();
    let make = |unit: &Unit| scope::of(stack, unit);
    let scopes: Vec<Value> = match &mut kept {
        Some(kept) => kept.scopes(&units, make),
        None => units.iter().map(|unit| make(unit)).collect(),
    };
    let names = units.iter().map(|unit| unit.name.as_str());
    let mut planner = Planner {
        templates,
        stack,
        once: PerContext::default(),
        part: Part::default(),
        scopes: names.zip(&scopes).collect(),
    };
    planner.find_once();
    let mut problems = std::mem::take(&mut planner.part.problems);
    let kept = kept.filter(|kept| *kept.once() == planner.once);
    let mut parts = kept
        .map_or_else(Vec::new, |kept| kept.parts(&units))
        .into_iter();
    let mut plan = Plan::default();
    for (unit, scope) in units.iter().zip(&scopes) {
        let part = parts.next().flatten();
        let part = part.unwrap_or_else(|| Arc::new(planner.part(unit, scope)));
        part.tell(&mut problems);
        plan.parts.push(part);
    }
    plan.gather(stack);
    plan.once = planner.once;
    (plan, problems)
}

impl Plan {
    /// The part of this unit.
    pub fn part(&self, unit: &str) -> Option<&Arc<Part>> {
        self.parts.iter().find(|part| part.unit == unit)
    }

    /// Lists what the parts have of each kind.
    fn gather(&mut self, stack: &Stack) {
        let sources = connection::sources(stack);
        for part in &self.parts {
            let PerContext {
                development,
                production,
            } = &part.containers;
            self.containers
                .development
                .extend(development.iter().cloned());
            self.containers
                .production
                .extend(production.iter().cloned());
            for name in &part.secrets {
                let source = || sources.get(name).cloned().unwrap_or(Secret::Supplied);
                self.secrets.entry(name.clone()).or_insert_with(source);
            }
        }
    }
}

/// What the parts of planning share.
struct Planner<'p> {
    templates: &'p Templates,
    stack: &'p Stack,
    /// Used images whose `once` runs there.
    once: PerContext<Vec<String>>,
    /// Of the unit that is being planned.
    part: Part,
    /// The names of each unit, made once: others use them too.
    scopes: HashMap<&'p str, &'p Value>,
}

impl Planner<'_> {
    /// The names of a unit's templates that are the same in both contexts.
    fn scope_of(&self, unit: &Unit) -> Value {
        let known = self.scopes.get(unit.name.as_str());
        known.map_or_else(|| scope::of(self.stack, unit), |scope| Value::clone(scope))
    }

    /// Plans a unit with its processes.
    fn part(&mut self, unit: &Unit, scope: &Value) -> Part {
        self.part = Part {
            unit: unit.name.clone(),
            key: unit.key(),
            scope: scope.clone(),
            ..Part::default()
        };
        self.unit(unit, scope);
        std::mem::take(&mut self.part)
    }

    fn unit(&mut self, unit: &Unit, scope: &Value) {
        let mut exports = Vec::new();
        for context in Context::BOTH {
            let scope = scope::in_context(scope, unit, context);
            if context == Context::Development {
                self.part.scopes.insert(unit.name.clone(), scope.clone());
            }
            let Some((container, more)) = self.container(unit, &scope, context) else {
                continue;
            };
            exports.extend(more);
            self.rules(unit, &scope);
            let once = self.once_container(unit, &scope, &container, context);
            let setup = self.setup_container(unit, &scope, &container, context);
            let processes = self.processes(unit, &container, &scope, context, &mut exports);
            let list = match context {
                Context::Development => &mut self.part.containers.development,
                Context::Production => &mut self.part.containers.production,
            };
            let first = std::iter::once(container);
            let mut all: Vec<Container> = first.chain(processes).chain(setup).chain(once).collect();
            builder::settle(&mut all, context, &self.stack.project);
            list.extend(all.into_iter().map(Arc::new));
        }
        // Of the code's own containers: an image without a shell takes one for these only, and what
        // its tools export is in an image that has one.
        let joins = !exports.is_empty();
        if unit.has_setup(Context::Production) {
            exports.extend(
                self.tool_exports(unit, &scope::in_context(scope, unit, Context::Production)),
            );
        }
        self.configurations(unit, scope);
        if unit.slot == super::catalog::Slot::Services || self.takes(unit) {
            self.image(unit, &extend(scope, [("joins", joins.into())]), &exports);
        }
    }

    fn configurations(&mut self, unit: &Unit, scope: &Value) {
        let once = Context::BOTH
            .iter()
            .any(|context| self.once.of(*context).contains(&unit.name));
        let more = unit.item.once.iter().filter(|_| once);
        let more = more.flat_map(|once| &once.files);
        for file in unit.item.files.iter().chain(more) {
            if !self.holds(file.when.as_deref(), scope, unit) {
                continue;
            }
            let template = scope::template_path(unit, &file.template);
            let text = self.templates.file(&template, scope);
            let path = self.templates.text(&file.path, scope);
            let (Some(text), Some(path)) = (self.ok(text, unit), self.ok(path, unit)) else {
                continue;
            };
            match RelPath::new(&path) {
                Ok(path) => self.part.configurations.push((path, text)),
                Err(error) => {
                    let message = format!("the catalog's file {path:?} {error}");
                    self.part
                        .problems
                        .push(Problem::error("path-outside", message).key(unit.key()));
                }
            }
        }
    }

    /// Whether a `when:` holds; nothing said holds.
    fn holds(&mut self, when: Option<&str>, scope: &Value, unit: &Unit) -> bool {
        let Some(when) = when else { return true };
        let value = self.templates.expression(when, scope);
        self.ok(value, unit).is_some_and(|value| value.is_true())
    }

    /// The result, or a problem of the unit's item.
    fn ok<T>(&mut self, result: Result<T, minijinja::Error>, unit: &Unit) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                let mut message = format!(
                    "the catalog's {} cannot be rendered: {error}",
                    unit.item.title
                );
                let mut cause = std::error::Error::source(&error);
                while let Some(inner) = cause {
                    message.push_str(&format!(": {inner}"));
                    cause = inner.source();
                }
                let problem = Problem::error("template", message).key(unit.key());
                self.part.problems.push(problem);
                None
            }
        }
    }
}
