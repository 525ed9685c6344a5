//! The document of `mxcheck receivers`.

use serde::Serialize;

use super::envelope::Envelope;
use crate::catalogue::check::Check;
use crate::catalogue::{
    AsOf, Basis, Cause, Confidence, Counted, DecidedBy, Evidence, Formerly, Limit, Per, Receiver, Reply,
    Role, Rule, RuleSource, Signs, SizeLimit, Wording,
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
    pub receivers: Vec<ReceiverView>,
}

impl ReceiversReport {
    /// A document about these receivers.
    pub fn new<'a>(receivers: impl IntoIterator<Item = &'a Receiver>) -> ReceiversReport {
        let receivers = receivers.into_iter().map(|receiver| ReceiverView::of(receiver, &receiver.rules));
        ReceiversReport { envelope: Envelope::of("receivers"), receivers: receivers.collect() }
    }

    /// A document about these rules.
    pub fn of_rules(rules: &[(Receiver, Rule)]) -> ReceiversReport {
        let receivers =
            rules.iter().map(|(receiver, rule)| ReceiverView::of(receiver, std::slice::from_ref(rule)));
        ReceiversReport { envelope: Envelope::of("receivers"), receivers: receivers.collect() }
    }
}

/// A receiver of mail.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReceiverView {
    /// The name for `--receiver`.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// The receiver whose rules it took over; null where all are its own.
    pub extends: Option<String>,
    /// Other names for it, which `--receiver` accepts.
    pub brands: Vec<String>,
    /// What its rules speak for: a year, or a year and a month.
    pub as_of: Option<AsOf>,
    /// How that is known.
    pub as_of_note: Option<String>,
    /// Whom a refused sender can ask.
    pub contact: Option<String>,
    /// What cannot be known from outside.
    pub notes: Vec<String>,
    /// What is said where it has no rule for the sender domain.
    pub mail_from_domain: Option<String>,
    /// Domains under which its MX hosts are named.
    pub mx_suffixes: Vec<Name>,
    /// The largest message that it takes.
    pub size: Option<SizeView>,
    /// How its replies are recognised.
    pub signs: SignsView,
    /// The documents that its rules were taken from.
    pub evidence: Vec<EvidenceView>,
    /// Its rules, in the order that decides within a stage.
    pub rules: Vec<RuleView>,
    /// How much it takes in a time.
    pub limits: Vec<LimitView>,
}

impl ReceiverView {
    fn of(receiver: &Receiver, rules: &[Rule]) -> ReceiverView {
        ReceiverView {
            name: receiver.name.clone(),
            title: receiver.title.clone(),
            extends: receiver.extends.clone(),
            brands: receiver.brands.clone(),
            as_of: receiver.as_of,
            as_of_note: receiver.as_of_note.clone(),
            contact: receiver.contact.clone(),
            notes: receiver.notes.clone(),
            mail_from_domain: receiver.mail_from_domain.clone(),
            mx_suffixes: receiver.mx_suffixes.clone(),
            size: receiver.size.map(SizeView::from),
            signs: SignsView::from(&receiver.signs),
            evidence: receiver.evidence.iter().map(EvidenceView::from).collect(),
            rules: rules.iter().map(RuleView::from).collect(),
            limits: receiver.limits.iter().map(LimitView::from).collect(),
        }
    }
}

/// The largest message that a receiver takes, in bytes as sent.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SizeView {
    /// A message of more bytes than this is refused.
    pub limit: u64,
    /// A message of this many bytes or more is at risk.
    pub risk_from: u64,
}

impl From<SizeLimit> for SizeView {
    fn from(SizeLimit { limit, risk_from }: SizeLimit) -> SizeView {
        SizeView { limit, risk_from }
    }
}

