//! What a log shows, as plain data.

use std::net::IpAddr;
use std::sync::Arc;

use crate::catalogue::{Confidence, Limit};
use crate::evidence::log::{Place, When};
use crate::smtp_reply::{ServerReply, Stage};

/// Replies that are the same rejection, or of the same code.
#[derive(Clone, Debug)]
pub struct RefusalGroup {
    /// The rule's full id; none where the reply is no receiver's documented rejection.
    pub rule: Option<String>,
    /// The receiver's name, with a rule.
    pub receiver: Option<String>,
    /// How sure it is that it is this rule.
    pub confidence: Option<Confidence>,
    /// Where in the session it was answered, as far as that is known.
    pub stage: Option<Stage>,
    /// The reply as it came first.
    pub reply: ServerReply,
    /// The case code of the explanation's address.
    pub case: Option<String>,
    /// The explanation's address.
    pub url: Option<String>,
    /// How often it came.
    pub count: u64,
    /// Where it came first.
    pub first: Place,
    /// Where it came last.
    pub last: Place,
    /// The sending addresses that the replies or the lines name.
    pub addresses: Vec<IpAddr>,
    /// The domains of the senders.
    pub domains: Vec<String>,
    /// The servers that answered so.
    pub hosts: Vec<String>,
    /// The recipient of the first.
    pub recipient: Option<String>,
    /// The line in which it came first.
    pub example: String,
}

/// Whose doings a window counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A sender domain.
    Domain(String),
    /// A sending or a client's address.
    Address(String),
    /// The host that wrote the log, where the log does not show its address.
    Host(String),
    /// Senders that the log does not show, or that found no room in the table.
    Unknown,
}

/// The worst window of one limit and one subject.
#[derive(Clone, Debug)]
pub struct WindowFacts {
    /// The receiver's name.
    pub receiver: String,
    /// The limit.
    pub limit: Limit,
    /// Whose.
    pub subject: Subject,
    /// The most that was counted; of a share, tenths of a percent.
    pub worst: u64,
    /// The first of what was counted.
    pub from: When,
    /// The last.
    pub to: When,
    /// How it went: the highest value of each stretch.
    pub series: Vec<u32>,
    /// The length of a stretch in seconds.
    pub stretch: u64,
    /// What was counted, where that has names.
    pub names: Vec<String>,
    /// It is about a client that hands mail to this server, and not known to send to the receiver itself.
    pub of_client: bool,
}

/// A recipient that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadRecipient {
    /// The address.
    pub address: String,
    /// How often mail to it failed.
    pub count: u64,
    /// Where it failed first.
    pub first: Place,
    /// What the server said.
    pub reply: String,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// The file as it was given.
    pub file: Arc<str>,
    /// How many lines it has.
    pub lines: u64,
    /// How many bytes, unpacked.
    pub bytes: u64,
    /// Why it could not be read to its end; null where it was.
    pub fault: Option<String>,
}

/// What became of the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineCounts {
    /// All.
    pub total: u64,
    /// Lines of Postfix.
    pub postfix: u64,
    /// Lines of Exim.
    pub exim: u64,
    /// Lines of sendmail.
    pub sendmail: u64,
    /// Lines of OpenSMTPD.
    pub opensmtpd: u64,
    /// Lines with a date, of other programs.
    pub other: u64,
    /// Lines without a date that can be read: binary data, continued lines, other formats.
    pub unreadable: u64,
    /// Lines of over 64 KiB, of which the rest was left out.
    pub cut: u64,
    /// Lines that were outside `--since`, `--until`.
    pub out_of_time: u64,
}

/// When the log begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogSpan {
    /// The earliest date.
    pub from: When,
    /// The latest.
    pub to: When,
    /// How often the log goes back in time, by more than 5 seconds.
    pub steps_back: u64,
    /// The farthest step back, in seconds.
    pub farthest_back: u64,
}

/// A table that was full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overflow {
    /// What it holds.
    pub table: &'static str,
    /// How much it left out.
    pub left_out: u64,
}

/// What the log shows.
#[derive(Clone, Debug, Default)]
pub struct LogFacts {
    /// The files in the order in which they were read.
    pub files: Vec<FileFacts>,
    /// Its lines.
    pub lines: LineCounts,
    /// A mail program wrote one of them.
    pub has_mail: bool,
    /// Its dates; none where no line has one.
    pub span: Option<LogSpan>,
    /// Deliveries that succeeded; none where they were not counted.
    pub sent: Option<u64>,
    /// Tries that are to be repeated.
    pub deferred: u64,
    /// Deliveries that failed for good.
    pub failed: u64,
    /// Replies that are documented rejections, the most frequent first.
    pub rejections: Vec<RefusalGroup>,
    /// Other refusals, by their code.
    pub unrecognised: Vec<RefusalGroup>,
    /// The worst windows; empty where they were not asked for.
    pub windows: Vec<WindowFacts>,
    /// Files whose time overlaps that of another: together they may hold more than each window shows.
    pub overlapping: Vec<Arc<str>>,
    /// Recipients that do not exist; empty where they were not asked for.
    pub dead_recipients: Vec<DeadRecipient>,
    /// Tables that were full.
    pub overflows: Vec<Overflow>,
}
