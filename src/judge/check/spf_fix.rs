//! What to publish in place of an SPF record, or of none.

use std::net::IpAddr;

use super::Fix;
use super::remedy::{in_place_of, longest_ttl, new_record};
use crate::dns::{Name, Record, RecordData, RecordType};
use crate::judge::assess::Assessment;
use crate::spf::{
    Evaluation, Fault, Mechanism, NearRecord, Qualifier, RecordTrace, SpfRecord, SpfResult, TermKind,
    corrected, text_of,
};
use crate::zone::Change;

/// Returns what to do where there is no record: one that names the addresses given.
pub(super) fn of_missing(name: &Name, addresses: &Addresses) -> Fix {
    let terms: Vec<String> = addresses.ips.iter().map(term_of).collect();
    if terms.is_empty() {
        let note = format!(
            "Publish one TXT record at {name} that begins with v=spf1, names every server that sends for it (mx, \
             ip4:, ip6:, the include: of a provider) and ends in ~all."
        );
        return Fix { note: Some(note), ..Fix::default() };
    }
    let record = new_record(name, RecordType::TXT, txt(&format!("v=spf1 {} ~all", terms.join(" "))));
    // An address that a file names may be anybody's.
    let add = if addresses.are_found { Vec::new() } else { vec![record] };
    Fix {
        change: Change { add, ..Change::default() },
        note: Some(format!(
            "Only if this server is yours. Add every other server that sends for {name}; when the list is complete, \
             end the record in -all."
        )),
        ..Fix::default()
    }
}

/// Returns what to do about a record that only looks like SPF: the one that was meant in its place.
pub(super) fn of_near(found: &NearRecord) -> Fix {
    // One of the type SPF is published as TXT.
    let meant = |text: &String| Record { rtype: RecordType::TXT, ..in_place_of(&found.record, txt(text)) };
    let add: Vec<Record> = found.near.corrected.iter().map(meant).collect();
    let note = match add.is_empty() {
        true => "Correct this record; another one beside it would be a second one.",
        false => {
            "Correct this record, and check that it says what you mean; publish no second one beside it."
        }
    };
    Fix {
        change: Change { remove: vec![found.record.clone()], add },
        note: Some(note.to_owned()),
        cached_seconds: Some(found.record.ttl),
        ..Fix::default()
    }
}

/// Returns what to do about a result that does not permit the address.
pub(super) fn of_result(evaluation: &Evaluation, addresses: &Addresses) -> Fix {
    let Some(name) = &evaluation.name else { return Fix::default() };
    let note = Some(whose_server(evaluation.result, evaluation.address, name));
    match evaluation.txt.as_slice() {
        // An address that a file names may be anybody's.
        [record] if !addresses.are_found => Fix {
            change: replacement(record, &with_addresses(record, evaluation, addresses)),
            note,
            cached_seconds: Some(record.ttl),
            ..Fix::default()
        },
        _ => Fix { note, ..Fix::default() },
    }
}

/// Says what to do, by whose server the address is.
fn whose_server(result: SpfResult, ip: IpAddr, name: &Name) -> String {
    let verb = if result == SpfResult::Fail { "was refused rightly" } else { "is doubted rightly" };
    format!(
        "If {ip} has nothing to do with {name}, the message is forged and {verb}: change nothing. If it forwards mail, \
         its operator needs SRS (Sender Rewriting Scheme). Only if this server is yours, add it to the record."
    )
}

/// The sending addresses that the records of a name do not permit.
pub(super) struct Addresses {
    ips: Vec<IpAddr>,
    /// True when they were found in a file.
    are_found: bool,
}

impl Addresses {
    /// Finds them among the results for a name.
    pub(super) fn of(name: Option<&Name>, assessment: &Assessment<'_>) -> Addresses {
        let mut ips = Vec::new();
        let of_name = assessment.spf.iter().map(|result| result.evaluation).filter(|other| {
            other.name.as_ref() == name && !matches!(other.result, SpfResult::Pass | SpfResult::Temperror)
        });
        for other in of_name {
            if !ips.contains(&other.address) {
                ips.push(other.address);
            }
        }
        Addresses { ips, are_found: assessment.addresses_are_found }
    }
}

fn replacement(record: &Record, text: &str) -> Change {
    Change { remove: vec![record.clone()], add: vec![in_place_of(record, txt(text))] }
}

