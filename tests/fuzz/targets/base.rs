//! Bytes as the base of a compose file.
#![no_main]

#[path = "../../it/support/bytes.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod bytes;

use std::cell::LazyCell;

use dockwright::core::path::RelPath;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static PROJECT: LazyCell<bytes::Project> = LazyCell::new(bytes::Project::new);
}

fuzz_target!(|data: &[u8]| PROJECT.with(|project| {
    project.damaged(&RelPath::new(".dockwright/base/_compose.override.yaml.base").unwrap(), data);
}));
