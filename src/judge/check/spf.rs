//! SPF: what the domain's record says of each sending address given (RFC 7208).

use super::remedy::{longest_ttl, lookup_fix};
use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{
    Check, Input, SPF_FAIL, SPF_MISSING, SPF_NEUTRAL, SPF_PERMERROR, SPF_SOFTFAIL, SPF_TEMPERROR,
};
use crate::dns::{Name, Record, RecordData, RecordType};
use crate::judge::assess::{Assessment, SpfResultFor};
use crate::spf::{Evaluation, Identity, Mechanism, SpfRecord, SpfResult, text_of};

/// Seconds that a new record may be kept.
const TTL: u32 = 3600;

/// Every check of this topic with the result that sets it off.
const CHECKS: [(&Check, SpfResult); 6] = [
    (&SPF_MISSING, SpfResult::None),
    (&SPF_FAIL, SpfResult::Fail),
    (&SPF_SOFTFAIL, SpfResult::Softfail),
    (&SPF_NEUTRAL, SpfResult::Neutral),
    (&SPF_PERMERROR, SpfResult::Permerror),
    (&SPF_TEMPERROR, SpfResult::Temperror),
];

pub(super) fn judge(assessment: &Assessment<'_>, findings: &mut Findings) {
    let is_null_path = assessment.mail_from.as_ref().is_some_and(|(path, _)| path == "<>");
    for result in &assessment.spf {
        let evaluation = result.evaluation;
        // With a null reverse-path the HELO name stands in for it (RFC 7208 section 2.4).
        let decides = evaluation.identity == Identity::MailFrom || is_null_path;
        if decides {
            findings.settle(Input::Spf);
            judge_one(result, findings);
        } else {
            judge_helo(evaluation, findings);
        }
    }
}

fn judge_one(of: &SpfResultFor<'_>, findings: &mut Findings) {
    let evaluation = of.evaluation;
    let Evaluation { domain, address: ip, result, .. } = evaluation;
    // That the domain does not exist is said by another check.
    if evaluation.nxdomain {
        return;
    }
    for (check, sets_off) in CHECKS {
        let finding = if sets_off == *result {
            finding(check, of)
        } else if *result == SpfResult::Temperror {
            let summary = format!("the SPF result of {domain} for {ip} could not be found out");
            Finding::new(check, Status::Unknown, subject(evaluation), summary)
        } else {
            let summary = format!("the SPF result of {domain} for {ip} is {}", result.as_str());
            Finding::new(check, Status::Pass, subject(evaluation), summary)
        };
        findings.push(finding.for_address(*ip, false));
    }
}

/// The HELO identity beside a reverse-path: a risk where its record speaks against the address.
fn judge_helo(evaluation: &Evaluation, findings: &mut Findings) {
    let check = match evaluation.result {
        SpfResult::Fail => &SPF_FAIL,
        SpfResult::Permerror => &SPF_PERMERROR,
        _ => return,
    };
    findings.push(
        Finding::new(check, Status::Warn, subject(evaluation), summary(evaluation))
            .with_evidence(evidence(evaluation))
            .with_fix(fix(evaluation))
            .for_address(evaluation.address, false),
    );
}

fn subject(evaluation: &Evaluation) -> Subject {
    match (&evaluation.name, evaluation.identity) {
        (Some(name), Identity::MailFrom) => Subject::Domain(name.clone()),
        _ => Subject::Helo(evaluation.domain.clone()),
    }
}

