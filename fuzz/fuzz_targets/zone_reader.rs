//! `tests/support/fuzzed/zone_reader.rs` under libFuzzer:
//!
//!     cargo +nightly fuzz run -s none zone_reader fuzz/corpus/zone_reader fixtures/fuzz/zone_reader fixtures/zones/reference

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/fuzzed/zone_reader.rs"]
mod zone_reader;

fuzz_target!(|octets: &[u8]| zone_reader::hold(octets));
