//! The report of `mxcheck explain`.

use std::net::IpAddr;

use serde::Serialize;

use super::envelope::Envelope;
use super::view::{shown_as, view, words};
use crate::catalogue::{Confidence, Reply};
use crate::diagnose::{Explained, SourceLine, Standing, Verified, shown};
use crate::explain::{Refusal, Scanned};
use crate::judge::check::Finding;
use crate::smtp_reply::{ServerReply, Stage};

/// The most matches that a report holds, and the most refusals that are not recognised.
pub(super) const MAX_ENTRIES: usize = 10_000;

/// Refusals, explained.
#[derive(Clone, Debug)]
pub struct ExplainReport {
    /// Schema, version and command.
    pub envelope: Envelope,
    /// Refusals that are documented rejections of a receiver, in the order of the input.
    pub matches: Vec<Explained>,
    /// Other refusals.
    pub unrecognised: Vec<UnrecognisedView>,
    /// Refusals beyond what a report holds.
    pub left_out: u64,
    /// Bytes that were read.
    pub bytes: u64,
    /// Bytes that were left out: the rest of lines and messages that are too long.
    pub skipped: u64,
    /// Whether the reporter's own server refuses somebody in the text, for people who wonder.
    pub has_own_rejections: bool,
}

view! {
    /// Refusals, explained.
    ExplainReport as ExplainDocument<'a>, report {
        /// Schema, version and command.
        #[serde(flatten)]
        envelope: &'a Envelope = &report.envelope,
        /// Refusals that are documented rejections of a receiver, in the order of the input.
        matches: &'a [Explained] = &report.matches,
        /// Other refusals.
        unrecognised: &'a [UnrecognisedView] = &report.unrecognised,
        /// Refusals beyond what a report holds.
        left_out: u64 = report.left_out,
        /// Bytes that were read.
        bytes: u64 = report.bytes,
        /// Bytes that were left out: the rest of lines and messages that are too long.
        skipped: u64 = report.skipped,
    }
}

view! {
    /// Where a refusal is.
    SourceLine as SourceView<'a>, source {
        /// The file as it was named, `-` for standard input; null for text that was typed.
        file: Option<&'a str> = source.file.as_deref(),
        /// The line, from 1.
        line: u64 = source.line,
    }
}

view! {
    /// A refusal that is a documented rejection.
    Explained as MatchView<'a>, found {
        /// The catalogue's id; of an older wording that has one, its own.
        rule: &'a str = &found.rule,
        /// The rule that has superseded it; null when it is current.
        superseded_by: Option<&'a str> = found.superseded_by.as_deref(),
        /// The receiver's name.
        receiver: &'a str = &found.receiver,
        /// Where it is.
        source: &'a SourceLine = &found.source,
        /// The step at which it was given.
        stage: Option<Stage> = found.stage,
        /// The reply, as far as it is still there.
        reply: &'a Reply = &found.reply,
        /// The case code of the explanation's address.
        case: Option<&'a str> = found.case.as_deref(),
        /// The sending address that was refused.
        address: Option<IpAddr> = found.address,
        /// The envelope sender.
        sender: Option<&'a str> = found.sender.as_deref(),
        /// The recipient.
        recipient: Option<&'a str> = found.recipient.as_deref(),
        /// The address of the receiver's explanation.
        url: Option<&'a str> = found.url.as_deref(),
        /// How sure it is that this receiver answered so, for this reason.
        confidence: Confidence = found.confidence,
        /// What it means.
        cause: &'a str = &found.cause,
        /// What to do about it.
        fix: &'a str = &found.fix,
        /// What the sender's own queue shows, where that misleads.
        queue: Option<&'a str> = found.queue.as_deref(),
        /// Commands that look into it.
        next: &'a [String] = &found.next,
        /// Whether its cause is still there; null from `mxcheck explain`, which looks nothing up.
        verified: Option<&'a Verified> = found.verified.as_ref(),
        /// What says that its cause is still there, with fixes; empty where nothing does, and from `mxcheck explain`.
        findings: &'a [Finding] = &found.findings,
    }
}

/// A refusal that no receiver documents.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnrecognisedView {
    /// Where it is.
    pub source: SourceLine,
    /// The reply, as far as it is still there.
    pub reply: Reply,
    /// The recipient.
    pub recipient: Option<String>,
    /// What its codes mean.
    pub class: ClassView,
}

/// What codes mean by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ClassView {
    /// `permanent` or `transient`; null without a code.
    pub kind: Option<&'static str>,
    /// What the reply code means (RFC 5321 section 4.2).
    pub code: Option<&'static str>,
    /// What the enhanced code is about (RFC 3463 section 3).
    pub enhanced: Option<&'static str>,
    /// What that means for the message.
    pub meaning: &'static str,
}

impl ExplainReport {
    /// An empty report of a command.
    pub fn new(command: &'static str) -> ExplainReport {
        ExplainReport {
            envelope: Envelope::of(command),
            matches: Vec::new(),
            unrecognised: Vec::new(),
            left_out: 0,
            bytes: 0,
            skipped: 0,
            has_own_rejections: false,
        }
    }

    /// Adds a refusal that is in a file.
    pub fn add(&mut self, refusal: Refusal<'_>, file: Option<&str>) {
        let source = SourceLine { file: file.map(str::to_owned), line: refusal.line as u64 };
        match &refusal.recognised {
            Some(_) if self.matches.len() >= MAX_ENTRIES => self.left_out += 1,
            Some(recognised) => self.matches.push(Explained::of(recognised, &refusal, source)),
            None if self.unrecognised.len() >= MAX_ENTRIES => self.left_out += 1,
            None => self.unrecognised.push(UnrecognisedView {
                class: ClassView::of(&refusal.reply),
                reply: shown(&refusal.reply),
                recipient: refusal.recipient,
                source,
            }),
        }
    }

