//! The document of `mxcheck domain`, `ip` and `helo`.

use super::envelope::{Envelope, milliseconds};
use super::facts::FactsView;
use super::identity::SenderView;
use super::lists::ListView;
use super::nameservers::ZoneServersView;
use super::route::RecipientView;
use super::session::SessionView;
use super::view::{shown_as, view, words};
use crate::dns::{Limit, Source};
use crate::evidence::likeness::Likeness;
use crate::judge::Judgement;
use crate::judge::baseline::Comparison;
use crate::judge::check::{Finding, Verification};
use crate::judge::verdict::{Outcome, Verdict};
use crate::resolver::Part;
use crate::sender::Origin;
use crate::spf::Evaluation;
use crate::zone::Heading;

/// A sender, judged.
#[derive(Clone, Debug)]
pub struct SenderReport {
    /// Schema, version and command.
    pub envelope: Envelope,
    /// The identity that was tested.
    pub sender: SenderView,
    /// Flags whose values were not typed, and where they are from.
    pub settings: Vec<SettingView>,
    /// The zone files that are in place of what is published.
    pub zones: Vec<Heading>,
    /// The file that `--like` named and what was found in it; null without that flag.
    pub like: Option<Likeness>,
    /// Every check's result, passes included.
    pub findings: Vec<Finding>,
    /// What was found, records included.
    pub facts: FactsView,
    /// What SPF says of each address given.
    pub spf: Vec<Evaluation>,
    /// What DNSBLs say of the sending addresses and the sender domain.
    pub lists: Vec<ListView>,
    /// The domains of `--to`, and the receivers that they are at.
    pub to: Vec<RecipientView>,
    /// The authoritative nameservers of the sender's zones; empty without `--authoritative`.
    pub nameservers: Vec<ZoneServersView>,
    /// The sessions of `--live`; empty without it.
    pub sessions: Vec<SessionView>,
    /// One for each receiver and each sending address.
    pub verdicts: Vec<Verdict>,
    /// What is better and what is worse than before; null without a baseline.
    pub baseline: Option<Comparison>,
    /// The most severe outcome of the verdicts; of a domain of `--to` at a receiver without known
    /// rules it is unknown.
    pub outcome: Outcome,
    /// What remains with all proposed changes together; null where none was tried.
    pub verified: Option<Verification>,
    /// How many different DNS questions the run needed, whoever answered them.
    pub queries: usize,
    /// About how many octets of memory their answers took.
    pub octets: usize,
    /// The parts that need more than is looked up for one sender: what was cut counts as failed.
    pub cut_short: Vec<CutView>,
    /// Milliseconds from the first question to the last verdict.
    pub elapsed_ms: u64,
    /// Where a zone file reports the domain; none without one.
    pub place: Option<Source>,
    /// The flags of the run that the next command repeats; `None` where nothing is known of it.
    pub invocation: Option<Vec<String>>,
}

/// A flag whose value was not typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingView {
    /// The flag, without its hyphens.
    pub flag: String,
    /// Its value, or all of them.
    pub value: String,
    /// Where its value is from.
    pub source: Origin,
}

view! {
    /// A flag whose value was not typed.
    SettingView as SettingDocument<'a>, setting {
        /// The flag, without its hyphens.
        flag: &'a str = &setting.flag,
        /// Its value, or all of them.
        value: &'a str = &setting.value,
        /// Where its value is from: `environment` or `config`.
        source: Origin = setting.source,
    }
}

/// A part of a sender's lookups that was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutView {
    /// The part.
    pub part: Part,
    /// What it needs more of.
    pub limit: Limit,
}

view! {
    /// A part of a sender's lookups that was cut.
    CutView as CutDocument, cut {
        /// The part.
        part: Part = cut.part,
        /// What it needs more of.
        limit: Limit = cut.limit,
    }
}

words! {
    /// A part of a sender's lookups.
    Part as PartWord {
        /// MX, exchanges and their addresses.
        Exchanges = "exchanges",
        /// The PTR names of a given address.
        PtrNames = "ptr-names",
        /// The HELO name.
        Helo = "helo",
        /// DMARC records.
        Dmarc = "dmarc",
        /// The SPF record and its evaluations.
        Spf = "spf",
        /// Addresses that the SPF record names singly, and their PTR names.
        AssumedAddresses = "assumed-addresses",
        /// DNSBLs.
        Lists = "lists",
        /// What some receivers alone look at.
        Demanded = "demanded",
        /// The mail hosts of a recipient.
        Recipients = "recipients",
    }
}

