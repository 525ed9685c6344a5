//! The sending address: whether it has a name, what the name shows, and where it leads.

use super::remedy::{address_record, in_place_of, lookup_fix, new_record};
use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{
    ADDRESS_IS_UNROUTABLE, Check, Input, PTR_DOES_NOT_RESOLVE, PTR_IS_DYNAMIC, PTR_IS_GENERIC,
    PTR_IS_MALFORMED, PTR_IS_NOT_CONFIRMED, PTR_LOOKUP_FAILED, PTR_MISSING,
};
use crate::dns::{Name, Record, RecordData, RecordType};
use crate::judge::assess::{Forward, PtrName, PtrState, Reverse, WantedName};
use crate::judge::ownership::is_never_on_the_internet;
use crate::ptr_name::Class;
use crate::zone::Change;

/// How many names of one address have a fix of their own.
const MAX_FIXES: usize = 10;

pub(super) fn judge(reverse: &Reverse<'_>, findings: &mut Findings) {
    let facts = reverse.evidence;
    let ip = reverse.ip;
    if !reverse.is_assumed {
        findings.settle(Input::SendingAddress);
    }
    let mut push = |finding: Finding| findings.push(finding.for_address(ip, reverse.is_assumed));
    let about = |check, status, summary: String| Finding::new(check, status, Subject::Address(ip), summary);
    let pass = |check, summary: String| about(check, Status::Pass, summary);

    push(if reverse.is_unroutable {
        let summary = format!(
            "{ip} is a private, reserved or documentation address: no receiver sees it; give the public one"
        );
        about(&ADDRESS_IS_UNROUTABLE, Status::Warn, summary)
    } else {
        pass(&ADDRESS_IS_UNROUTABLE, format!("{ip} is a public address"))
    });
    match &reverse.ptr {
        PtrState::Missing { negative_ttl } => {
            push(
                about(&PTR_MISSING, Status::Fail, format!("{ip} has no PTR record: it has no name"))
                    .with_evidence(Evidence::of(&facts.ptr))
                    .with_fix(provider_fix(reverse, Vec::new(), *negative_ttl)),
            );
            push(pass(&PTR_LOOKUP_FAILED, format!("the PTR record of {ip} could be looked up")));
        }
        PtrState::LookupFailed(failure, blame) => {
            let summary = format!("the PTR record of {ip} could not be looked up: {failure}");
            push(
                about(&PTR_LOOKUP_FAILED, Status::Unknown, summary)
                    .with_evidence(Evidence::of(&facts.ptr))
                    .with_fix(lookup_fix(&Name::reverse(ip), *failure, *blame))
                    .blaming(*blame),
            );
            for check in [
                &PTR_MISSING,
                &PTR_IS_DYNAMIC,
                &PTR_IS_GENERIC,
                &PTR_IS_MALFORMED,
                &PTR_DOES_NOT_RESOLVE,
                &PTR_IS_NOT_CONFIRMED,
            ] {
                let summary = format!("the PTR record of {ip} could not be looked up");
                push(about(check, Status::Unknown, summary).hidden_by(*blame));
            }
        }
        PtrState::Named(names) => {
            push(pass(&PTR_MISSING, format!("{ip} has a PTR record")));
            push(pass(&PTR_LOOKUP_FAILED, format!("the PTR record of {ip} could be looked up")));
            judge_names(reverse, names, &mut push);
            judge_forward(reverse, names, &mut push);
        }
    }
}

/// What the names show: the best decides, the others are risks.
fn judge_names(reverse: &Reverse<'_>, names: &[PtrName], push: &mut impl FnMut(Finding)) {
    let ip = reverse.ip;
    let mut told: Vec<&'static Check> = Vec::new();
    let mut fixes = 0..MAX_FIXES;
    for (place, name) in names.iter().enumerate() {
        let Some((check, fault)) = fault_of(name) else { continue };
        let is_best = place == 0 && reverse.names_left_out == 0;
        let decides = is_best && name.shows.class != Class::Unclear;
        let status = if decides { Status::Fail } else { Status::Warn };
        told.push(check);
        let mut summary = format!("{} is {fault}: {}", name.name, name.shows.reason);
        if reverse.names_left_out > 0 {
            summary += &format!("; {} further names were not looked at", reverse.names_left_out);
        }
        // A good name stays; the others are only in its way.
        let has_good_name = names.iter().any(|name| name.shows.class == Class::Individual);
        let fix = if has_good_name {
            Fix {
                change: Change { remove: vec![name.record.clone()], ..Change::default() },
                note: Some("Ask whoever provides the address to remove this name.".to_owned()),
                cached_seconds: Some(name.record.ttl),
                ..Fix::default()
            }
        } else {
            let records: Vec<Record> = names.iter().map(|name| name.record.clone()).collect();
            provider_fix(reverse, records, Some(name.record.ttl))
        };
        let finding = Finding::new(check, status, Subject::Address(ip), summary)
            .with_evidence(&reverse.evidence.ptr.aliases)
            .with_evidence([&name.record]);
        // Each names all the records: of an address with a hundred names that would be ten thousand.
        push(if fixes.next().is_some() { finding.with_fix(fix) } else { finding });
    }
    for (check, summary) in [
        (&PTR_IS_DYNAMIC, "no PTR name of {} shows a dynamic address"),
        (&PTR_IS_GENERIC, "no PTR name of {} is a provider's default"),
        (&PTR_IS_MALFORMED, "every PTR name of {} is a host name"),
    ] {
        if !told.contains(&check) {
            let summary = summary.replace("{}", &ip.to_string());
            push(Finding::new(check, Status::Pass, Subject::Address(ip), summary));
        }
    }
}

