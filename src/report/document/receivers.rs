//! The document of `mxcheck receivers`.

use serde::Serialize;

use super::envelope::Envelope;
use super::view::{shown_as, view};
use crate::catalogue::{
    Applies, AsOf, Basis, Cause, Confidence, Counted, DecidedBy, Evidence, Formerly, IpVersion, Limit, Per,
    Probing, Receiver, Reply, Role, Rule, RuleSource, Severity, Signs, SizeLimit, Wording,
};
use crate::dns::Name;
use crate::smtp_reply::Stage;

/// The receivers and their rules.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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

view! {
    /// A receiver of mail.
    Receiver as ReceiverView<'a>, receiver {
        /// The name for `--receiver`.
        name: &'a str = &receiver.name,
        /// What it is called.
        title: &'a str = &receiver.title,
        /// The receiver whose rules it took over; null where all are its own.
        extends: Option<&'a str> = receiver.extends.as_deref(),
        /// Other names for it, which `--receiver` accepts.
        brands: &'a [String] = &receiver.brands,
        /// What its rules speak for: a year, or a year and a month.
        as_of: Option<AsOf> = receiver.as_of,
        /// How that is known.
        as_of_note: Option<&'a str> = receiver.as_of_note.as_deref(),
        /// The contact for a rejected sender.
        contact: Option<&'a str> = receiver.contact.as_deref(),
        /// What cannot be known from outside.
        notes: &'a [String] = &receiver.notes,
        /// What is said where it has no rule for the sender domain.
        mail_from_domain: Option<&'a str> = receiver.mail_from_domain.as_deref(),
        /// Domains under which its MX hosts are named.
        mx_suffixes: &'a [Name] = &receiver.mx_suffixes,
        /// True when it is judged where nobody was named and no recipient leads to a receiver.
        default: bool = receiver.is_default,
        /// Whether it may be asked for recipients when nothing is sent.
        probe: Probing = receiver.probe,
        /// The largest message that it takes.
        size: Option<SizeLimit> = receiver.size,
        /// How its replies are recognised.
        signs: &'a Signs = &receiver.signs,
        /// The documents that its rules were taken from.
        evidence: &'a [Evidence] = &receiver.evidence,
        /// Its rules, in the order that decides within a stage.
        rules: &'a [Rule] = &receiver.rules,
        /// How much it takes in a time.
        limits: &'a [Limit] = &receiver.limits,
    }
}

view! {
    /// The largest message that a receiver takes, in bytes as sent.
    SizeLimit as SizeView, size {
        /// A message of more bytes than this is refused.
        limit: u64 = size.limit,
        /// A message of this many bytes or more is at risk.
        risk_from: u64 = size.risk_from,
    }
}

view! {
    /// What shows that a reply is from this receiver's servers.
    Signs as SignsView<'a>, signs {
        /// Words that its servers alone say.
        brands: &'a [String] = &signs.brands,
        /// What it says in place of a greeting when it refuses a connection.
        greetings: &'a [String] = &signs.greetings,
        /// Pages that its replies send people to, from the host's name on.
        explanations: &'a [String] = &signs.explanations,
        /// First labels of hosts that send its own customers' mail on.
        relays: &'a [String] = &signs.relays,
        /// First labels of hosts where its own customers hand in their mail.
        submission: &'a [String] = &signs.submission,
        /// Whether its servers send enhanced status codes (RFC 2034).
        enhanced: bool = signs.enhanced,
    }
}

view! {
    /// A page or document that rules were taken from.
    Evidence as EvidenceView<'a>, evidence {
        /// The name that the receiver's file gives it.
        source: &'a str = &evidence.source,
        /// Its title.
        title: &'a str = &evidence.title,
        /// Its address; null where it has none.
        url: Option<&'a str> = evidence.url.as_deref(),
        /// What it speaks for: a year, or a year and a month.
        as_of: Option<AsOf> = evidence.as_of,
        /// How that is known, and what else to know about it.
        note: Option<&'a str> = evidence.note.as_deref(),
    }
}

