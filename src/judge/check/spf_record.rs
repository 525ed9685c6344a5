//! The SPF record of the sender domain, whoever sends: whether there is one, and whether it can be evaluated.

use std::net::IpAddr;

use super::spf_fix::{Addresses, of_everyone, of_ineffective, of_missing, of_near, of_nobody, of_permerror};
use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{
    Check, DOMAIN_SENDS_NO_MAIL, SPF_IS_MALFORMED, SPF_MISSING, SPF_PERMERROR, SPF_PERMITS_EVERYONE,
    SPF_PERMITS_NOBODY, SPF_TERM_HAS_NO_EFFECT,
};
use crate::judge::assess::{SpfRecordClass, SpfRecordState, SpfResultFor};
use crate::spf::{Evaluation, Meant, SpfResult};

/// What a check of the record came to.
struct Verdict {
    status: Status,
    summary: String,
    evidence: Vec<Evidence>,
    fix: Option<Fix>,
    /// The one sending address that it matters to; none when it matters to all.
    address: Option<IpAddr>,
}

impl Verdict {
    fn plain(status: Status, summary: String) -> Verdict {
        Verdict { status, summary, evidence: Vec::new(), fix: None, address: None }
    }

    fn pass(summary: String) -> Verdict {
        Verdict::plain(Status::Pass, summary)
    }
}

/// Judges the record, with what came of the addresses given.
pub(super) fn judge(
    state: &SpfRecordState<'_>,
    is_helo: bool,
    has_exchanges: bool,
    results: &[&SpfResultFor<'_>],
    addresses: &Addresses,
    findings: &mut Findings,
) {
    // That the domain does not exist is said by another check.
    if matches!(state.class, SpfRecordClass::NoDomain) {
        return;
    }
    let subject = subject(state, is_helo);
    let results: Vec<&Evaluation> = results.iter().map(|result| result.evaluation).collect();
    let mut push = |check: &'static Check, verdict: Verdict| {
        let finding = Finding::new(check, verdict.status, subject.clone(), verdict.summary)
            .with_evidence(verdict.evidence);
        let finding = match verdict.fix {
            Some(fix) => finding.with_fix(fix),
            None => finding,
        };
        findings.push(match verdict.address {
            Some(ip) => finding.for_address(ip, false),
            None => finding,
        });
    };
    if let Some(verdict) = presence(state, addresses) {
        push(&SPF_MISSING, verdict);
    }
    push(&SPF_IS_MALFORMED, form(state));
    for verdict in validity(state, &results) {
        push(&SPF_PERMERROR, verdict);
    }
    push(&SPF_PERMITS_EVERYONE, reach(state, addresses));
    // The result for an address says it already, or the terms without effect do.
    if results.is_empty() && state.budget.record.without_effect().is_empty() {
        push(&SPF_PERMITS_NOBODY, emptiness(state, has_exchanges));
    }
    push(&SPF_TERM_HAS_NO_EFFECT, effect(state));
}

/// Judges whether the record says of itself that no mail is sent, for receivers that look at it.
pub(super) fn judge_refusal(state: &SpfRecordState<'_>, is_helo: bool, findings: &mut Findings) {
    let domain = &state.budget.record.domain;
    let mut mechanisms = state.budget.record.terms.iter().filter(|term| term.qualifier.is_some());
    let is_refusal = mechanisms.next().is_some_and(|term| term.term.eq_ignore_ascii_case("-all"))
        && mechanisms.next().is_none();
    let verdict = match state.class {
        SpfRecordClass::NoDomain => return,
        SpfRecordClass::Unknown(..) => not_known(state),
        SpfRecordClass::Valid if is_refusal => Verdict {
            evidence: evidence(&state.budget.ip4),
            fix: Some(of_nobody(domain)),
            ..Verdict::plain(Status::Fail, format!("the SPF record of {domain} says that it sends no mail"))
        },
        _ => Verdict::pass(format!("no SPF record says that {domain} sends no mail")),
    };
    let finding =
        Finding::new(&DOMAIN_SENDS_NO_MAIL, verdict.status, subject(state, is_helo), verdict.summary)
            .with_evidence(verdict.evidence);
    findings.push(match verdict.fix {
        Some(fix) => finding.with_fix(fix),
        None => finding,
    });
}

