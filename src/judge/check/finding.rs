//! A finding: one check's result about one subject.

use std::net::IpAddr;

use serde::Deserialize;

use crate::catalogue::check::{Check, Input};
use crate::dns::{self, Failure, Lookup, Name, Record, Source};
use crate::judge::assess::Blame;
use crate::judge::outcome::Outcome;
use crate::zone::Change;

/// What a check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The fault is absent.
    Pass,
    /// Worth knowing, not a fault.
    Info,
    /// Could not be judged.
    Unknown,
    /// A fault that does not decide: it makes its rules risks.
    Warn,
    /// A fault that fires its rules.
    Fail,
}

impl Status {
    /// The word that pages and JSON use.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Pass => "pass",
            Status::Info => "info",
            Status::Unknown => "unknown",
            Status::Warn => "warn",
            Status::Fail => "fail",
        }
    }
}

/// What a finding is about. A verdict for one address picks its findings by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The sender domain.
    Domain(Name),
    /// A mail exchange of the sender domain.
    Exchange(Name),
    /// A sending address.
    Address(IpAddr),
    /// The HELO name.
    Helo(String),
    /// The reverse-path.
    ReversePath(String),
    /// The message.
    Message(String),
    /// The resolver that was asked.
    Resolver(String),
    /// A DNSBL, by its zone.
    List(Name),
    /// A mail server, as `HOST[ADDRESS]:PORT`.
    Server(String),
}

impl Subject {
    /// The word of the JSON field `kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Subject::Domain(_) => "domain",
            Subject::Exchange(_) => "exchange",
            Subject::Address(_) => "address",
            Subject::Helo(_) => "helo",
            Subject::ReversePath(_) => "reverse-path",
            Subject::Message(_) => "message",
            Subject::Resolver(_) => "resolver",
            Subject::List(_) => "list",
            Subject::Server(_) => "server",
        }
    }

    /// The subject's own name, as the JSON field `name` has it.
    pub fn name(&self) -> String {
        match self {
            Subject::Domain(name) | Subject::Exchange(name) | Subject::List(name) => name.to_string(),
            Subject::Address(ip) => ip.to_string(),
            Subject::Helo(name)
            | Subject::ReversePath(name)
            | Subject::Message(name)
            | Subject::Resolver(name)
            | Subject::Server(name) => name.clone(),
        }
    }
}

/// A record, or an answer that says that there is none, and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The record as a master file has it; for an answer without one the question and its outcome.
    pub record: String,
    /// Where it was found.
    pub source: EvidenceSource,
}

/// Where evidence was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvidenceSource {
    /// In a nameserver's answer.
    Live,
    /// In a zone file.
    Zone {
        /// The file, as it was named.
        file: String,
        /// The line, from 1; null for an answer that nothing is there.
        line: Option<u32>,
    },
    /// In a file that was given: a message, a log.
    File {
        /// The file, as it was named.
        file: String,
        /// The line, from 1; null for what is of the whole file.
        line: Option<u32>,
    },
    /// On the command line.
    Typed,
    /// In an SMTP session.
    Session,
}

impl From<&Source> for EvidenceSource {
    fn from(source: &Source) -> EvidenceSource {
        match source {
            Source::Live => EvidenceSource::Live,
            Source::Zone { file, line } => EvidenceSource::Zone { file: file.to_string(), line: *line },
        }
    }
}

impl From<&Record> for Evidence {
    fn from(record: &Record) -> Evidence {
        Evidence { record: record.to_string(), source: EvidenceSource::from(&record.source) }
    }
}

impl Evidence {
    /// A lookup as evidence: its aliases, then its records or its outcome in words.
    pub fn of(lookup: &Lookup) -> Vec<Evidence> {
        let mut evidence: Vec<Evidence> = lookup.aliases.iter().map(Evidence::from).collect();
        let asked = format!("{} IN {}", lookup.canonical_name().to_absolute(), lookup.question.rtype);
        let (words, source) = match &lookup.outcome {
            dns::Outcome::Found(records) => {
                evidence.extend(records.iter().map(Evidence::from));
                return evidence;
            }
            dns::Outcome::NoData { source, .. } => ("no such record (NODATA)".to_owned(), source.clone()),
            dns::Outcome::NxDomain { source, .. } => ("no such name (NXDOMAIN)".to_owned(), source.clone()),
            // What was not asked is no evidence of anything.
            dns::Outcome::Failed(Failure::NotAsked(_) | Failure::OverBudget(_)) => return evidence,
            dns::Outcome::Failed(failure) => {
                let last = lookup.aliases.last().filter(|_| failure.is_of_aliases());
                (failure.to_string(), last.map_or(Source::Live, |alias| alias.source.clone()))
            }
        };
        evidence
            .push(Evidence { record: format!("{asked}: {words}"), source: EvidenceSource::from(&source) });
        evidence
    }

    /// A line of an SMTP session as evidence.
    pub fn session(line: String) -> Evidence {
        Evidence { record: line, source: EvidenceSource::Session }
    }

    /// Something that is in a file as evidence.
    pub fn in_file(text: String, file: &str, line: Option<u32>) -> Evidence {
        Evidence { record: text, source: EvidenceSource::File { file: file.to_owned(), line } }
    }