view! {
    /// One rejection or limit of a receiver.
    Rule as RuleView<'a>, rule {
        /// The full id; a rule that was taken over keeps that of the other receiver.
        id: &'a str = &rule.id,
        /// Where it applies.
        roles: &'a [Role] = &rule.roles,
        /// Where the receiver answers.
        stage: Option<Stage> = rule.stage,
        /// What it answers.
        reply: &'a Reply = &rule.reply,
        /// What it answers as well for the same thing.
        replies: &'a [Reply] = &rule.replies,
        /// Which senders and recipients it applies to; all conditions must hold.
        applies: &'a Applies = &rule.applies,
        /// The cause in one sentence.
        summary: &'a str = &rule.summary,
        /// What the receiver looks at.
        decided_by: &'a [DecidedBy] = &rule.decided_by,
        /// How it is known.
        basis: Basis = rule.basis,
        /// Which part of the rule has another basis.
        basis_note: Option<&'a str> = rule.basis_note.as_deref(),
        /// The document that it was taken from; null where there is none.
        source: Option<&'a RuleSource> = rule.source.as_ref(),
        /// When it was so: a year, or a year and a month.
        as_of: Option<AsOf> = rule.as_of,
        /// What the reply means.
        explanation: &'a str = &rule.explanation,
        /// What to do about it.
        remedy: &'a str = &rule.remedy,
        /// What a prediction lacks when it cannot say whether the rule applies.
        needs: &'a str = &rule.needs,
        /// Why it may always come, where nothing about the sender rules it out.
        always_risk: Option<&'a str> = rule.always_risk.as_deref(),
        /// What the sender's own queue shows, where that misleads.
        queue: Option<&'a str> = rule.queue.as_deref(),
        /// How it reads on the wire, next to the text of the reply.
        wire: &'a [Wording] = &rule.wire,
        /// Case codes that mean it in the address of an explanation.
        cases: &'a [String] = &rule.cases,
        /// Older replies for the same rejection.
        formerly: &'a [Formerly] = &rule.formerly,
        /// The checks that bring it about.
        causes: &'a [Cause] = &rule.causes,
    }
}

view! {
    /// Which senders and recipients a rule applies to.
    Applies as AppliesView<'a>, applies {
        /// For bulk senders alone.
        bulk: bool = applies.bulk,
        /// For recipients alone whose organisation has switched it on.
        tenant: bool = applies.tenant,
        /// For sending addresses of this version of IP alone, 4 or 6; null: for all.
        ip: Option<u8> = applies.ip.map(IpVersion::number),
        /// For recipients at these domains alone; empty: for all.
        recipients: &'a [Name] = &applies.recipients,
    }
}

view! {
    /// How a reply reads on the wire.
    Wording as WordingView<'a>, wording {
        /// What the reply says; all of several parts, wherever each is.
        parts: &'a [String] = &wording.parts,
        /// The codes that it comes with; empty: any.
        codes: &'a [u16] = &wording.codes,
        /// The step at which alone it means this; null: any.
        stage: Option<Stage> = wording.stage,
        /// Other servers say the same: without a host of the receiver it shows little.
        generic: bool = wording.generic,
        /// Many servers say the same: it counts only where a host of the receiver is seen.
        needs_host: bool = wording.needs_host,
        /// It also opens other replies, and means this only when nothing more specific follows.
        opening: bool = wording.opening,
        /// The first year in which it was seen.
        since: Option<u16> = wording.since,
        /// The last year in which it was seen.
        until: Option<u16> = wording.until,
        /// What this wording in particular says.
        meaning: Option<&'a str> = wording.meaning.as_deref(),
    }
}

view! {
    /// An older reply for the same rejection.
    Formerly as FormerlyView<'a>, formerly {
        /// The full id.
        id: &'a str = &formerly.id,
        /// Where the receiver answered.
        stage: Option<Stage> = formerly.stage,
        /// What it answered.
        reply: &'a Reply = &formerly.reply,
        /// What it was sent for, in one sentence.
        summary: &'a str = &formerly.summary,
        /// How it is known.
        basis: Basis = formerly.basis,
        /// The document that it was taken from; null where there is none.
        source: Option<&'a RuleSource> = formerly.source.as_ref(),
        /// When it was so: a year, or a year and a month.
        as_of: Option<AsOf> = formerly.as_of,
        /// How it reads on the wire, next to the text of the reply.
        wire: &'a [Wording] = &formerly.wire,
    }
}

view! {
    /// A check whose failure brings about a rule's reply.
    Cause as CauseView<'a>, cause {
        /// The check's id.
        check: &'a str = cause.check.id,
        /// Where the receiver answers for this cause; null where it does not answer.
        stage: Option<Stage> = cause.stage,
        /// How it is known.
        basis: Basis = cause.basis,
        /// How sure it is.
        confidence: Confidence = cause.confidence,
        /// From which status of the check on the reply comes.
        status: Severity = cause.status,
    }
}

view! {
    /// How much of something a receiver takes in a time.
    Limit as LimitView<'a>, limit {
        /// The full id of the rule that is hit by more.
        rule: &'a str = &limit.rule,
        /// What is counted.
        what: Counted = limit.what,
        /// The most that is taken; for unknown recipients, a percentage.
        allowed: u64 = limit.allowed,
        /// The length of the window; null where the limit holds for every moment.
        seconds: Option<u32> = limit.seconds,
        /// How many of the whole there must be before a percentage says anything.
        at_least: Option<u64> = limit.at_least,
        /// Whose doings are counted together.
        per: Per = limit.per,
        /// How it is known.
        basis: Basis = limit.basis,
        /// Where the figure comes from, if not from the rule's own source.
        basis_note: Option<&'a str> = limit.basis_note.as_deref(),
    }
}