/// Whose record it is.
pub(super) fn subject(state: &SpfRecordState<'_>, is_helo: bool) -> Subject {
    let domain = &state.budget.record.domain;
    if is_helo { Subject::Helo(domain.to_string()) } else { Subject::Domain(domain.clone()) }
}

fn not_known(state: &SpfRecordState<'_>) -> Verdict {
    let summary = format!("the SPF record of {} could not be looked up", state.budget.record.domain);
    Verdict::plain(Status::Unknown, summary)
}

/// Whether there is a record; none where there is one that only looks like it, as that is reported instead.
fn presence(state: &SpfRecordState<'_>, addresses: &Addresses) -> Option<Verdict> {
    let domain = &state.budget.record.domain;
    match state.class {
        SpfRecordClass::Malformed(_) => None,
        SpfRecordClass::Unknown(..) => Some(not_known(state)),
        SpfRecordClass::Missing => Some(Verdict {
            fix: Some(of_missing(domain, addresses)),
            ..Verdict::plain(Status::Warn, format!("{domain} publishes no SPF record"))
        }),
        _ => Some(Verdict::pass(format!("{domain} publishes an SPF record"))),
    }
}

fn form(state: &SpfRecordState<'_>) -> Verdict {
    let domain = &state.budget.record.domain;
    match state.class {
        SpfRecordClass::Malformed(found) => Verdict {
            status: Status::Warn,
            summary: format!(
                "a record of {domain} only looks like SPF and does not count: {}",
                found.near.reason
            ),
            evidence: vec![Evidence::from(&found.record)],
            fix: Some(of_near(found)),
            address: None,
        },
        SpfRecordClass::Unknown(..) => not_known(state),
        _ => Verdict::pass(format!("no record of {domain} only looks like SPF")),
    }
}

/// Whether the record can be evaluated: each fault once, however many addresses it is met by.
fn validity(state: &SpfRecordState<'_>, results: &[&Evaluation]) -> Vec<Verdict> {
    let domain = &state.budget.record.domain;
    let wrong = |status, evaluation: &Evaluation, whose: &str| Verdict {
        status,
        summary: format!(
            "the SPF record of {domain} is wrong{whose}: {}{}",
            evaluation.reason.as_deref().unwrap_or_default(),
            cause(evaluation)
        ),
        evidence: evidence(evaluation),
        fix: Some(of_permerror(evaluation)),
        address: None,
    };
    let mut verdicts: Vec<Verdict> = Vec::new();
    for evaluation in results.iter().filter(|evaluation| evaluation.result == SpfResult::Permerror) {
        let verdict = Verdict { address: Some(evaluation.address), ..wrong(Status::Fail, evaluation, "") };
        if verdicts.iter().all(|known| known.summary != verdict.summary) {
            verdicts.push(verdict);
        }
    }
    if let [one] = verdicts.as_mut_slice() {
        one.address = None;
    }
    if !verdicts.is_empty() {
        return verdicts;
    }
    let is_unknown = results.iter().any(|evaluation| evaluation.result == SpfResult::Temperror);
    vec![match state.class {
        _ if is_unknown => not_known(state),
        SpfRecordClass::Wrong(evaluation) if results.is_empty() => wrong(Status::Fail, evaluation, ""),
        SpfRecordClass::Wrong(evaluation) => {
            wrong(Status::Fail, evaluation, " for addresses that no term before the fault matches")
        }
        SpfRecordClass::WrongForOneFamily(evaluation) => {
            let is_ip4 = evaluation.address.is_ipv4();
            let is_judged = results.iter().any(|result| result.address.is_ipv4() == is_ip4);
            let status = if is_judged { Status::Fail } else { Status::Warn };
            wrong(status, evaluation, if is_ip4 { " for IPv4 senders" } else { " for IPv6 senders" })
        }
        SpfRecordClass::WrongInside => Verdict {
            evidence: evidence(&state.budget.ip4),
            ..Verdict::plain(
                Status::Warn,
                format!(
                    "the SPF record of {domain} leads to a fault that few addresses reach: {}",
                    state.budget.record.error().unwrap_or_default()
                ),
            )
        },
        SpfRecordClass::Unknown(..) | SpfRecordClass::PartlyUnknown(..) if results.is_empty() => {
            not_known(state)
        }
        SpfRecordClass::Unknown(..) | SpfRecordClass::PartlyUnknown(..) => {
            Verdict::pass(format!("the SPF record of {domain} is valid as far as these addresses need it"))
        }
        SpfRecordClass::Missing | SpfRecordClass::Malformed(_) | SpfRecordClass::NoDomain => {
            Verdict::pass(format!("{domain} has no SPF record that could be wrong"))
        }
        SpfRecordClass::PermitsEveryone(_) | SpfRecordClass::Valid => Verdict::pass(format!(
            "the SPF record of {domain} is valid: {} of {} lookups",
            state.budget.record.lookups, state.budget.lookups_allowed
        )),
    }]
}

