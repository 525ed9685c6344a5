//! `tests/support/fuzzed/reply.rs` under libFuzzer:
//!
//!     cargo +nightly fuzz run -s none reply fuzz/corpus/reply fixtures/fuzz/reply

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/fuzzed/reply.rs"]
mod reply;

fuzz_target!(|octets: &[u8]| reply::hold(octets));
