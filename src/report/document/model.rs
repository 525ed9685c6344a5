//! The JSON documents, schema `mxcheck/v1`.

use std::net::IpAddr;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::batch::{BatchError, BatchResult};
use super::explain::ExplainReport;
use super::lists::{ListView, ListsReport};
use super::log::LogReport;
use super::message::MessageReport;
use super::plan::PlanReport;
use super::smtp::{RecipientView, SessionView, SmtpReport};
use super::zone::ZoneReport;
use crate::catalogue::Receiver;
use crate::catalogue::check::{self, Check};
use crate::dns::{Name, Source};
use crate::evidence::likeness::Likeness;
use crate::judge::Judgement;
use crate::judge::baseline::Comparison;
use crate::judge::check::Finding;
use crate::judge::verdict::{Outcome, Verdict};
use crate::sender::{Origin, Sender, SendingAddress};
use crate::spf::{Budget, Evaluation};

/// The version of the documents' form; it changes when a field changes its name or meaning.
pub(super) const SCHEMA: &str = "mxcheck/v1";

/// What every document begins with.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Envelope {
    /// Always `mxcheck/v1`.
    pub schema: &'static str,
    /// The version of mxcheck that wrote it.
    pub version: &'static str,
    /// The command that wrote it.
    pub command: &'static str,
}

impl Envelope {
    pub(super) fn of(command: &'static str) -> Envelope {
        Envelope { schema: SCHEMA, version: env!("CARGO_PKG_VERSION"), command }
    }
}

/// Any document that mxcheck writes; `mxcheck schema` describes it.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(title = "mxcheck/v1")]
pub enum AnyOutput {
    /// Of `mxcheck domain`, `ip` and `helo`.
    Sender(Box<SenderReport>),
    /// Of `mxcheck zone`.
    Zone(Box<ZoneReport>),
    /// A line of `mxcheck batch`.
    Batch(Box<BatchResult>),
    /// A line of `mxcheck batch` about a line that could not be read.
    BatchError(BatchError),
    /// Of `mxcheck spf`.
    Spf(Box<SpfReport>),
    /// Of `mxcheck smtp`.
    Smtp(Box<SmtpReport>),
    /// Of `mxcheck dnsbl`.
    Lists(ListsReport),
    /// Of `mxcheck explain`.
    Explain(ExplainReport),
    /// Of `mxcheck log`.
    Log(Box<LogReport>),
    /// Of `mxcheck message`.
    Message(Box<MessageReport>),
    /// Of `mxcheck plan`.
    Plan(Box<PlanReport>),
    /// Of `mxcheck receivers`.
    Receivers(ReceiversReport),
    /// Of `mxcheck checks`.
    Checks(ChecksReport),
}

/// A sender, judged.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SenderReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The identity that was tested.
    pub sender: SenderView,
    /// The file that `--like` named and what was found in it; null without that flag.
    pub like: Option<Likeness>,
    /// Every check's result, passes included.
    pub findings: Vec<Finding>,
    /// What SPF says of each address given.
    pub spf: Vec<Evaluation>,
    /// What DNSBLs say of the sending addresses and the sender domain.
    pub lists: Vec<ListView>,
    /// The domains of `--to`, and the receivers that they are at.
    pub to: Vec<RecipientView>,
    /// The sessions of `--live`; empty without it.
    pub sessions: Vec<SessionView>,
    /// One for each receiver and each sending address.
    pub verdicts: Vec<Verdict>,
    /// What is better and what is worse than before; null without a baseline.
    pub baseline: Option<Comparison>,
    /// The most severe outcome of the verdicts; of a domain of `--to` at a receiver without known
    /// rules it is unknown.
    pub outcome: Outcome,
    /// How many different DNS questions the run needed, whoever answered them.
    pub queries: usize,
    /// Milliseconds from the first question to the last verdict.
    pub elapsed_ms: u64,
    /// Where a zone file tells of the domain; none without one.
    #[serde(skip)]
    pub place: Option<Source>,
}

impl SenderReport {
    /// Reports a judgement; with a baseline, what is better and worse than that.
    pub fn of(command: &'static str, judgement: &Judgement, baseline: Option<Comparison>) -> SenderReport {
        let Judgement { case, facts, .. } = judgement;
        SenderReport {
            envelope: Envelope::of(command),
            sender: SenderView::of(&case.sender, &facts.assumed_addresses),
            like: case.likeness.clone(),
            findings: judgement.findings.clone(),
            spf: facts.spf.clone(),
            lists: judgement.lists.iter().map(ListView::from).collect(),
            to: judgement.destinations.iter().map(RecipientView::of).collect(),
            sessions: judgement.readings().iter().map(SessionView::of).collect(),
            verdicts: judgement.verdicts.clone(),
            baseline,
            outcome: judgement.outcome,
            queries: judgement.cost.queries,
            elapsed_ms: u64::try_from(judgement.cost.elapsed.as_millis()).unwrap_or(u64::MAX),
            place: case.place.clone(),
        }
    }
}

impl SenderReport {
    /// What the sender is told of as, and its kind: its domain; else what the command is about, the
    /// address or the HELO name.
    pub fn subject(&self) -> (&'static str, String) {
        let sender = &self.sender;
        let domain = sender.domain.as_ref().map(|domain| ("domain", domain.name.to_string()));
        let helo = || sender.helo.as_ref().map(|helo| ("helo", helo.name.clone()));
        let address = || sender.addresses.first().map(|address| ("address", address.ip.to_string()));
        let other = if self.envelope.command == "ip" { address() } else { helo() };
        domain.or(other).or_else(address).unwrap_or_default()
    }
}

