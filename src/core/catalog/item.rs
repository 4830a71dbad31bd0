//! A catalog item: what `item.yaml` says. Its folder's name is its id.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

pub use super::detect::Detect;
pub use super::folders::{Beside, Overlay};
pub use super::question::{Names, Question, Type};
pub use super::used::{ConfigFile, Once, Rule, RunsAs, Severity};

/// Where a fact comes from, and when it was true.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Documents that say so.
    #[serde(default)]
    pub docs: Vec<String>,
    /// The day it was looked up.
    pub as_of: String,
}

/// A health check: one of the forms.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Health {
    /// A path that answers over HTTP; the language's part knows how to ask.
    #[serde(default)]
    pub http: Option<String>,
    /// A command in exec form.
    #[serde(default)]
    pub command: Option<Value>,
    /// A line for the image's shell.
    #[serde(default)]
    pub shell: Option<String>,
    /// Why the check is as it is.
    #[serde(default)]
    pub why: Option<String>,
    /// The image has its own; others may wait for it.
    #[serde(default)]
    pub in_image: bool,
    /// How long failures do not count after the start; what is compiled at the start of development
    /// needs longer there.
    #[serde(default)]
    pub start_period: Value,
    /// How often it is asked, where that is not the house's way.
    #[serde(default)]
    pub interval: Option<String>,
    /// How long an answer may take.
    #[serde(default)]
    pub timeout: Option<String>,
    /// How often it is asked until it is well.
    #[serde(default)]
    pub start_interval: Option<String>,
}

/// What `verify` runs in a container.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// A command in exec form, its texts templates.
    pub command: Value,
    /// Codes with which it ends where there is nothing to run, as a project without tests.
    #[serde(default)]
    pub nothing: Vec<i64>,
}

/// What a step of `setup:` does and where.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What it is for, in words.
    #[serde(default)]
    pub title: String,
    /// Shell text; a template.
    #[serde(default)]
    pub run: Option<String>,
    /// Or, of `setup`, a command in exec form, which needs no shell: SERVICE-setup is this alone.
    #[serde(default)]
    pub command: Value,
    /// Or a template file of the item's folder.
    #[serde(default)]
    pub template: Option<String>,
    /// Questions of the step; their answers are `step.NAME`.
    #[serde(default)]
    pub ask: IndexMap<String, Question>,
    /// `start`, `setup`, `build` or `skip`, for each context or for both.
    #[serde(default)]
    pub at: Value,
    /// Capabilities that something in `uses` must provide.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Steps that must stand before it in the list.
    #[serde(default)]
    pub after: Vec<String>,
    /// Part of the list where the user gave none, and what it needs is used with the item's client.
    #[serde(default)]
    pub default: bool,
    /// It reads the settings of the code: at build it is given the item's `build_env`.
    #[serde(default)]
    pub configured: bool,
    /// Variables that the containers need for it.
    #[serde(default)]
    pub env: IndexMap<String, Value>,
    /// What it makes below the service's path, that is this developer's own: neither git nor an
    /// image gets it. Templates.
    #[serde(default)]
    pub makes: Vec<String>,
}

/// A secret of an item.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// Letters and digits.
    #[serde(default = "secret_length")]
    pub length: usize,
    /// `data`: a volume remembers it.
    #[serde(default)]
    pub fixed_by: Option<String>,
    /// Only one that is managed elsewhere has it.
    #[serde(default)]
    pub external: bool,
    /// What development has in its place, where not every text will do.
    #[serde(default)]
    pub development: Option<String>,
}

fn secret_length() -> usize {
    32
}

/// A template that is used only where something holds, such as a stage of a Dockerfile.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Template in the item's folder or in `parts/`.
    pub template: String,
    /// Only where this holds.
    #[serde(default)]
    pub when: Option<String>,
}

/// What others may take from this service's build.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    /// Template of the stage that makes it, put into the taker's Dockerfile.
    pub template: String,
    /// Where it lies in that stage; a template.
    pub path: String,
}

