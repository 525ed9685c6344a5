//! What was found out about a sender, in a line or two.

use crate::report::SenderReport;
use crate::report::document::{FactsView, ListStateWord};

/// How many names of one kind are shown.
const SHOWN: usize = 3;

/// Returns what was found, each part short; empty where nothing was looked up.
pub(super) fn found(report: &SenderReport) -> Vec<String> {
    let facts = &report.facts;
    let mut parts = Vec::new();
    parts.extend(mail_hosts(facts));
    parts.extend(names(facts));
    if let Some(helo) = &facts.helo {
        let leads = match helo.addresses.as_deref() {
            Some([]) => " (no address)",
            None | Some(_) => "",
        };
        parts.push(format!("HELO {}{leads}", helo.name));
    }
    parts.extend(spf(facts));
    if let Some(dmarc) = &facts.dmarc {
        parts.push(match (&dmarc.record, dmarc.policy) {
            (None, _) => "no DMARC record".to_owned(),
            (Some(_), Some(policy)) => format!("DMARC p={policy}"),
            (Some(_), None) => "a DMARC record that receivers ignore".to_owned(),
        });
    }
    parts.extend(lists(report));
    parts
}

fn shortened<T: ToString>(items: &[T]) -> String {
    let mut text = items.iter().take(SHOWN).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match items.len().saturating_sub(SHOWN) {
        0 => {}
        more => text.push_str(&format!(" and {more} more")),
    }
    text
}

fn mail_hosts(facts: &FactsView) -> Option<String> {
    let exchanges = facts.mx.as_deref()?;
    if let [only] = exchanges
        && only.name.is_root()
    {
        return Some("null MX".to_owned());
    }
    if !exchanges.is_empty() {
        let names: Vec<&crate::dns::Name> = exchanges.iter().map(|exchange| &exchange.name).collect();
        return Some(format!("MX {}", shortened(&names)));
    }
    match facts.addresses.as_ref().map(|found| found.addresses.as_slice()) {
        Some(addresses @ [_, ..]) => Some(format!("no MX, its address is {}", shortened(addresses))),
        _ => Some("no MX".to_owned()),
    }
}

fn names(facts: &FactsView) -> Vec<String> {
    let pointers = facts.ptr.iter().flatten();
    let several = facts.ptr.as_ref().is_some_and(|pointers| pointers.len() > 1);
    let parts = pointers.filter_map(|pointer| {
        let of = if several { format!(" of {}", pointer.address) } else { String::new() };
        let names = pointer.names.as_deref()?;
        let shown: Vec<String> = names
            .iter()
            .map(|name| match name.confirmed {
                Some(true) => format!("{} (confirmed)", name.name),
                Some(false) => format!("{} (resolves elsewhere)", name.name),
                None => name.name.to_string(),
            })
            .collect();
        Some(match shown.as_slice() {
            [] => format!("no PTR record{of}"),
            shown => format!("PTR{of} {}", shortened(shown)),
        })
    });
    let mut parts: Vec<String> = parts.collect();
    let more = parts.len().saturating_sub(SHOWN);
    parts.truncate(SHOWN);
    if more > 0 {
        parts.push(format!("PTR names of {more} more addresses"));
    }
    parts
}

fn spf(facts: &FactsView) -> Vec<String> {
    let Some(spf) = &facts.spf else { return Vec::new() };
    let results = spf.results.iter().map(|found| {
        let by = found.matched.as_ref().map(|term| format!(" by {term}")).unwrap_or_default();
        format!("SPF {}{by}", found.result.as_str())
    });
    let mut results: Vec<String> = results.collect();
    results.dedup();
    match (&spf.record, results.is_empty()) {
        (_, false) => results,
        (Some(record), true) => {
            vec![format!("SPF {} ({} of 10 lookups)", within(record), spf.lookups)]
        }
        (None, true) => vec!["no SPF record".to_owned()],
    }
}

/// A record, shortened in the middle.
fn within(record: &str) -> String {
    const LONGEST: usize = 60;
    let words: Vec<&str> = record.split(' ').collect();
    match words.as_slice() {
        [first, .., last] if record.len() > LONGEST => format!("{first} … {last}"),
        _ => record.to_owned(),
    }
}

fn lists(report: &SenderReport) -> Option<String> {
    let asked = report.lists.iter().filter(|view| !view.is_unchecked());
    let mut names: Vec<&str> = asked.clone().map(|view| view.list.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let listed = asked.filter(|view| view.state == ListStateWord::Listed).count();
    match (names.len(), listed) {
        (0, _) => None,
        (1, 0) => Some("1 list clean".to_owned()),
        (count, 0) => Some(format!("{count} lists clean")),
        (count, listed) => Some(format!("listed {listed} times by {count} lists")),
    }
}
