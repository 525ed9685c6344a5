//! Findings about a message + receivers → the rules that it hits or may hit.

use crate::catalogue::{Basis, Cause, Confidence, Receiver, Reply, Rule, RuleSource};
use crate::judge::check::{Finding, Status};
use crate::smtp_reply::Stage;

/// Whether a rule is hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchOutcome {
    /// It is.
    Hit,
    /// It may be: the fault is a slight one, or nobody knows how strict the receiver is.
    Risk,
    /// It is only where something is so that the message does not show.
    Information,
}

/// A rule that a message hits or may hit.
#[derive(Clone, Debug)]
pub struct MessageMatch {
    /// The rule's full id.
    pub rule: String,
    /// The receiver.
    pub receiver: String,
    /// Whether it is hit.
    pub state: MatchOutcome,
    /// Where in the session the receiver answers; null where it does not refuse.
    pub stage: Option<Stage>,
    /// What it answers.
    pub reply: Reply,
    /// How the rule is known.
    pub basis: Basis,
    /// How sure it is.
    pub confidence: Confidence,
    /// The checks that set it off.
    pub because: Vec<&'static str>,
    /// What the rule is.
    pub cause: String,
    /// What to do.
    pub fix: String,
    /// The document that the rule was taken from.
    pub source: Option<RuleSource>,
}

/// Returns the rules of these receivers that the findings about a message bring about, the hits
/// first.
pub fn judge(findings: &[Finding], receivers: &[Receiver]) -> Vec<MessageMatch> {
    let rules = receivers.iter().flat_map(|receiver| receiver.rules.iter().map(move |rule| (receiver, rule)));
    let mut matches: Vec<MessageMatch> =
        rules.filter_map(|(receiver, rule)| matched(findings, receiver, rule)).collect();
    matches.sort_by_key(|found| found.state);
    matches
}

fn matched(findings: &[Finding], receiver: &Receiver, rule: &Rule) -> Option<MessageMatch> {
    // In the order of the findings: the page explains them in it.
    let mut causes: Vec<(Status, &Cause)> = Vec::new();
    for finding in findings.iter().filter(|finding| finding.status > Status::Pass) {
        let Some(cause) = rule.causes.iter().find(|cause| cause.check == finding.check) else { continue };
        let is_its = finding.receiver.as_deref().is_none_or(|name| name == receiver.name);
        let is_known =
            |(status, known): &(Status, &Cause)| known.check == cause.check && *status >= finding.status;
        if is_its && !causes.iter().any(is_known) {
            causes.retain(|(_, known)| known.check != cause.check);
            causes.push((finding.status, cause));
        }
    }
    let worst = causes.iter().map(|(status, _)| *status).max()?;
    let state = match worst {
        Status::Fail => MatchOutcome::Hit,
        Status::Warn => MatchOutcome::Risk,
        _ => MatchOutcome::Information,
    };
    let deciding = || causes.iter().filter(|(status, _)| *status == worst).map(|(_, cause)| *cause);
    let surest = deciding().map(|cause| cause.confidence).min().unwrap_or(Confidence::Low);
    Some(MessageMatch {
        rule: rule.id.clone(),
        receiver: receiver.name.clone(),
        state,
        stage: rule.stage,
        reply: rule.reply.clone(),
        basis: rule.basis,
        confidence: if state == MatchOutcome::Hit { surest } else { Confidence::Low },
        because: deciding().map(|cause| cause.check.id).collect(),
        cause: rule.summary.clone(),
        fix: rule.remedy.clone(),
        source: rule.source.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::check;
    use crate::judge::check::Subject;

    #[test]
    fn the_worst_finding_decides() {
        let finding = |id: &str, status| {
            Finding::new(check::find(id).unwrap(), status, Subject::Message("x".to_owned()), "")
        };
        let of = |findings: &[Finding]| {
            let receivers = ["ionos", "one-com"].map(|name| Receiver::built_in_named(name).unwrap());
            let found = judge(findings, &receivers);
            found
                .iter()
                .map(|found| (found.rule.clone(), found.state, found.because.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(of(&[finding("date-missing", Status::Pass)]), []);
        assert_eq!(
            of(&[
                finding("date-invalid", Status::Warn),
                finding("header-is-8bit", Status::Fail),
                finding("header-is-8bit", Status::Warn)
            ]),
            [("ionos/554-header".to_owned(), MatchOutcome::Hit, vec!["header-is-8bit"])]
        );
        assert_eq!(
            of(&[finding("from-differs-from-envelope", Status::Info), finding("date-invalid", Status::Warn)]),
            [
                ("ionos/554-header".to_owned(), MatchOutcome::Risk, vec!["date-invalid"]),
                (
                    "one-com/from-mismatch".to_owned(),
                    MatchOutcome::Information,
                    vec!["from-differs-from-envelope"]
                )
            ]
        );
        let large = finding("message-is-too-large", Status::Fail).for_receiver("one-com");
        assert_eq!(of(&[large])[0].0, "one-com/message-too-large");
    }
}
