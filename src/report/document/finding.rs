//! What a check came to.

use std::net::IpAddr;

use serde::Serialize;

use super::view::{shown_as, view, words};
use crate::dns::Name;
use crate::judge::assess::Blame;
use crate::judge::check::{Evidence, EvidenceSource, Finding, Fix, Status, Subject, Verification};
use crate::judge::verdict::Outcome;

words! {
    /// What a check came to.
    Status as StatusWord {
        /// The fault is absent.
        Pass = "pass",
        /// Worth knowing, not a fault.
        Info = "info",
        /// Could not be judged.
        Unknown = "unknown",
        /// A fault that does not decide: it makes its rules risks.
        Warn = "warn",
        /// A fault that fires its rules.
        Fail = "fail",
    }
}

view! {
    /// A record, or an answer that says that there is none, and where it was found.
    Evidence as EvidenceView<'a>, evidence {
        /// The record as a master file has it; for an answer without one the question and its outcome.
        record: &'a str = &evidence.record,
        /// Where it was found.
        #[serde(flatten)]
        source: &'a EvidenceSource = &evidence.source,
    }
}

/// Where evidence was found.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "source", rename_all = "kebab-case")]
enum EvidenceSourceView<'a> {
    /// In a nameserver's answer.
    Live,
    /// In a zone file.
    Zone {
        /// The file, as it was named.
        file: &'a str,
        /// The line, from 1; null for an answer that nothing is there.
        line: Option<u32>,
    },
    /// In a file that was given: a message, a log.
    File {
        /// The file, as it was named.
        file: &'a str,
        /// The line, from 1; null for what is of the whole file.
        line: Option<u32>,
    },
    /// On the command line.
    Typed,
    /// In an SMTP session.
    Session,
}

impl<'a> From<&'a EvidenceSource> for EvidenceSourceView<'a> {
    fn from(source: &'a EvidenceSource) -> EvidenceSourceView<'a> {
        match source {
            EvidenceSource::Live => EvidenceSourceView::Live,
            EvidenceSource::Zone { file, line } => EvidenceSourceView::Zone { file, line: *line },
            EvidenceSource::File { file, line } => EvidenceSourceView::File { file, line: *line },
            EvidenceSource::Typed => EvidenceSourceView::Typed,
            EvidenceSource::Session => EvidenceSourceView::Session,
        }
    }
}

shown_as!(EvidenceSource => EvidenceSourceView<'_>);

view! {
    /// What a sender comes to with a change published.
    Verification as VerificationView<'a>, verification {
        /// The most severe outcome of the verdicts.
        outcome: Outcome = verification.outcome,
        /// The rules that would still fire, over all verdicts.
        remaining: &'a [String] = &verification.remaining,
    }
}

view! {
    /// What to change, record by record.
    Fix as FixView<'a>, fix {
        /// Records to take out. Those of live DNS carry no TTL.
        remove: Vec<String> = fix.change.removed(),
        /// Records to publish. Those that replace none of a zone file carry no TTL.
        add: Vec<String> = fix.change.published(),
        /// What the records alone do not say.
        note: Option<&'a str> = fix.note.as_deref(),
        /// Seconds for which caches may go on giving the old answer; null where nothing is cached.
        cached_seconds: Option<u32> = fix.cached_seconds,
        /// What remains when the change is laid over DNS and everything is judged again; null where that cannot be
        /// tried: a zone of somebody else, a reverse zone, words alone.
        verified: Option<&'a Verification> = fix.verified.as_ref(),
    }
}

view! {
    /// One check's result about one subject.
    Finding as FindingView<'a>, finding {
        /// The check's id.
        check: &'a str = finding.check.id,
        /// What it came to.
        status: Status = finding.status,
        /// What it is about.
        subject: &'a Subject = &finding.subject,
        /// One sentence for people.
        summary: &'a str = &finding.summary,
        /// The records that show it.
        evidence: &'a [Evidence] = &finding.evidence,
        /// How many further records show it.
        evidence_left_out: usize = finding.evidence_left_out,
        /// What to change; null where nothing is to be changed.
        fix: Option<&'a Fix> = finding.fix.as_ref(),
        /// Where the requirement is laid down.
        references: &'a [&'static str] = finding.references,
        /// For a lookup that failed: the side at fault. Null where it does not matter.
        blame: Option<Blame> = finding.blame,
        /// The one receiver that it matters to; null when it matters to all.
        receiver: Option<&'a str> = finding.receiver.as_deref(),
        /// The one sending address that it matters to; null when it matters to all.
        address: Option<IpAddr> = finding.address,
        /// True when that address was not given but assumed: then it decides nothing.
        assumed: bool = finding.assumed,
        /// True when `--ignore` names it: then no verdict and no exit code counts it.
        ignored: bool = finding.ignored,
    }
}

/// What a finding is about.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", content = "name", rename_all = "kebab-case")]
enum SubjectView<'a> {
    /// The sender domain.
    Domain(&'a Name),
    /// A mail exchange of the sender domain.
    Exchange(&'a Name),
    /// A sending address.
    Address(IpAddr),
    /// The HELO name.
    Helo(&'a str),
    /// The reverse-path.
    ReversePath(&'a str),
    /// The message.
    Message(&'a str),
    /// The resolver that was asked.
    Resolver(&'a str),
    /// A DNSBL, by its zone.
    List(&'a Name),
    /// A mail server, as `HOST[ADDRESS]:PORT`.
    Server(&'a str),
}

impl<'a> From<&'a Subject> for SubjectView<'a> {
    fn from(subject: &'a Subject) -> SubjectView<'a> {
        match subject {
            Subject::Domain(name) => SubjectView::Domain(name),
            Subject::Exchange(name) => SubjectView::Exchange(name),
            Subject::Address(name) => SubjectView::Address(*name),
            Subject::Helo(name) => SubjectView::Helo(name),
            Subject::ReversePath(name) => SubjectView::ReversePath(name),
            Subject::Message(name) => SubjectView::Message(name),
            Subject::Resolver(name) => SubjectView::Resolver(name),
            Subject::List(name) => SubjectView::List(name),
            Subject::Server(name) => SubjectView::Server(name),
        }
    }
}

shown_as!(Subject => SubjectView<'_>);

words! {
    /// The side at fault for a lookup that failed.
    Blame as BlameWord {
        /// The nameservers of the name: others were answered in this run, or the answers themselves
        /// are at fault (an alias loop).
        Sender = "sender",
        /// Our resolver: it answered nothing at all, or what cannot be believed.
        Resolver = "resolver",
        /// Nobody: the query was left out because of `--offline` or `--replay`.
        Nobody = "nobody",
    }
}