/// A layer of starter files.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Folder below the item's, or in `parts/`; a template. One that does not exist adds nothing.
    /// The names of its files are templates too.
    pub from: String,
    /// Only where this holds.
    #[serde(default)]
    pub when: Option<String>,
    /// What the user is told where that does not hold; a template.
    #[serde(default)]
    pub otherwise: Option<String>,
}

/// What an item says to debuggers.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Debug {
    /// The port inside the container; none where the editor starts the debugger in it, or where
    /// answers decide, by a name `debug_port` of `vars`. The editor's own where the program calls it.
    #[serde(default)]
    pub port: Option<u16>,
    /// The program calls the editor, which listens on the port: none is published.
    #[serde(default)]
    pub calls: bool,
    /// The configuration of `.vscode/launch.json`, its texts templates.
    pub vscode: IndexMap<String, Value>,
}

/// What an item says to dev containers.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Editor {
    /// The user in the development image.
    #[serde(default)]
    pub user: Option<String>,
    /// The development image has git already; elsewhere a stage of its own brings it.
    #[serde(default)]
    pub git: bool,
    /// Extensions of VS Code.
    #[serde(default)]
    pub extensions: Vec<Value>,
    /// Settings of VS Code.
    #[serde(default)]
    pub settings: IndexMap<String, Value>,
}

/// What a feature does where it is on.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Adds {
    /// Entries of `backing:` as the user would write them.
    #[serde(default)]
    pub backing: IndexMap<String, Value>,
    /// Lists that a process adds to its service's `vars` of the same name.
    #[serde(default)]
    pub vars: IndexMap<String, Vec<Value>>,
    /// The capability of all that these entries use, without waiting for it.
    #[serde(default)]
    pub uses: Option<String>,
}

