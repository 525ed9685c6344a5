//! A case before a change and with it.

use std::net::IpAddr;

use crate::catalogue::check::{MX_EXCHANGE_HAS_NO_ADDRESS, SPF_PERMITS_EVERYONE};
use crate::dns::{Name, RecordData};
use crate::judge::check::{Finding, Status, Subject, Verification};
use crate::judge::judgement::Judgement;
use crate::judge::live::SessionEnd;
use crate::judge::outcome::Outcome;
use crate::spf::{Evaluation, SpfResult};
use crate::zone::Change;

/// Returns true when a change removes the fault that it is for, and nothing is worse with it.
pub(super) fn is_cure(finding: &Finding, change: &Change, before: &Judgement, after: &Judgement) -> bool {
    let stands = after.findings.iter().any(|left| {
        let is_new =
            || !before.findings.iter().any(|known| is_about_same(known, left) && known.status == left.status);
        let is_of_kind = left.check == finding.check && left.address == finding.address;
        is_of_kind
            && left.status != Status::Pass
            && (left.subject == finding.subject || (left.status >= finding.status && is_new()))
    });
    !stands && !is_worse(change, before, after)
}

/// Returns true when an outcome is more severe than before, a check fails that did not, SPF says less for an address
/// that was judged, or something is wrong with an exchange that the change names.
pub(super) fn is_worse(change: &Change, before: &Judgement, after: &Judgement) -> bool {
    let worse_verdict = after.verdicts.iter().any(|verdict| {
        let known = before.verdict_of(&verdict.receiver, verdict.address);
        known.is_none_or(|known| verdict.outcome > known.outcome)
    });
    let new_failure = after.findings.iter().filter(|finding| finding.status == Status::Fail).any(|failure| {
        !before.findings.iter().any(|known| known.status == Status::Fail && is_about_same(known, failure))
    });
    let permits_everyone = |judgement: &Judgement| {
        let is_so =
            |finding: &&Finding| *finding.check == SPF_PERMITS_EVERYONE && finding.status > Status::Info;
        judgement.findings.iter().any(|finding| is_so(&finding))
    };
    let of_proposed = |finding: &&Finding| match &finding.subject {
        Subject::Exchange(name) => {
            finding.status == Status::Warn && exchanges_of(change).any(|other| other == name)
        }
        _ => false,
    };
    let new_warning = after.findings.iter().filter(of_proposed).any(|warning| {
        !before.findings.iter().any(|known| known.status >= Status::Warn && is_about_same(known, warning))
    });
    after.outcome > before.outcome
        || worse_verdict
        || new_failure
        || new_warning
        || (permits_everyone(after) && !permits_everyone(before))
        || is_spf_worse(before, after)
}

/// Returns true when every exchange that a change names was looked up and has an address.
pub(super) fn is_found(change: &Change, after: &Judgement) -> bool {
    exchanges_of(change).all(|name| {
        after.findings.iter().any(|finding| {
            finding.check.id == MX_EXCHANGE_HAS_NO_ADDRESS.id
                && finding.status == Status::Pass
                && finding.subject == Subject::Exchange(name.clone())
        })
    })
}

fn exchanges_of(change: &Change) -> impl Iterator<Item = &Name> {
    change.add.iter().filter_map(|record| match &record.data {
        RecordData::Mx { exchange, .. } => Some(exchange),
        _ => None,
    })
}

/// How far an SPF result is from a pass; `None` where it could not be found out.
fn distance(evaluation: &Evaluation) -> Option<u8> {
    match evaluation.result {
        SpfResult::Pass => Some(0),
        SpfResult::None | SpfResult::Neutral => Some(1),
        SpfResult::Softfail | SpfResult::Permerror => Some(2),
        SpfResult::Fail => Some(3),
        SpfResult::Temperror => None,
    }
}

fn is_spf_worse(before: &Judgement, after: &Judgement) -> bool {
    let is_same = |one: &Evaluation, other: &Evaluation| {
        one.identity == other.identity && one.domain == other.domain && one.address == other.address
    };
    after.facts.spf.iter().any(|now| {
        let known = before.facts.spf.iter().find(|known| is_same(known, now));
        known.and_then(distance).zip(distance(now)).is_some_and(|(known, now)| now > known)
    })
}

/// What servers refused in a live session.
pub(super) struct Seen(Vec<Refusal>);

struct Refusal {
    outcome: Outcome,
    /// The rule that it was recognised as, or that it agrees with: a change explains it when that fires no more.
    rule: Option<String>,
    /// True when that rule was predicted.
    is_predicted: bool,
}

impl Seen {
    /// Takes the refusals of a judgement's sessions; `before` is the same case without them.
    pub(super) fn of(judgement: &Judgement, before: &Judgement) -> Seen {
        let addresses = &judgement.case.sender.addresses;
        let is_comparable = |client: Option<IpAddr>| {
            addresses.is_empty() || client.is_some_and(|client| addresses.contains(&client))
        };
        let predicted = rules_of(before);
        let agreed = judgement.verdicts.iter().find(|verdict| verdict.agrees == Some(true));
        let refusals = judgement.readings().into_iter().filter_map(|reading| {
            let is_refusal = matches!(reading.outcome, Outcome::Reject | Outcome::Defer)
                && reading.end != SessionEnd::Greylisted
                && is_comparable(reading.session.client);
            let recognised = reading.rule.as_ref().map(|matched| matched.rule.id.clone());
            let rule = recognised.or_else(|| agreed.and_then(|verdict| verdict.rule.clone()));
            let is_predicted = rule.as_ref().is_some_and(|rule| predicted.contains(rule));
            is_refusal.then_some(Refusal { outcome: reading.outcome, rule, is_predicted })
        });
        Seen(refusals.collect())
    }
}

/// The rules that fire, over all verdicts.
fn rules_of(judgement: &Judgement) -> Vec<String> {
    let mut rules: Vec<String> = Vec::new();
    for verdict in &judgement.verdicts {
        let others = verdict.others.iter().map(|other| &other.rule);
        for rule in verdict.rule.iter().chain(others) {
            if !rules.contains(rule) {
                rules.push(rule.clone());
            }
        }
    }
    rules
}

fn is_about_same(one: &Finding, other: &Finding) -> bool {
    one.check == other.check
        && one.subject == other.subject
        && one.address == other.address
        && one.receiver == other.receiver
}

/// Returns what a case comes to, in short: what is predicted, and what was refused for other reasons than the change
/// removes.
pub(super) fn verification(judgement: &Judgement, seen: &Seen) -> Verification {
    let mut remaining = rules_of(judgement);
    let mut outcome = judgement.outcome;
    let stands = |refusal: &&Refusal| match &refusal.rule {
        Some(rule) => !refusal.is_predicted || remaining.contains(rule),
        None => true,
    };
    let left: Vec<&Refusal> = seen.0.iter().filter(stands).collect();
    for refusal in left {
        outcome = outcome.max(refusal.outcome);
        remaining.extend(refusal.rule.clone().filter(|rule| !remaining.contains(rule)));
    }
    Verification { outcome, remaining }
}
