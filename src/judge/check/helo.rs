//! The HELO name: its form, where it leads, and whether that is the sending address.

use super::remedy::lookup_fix;
use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::Receiver;
use crate::catalogue::check::{
    HELO_DIFFERS_FROM_PTR, HELO_DOES_NOT_MATCH_ADDRESS, HELO_DOES_NOT_RESOLVE, HELO_IS_ADDRESS_LITERAL,
    HELO_IS_MALFORMED, HELO_IS_NOT_FQDN, HELO_IS_RECEIVERS_NAME, HELO_LOOKUP_FAILED, Input,
};
use crate::dns::Name;
use crate::judge::assess::{Assessment, HeloLeads, HeloName, PtrState, Reverse};
use crate::judge::demands::Demands;
use crate::judge::ownership::is_never_on_the_internet;

/// What to do about most faults of the name.
const USE_FULL_NAME: &str = "Set the HELO name to the server's full name, such as mail.example.com, which must resolve to \
                             the sending address (Postfix: smtp_helo_name; Exim: primary_hostname).";

pub(super) fn judge(assessment: &Assessment<'_>, findings: &mut Findings) {
    let Some(helo) = &assessment.helo else { return };
    let facts = helo.evidence;
    findings.settle(Input::HeloName);
    let text = &helo.text;
    let subject = || Subject::Helo(text.clone());
    let typed = || Evidence::typed(format!("EHLO {text}"));
    let pass = |check, summary: String| Finding::new(check, Status::Pass, subject(), summary);
    let advice = advice(helo, assessment.reverse.iter().filter(|address| !address.is_assumed));
    let fail = |check, summary: String| {
        Finding::new(check, Status::Fail, subject(), summary)
            .with_evidence([typed()])
            .with_fix(Fix { note: Some(advice.clone()), ..Fix::default() })
    };

    match helo.address {
        Some(ip) => {
            let summary = format!("{text} is the address {ip}: a host name is expected");
            findings.push(fail(&HELO_IS_ADDRESS_LITERAL, summary));
        }
        None => findings.push(pass(&HELO_IS_ADDRESS_LITERAL, format!("{text} is no address"))),
    }
    match &helo.fault {
        Some(fault) => {
            let summary = format!("RFC 5321 does not allow {text} as a host name: {fault}");
            findings.push(fail(&HELO_IS_MALFORMED, summary));
        }
        None => {
            findings.push(pass(&HELO_IS_MALFORMED, format!("{text} has no character that is not allowed")))
        }
    }
    let Some(name) = &helo.name else { return };
    if matches!(helo.leads, HeloLeads::NotFqdn) {
        let summary = format!("{text} is a single label, not a fully qualified domain name");
        findings.push(fail(&HELO_IS_NOT_FQDN, summary));
        return;
    }
    findings.push(pass(&HELO_IS_NOT_FQDN, format!("{text} is a fully qualified domain name")));
    let resolves = || pass(&HELO_DOES_NOT_RESOLVE, format!("{text} has an address"));
    let looked_up = || pass(&HELO_LOOKUP_FAILED, format!("the addresses of {text} could be looked up"));
    let lookups = || {
        let both = facts.map(|facts| [Evidence::of(&facts.addresses.a), Evidence::of(&facts.addresses.aaaa)]);
        both.into_iter().flatten().flatten()
    };
    match &helo.leads {
        HeloLeads::NotFqdn => {}
        HeloLeads::To { .. } => {
            findings.push(resolves());
            findings.push(looked_up());
        }
        HeloLeads::Nowhere { negative_ttl, exists } => {
            let why = if *exists { "has no address" } else { "does not exist" };
            findings.push(
                Finding::new(&HELO_DOES_NOT_RESOLVE, Status::Fail, subject(), format!("{text} {why}"))
                    .with_evidence([typed()])
                    .with_evidence(lookups())
                    .with_fix(Fix {
                        note: Some(match helo.is_free() && !is_never_on_the_internet(name) {
                            true => format!(
                                "If {text} is the mail server's own name, publish its address there; if not, {}",
                                lower_first(&advice)
                            ),
                            false => advice.clone(),
                        }),
                        cached_seconds: *negative_ttl,
                        ..Fix::default()
                    }),
            );
            findings.push(looked_up());
        }
        HeloLeads::LookupFailed { lookup, failure, blame } => {
            let summary = format!("the addresses of {text} could not be looked up: {failure}");
            findings.push(
                Finding::new(&HELO_LOOKUP_FAILED, Status::Unknown, subject(), summary.clone())
                    .with_evidence([typed()])
                    .with_evidence(Evidence::of(lookup))
                    .with_fix(lookup_fix(name, *failure, *blame))
                    .blaming(*blame),
            );
            let unknown = Finding::new(&HELO_DOES_NOT_RESOLVE, Status::Unknown, subject(), summary);
            findings.push(unknown.hidden_by(*blame));
        }
    }
    for address in assessment.reverse.iter().filter(|address| !address.is_assumed) {
        against_address(helo, address, findings);
    }
}

