//! SPF: what the domain's record says of each sending address given (RFC 7208).

use super::remedy::lookup_fix;
use super::spf_fix::{Addresses, of_permerror, of_result};
use super::spf_record::{self, decided_by, evidence};
use super::{Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{
    Check, Input, SPF_FAIL, SPF_NEUTRAL, SPF_PERMERROR, SPF_SOFTFAIL, SPF_TEMPERROR,
};
use crate::dns::Failure;
use crate::judge::assess::{Assessment, MailHosts, SpfRecordClass, SpfResultFor};
use crate::spf::{Evaluation, Identity, SpfResult};

/// Every check of an address with the result that sets it off. Those of the record are in `spf_record`.
const CHECKS: [(&Check, SpfResult); 4] = [
    (&SPF_FAIL, SpfResult::Fail),
    (&SPF_SOFTFAIL, SpfResult::Softfail),
    (&SPF_NEUTRAL, SpfResult::Neutral),
    (&SPF_TEMPERROR, SpfResult::Temperror),
];

pub(super) fn judge(assessment: &Assessment<'_>, findings: &mut Findings) {
    let is_null_path = assessment.is_null_path();
    let deciding: Vec<&SpfResultFor<'_>> = assessment.deciding_spf().collect();
    let beside =
        assessment.spf.iter().filter(|of| !is_null_path && of.evaluation.identity != Identity::MailFrom);
    if let Some(state) = &assessment.spf_record {
        let addresses = Addresses::of(Some(&state.budget.record.domain), assessment);
        let hosts = assessment.mail_domain.as_ref().map(|mail_domain| &mail_domain.hosts);
        let has_exchanges = matches!(hosts, Some(MailHosts::Exchanges { .. }));
        spf_record::judge(state, is_null_path, has_exchanges, &deciding, &addresses, findings);
        if deciding.is_empty() {
            judge_failed_record(&state.class, spf_record::subject(state, is_null_path), findings);
        }
    }
    for result in deciding {
        findings.settle(Input::Spf);
        judge_one(result, assessment, findings);
    }
    for result in beside {
        judge_helo(result.evaluation, assessment, findings);
    }
}

fn judge_one(of: &SpfResultFor<'_>, assessment: &Assessment<'_>, findings: &mut Findings) {
    let evaluation = of.evaluation;
    let Evaluation { domain, address: ip, result, .. } = evaluation;
    // That the domain does not exist is said by another check.
    if evaluation.nxdomain {
        return;
    }
    for (check, sets_off) in CHECKS {
        let finding = if sets_off == *result {
            finding(check, of, assessment)
        } else if *result == SpfResult::Temperror {
            let summary = format!("the SPF result of {domain} for {ip} could not be found out");
            Finding::new(check, Status::Unknown, subject(evaluation), summary)
        } else {
            let summary = match result {
                SpfResult::Pass => format!("SPF lets {ip} send for {domain}: {}", decided_by(evaluation)),
                other => format!("the SPF result of {domain} for {ip} is {}", other.as_str()),
            };
            Finding::new(check, Status::Pass, subject(evaluation), summary)
        };
        findings.push(finding.for_address(*ip, false));
    }
}

/// Without an address, a record that could not be looked up is reported by itself.
fn judge_failed_record(class: &SpfRecordClass<'_>, subject: Subject, findings: &mut Findings) {
    let (SpfRecordClass::Unknown(failure, blame) | SpfRecordClass::PartlyUnknown(failure, blame)) = class
    else {
        return;
    };
    let summary = format!("SPF of {} could not be evaluated: {failure}", subject.name());
    let finding = Finding::new(&SPF_TEMPERROR, Status::Unknown, subject.clone(), summary);
    findings.push(match &subject {
        Subject::Domain(name) if !is_not_asked(*failure) => {
            finding.with_fix(lookup_fix(name, *failure, *blame))
        }
        _ => finding,
    });
}

/// Returns true for what was left out on purpose: that is not checked, and no problem.
fn is_not_asked(failure: Failure) -> bool {
    matches!(failure, Failure::NotAsked(_))
}

/// The HELO identity of a session with a reverse-path: a risk where its record does not permit the address.
fn judge_helo(evaluation: &Evaluation, assessment: &Assessment<'_>, findings: &mut Findings) {
    let finding = |check, fix: Fix| {
        Finding::new(check, Status::Warn, subject(evaluation), summary(evaluation))
            .with_evidence(evidence(evaluation))
            .with_fix(fix)
    };
    match evaluation.result {
        SpfResult::Fail => findings.push(
            finding(&SPF_FAIL, of_result(evaluation, &Addresses::of(evaluation.name.as_ref(), assessment)))
                .for_address(evaluation.address, false),
        ),
        SpfResult::Permerror => {
            let found = finding(&SPF_PERMERROR, of_permerror(evaluation));
            let same = |known: &Finding| {
                known.check == found.check && known.subject == found.subject && known.summary == found.summary
            };
            // The sender domain's own record is reported once, as is one fault for several addresses.
            let is_told = assessment.spf_record.as_ref().map(|state| &state.budget.record.domain)
                == evaluation.name.as_ref();
            if !is_told && !findings.list.iter().any(same) {
                findings.push(found);
            }
        }
        _ => {}
    }
}

/// Returns what a result is about.
pub(super) fn subject(evaluation: &Evaluation) -> Subject {
    match (&evaluation.name, evaluation.identity) {
        (Some(name), Identity::MailFrom) => Subject::Domain(name.clone()),
        _ => Subject::Helo(evaluation.domain.clone()),
    }
}

fn finding(check: &'static Check, of: &SpfResultFor<'_>, assessment: &Assessment<'_>) -> Finding {
    let evaluation = of.evaluation;
    let status = match evaluation.result {
        SpfResult::Fail => Status::Fail,
        SpfResult::Temperror => Status::Unknown,
        _ => Status::Warn,
    };
    let finding = Finding::new(check, status, subject(evaluation), summary(evaluation));
    match (of.failure, &evaluation.name) {
        (Some((failure, _)), _) if is_not_asked(failure) => finding,
        (Some((failure, blame)), Some(name)) => {
            finding.with_evidence(evidence(evaluation)).with_fix(lookup_fix(name, failure, blame))
        }
        _ => finding
            .with_evidence(evidence(evaluation))
            .with_fix(of_result(evaluation, &Addresses::of(evaluation.name.as_ref(), assessment))),
    }
}

fn summary(evaluation: &Evaluation) -> String {
    let Evaluation { domain, address: ip, .. } = evaluation;
    let reason = || evaluation.reason.clone().unwrap_or_default();
    let whose = match evaluation.identity {
        Identity::MailFrom => "",
        Identity::Helo => " (the HELO name)",
    };
    match evaluation.result {
        SpfResult::Pass => format!("SPF lets {ip} send for {domain}{whose}"),
        SpfResult::None => format!("{domain}{whose} publishes no SPF record"),
        SpfResult::Fail => {
            format!("SPF does not let {ip} send for {domain}{whose}: {}", decided_by(evaluation))
        }
        SpfResult::Softfail => {
            let by = decided_by(evaluation);
            format!("SPF says that {ip} probably may not send for {domain}{whose}: {by}")
        }
        SpfResult::Neutral => {
            format!("SPF says nothing of {ip} for {domain}{whose}: {}", decided_by(evaluation))
        }
        SpfResult::Permerror => format!("the SPF record of {domain}{whose} is wrong: {}", reason()),
        SpfResult::Temperror => {
            format!("SPF of {domain}{whose} could not be evaluated for {ip}: {}", reason())
        }
    }
}
