//! Any octets as a mail log: no panic, the sums agree with each other, and what is found does not
//! depend on how the bytes come in.

use std::io::Read;
use std::sync::OnceLock;

use mxcheck::catalogue::Receiver;
use mxcheck::evidence::likeness::Likeness;
use mxcheck::evidence::log::parse_zone;
use mxcheck::explain::Recogniser;
use mxcheck::explain::log::{Filter, LogFacts, Options, read_stream};

/// Gives a few bytes at a time.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(self.0.len()).min(buffer.len());
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

/// Holds what has to be so for any input.
pub(crate) fn hold(log: &[u8]) {
    static RECEIVERS: OnceLock<Vec<Receiver>> = OnceLock::new();
    static RECOGNISER: OnceLock<Recogniser<'static>> = OnceLock::new();
    let receivers = RECEIVERS.get_or_init(Receiver::built_in);
    let recogniser = RECOGNISER.get_or_init(|| Recogniser::new(receivers));
    let options = |rejections_only| Options {
        filter: Filter::default(),
        rejections_only,
        dead_recipients: true,
        zone: parse_zone("utc").unwrap(),
        year: None,
    };
    let read = |rejections_only, step| {
        read_stream(Slow(log, step), "fuzz.log", 1_790_000_000, &options(rejections_only), recogniser)
    };
    let whole = read(false, usize::MAX);
    let quick = read(true, usize::MAX);
    assert_eq!(whole.lines.total, quick.lines.total);
    let lines = &whole.lines;
    let understood =
        lines.postfix + lines.exim + lines.sendmail + lines.opensmtpd + lines.other + lines.unreadable;
    assert!(understood <= lines.total);
    for group in whole.rejections.iter().chain(&whole.unrecognised) {
        assert!(group.count > 0 && (1..=lines.total).contains(&group.first.line));
        assert!(group.example.len() <= 3 * 4000);
    }
    for window in &whole.windows {
        assert!(window.worst > 0 || window.is_share());
        assert!(window.from.seconds <= window.to.seconds);
    }
    drop(Likeness::read("fuzz.log", log));
    if log.len() < 2000 {
        assert_eq!(sums(&whole), sums(&read(false, 7)));
    }
}

/// What has to be the same however the log is read.
fn sums(facts: &LogFacts) -> (u64, u64, Option<u64>, Vec<u64>, usize) {
    let counts = facts.rejections.iter().chain(&facts.unrecognised).map(|group| group.count);
    (facts.deferred, facts.failed, facts.sent, counts.collect(), facts.windows.len())
}
