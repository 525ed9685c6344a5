//! The page of `mxcheck spf`: the trace of an evaluation as a tree, or the budget of a record.

use std::io::{self, Write};

use colored::Colorize;

use super::Detail;
use super::zone_line::zone_lines;
use crate::report::SpfReport;
use crate::report::terminal::{Mark, Style};
use crate::spf::{
    Authorised, Budget, BudgetTerm, Evaluation, Fault, Identity, Meant, NestedBudget, Place, SpfResult,
    Standing, TermOutcome, TermTrace,
};

/// How many networks in a row that do not match are shown; more are counted.
const SHOWN_NETWORKS: usize = 4;

/// Writes the page.
pub fn write(report: &SpfReport, style: Style, detail: Detail, out: &mut impl Write) -> io::Result<()> {
    let mut lines: Vec<String> = Vec::new();
    if detail != Detail::Quiet && !report.zones.is_empty() {
        lines.extend(zone_lines(&report.zones, style));
        lines.push(String::new());
    }
    for (place, one) in report.spf.iter().enumerate() {
        if place > 0 && detail != Detail::Quiet {
            lines.push(String::new());
        }
        lines.extend(evaluation(one, style, detail));
    }
    match &report.budget {
        Some(budget) => lines.extend(budget_lines(budget, style, detail)),
        None if report.spf.is_empty() => {
            lines.push("There is no domain whose SPF record could be asked.".to_owned())
        }
        None => {}
    }
    lines.iter().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

/// The result, the record, and the trace as a tree.
pub(super) fn evaluation(evaluation: &Evaluation, style: Style, detail: Detail) -> Vec<String> {
    let Evaluation { domain, address, result, .. } = evaluation;
    let identity = match evaluation.identity {
        Identity::MailFrom => "MAIL FROM",
        Identity::Helo => "HELO",
    };
    let mark = mark(*result);
    let text = style.printable(&format!("SPF  {domain} ({identity}) from {address}: {}", result.as_str()));
    let mut lines = vec![format!("{} {}", mark.show(style), mark.paint(&text))];
    if detail == Detail::Quiet {
        return lines;
    }
    lines.extend(record_line(evaluation.record.as_deref(), evaluation.place.as_ref(), style));
    if let Some(reason) = &evaluation.reason {
        lines.extend(style.wrap(&style.printable(reason), "  ", "  "));
    }
    if let (Some(Fault::Syntax), [record]) = (evaluation.fault, evaluation.txt.as_slice()) {
        let meant = Meant::of(record);
        let cause = meant.as_ref().and_then(|meant| meant.cause);
        lines.extend(cause.iter().flat_map(|cause| style.wrap(&format!("Cause: {cause}."), "  ", "  ")));
        lines.extend(correction(meant.as_ref().map(|meant| meant.text.as_str()), style));
    }
    if let Some(explanation) = &evaluation.explanation {
        lines.extend(style.wrap(&style.printable(&format!("The domain says: {explanation}")), "  ", "  "));
    }
    let used = format!(
        "{} of 10 look-ups, {} of 2 that may find nothing",
        evaluation.lookups, evaluation.void_lookups
    );
    lines.push(format!("  {}", used.dimmed()));
    traces(&evaluation.trace, "  ", style, detail, &mut lines);
    lines
}

fn mark(result: SpfResult) -> Mark {
    match result {
        SpfResult::Pass => Mark::Pass,
        SpfResult::Fail | SpfResult::Permerror => Mark::Fail,
        SpfResult::Softfail | SpfResult::Neutral => Mark::Warn,
        SpfResult::Temperror => Mark::Unknown,
        SpfResult::None => Mark::NotJudged,
    }
}

fn record_line(record: Option<&str>, place: Option<&Place>, style: Style) -> Option<String> {
    let place = place.map(|place| match place.line {
        Some(line) => format!("  {}:{line}", place.file),
        None => format!("  {}", place.file),
    });
    let place = style.printable(&place.unwrap_or_default());
    record.map(|record| format!("  {}{}", style.printable(record), place.dimmed()))
}

/// The record that was evidently meant.
fn correction(text: Option<&str>, style: Style) -> Option<String> {
    text.map(|text| format!("  Correct     {}", style.printable(text).green()))
}

/// What stands before a branch of a tree and before what hangs on it.
fn branch(is_last: bool, style: Style) -> (&'static str, &'static str) {
    match (is_last, style.unicode) {
        (false, true) => ("├─ ", "│  "),
        (true, true) => ("└─ ", "   "),
        (false, false) => ("|- ", "|  "),
        (true, false) => ("`- ", "   "),
    }
}

fn traces(terms: &[TermTrace], indent: &str, style: Style, detail: Detail, lines: &mut Vec<String>) {
    let is_plain = |term: &TermTrace| {
        term.outcome == TermOutcome::NoMatch
            && term.lookups == 0
            && term.found.is_empty()
            && term.nested.is_none()
    };
    let mut place = 0;
    while let Some(term) = terms.get(place) {
        let run = terms[place..].iter().take_while(|term| is_plain(term)).count();
        if run > SHOWN_NETWORKS && detail != Detail::Verbose {
            let (first, rest) = branch(place + run == terms.len(), style);
            let text = format!("{run} networks, the first {}: no match", term.term);
            lines.extend(style.wrap(
                &style.printable(&text),
                &format!("{indent}{first}"),
                &format!("{indent}{rest}"),
            ));
            place += run;
            continue;
        }
        let (first, rest) = branch(place + 1 == terms.len(), style);
        let below = format!("{indent}{rest}");
        lines.extend(style.wrap(&style.printable(&trace(term)), &format!("{indent}{first}"), &below));
        if let Some(nested) = &term.nested {
            lines.extend(
                record_line(nested.record.as_deref(), nested.place.as_ref(), style)
                    .map(|line| format!("{below}{}", line.trim_start())),
            );
            traces(&nested.terms, &below, style, detail, lines);
        }
        place += 1;
    }
}

fn trace(term: &TermTrace) -> String {
    let mut text = term.term.clone();
    if let Some(target) = term.target.as_ref().filter(|target| !contains(&term.term, target)) {
        text.push_str(&format!(" ({target})"));
    }
    text.push_str(match term.outcome {
        TermOutcome::Match => ": matches",
        TermOutcome::NoMatch => ": no match",
        TermOutcome::Redirect => ": takes its place",
        TermOutcome::Temperror => ": a look-up failed",
        TermOutcome::Permerror => ": permerror",
    });
    if let Some(nested) = &term.nested {
        text.push_str(&format!(", the result there is {}", nested.result.as_str()));
    }
    if term.lookups > 0 {
        text.push_str(&format!(", {}", counted(term.lookups.into(), "look-up")));
    }
    if term.void_lookups > 0 {
        text.push_str(&format!(", {} found nothing", term.void_lookups));
    }
    if !term.found.is_empty() {
        let more = if term.found_more > 0 { format!(" and {} more", term.found_more) } else { String::new() };
        text.push_str(&format!("; found {}{more}", term.found.join(", ")));
    }
    if let Some(note) = &term.note {
        text.push_str(&format!("; {note}"));
    }
    text
}

/// True when the term shows its target already.
fn contains(term: &str, target: &str) -> bool {
    let bare = target.strip_suffix("/32").or_else(|| target.strip_suffix("/128")).unwrap_or(target);
    term.to_ascii_lowercase().contains(&bare.to_ascii_lowercase())
}

fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 {
        ""
    } else if what.ends_with("ss") {
        "es"
    } else {
        "s"
    };
    format!("{} {what}{plural}", thousands(count))
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn budget_lines(budget: &Budget, style: Style, detail: Detail) -> Vec<String> {
    let record = &budget.record;
    let over = |count: u32, allowed: u32| if count > allowed { ": too many" } else { "" };
    let permerror = budget.permerror();
    let (mark, headline) = match budget.standing() {
        Standing::Wrong => (Mark::Fail, "permerror"),
        Standing::WrongForOneFamily if permerror.is_some_and(|evaluation| evaluation.address.is_ipv4()) => {
            (Mark::Warn, "permerror for IPv4 senders")
        }
        Standing::WrongForOneFamily => (Mark::Warn, "permerror for IPv6 senders"),
        Standing::WrongInside => (Mark::Warn, "permerror for some senders"),
        Standing::Unknown => (Mark::Unknown, "could not be looked up whole"),
        Standing::Missing if record.near.is_some() => (Mark::Warn, "a record only looks like SPF"),
        Standing::Missing => (Mark::NotJudged, "no record"),
        Standing::PermitsEveryone => (Mark::Warn, "everybody may send"),
        Standing::Valid if !record.without_effect().is_empty() => {
            (Mark::Warn, "valid, with terms that have no effect")
        }
        Standing::Valid => (Mark::Pass, "valid"),
    };
    let text = style.printable(&format!("SPF  {}: {headline}", record.domain));
    let mut lines = vec![format!("{} {}", mark.show(style), mark.paint(&text))];
    if detail == Detail::Quiet {
        return lines;
    }
    lines.extend(record_line(record.record.as_deref(), record.place.as_ref(), style));
    let inside = || record.error().filter(|_| budget.standing() == Standing::WrongInside);
    let reason = permerror.and_then(|evaluation| evaluation.reason.clone()).or_else(inside);
    if let Some(problem) = record.problem.clone().or(reason) {
        lines.extend(style.wrap(&style.printable(&problem), "  ", "  "));
    }
    if let Some(found) = &record.near {
        let shown = found.record.to_string();
        lines.push(format!("  Found       {}", style.printable(&shown).red()));
        let why = style.printable(&format!("It does not count: {}.", found.near.reason));
        lines.extend(style.wrap(&why, "              ", "              "));
        lines.extend(correction(found.near.corrected.as_deref(), style));
    }
    for (holder, ineffective) in record.without_effect() {
        let why =
            format!("\"{}\" in {} has no effect: {}.", ineffective.term, holder.domain, ineffective.why);
        lines.extend(style.wrap(&style.printable(&why), "  ", "  "));
    }
    lines.extend(correction(record.corrected.as_deref(), style));
    if record.record.is_none() {
        return lines;
    }
    lines.push(format!(
        "  Look-ups    {} of {}{}, when nothing matches",
        record.lookups,
        budget.lookups_allowed,
        over(record.lookups, budget.lookups_allowed)
    ));
    let allowed = budget.void_lookups_allowed;
    let void = |count: u32| format!("{count} of {allowed}{}", over(count, allowed));
    let (ip4, ip6) = (budget.ip4.void_lookups, budget.ip6.void_lookups);
    lines.push(match ip4 == ip6 {
        true => format!("  Void        {}", void(ip4)),
        false => format!("  Void        IPv4 senders {}, IPv6 senders {}", void(ip4), void(ip6)),
    });
    let at_least = if budget.is_complete { "" } else { ", as far as it can be counted" };
    lines.push(format!("  Authorises  {}{at_least}", authorised(&budget.authorises)));
    budget_terms(record, "  ", style, &mut lines);
    lines
}

fn authorised(authorised: &Authorised) -> String {
    if authorised.everybody {
        return "everybody".to_owned();
    }
    let mut parts = Vec::new();
    if authorised.ipv4_addresses > 0 {
        parts.push(counted(authorised.ipv4_addresses, "IPv4 address"));
    }
    if authorised.ipv6_networks > 0 {
        parts.push(counted(authorised.ipv6_networks as u64, "IPv6 network"));
    }
    if parts.is_empty() { "nobody".to_owned() } else { parts.join(", ") }
}

fn budget_terms(record: &NestedBudget, indent: &str, style: Style, lines: &mut Vec<String>) {
    let count = record.errors.len() + record.terms.len();
    let errors = record.errors.iter().map(|error| (format!("syntax error: {error}"), None));
    let terms = record.terms.iter().map(|term| (budget_term(term), term.nested.as_deref()));
    for (place, (text, nested)) in errors.chain(terms).enumerate() {
        let (first, rest) = branch(place + 1 == count, style);
        let below = format!("{indent}{rest}");
        lines.extend(style.wrap(&style.printable(&text), &format!("{indent}{first}"), &below));
        let Some(nested) = nested else { continue };
        if let Some(problem) = &nested.problem {
            lines.extend(style.wrap(&style.printable(problem), &below, &below));
        }
        budget_terms(nested, &below, style, lines);
    }
}

fn budget_term(term: &BudgetTerm) -> String {
    let mut parts = Vec::new();
    if let Some(why) = &term.never_matches {
        let cost = match term.lookups {
            0 => String::new(),
            lookups => format!(", and costs {}", counted(lookups.into(), "look-up")),
        };
        return format!("{}: never matches: {why}{cost}", term.term);
    }
    if term.lookups > 0 {
        parts.push(counted(term.lookups.into(), "look-up"));
    }
    match term.qualifier {
        // Whoever is left.
        Some(qualifier) if term.addresses.everybody && term.nested.is_none() => {
            parts.push(format!("{} for everybody else", SpfResult::from(qualifier).as_str()));
        }
        _ if term.addresses != Authorised::default() => parts.push(authorised(&term.addresses)),
        _ => {}
    }
    parts.extend(term.note.clone());
    if parts.is_empty() { term.term.clone() } else { format!("{}: {}", term.term, parts.join(", ")) }
}