words! {
    /// What a sender needs more of than is spent on one.
    Limit as LimitWord {
        /// Queries.
        Queries = "queries",
        /// Octets of answers.
        Octets = "octets",
        /// Aliases.
        Aliases = "aliases",
        /// Time.
        Time = "time",
    }
}

view! {
    /// A sender, judged.
    SenderReport as SenderDocument<'a>, report {
        /// Schema, version and command.
        #[serde(flatten)]
        envelope: &'a Envelope = &report.envelope,
        /// The identity that was tested.
        sender: &'a SenderView = &report.sender,
        /// Flags whose values were not typed, and where they are from.
        settings: &'a [SettingView] = &report.settings,
        /// The zone files that are in place of what is published, each with its origin and where that is from.
        zones: &'a [Heading] = &report.zones,
        /// The file that `--like` named and what was found in it; null without that flag.
        like: Option<&'a Likeness> = report.like.as_ref(),
        /// Every check's result, passes included.
        findings: &'a [Finding] = &report.findings,
        /// What was found, records included; a part is null where it was not looked up.
        facts: &'a FactsView = &report.facts,
        /// What SPF says of each address given.
        spf: &'a [Evaluation] = &report.spf,
        /// What DNSBLs say of the sending addresses and the sender domain.
        lists: &'a [ListView] = &report.lists,
        /// The domains of `--to`, and the receivers that they are at.
        to: &'a [RecipientView] = &report.to,
        /// The authoritative nameservers of the sender's zones; empty without `--authoritative`.
        nameservers: &'a [ZoneServersView] = &report.nameservers,
        /// The sessions of `--live`; empty without it.
        sessions: &'a [SessionView] = &report.sessions,
        /// One for each receiver and each sending address.
        verdicts: &'a [Verdict] = &report.verdicts,
        /// What is better and what is worse than before; null without a baseline.
        baseline: Option<&'a Comparison> = report.baseline.as_ref(),
        /// The most severe outcome of the verdicts; of a domain of `--to` at a receiver without known
        /// rules it is unknown.
        outcome: Outcome = report.outcome,
        /// What remains when all proposed changes together are laid over DNS and everything is judged again; null where
        /// none can be tried.
        verified: Option<&'a Verification> = report.verified.as_ref(),
        /// How many different DNS questions the run needed, whoever answered them.
        queries: usize = report.queries,
        /// About how many octets of memory their answers took.
        octets: usize = report.octets,
        /// The parts that need more than is looked up for one sender: what was cut counts as failed.
        cut_short: &'a [CutView] = &report.cut_short,
        /// Milliseconds from the first question to the last verdict.
        elapsed_ms: u64 = report.elapsed_ms,
    }
}

impl SenderReport {
    /// Reports a judgement; with a baseline, what is better and worse than that.
    pub fn of(command: &'static str, judgement: &Judgement, baseline: Option<Comparison>) -> SenderReport {
        let Judgement { case, facts, .. } = judgement;
        SenderReport {
            envelope: Envelope::of(command),
            sender: SenderView::of(&case.sender, &facts.assumed_addresses),
            settings: Vec::new(),
            zones: case.zones.clone(),
            like: case.likeness.clone(),
            findings: judgement.findings.clone(),
            facts: FactsView::of(judgement),
            spf: facts.spf.clone(),
            lists: judgement.lists.iter().map(ListView::from).collect(),
            to: judgement.destinations.iter().map(RecipientView::of).collect(),
            nameservers: ZoneServersView::all_of(judgement),
            sessions: judgement.readings().iter().map(SessionView::of).collect(),
            verdicts: judgement.verdicts.clone(),
            baseline,
            outcome: judgement.outcome,
            verified: judgement.verified.clone(),
            queries: judgement.cost.queries,
            octets: judgement.cost.octets,
            cut_short: facts.cuts.iter().map(|&(part, limit)| CutView { part, limit }).collect(),
            elapsed_ms: milliseconds(judgement.cost.elapsed),
            place: case.place.clone(),
            invocation: None,
        }
    }
}

impl SenderReport {
    /// What the sender is reported as, and its kind: its domain; else what the command is about, the
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