/// The identity that was tested.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SenderView {
    /// The domain that was typed.
    pub domain: Option<GivenName>,
    /// The addresses that connect; none when none is known.
    pub addresses: Vec<SendingAddress>,
    /// The name given with HELO or EHLO; null when it is not known.
    pub helo: Option<GivenHelo>,
    /// The argument of MAIL FROM; null when only an address or a HELO name is judged.
    pub mail_from: Option<GivenReversePath>,
}

/// A name and where it comes from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GivenName {
    /// The name.
    pub name: Name,
    /// Typed, or filled in.
    pub origin: Origin,
}

/// A HELO name, which need not be a domain name, and where it comes from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GivenHelo {
    /// The name as the client sends it.
    pub name: String,
    /// Typed, or filled in.
    pub origin: Origin,
}

/// A reverse-path and where it comes from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GivenReversePath {
    /// The address, or `<>`.
    pub address: String,
    /// Typed, or filled in.
    pub origin: Origin,
}

impl SenderView {
    /// The identity of a sender, with the addresses that were assumed for it.
    pub fn of(sender: &Sender, assumed_addresses: &[IpAddr]) -> SenderView {
        let given = sender.addresses.iter().map(|ip| SendingAddress { ip: *ip, origin: Origin::Given });
        let assumed = assumed_addresses.iter().map(|ip| SendingAddress { ip: *ip, origin: Origin::Assumed });
        SenderView {
            domain: sender.domain.clone().map(|name| GivenName { name, origin: Origin::Given }),
            addresses: given.chain(assumed).collect(),
            helo: sender
                .helo
                .as_ref()
                .map(|helo| GivenHelo { name: helo.text.clone(), origin: sender.helo_origin }),
            mail_from: sender
                .mail_from
                .as_ref()
                .map(|(path, origin)| GivenReversePath { address: path.to_string(), origin: *origin }),
        }
    }
}

/// SPF alone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SpfReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The identity that was tested.
    pub sender: SenderView,
    /// The result for each address given, for each identity that is known.
    pub spf: Vec<Evaluation>,
    /// What the record costs and whom it authorises; null where an address was given.
    pub budget: Option<Budget>,
    /// How many different DNS questions the run needed, whoever answered them.
    pub queries: usize,
    /// Milliseconds from the first question to the last answer.
    pub elapsed_ms: u64,
}

impl SpfReport {
    /// Puts a run's results together.
    pub fn new(
        sender: &Sender,
        spf: Vec<Evaluation>,
        budget: Option<Budget>,
        queries: usize,
        elapsed: Duration,
    ) -> SpfReport {
        SpfReport {
            envelope: Envelope::of("spf"),
            sender: SenderView::of(sender, &[]),
            spf,
            budget,
            queries,
            elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

/// The receivers and their rules.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReceiversReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The receivers; with the rules that were asked for, or all.
    pub receivers: Vec<Receiver>,
}

impl ReceiversReport {
    /// A document about these receivers.
    pub fn new(receivers: Vec<Receiver>) -> ReceiversReport {
        ReceiversReport { envelope: Envelope::of("receivers"), receivers }
    }
}

/// The checks.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChecksReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The checks that were asked for, or all.
    pub checks: Vec<CheckEntry>,
}

/// One check, explained.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CheckEntry {
    /// The check's id.
    pub id: &'static str,
    /// The fault in a few words.
    pub title: &'static str,
    /// What it means.
    pub explanation: &'static str,
    /// What must be known of the sender to judge it.
    pub needs: String,
    /// Where the requirement is laid down.
    pub references: &'static [&'static str],
    /// The receivers' rules that it sets off.
    pub rules: Vec<CheckRule>,
}

/// A rule that a check sets off.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CheckRule {
    /// The rule's full id.
    pub rule: String,
    /// Where the receiver answers it for this check.
    pub stage: crate::smtp_reply::Stage,
    /// How it is known.
    pub basis: crate::catalogue::Basis,
    /// How sure it is.
    pub confidence: crate::catalogue::Confidence,
}

impl ChecksReport {
    /// A document about these checks and the rules of these receivers that hang on them.
    pub fn new(checks: &[&'static Check], receivers: &[Receiver]) -> ChecksReport {
        ChecksReport {
            envelope: Envelope::of("checks"),
            checks: checks.iter().map(|check| CheckEntry::of(check, receivers)).collect(),
        }
    }

    /// A document about all checks.
    pub fn of_all(receivers: &[Receiver]) -> ChecksReport {
        let checks: Vec<&'static Check> = check::all().collect();
        ChecksReport::new(&checks, receivers)
    }
}

impl CheckEntry {
    fn of(check: &'static Check, receivers: &[Receiver]) -> CheckEntry {
        let rules = receivers.iter().flat_map(|receiver| &receiver.rules).flat_map(|rule| {
            let causes = rule.causes.iter().filter(|cause| cause.check == check.id);
            causes.map(|cause| CheckRule {
                rule: rule.id.clone(),
                stage: cause.stage,
                basis: cause.basis,
                confidence: cause.confidence,
            })
        });
        CheckEntry {
            id: check.id,
            title: check.title,
            explanation: check.doc,
            needs: check.input.to_string(),
            references: check.references,
            rules: rules.collect(),
        }
    }
}
