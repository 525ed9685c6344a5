//! Which documented rejections the findings about a message mean.

use crate::catalogue::{Basis, Confidence, Receiver, Reply};
use crate::judge::check::{Finding, Status};
use crate::smtp_reply::Stage;

/// Which rule a check sets off, by the rule's short id, and how sure that is. Every receiver that has
/// such a rule has it for the same fault.
pub const RULES: [(&str, &str, Confidence); 9] = [
    ("message-is-too-large", "message-too-large", Confidence::High),
    ("date-missing", "554-header", Confidence::Medium),
    ("date-invalid", "554-header", Confidence::Medium),
    ("from-missing", "554-header", Confidence::Medium),
    ("header-field-is-repeated", "554-header", Confidence::Medium),
    ("header-field-is-invalid", "554-header", Confidence::Medium),
    ("header-is-8bit", "554-header", Confidence::Medium),
    ("attachment-is-winmail-dat", "winmail-dat", Confidence::High),
    ("from-differs-from-envelope", "from-mismatch", Confidence::Low),
];

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
    /// The evidence for the rule, by its name.
    pub source: Option<String>,
}

/// The rules of these receivers that the findings set off, the hits first.
pub fn matches(findings: &[Finding], receivers: &[Receiver]) -> Vec<MessageMatch> {
    let mut matches = Vec::new();
    for rule in receivers.iter().flat_map(|receiver| &receiver.rules) {
        let Some((receiver, short)) = rule.id.split_once('/') else { continue };
        let mut causes: Vec<(Status, &'static str, Confidence)> = Vec::new();
        for finding in findings.iter().filter(|finding| finding.status > Status::Pass) {
            let is_of =
                |(check, id, _): &&(&str, &str, Confidence)| *check == finding.check.id && *id == short;
            let Some((_, _, confidence)) = RULES.iter().find(is_of) else { continue };
            let is_its = finding.receiver.as_deref().is_none_or(|name| name == receiver);
            if is_its
                && !causes.iter().any(|(status, id, _)| *id == finding.check.id && *status >= finding.status)
            {
                causes.retain(|(_, id, _)| *id != finding.check.id);
                causes.push((finding.status, finding.check.id, *confidence));
            }
        }
        let Some(worst) = causes.iter().map(|(status, ..)| *status).max() else { continue };
        let state = match worst {
            Status::Fail => MatchOutcome::Hit,
            Status::Warn => MatchOutcome::Risk,
            _ => MatchOutcome::Information,
        };
        let deciding = causes.iter().filter(|(status, ..)| *status == worst);
        let surest = deciding.clone().map(|(.., confidence)| *confidence).min().unwrap_or(Confidence::Low);
        matches.push(MessageMatch {
            rule: rule.id.clone(),
            receiver: receiver.to_owned(),
            state,
            stage: rule.stage,
            reply: rule.reply.clone(),
            basis: rule.basis,
            confidence: if state == MatchOutcome::Hit { surest } else { Confidence::Low },
            because: deciding.map(|(_, id, _)| *id).collect(),
            cause: rule.summary.clone(),
            fix: rule.remedy.clone(),
            source: rule.source.clone(),
        });
    }
    matches.sort_by_key(|found| found.state);
    matches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::check;
    use crate::judge::check::Subject;

    #[test]
    fn every_row_names_a_check_and_a_rule() {
        let receivers = Receiver::built_in();
        for (id, rule, _) in RULES {
            assert!(check::find(id).is_some(), "{id}");
            assert!(receivers.iter().any(|receiver| receiver.rule(rule).is_some()), "{rule}");
        }
    }

    #[test]
    fn the_worst_finding_decides() {
        let finding = |id: &str, status| {
            Finding::new(check::find(id).unwrap(), status, Subject::Message("x".to_owned()), "")
        };
        let of = |findings: &[Finding]| {
            let found = matches(findings, &Receiver::built_in());
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
