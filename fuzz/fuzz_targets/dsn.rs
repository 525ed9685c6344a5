//! Any octets as a delivery report: no panic, and no more comes out than is bounded.
//!
//!     cargo +nightly fuzz run -s none dsn

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mxcheck::explain::dsn;
use mxcheck::catalogue::Receiver;
use mxcheck::explain::Recogniser;

static RECEIVERS: LazyLock<Vec<Receiver>> = LazyLock::new(Receiver::built_in);
static RECOGNISER: LazyLock<Recogniser<'static>> = LazyLock::new(|| Recogniser::new(&RECEIVERS));

fuzz_target!(|octets: &[u8]| {
    dsn::is_message(octets);
    let report = dsn::read(octets);
    assert!(report.recipients.len() <= 1_002);
    report.refusals(&RECOGNISER);
    report.identity();
});
