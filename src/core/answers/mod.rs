//! The answers: what `dockwright.yaml` says, read and checked as far as it can be without the
//! catalog.

mod address;
mod kept;
pub(super) mod member;
mod places;
pub(super) mod read;
mod reader;
mod step;

use std::sync::Arc;

use indexmap::IndexMap;

use super::path::RelPath;
use super::yaml::Node;

pub use member::is_member_name;
pub use places::Places;
pub(super) use read::read_like;
pub use read::{is_member_key, read, read_backing};

/// The format that this version writes and reads.
pub const FORMAT: i64 = 1;

/// The file's name.
pub const FILE: &str = "dockwright.yaml";

/// Answers without any service: what a project begins with that takes no preset.
pub const BLANK: &str = "\
# What this project's Docker set-up is made of. `dockwright apply` writes it; your own edits of the files stay.
dockwright: 1
services:
backing:
features: {hot_reload: mount, debugger: true, devcontainer: true}
";

/// The two contexts, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Context {
    /// `compose.yaml` with `compose.override.yaml`.
    Development,
    /// `compose.yaml` with `compose.prod.yaml`.
    Production,
}

impl Context {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Development, Self::Production];

    /// As answers and templates call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
        }
    }
}

/// One thing per context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PerContext<T> {
    /// In development.
    pub development: T,
    /// In production.
    pub production: T,
}

impl<T> PerContext<T> {
    /// The one of this context.
    pub fn of(&self, context: Context) -> &T {
        match context {
            Context::Development => &self.development,
            Context::Production => &self.production,
        }
    }
}

/// What a member is in one context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Presence {
    /// A container of its own.
    #[default]
    Container,
    /// Managed by somebody else: no container, the variables stay.
    External,
    /// Not there.
    None,
    /// Its build lies in this member's image.
    Into(String),
}

/// How a member differs in one context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differs {
    /// Whether and how it is there.
    pub presence: Presence,
    /// Whether the answers say anything of this context.
    pub said: bool,
    /// Copies.
    pub replicas: Option<u16>,
    /// `cpus`, `memory`, `pids`.
    pub limits: IndexMap<String, String>,
    /// Variables of this context.
    pub env: IndexMap<String, String>,
}

/// A secret of a service's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretSource {
    /// Made once.
    Generated,
    /// The user brings it.
    Supplied,
}

/// How one member uses another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Use {
    /// Which of its databases is this service's own.
    pub database: Option<String>,
    /// The client item, where the catalog's choice is not wanted.
    pub client: Option<String>,
    /// This code base's own names, instead of the client's.
    pub env: Option<IndexMap<String, String>>,
    /// Wait until it is well, only for its start, or not at all.
    pub wait: Option<Wait>,
}

/// What to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Until it is healthy.
    Healthy,
    /// Until it has started.
    Started,
    /// Not at all.
    No,
}

/// At which address the edge reaches a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Begins with `/`.
    pub path: String,
    /// Whether the service does not see that path.
    pub strip: bool,
}

/// Where a step runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At each start of each container.
    Start,
    /// Once for all copies, by SERVICE-setup.
    Setup,
    /// When the image is built.
    Build,
    /// Not in this context.
    Skip,
}

/// One entry of `setup:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepAnswer {
    /// The catalog's step, or the name of an own one.
    pub name: String,
    /// An own command.
    pub run: Option<String>,
    /// A tool of the catalog that gives the step.
    pub tool: Option<String>,
    /// Arguments of a catalog's step.
    pub with: IndexMap<String, Node>,
    /// What an own one makes below the service's path, for neither git nor an image.
    pub makes: Vec<RelPath>,
    /// Where it runs, where the user said so.
    pub at: PerContext<Option<Place>>,
    /// The answer's key, such as `services.web.setup.2`.
    pub key: String,
    /// As it is written.
    pub written: Node,
}

/// An entry of `services`, `backing` or `processes`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// The item's id.
    pub kind: String,
    /// Its code, what is watched and debugged.
    pub path: Option<RelPath>,
    /// What the build may see.
    pub context: Option<RelPath>,
    /// Answers to the item's questions.
    pub with: IndexMap<String, Node>,
    /// The port inside; `Some(None)` is `none`.
    pub port: Option<Option<u16>>,
    /// The wished host port of development; `Some(None)` is `none`.
    pub publish: Option<Option<u16>>,
    /// At the edge.
    pub route: Option<Route>,
    /// What it uses, in order.
    pub uses: IndexMap<String, Use>,
    /// Variables of both contexts; texts are templates.
    pub env: IndexMap<String, String>,
    /// Secrets of its own.
    pub secrets: IndexMap<String, SecretSource>,
    /// Volume -> folder in the container.
    pub volumes: IndexMap<String, String>,
    /// Path in the container -> file or folder of the project, mounted read only.
    pub files: IndexMap<String, RelPath>,
    /// The path that answers when it is well, instead of the item's; empty where only its port is asked.
    pub health: Option<String>,
    /// Files and folders below its path that its image does not need.
    pub ignore: Vec<RelPath>,
    /// Packages of the image's distribution.
    pub packages: Vec<String>,
    /// More containers of the same image.
    pub processes: IndexMap<String, Arc<Member>>,
    /// The whole list of steps, in order.
    pub setup: Option<Vec<StepAnswer>>,
    /// An own image instead of the item's.
    pub image: Option<String>,
    /// A folder with an own Dockerfile.
    pub build: Option<RelPath>,
    /// A process's command.
    pub run: Option<String>,
    /// Whether it wants a terminal.
    pub tty: bool,
    /// How it differs.
    pub differs: PerContext<Differs>,
}

/// All answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// The project's name.
    pub name: String,
    /// Developed here.
    pub services: IndexMap<String, Arc<Member>>,
    /// Used, not developed here.
    pub backing: IndexMap<String, Arc<Member>>,
    /// What cuts across.
    pub features: IndexMap<String, Node>,
    /// Profile -> members that start only with it.
    pub profiles: IndexMap<String, Vec<String>>,
    /// Files that the user took out of dockwright's hands.
    pub own: Vec<RelPath>,
}

impl Answers {
    /// Whether a feature is on: named, and neither `false` nor empty.
    pub fn has_feature(&self, id: &str) -> bool {
        let node = self.features.get(id);
        node.is_some_and(|node| node.as_bool() != Some(false) && !node.is_null())
    }
}
