//! What the machine tells, gathered by the shell.

use std::collections::BTreeMap;

use crate::core::host::Traits;
use crate::core::path::RelPath;

/// A machine.
#[derive(Debug, Clone, Default)]
pub struct Host {
    /// As `2026-11-24`.
    pub today: String,
    /// Whoever runs this.
    pub ids: Option<(u32, u32)>,
    /// The engine; or why none answers.
    pub engine: Option<Result<Engine, String>>,
    /// What `docker compose version` says.
    pub compose: Option<String>,
    /// What `docker buildx version` says.
    pub buildx: Option<String>,
    /// Bytes that are left where the project lies.
    pub free: Option<u64>,
    /// Whether the project's folder can be written.
    pub is_writable: bool,
    /// Ports of the loopback address that cannot be listened on, of those that were asked for, and by
    /// whom they are held.
    pub taken: BTreeMap<u16, Holder>,
    /// Projects of Compose on this engine: name -> the folders they were started in.
    pub projects: BTreeMap<String, Vec<String>>,
    /// The project's folder, as Compose writes it.
    pub folder: String,
    /// What is known of it and of its engine.
    pub traits: Traits,
    /// The type that `SELinux` gives the project's folder, and its secrets, where it gives some.
    pub labels: BTreeMap<RelPath, String>,
}

/// A Docker engine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Engine {
    /// Such as `28.5.2`.
    pub version: String,
    /// The system it runs on.
    pub system: String,
    /// Bytes that are left where its images and volumes lie, where that is on this machine.
    pub free: Option<u64>,
}

/// Who holds a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A container of this project, in the one context or the other.
    Own,
    /// A container of another.
    Project(String),
    /// Something else.
    Program,
}
