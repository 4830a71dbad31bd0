//! Bytes as base, disk and new, 0xff between them.
#![no_main]

#[path = "../../it/support/bytes.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod bytes;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bytes::three(data));
