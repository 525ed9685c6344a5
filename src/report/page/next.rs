//! What a page ends with: what was not checked and how it would be, and the next command.

use crate::catalogue::check::Input;
use crate::judge::verdict::Outcome;
use crate::report::shell;
use crate::report::{SenderReport, unchecked_lists};

/// Returns what was not checked, each with the flag that would change it.
pub(super) fn unchecked(report: &SenderReport) -> Vec<String> {
    let open: Vec<Input> = report
        .verdicts
        .iter()
        .flat_map(|verdict| &verdict.undetermined)
        .flat_map(|open| open.inputs.iter().copied())
        .collect();
    let is_open = |inputs: &[Input]| open.iter().any(|input| inputs.contains(input));
    let sender = &report.sender;
    let has_address = sender.addresses.iter().any(|address| address.origin.is_chosen());
    let mut parts = Vec::new();
    if !has_address && is_open(&[Input::SendingAddress, Input::Spf, Input::AddressLists]) {
        parts.push("PTR, SPF result, DNSBLs: add --ip ADDRESS".to_owned());
    }
    if sender.helo.is_none() && is_open(&[Input::HeloName]) {
        parts.push("HELO: add --helo NAME".to_owned());
    }
    if is_open(&[Input::Size]) {
        parts.push("size: add --size BYTES".to_owned());
    }
    if has_address && is_open(&[Input::AddressLists, Input::DomainLists]) && report.lists.is_empty() {
        parts.push("DNSBLs: name them with --dnsbl".to_owned());
    }
    parts
}

/// Returns the lists that could not be used, in a sentence.
pub(super) fn unusable_lists(report: &SenderReport) -> Option<String> {
    unchecked_lists(&report.lists)
}

/// Returns the next command, complete; `None` where the run says nothing of how it was called.
pub(super) fn command(report: &SenderReport) -> Option<String> {
    let invocation = report.invocation.as_ref()?;
    let sender = &report.sender;
    let mut words: Vec<String> = vec!["mxcheck".to_owned()];
    let given = sender.addresses.iter().filter(|address| address.origin.is_chosen());
    let given: Vec<String> = given.map(|address| address.ip.to_string()).collect();
    match (&sender.domain, &sender.helo, given.as_slice()) {
        (Some(domain), ..) => words.extend(["domain".to_owned(), domain.name.to_string()]),
        (None, _, [first, ..]) => words.extend(["ip".to_owned(), first.clone()]),
        (None, Some(helo), []) => words.extend(["helo".to_owned(), helo.name.clone()]),
        (None, None, []) => return None,
    }
    if sender.domain.is_some() {
        // One that the SPF record names is a guess, and better than a placeholder.
        let assumed = sender.addresses.first().map(|address| address.ip.to_string());
        let addresses = if given.is_empty() { vec![assumed.unwrap_or("ADDRESS".to_owned())] } else { given };
        addresses.into_iter().for_each(|address| words.extend(["--ip".to_owned(), address]));
    } else if sender.helo.is_some() && given.is_empty() {
        words.extend(["--ip".to_owned(), "ADDRESS".to_owned()]);
    }
    let is_helo_page = sender.domain.is_none() && words.get(1).is_some_and(|word| word == "helo");
    if !is_helo_page {
        let helo = sender.helo.as_ref().map_or_else(|| helo_of(report), |helo| helo.name.clone());
        words.extend(["--helo".to_owned(), helo]);
    }
    if let Some(path) = sender.mail_from.iter().find(|path| path.origin.is_chosen()) {
        words.extend(["--from".to_owned(), path.address.clone()]);
    }
    words.extend(invocation.iter().cloned());
    let is_complete = sender.addresses.iter().any(|address| address.origin.is_chosen())
        && sender.helo.is_some()
        && sender.domain.is_some();
    let is_offline = words.iter().any(|word| word == "--offline");
    if is_complete && is_offline {
        words.retain(|word| word != "--offline");
    } else if is_complete && report.outcome <= Outcome::Accept && report.sessions.is_empty() {
        let to = report.to.first().map_or_else(|| "USER@DOMAIN".to_owned(), |to| to.domain.to_string());
        if !report.to.is_empty() {
            words.retain(|word| word != "--to");
        }
        words.extend(["--to".to_owned(), to, "--live".to_owned()]);
    }
    Some(shell::line(&words))
}

/// The name that the server probably gives: that of its address.
fn helo_of(report: &SenderReport) -> String {
    let names = report.facts.ptr.iter().flatten().flat_map(|pointer| pointer.names.iter().flatten());
    let confirmed = names.filter(|name| name.confirmed == Some(true)).map(|name| name.name.to_string());
    confirmed.into_iter().next().unwrap_or_else(|| "NAME".to_owned())
}
