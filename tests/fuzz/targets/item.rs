//! Bytes as the `item.yaml` of a catalog.
#![no_main]

#[path = "../../it/support/bytes.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod bytes;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bytes::item(data));
