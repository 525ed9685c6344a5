//! What a mail log shows, for all formats.

use serde::Serialize;

use super::envelope::Envelope;
use super::explain::ClassView;
use super::view::{shown_as, view};
use crate::catalogue::{Basis, Confidence, Counted, Limit, Per, Reply};
use crate::diagnose::{Explained, SourceLine};
use crate::evidence::log::{Place, When};
use crate::explain::Recogniser;
use crate::explain::log::{
    DeadRecipient, FileFacts, LineCounts, LogFacts, LogSpan, Overflow, RefusalGroup, Subject, WindowFacts,
};

/// What `mxcheck log` found.
#[derive(Clone, Debug)]
pub struct LogReport {
    /// Schema, version and command.
    pub envelope: Envelope,
    /// The files in the order in which they were read.
    pub files: Vec<FileFacts>,
    /// What became of their lines.
    pub lines: LineCounts,
    /// A mail program wrote one of them.
    pub has_mail: bool,
    /// When the log begins and ends; null where no line has a date.
    pub span: Option<LogSpan>,
    /// What became of the deliveries.
    pub deliveries: Deliveries,
    /// For each documented rejection, its first reply.
    pub matches: Vec<Explained>,
    /// Refusals that are no documented rejection, by their code.
    pub unrecognised: Vec<OtherRefusals>,
    /// Documented rejections, added up, the most frequent first.
    pub rejections: Vec<RejectionView>,
    /// The worst window of each limit, and every window that is over one; null with `--rejections-only`.
    pub windows: Option<Vec<WindowView>>,
    /// Files whose time overlaps that of another: what they hold together is not in one window.
    pub overlapping: Vec<String>,
    /// Recipients that do not exist; null without `--dead-recipients`.
    pub dead_recipients: Option<Vec<DeadRecipient>>,
    /// Tables that were full, and what they left out.
    pub overflows: Vec<Overflow>,
}

view! {
    /// What `mxcheck log` found.
    LogReport as LogDocument<'a>, report {
        /// Schema, version and command.
        #[serde(flatten)]
        envelope: &'a Envelope = &report.envelope,
        /// The files in the order in which they were read.
        files: &'a [FileFacts] = &report.files,
        /// What became of their lines.
        lines: &'a LineCounts = &report.lines,
        /// When the log begins and ends; null where no line has a date.
        span: Option<LogSpan> = report.span,
        /// What became of the deliveries.
        deliveries: Deliveries = report.deliveries,
        /// For each documented rejection, its first reply.
        matches: &'a [Explained] = &report.matches,
        /// Refusals that are no documented rejection, by their code.
        unrecognised: &'a [OtherRefusals] = &report.unrecognised,
        /// Documented rejections, added up, the most frequent first.
        rejections: &'a [RejectionView] = &report.rejections,
        /// The worst window of each limit, and every window that is over one; null with `--rejections-only`.
        windows: Option<&'a [WindowView]> = report.windows.as_deref(),
        /// Files whose time overlaps that of another: what they hold together is not in one window.
        overlapping: &'a [String] = &report.overlapping,
        /// Recipients that do not exist; null without `--dead-recipients`.
        dead_recipients: Option<&'a [DeadRecipient]> = report.dead_recipients.as_deref(),
        /// Tables that were full, and what they left out.
        overflows: &'a [Overflow] = &report.overflows,
    }
}

/// What became of the deliveries.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Deliveries {
    /// Recipients that it was relayed for; null with `--rejections-only`.
    pub sent: Option<u64>,
    /// Tries that are to be repeated.
    pub deferred: u64,
    /// Recipients that it failed for, permanently.
    pub failed: u64,
}

/// Refusals of one code that no receiver documents.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OtherRefusals {
    /// Where the first is.
    pub source: SourceLine,
    /// The first reply.
    pub reply: Reply,
    /// What its codes mean.
    pub class: ClassView,
    /// How many there are.
    pub count: u64,
    /// The first.
    pub first: Place,
    /// The last.
    pub last: Place,
    /// The servers that answered so, as far as there is room.
    pub hosts: Vec<String>,
    /// The line of the first.
    pub example: String,
}