/// Whether the record lets everybody pass.
fn reach(state: &SpfRecordState<'_>, addresses: &Addresses) -> Verdict {
    let domain = &state.budget.record.domain;
    match state.class {
        SpfRecordClass::PermitsEveryone(evaluation) => Verdict {
            status: Status::Warn,
            summary: format!("the SPF record of {domain} lets everybody send: {}", decided_by(evaluation)),
            evidence: evidence(evaluation),
            fix: Some(of_everyone(evaluation, addresses)),
            address: None,
        },
        SpfRecordClass::Unknown(..) | SpfRecordClass::PartlyUnknown(..) => not_known(state),
        _ => Verdict::pass(format!("no SPF record of {domain} lets everybody send")),
    }
}

/// How a fault of the own record came about, where its terms do not say it.
fn cause(evaluation: &Evaluation) -> String {
    let meant = evaluation.txt.first().and_then(Meant::of).and_then(|meant| meant.cause);
    meant.map_or_else(String::new, |cause| format!("; {cause}"))
}

/// Whether the record lets nobody pass, though the domain has exchanges.
fn emptiness(state: &SpfRecordState<'_>, has_exchanges: bool) -> Verdict {
    let budget = state.budget;
    let domain = &budget.record.domain;
    let names = &budget.authorises;
    let is_empty = names.ipv4_addresses == 0 && names.ipv6_networks == 0 && !names.everybody;
    match state.class {
        SpfRecordClass::Valid if has_exchanges && is_empty && budget.is_complete => Verdict {
            evidence: evidence(&budget.ip4),
            fix: Some(of_nobody(domain)),
            ..Verdict::plain(
                Status::Warn,
                format!("{domain} has mail hosts, and its SPF record lets nobody send"),
            )
        },
        SpfRecordClass::Unknown(..) | SpfRecordClass::PartlyUnknown(..) => not_known(state),
        _ => Verdict::pass(format!("no SPF record keeps every server from sending for {domain}")),
    }
}

/// Whether every term of the record that names senders is evaluated.
fn effect(state: &SpfRecordState<'_>) -> Verdict {
    let record = &state.budget.record;
    let terms = record.without_effect();
    if let SpfRecordClass::Unknown(..) = state.class {
        return not_known(state);
    }
    // With a syntax error no term has any, and the correction of that one comprises these.
    if terms.is_empty() || !record.errors.is_empty() {
        return Verdict::pass(format!("every term of the SPF record of {} has an effect", record.domain));
    }
    let said = terms.iter().map(|(holder, ineffective)| {
        format!(
            "\"{}\" in the record of {} has no effect: {}",
            ineffective.term, holder.domain, ineffective.why
        )
    });
    Verdict {
        evidence: evidence(&state.budget.ip4),
        fix: Some(of_ineffective(&state.budget.ip4, &terms)),
        ..Verdict::plain(Status::Warn, said.collect::<Vec<_>>().join("; "))
    }
}

/// The terms that decided, from the domain's own record down.
pub(super) fn decided_by(evaluation: &Evaluation) -> String {
    let path: Vec<String> =
        evaluation.path().iter().map(|(domain, term)| format!("\"{}\" in {domain}", term.term)).collect();
    if path.is_empty() { "no term of the record matches it".to_owned() } else { path.join(", then ") }
}

/// The records on the way to the term that decided.
pub(super) fn evidence(evaluation: &Evaluation) -> Vec<Evidence> {
    let nested = evaluation.path().into_iter().filter_map(|(_, term)| term.nested.as_deref());
    let nested = nested.flat_map(|record| &record.txt);
    evaluation.txt.iter().chain(nested).map(Evidence::from).collect()
}
