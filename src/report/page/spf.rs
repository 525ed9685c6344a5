//! The page of `mxcheck spf`: the trace of an evaluation as a tree, or the budget of a record.

use std::io::{self, Write};

use colored::Colorize;

use super::Detail;
use super::layout::{Layout, Node, counted};
use crate::report::SpfReport;
use crate::report::shell;
use crate::report::terminal::{Mark, Style};
use crate::spf::{
    Authorised, Budget, BudgetTerm, Evaluation, Fault, Identity, Meant, NestedBudget, Place, SpfResult,
    Standing, TermOutcome, TermTrace,
};

/// How many networks in a row that do not match are shown; more are counted.
const SHOWN_NETWORKS: usize = 4;

/// Writes the page.
pub fn write(report: &SpfReport, style: Style, detail: Detail, out: &mut impl Write) -> io::Result<()> {
    let mut layout = Layout::new(style);
    if detail == Detail::Quiet {
        quiet(report, &mut layout);
        return layout.write(out);
    }
    let mut evaluations: Vec<&Evaluation> = report.spf.iter().collect();
    evaluations.sort_by_key(|one| rank(one.result));
    for one in evaluations {
        layout.blank();
        evaluation(one, detail, &mut layout);
    }
    if let Some(budget) = &report.budget {
        budget_lines(budget, &mut layout);
    }
    if report.budget.is_none() && report.spf.is_empty() {
        layout.headline(Mark::NotJudged, NO_DOMAIN);
    }
    layout.blank();
    for zone in &report.zones {
        layout.field("Zone", &zone.to_string());
    }
    if report.budget.is_some() {
        layout.field("Not checked", "whether a server passes: add --ip ADDRESS");
    }
    if let Some(command) = command(report) {
        layout.unbroken("Next", &command);
    }
    layout.write(out)
}

const NO_DOMAIN: &str =
    "No SPF record was evaluated: neither the envelope sender nor the HELO name has a domain";

/// A line for each result but pass.
fn quiet(report: &SpfReport, layout: &mut Layout) {
    for one in report.spf.iter().filter(|one| one.result != SpfResult::Pass) {
        layout.problem(mark(one.result), &outcome(one));
    }
    if let Some(budget) = &report.budget {
        let (mark, text) = standing(budget);
        if mark != Mark::Pass {
            layout.problem(mark, &text);
        }
    }
    if report.budget.is_none() && report.spf.is_empty() {
        layout.problem(Mark::NotJudged, NO_DOMAIN);
    }
}

/// What receivers make of the result, else the result for a server.
fn command(report: &SpfReport) -> Option<String> {
    let sender = &report.sender;
    let mut words: Vec<String> = vec!["mxcheck".to_owned()];
    let mut add = |flag: &str, value: String| words.extend([flag.to_owned(), value]);
    let helo = sender.helo.as_ref().map(|helo| helo.name.clone());
    let is_evaluated = !report.spf.is_empty();
    match (&sender.domain, helo.clone()) {
        (Some(domain), _) => add(if is_evaluated { "domain" } else { "spf" }, domain.name.to_string()),
        (None, Some(helo)) => add(if is_evaluated { "helo" } else { "spf" }, helo),
        (None, None) => return None,
    }
    let addresses: Vec<String> = sender.addresses.iter().map(|address| address.ip.to_string()).collect();
    match is_evaluated {
        true => addresses.into_iter().for_each(|ip| add("--ip", ip)),
        false => add("--ip", "ADDRESS".to_owned()),
    }
    helo.filter(|_| sender.domain.is_some()).into_iter().for_each(|helo| add("--helo", helo));
    if let Some(path) = sender.mail_from.iter().find(|path| path.origin.is_chosen()) {
        add("--from", path.address.clone());
    }
    words.extend(report.invocation.iter().cloned());
    Some(shell::line(&words))
}

/// The result, the record, and the trace as a tree.
pub(super) fn evaluation(evaluation: &Evaluation, detail: Detail, layout: &mut Layout) {
    layout.headline(mark(evaluation.result), &outcome(evaluation));
    layout.blank();
    if let (Some(Fault::Syntax), [record]) = (evaluation.fault, evaluation.txt.as_slice()) {
        let meant = Meant::of(record);
        let cause = meant.as_ref().and_then(|meant| meant.cause);
        cause.iter().for_each(|cause| layout.painted("Cause", cause, |line| line.bold()));
        let meant = meant.as_ref().map(|meant| meant.text.as_str());
        correction(evaluation.record.as_deref(), meant, layout);
    }
    if evaluation.result == SpfResult::Fail {
        let Evaluation { address, .. } = evaluation;
        let network = if address.is_ipv4() { "ip4" } else { "ip6" };
        let text = format!("if {address} is your server, add {network}:{address} in front of the last term");
        layout.field("Fix", &text);
    }
    if let Some(explanation) = &evaluation.explanation {
        layout.field("Explanation", explanation);
    }
    if let Some(record) = &evaluation.record {
        layout.placed("Record", record, &place_of(evaluation.place.as_ref()));
    }
    let Evaluation { lookups, void_lookups, .. } = evaluation;
    if !evaluation.txt.is_empty() || *lookups > 0 {
        layout.field("Lookups", &format!("{lookups} of 10, void {void_lookups} of 2"));
    }
    layout.tree("Trace", &traces(&evaluation.trace, detail));
}

