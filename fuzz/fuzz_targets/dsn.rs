//! Any octets as a delivery report: no panic, and no more comes out than is bounded.
//!
//!     cargo +nightly fuzz run -s none dsn

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mxcheck::catalogue::Receiver;
use mxcheck::evidence::delivery_report;
use mxcheck::explain::Recogniser;

static RECEIVERS: LazyLock<Vec<Receiver>> = LazyLock::new(Receiver::built_in);
static RECOGNISER: LazyLock<Recogniser<'static>> = LazyLock::new(|| Recogniser::new(&RECEIVERS));

fuzz_target!(|octets: &[u8]| {
    delivery_report::is_message(octets);
    let report = delivery_report::read(octets);
    assert!(report.recipients.len() <= 1_002);
    RECOGNISER.reported(&report);
    report.identity();
    report.sender();
});
