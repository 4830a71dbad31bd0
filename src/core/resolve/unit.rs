//! One entry of the answers, understood.

use std::sync::Arc;

use minijinja::Value;
use serde_json::Value as Json;

use super::told::Told;
use super::{Link, SetupStep, Stack};
use crate::core::answers::{Context, Member, Place, Presence};
use crate::core::catalog::Slot;
use crate::core::catalog::item::Item;
use crate::core::path::RelPath;
use crate::core::template::to_value;

/// One entry, understood.
pub struct Unit {
    /// Its name.
    pub name: String,
    /// Developed here or only used.
    pub slot: Slot,
    /// Its item.
    pub item: Arc<Item>,
    /// What the user said.
    pub answers: Arc<Member>,
    /// The same, as the answers have it.
    pub(super) said: Arc<Member>,
    /// The answers to the item's questions.
    pub with: Arc<Json>,
    /// The item's `vars`.
    pub vars: Arc<Json>,
    /// Whether production builds its image although it is a used one and takes nothing.
    pub built: bool,
    /// Its capabilities.
    pub provides: Arc<[String]>,
    /// Its code.
    pub path: RelPath,
    /// Inside.
    pub port: Option<u16>,
    /// On the host, in development.
    pub published: Option<u16>,
    /// Of the debugger, on the host.
    pub debug_published: Option<u16>,
    /// What it uses.
    pub links: Arc<[Link]>,
    /// The steps of its setup, in order.
    pub steps: Arc<[SetupStep]>,
    /// The feature that added it, if the user did not.
    pub derived: Option<String>,
    /// The service whose image a process runs.
    pub owner: Option<String>,
    /// What it told before anybody used it, and thereafter.
    pub(super) silent: Option<Arc<Told>>,
    pub(super) told: Option<Arc<Told>>,
    /// Nothing is wrong with its links, or with its steps: they hold while what they are made of does.
    pub(super) linked: bool,
    pub(super) placed: bool,
}

impl Unit {
    /// The answers to its item's questions, as templates see them.
    pub fn shown_with(&self) -> Value {
        let told = self.told.as_ref();
        told.map_or_else(|| to_value(&self.with), |told| told.shown.clone())
    }

    /// A unit of which nothing is known but what its member says: as it stands in the answers, and
    /// as it is meant.
    pub(super) fn new(
        name: &str,
        slot: Slot,
        item: Arc<Item>,
        [said, answers]: [&Arc<Member>; 2],
    ) -> Self {
        Self {
            name: name.to_owned(),
            slot,
            port: said.port.unwrap_or(item.port),
            item,
            answers: Arc::clone(answers),
            said: Arc::clone(said),
            with: Arc::default(),
            vars: Arc::default(),
            built: false,
            provides: Arc::default(),
            path: said.path.clone().unwrap_or_else(RelPath::root),
            published: None,
            debug_published: None,
            links: Arc::default(),
            steps: Arc::default(),
            derived: None,
            owner: None,
            silent: None,
            told: None,
            linked: false,
            placed: false,
        }
    }

    /// Whether it is the very same as another of its name, in everything.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.item, &other.item)
            && Arc::ptr_eq(&self.answers, &other.answers)
            && Arc::ptr_eq(&self.with, &other.with)
            && Arc::ptr_eq(&self.vars, &other.vars)
            && Arc::ptr_eq(&self.provides, &other.provides)
            && Arc::ptr_eq(&self.links, &other.links)
            && Arc::ptr_eq(&self.steps, &other.steps)
            && self.slot == other.slot
            && (self.port, self.published) == (other.port, other.published)
            && self.debug_published == other.debug_published
            && self.built == other.built
            && self.path == other.path
            && self.derived == other.derived
            && self.owner == other.owner
            && self.name == other.name
    }

    /// Whether its member, its item and its processes' items are the very same as those of `other`.
    pub(super) fn is_made_as(&self, stack: &Stack, other: &Self, before: &Stack) -> bool {
        let (now, before) = (
            stack.processes_of(&self.name),
            before.processes_of(&other.name),
        );
        Arc::ptr_eq(&self.item, &other.item)
            && Arc::ptr_eq(&self.answers, &other.answers)
            && now
                .map(|unit| Arc::as_ptr(&unit.item))
                .eq(before.map(|unit| Arc::as_ptr(&unit.item)))
    }

    /// Whether and how it is there.
    pub fn presence(&self, context: Context) -> &Presence {
        &self.answers.differs.of(context).presence
    }

    /// The folder that its build and its work begin in: the workspace's where it is part of one,
    /// else its own.
    pub fn root(&self) -> &RelPath {
        let workspace = self
            .answers
            .context
            .as_ref()
            .filter(|_| self.item.workspace);
        workspace.unwrap_or(&self.path)
    }

    /// Whether its build sees the whole project.
    pub fn sees_all(&self) -> bool {
        let context = self.answers.context.as_ref();
        self.path.is_root() || context.is_some_and(RelPath::is_root)
    }

    /// Where its debugger listens, inside: as its item says, or by its answers `vars.debug_port`.
    pub fn debug_port(&self) -> Option<u16> {
        let debug = self.item.debug.as_ref()?;
        let asked = self.vars.get("debug_port").and_then(Json::as_u64);
        debug.port.or_else(|| u16::try_from(asked?).ok())
    }

    /// Whether it is a container of its own.
    pub fn is_container(&self, context: Context) -> bool {
        *self.presence(context) == Presence::Container
    }

    /// Whether its item says how to ask if it is well, and there is a port for that.
    pub fn is_asked(&self) -> bool {
        let health = self.item.health.as_ref();
        health.is_some_and(|health| health.http.is_none() || self.port.is_some())
    }

    /// The path that tells whether it is well: as the answers say it, else a `health_path` of `vars`,
    /// else the item's own, a template. Empty where only its port is asked.
    pub fn health_path(&self) -> Option<&str> {
        let own = self.answers.health.as_deref();
        let named = || self.vars.get("health_path").and_then(Json::as_str);
        own.or_else(named)
            .or_else(|| self.item.health.as_ref()?.http.as_deref())
    }

    /// Whether it offers this capability.
    pub fn provides(&self, capability: &str) -> bool {
        self.provides.iter().any(|word| word == capability)
    }

    /// Whether some step runs there.
    pub fn has_step(&self, context: Context, place: Place) -> bool {
        self.steps.iter().any(|step| *step.at.of(context) == place)
    }

    /// Whether SERVICE-setup exists.
    pub fn has_setup(&self, context: Context) -> bool {
        self.has_step(context, Place::Setup)
    }

    /// The key of its answers, such as `services.web`.
    pub fn key(&self) -> String {
        let own = [self.slot.folder(), &self.name];
        match &self.owner {
            Some(owner) => [Slot::Services.folder(), owner, own[0], own[1]].join("."),
            None => own.join("."),
        }
    }

    /// The beginning of its variables in `.env`, such as `KAFKA_UI`.
    pub fn variable(&self) -> String {
        self.name.to_uppercase().replace('-', "_")
    }

    /// What `.env` calls the port of its debugger on the host, and the port without it.
    pub fn debug_variable(&self) -> Option<(String, u16)> {
        let port = self.debug_published?;
        Some((format!("{}_DEBUG_PORT", self.variable()), port))
    }
}
