//! What to publish in place of an SPF record, or of none.

use std::net::IpAddr;

use super::Fix;
use super::remedy::{in_place_of, longest_ttl, new_record};
use crate::dns::{Name, Record, RecordData, RecordType};
use crate::judge::assess::Assessment;
use crate::spf::{
    Evaluation, Fault, Ineffective, Meant, Mechanism, NearRecord, NestedBudget, Qualifier, RecordTrace,
    SpfRecord, SpfResult, SyntaxError, TermKind, made_effective, merged, text_of,
};
use crate::zone::Change;

/// Returns what to do where there is no record: one that names the addresses given.
pub(super) fn of_missing(name: &Name, addresses: &Addresses) -> Fix {
    let terms: Vec<String> = addresses.ips.iter().map(term_of).collect();
    let in_words = format!(
        "Publish one TXT record at {name} that begins with v=spf1, names every server that sends for it (mx, ip4:, \
         ip6:, the include: of a provider) and ends in ~all."
    );
    // An address that a file names may be anybody's.
    if terms.is_empty() || addresses.are_found {
        return Fix { note: Some(in_words), ..Fix::default() };
    }
    let record = new_record(name, RecordType::TXT, txt(&format!("v=spf1 {} ~all", terms.join(" "))));
    Fix {
        change: Change { add: vec![record], ..Change::default() },
        in_words: Some(in_words),
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
        true => "Correct this record; do not publish a second one.",
        false => "Correct this record, and check that it says what you mean; do not publish a second one.",
    };
    Fix {
        change: Change { remove: vec![found.record.clone()], add },
        note: Some(note.to_owned()),
        in_words: found
            .near
            .corrected
            .as_deref()
            .map(|meant| format!("Correct this record; do not publish a second one.{}", evidently(meant))),
        cached_seconds: Some(found.record.ttl),
        ..Fix::default()
    }
}