/// A documented rejection, added up.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RejectionView {
    /// The rule's full id.
    pub rule: String,
    /// The receiver's name.
    pub receiver: String,
    /// How many replies there are.
    pub count: u64,
    /// The first.
    pub first: Place,
    /// The last.
    pub last: Place,
    /// The sending addresses that the replies or the lines name.
    pub addresses: Vec<std::net::IpAddr>,
    /// The line of the first.
    pub example: String,
    /// The senders' domains.
    pub domains: Vec<String>,
    /// The servers that answered so.
    pub hosts: Vec<String>,
    /// How sure it is; low where only the wording speaks for it.
    pub confidence: Confidence,
}

/// A count, or a share in percent.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Amount {
    /// A count.
    Count(i64),
    /// Percent, to a tenth.
    Percent(f64),
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Amount::Count(count) => write!(f, "{count}"),
            Amount::Percent(percent) => write!(f, "{percent} %"),
        }
    }
}

/// The worst window of a limit.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WindowView {
    /// The limit in words: `25 messages in 5 minutes`.
    pub limit: String,
    /// The most that was counted.
    pub worst: Amount,
    /// The most that is taken.
    pub allowed: Amount,
    /// What is left; below zero, how much it is over.
    pub margin: Amount,
    /// The first of what was counted.
    pub from: When,
    /// The last.
    pub to: When,
    /// The rule that is hit by more than is allowed.
    pub rule: String,
    /// The receiver's name.
    pub receiver: String,
    /// What is counted.
    pub what: Counted,
    /// The window's length in seconds; null where it is counted at one time.
    pub seconds: Option<u32>,
    /// Whose doings count together.
    pub per: Per,
    /// Who it was.
    pub subject: Subject,
    /// More than is allowed.
    pub is_over: bool,
    /// It is about a client that hands mail to this server, and shows nothing of this server: no hit.
    pub of_client: bool,
    /// There may have been more: files overlap in time, and are not merged.
    pub is_at_least: bool,
    /// How the limit is known.
    pub basis: Basis,
    /// What else to know about the figures; null where there is nothing.
    pub note: Option<String>,
    /// The highest value of each stretch of time, from the first event on; of a share, tenths of a percent.
    pub series: Vec<u32>,
    /// The length of a stretch in seconds.
    pub stretch_seconds: u64,
    /// The names that were counted, where they have any.
    pub names: Vec<String>,
}

impl LogReport {
    /// A document about these facts. Without `with_windows` and `with_dead`, these were not looked for.
    pub fn new(
        facts: LogFacts,
        recogniser: &Recogniser<'_>,
        with_windows: bool,
        with_dead: bool,
    ) -> LogReport {
        let overlaps = !facts.overlapping.is_empty();
        LogReport {
            envelope: Envelope::of("log"),
            files: facts.files,
            lines: facts.lines,
            has_mail: facts.has_mail,
            span: facts.span,
            deliveries: Deliveries { sent: facts.sent, deferred: facts.deferred, failed: facts.failed },
            matches: facts.rejections.iter().filter_map(|group| matched(group, recogniser)).collect(),
            unrecognised: facts.unrecognised.into_iter().map(other).collect(),
            rejections: facts.rejections.into_iter().filter_map(rejection).collect(),
            windows: with_windows
                .then(|| facts.windows.iter().map(|facts| window(facts, overlaps)).collect()),
            overlapping: facts.overlapping.iter().map(ToString::to_string).collect(),
            dead_recipients: with_dead.then_some(facts.dead_recipients),
            overflows: facts.overflows,
        }
    }

    /// Whether a rule or a limit was hit. The wording alone, without a server of the receiver, does
    /// not count.
    pub fn is_hit(&self) -> bool {
        self.rejections.iter().any(|rejection| rejection.confidence != Confidence::Low)
            || self.windows.iter().flatten().any(WindowView::is_hit)
    }

    /// Returns true when a mail program wrote some line: an empty log says nothing of mail either.
    pub fn is_readable(&self) -> bool {
        self.has_mail
    }

    /// Whether a limit may have been passed though no window shows it.
    pub fn is_limit_unknown(&self) -> bool {
        self.windows.iter().flatten().any(WindowView::is_unknown)
    }