/// Packages of the system that a client's library needs.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Packages {
    /// In the image.
    pub run: Vec<String>,
    /// Only while the language's packages are installed.
    pub build: Vec<String>,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key of item.yaml, and says so by itself"
)]
/// One `item.yaml`. What a slot does not use stays empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Item {
    /// Its name for people.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Other names people look for.
    pub aliases: Vec<String>,
    /// Where its facts come from.
    pub source: Option<Source>,
    /// Folders of `parts/` that it builds on, laid below it in this order.
    pub parts: Vec<String>,
    /// Capabilities it offers; a text is an expression that gives the list.
    pub provides: Value,
    /// Capabilities that something in `uses` must provide.
    pub needs: Vec<String>,
    /// What it takes from others: `static` with `to` and `url`.
    pub accepts: IndexMap<String, IndexMap<String, String>>,
    /// For each capability the client item to speak it with, the first choice first.
    pub clients: IndexMap<String, String>,
    /// Its questions.
    pub ask: IndexMap<String, Question>,
    /// Names for its templates.
    pub vars: IndexMap<String, Value>,
    /// The port inside.
    pub port: Option<u16>,
    /// What production publishes of an edge, as Compose writes it, where that is not `port` on
    /// `HTTP_ADDRESS` and `HTTP_PORT`.
    pub public: Value,
    /// The port that development publishes where it is not `port`; `none` publishes none.
    pub publish: Value,
    /// Others do not wait for it.
    pub no_wait: bool,
    /// What others may say to reach it.
    pub connection: IndexMap<String, Value>,
    /// Parts of its connection that people know by another name than ours, such as `database: bucket`.
    pub called: IndexMap<String, String>,
    /// Variables of its containers.
    pub env: IndexMap<String, Value>,
    /// What a step at build, which knows nothing of the container to be, has in place of variables
    /// without which the code's settings cannot be read.
    pub build_env: IndexMap<String, String>,
    /// Its secrets.
    pub secrets: IndexMap<String, Secret>,
    /// Secrets that production mounts below /run/secrets although no variable names the file: for
    /// images that do not read `NAME_FILE`.
    pub secret_files: Vec<String>,
    /// The one context it is for, unless the answers say otherwise.
    pub only: Option<String>,
    /// A client's packages of the system.
    pub packages: Packages,
    /// How its code reads secrets: `file` (`NAME_FILE`), `environment`, or `placeholder` (`${name}`
    /// in the value, which it resolves with the files of /run/secrets); a template. What a client
    /// says goes before what its service does.
    pub deliver: Option<String>,
    /// The command of its containers, where the image's own will not do.
    pub command: Value,
    /// Commands that the Dockerfile's stages end in.
    pub commands: IndexMap<String, Value>,
    /// The language's command that asks `health_path` over HTTP.
    pub probe: Value,
    /// How to ask whether it is well.
    pub health: Option<Health>,
    /// How `verify` runs the tests of the code, in its container of development.
    pub test: Option<Ask>,
    /// How `verify` asks something real: of a client in its service's container, as the code would;
    /// else of what is used in its own, with the names that its connection has.
    pub query: Option<Ask>,
    /// The image; a template.
    pub image: Option<String>,
    /// Stages of its Dockerfile.
    pub stages: Vec<Stage>,
    /// It fetches from outside, which production's network of what is only used does not let it.
    pub fetches: bool,
    /// Where this holds production builds the stages of a used image although it takes no other's
    /// build.
    pub built: Option<String>,
    /// Lines of `Dockerfile.dockerignore`.
    pub ignore: Vec<Value>,
    /// Files of its folder that the image of another service of the same folder does not need.
    pub own: Vec<Value>,
    /// Lines of `.gitignore`, below the service's path.
    pub gitignore: Vec<Value>,
    /// What the entrypoint does before any step.
    pub prelude: Option<Stage>,
    /// What `setup:` may name.
    pub steps: IndexMap<String, Step>,
    /// What a used image does once, before those that use it start.
    pub once: Option<Once>,
    /// What is told of some answers.
    pub problems: Vec<Rule>,
    /// What others may build into their image.
    pub artifact: Option<Artifact>,
    /// Beginnings of variables that the build writes into what browsers load: in production they
    /// are arguments of the build.
    pub inlines: Vec<String>,
    /// Where the answers name a `context`, the manifest is there: the build and the working folder
    /// begin in it, and not in the service's own folder.
    pub workspace: bool,
    /// Production's image has no shell: no entrypoint, and no step but a command of its own.
    pub no_shell: bool,
    /// It takes one where an entrypoint must make variables of secrets' files.
    pub takes_shell: bool,
    /// Files whose change rebuilds the image.
    pub rebuild: Vec<Value>,
    /// Folders that a volume covers in development.
    pub overlays: Vec<Overlay>,
    /// What its build takes from beside the service's folder.
    pub beside: Beside,
    /// Folders not to be synchronised by watch.
    pub unwatched: Vec<Value>,
    /// How an attached debugger is set up.
    pub debug: Option<Debug>,
    /// Extensions and settings.
    pub editor: Editor,
    /// How a used image runs.
    pub runs_as: RunsAs,
    /// Where its data lies; `{path, when, why}`.
    pub data: Value,
    /// More keys of the Compose service, such as `shm_size`.
    pub compose: IndexMap<String, Value>,
    /// Comments for keys of the Compose service; reasons for what it has not.
    pub why: IndexMap<String, Value>,
    /// Configuration files.
    pub files: Vec<ConfigFile>,
    /// Limits of production: `cpus`, `memory`, `pids`.
    pub limits: IndexMap<String, Value>,
    /// What it is in one line above its Compose service.
    pub note: Value,
    /// Commented lines of `.env.example`, and what they are for.
    pub env_example: IndexMap<String, Value>,
    /// Starter files.
    pub starter: Vec<Layer>,
    /// A client's capability.
    #[serde(rename = "for")]
    pub speaks: Option<String>,
    /// A client's variables where the other side is not there in a context.
    pub absent: IndexMap<String, Value>,
    /// What a feature, or a process to its service, adds.
    pub adds: Adds,
    /// Capabilities, one of which the service of a process must have.
    pub of: Vec<String>,
    /// There is never more than one container of it.
    pub single: bool,
    /// A process whose command the user says by `run:`.
    pub runs: bool,
    /// A feature's answer without a map: the question it answers.
    pub short: Option<String>,
    /// `JetBrains`' configurations, by the type of VS Code's.
    pub jetbrains: IndexMap<String, super::attach::Attach>,
    /// A capability that every service with a client for it is given.
    pub binds: Option<String>,
    /// How it is known in code that is there already.
    pub(super) detect: Option<Detect>,
}