/// Says which name to give: the one that receivers know these addresses by, where it is the same for all.
fn advice<'a>(helo: &HeloName<'_>, addresses: impl IntoIterator<Item = &'a Reverse<'a>>) -> String {
    let names: Vec<Option<&Name>> = addresses.into_iter().map(Reverse::confirmed_name).collect();
    match names.as_slice() {
        [Some(name), others @ ..]
            if Some(*name) != helo.name.as_ref() && others.iter().all(|other| *other == names[0]) =>
        {
            format!(
                "Set the HELO name to {name}, the PTR name that leads back to the sending address (Postfix: \
                 smtp_helo_name, Exim: primary_hostname)."
            )
        }
        _ => USE_FULL_NAME.to_owned(),
    }
}

/// The name against one sending address.
fn against_address(helo: &HeloName<'_>, reverse: &Reverse<'_>, findings: &mut Findings) {
    let facts = helo.evidence;
    let (text, ip) = (&helo.text, reverse.ip);
    let mut push = |check, status, summary: String, evidence: Vec<Evidence>, fix: Option<Fix>| {
        let mut finding =
            Finding::new(check, status, Subject::Helo(text.clone()), summary).with_evidence(evidence);
        finding.fix = fix;
        findings.push(finding.for_address(ip, false));
    };
    let fix = || Some(Fix { note: Some(advice(helo, [reverse])), ..Fix::default() });
    match helo.leads_to(ip) {
        Some(true) => push(
            &HELO_DOES_NOT_MATCH_ADDRESS,
            Status::Pass,
            format!("{text} leads to {ip}"),
            Vec::new(),
            None,
        ),
        Some(false) => {
            let records = facts.iter().flat_map(|facts| facts.addresses.records()).map(Evidence::from);
            let summary = format!("{text} does not lead to {ip}, the address that gives it");
            push(&HELO_DOES_NOT_MATCH_ADDRESS, Status::Warn, summary, records.collect(), fix());
        }
        None if matches!(helo.leads, HeloLeads::LookupFailed { .. } | HeloLeads::To { .. }) => {
            let summary = format!("whether {text} leads to {ip} could not be looked up");
            let lookup = facts.map(|facts| Evidence::of(facts.addresses.of_family(ip)));
            push(&HELO_DOES_NOT_MATCH_ADDRESS, Status::Unknown, summary, lookup.unwrap_or_default(), None);
        }
        None => {}
    }
    match &reverse.ptr {
        PtrState::Named(names) if names.iter().any(|ptr| Some(&ptr.name) == helo.name.as_ref()) => {
            let summary = format!("{text} is the PTR name of {ip}");
            push(&HELO_DIFFERS_FROM_PTR, Status::Pass, summary, Vec::new(), None);
        }
        PtrState::Named(names) => {
            let named: Vec<String> = names.iter().map(|name| name.name.to_string()).collect();
            let summary = format!("{text} is not the PTR name of {ip}, which is {}", named.join(", "));
            let records = names.iter().map(|name| Evidence::from(&name.record)).collect();
            push(&HELO_DIFFERS_FROM_PTR, Status::Warn, summary, records, fix());
        }
        PtrState::LookupFailed(..) => {
            let summary = format!("whether {text} is the PTR name of {ip} could not be looked up");
            push(&HELO_DIFFERS_FROM_PTR, Status::Unknown, summary, Vec::new(), None);
        }
        PtrState::Missing { .. } => {}
    }
}

/// The name against those of the receivers that look at it.
pub(super) fn against_receivers(helo: &HeloName<'_>, receivers: &[Receiver], findings: &mut Findings) {
    let Some(name) = &helo.name else { return };
    let asks =
        |receiver: &&Receiver| Demands::of(std::slice::from_ref(receiver)).include(&HELO_IS_RECEIVERS_NAME);
    for receiver in receivers.iter().filter(asks) {
        let (text, title) = (&helo.text, &receiver.title);
        let finding = |status, summary| {
            let subject = Subject::Helo(text.clone());
            Finding::new(&HELO_IS_RECEIVERS_NAME, status, subject, summary).for_receiver(&receiver.name)
        };
        findings.push(match receiver.runs(name) {
            true => finding(Status::Fail, format!("{text} is a name of {title}'s own mail hosts"))
                .with_evidence([Evidence::typed(format!("EHLO {text}"))])
                .with_fix(Fix { note: Some(USE_FULL_NAME.to_owned()), ..Fix::default() }),
            false => finding(Status::Pass, format!("{text} is no name of {title}'s mail hosts")),
        });
    }
}

/// A sentence that goes on from another clause.
fn lower_first(sentence: &str) -> String {
    let mut rest = sentence.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().chain(rest).collect())
}
