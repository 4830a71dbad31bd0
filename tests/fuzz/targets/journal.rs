//! Bytes as the record of an interrupted write.
#![no_main]

#[path = "../../it/support/bytes.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod bytes;

use std::cell::LazyCell;

use libfuzzer_sys::fuzz_target;

thread_local! {
    static HOLDER: LazyCell<tempfile::TempDir> = LazyCell::new(|| tempfile::tempdir().unwrap());
}

fuzz_target!(|data: &[u8]| HOLDER.with(|holder| {
    bytes::Interrupted::new(holder.path()).recovered(data);
}));
