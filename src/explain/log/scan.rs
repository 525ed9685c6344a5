//! A log read from its first line to its last: every line, or only those that may hold a refusal.

use std::io::Read;
use std::sync::Arc;

use aho_corasick::packed;
use memchr::{memchr, memchr_iter, memrchr};

use super::analysis::{Analysis, Options};
use super::facts::{FileFacts, LogFacts};
use crate::evidence::log::{self, Blocks, Clock, OpenError, Opened, Placed, Source, TimeLimit, trimmed};
use crate::explain::recognise::Recogniser;

/// What lines of refusals hold, each with a rare beginning: the search looks at the first bytes of all of them at
/// once, and must not stop at every line.
const SIGNS: [&str; 12] = [
    // Postfix.
    "=bounced",
    "=deferred",
    "=expired",
    "=undeliverable",
    "said: ",
    "to talk to me: ",
    // sendmail.
    "n=4.",
    "n=5.",
    // Exim.
    " ** ",
    " == ",
    "SMTP error from",
    // OpenSMTPD.
    "Fail",
];

/// Reported how far the reading is.
pub trait Watch {
    /// So many bytes of all files have been read, packed as they are.
    fn at(&mut self, bytes: u64);
}

impl Watch for () {
    fn at(&mut self, _: u64) {}
}

/// Reads logs. An error is a file that cannot be opened; what is wrong inside one is reported in the facts.
/// Also gives the names of files that were given more than once.
pub fn read(
    sources: &[Source],
    options: &Options,
    recogniser: &Recogniser<'_>,
    watch: &mut dyn Watch,
) -> Result<(LogFacts, Vec<String>), OpenError> {
    let mut clock = Clock::new(options.zone.clone(), options.year);
    let (mut sources, repeated) = log::in_order(sources, &mut clock)?;
    let limits = [options.filter.since, options.filter.until];
    let needs_end = limits.iter().any(|limit| matches!(limit, Some(TimeLimit::BeforeEnd(_))));
    let end = if needs_end { log::last_date(&sources, &clock)? } else { 0 };
    let (mut facts, late) = all(&sources, Analysis::new(options, recogniser, clock.clone(), end), watch)?;
    // That a log without years is longer than one shows at its end.
    if late.iter().any(|late| *late > 0) && sources.iter().all(|placed| placed.is_file) {
        sources.iter_mut().zip(late).for_each(|(placed, late)| placed.late = late);
        log::sort(&mut sources, &clock)?;
        (facts, _) = all(&sources, Analysis::new(options, recogniser, clock, end), watch)?;
    }
    Ok((facts, repeated))
}

/// Reads logs in their order; also gives how many years too late each one's dates seem.
fn all(
    sources: &[Placed],
    mut analysis: Analysis<'_>,
    watch: &mut dyn Watch,
) -> Result<(LogFacts, Vec<i16>), OpenError> {
    let (mut files, mut late) = (Vec::new(), Vec::new());
    let mut before = 0;
    for placed in sources {
        let opened = log::open(&placed.source)?;
        let (name, written, taken) = (opened.name.clone(), opened.written, opened.taken.clone());
        let tell = |watch: &mut dyn Watch| {
            watch.at(before + taken.load(std::sync::atomic::Ordering::Relaxed));
        };
        analysis.begin_file(name.clone(), written, placed.late);
        files.push(read_file::<Opened>(opened, name, &mut analysis, &mut || tell(watch)));
        late.push(analysis.clock.late_years);
        before += taken.load(std::sync::atomic::Ordering::Relaxed);
    }
    let mut facts = analysis.finish();
    facts.files = files;
    Ok((facts, late))
}

/// Reads one log from anywhere: `written` is when it was written last, in seconds since 1970.
pub fn read_stream(
    stream: impl Read,
    name: &str,
    written: i64,
    options: &Options,
    recogniser: &Recogniser<'_>,
) -> LogFacts {
    let clock = Clock::new(options.zone.clone(), options.year);
    let mut analysis = Analysis::new(options, recogniser, clock, written);
    let name: Arc<str> = name.into();
    analysis.begin_file(name.clone(), written, 0);
    let file = read_file(stream, name, &mut analysis, &mut || {});
    let mut facts = analysis.finish();
    facts.files = vec![file];
    facts
}

fn read_file<R: Read>(
    reader: R,
    name: Arc<str>,
    analysis: &mut Analysis<'_>,
    tell: &mut dyn FnMut(),
) -> FileFacts {
    let options = analysis.options();
    // The sender of a refused message is in another line.
    let is_quick = options.rejections_only && options.filter.domain.is_none();
    let searcher = if is_quick { packed::Searcher::new(SIGNS) } else { None };
    let mut blocks = Blocks::new(reader);
    let mut lines = 0;
    while let Some(block) = blocks.next_block() {
        lines = match &searcher {
            Some(searcher) => {
                analysis.glance(block);
                candidates(block, searcher, lines, analysis)
            }
            None => every_line(block, lines, analysis),
        };
        tell();
    }
    analysis.end_file();
    analysis.lines.total += lines;
    analysis.lines.cut += blocks.cut;
    let fault = blocks.fault().map(|error| error.to_string());
    FileFacts { file: name, lines, bytes: blocks.bytes, fault }
}

fn every_line(block: &[u8], mut lines: u64, analysis: &mut Analysis<'_>) -> u64 {
    let mut start = 0;
    while start < block.len() {
        let end = memchr(b'\n', &block[start..]).map_or(block.len(), |at| start + at + 1);
        lines += 1;
        one(&block[start..end], lines, analysis);
        start = end;
    }
    lines
}

/// Only the lines that hold a sign; the others are counted.
fn candidates(block: &[u8], searcher: &packed::Searcher, mut lines: u64, analysis: &mut Analysis<'_>) -> u64 {
    let mut start = 0;
    while let Some(found) = searcher.find_in(block, aho_corasick::Span { start, end: block.len() }) {
        let begin = memrchr(b'\n', &block[start..found.start()]).map_or(start, |at| start + at + 1);
        let end = memchr(b'\n', &block[found.start()..]).map_or(block.len(), |at| found.start() + at + 1);
        lines += memchr_iter(b'\n', &block[start..begin]).count() as u64 + 1;
        one(&block[begin..end], lines, analysis);
        start = end;
    }
    let rest = &block[start..];
    let unfinished = rest.last().is_some_and(|last| *last != b'\n');
    lines + memchr_iter(b'\n', rest).count() as u64 + u64::from(unfinished)
}

fn one(line: &[u8], number: u64, analysis: &mut Analysis<'_>) {
    let (line, is_cut) = trimmed(line);
    analysis.lines.cut += u64::from(is_cut);
    analysis.line(line, number);
}