    /// Whether every file was read to its end: what is missing may hold what was not found.
    pub fn is_whole(&self) -> bool {
        self.files.iter().all(|file| file.fault.is_none())
    }
}

fn source(place: &Place) -> SourceLine {
    SourceLine { file: Some(place.file.to_string()), line: place.line }
}

/// The first reply of a group, explained as `mxcheck explain` does.
fn matched(group: &RefusalGroup, recogniser: &Recogniser<'_>) -> Option<Explained> {
    let id = group.rule.as_deref()?;
    let found = recogniser.find(&group.example);
    let mut matched = found.iter().find_map(|refusal| {
        let recognised = refusal.recognised.as_ref().filter(|found| found.id() == id)?;
        Some(Explained::of(recognised, refusal, source(&group.first)))
    })?;
    matched.address = matched.address.or(group.addresses.first().copied());
    Some(matched)
}

fn other(group: RefusalGroup) -> OtherRefusals {
    let text = Some(group.reply.text()).filter(|text| !text.is_empty());
    OtherRefusals {
        source: source(&group.first),
        class: ClassView::of(&group.reply),
        reply: Reply { code: group.reply.code, enhanced: group.reply.enhanced, text },
        count: group.count,
        first: group.first,
        last: group.last,
        hosts: group.hosts,
        example: group.example,
    }
}

fn rejection(group: RefusalGroup) -> Option<RejectionView> {
    Some(RejectionView {
        rule: group.rule?,
        receiver: group.receiver?,
        count: group.count,
        first: group.first,
        last: group.last,
        addresses: group.addresses,
        example: group.example,
        domains: group.domains,
        hosts: group.hosts,
        confidence: group.confidence?,
    })
}

fn window(facts: &WindowFacts, overlaps: bool) -> WindowView {
    let amount = |value: i64| match facts.is_share() {
        true => Amount::Percent(value as f64 / 10.0),
        false => Amount::Count(value),
    };
    let signed = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let (worst, allowed) = (signed(facts.worst), signed(facts.allowed()));
    WindowView {
        limit: limit_in_words(&facts.limit),
        worst: amount(worst),
        allowed: amount(allowed),
        margin: amount(allowed - worst),
        from: facts.from,
        to: facts.to,
        rule: facts.limit.rule.clone(),
        receiver: facts.receiver.clone(),
        what: facts.limit.what,
        seconds: facts.limit.seconds,
        per: facts.limit.per,
        subject: facts.subject.clone(),
        is_over: facts.is_over(),
        of_client: facts.of_client,
        is_at_least: overlaps,
        basis: facts.limit.basis,
        note: if facts.of_client { Some(OF_CLIENT.to_owned()) } else { note(&facts.limit) },
        series: facts.series.clone(),
        stretch_seconds: facts.stretch,
        names: facts.names.clone(),
    }
}

/// Of a window about a client.
const OF_CLIENT: &str = "This is a client that hands mail to this server. It would be refused only where it sends to \
    the receiver by itself.";

impl WindowView {
    /// Over the limit, by what this server did.
    pub fn is_hit(&self) -> bool {
        self.is_over && !self.of_client
    }

    /// Within the limit as far as it was counted, which is not far enough.
    pub fn is_unknown(&self) -> bool {
        self.is_at_least && !self.is_over && !self.of_client
    }
}

/// What a log cannot report a limit, next to what the receiver does not.
fn note(limit: &Limit) -> Option<String> {
    let of_log = match limit.what {
        Counted::Bulk => Some("Which messages are bulk mail only the receiver knows: all are counted."),
        Counted::Failed => {
            Some("Only failures that the log shows are counted, not bounces that came later by mail.")
        }
        Counted::Connections => Some("Counted to the second, from how long each delivery took."),
        _ => None,
    };
    match (of_log, &limit.basis_note) {
        (Some(note), _) => Some(note.to_owned()),
        (None, note) => note.clone(),
    }
}