/// Returns what to do about a permerror.
pub(super) fn of_permerror(evaluation: &Evaluation) -> Fix {
    let cached_seconds = longest_ttl(&evaluation.txt);
    let nested = nested_at_fault(evaluation);
    let place = nested.map_or_else(
        || evaluation.path().last().map_or_else(|| evaluation.domain.clone(), |(domain, _)| domain.clone()),
        |record| record.domain.to_string(),
    );
    let term = evaluation.path().last().map(|(_, term)| term.term.clone()).unwrap_or_default();
    let of_others = |records: &[Record]| {
        let meant = records.iter().filter_map(text_of).find_map(|text| corrected(&text));
        let meant =
            meant.map(|meant| format!(" It was evidently meant to be \"{meant}\".")).unwrap_or_default();
        format!("Correct the record of {place}, or take the term that leads to it out.{meant}")
    };
    let note = match (evaluation.fault, nested, evaluation.txt.as_slice()) {
        (Some(Fault::SeveralRecords), None, [first, _, ..]) => match merged(&evaluation.txt) {
            Some(text) => {
                return Fix {
                    change: Change {
                        remove: evaluation.txt.clone(),
                        add: vec![in_place_of(first, txt(&text))],
                    },
                    note: Some(
                        "One record holds the terms of them all; check that it says what you mean."
                            .to_owned(),
                    ),
                    cached_seconds,
                    ..Fix::default()
                };
            }
            None => format!(
                "Publish one record at {place} with the terms of them all. They have syntax errors: mxcheck spf {} \
                 lists them.",
                evaluation.domain
            ),
        },
        (Some(Fault::Syntax), None, [record]) => match text_of(record).and_then(|text| corrected(&text)) {
            Some(corrected) => {
                return Fix {
                    change: replacement(record, &corrected),
                    note: Some("Check that the record says what you mean.".to_owned()),
                    cached_seconds,
                    ..Fix::default()
                };
            }
            None => format!("Correct the record of {place}."),
        },
        (Some(Fault::Syntax | Fault::SeveralRecords), Some(nested), _) => of_others(&nested.txt),
        (Some(Fault::NoRecordThere), ..) => {
            let holder = evaluation.path().last().map(|(domain, _)| domain.clone()).unwrap_or_default();
            format!("Take \"{term}\" out of the record of {holder}, or correct the name that it leads to.")
        }
        (Some(Fault::Loop), ..) => format!("Take \"{term}\" out of the record of {place}."),
        (Some(Fault::Exchanges), ..) => format!(
            "In the record of {place}, put the addresses of the servers that send (ip4:, ip6:) in place of \
             \"{term}\"."
        ),
        (Some(Fault::VoidLookups), ..) => {
            let family = if evaluation.address.is_ipv4() { "IPv4" } else { "IPv6" };
            format!(
                "Take the terms out that lead to nothing, or put ip4: and ip6: in place of a and mx whose hosts have \
                 no {family} address. mxcheck spf {} shows them.",
                evaluation.domain
            )
        }
        _ => format!(
            "At most 10 terms may ask DNS (include, a, mx, ptr, exists, redirect): put ip4: and ip6: in place of \
             some. mxcheck spf {} shows what each costs.",
            evaluation.domain
        ),
    };
    Fix { note: Some(note), cached_seconds, ..Fix::default() }
}

/// Returns what to do about a record that lets everybody pass: `~all` in the place of what does so, where that is
/// its own `all`.
pub(super) fn of_everyone(evaluation: &Evaluation) -> Fix {
    let name = &evaluation.domain;
    let deciding = evaluation.trace.last().filter(|term| term.nested.is_none());
    let own = evaluation.txt.first().and_then(|record| Some((record, text_of(record)?)));
    if let (Some(term), Some((record, text))) = (deciding, own)
        && let Some(all) =
            SpfRecord::parse(&text).terms.into_iter().find(|found| found.position == term.position)
        && all.kind == TermKind::Directive(Qualifier::Pass, Mechanism::All)
    {
        let text = String::from_utf8_lossy(&text);
        let end = term.position + term.term.len();
        let replaced = format!("{}~all{}", &text[..term.position], &text[end..]);
        return Fix {
            change: replacement(record, &replaced),
            note: Some(format!("Name every server that sends for {name} in it first.")),
            cached_seconds: Some(record.ttl),
            ..Fix::default()
        };
    }
    let by = evaluation.matched.clone().unwrap_or_default();
    let note =
        format!("Put the servers that send for {name} in place of \"{by}\", and end the record in ~all.");
    Fix { note: Some(note), ..Fix::default() }
}

/// The record that the last term leads to, which is itself at fault.
fn nested_at_fault(evaluation: &Evaluation) -> Option<&RecordTrace> {
    let (_, term) = evaluation.path().pop()?;
    term.nested.as_deref().filter(|nested| nested.result == SpfResult::Permerror)
}

/// The mechanism that names an address.
fn term_of(ip: &IpAddr) -> String {
    if ip.is_ipv4() { format!("ip4:{ip}") } else { format!("ip6:{ip}") }
}

/// The record with the addresses named before the term that does not permit them.
fn with_addresses(record: &Record, evaluation: &Evaluation, addresses: &Addresses) -> String {
    let text = text_of(record).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let decided = evaluation.trace.last().filter(|term| Some(&term.term) == evaluation.matched.as_ref());
    let modifiers = || SpfRecord::parse(text.as_bytes()).terms.into_iter().find(|t| t.mechanism().is_none());
    let place = match decided.map(|term| term.position) {
        Some(position) => Some(position),
        None => modifiers().map(|term| term.position),
    };
    let own = addresses.ips.iter().map(term_of).collect::<Vec<_>>().join(" ");
    match place.and_then(|place| Some((text.get(..place)?, text.get(place..)?))) {
        Some((before, after)) => format!("{before}{own} {after}"),
        None => format!("{} {own}", text.trim_end()),
    }
}

/// The terms of several records in one: each once, the strictest `all` at the end. `None` where one of them has a
/// syntax error that cannot be corrected: a term left out would be a server left out.
fn merged(records: &[Record]) -> Option<String> {
    let mut terms: Vec<String> = Vec::new();
    let mut all: Option<String> = None;
    for text in records.iter().filter_map(text_of) {
        let mut record = SpfRecord::parse(&text);
        if !record.errors.is_empty() {
            record = SpfRecord::parse(corrected(&text)?.as_bytes());
        }
        for term in record.terms {
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
    Some(words.collect::<Vec<_>>().join(" "))
}

/// A text in strings of at most 255 octets.
fn txt(text: &str) -> RecordData {
    RecordData::Txt(text.as_bytes().chunks(255).map(<[u8]>::to_vec).collect())
}
