//! The document of `mxcheck plan`.

use serde::Serialize;

use super::envelope::Envelope;
use super::view::{shown_as, view};
use crate::catalogue::{Basis, Counted, Limit, Per, Receiver};
use crate::explain::plan;
use crate::explain::plan::{Hit, Mailing, Step};
use crate::report::terminal::duration;

/// A mailing, planned.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The receiver whose submission server sends the mailing.
    pub via: String,
    /// What is to be sent.
    pub mailing: Mailing,
    /// How many accounts of the domain share it.
    pub accounts: u64,
    /// Each limit that binds it.
    pub limits: Vec<PlannedLimit>,
    /// The limit that is hit first when nothing is scheduled; null when none is.
    pub first: Option<PlannedLimit>,
    /// The size of a message against the limit; null where no size was given or no limit is known.
    pub size: Option<PlannedSize>,
    /// A schedule inside all limits; null when there is none.
    pub schedule: Option<Schedule>,
    /// Why there is no schedule; null when there is one.
    pub impossible: Option<String>,
    /// Limits that the mailing may hit, by what becomes of it.
    pub risks: Vec<PlanRisk>,
    /// What else to know.
    pub notes: Vec<String>,
    /// Whether a limit is hit when the mailing is sent without the schedule.
    pub hit: bool,
}

/// A limit, and what the mailing makes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlannedLimit {
    /// The full id of the rule that is hit.
    pub rule: String,
    /// What is counted.
    pub what: Counted,
    /// The most that is taken.
    pub allowed: u64,
    /// The length of the window in seconds.
    pub seconds: Option<u32>,
    /// Whose doings are counted together.
    pub per: Per,
    /// How the limit is known.
    pub basis: Basis,
    /// The message that is one too many without a schedule; null when none is.
    pub hit: Option<Hit>,
    /// The most in one window of the schedule; null without one.
    pub worst: Option<u64>,
}

/// The size of a message against the limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlannedSize {
    /// Octets as sent, without the text where only the files' size was given.
    pub octets: u64,
    /// Octets of the files before they are encoded; null where the size as sent was given.
    pub attachments: Option<u64>,
    /// The most that is taken.
    pub allowed: u64,
    /// From here on it is at risk.
    pub risk_from: u64,
    /// The rule.
    pub rule: Option<String>,
}

impl PlannedSize {
    /// Whether the message is refused.
    pub fn is_over(&self) -> bool {
        self.octets > self.allowed
    }
}

/// When the messages leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Schedule {
    /// Seconds after the first message at which the last one leaves: nothing inside the limits is sooner.
    pub last_after_seconds: u64,
    /// Messages that leave together, in order.
    pub steps: Vec<Step>,
    /// Seconds between any two messages with which an even pace keeps the limits, too.
    pub steady_interval_seconds: u64,
    /// Seconds after the first message at which the last one leaves at that pace.
    pub steady_last_after_seconds: u64,
}

/// A limit that no schedule rules out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanRisk {
    /// The full id of the rule.
    pub rule: String,
    /// What is counted.
    pub what: Counted,
    /// The most that is taken.
    pub allowed: u64,
    /// The length of the window in seconds; null where it holds for every moment.
    pub seconds: Option<u32>,
    /// When it is hit.
    pub why: String,
}

impl PlanReport {
    /// Plans a mailing through a receiver, inside these of its limits. A script's mail is bound by those
    /// for scripts alone.
    pub fn new(
        receiver: &Receiver,
        limits: &[Limit],
        mailing: Mailing,
        accounts: u64,
        size: Option<PlannedSize>,
        is_script: bool,
    ) -> PlanReport {
        let times = plan::schedule(&mailing, limits);
        let planned: Vec<PlannedLimit> = limits
            .iter()
            .map(|limit| PlannedLimit {
                rule: limit.rule.clone(),
                what: limit.what,
                allowed: limit.allowed,
                seconds: limit.seconds,
                per: limit.per,
                basis: limit.basis,
                hit: plan::first_hit(&mailing, limit),
                worst: times.as_ref().map(|times| plan::worst(&mailing, limit, times)),
            })
            .collect();
        let hits = planned.iter().filter_map(|limit| limit.hit.map(|hit| (hit.message, limit)));
        let first =
            hits.min_by_key(|(message, limit)| (*message, limit.seconds)).map(|(_, limit)| limit.clone());
        let steady = plan::steady_interval(&mailing, limits);
        let schedule = times.as_deref().zip(steady).map(|(times, steady)| Schedule {
            last_after_seconds: times.last().copied().unwrap_or(0),
            steps: plan::steps(&mailing, times),
            steady_interval_seconds: steady,
            steady_last_after_seconds: steady * (mailing.messages - 1),
        });
        let is_over = size.as_ref().is_some_and(PlannedSize::is_over);
        PlanReport {
            envelope: Envelope::of("plan"),
            via: receiver.name.clone(),
            mailing,
            accounts,
            hit: first.is_some() || is_over,
            first,
            size,
            impossible: schedule.is_none().then(|| impossible(&mailing, limits)),
            risks: if is_script { Vec::new() } else { risks(receiver, &mailing, times.as_deref()) },
            notes: notes(receiver, &planned, accounts, &mailing, is_script),
            schedule,
            limits: planned,
        }
    }
}

