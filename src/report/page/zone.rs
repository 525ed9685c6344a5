//! The page of `mxcheck zone`: a line for each domain that is well, the whole for the others.

use std::io::{self, Write};

use colored::Colorize;

use super::Detail;
use super::baseline::comparison;
use super::limits::{limits, short_title};
use super::sender::section;
use crate::catalogue::Receiver;
use crate::judge::check::{Finding, Status};
use crate::judge::verdict::{Outcome, Verdict};
use crate::report::terminal::{Mark, Style, wrap};
use crate::report::{SenderReport, ZoneReport, not_checked};

/// Writes the page. `receivers` are those of the verdicts.
pub fn write(
    report: &ZoneReport,
    receivers: &[Receiver],
    style: Style,
    detail: Detail,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut lines: Vec<String> = Vec::new();
    for sender in &report.domains {
        domain(report, sender, receivers, style, detail, &mut lines);
    }
    if detail != Detail::Quiet {
        if lines.last().is_some_and(|line| !line.is_empty()) {
            lines.push(String::new());
        }
        for skipped in report.skipped.iter().filter(|_| detail == Detail::Verbose) {
            let text = format!("{} is not judged: {}", skipped.name, skipped.reason);
            hanging(&text, Mark::NotJudged, style, &mut lines);
        }
    }
    if let Some(text) = not_checked(report.domains.iter().flat_map(|sender| &sender.lists)) {
        lines.extend(wrap(&style.printable(&text), "", ""));
        lines.push(String::new());
    }
    if let Some(compared) = &report.baseline {
        lines.extend(comparison(compared, style));
        lines.push(String::new());
    }
    if detail != Detail::Quiet {
        lines.extend(wrap(&style.printable(&sum(report)), "", ""));
        let verdicts: Vec<&Verdict> = report.domains.iter().flat_map(|sender| &sender.verdicts).collect();
        lines.extend(limits(&verdicts, receivers, style, detail));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.iter().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

fn domain(
    report: &ZoneReport,
    sender: &SenderReport,
    receivers: &[Receiver],
    style: Style,
    detail: Detail,
    lines: &mut Vec<String>,
) {
    let name = sender.subject().1;
    if report.is_parked(sender) && detail == Detail::Quiet {
        return;
    }
    if report.is_parked(sender) && detail != Detail::Verbose {
        let text =
            format!("{name}: parked: it says that it neither sends nor takes mail, and is not counted");
        hanging(&text, Mark::NotJudged, style, lines);
        return;
    }
    if detail == Detail::Quiet {
        lines.extend(section(sender, receivers, style, detail));
        return;
    }
    if is_well(sender) && detail == Detail::Normal {
        // A receiver of which nothing was judged accepts nothing.
        let accepts = |receiver: &&Receiver| {
            let of_it = |verdict: &&Verdict| verdict.receiver == receiver.name;
            sender.verdicts.iter().filter(of_it).any(|verdict| verdict.counted == Outcome::Accept)
        };
        let titles: Vec<&str> = receivers.iter().filter(accepts).map(short_title).collect();
        let titles = match titles.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => titles.concat(),
        };
        let text = format!("{name}: accepted by {titles}, as far as can be judged");
        hanging(&text, Mark::Pass, style, lines);
        return;
    }
    if lines.last().is_some_and(|line| !line.is_empty()) {
        lines.push(String::new());
    }
    lines.push(format!("{}", style.printable(&name).bold()));
    lines.extend(section(sender, receivers, style, detail));
    if lines.last().is_some_and(|line| !line.is_empty()) {
        lines.push(String::new());
    }
}

/// True when nothing has to be mended.
fn is_well(sender: &SenderReport) -> bool {
    let is_told = |finding: &Finding| {
        finding.ignored
            || finding.status >= Status::Warn
            || (finding.status == Status::Unknown && finding.is_news())
    };
    sender.outcome == Outcome::Accept && !sender.findings.iter().any(is_told)
}

/// How many domains come to what.
fn sum(report: &ZoneReport) -> String {
    let counted = || report.counted();
    let count = |outcome| counted().filter(|sender| sender.outcome == outcome).count();
    let total = counted().count();
    let domains =
        |number: usize| if number == 1 { "1 domain".to_owned() } else { format!("{number} domains") };
    let mut parts = Vec::new();
    for (outcome, word) in [
        (Outcome::Reject, "refused"),
        (Outcome::Defer, "deferred"),
        (Outcome::Unknown, "not known"),
        (Outcome::Accept, "accepted"),
        (Outcome::NotJudged, "not judged"),
    ] {
        if count(outcome) > 0 {
            parts.push(format!("{} {word}", count(outcome)));
        }
    }
    if !report.parked.is_empty() {
        parts.push(format!("{} parked", report.parked.len()));
    }
    let mut text = match parts.is_empty() {
        true => "No mail domain.".to_owned(),
        false => format!("{}: {}.", domains(total + report.parked.len()), parts.join(", ")),
    };
    match report.skipped.len() {
        0 => {}
        1 => text.push_str(" 1 name is left out (-v tells)."),
        count => text.push_str(&format!(" {count} names are left out (-v tells).")),
    }
    text
}

fn hanging(text: &str, mark: Mark, style: Style, lines: &mut Vec<String>) {
    let mut wrapped = wrap(&style.printable(text), "  ", "  ");
    if let Some(first) = wrapped.first_mut() {
        *first = format!("{} {}", mark.show(style), first.trim_start());
    }
    lines.extend(wrapped);
}
