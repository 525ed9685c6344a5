//! The page of `mxcheck message`.

use std::io::{self, Write};

use colored::Colorize;

use super::Detail;
use super::check_line::check_line;
use crate::catalogue::Receiver;
use crate::evidence::message::{Hop, Meaning};
use crate::judge::check::{EvidenceSource, Finding, Status};
use crate::judge::message::{MatchOutcome, MessageMatch};
use crate::report::MessageReport;
use crate::report::terminal::{Mark, Style};

/// Hops and marks that are shown unless everything is asked for.
const SHOWN: usize = 8;

/// Writes the page. `receivers` are those whose rules were looked at.
pub fn write(
    report: &MessageReport,
    receivers: &[Receiver],
    style: Style,
    detail: Detail,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut page = Page { report, style, detail, lines: Vec::new(), shown: Vec::new() };
    for receiver in receivers {
        page.receiver(receiver);
    }
    if detail != Detail::Quiet {
        let verdicts = std::mem::take(&mut page.lines);
        page.head();
        page.lines.extend(verdicts);
        page.rest();
    }
    for line in page.lines {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

struct Page<'a> {
    report: &'a MessageReport,
    style: Style,
    detail: Detail,
    lines: Vec<String>,
    /// The ids of checks that a receiver's part has told of.
    shown: Vec<&'static str>,
}

impl Page<'_> {
    fn line(&mut self, text: impl Into<String>) {
        self.lines.push(text.into());
    }

    fn hanging(&mut self, text: &str, first: &str, rest: &str) {
        let text = self.style.printable(text);
        self.lines.extend(self.style.wrap(&text, first, rest));
    }

    fn wrapped(&mut self, text: &str, indent: &str) {
        self.hanging(text, indent, indent);
    }

    fn head(&mut self) {
        let view = &self.report.message;
        let mut parts = vec![format!("{}: {} octets as sent", self.report.file, grouped(view.size))];
        if !view.from.is_empty() {
            parts.push(format!("from {}", view.from.join(" and ")));
        }
        parts.extend(view.mail_from.iter().map(|path| format!("envelope sender {path}")));
        parts.extend(view.subject.iter().filter(|text| !text.is_empty()).map(|text| format!("\"{text}\"")));
        self.hanging(&parts.join(", "), "Message  ", "         ");
        self.line("");
    }

    /// What one receiver makes of the message.
    fn receiver(&mut self, receiver: &Receiver) {
        let of_it: Vec<&MessageMatch> =
            self.report.matches.iter().filter(|found| found.receiver == receiver.name).collect();
        let title = self.style.printable(&receiver.title);
        let hits: Vec<&&MessageMatch> =
            of_it.iter().filter(|found| found.state == MatchOutcome::Hit).collect();
        if hits.is_empty() {
            let what = "nothing in the message that its documented rules speak against";
            self.line(format!("{} {}", Mark::Pass.show(self.style), format!("{title}: {what}").bold()));
        }
        for hit in hits {
            let what = match hit.stage {
                Some(stage) => format!("refused at {}", stage.title()),
                None => hit.cause.clone(),
            };
            let what = self.style.printable(&format!("{title}: {what}"));
            self.line(format!("{} {}", Mark::Fail.show(self.style), what.bold()));
            if self.detail == Detail::Quiet {
                continue;
            }
            let reply = hit.reply.to_string();
            if !reply.is_empty() {
                let text = self.style.printable(&reply);
                self.line(format!("  {}", Mark::Fail.paint(&text)));
            }
            let basis = format!("{}, {} confidence, {}", hit.basis, hit.confidence, hit.rule);
            self.line(format!("  {}", self.style.printable(&basis).dimmed()));
            self.findings(hit);
        }
        if self.detail == Detail::Quiet {
            return;
        }
        for found in of_it.iter().filter(|found| found.state != MatchOutcome::Hit) {
            let what = match found.state {
                MatchOutcome::Information => format!("only where it is handed in at {}", receiver.title),
                _ => "a risk".to_owned(),
            };
            let reply = found.reply.to_string();
            let stage = found.stage.map(|stage| format!(", at {}", stage.title())).unwrap_or_default();
            let text = format!("{what}{stage}: {reply}: {} ({})", found.cause, found.rule);
            self.hanging(&text, "  ! ", "    ");
        }
        self.line("");
    }

    fn findings(&mut self, hit: &MessageMatch) {
        let report = self.report;
        let deciding = report.findings.iter().filter(|finding| {
            let is_its = finding.receiver.as_deref().is_none_or(|name| name == hit.receiver);
            finding.status == Status::Fail && is_its && hit.because.contains(&finding.check.id)
        });
        for finding in deciding {
            self.line("");
            self.finding(finding);
            self.shown.push(finding.check.id);
        }
    }

    fn finding(&mut self, finding: &Finding) {
        let mut text = finding.summary.clone();
        if let Some(reference) = finding.references.first().filter(|_| finding.status >= Status::Warn) {
            text.push_str(&format!(" ({reference})"));
        }
        self.wrapped(&text, "  ");
        for evidence in &finding.evidence {
            let place = match &evidence.source {
                EvidenceSource::File { file, line: Some(line) } => format!("  {file}:{line}"),
                _ => String::new(),
            };
            let record = self.style.printable(&evidence.record);
            self.line(format!("    {record}{}", self.style.printable(&place).dimmed()));
        }
        if let Some(note) = finding.fix.as_ref().and_then(|fix| fix.note.as_deref()) {
            self.wrapped(note, "  ");
        }
    }

    /// What matters to no receiver's verdict, the way and the marks.
    fn rest(&mut self) {
        let report = self.report;
        let is_open = |finding: &&Finding| !self.shown.contains(&finding.check.id);
        let faults: Vec<&Finding> =
            report.findings.iter().filter(|f| f.status >= Status::Warn).filter(is_open).collect();
        let remarks: Vec<&Finding> =
            report.findings.iter().filter(|f| f.status == Status::Info).filter(is_open).collect();
        if !faults.is_empty() {
            self.line("Also worth fixing".bold().to_string());
        }
        for finding in faults {
            self.finding(finding);
            self.line("");
        }
        for finding in &remarks {
            let places = finding.evidence.iter().filter_map(|evidence| match &evidence.source {
                EvidenceSource::File { line: Some(line), .. } => Some(format!("line {line}")),
                _ => None,
            });
            let places: Vec<String> = places.collect();
            let place = if places.is_empty() { String::new() } else { format!(" ({})", places.join(", ")) };
            self.hanging(&format!("{}{place}", finding.summary), "i ", "  ");
        }
        if !remarks.is_empty() {
            self.line("");
        }
        if self.detail == Detail::Verbose {
            self.all_findings();
        }
        self.way();
        self.authentication();
        self.filters();
        for note in &report.notes {
            self.wrapped(note, "");
        }
    }

    fn all_findings(&mut self) {
        self.line("Every check".bold().to_string());
        for finding in &self.report.findings {
            self.lines.extend(check_line(finding, self.style));
        }
        self.line("");
    }

    /// How many of a list are shown.
    fn limit(&self, count: usize) -> usize {
        if self.detail == Detail::Verbose { count } else { count.min(SHOWN) }
    }

    fn more(&mut self, count: usize) {
        if count > self.limit(count) {
            self.line(format!("  and {} more (-v shows them)", count - self.limit(count)));
        }
        self.line("");
    }

    fn way(&mut self) {
        let report = self.report;
        if report.hops.is_empty() {
            return;
        }
        self.line("The way it took, the last server first".bold().to_string());
        for hop in &report.hops[..self.limit(report.hops.len())] {
            let text = self.style.printable(&way_of(hop));
            let is_border = report.border == Some(hop.line);
            let first = if is_border { "  > " } else { "    " };
            let mut lines = self.style.wrap(&text, first, "      ");
            if let Some(last) = lines.last_mut() {
                let place = format!("  {}:{}", report.file, hop.line);
                last.push_str(&self.style.printable(&place).dimmed().to_string());
            }
            self.lines.extend(lines);
        }
        let text = match report.border {
            Some(_) => {
                "> is where the receiver took it from the sender's server: that address and HELO name are what a \
                 receiver judges (mxcheck domain --like FILE). What stands below it was written by the sender."
            }
            None => "Where a receiver took it from the sender's server does not show.",
        };
        self.wrapped(text, "  ");
        self.more(report.hops.len());
    }

    fn authentication(&mut self) {
        let report = self.report;
        if report.authentication.is_empty() {
            return;
        }
        self.line("SPF, DKIM and DMARC, as servers found them".bold().to_string());
        for found in &report.authentication[..self.limit(report.authentication.len())] {
            let results = found.results.iter().map(|result| {
                let properties = result.properties.join(" ");
                format!("{}={} {properties}", result.method, result.result).trim_end().to_owned()
            });
            let results: Vec<String> = results.collect();
            let results = if results.is_empty() { "no result".to_owned() } else { results.join("; ") };
            let server = found.server.as_deref().unwrap_or("Received-SPF");
            let text = format!("{server} (line {}): {results}", found.line);
            self.hanging(&text, "  ", "    ");
        }
        self.more(report.authentication.len());
    }

    fn filters(&mut self) {
        let report = self.report;
        if report.filters.is_empty() {
            return;
        }
        self.line("What filters wrote".bold().to_string());
        let (known, unknown): (Vec<_>, Vec<_>) =
            report.filters.iter().partition(|mark| mark.explanation.is_some());
        for found in known.iter().take(self.limit(known.len())) {
            let mark = match found.meaning {
                Meaning::Spam => Mark::Fail,
                Meaning::Suspect => Mark::Warn,
                Meaning::Clean => Mark::Pass,
                Meaning::NotFiltered => Mark::NotJudged,
                Meaning::Unknown => Mark::Info,
            };
            let value: String = found.value.chars().take(60).collect();
            let value = self.style.printable(&format!("{}: {value}", found.field));
            let place = self.style.printable(&format!("  {}:{}", report.file, found.line));
            self.line(format!("  {} {value}{}", mark.show(self.style), place.dimmed()));
            let explanation = found.explanation.as_deref().unwrap_or_default();
            self.wrapped(explanation, "      ");
        }
        if !unknown.is_empty() {
            let names: Vec<String> =
                unknown.iter().map(|mark| format!("{} (line {})", mark.field, mark.line)).collect();
            let text =
                format!("Not explained, as only the receiver knows what they mean: {}.", names.join(", "));
            self.wrapped(&text, "  ");
        }
        self.more(known.len());
    }
}

fn way_of(hop: &Hop) -> String {
    let mut text = hop.by.clone().unwrap_or_else(|| "a server".to_owned());
    let mut client = Vec::new();
    client.extend(hop.address.map(|ip| ip.to_string()));
    client.extend(hop.helo.iter().map(|helo| format!("EHLO {helo}")));
    client.extend(hop.ptr.iter().map(|ptr| format!("PTR {ptr}")));
    if !client.is_empty() {
        text.push_str(&format!(" took it from {}", client.join(", ")));
    }
    text.extend(hop.with.iter().map(|with| format!(", {with}")));
    if hop.is_submission {
        text.push_str(" (a login: handed in by its author)");
    }
    text.extend(hop.time.iter().map(|time| format!(", {time}")));
    text
}

/// A number with commas between thousands.
pub(super) fn grouped(number: u64) -> String {
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
