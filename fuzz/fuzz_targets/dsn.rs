//! `tests/support/fuzzed/dsn.rs` under libFuzzer:
//!
//!     cargo +nightly fuzz run -s none dsn fuzz/corpus/dsn fixtures/fuzz/dsn fixtures/messages

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/fuzzed/dsn.rs"]
mod dsn;

fuzz_target!(|octets: &[u8]| dsn::hold(octets));
