//! Any octets as a delivery report: no panic, and no more comes out than is bounded.

use std::sync::LazyLock;

use mxcheck::catalogue::Receiver;
use mxcheck::evidence::delivery_report;
use mxcheck::explain::Recogniser;

static RECEIVERS: LazyLock<Vec<Receiver>> = LazyLock::new(Receiver::built_in);
static RECOGNISER: LazyLock<Recogniser<'static>> = LazyLock::new(|| Recogniser::new(&RECEIVERS));

/// Holds what has to be so for any input.
pub(crate) fn hold(octets: &[u8]) {
    delivery_report::is_message(octets);
    let report = delivery_report::read(octets);
    assert!(report.recipients.len() <= 1_002);
    RECOGNISER.reported(&report);
    report.identity();
    report.sender();
}
