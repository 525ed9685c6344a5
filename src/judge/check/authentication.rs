//! Whether SPF or DKIM speaks for the sender.

use super::spf;
use super::spf_record::{self, decided_by, evidence};
use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{Input, SENDER_IS_UNAUTHENTICATED};
use crate::dns::{Lookup, Outcome};
use crate::judge::assess::{Assessment, SpfRecordClass, SpfResultFor};
use crate::spf::SpfResult;

pub(super) fn judge(assessment: &Assessment<'_>, findings: &mut Findings) {
    let keys = assessment.demanded.domain_keys.as_ref();
    let mut is_given = false;
    for of in assessment.deciding_spf() {
        is_given = true;
        findings.push(of_address(of, keys).for_address(of.evaluation.address, false));
    }
    if is_given {
        findings.settle(Input::Authentication);
    } else if let Some(finding) = of_record(assessment, keys) {
        findings.push(finding);
    }
}

fn of_address(of: &SpfResultFor<'_>, keys: Option<&Lookup>) -> Finding {
    let evaluation = of.evaluation;
    let (domain, ip) = (&evaluation.domain, evaluation.address);
    let subject = spf::subject(evaluation);
    let finding =
        |status, summary| Finding::new(&SENDER_IS_UNAUTHENTICATED, status, subject.clone(), summary);
    match evaluation.result {
        SpfResult::Pass => finding(Status::Pass, format!("SPF speaks for {ip}: {}", decided_by(evaluation))),
        SpfResult::Temperror => {
            let summary = format!("whether SPF speaks for {domain} from {ip} could not be found out");
            finding(Status::Unknown, summary)
        }
        other => {
            let spf = format!("SPF does not pass for {domain} from {ip} ({})", other.as_str());
            without_spf(subject, spf, keys).with_evidence(evidence(evaluation))
        }
    }
}

/// Without an address, as far as the record says the same of all of them.
fn of_record(assessment: &Assessment<'_>, keys: Option<&Lookup>) -> Option<Finding> {
    let state = assessment.spf_record.as_ref()?;
    let domain = &state.budget.record.domain;
    let subject = spf_record::subject(state, assessment.is_null_path());
    match state.class {
        SpfRecordClass::NoDomain
        | SpfRecordClass::Missing
        | SpfRecordClass::Malformed(_)
        | SpfRecordClass::Wrong(_) => {
            Some(without_spf(subject, format!("SPF passes for no address of {domain}"), keys))
        }
        SpfRecordClass::PermitsEveryone(_) => {
            let summary = format!("SPF of {domain} speaks for every address");
            Some(Finding::new(&SENDER_IS_UNAUTHENTICATED, Status::Pass, subject, summary))
        }
        SpfRecordClass::Unknown(..)
        | SpfRecordClass::PartlyUnknown(..)
        | SpfRecordClass::WrongForOneFamily(_)
        | SpfRecordClass::WrongInside
        | SpfRecordClass::Valid => None,
    }
}

/// SPF does not speak for the sender: what is left is DKIM, of which the names of the domain show at most that there is
/// none.
fn without_spf(subject: Subject, spf: String, keys: Option<&Lookup>) -> Finding {
    let no_key = keys.filter(|lookup| matches!(lookup.outcome, Outcome::NxDomain { .. }));
    let (status, dkim) = match no_key {
        Some(_) => (Status::Fail, "and the domain has no DKIM key"),
        None => (Status::Warn, "and whether the message has a DKIM signature was not checked"),
    };
    let note = "Publish an SPF record that names the sending address, or have the mail server sign with DKIM. Best \
                both.";
    Finding::new(&SENDER_IS_UNAUTHENTICATED, status, subject, format!("{spf}, {dkim}"))
        .with_evidence(no_key.map(Evidence::of).unwrap_or_default())
        .with_fix(Fix { note: Some(note.to_owned()), ..Fix::default() })
}
