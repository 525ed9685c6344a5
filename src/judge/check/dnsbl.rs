//! DNSBLs: whether the sending address or the sender domain is on one, and which could not be asked.

use std::net::IpAddr;

use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{
    ADDRESS_IS_LISTED, Check, DNSBL_IS_UNUSABLE, DOMAIN_IS_LISTED, HELO_DOMAIN_IS_LISTED, Input,
};
use crate::dnsbl::ListSubject;
use crate::judge::assess::{Assessment, ListEntry, ListHealth, ListState};

/// How many records of one answer are shown.
const MAX_EVIDENCE: usize = 10;

pub(super) fn judge(assessment: &Assessment<'_>, findings: &mut Findings) {
    let lists = &assessment.lists;
    for address in &assessment.reverse {
        let about: Vec<&ListEntry> =
            lists.iter().filter(|entry| entry.subject == ListSubject::Address(address.ip)).collect();
        judge_address(address.ip, address.is_assumed, &about, findings);
    }
    let given = assessment.reverse.iter().filter(|address| !address.is_assumed);
    let on_addresses: Vec<&ListEntry> = given
        .flat_map(|address| lists.iter().filter(|e| e.subject == ListSubject::Address(address.ip)))
        .collect();
    if is_settled(&on_addresses) {
        findings.settle(Input::AddressLists);
    }
    let on_domain: Vec<&ListEntry> =
        lists.iter().filter(|entry| matches!(entry.subject, ListSubject::Domain(_))).collect();
    judge_domain(&on_domain, findings);
    if is_settled(&on_domain) {
        findings.settle(Input::DomainLists);
    }
    judge_helo(assessment, findings);
    judge_lists(lists.iter().chain(&assessment.helo_lists).collect::<Vec<_>>().as_slice(), findings);
}

/// What lists of domains say of the HELO name, as some receivers look at it.
fn judge_helo(assessment: &Assessment<'_>, findings: &mut Findings) {
    let Some(helo) = &assessment.helo else { return };
    let entries: Vec<&ListEntry> = assessment.helo_lists.iter().collect();
    let subject = |_: &ListSubject| Subject::Helo(helo.text.clone());
    judge_entries(&HELO_DOMAIN_IS_LISTED, &helo.text, &entries, subject)
        .into_iter()
        .for_each(|finding| findings.push(finding));
    if is_settled(&entries) {
        findings.settle(Input::HeloLists);
    }
}

/// Whether every list that decides could be asked, and there is one.
fn is_settled(entries: &[&ListEntry]) -> bool {
    let mut deciding = entries.iter().filter(|entry| entry.list.decides).peekable();
    deciding.peek().is_some() && deciding.all(|entry| entry.is_usable())
}

fn judge_address(ip: IpAddr, is_assumed: bool, entries: &[&ListEntry], findings: &mut Findings) {
    let subject = |_: &ListSubject| Subject::Address(ip);
    for finding in judge_entries(&ADDRESS_IS_LISTED, &ip.to_string(), entries, subject) {
        findings.push(finding.for_address(ip, is_assumed));
    }
}

fn judge_domain(entries: &[&ListEntry], findings: &mut Findings) {
    let Some(ListSubject::Domain(domain)) = entries.first().map(|entry| &entry.subject) else { return };
    let subject = |subject: &ListSubject| match subject {
        ListSubject::Domain(name) => Subject::Domain(name.clone()),
        ListSubject::Address(ip) => Subject::Address(*ip),
    };
    for finding in judge_entries(&DOMAIN_IS_LISTED, &domain.to_string(), entries, subject) {
        findings.push(finding);
    }
}

/// The listings; without any, whether all lists that decide were heard.
fn judge_entries(
    check: &'static Check,
    who: &str,
    entries: &[&ListEntry],
    subject: impl Fn(&ListSubject) -> Subject,
) -> Vec<Finding> {
    let mut listings: Vec<Finding> = Vec::new();
    for entry in entries {
        if let ListState::Listed { text, note, .. } = &entry.state {
            let status = if entry.is_decisive() { Status::Fail } else { Status::Warn };
            listings.push(
                Finding::new(check, status, subject(&entry.subject), listing(entry, text.as_deref()))
                    .with_evidence(entry.records.iter().take(MAX_EVIDENCE).map(Evidence::from))
                    .with_fix(removal(entry, note.as_deref())),
            );
        }
    }
    let Some(first) = entries.first() else { return listings };
    let (heard, unheard): (Vec<&ListEntry>, Vec<&ListEntry>) =
        entries.iter().copied().filter(|entry| entry.list.decides).partition(|entry| entry.is_usable());
    let is_decided = listings.iter().any(|finding| finding.status == Status::Fail);
    if !unheard.is_empty() && !is_decided {
        let summary = format!("whether {who} is listed by {} is not known", names(&unheard));
        listings.push(Finding::new(check, Status::Unknown, subject(&first.subject), summary));
    } else if listings.is_empty() && !heard.is_empty() {
        let untested: Vec<&ListEntry> =
            heard.iter().copied().filter(|entry| entry.health != ListHealth::Passed).collect();
        let but = if untested.is_empty() {
            String::new()
        } else {
            format!(" ({} has no test entries, so that is less sure)", names(&untested))
        };
        let summary = format!("{who} is not listed by {}{but}", names(&heard));
        listings.push(Finding::new(check, Status::Pass, subject(&first.subject), summary));
    }
    listings
}

/// The listing in one sentence.
fn listing(entry: &ListEntry, text: Option<&str>) -> String {
    let codes: Vec<String> = entry.codes.iter().map(ToString::to_string).collect();
    let mut sentence = format!("{} is listed by {} ({}", entry.subject, entry.list.zone, codes.join(", "));
    if let Some(meaning) = &entry.meaning {
        sentence.push_str(&format!(", {meaning}"));
    }
    sentence.push(')');
    if entry.health == ListHealth::Untestable {
        sentence.push_str(", a list without the test entries that would show whether it works");
    }
    if let Some(text) = text {
        sentence.push_str(&format!(": \"{text}\""));
    }
    sentence
}

fn removal(entry: &ListEntry, note: Option<&str>) -> Fix {
    let mut words: Vec<String> = note.map(str::to_owned).into_iter().collect();
    words.push(match &entry.list.removal {
        Some(page) => format!("Fix the cause first, then ask for removal: {page}"),
        None => format!("Fix the cause first, then ask whoever runs {} for removal.", entry.list.zone),
    });
    Fix { note: Some(words.join(" ")), ..Fix::default() }
}

/// Each list once.
fn judge_lists(lists: &[&ListEntry], findings: &mut Findings) {
    let mut told = Vec::new();
    for entry in lists {
        let zone = &entry.list.zone;
        if told.contains(&zone) {
            continue;
        }
        told.push(zone);
        // It may answer about addresses and be silent about domains.
        let trouble = lists.iter().filter(|other| other.list.zone == *zone).find_map(|other| other.trouble());
        let subject = Subject::List(zone.clone());
        findings.push(match trouble {
            Some(why) => {
                let summary = format!("{zone} was NOT checked: {why}");
                Finding::new(&DNSBL_IS_UNUSABLE, Status::Unknown, subject, summary)
            }
            None => Finding::new(&DNSBL_IS_UNUSABLE, Status::Pass, subject, format!("{zone} can be used")),
        });
    }
}

fn names(entries: &[&ListEntry]) -> String {
    let mut names: Vec<String> = entries.iter().map(|entry| entry.list.zone.to_string()).collect();
    names.dedup();
    names.join(", ")
}