    /// Something typed on the command line as evidence.
    pub fn typed(text: String) -> Evidence {
        Evidence { record: text, source: EvidenceSource::Typed }
    }
}

/// What to change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fix {
    /// Records to remove and to publish.
    pub change: Change,
    /// What the records alone do not say.
    pub note: Option<String>,
    /// The advice in place of the note where the change turns out not to help and is not proposed; `None`: the note.
    pub in_words: Option<String>,
    /// True for a change that is only worth proposing once a trial has shown that it helps.
    pub is_guess: bool,
    /// Seconds for which caches may go on giving the old answer; null where nothing is cached.
    pub cached_seconds: Option<u32>,
    /// What remains with the change; `None` where it was not tried.
    pub verified: Option<Verification>,
}

/// What a case comes to with a change published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The most severe outcome of the verdicts.
    pub outcome: Outcome,
    /// The rules that still fire, over all verdicts.
    pub remaining: Vec<String>,
}

/// How many records a finding keeps as its evidence.
const MAX_EVIDENCE: usize = 20;

/// One check's result about one subject.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The check's id.
    pub check: &'static Check,
    /// What it came to.
    pub status: Status,
    /// What it is about.
    pub subject: Subject,
    /// One sentence for people.
    pub summary: String,
    /// The records that show it.
    pub evidence: Vec<Evidence>,
    /// How many further records show it.
    pub evidence_left_out: usize,
    /// What to change; null where nothing is to be changed.
    pub fix: Option<Fix>,
    /// Where the requirement is laid down.
    pub references: &'static [&'static str],
    /// For a lookup that failed: the side at fault. Null where it does not matter.
    pub blame: Option<Blame>,
    /// The one receiver that it matters to; null when it matters to all.
    pub receiver: Option<String>,
    /// The one sending address that it matters to; null when it matters to all.
    pub address: Option<IpAddr>,
    /// True when that address was not given but assumed: then it decides nothing.
    pub assumed: bool,
    /// True when `--ignore` names it: then no verdict and no exit code counts it.
    pub ignored: bool,
}

impl Finding {
    /// A finding without evidence, remedy and blame.
    pub fn new(
        check: &'static Check,
        status: Status,
        subject: Subject,
        summary: impl Into<String>,
    ) -> Finding {
        Finding {
            check,
            status,
            subject,
            summary: summary.into(),
            evidence: Vec::new(),
            evidence_left_out: 0,
            fix: None,
            references: check.references,
            blame: None,
            receiver: None,
            address: None,
            assumed: false,
            ignored: false,
        }
    }

    /// Says that it matters to one sending address alone. About an assumed one nothing decides: a
    /// failure becomes a warning.
    pub fn for_address(mut self, ip: IpAddr, assumed: bool) -> Finding {
        self.address = Some(ip);
        self.assumed = assumed;
        if assumed {
            self.status = self.status.min(Status::Warn);
            self.blame = None;
        }
        self
    }

    /// Says that it matters to one receiver alone.
    pub fn for_receiver(mut self, receiver: &str) -> Finding {
        self.receiver = Some(receiver.to_owned());
        self
    }

    /// For what is unknown: whether it says something of its own. What a lookup that failed hides is
    /// reported by that lookup, and nothing hangs on addresses that are only assumed.
    pub fn is_news(&self) -> bool {
        !self.assumed && (self.fix.is_some() || !self.evidence.is_empty())
    }

    /// Returns true when something was looked up or seen for it, and not the form of what was typed alone.
    pub fn was_looked_up(&self) -> bool {
        !self.check.is_form || self.evidence.iter().any(|evidence| evidence.source == EvidenceSource::Session)
    }

    /// Adds evidence.
    pub fn with_evidence<E: Into<Evidence>>(mut self, evidence: impl IntoIterator<Item = E>) -> Finding {
        let mut evidence = evidence.into_iter();
        let room = MAX_EVIDENCE.saturating_sub(self.evidence.len());
        self.evidence.extend(evidence.by_ref().take(room).map(Into::into));
        self.evidence_left_out += evidence.count();
        self
    }

    /// Adds the remedy.
    pub fn with_fix(mut self, fix: Fix) -> Finding {
        self.fix = Some(fix);
        self
    }

    /// Says that it is unknown because of a lookup that failed for somebody's fault. Only ours
    /// hides something: what the sender's nameservers do not answer, nobody sees.
    pub fn hidden_by(self, blame: Blame) -> Finding {
        if blame.is_ours() { self.blaming(blame) } else { self }
    }

    /// Names the side at fault for a failed lookup.
    pub fn blaming(mut self, blame: Blame) -> Finding {
        self.blame = Some(blame);
        self
    }
}

/// All findings of a run, and what was not judged because it does not apply.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The findings, in the order in which a person would want them.
    pub list: Vec<Finding>,
    settled: Vec<Input>,
}

impl Findings {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Notes that the checks of this input have been judged as far as they apply: one that left
    /// no finding is ruled out, not undetermined.
    pub fn settle(&mut self, input: Input) {
        self.settled.push(input);
    }

    /// True when everything that this input allows to judge has been judged.
    pub fn is_settled(&self, input: Input) -> bool {
        self.settled.contains(&input)
    }
}