fn fault_of(name: &PtrName) -> Option<(&'static Check, &'static str)> {
    match name.shows.class {
        Class::Individual => None,
        Class::Unclear => Some((&PTR_IS_GENERIC, "perhaps a provider's default name")),
        Class::Generic => Some((&PTR_IS_GENERIC, "a provider's default name")),
        Class::Dynamic => Some((&PTR_IS_DYNAMIC, "the name of a dynamic address")),
        Class::Malformed(_) => Some((&PTR_IS_MALFORMED, "no host name")),
    }
}

/// Where the names lead: one that leads back is enough.
fn judge_forward(reverse: &Reverse<'_>, names: &[PtrName], push: &mut impl FnMut(Finding)) {
    let (ip, facts) = (reverse.ip, reverse.evidence);
    let about = |check, status, summary: String| Finding::new(check, status, Subject::Address(ip), summary);
    let evidence = || {
        let lookups = facts.names.iter().map(|name| name.addresses.of_family(ip));
        facts.names.iter().zip(lookups).flat_map(|(name, lookup)| {
            std::iter::once(Evidence::from(&name.record)).chain(Evidence::of(lookup))
        })
    };
    let Some(best) = names.first() else { return };
    let name = &best.name;
    let resolves = |summary: String| about(&PTR_DOES_NOT_RESOLVE, Status::Pass, summary);
    if names.iter().any(|name| matches!(name.forward, Forward::Confirmed)) {
        push(resolves(format!("the PTR name of {ip} has an address")));
        push(about(&PTR_IS_NOT_CONFIRMED, Status::Pass, format!("the PTR name of {ip} leads back to it")));
        return;
    }
    if let Some(failure) = names.iter().find_map(|name| match name.forward {
        Forward::Unknown(failure) => Some(failure),
        _ => None,
    }) {
        let summary = format!("the address of the PTR name {name} could not be looked up: {failure}");
        push(about(&PTR_DOES_NOT_RESOLVE, Status::Unknown, summary.clone()).with_evidence(evidence()));
        push(about(&PTR_IS_NOT_CONFIRMED, Status::Unknown, summary));
        return;
    }
    // A name that has to go anyway needs no address.
    let in_words = format!(
        "Publish {ip} as an address of {name}, or ask whoever provides the address for a PTR record with a name of \
         yours that leads back to it."
    );
    let publish = |finding: Finding| match best.shows.class {
        // Nothing is published at a name of somebody's own network.
        _ if is_never_on_the_internet(name) => {
            finding.with_fix(provider_fix(reverse, vec![best.record.clone()], Some(best.record.ttl)))
        }
        Class::Individual | Class::Unclear => finding.with_fix(Fix {
            change: Change { add: vec![address_record(name, ip)], ..Change::default() },
            note: Some("The name of the address should lead back to it.".to_owned()),
            in_words: Some(in_words.clone()),
            ..Fix::default()
        }),
        _ => finding,
    };
    match &best.forward {
        Forward::Elsewhere(records) => {
            let others: Vec<String> = records.iter().map(|record| record.data.to_string()).collect();
            let summary = format!("the PTR name {name} leads to {}, not back to {ip}", others.join(", "));
            push(resolves(format!("the PTR name of {ip} has an address")));
            push(publish(about(&PTR_IS_NOT_CONFIRMED, Status::Warn, summary).with_evidence(evidence())));
        }
        Forward::NotBack(failure) => {
            let summary =
                format!("whether the PTR name {name} has an address could not be looked up: {failure}");
            push(about(&PTR_DOES_NOT_RESOLVE, Status::Unknown, summary).with_evidence(evidence()));
            let summary = format!("the PTR name {name} does not lead back to {ip}");
            push(publish(about(&PTR_IS_NOT_CONFIRMED, Status::Warn, summary).with_evidence(evidence())));
        }
        _ => {
            let summary = format!("the PTR name {name} has no address, so it does not lead back to {ip}");
            push(publish(about(&PTR_DOES_NOT_RESOLVE, Status::Warn, summary).with_evidence(evidence())));
        }
    }
}

/// What to ask of whoever the address belongs to: the owner of the domain cannot publish a PTR.
fn provider_fix(reverse: &Reverse<'_>, remove: Vec<Record>, cached_seconds: Option<u32>) -> Fix {
    let ip = reverse.ip;
    // Where the reverse name is an alias (RFC 2317), the record belongs to the alias's target.
    let owner = reverse.evidence.ptr.canonical_name();
    let delegated = match reverse.evidence.ptr.is_alias() {
        true => format!(" The reverse name is an alias of {owner}: the record belongs there (RFC 2317)."),
        false => String::new(),
    };
    let Some(WantedName { name, leads_back }) = &reverse.wanted_name else {
        let note = format!(
            "Ask whoever provides the address, usually the hosting company: \"Please set the PTR record of {ip} \
             to <full name of our mail server>.\"{delegated}"
        );
        return Fix { note: Some(note), cached_seconds, ..Fix::default() };
    };
    let ptr = RecordData::Ptr(name.clone());
    let ptr = match remove.first() {
        Some(record) => in_place_of(record, ptr),
        None => new_record(owner, RecordType::PTR, ptr),
    };
    let mut add = vec![ptr];
    let matches = if *leads_back {
        format!("{name} resolves to {ip} already.")
    } else {
        add.push(address_record(name, ip));
        format!("First publish the address record of {name} yourself.")
    };
    let note = format!(
        "Ask whoever provides the address, usually the hosting company: \"Please set the PTR record of {ip} to \
         {name}.\" {matches}{delegated}"
    );
    Fix { change: Change { remove, add }, note: Some(note), cached_seconds, ..Fix::default() }
}