/// Returns what to do about a result that does not permit the address.
pub(super) fn of_result(evaluation: &Evaluation, addresses: &Addresses) -> Fix {
    let Some(name) = &evaluation.name else { return Fix::default() };
    let note = Some(whose_server(evaluation.result, evaluation.address, name));
    // What the record was meant to say may permit the address.
    if let [record] = evaluation.txt.as_slice()
        && let Some(meant) = text_of(record).and_then(|text| made_effective(&text))
    {
        return Fix {
            change: replacement(record, &meant),
            note: note.as_deref().map(|note| format!("{note} First correct the term that has no effect.")),
            in_words: note,
            cached_seconds: Some(record.ttl),
            ..Fix::default()
        };
    }
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

/// The sending addresses that the records of a name do not permit, and those that they do.
pub(super) struct Addresses {
    ips: Vec<IpAddr>,
    /// Each with the term that permits it.
    permitted: Vec<(IpAddr, String)>,
    /// True when they were found in a file.
    are_found: bool,
}

impl Addresses {
    /// Finds them among the results for a name.
    pub(super) fn of(name: Option<&Name>, assessment: &Assessment<'_>) -> Addresses {
        let (mut ips, mut permitted) = (Vec::new(), Vec::new());
        let of_name = assessment.spf.iter().map(|result| result.evaluation);
        for other in of_name.filter(|other| other.name.as_ref() == name) {
            match (other.result, &other.matched) {
                (SpfResult::Temperror, _) => {}
                (SpfResult::Pass, Some(term)) => permitted.push((other.address, term.clone())),
                _ if !ips.contains(&other.address) => ips.push(other.address),
                _ => {}
            }
        }
        Addresses { ips, permitted, are_found: assessment.addresses_are_found }
    }
}

fn replacement(record: &Record, text: &str) -> Change {
    Change { remove: vec![record.clone()], add: vec![in_place_of(record, txt(text))] }
}

/// Names the record that was evidently meant, as a sentence that follows another one.
fn evidently(meant: &str) -> String {
    format!(" It was evidently meant to be \"{meant}\".")
}

/// Returns what to do about terms that have no effect.
pub(super) fn of_ineffective(evaluation: &Evaluation, terms: &[(&NestedBudget, &Ineffective)]) -> Fix {
    let own = evaluation.txt.first().and_then(|record| Some((record, made_effective(&text_of(record)?)?)));
    if let Some((record, meant)) = own {
        return Fix {
            change: replacement(record, &meant),
            note: Some("Check that the record says what you mean.".to_owned()),
            in_words: Some(format!(
                "Take out of the record of {} what has no effect, or write it so that it has one.",
                evaluation.domain
            )),
            cached_seconds: Some(record.ttl),
            ..Fix::default()
        };
    }
    let corrected = terms.iter().find_map(|(holder, _)| Some((holder, holder.corrected.as_deref()?)));
    let note = match corrected {
        Some((holder, meant)) => format!("Correct the record of {}.{}", holder.domain, evidently(meant)),
        None => "Take the term out, or write it so that it has an effect.".to_owned(),
    };
    Fix { note: Some(note), ..Fix::default() }
}

/// Returns what to do about a record that names no server.
pub(super) fn of_nobody(name: &Name) -> Fix {
    let note = format!(
        "If {name} sends mail, name its servers in the record before all (mx, ip4:, ip6:, the include: of a provider). \
         If it only receives, the record is right."
    );
    Fix { note: Some(note), ..Fix::default() }
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
        let meant = records.iter().find_map(Meant::of);
        let meant = meant.map(|meant| evidently(&meant.text)).unwrap_or_default();
        format!("Correct the record of {place}, or take the term that leads to it out.{meant}")
    };
    let note = match (evaluation.fault, nested, evaluation.txt.as_slice()) {
        (Some(Fault::SeveralRecords), None, [first, _, ..]) => match of_several(&evaluation.txt, first) {
            Some(change) => {
                let one = if change.add.is_empty() { "The record that is left" } else { "One record" };
                return Fix {
                    change,
                    note: Some(format!(
                        "{one} holds the terms of them all; check that it says what you mean."
                    )),
                    in_words: Some(format!(
                        "Publish one record at {place} with the terms of them all and every server that sends, and \
                         remove the others."
                    )),
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
        (Some(Fault::Syntax), None, [record]) => match Meant::of(record) {
            Some(meant) => return of_meant(record, &meant, &place),
            None => {
                let text = text_of(record).unwrap_or_default();
                let errors = SpfRecord::parse(&text).errors;
                errors
                    .first()
                    .map_or_else(|| format!("Correct the record of {place}."), |error| advice(error, &place))
            }
        },
        // A term of somebody else's record says nothing about our strings.
        (Some(Fault::NoRecordThere), _, [record])
            if evaluation.path().len() == 1 && Meant::with_spaces(record, &term).is_some() =>
        {
            let meant = Meant::with_spaces(record, &term);
            return meant.map(|meant| of_meant(record, &meant, &evaluation.domain)).unwrap_or_default();
        }
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

/// One record in the place of several. One of them that is like it stays.
fn of_several(records: &[Record], first: &Record) -> Option<Change> {
    let texts: Vec<Vec<u8>> = records.iter().filter_map(text_of).collect();
    let one = in_place_of(first, txt(&merged(&texts)?));
    let is_like = |record: &Record| record.data == one.data;
    let remove: Vec<Record> = records.iter().filter(|record| !is_like(record)).cloned().collect();
    let is_there = remove.len() < records.len();
    Some(Change { remove, add: if is_there { Vec::new() } else { vec![one] } })
}

/// The record that was meant, in place of one with a fault.
fn of_meant(record: &Record, meant: &Meant, place: &str) -> Fix {
    let cause = match meant.cause {
        Some(cause) => {
            format!("The record is wrong because {cause}: end each string but the last with a space. ")
        }
        None => String::new(),
    };
    Fix {
        change: replacement(record, &meant.text),
        note: Some(format!("{cause}Check that the record says what you mean.")),
        in_words: Some(format!("{cause}Correct the record of {place}.{}", evidently(&meant.text))),
        cached_seconds: Some(record.ttl),
        ..Fix::default()
    }
}

/// Says what to do about a syntax error where the term that was meant is not evident.
fn advice(error: &SyntaxError, place: &str) -> String {
    let SyntaxError { term, problem, .. } = error;
    let is_host = !term.contains([':', '=', '/']) && term.contains('.') && term.is_ascii();
    match term.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("redirect") && !value.is_empty() => format!(
            "Correct the record of {place}: {problem}. To let the servers of each domain send, write include: in place \
             of every redirect=, and end the record in ~all."
        ),
        _ if is_host => format!(
            "Write a:{term} in the record of {place} if {term} is a host that sends, include:{term} if it is a domain \
             with an SPF record."
        ),
        _ => format!("Correct \"{term}\" in the record of {place}, or take it out: {problem}."),
    }
}

/// Returns what to do about a record that lets everybody pass: the addresses that pass by its own `all` named, and
/// `~all` in its place; words where it would name nobody then.
pub(super) fn of_everyone(evaluation: &Evaluation, addresses: &Addresses) -> Fix {
    let name = &evaluation.domain;
    let by = evaluation.matched.clone().unwrap_or_default();
    let in_words =
        format!("Put the servers that send for {name} in place of \"{by}\", and end the record in ~all.");
    let deciding = evaluation.trace.last().filter(|term| term.nested.is_none());
    let own = evaluation.txt.first().and_then(|record| Some((record, text_of(record)?)));
    if let (Some(term), Some((record, text))) = (deciding, own)
        && let terms = SpfRecord::parse(&text).terms
        && let Some(all) = terms.iter().find(|found| found.position == term.position)
        && all.kind == TermKind::Directive(Qualifier::Pass, Mechanism::All)
    {
        let by_all = addresses.permitted.iter().filter(|(_, by)| *by == term.term && !addresses.are_found);
        let mut own: Vec<String> = Vec::new();
        for (ip, _) in by_all {
            let named = term_of(ip);
            if !own.contains(&named) {
                own.push(named);
            }
        }
        let names_others = terms
            .iter()
            .take_while(|found| found.position < term.position)
            .any(|found| matches!(found.kind, TermKind::Directive(Qualifier::Pass, _)));
        if names_others || !own.is_empty() {
            let text = String::from_utf8_lossy(&text);
            let end = term.position + term.term.len();
            own.push("~all".to_owned());
            let replaced = format!("{}{}{}", &text[..term.position], own.join(" "), &text[end..]);
            return Fix {
                change: replacement(record, &replaced),
                note: Some(format!("Name every server that sends for {name} in it first.")),
                in_words: Some(in_words),
                cached_seconds: Some(record.ttl),
                ..Fix::default()
            };
        }
    }
    Fix { note: Some(in_words), ..Fix::default() }
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

/// A text in strings of at most 255 octets.
fn txt(text: &str) -> RecordData {
    RecordData::Txt(text.as_bytes().chunks(255).map(<[u8]>::to_vec).collect())
}