fn finding(check: &'static Check, of: &SpfResultFor<'_>) -> Finding {
    let evaluation = of.evaluation;
    let status = match evaluation.result {
        SpfResult::Fail => Status::Fail,
        SpfResult::Temperror => Status::Unknown,
        SpfResult::Pass => Status::Pass,
        _ => Status::Warn,
    };
    let finding = Finding::new(check, status, subject(evaluation), summary(evaluation))
        .with_evidence(evidence(evaluation));
    match (of.failure, &evaluation.name) {
        (Some((failure, blame)), Some(name)) => finding.with_fix(lookup_fix(name, failure, blame)),
        _ => finding.with_fix(fix(evaluation)),
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

/// The terms that decided, from the domain's own record down.
fn decided_by(evaluation: &Evaluation) -> String {
    let path: Vec<String> =
        evaluation.path().iter().map(|(domain, term)| format!("\"{}\" in {domain}", term.term)).collect();
    if path.is_empty() { "no term of the record matches it".to_owned() } else { path.join(", then ") }
}

/// The records on the way to the term that decided.
fn evidence(evaluation: &Evaluation) -> Vec<Evidence> {
    let nested = evaluation.path().into_iter().filter_map(|(_, term)| term.nested.as_deref());
    let nested = nested.flat_map(|record| &record.txt);
    evaluation.txt.iter().chain(nested).map(Evidence::from).collect()
}

fn fix(evaluation: &Evaluation) -> Fix {
    let ip = evaluation.address;
    let Some(name) = &evaluation.name else { return Fix::default() };
    let remove: Vec<String> = evaluation.txt.iter().map(ToString::to_string).collect();
    let cached_seconds = longest_ttl(&evaluation.txt);
    let only_if =
        format!("If {ip} may send for {name}, say so in the record; if not, send through a server that may.");
    match (evaluation.result, evaluation.txt.as_slice()) {
        (SpfResult::None, _) => Fix {
            add: vec![txt(name, TTL, &format!("v=spf1 {} ~all", own_term(evaluation)))],
            note: Some(format!(
                "Name every other server that sends for {name} in it as well; when that is sure, end it in -all."
            )),
            ..Fix::default()
        },
        (SpfResult::Permerror, [first, _, ..]) => Fix {
            remove,
            add: vec![txt(&first.name, first.ttl, &merged(&evaluation.txt))],
            note: Some(
                "One record holds the terms of them all; check that it says what you mean.".to_owned(),
            ),
            cached_seconds,
        },
        (SpfResult::Permerror, _) => {
            // The fault may be in somebody else's record that this one includes.
            let fault = evaluation.path().last().map(|(domain, _)| domain.clone());
            let place = fault.unwrap_or_else(|| name.to_string());
            Fix {
                note: Some(format!(
                    "Correct the record of {place}. At most 10 terms may ask DNS (include, a, mx, ptr, exists, \
                     redirect): put ip4: and ip6: in place of some. mxcheck spf {name} shows what each costs."
                )),
                cached_seconds,
                ..Fix::default()
            }
        }
        (_, [record]) => Fix {
            add: vec![txt(&record.name, record.ttl, &with_address(record, evaluation))],
            remove,
            note: Some(only_if),
            cached_seconds,
        },
        _ => Fix { note: Some(only_if), ..Fix::default() },
    }
}

/// The mechanism that names the sending address.
fn own_term(evaluation: &Evaluation) -> String {
    let ip = evaluation.address;
    if ip.is_ipv4() { format!("ip4:{ip}") } else { format!("ip6:{ip}") }
}

/// The record with the address named before the term that speaks against it.
fn with_address(record: &Record, evaluation: &Evaluation) -> String {
    let text = text_of(record).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let decided = evaluation.trace.last().filter(|term| Some(&term.term) == evaluation.matched.as_ref());
    let modifiers = || SpfRecord::parse(text.as_bytes()).terms.into_iter().find(|t| t.mechanism().is_none());
    let place = match decided.map(|term| term.position) {
        Some(position) => Some(position),
        None => modifiers().map(|term| term.position),
    };
    let own = own_term(evaluation);
    match place.and_then(|place| Some((text.get(..place)?, text.get(place..)?))) {
        Some((before, after)) => format!("{before}{own} {after}"),
        None => format!("{} {own}", text.trim_end()),
    }
}

/// The terms of several records in one: each once, the strictest `all` at the end.
fn merged(records: &[Record]) -> String {
    let mut terms: Vec<String> = Vec::new();
    let mut all: Option<String> = None;
    for text in records.iter().filter_map(text_of) {
        for term in SpfRecord::parse(&text).terms {
            if term.mechanism() == Some(&Mechanism::All) {
                let strictness = |text: &str| {
                    ["-all", "~all", "?all"].iter().position(|all| text.eq_ignore_ascii_case(all))
                };
                let rank = |text: &str| strictness(text).unwrap_or(usize::MAX);
                if all.as_ref().is_none_or(|known| rank(&term.text) < rank(known)) {
                    all = Some(term.text);
                }
            } else if !terms.contains(&term.text) {
                terms.push(term.text);
            }
        }
    }
    let words = std::iter::once("v=spf1".to_owned()).chain(terms).chain(all);
    words.collect::<Vec<_>>().join(" ")
}

/// A TXT record, its text in strings of at most 255 octets.
fn txt(name: &Name, ttl: u32, text: &str) -> String {
    let strings = text.as_bytes().chunks(255).map(<[u8]>::to_vec).collect();
    let source = crate::dns::Source::Live;
    Record { name: name.clone(), rtype: RecordType::TXT, ttl, data: RecordData::Txt(strings), source }
        .to_string()
}
