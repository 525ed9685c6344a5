//! `tests/support/fuzzed/maillog.rs` under libFuzzer:
//!
//!     cargo +nightly fuzz run -O -s none maillog fuzz/corpus/maillog fixtures/fuzz/maillog fixtures/logs

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/fuzzed/maillog.rs"]
mod maillog;

fuzz_target!(|octets: &[u8]| maillog::hold(octets));
