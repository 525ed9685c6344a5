//! A case before a change and with it.

use crate::judge::check::{Finding, Status, Verification};
use crate::judge::judgement::Judgement;

/// Returns true when a change removes the fault that it is for, and nothing is worse with it.
pub(super) fn is_cure(finding: &Finding, before: &Judgement, after: &Judgement) -> bool {
    let stands = after.findings.iter().any(|left| {
        let is_new =
            || !before.findings.iter().any(|known| is_about_same(known, left) && known.status == left.status);
        let is_of_kind = left.check == finding.check && left.address == finding.address;
        is_of_kind
            && left.status != Status::Pass
            && (left.subject == finding.subject || (left.status >= finding.status && is_new()))
    });
    !stands && !is_worse(before, after)
}

/// Returns true when an outcome is more severe than before, or a check fails that did not.
pub(super) fn is_worse(before: &Judgement, after: &Judgement) -> bool {
    let worse_verdict = after.verdicts.iter().any(|verdict| {
        let known = before.verdict_of(&verdict.receiver, verdict.address);
        known.is_none_or(|known| verdict.outcome > known.outcome)
    });
    let new_failure = after.findings.iter().filter(|finding| finding.status == Status::Fail).any(|failure| {
        !before.findings.iter().any(|known| known.status == Status::Fail && is_about_same(known, failure))
    });
    after.outcome > before.outcome || worse_verdict || new_failure
}

fn is_about_same(one: &Finding, other: &Finding) -> bool {
    one.check == other.check
        && one.subject == other.subject
        && one.address == other.address
        && one.receiver == other.receiver
}

/// Returns what a case comes to, in short.
pub(super) fn verification(judgement: &Judgement) -> Verification {
    let mut remaining: Vec<String> = Vec::new();
    for verdict in &judgement.verdicts {
        let others = verdict.others.iter().map(|other| &other.rule);
        for rule in verdict.rule.iter().chain(others) {
            if !remaining.contains(rule) {
                remaining.push(rule.clone());
            }
        }
    }
    Verification { outcome: judgement.outcome, remaining }
}