/// What shows that a reply is from this receiver's servers.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SignsView {
    /// Words that its servers alone say.
    pub brands: Vec<String>,
    /// What it says in place of a greeting when it refuses a connection.
    pub greetings: Vec<String>,
    /// Pages that its replies send people to, from the host's name on.
    pub explanations: Vec<String>,
    /// First labels of hosts that send its own customers' mail on.
    pub relays: Vec<String>,
    /// First labels of hosts where its own customers hand in their mail.
    pub submission: Vec<String>,
    /// Whether its servers send enhanced status codes (RFC 2034).
    pub enhanced: bool,
}

impl From<&Signs> for SignsView {
    fn from(signs: &Signs) -> SignsView {
        SignsView {
            brands: signs.brands.clone(),
            greetings: signs.greetings.clone(),
            explanations: signs.explanations.clone(),
            relays: signs.relays.clone(),
            submission: signs.submission.clone(),
            enhanced: signs.enhanced,
        }
    }
}

/// A page or document that rules were taken from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EvidenceView {
    /// The name that the receiver's file gives it.
    pub source: String,
    /// Its title.
    pub title: String,
    /// Its address; null where it has none.
    pub url: Option<String>,
    /// What it speaks for: a year, or a year and a month.
    pub as_of: Option<AsOf>,
    /// How that is known, and what else to know about it.
    pub note: Option<String>,
}

impl From<&Evidence> for EvidenceView {
    fn from(evidence: &Evidence) -> EvidenceView {
        EvidenceView {
            source: evidence.source.clone(),
            title: evidence.title.clone(),
            url: evidence.url.clone(),
            as_of: evidence.as_of,
            note: evidence.note.clone(),
        }
    }
}

/// One rejection or limit of a receiver.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RuleView {
    /// The full id; a rule that was taken over keeps that of the other receiver.
    pub id: String,
    /// Where it applies.
    pub roles: Vec<Role>,
    /// Where the receiver answers.
    pub stage: Option<Stage>,
    /// What it answers.
    pub reply: Reply,
    /// The cause in one sentence.
    pub summary: String,
    /// What the receiver looks at.
    pub decided_by: Vec<DecidedBy>,
    /// How it is known.
    pub basis: Basis,
    /// Which part of the rule has another basis.
    pub basis_note: Option<String>,
    /// The document that it was taken from; null where there is none.
    pub source: Option<RuleSource>,
    /// When it was so: a year, or a year and a month.
    pub as_of: Option<AsOf>,
    /// What the reply means.
    pub explanation: String,
    /// What to do about it.
    pub remedy: String,
    /// What a prediction lacks when it cannot say whether the rule applies.
    pub needs: String,
    /// Why it may always come, where nothing about the sender rules it out.
    pub always_risk: Option<String>,
    /// What the sender's own queue shows, where that misleads.
    pub queue: Option<String>,
    /// How it reads on the wire, beside the text of the reply.
    pub wire: Vec<WordingView>,
    /// Case codes that stand for it in the address of an explanation.
    pub cases: Vec<String>,
    /// Older replies for the same rejection.
    pub formerly: Vec<FormerlyView>,
    /// The checks that bring it about.
    pub causes: Vec<CauseView>,
}

impl From<&Rule> for RuleView {
    fn from(rule: &Rule) -> RuleView {
        RuleView {
            id: rule.id.clone(),
            roles: rule.roles.clone(),
            stage: rule.stage,
            reply: rule.reply.clone(),
            summary: rule.summary.clone(),
            decided_by: rule.decided_by.clone(),
            basis: rule.basis,
            basis_note: rule.basis_note.clone(),
            source: rule.source.clone(),
            as_of: rule.as_of,
            explanation: rule.explanation.clone(),
            remedy: rule.remedy.clone(),
            needs: rule.needs.clone(),
            always_risk: rule.always_risk.clone(),
            queue: rule.queue.clone(),
            wire: rule.wire.iter().map(WordingView::from).collect(),
            cases: rule.cases.clone(),
            formerly: rule.formerly.iter().map(FormerlyView::from).collect(),
            causes: rule.causes.iter().map(CauseView::from).collect(),
        }
    }
}

