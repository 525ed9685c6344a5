//! `tests/support/fuzzed/spf.rs` under libFuzzer:
//!
//!     cargo +nightly fuzz run -s none spf fuzz/corpus/spf fixtures/fuzz/spf

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/fuzzed/spf.rs"]
mod spf;

fuzz_target!(|octets: &[u8]| spf::hold(octets));
