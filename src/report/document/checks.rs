//! The document of `mxcheck checks`.

use serde::Serialize;

use super::envelope::Envelope;
use crate::catalogue::check::{self, Check};
use crate::catalogue::{Basis, Confidence, Receiver};
use crate::smtp_reply::Stage;

/// The checks.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChecksReport {
    /// Schema, version and command.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The checks that were asked for, or all.
    pub checks: Vec<CheckEntry>,
}

/// One check, explained.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// The receivers' rules that it fires.
    pub rules: Vec<CheckRule>,
}

/// A rule that a check fires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckRule {
    /// The rule's full id.
    pub rule: String,
    /// Where the receiver answers it for this check; null where it does not answer.
    pub stage: Option<Stage>,
    /// How it is known.
    pub basis: Basis,
    /// How sure it is.
    pub confidence: Confidence,
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
        let of_receivers = receivers.iter().flat_map(|receiver| &receiver.rules).flat_map(|rule| {
            let causes = rule.causes.iter().filter(|cause| cause.check == check);
            causes.map(|cause| CheckRule {
                rule: rule.id.clone(),
                stage: cause.stage,
                basis: cause.basis,
                confidence: cause.confidence,
            })
        });
        // A receiver that extends another shares its rules.
        let mut rules: Vec<CheckRule> = Vec::new();
        for rule in of_receivers {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        CheckEntry {
            id: check.id,
            title: check.title,
            explanation: check.doc,
            needs: check.input.to_string(),
            references: check.references,
            rules,
        }
    }
}