/// Whose result it is, and by what.
fn outcome(evaluation: &Evaluation) -> String {
    let Evaluation { domain, address, result, .. } = evaluation;
    let who = match evaluation.identity {
        Identity::MailFrom => domain.clone(),
        Identity::Helo => format!("HELO {domain}"),
    };
    let by = match (&evaluation.matched, &evaluation.reason) {
        (_, Some(reason)) => format!(": {reason}"),
        (Some(term), None) => format!(" by {term}"),
        (None, None) => ": no term of the record matches".to_owned(),
    };
    format!("{who}: SPF {} for {address}{by}", result.as_str())
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

/// The worst first.
fn rank(result: SpfResult) -> u8 {
    match mark(result) {
        Mark::Fail => 0,
        Mark::Warn => 1,
        Mark::Pass => 3,
        _ => 2,
    }
}

fn place_of(place: Option<&Place>) -> String {
    match place {
        Some(Place { file, line: Some(line) }) => format!("{file}:{line}"),
        Some(Place { file, line: None }) => file.to_string(),
        None => String::new(),
    }
}

/// The record that was evidently meant, in place of the one that was found.
fn correction(found: Option<&str>, meant: Option<&str>, layout: &mut Layout) {
    let Some(meant) = meant else { return };
    match found {
        Some(found) => {
            layout.change("Fix", '-', found);
            layout.change("", '+', meant);
        }
        None => layout.change("Fix", '+', meant),
    }
}

fn traces(terms: &[TermTrace], detail: Detail) -> Vec<Node> {
    let is_plain = |term: &TermTrace| {
        term.outcome == TermOutcome::NoMatch
            && term.lookups == 0
            && term.found.is_empty()
            && term.nested.is_none()
    };
    let mut nodes = Vec::new();
    let mut place = 0;
    while let Some(term) = terms.get(place) {
        let run = terms[place..].iter().take_while(|term| is_plain(term)).count();
        if run > SHOWN_NETWORKS && detail != Detail::Verbose {
            let text = format!("{run} networks, the first {}: no match (-v shows them)", term.term);
            nodes.push(Node { text, record: None, below: Vec::new() });
            place += run;
            continue;
        }
        let nested = term.nested.as_ref();
        let record = nested
            .and_then(|nested| Some((nested.record.as_ref()?.to_string(), place_of(nested.place.as_ref()))));
        let below = nested.map(|nested| traces(&nested.terms, detail)).unwrap_or_default();
        nodes.push(Node { text: trace(term), record, below });
        place += 1;
    }
    nodes
}

fn trace(term: &TermTrace) -> String {
    let mut text = term.term.clone();
    if let Some(target) = term.target.as_ref().filter(|target| !contains(&term.term, target)) {
        text.push_str(&format!(" ({target})"));
    }
    text.push_str(match term.outcome {
        TermOutcome::Match => ": match",
        TermOutcome::NoMatch => ": no match",
        TermOutcome::Redirect => ": continues there",
        TermOutcome::Temperror => ": a lookup failed",
        TermOutcome::Permerror => ": permerror",
    });
    if let Some(nested) = &term.nested {
        text.push_str(&format!(", result there: {}", nested.result.as_str()));
    }
    if term.lookups > 0 {
        text.push_str(&format!(", {}", counted(term.lookups.into(), "lookup")));
    }
    if term.void_lookups > 0 {
        text.push_str(&format!(", {} void", term.void_lookups));
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

/// How the record of a domain stands, in one sentence.
fn standing(budget: &Budget) -> (Mark, String) {
    let record = &budget.record;
    let permerror = budget.permerror();
    let (mark, what) = match budget.standing() {
        Standing::Wrong => (Mark::Fail, "SPF permerror".to_owned()),
        Standing::WrongForOneFamily if permerror.is_some_and(|found| found.address.is_ipv4()) => {
            (Mark::Warn, "SPF permerror for IPv4 senders".to_owned())
        }
        Standing::WrongForOneFamily => (Mark::Warn, "SPF permerror for IPv6 senders".to_owned()),
        Standing::WrongInside => (Mark::Warn, "SPF permerror for some senders".to_owned()),
        Standing::Unknown => (Mark::Unknown, "the SPF record could not be looked up completely".to_owned()),
        Standing::Missing if record.near.is_some() => {
            (Mark::Warn, "no SPF record, only one like it".to_owned())
        }
        Standing::Missing => (Mark::NotJudged, "no SPF record".to_owned()),
        Standing::PermitsEveryone => (Mark::Warn, "the SPF record permits the whole Internet".to_owned()),
        Standing::Valid if !record.without_effect().is_empty() => {
            (Mark::Warn, "SPF record valid, but with terms that have no effect".to_owned())
        }
        Standing::Valid => {
            let used = format!("{} of {} lookups", record.lookups, budget.lookups_allowed);
            (Mark::Pass, format!("SPF record valid, {used}"))
        }
    };
    let inside = || record.error().filter(|_| budget.standing() == Standing::WrongInside);
    let reason = permerror.and_then(|evaluation| evaluation.reason.clone()).or_else(inside);
    let reason = record.problem.clone().or(reason).map(|reason| format!(": {reason}"));
    (mark, format!("{}: {what}{}", record.domain, reason.unwrap_or_default()))
}

fn budget_lines(budget: &Budget, layout: &mut Layout) {
    let record = &budget.record;
    let (mark, text) = standing(budget);
    layout.headline(mark, &text);
    layout.blank();
    if let Some(found) = &record.near {
        layout.painted("Cause", &found.near.reason, |line| line.bold());
        correction(Some(&found.record.to_string()), found.near.corrected.as_deref(), layout);
        if found.near.corrected.is_none() {
            layout.unbroken("Found", &found.record.to_string());
        }
    }
    for (holder, ineffective) in record.without_effect() {
        let why = format!("\"{}\" in {} has no effect: {}", ineffective.term, holder.domain, ineffective.why);
        layout.field("Warning", &why);
    }
    correction(record.record.as_deref(), record.corrected.as_deref(), layout);
    let Some(text) = &record.record else { return };
    layout.placed("Record", text, &place_of(record.place.as_ref()));
    let over = |count: u32, allowed: u32| if count > allowed { " (too many)" } else { "" };
    let allowed = budget.void_lookups_allowed;
    let void = |count: u32| format!("{count} of {allowed}{}", over(count, allowed));
    let (ip4, ip6) = (budget.ip4.void_lookups, budget.ip6.void_lookups);
    let void = match ip4 == ip6 {
        true => format!("void {}", void(ip4)),
        false => format!("void {} for IPv4 senders, {} for IPv6 senders", void(ip4), void(ip6)),
    };
    layout.field(
        "Lookups",
        &format!(
            "{} of {}{} if no term matches, {void}",
            record.lookups,
            budget.lookups_allowed,
            over(record.lookups, budget.lookups_allowed)
        ),
    );
    let at_least = if budget.is_complete { "" } else { " at least: some of it is unknown" };
    layout.field("Authorises", &format!("{}{at_least}", authorised(&budget.authorises)));
    layout.tree("Terms", &budget_terms(record));
}

fn authorised(authorised: &Authorised) -> String {
    if authorised.everybody {
        return "every address".to_owned();
    }
    let mut parts = Vec::new();
    if authorised.ipv4_addresses > 0 {
        parts.push(counted(authorised.ipv4_addresses, "IPv4 address"));
    }
    if authorised.ipv6_networks > 0 {
        parts.push(counted(authorised.ipv6_networks as u64, "IPv6 network"));
    }
    if parts.is_empty() { "no address".to_owned() } else { parts.join(", ") }
}

fn budget_terms(record: &NestedBudget) -> Vec<Node> {
    let errors = record.errors.iter().map(|error| Node {
        text: format!("syntax error: {error}"),
        record: None,
        below: Vec::new(),
    });
    let terms = record.terms.iter().map(|term| {
        let problem = term.nested.as_ref().and_then(|nested| nested.problem.as_ref());
        let problem = problem.map(|problem| format!("; {problem}")).unwrap_or_default();
        Node {
            text: format!("{}{problem}", budget_term(term)),
            record: None,
            below: term.nested.as_deref().map(budget_terms).unwrap_or_default(),
        }
    });
    errors.chain(terms).collect()
}

fn budget_term(term: &BudgetTerm) -> String {
    let mut parts = Vec::new();
    if let Some(why) = &term.never_matches {
        let cost = match term.lookups {
            0 => String::new(),
            lookups => format!(", and costs {}", counted(lookups.into(), "lookup")),
        };
        return format!("{}: never matches: {why}{cost}", term.term);
    }
    if term.lookups > 0 {
        parts.push(counted(term.lookups.into(), "lookup"));
    }
    match term.qualifier {
        // Whoever is left.
        Some(qualifier) if term.addresses.everybody && term.nested.is_none() => {
            parts.push(format!("{} for every other address", SpfResult::from(qualifier).as_str()));
        }
        _ if term.addresses != Authorised::default() => parts.push(authorised(&term.addresses)),
        _ => {}
    }
    parts.extend(term.note.clone());
    if parts.is_empty() { term.term.clone() } else { format!("{}: {}", term.term, parts.join(", ")) }
}
