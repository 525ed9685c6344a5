//! The page of `mxcheck message`.

use std::io::{self, Write};

use colored::Colorize;

use super::Detail;
use super::check_line::check_line;
use super::layout::{Layout, Row, counted, list};
use super::limits::short_title;
use crate::catalogue::Receiver;
use crate::evidence::message::{Hop, Meaning};
use crate::judge::check::{EvidenceSource, Finding, Status};
use crate::judge::message::{MatchOutcome, MessageMatch};
use crate::report::MessageReport;
use crate::report::shell;
use crate::report::terminal::{Mark, Style};

/// Hops and marks that are shown unless everything is asked for.
const SHOWN: usize = 8;

/// How much of a filter's field is shown.
const SHOWN_OF_FIELD: usize = 60;

/// Writes the page. `receivers` are those whose rules were looked at.
pub fn write(
    report: &MessageReport,
    receivers: &[Receiver],
    style: Style,
    detail: Detail,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut page = Page { report, receivers, style, detail, layout: Layout::new(style), shown: Vec::new() };
    match detail {
        Detail::Quiet => page.quiet(),
        _ => page.whole(),
    }
    page.layout.write(out)
}

struct Page<'a> {
    report: &'a MessageReport,
    receivers: &'a [Receiver],
    style: Style,
    detail: Detail,
    layout: Layout,
    /// The ids of checks that were shown as a cause.
    shown: Vec<&'static str>,
}

impl<'a> Page<'a> {
    /// A line for each rule that is hit.
    fn quiet(&mut self) {
        for hit in self.of_state(MatchOutcome::Hit) {
            let reason = self.reason(hit);
            let what = match hit.stage {
                Some(stage) => format!("{} would reject it at {}: {reason}", self.title(hit), stage.title()),
                None => format!("{reason} ({})", self.title(hit)),
            };
            self.layout.problem(Mark::Fail, &format!("{}: {what}", self.report.file));
        }
    }

    fn whole(&mut self) {
        self.headline();
        self.layout.blank();
        self.problems();
        self.further_findings();
        self.layout.blank();
        self.layout.table(self.receivers.iter().map(|receiver| self.row(receiver)).collect());
        self.layout.blank();
        if self.detail == Detail::Verbose {
            self.layout.title("Every check");
            self.layout
                .extend(self.report.findings.iter().flat_map(|finding| check_line(finding, self.style)));
            self.layout.blank();
        }
        self.route();
        self.authentication();
        self.filters();
        self.end();
    }

