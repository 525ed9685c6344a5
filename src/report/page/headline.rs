//! The outcome of a sender in one sentence, with the reason.

use super::layout::list;
use super::limits::short_title;
use super::session;
use crate::catalogue::Receiver;
use crate::judge::check::{Finding, Status};
use crate::judge::verdict::{Outcome, Verdict};
use crate::report::SenderReport;
use crate::report::terminal::Mark;

/// The most characters of a reason.
const LONGEST: usize = 160;

/// Returns the symbol and the sentence.
pub(super) fn of(report: &SenderReport, receivers: &[Receiver]) -> (Mark, String) {
    if let Some(live) = live(report, receivers) {
        return live;
    }
    let who = who(report);
    let outcome = report.outcome;
    let of_outcome = || report.verdicts.iter().filter(|verdict| verdict.counted == outcome);
    let title = |verdict: &Verdict| title(verdict, receivers);
    let mut titles: Vec<String> = of_outcome().map(title).collect();
    titles.dedup();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let reason = of_outcome().find_map(|verdict| reason(report, verdict));
    let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    let mark = session::mark(outcome);
    let sentence = match outcome {
        Outcome::Reject => format!("{} would reject mail {who}{reason}", list(&titles)),
        Outcome::Defer => format!("{} would defer mail {who}{reason}", list(&titles)),
        Outcome::Unknown => match report.verdicts.is_empty() {
            true => {
                let failed = report.findings.iter().find(|finding| is_failure(finding));
                let failed = failed.map_or_else(|| "general findings only".to_owned(), |f| short(&f.summary));
                format!("Mail {who}: {failed}; mxcheck has no rules for this receiver")
            }
            false => format!("Not known whether mail {who} would be accepted{reason}"),
        },
        Outcome::NotJudged => {
            format!("Mail {who} was not judged: nothing that receivers decide by was checked")
        }
        Outcome::Accept => return accepted(report, receivers, &who),
    };
    (mark, sentence)
}

/// Whose mail it is: `from good.test, sent by 192.0.2.20`.
fn who(report: &SenderReport) -> String {
    let sender = &report.sender;
    let given = sender.addresses.iter().filter(|address| address.origin.is_chosen());
    let given: Vec<String> = given.map(|address| address.ip.to_string()).collect();
    match (&sender.domain, given.as_slice(), &sender.helo) {
        (Some(domain), [], _) => format!("from {}", domain.name),
        (Some(domain), [ip], _) => format!("from {} (server {ip})", domain.name),
        (Some(domain), several, _) => format!("from {} ({} servers)", domain.name, several.len()),
        (None, [first, ..], _) => format!("from {first}"),
        (None, [], Some(helo)) => format!("from a server that says HELO {}", helo.name),
        (None, [], None) => "from this sender".to_owned(),
    }
}

fn title(verdict: &Verdict, receivers: &[Receiver]) -> String {
    let receiver = receivers.iter().find(|receiver| receiver.name == verdict.receiver);
    receiver.map_or(verdict.receiver.as_str(), short_title).to_owned()
}

fn is_failure(finding: &Finding) -> bool {
    finding.status == Status::Fail && !finding.ignored
}

/// The first finding that decides a verdict.
fn reason(report: &SenderReport, verdict: &Verdict) -> Option<String> {
    let fits = |finding: &&Finding| {
        session::decides(finding, verdict, &report.findings)
            && finding.address.is_none_or(|ip| Some(ip) == verdict.address)
            && finding.receiver.as_ref().is_none_or(|name| *name == verdict.receiver)
    };
    report.findings.iter().find(fits).map(|finding| short(&finding.summary))
}

/// A summary up to its first semicolon, not too long.
pub(super) fn short(summary: &str) -> String {
    let first = summary.split("; ").next().unwrap_or(summary);
    match first.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &first[..end]),
        None => first.to_owned(),
    }
}

fn accepted(report: &SenderReport, receivers: &[Receiver], who: &str) -> (Mark, String) {
    let who = who.strip_prefix("from ").unwrap_or(who);
    let none = format!("{who}: no known reason for rejection");
    let mut notes = notes(report, receivers);
    let more = notes.len().saturating_sub(1);
    match notes.drain(..).next() {
        Some(note) => {
            let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
            (Mark::Warn, format!("{none}, but {note}{more}"))
        }
        None => {
            let has_address = report.sender.addresses.iter().any(|address| address.origin.is_chosen());
            let unchecked = if has_address { "" } else { "; the sending server was not checked" };
            (Mark::Pass, format!("{none}{unchecked}"))
        }
    }
}

/// What takes the tick away, the worst first.
fn notes(report: &SenderReport, receivers: &[Receiver]) -> Vec<String> {
    let of_status = |status| {
        let findings = report.findings.iter();
        findings.filter(move |finding| finding.status == status && !finding.ignored)
    };
    let mut notes: Vec<String> = Vec::new();
    let mut push = |note: String| {
        if !notes.contains(&note) {
            notes.push(note);
        }
    };
    for finding in of_status(Status::Fail).chain(of_status(Status::Warn)) {
        push(short(&finding.summary));
    }
    for verdict in &report.verdicts {
        let has_failed = verdict.undetermined.iter().any(|open| open.has_failed);
        if has_failed {
            push("a lookup failed".to_owned());
        }
        for risk in verdict.risks.iter().filter(|risk| session::is_of_sender(risk)) {
            let is_told = report.findings.iter().any(|finding| {
                finding.status >= Status::Warn && !finding.ignored && risk.why.contains(&finding.summary)
            });
            if !is_told {
                let (title, why) = (title(verdict, receivers), short(&risk.why));
                let is_named = why.starts_with(&title);
                push(if is_named { why } else { format!("{title}: {why}") });
            }
        }
    }
    if report.lists.iter().any(|view| view.is_unchecked()) {
        push("some DNSBLs could not be used".to_owned());
    }
    notes
}

/// What a live session has shown: it counts more than the prediction.
fn live(report: &SenderReport, receivers: &[Receiver]) -> Option<(Mark, String)> {
    let seen = report.sessions.iter().rfind(|view| view.client.is_some())?;
    let what = format!("{}{}", session::headline(seen), session::deciding_words(seen));
    let judged = report.verdicts.iter().find(|verdict| verdict.observed.is_some());
    let agreement = match judged.map(|verdict| (verdict, verdict.agrees)) {
        Some((_, Some(true))) => "as predicted".to_owned(),
        Some((verdict, Some(false))) => match session::sentence(verdict) {
            sentence if verdict.counted != verdict.outcome => sentence,
            _ => "not as predicted".to_owned(),
        },
        Some((verdict, None)) if verdict.counted != verdict.outcome => session::sentence(verdict),
        Some((_, None)) | None => match receivers.is_empty() || report.verdicts.is_empty() {
            true => "mxcheck has no rules for this receiver".to_owned(),
            false => "not comparable with the prediction".to_owned(),
        },
    };
    Some((session::mark(report.outcome), format!("Live at {}: {what} ({agreement})", session::server(seen))))
}
