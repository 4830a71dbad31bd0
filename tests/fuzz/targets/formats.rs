//! Bytes as compose.yaml, JSON, Dockerfile and script.
#![no_main]

#[path = "../../it/support/bytes.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod bytes;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bytes::formats(data));