    fn of_state(&self, state: MatchOutcome) -> Vec<&'a MessageMatch> {
        self.report.matches.iter().filter(|found| found.state == state).collect()
    }

    fn title(&self, found: &MessageMatch) -> &'a str {
        let report = self.report;
        let receiver = self.receivers.iter().find(|receiver| receiver.name == found.receiver);
        let name = || report.receivers.iter().find(|name| **name == found.receiver).map(String::as_str);
        receiver.map(short_title).or_else(name).unwrap_or_default()
    }

    /// The outcome in one sentence, with the reason.
    fn headline(&mut self) {
        let file = &self.report.file;
        let hits = self.of_state(MatchOutcome::Hit);
        if let Some(first) = hits.first() {
            let mut titles: Vec<&str> = hits.iter().map(|hit| self.title(hit)).collect();
            titles.dedup();
            let (who, reason) = (list(&titles), self.reason(first));
            let text = match hits.iter().any(|hit| hit.stage.is_some()) {
                true => format!("{who} would reject {file}: {reason}"),
                // Nothing is answered to it: the recipient sees it.
                false => format!("{file}: {reason} ({who})"),
            };
            return self.layout.headline(Mark::Fail, &text);
        }
        let none = format!("{file}: no documented rule rejects this message");
        let risks = self.of_state(MatchOutcome::Risk);
        let faults = self.report.findings.iter().filter(|finding| finding.status >= Status::Warn);
        let notes: Vec<String> = risks
            .iter()
            .map(|risk| format!("{} may: {}", self.title(risk), risk.cause))
            .chain(faults.map(|finding| finding.summary.clone()))
            .collect();
        match notes.split_first() {
            Some((first, rest)) => {
                let more =
                    if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
                let text = format!("{none}, but {}{more}", first.trim_end_matches('.'));
                self.layout.headline(Mark::Warn, &text);
            }
            None => self.layout.headline(Mark::Pass, &none),
        }
    }

    /// Why a rule is hit.
    fn reason(&self, hit: &'a MessageMatch) -> &'a str {
        self.deciding(hit).next().map_or(&hit.cause, |finding| &finding.summary)
    }

    /// The findings that decide a rule.
    fn deciding(&self, hit: &'a MessageMatch) -> impl Iterator<Item = &'a Finding> {
        self.report.findings.iter().filter(|finding| {
            let is_its = finding.receiver.as_deref().is_none_or(|name| name == hit.receiver);
            finding.status == Status::Fail && is_its && hit.because.contains(&finding.check.id)
        })
    }

    /// Each rule that is hit: the reply, how it is known, the cause with its lines, and the fix.
    fn problems(&mut self) {
        let mut rules: Vec<&str> = Vec::new();
        for hit in self.of_state(MatchOutcome::Hit) {
            // Several receivers may share a rule.
            if rules.contains(&hit.rule.as_str()) {
                continue;
            }
            rules.push(&hit.rule);
            let stage = hit.stage.map_or("Result", |stage| stage.title());
            let reply = hit.reply.to_string();
            let said = if reply.is_empty() { &hit.cause } else { &reply };
            self.layout.painted(stage, said, |line| line.red());
            let rule = format!("{}, {}, {} confidence", hit.rule, hit.basis, hit.confidence);
            self.layout.painted("Rule", &rule, |line| line.dimmed());
            let is_new = |finding: &&Finding| !self.shown.contains(&finding.check.id);
            let causes: Vec<&Finding> = self.deciding(hit).filter(is_new).collect();
            if causes.is_empty() {
                self.layout.field("Cause", "as above");
            }
            for finding in causes {
                self.finding("Cause", finding);
                self.shown.push(finding.check.id);
            }
            self.layout.blank();
        }
    }

    fn finding(&mut self, label: &str, finding: &Finding) {
        let mut text = finding.summary.clone();
        if let Some(reference) = finding.references.first().filter(|_| finding.status >= Status::Warn) {
            text.push_str(&format!(" ({reference})"));
        }
        match label {
            "Cause" => self.layout.painted(label, &text, |line| line.bold()),
            _ => self.layout.field(label, &text),
        }
        for evidence in &finding.evidence {
            let place = match &evidence.source {
                EvidenceSource::File { file, line: Some(line) } => format!("{file}:{line}"),
                _ => String::new(),
            };
            self.layout.record(&evidence.record, &place);
        }
        if let Some(note) = finding.fix.as_ref().and_then(|fix| fix.note.as_deref()) {
            self.layout.field("Fix", note);
        }
    }

    /// Faults and remarks that no rule hangs on.
    fn further_findings(&mut self) {
        let report = self.report;
        let open = report.findings.iter().filter(|finding| !self.shown.contains(&finding.check.id));
        let (faults, remarks): (Vec<&Finding>, Vec<&Finding>) = open
            .filter(|finding| finding.status > Status::Pass)
            .partition(|finding| finding.status >= Status::Warn);
        for finding in faults {
            self.finding("Warning", finding);
        }
        for finding in remarks {
            let lines = finding.evidence.iter().filter_map(|evidence| match &evidence.source {
                EvidenceSource::File { line: Some(line), .. } => Some(format!("line {line}")),
                _ => None,
            });
            let lines: Vec<String> = lines.collect();
            let place = if lines.is_empty() { String::new() } else { format!(" ({})", lines.join(", ")) };
            self.layout.field("Note", &format!("{}{place}", finding.summary));
        }
    }

    /// What one receiver makes of the message.
    fn row(&self, receiver: &Receiver) -> Row {
        let of_it: Vec<&MessageMatch> =
            self.report.matches.iter().filter(|found| found.receiver == receiver.name).collect();
        let of_state =
            |state| of_it.iter().filter(move |found| found.state == state).copied().collect::<Vec<_>>();
        let hits = of_state(MatchOutcome::Hit);
        let risks = of_state(MatchOutcome::Risk);
        let name = short_title(receiver).to_owned();
        if let Some(first) = hits.first() {
            let others = hits.len() - 1;
            let more = if others > 0 {
                format!(" and {}", counted(others as u64, "more rule"))
            } else {
                String::new()
            };
            let place = first.stage.map(|stage| format!("{}: ", stage.title())).unwrap_or_default();
            return Row { name, mark: Mark::Fail, text: format!("{place}{}{more}", first.rule) };
        }
        let mut parts: Vec<String> = risks.iter().map(|risk| format!("at risk{}", said(risk))).collect();
        let only = of_state(MatchOutcome::Information);
        parts.extend(only.iter().map(|found| format!("only for submission there{}", said(found))));
        match (parts.is_empty(), risks.is_empty()) {
            (true, _) => Row { name, mark: Mark::Pass, text: "no documented rule is hit".to_owned() },
            (false, is_fine) => {
                let mark = if is_fine { Mark::Pass } else { Mark::Warn };
                Row { name, mark, text: parts.join("; ") }
            }
        }
    }

    /// How many of a list are shown.
    fn limit(&self, count: usize) -> usize {
        if self.detail == Detail::Verbose { count } else { count.min(SHOWN) }
    }

    fn more(&mut self, count: usize) {
        if count > self.limit(count) {
            let text = format!("and {} more (-v shows them)", count - self.limit(count));
            self.layout.hanging("    ", "    ", &text, |line| line.normal());
        }
        self.layout.blank();
    }

    fn item(&mut self, sign: &str, text: &str) {
        self.layout.hanging(&format!("  {sign} "), "      ", text, |line| line.normal());
    }

    fn route(&mut self) {
        let report = self.report;
        if report.hops.is_empty() {
            return;
        }
        self.layout.title("Route, newest hop first");
        for hop in &report.hops[..self.limit(report.hops.len())] {
            let sign = if report.border == Some(hop.line) { ">" } else { " " };
            self.item(sign, &format!("{} (line {})", hop_text(hop), hop.line));
        }
        let text = match report.border {
            Some(_) => {
                "> is where the receiver accepted it from the sender's server: that address and HELO name are \
                 judged. Older hops were written by the sender."
            }
            None => "No hop shows where a receiver accepted it from the sender's server.",
        };
        self.item(" ", text);
        self.more(report.hops.len());
    }

    fn authentication(&mut self) {
        let report = self.report;
        if report.authentication.is_empty() {
            return;
        }
        self.layout.title("SPF, DKIM and DMARC, as servers reported them");
        for found in &report.authentication[..self.limit(report.authentication.len())] {
            let results = found.results.iter().map(|result| {
                let properties = result.properties.join(" ");
                format!("{}={} {properties}", result.method, result.result).trim_end().to_owned()
            });
            let results: Vec<String> = results.collect();
            let results = if results.is_empty() { "no result".to_owned() } else { results.join("; ") };
            let server = found.server.as_deref().unwrap_or("Received-SPF");
            self.item(" ", &format!("{server} (line {}): {results}", found.line));
        }
        self.more(report.authentication.len());
    }

    fn filters(&mut self) {
        let report = self.report;
        if report.filters.is_empty() {
            return;
        }
        self.layout.title("Spam filters");
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
            let value: String = found.value.chars().take(SHOWN_OF_FIELD).collect();
            let explanation = found.explanation.as_deref().unwrap_or_default();
            let text = format!("{explanation} (line {}: {}: {value})", found.line, found.field);
            self.layout.marked(mark, &text);
        }
        if !unknown.is_empty() {
            let names: Vec<String> =
                unknown.iter().map(|mark| format!("{} (line {})", mark.field, mark.line)).collect();
            let text = format!("Not explained, only the receiver knows what they mean: {}", names.join(", "));
            self.item(" ", &text);
        }
        self.more(known.len());
    }

    /// What the message is, what was not looked at, and the next command.
    fn end(&mut self) {
        let view = &self.report.message;
        let mut parts = vec![format!("{} as sent", counted(view.size, "byte"))];
        if !view.from.is_empty() {
            parts.push(format!("From {}", view.from.join(" and ")));
        }
        parts.extend(view.mail_from.iter().map(|path| format!("envelope sender {path}")));
        parts.extend(
            view.subject.iter().filter(|text| !text.is_empty()).map(|text| format!("Subject \"{text}\"")),
        );
        let dot = if self.style.unicode { " · " } else { "; " };
        self.layout.field("Found", &parts.join(dot));
        let mut unchecked = self.report.notes.clone();
        if self.names_a_sender() && !self.report.hit {
            unchecked.push("the sending server and domain: mxcheck domain --like does".to_owned());
        }
        for (place, text) in unchecked.iter().enumerate() {
            self.layout.field(if place == 0 { "Not checked" } else { "" }, text);
        }
        let command = self.command();
        self.layout.unbroken("Next", &command);
    }

    fn names_a_sender(&self) -> bool {
        let message = &self.report.message;
        self.report.border.is_some() || message.mail_from.is_some() || !message.from.is_empty()
    }

    /// The same again after the fix, else the sender.
    fn command(&self) -> String {
        let file = self.report.file.clone();
        let words = ["mxcheck", "message"].map(str::to_owned);
        let like = ["mxcheck", "domain", "--like"].map(str::to_owned);
        let mut words =
            if self.report.hit || !self.names_a_sender() { words.to_vec() } else { like.to_vec() };
        words.push(file);
        words.extend(self.report.invocation.iter().cloned());
        shell::line(&words)
    }
}

/// Where and what is answered, and why.
fn said(found: &MessageMatch) -> String {
    let stage = found.stage.map(|stage| format!(" at {}", stage.title())).unwrap_or_default();
    format!("{stage}: {}", found.cause.trim_end_matches('.'))
}

fn hop_text(hop: &Hop) -> String {
    let mut text = hop.by.clone().unwrap_or_else(|| "a server".to_owned());
    let mut client = Vec::new();
    client.extend(hop.address.map(|ip| ip.to_string()));
    client.extend(hop.helo.iter().map(|helo| format!("EHLO {helo}")));
    client.extend(hop.ptr.iter().map(|ptr| format!("PTR {ptr}")));
    if !client.is_empty() {
        text.push_str(&format!(" from {}", client.join(", ")));
    }
    text.extend(hop.with.iter().map(|with| format!(", {with}")));
    if hop.is_submission {
        text.push_str(" (submitted by its author after login)");
    }
    text.extend(hop.time.iter().map(|time| format!(", {time}")));
    text
}