    /// Notes how much was read.
    pub fn count(&mut self, scanned: Scanned) {
        self.bytes += scanned.bytes;
        self.skipped += scanned.skipped;
        self.has_own_rejections |= scanned.has_own_rejections;
    }

    /// Whether there was no refusal at all.
    pub fn is_empty(&self) -> bool {
        self.matches.is_empty() && self.unrecognised.is_empty()
    }

    /// Whether there was a refusal, and each one was recognised.
    pub fn is_all_recognised(&self) -> bool {
        !self.matches.is_empty() && self.unrecognised.is_empty()
    }
}

impl ClassView {
    /// What the codes of a reply mean.
    pub fn of(reply: &ServerReply) -> ClassView {
        let of_enhanced = || match reply.enhanced.as_deref()?.as_bytes() {
            [b'4', b'.', ..] => Some(4),
            [b'5', b'.', ..] => Some(5),
            _ => None,
        };
        let class = reply.code.map(|code| code / 100).or_else(of_enhanced);
        let (kind, meaning) = match class {
            Some(4) => (
                Some("transient"),
                "The server asks to try again later: the sending server keeps the message and does so by itself.",
            ),
            Some(5) => (
                Some("permanent"),
                "The server refuses for good: the message goes back to its sender, and the same message is refused again until its cause is gone.",
            ),
            _ => (None, "The reply code is missing, so it is unknown whether a retry helps."),
        };
        let enhanced = reply.enhanced.as_deref().and_then(subject);
        ClassView { kind, code: reply.code.and_then(code_meaning), enhanced, meaning }
    }
}

/// What a reply code means: RFC 5321 section 4.2.3; 521 and 556: RFC 7504; 530, 534, 535 and 454:
/// RFC 4954; 455 and 555: RFC 5321 section 4.1.1.11.
fn code_meaning(code: u16) -> Option<&'static str> {
    Some(match code {
        421 => "the service is not available, and the connection is closed",
        450 => "the mailbox is unavailable for now: busy, or deferred by policy",
        451 => "an error at the receiving server",
        452 => "the receiving server has no room, or takes no more recipients now",
        454 => "the login or encryption is not available for now",
        455 => "the server cannot take these parameters now",
        500 => "the command was not understood",
        501 => "a parameter was not understood",
        502 => "the command is not offered",
        503 => "the commands came in the wrong order, often: no login yet",
        504 => "the parameter is not offered",
        521 => "the host takes no mail at all",
        530 => "a login is required",
        534 => "the way of logging in is too weak",
        535 => "user name or password are not accepted",
        541 => "the recipient's server takes the message for spam (not in the standard)",
        550 => "the mailbox is not available: it does not exist, or policy forbids it",
        551 => "the recipient is not local here",
        552 => "the message or the mailbox is over its size limit",
        553 => "the mailbox name is not allowed, or the sender may not use it",
        554 => "the transaction failed; in a greeting: no mail from this address",
        555 => "the parameters of MAIL FROM or RCPT TO are not known",
        556 => "the recipient's domain takes no mail (null MX)",
        400..=499 if (code / 10) % 10 == 2 => "something about the connection, for now",
        400..=499 => "not now",
        505..=509 => "something about the syntax",
        510..=599 => "not at all",
        _ => return None,
    })
}

/// What the second number of an enhanced code is about (RFC 3463 section 3).
fn subject(enhanced: &str) -> Option<&'static str> {
    let mut numbers = enhanced.split('.').skip(1);
    Some(match (numbers.next()?, numbers.next()?) {
        ("0", _) => "nothing more is known",
        ("1", "1") => "the address: no such mailbox",
        ("1", "2") => "the address: no such domain",
        ("1", "7" | "8") => "the sender's address",
        ("1", "10") => "the address: its domain has a null MX (RFC 7505)",
        ("1", _) => "an address",
        ("2", "2") => "the mailbox: it is full",
        ("2", "3") => "the mailbox: the message is too large for it",
        ("2", _) => "the mailbox",
        ("3", "4") => "the mail system: the message is too large",
        ("3", _) => "the receiving mail system",
        ("4", _) => "network and routing",
        ("5", _) => "the commands of the session",
        ("6", _) => "the content of the message",
        ("7", "8" | "9" | "10" | "11" | "12" | "13" | "14") => "security: the login",
        ("7", "20" | "21" | "22") => "security: the DKIM signature (RFC 7372)",
        ("7", "23" | "24") => "security: SPF (RFC 7372)",
        ("7", "25") => "security: the reverse name of the address (RFC 7372)",
        ("7", "26") => "security: several authentication checks failed (RFC 7372)",
        ("7", "27") => "security: the sender's domain has a null MX (RFC 7505)",
        ("7", _) => "security or policy",
        _ => return None,
    })
}

words! {
    /// Whether what a reply claims is still so.
    Standing as StandingWord {
        /// It is: the next message is refused as well.
        StillSo = "still-so",
        /// It is not any longer.
        NoLonger = "no-longer",
        /// Only the receiver can show.
        NotVisible = "not-visible",
        /// It could not be looked up.
        Unknown = "unknown",
    }
}

view! {
    /// A claim, looked up.
    Verified as VerifiedView<'a>, verified {
        /// What came of it.
        state: Standing = verified.state,
        /// The same in words.
        summary: &'a str = &verified.summary,
        /// The checks that say so.
        because: &'a [String] = &verified.because,
        /// The sending address that was looked up.
        address: Option<IpAddr> = verified.address,
        /// The sender domain that was looked up.
        domain: Option<&'a str> = verified.domain.as_deref(),
    }
}