/// The message that is over a limit by itself, and how many messages there must be.
fn impossible(mailing: &Mailing, limits: &[Limit]) -> String {
    let most = mailing.recipients_of(0);
    let recipients = limits.iter().filter(|limit| limit.what == Counted::Recipients);
    match recipients.map(|limit| limit.allowed).min() {
        Some(0) | None => "The receiver takes none of it.".to_owned(),
        Some(allowed) => format!(
            "A message with {most} recipients is over the {allowed} that are taken in one window: spread them over {} \
             messages at least.",
            mailing.recipients.div_ceil(allowed)
        ),
    }
}

/// What hangs on the fate of the messages: failed deliveries, the queue, spam.
fn risks(receiver: &Receiver, mailing: &Mailing, times: Option<&[u64]>) -> Vec<PlanRisk> {
    let risk = |limit: &Limit| {
        // What of it falls into one window when the schedule is kept.
        let recipients = Limit { what: Counted::Recipients, ..limit.clone() };
        let in_window = times.map_or(mailing.recipients, |times| plan::worst(mailing, &recipients, times));
        let allowed = limit.allowed;
        let window = duration(limit.seconds.unwrap_or(0));
        let why = match limit.what {
            Counted::Failed if in_window > allowed => format!(
                "hit when more than {allowed} addresses do not exist or refuse within {window}: {} of the {in_window} {}",
                match allowed * 100 {
                    hundredfold if hundredfold < in_window => "less than 1 %".to_owned(),
                    hundredfold => format!("{} %", hundredfold.div_ceil(in_window)),
                },
                match times {
                    Some(_) => "that the schedule reaches in that time",
                    None => "recipients",
                }
            ),
            Counted::Queued if mailing.messages > allowed => {
                format!("hit when more than {allowed} messages wait because their receivers put them off")
            }
            Counted::Spam if mailing.messages > allowed => {
                format!("hit when more than {allowed} of the messages within {window} are classified as spam")
            }
            _ => return None,
        };
        let rule = limit.rule.clone();
        Some(PlanRisk { rule, what: limit.what, allowed, seconds: limit.seconds, why })
    };
    receiver.limits.iter().filter_map(risk).collect()
}

fn notes(
    receiver: &Receiver,
    limits: &[PlannedLimit],
    accounts: u64,
    mailing: &Mailing,
    is_script: bool,
) -> Vec<String> {
    let mut notes = Vec::new();
    let of_scripts = receiver.limits.iter().find(|limit| limit.what == Counted::Script);
    let rule = of_scripts.filter(|_| is_script).and_then(|limit| receiver.rule(&limit.rule));
    notes.extend(rule.map(|rule| rule.explanation.clone()));
    if limits.iter().any(|limit| limit.per == Per::Domain) {
        notes.push(match accounts {
            1 => "The limits are those of the whole domain: what its other accounts send meanwhile counts, too, and more \
                  accounts do not help."
                .to_owned(),
            _ => format!(
                "The limits are those of the whole domain, not of each account: the {accounts} accounts share them, and \
                 it makes no difference that there are so many."
            ),
        });
    }
    if mailing.is_bulk && limits.iter().any(|limit| limit.what == Counted::Bulk) {
        notes.push(
            "Each message of a mailing is counted as bulk mail; what makes a message bulk mail is not documented. \
             --not-bulk leaves that limit out."
                .to_owned(),
        );
    }
    notes
}

view! {
    /// What is to be sent.
    Mailing as MailingView, mailing {
        /// How many messages.
        messages: u64 = mailing.messages,
        /// How many recipients they have together, shared out evenly.
        recipients: u64 = mailing.recipients,
        /// Whether it is bulk mail.
        is_bulk: bool = mailing.is_bulk,
        /// Seconds between one message and the next where nothing is scheduled; 0 is all at once.
        interval: u64 = mailing.interval,
    }
}

view! {
    /// The message that is one too many.
    Hit as HitView, hit {
        /// Its number, from 1.
        message: u64 = hit.message,
        /// The number of the recipient that is one too many, counted over all messages; null where the
        /// limit counts messages.
        recipient: Option<u64> = hit.recipient,
        /// Seconds after the first message.
        after_seconds: u64 = hit.after_seconds,
    }
}

view! {
    /// Messages that leave together.
    Step as PlanStepView, step {
        /// Seconds after the first message.
        after_seconds: u64 = step.after_seconds,
        /// How many messages.
        messages: u64 = step.messages,
        /// How many recipients they have.
        recipients: u64 = step.recipients,
    }
}