/// `25 messages in 5 minutes`.
fn limit_in_words(limit: &Limit) -> String {
    let what = match limit.what {
        Counted::Messages => "messages",
        Counted::Recipients => "recipients",
        Counted::Bulk => "bulk messages",
        Counted::Spam => "spam messages",
        Counted::Failed => "failed deliveries",
        Counted::Script => "messages of a script",
        Counted::Queued => "messages in the queue",
        Counted::Connections => "connections",
        Counted::HeloNames if limit.allowed == 1 => "HELO name",
        Counted::HeloNames => "HELO names",
        Counted::UnknownRecipients => "% of recipients that do not exist",
    };
    match limit.seconds {
        Some(seconds) => {
            format!("{} {what} in {}", limit.allowed, crate::report::terminal::duration(seconds))
        }
        None => format!("{} {what} at one time", limit.allowed),
    }
}

view! {
    /// Where a line is, and when it was written.
    Place as LogPlaceView<'a>, place {
        /// When; null where the line has no date.
        time: Option<When> = place.time,
        /// The file as it was given.
        file: &'a str = &place.file,
        /// Its line, from 1.
        line: u64 = place.line,
    }
}

/// Whose doings a window counts.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", content = "name", rename_all = "kebab-case")]
enum CountedSubjectView<'a> {
    /// A sender domain.
    Domain(&'a str),
    /// A sending or a client's address.
    Address(&'a str),
    /// The host that wrote the log, where the log does not show its address.
    Host(&'a str),
    /// Senders that the log does not show, or that found no room in the table.
    Unknown,
}

impl<'a> From<&'a Subject> for CountedSubjectView<'a> {
    fn from(subject: &'a Subject) -> CountedSubjectView<'a> {
        match subject {
            Subject::Domain(name) => CountedSubjectView::Domain(name),
            Subject::Address(name) => CountedSubjectView::Address(name),
            Subject::Host(name) => CountedSubjectView::Host(name),
            Subject::Unknown => CountedSubjectView::Unknown,
        }
    }
}

shown_as!(Subject => CountedSubjectView<'_>);

view! {
    /// A recipient that does not exist.
    DeadRecipient as DeadRecipientView<'a>, recipient {
        /// The address.
        address: &'a str = &recipient.address,
        /// How often mail to it failed.
        count: u64 = recipient.count,
        /// Where it failed first.
        first: &'a Place = &recipient.first,
        /// What the server said.
        reply: &'a str = &recipient.reply,
    }
}

view! {
    /// One file.
    FileFacts as FileFactsView<'a>, facts {
        /// The file as it was given.
        file: &'a str = &facts.file,
        /// How many lines it has.
        lines: u64 = facts.lines,
        /// How many bytes, unpacked.
        bytes: u64 = facts.bytes,
        /// Why it could not be read to its end; null where it was.
        fault: Option<&'a str> = facts.fault.as_deref(),
    }
}

view! {
    /// What became of the lines.
    LineCounts as LineCountsView, counts {
        /// All.
        total: u64 = counts.total,
        /// Lines of Postfix.
        postfix: u64 = counts.postfix,
        /// Lines of Exim.
        exim: u64 = counts.exim,
        /// Lines of sendmail.
        sendmail: u64 = counts.sendmail,
        /// Lines of OpenSMTPD.
        opensmtpd: u64 = counts.opensmtpd,
        /// Lines with a date, of other programs.
        other: u64 = counts.other,
        /// Lines without a date that can be read: binary data, continued lines, other formats.
        unreadable: u64 = counts.unreadable,
        /// Lines of over 64 KiB, of which the rest was left out.
        cut: u64 = counts.cut,
        /// Lines that were outside `--since`, `--until`.
        out_of_time: u64 = counts.out_of_time,
    }
}

view! {
    /// When the log begins and ends.
    LogSpan as LogSpanView, span {
        /// The earliest date.
        from: When = span.from,
        /// The latest.
        to: When = span.to,
        /// How often the log goes back in time, by more than 5 seconds.
        steps_back: u64 = span.steps_back,
        /// The farthest step back, in seconds.
        farthest_back: u64 = span.farthest_back,
    }
}

view! {
    /// A table that was full.
    Overflow as OverflowView<'a>, overflow {
        /// What it holds.
        table: &'a str = overflow.table,
        /// How much it left out.
        left_out: u64 = overflow.left_out,
    }
}
