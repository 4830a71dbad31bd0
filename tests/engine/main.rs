//! Stacks that really run: what dockwright writes is linted, built, started, used and stopped on a Docker engine.
//!
//! The engine is the rig beside the repository (`ENGINE_RIG`, else `../shared/engine`), else the Docker of this machine. Without
//! either the tests say so and pass; with `CI=true` they fail. Nothing here sleeps and hopes: see [`support::wait`].
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail loudly"
)]

mod adopted;
mod arq;
mod backing;
mod celery;
mod clone;
mod custom;
mod debugger;
mod debuggers;
mod devcontainer;
mod development;
mod doctor;
mod doctor_hosts;
mod edges;
mod elsewhere;
mod hosts;
mod images;
mod laravel;
mod libraries;
mod lint;
mod members;
mod members_uv;
mod merged;
mod modules;
mod nest;
mod next_go;
mod node;
mod notes;
mod openenergy;
mod openenergy_editor;
mod openenergy_files;
mod openenergy_live;
mod pairwise;
mod production;
mod python;
mod rails;
mod real;
mod rust;
mod setup;
mod spring;
mod stale;
mod stores;
mod support;
mod unknown;
mod variants;
mod verify;
mod verify_odd;
mod verify_presets;
mod verify_sabotaged;
mod workspace;
