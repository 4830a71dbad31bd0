//! Bytes as `dockwright.yaml`.
#![no_main]

#[path = "../../it/support/bytes.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod bytes;

use std::cell::LazyCell;

use libfuzzer_sys::fuzz_target;

thread_local! {
    static STUDIO: LazyCell<dockwright::core::design::Studio> = LazyCell::new(|| bytes::studio(None));
}

fuzz_target!(|data: &[u8]| STUDIO.with(|studio| bytes::answers(studio, data)));