/// How a reply reads on the wire.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WordingView {
    /// What the reply says; all of several parts, wherever each stands.
    pub parts: Vec<String>,
    /// The codes that it comes with; empty: any.
    pub codes: Vec<u16>,
    /// The step at which alone it means this; null: any.
    pub stage: Option<Stage>,
    /// Other servers say the same: without a host of the receiver it tells little.
    pub generic: bool,
    /// Many servers say the same: it counts only where a host of the receiver is seen.
    pub needs_host: bool,
    /// It also opens other replies, and means this only when nothing more specific follows.
    pub opening: bool,
    /// The first year in which it was seen.
    pub since: Option<u16>,
    /// The last year in which it was seen.
    pub until: Option<u16>,
    /// What this wording in particular says.
    pub meaning: Option<String>,
}

impl From<&Wording> for WordingView {
    fn from(wording: &Wording) -> WordingView {
        WordingView {
            parts: wording.parts.clone(),
            codes: wording.codes.clone(),
            stage: wording.stage,
            generic: wording.generic,
            needs_host: wording.needs_host,
            opening: wording.opening,
            since: wording.since,
            until: wording.until,
            meaning: wording.meaning.clone(),
        }
    }
}

/// An older reply for the same rejection.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FormerlyView {
    /// The full id.
    pub id: String,
    /// Where the receiver answered.
    pub stage: Option<Stage>,
    /// What it answered.
    pub reply: Reply,
    /// What it was sent for, in one sentence.
    pub summary: String,
    /// How it is known.
    pub basis: Basis,
    /// The document that it was taken from; null where there is none.
    pub source: Option<RuleSource>,
    /// When it was so: a year, or a year and a month.
    pub as_of: Option<AsOf>,
    /// How it reads on the wire, beside the text of the reply.
    pub wire: Vec<WordingView>,
}

impl From<&Formerly> for FormerlyView {
    fn from(formerly: &Formerly) -> FormerlyView {
        FormerlyView {
            id: formerly.id.clone(),
            stage: formerly.stage,
            reply: formerly.reply.clone(),
            summary: formerly.summary.clone(),
            basis: formerly.basis,
            source: formerly.source.clone(),
            as_of: formerly.as_of,
            wire: formerly.wire.iter().map(WordingView::from).collect(),
        }
    }
}

/// A check whose failure brings about a rule's reply.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CauseView {
    /// The check's id.
    #[cfg_attr(test, schemars(with = "String"))]
    pub check: &'static Check,
    /// Where the receiver answers for this cause; null where it does not answer.
    pub stage: Option<Stage>,
    /// How it is known.
    pub basis: Basis,
    /// How sure it is.
    pub confidence: Confidence,
}

impl From<&Cause> for CauseView {
    fn from(cause: &Cause) -> CauseView {
        let Cause { check, stage, basis, confidence } = *cause;
        CauseView { check, stage, basis, confidence }
    }
}

/// How much of something a receiver takes in a time.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LimitView {
    /// The full id of the rule that is hit by more.
    pub rule: String,
    /// What is counted.
    pub what: Counted,
    /// The most that is taken; for unknown recipients, a percentage.
    pub allowed: u64,
    /// The length of the window; null where the limit holds for every moment.
    pub seconds: Option<u32>,
    /// How many of the whole there must be before a percentage says anything.
    pub at_least: Option<u64>,
    /// Whose doings are counted together.
    pub per: Per,
    /// How it is known.
    pub basis: Basis,
    /// Where the figure comes from, if not from the rule's own source.
    pub basis_note: Option<String>,
}

impl From<&Limit> for LimitView {
    fn from(limit: &Limit) -> LimitView {
        LimitView {
            rule: limit.rule.clone(),
            what: limit.what,
            allowed: limit.allowed,
            seconds: limit.seconds,
            at_least: limit.at_least,
            per: limit.per,
            basis: limit.basis,
            basis_note: limit.basis_note.clone(),
        }
    }
}
