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

mod backing;
mod celery;
mod clone;
mod debugger;
mod devcontainer;
mod development;
mod edges;
mod images;
mod isolation;
mod laravel;
mod lint;
mod next_go;
mod node;
mod openenergy;
mod pairwise;
mod production;
mod python;
mod rails;
mod rust;
mod setup;
mod spring;
mod stale;
mod stores;
mod support;
mod workspace;
