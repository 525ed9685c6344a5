//! The page of `mxcheck domain`, `ip` and `helo`.

use std::collections::HashSet;
use std::io::{self, Write};

use colored::Colorize;

use super::baseline::comparison;
use super::check_line::check_lines;
use super::limits::{Limits, short_title};
use super::nameservers::nameservers;
use super::zone_line::zone_lines;
use super::{Detail, age, cost, fix, like, observed, session, smtp, spf, verdicts};
use crate::catalogue::check::{DOMAIN_DOES_NOT_EXIST, Input, SENDER_IS_UNAUTHENTICATED};
use crate::catalogue::{Receiver, Rule};
use crate::judge::assess::Blame;
use crate::judge::check::{EvidenceSource, Finding, Status};
use crate::judge::verdict::{Outcome, RuleMention, Verdict};
use crate::report::terminal::{Mark, Style};
use crate::report::{SenderReport, not_checked};
use crate::sender::Origin;

/// How many findings that decide are shown whole.
const SHOWN_FINDINGS: usize = 3;

/// Writes the page. `receivers` are those of the verdicts.
pub fn write(
    report: &SenderReport,
    receivers: &[Receiver],
    style: Style,
    detail: Detail,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut page = Page { report, receivers, style, detail, lines: Vec::new(), shown: HashSet::new() };
    match detail {
        Detail::Quiet => {
            page.verdict_lines();
            let compared = report.baseline.iter().flat_map(|compared| comparison(compared, style));
            page.lines.extend(compared);
        }
        _ => page.whole(),
    }
    for line in page.lines {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// What a page of many senders tells of one: all but what is the same for all.
pub(super) fn section(
    report: &SenderReport,
    receivers: &[Receiver],
    style: Style,
    detail: Detail,
) -> Vec<String> {
    let mut page = Page { report, receivers, style, detail, lines: Vec::new(), shown: HashSet::new() };
    if detail == Detail::Quiet {
        page.verdict_lines();
        return page.lines;
    }
    if detail == Detail::Verbose || !page.nonexistent_domain() {
        page.judged();
    }
    page.ignored();
    page.lines
}

struct Page<'a> {
    report: &'a SenderReport,
    receivers: &'a [Receiver],
    style: Style,
    detail: Detail,
    lines: Vec<String>,
    /// Findings that were shown whole or counted, by their place in the report.
    shown: HashSet<usize>,
}

impl<'a> Page<'a> {
    fn whole(&mut self) {
        self.sender();
        self.lines.extend(zone_lines(&self.report.zones, self.style));
        for to in &self.report.to {
            self.hanging(&smtp::recipient_line(to), "To      ", "        ");
        }
        self.line("");
        let is_short = self.detail == Detail::Normal && self.nonexistent_domain();
        if !is_short {
            self.judged();
        }
        if !self.report.nameservers.is_empty() {
            self.lines.extend(nameservers(&self.report.nameservers, self.style));
        }
        self.ignored();
        if let Some(compared) = &self.report.baseline {
            if is_short {
                self.line("");
            }
            self.lines.extend(comparison(compared, self.style));
            self.line("");
        }
        if !is_short {
            self.not_checked();
            let mut limits = Limits::default();
            self.report.verdicts.iter().for_each(|verdict| limits.add(verdict, self.receivers));
            self.lines.extend(limits.lines(self.style, self.detail));
        }
    }

    /// What the receivers answer, and what else is to be told of the sender.
    fn judged(&mut self) {
        let report = self.report;
        let told = verdicts::told_whole(&report.verdicts, self.detail);
        let is_all_told = told.len() == 1 && told[0].len() == report.verdicts.len();
        for group in &told {
            self.verdict(group);
            self.line("");
        }
        if !report.verdicts.is_empty() && !is_all_told {
            let table = verdicts::table(report, self.receivers, self.style, |verdict| self.sentence(verdict));
            self.lines.extend(table);
            self.line("");
        }
        self.lines.extend(cost::cut_short(self.report, self.style));
        self.sessions();
        self.remaining_findings();
        if let Some(text) = fix::all_together(&self.report.findings, self.report.verified.as_ref()) {
            self.wrapped(&text, "");
            self.line("");
        }
        if self.detail == Detail::Verbose {
            self.all_findings();
            self.spf();
            self.undetermined();
            self.lines.extend(cost::cost(self.report));
        }
    }

    fn line(&mut self, text: impl Into<String>) {
        self.lines.push(text.into());
    }

    fn wrapped(&mut self, text: &str, indent: &str) {
        self.hanging(text, indent, indent);
    }

    fn hanging(&mut self, text: &str, first: &str, rest: &str) {
        let text = self.style.printable(text);
        self.lines.extend(self.style.wrap(&text, first, rest));
    }

    fn receiver(&self, verdict: &Verdict) -> Option<&'a Receiver> {
        self.receivers.iter().find(|receiver| receiver.name == verdict.receiver)
    }

    fn title(&self, verdict: &Verdict) -> String {
        let title = self.receiver(verdict).map_or(verdict.receiver.as_str(), |receiver| &receiver.title);
        self.style.printable(title)
    }

    fn rule(&self, verdict: &Verdict) -> Option<&'a Rule> {
        let id = verdict.rule.as_deref()?;
        self.receiver(verdict)?.rule(id)
    }

    /// A line says whose mail it is about: in a CI job, lines of many runs stand together.
    fn verdict_lines(&mut self) {
        let sender = &self.report.sender;
        let given_path = sender.mail_from.iter().filter(|path| path.origin == Origin::Given);
        let parts: Vec<String> = (sender.domain.iter().map(|domain| domain.name.to_string()))
            .chain(given_path.map(|path| path.address.clone()))
            .chain(sender.helo.iter().map(|helo| helo.name.clone()))
            .collect();
        let name = match parts.as_slice() {
            [] => String::new(),
            [first] => format!("{first} at "),
            [first, rest @ ..] => format!("{first} ({}) at ", rest.join(", ")),
        };
        for to in self.report.to.iter().filter(|to| to.problem.is_some()) {
            let text = self.style.printable(&format!("{name}{}", smtp::recipient_line(to)));
            let mark = to.outcome.map_or(Mark::Unknown, session::mark);
            let seen = self.report.sessions.iter().rfind(|view| view.client.is_some());
            let seen = seen
                .map(|view| format!("; Live: {}{}", session::headline(view), session::deciding_words(view)));
            let seen = self.style.printable(&seen.unwrap_or_default());
            self.line(format!("{} {text}{seen}", mark.show(self.style)));
        }
        // Where nothing is wrong there is nothing to say, unless nothing at all was judged.
        let is_told = |verdict: &&Verdict| {
            verdict.counted > Outcome::Accept || self.report.outcome == Outcome::NotJudged
        };
        let told: Vec<&Verdict> = self.report.verdicts.iter().filter(is_told).collect();
        for verdict in &told {
            let title = self.receiver(verdict).map_or(verdict.receiver.as_str(), short_title);
            let address = verdict.address.map(|ip| format!(", from {ip}")).unwrap_or_default();
            let mut text = format!("{name}{title}{address}: {}", self.sentence(verdict));
            if let Some(reply) = &verdict.reply {
                text.push_str(&format!(": {reply}"));
            }
            match verdict.agrees {
                Some(true) => text.push_str(" (seen so)"),
                Some(false) => text.push_str(" (seen otherwise)"),
                None => {}
            }
            let text = self.style.printable(&text);
            self.line(format!(
                "{} {text}",
                session::mark_of(verdict, &self.report.findings).show(self.style)
            ));
        }
        self.finding_lines(name.strip_suffix(" at ").unwrap_or_default(), &told);
    }

    /// A line for each finding that fails or warns and is not the reason of a verdict that was told.
    fn finding_lines(&mut self, name: &str, told: &[&Verdict]) {
        let is_reason =
            |finding: &Finding| told.iter().any(|verdict| verdict.because.contains(&finding.check.id));
        for finding in &self.report.findings {
            if finding.status < Status::Warn || finding.ignored || is_reason(finding) {
                continue;
            }
            let is_named = name.is_empty() || finding.summary.contains(name);
            let name = if is_named { String::new() } else { format!("{name}: ") };
            let text = format!("{name}{} ({})", finding.summary, finding.check.id);
            let is_cancelled = self.report.verdicts.iter().any(|verdict| {
                verdict.because.contains(&finding.check.id) && verdict.counted < verdict.outcome
            });
            let decides = finding.status == Status::Fail && !is_cancelled;
            let mark = if decides { Mark::Fail } else { Mark::Warn };
            self.line(format!("{} {}", mark.show(self.style), self.style.printable(&text)));
        }
    }

    /// What becomes of the mail, with the receiver's own remark where there is one.
    fn sentence(&self, verdict: &Verdict) -> String {
        let note = self.receiver(verdict).and_then(|receiver| receiver.mail_from_domain.as_deref());
        let has_domain = self.report.sender.mail_from.is_some();
        let is_quiet = verdict.counted == verdict.outcome && verdict.outcome <= Outcome::Accept;
        match note.filter(|_| has_domain && is_quiet) {
            Some(note) if verdict.outcome == Outcome::NotJudged => format!("not judged; {note}"),
            Some(note) => format!("accepted; {note}"),
            None => session::sentence(verdict),
        }
    }

    fn sender(&mut self) {
        let sender = &self.report.sender;
        let mut parts = Vec::new();
        if let Some(domain) = &sender.domain {
            parts.push(format!("{} ({})", domain.name, domain.origin.as_str()));
        }
        if let Some(mail_from) = &sender.mail_from {
            let path = mail_from.address.trim_start_matches('<').trim_end_matches('>');
            parts.push(format!("MAIL FROM:<{path}> ({})", mail_from.origin.as_str()));
        }
        parts.extend(sender.addresses.iter().map(|a| format!("from {} ({})", a.ip, a.origin.as_str())));
        parts.extend(sender.helo.iter().map(|h| format!("EHLO {} ({})", h.name, h.origin.as_str())));
        self.hanging(&parts.join(", "), "Sender  ", "        ");
        self.lines.extend(self.report.like.iter().flat_map(|like| like::lines(like, self.style)));
    }

    /// A domain that does not exist needs one sentence, where nothing else is to be told.
    fn nonexistent_domain(&mut self) -> bool {
        let sender = &self.report.sender;
        if sender.helo.is_some() || sender.addresses.iter().any(|address| address.origin == Origin::Given) {
            return false;
        }
        let missing = self.report.findings.iter().find(|finding| {
            *finding.check == DOMAIN_DOES_NOT_EXIST && finding.status == Status::Fail && !finding.ignored
        });
        let Some(missing) = missing else { return false };
        let others = self.report.findings.iter().any(|finding| {
            let matters = finding.status >= Status::Warn || finding.blame.is_some();
            // Without a domain there is nothing that could speak for the sender.
            let follows = *finding.check == SENDER_IS_UNAUTHENTICATED;
            matters && !follows && !std::ptr::eq(finding, missing)
        });
        if others {
            return false;
        }
        let answers = verdicts::answers(&self.report.verdicts, self.receivers);
        let sentence = match answers.as_slice() {
            [] => format!(
                "{} (NXDOMAIN). mxcheck has no rules for the receiver: whether it rejects such senders is unknown.",
                missing.summary
            ),
            answers => format!("{} (NXDOMAIN): {}.", missing.summary, answers.join("; ")),
        };
        let mark = session::mark(self.report.outcome);
        let first = format!("{} ", mark.show(self.style));
        let text = self.style.printable(&sentence);
        // The mark's escape sequences have no width.
        let mut lines = self.style.wrap(&text, "  ", "  ");
        if let Some(line) = lines.first_mut() {
            *line = format!("{first}{}", line.trim_start());
        }
        self.lines.extend(lines);
        if let Some(note) = missing.fix.as_ref().and_then(|fix| fix.note.as_deref()) {
            self.wrapped(note, "  ");
        }
        self.not_checked();
        true
    }

    /// What receivers that answer the same answer.
    fn verdict(&mut self, group: &[&Verdict]) {
        let [verdict, ..] = group else { return };
        let mark = session::mark_of(verdict, &self.report.findings);
        // One address stands in the first line of the page already.
        let several = self.report.verdicts.iter().any(|other| other.address != verdict.address);
        let address = verdict.address.filter(|_| several).map(|ip| format!(" from {ip}")).unwrap_or_default();
        let sentence = self.style.printable(&self.sentence(verdict));
        let titles = match group {
            [only] => self.title(only),
            several => self.style.printable(&verdicts::titles(several, self.receivers)),
        };
        let headline = format!("{titles}{address}: {sentence}");
        self.line(format!("{} {}", mark.show(self.style), headline.bold()));
        self.lines.extend(session::drawing(verdict, self.style));
        if let Some(reply) = &verdict.reply {
            let text = self.style.printable(&reply.to_string());
            self.line(format!("  {}", mark.paint(&text)));
            let basis = self.style.printable(&self.basis(verdict));
            let basis = self.style.wrap(&basis, "  ", "  ");
            self.lines.extend(basis.into_iter().map(|line| line.dimmed().to_string()));
        }
        self.observation(verdict);
        self.deciding_findings(verdict);
        if let Some(queue) = self.rule(verdict).and_then(|rule| rule.queue.as_deref()) {
            self.wrapped(queue, "  ");
        }
        for other in &verdict.others {
            let transient = other.reply.is_transient() == Some(true);
            self.mention(other, if transient { "would also be deferred" } else { "would also be refused" });
        }
        if self.detail == Detail::Verbose {
            verdict.risks.iter().for_each(|risk| self.mention(risk, "a risk"));
        } else if !verdict.risks.is_empty() {
            let rules: Vec<&str> = verdict.risks.iter().map(|risk| risk.rule.as_str()).collect();
            self.hanging(&format!("a risk as well (-v says why): {}", rules.join(", ")), "  ! ", "    ");
        }
    }

    /// What was seen in a live try, and whether that agrees.
    fn observation(&mut self, verdict: &Verdict) {
        // Without --live there is nothing to say.
        let Some(words) = observed::in_words(verdict) else { return };
        let mark = match verdict.agrees {
            Some(true) => Mark::Pass,
            Some(false) => Mark::Warn,
            None => Mark::Unknown,
        };
        self.marked(mark, &words);
        if verdict.observed.is_none() {
            return;
        }
        if let Some(difference) = &verdict.difference {
            self.wrapped(difference, "    ");
        }
    }

    fn marked(&mut self, mark: Mark, text: &str) {
        let text = self.style.printable(text);
        let mut lines = self.style.wrap(&text, "    ", "    ").into_iter();
        let first = lines.next().unwrap_or_default();
        self.line(format!("  {} {}", mark.show(self.style), first.trim_start()));
        self.lines.extend(lines);
    }

    /// The sessions of a live try.
    fn sessions(&mut self) {
        for view in &self.report.sessions {
            // A predicted rule is explained above.
            let is_predicted = |verdict: &Verdict| verdict.rule.is_some() && verdict.rule == view.rule;
            let explains = !self.report.verdicts.iter().any(is_predicted);
            self.lines.extend(smtp::session_lines(view, self.style, self.detail, explains));
            self.line("");
        }
    }

    fn basis(&self, verdict: &Verdict) -> String {
        let mut parts = Vec::new();
        if let Some(basis) = verdict.basis {
            let rule = self.rule(verdict);
            let as_of = rule.and_then(|rule| rule.as_of).map(|as_of| as_of.to_string());
            let as_of = age::remark(rule, self.style).map(|age| format!("{age} (old)")).or(as_of);
            parts.push(as_of.map_or_else(|| basis.to_string(), |as_of| format!("{basis} {as_of}")));
        }
        parts.extend(verdict.confidence.map(|confidence| format!("{confidence} confidence")));
        parts.extend(verdict.rule.clone());
        parts.join(", ")
    }

    fn mention(&mut self, mention: &RuleMention, what: &str) {
        let why = mention.why.trim_end_matches('.');
        let stage = mention.stage.title();
        let text = match mention.reply.code {
            Some(_) => format!("{what} at {stage}: {}: {why}", mention.reply),
            None => format!("{what} at {stage}, without a documented reply: {why}"),
        };
        self.hanging(&text, "  ! ", "    ");
    }

    fn deciding_findings(&mut self, verdict: &Verdict) {
        if verdict.because.is_empty() {
            return;
        }
        let deciding: Vec<(usize, &Finding)> = self
            .report
            .findings
            .iter()
            .enumerate()
            .filter(|(_, finding)| verdict.because.contains(&finding.check.id))
            .filter(|(_, finding)| !finding.ignored)
            .filter(|(_, finding)| decides(finding, verdict, &self.report.findings))
            .filter(|(_, finding)| finding.receiver.as_ref().is_none_or(|name| *name == verdict.receiver))
            .filter(|(_, finding)| finding.address.is_none_or(|ip| Some(ip) == verdict.address))
            .collect();
        if deciding.iter().all(|(place, _)| self.shown.contains(place)) {
            self.line("  for the same reason");
            return;
        }
        let count = deciding.len();
        let limit = if self.detail == Detail::Verbose { count } else { SHOWN_FINDINGS };
        // Those that are only counted are told of, too.
        self.shown.extend(deciding.iter().map(|(place, _)| place));
        for (place, finding) in deciding.into_iter().take(limit) {
            self.line("");
            self.finding(place, finding);
        }
        if count > limit {
            self.line("");
            self.line(format!("  and {} more of the same kind (-v shows them)", count - limit));
        }
    }

    /// One finding with its evidence and remedy.
    fn finding(&mut self, place: usize, finding: &Finding) {
        self.shown.insert(place);
        let mut text = finding.summary.clone();
        if let Some(reference) = finding.references.first()
            && finding.status >= Status::Warn
        {
            text.push_str(&format!(" ({reference})"));
        }
        self.wrapped(&text, "  ");
        for evidence in &finding.evidence {
            let record = self.style.printable(&evidence.record);
            let place = match &evidence.source {
                EvidenceSource::Zone { file, line: Some(line) }
                | EvidenceSource::File { file, line: Some(line) } => format!("  {file}:{line}"),
                EvidenceSource::Zone { file, line: None } | EvidenceSource::File { file, line: None } => {
                    format!("  {file}")
                }
                EvidenceSource::Live | EvidenceSource::Typed | EvidenceSource::Session => String::new(),
            };
            self.line(format!("    {record}{}", self.style.printable(&place).dimmed()));
        }
        if let Some(fix) = &finding.fix {
            self.lines.extend(fix::lines(fix, self.style));
        }
    }

    /// Warnings and remarks that no verdict has shown.
    fn remaining_findings(&mut self) {
        let remaining: Vec<(usize, &Finding)> = self
            .report
            .findings
            .iter()
            .enumerate()
            .filter(|(place, finding)| !self.shown.contains(place) && finding.status > Status::Pass)
            .filter(|(_, finding)| !finding.ignored)
            // No documented rejection hangs on DMARC: that there is none is for -v.
            .filter(|(_, finding)| finding.status != Status::Info || finding.check.input != Input::Dmarc)
            // What could not be looked up is told by the look-up that failed.
            .filter(|(_, finding)| {
                finding.status != Status::Unknown || finding.fix.is_some() || !finding.evidence.is_empty()
            })
            .collect();
        if remaining.is_empty() {
            return;
        }
        // What --offline left out is no problem of the sender's.
        let (unasked, remaining): (Vec<_>, Vec<_>) =
            remaining.into_iter().partition(|(_, finding)| finding.blame == Some(Blame::Nobody));
        let (remarks, faults): (Vec<_>, Vec<_>) =
            remaining.into_iter().partition(|(_, finding)| finding.status == Status::Info);
        if !faults.is_empty() {
            self.line(format!("{}", "To be mended all the same".bold()));
        }
        let limit = if self.detail == Detail::Verbose { faults.len() } else { SHOWN_FINDINGS };
        let count = faults.len();
        for (place, finding) in faults.into_iter().take(limit) {
            self.finding(place, finding);
            self.line("");
        }
        if count > limit {
            self.line(format!("  and {} more (-v shows them)", count - limit));
            self.line("");
        }
        let any_remark = !remarks.is_empty();
        for (place, finding) in remarks {
            self.shown.insert(place);
            self.hanging(&finding.summary, "i ", "  ");
        }
        if any_remark {
            self.line("");
        }
        self.not_asked(&unasked);
    }

    /// What was not looked up because of `--offline` or `--replay`, in one line.
    fn not_asked(&mut self, findings: &[(usize, &Finding)]) {
        let mut subjects: Vec<String> = Vec::new();
        for (place, finding) in findings {
            self.shown.insert(*place);
            let subject = format!("{} {}", finding.check.input.label(), finding.subject.name());
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
        let Some((_, first)) = findings.first() else { return };
        let why = first.fix.as_ref().and_then(|fix| fix.note.as_deref()).unwrap_or_default();
        let text = match subjects.as_slice() {
            [_] => format!("Not checked: {}. {why}", subjects.join(", ")),
            _ => format!(
                "Not checked: {}. Give the zone files that hold them with --zone, or leave --offline out.",
                subjects.join(", ")
            ),
        };
        self.wrapped(&text, "");
        self.line("");
    }

    fn all_findings(&mut self) {
        self.line(format!("{}", "Every check".bold()));
        self.lines.extend(check_lines(&self.report.findings, self.style));
        self.line("");
    }

    fn spf(&mut self) {
        for evaluation in &self.report.spf {
            self.lines.extend(spf::evaluation(evaluation, self.style, self.detail));
            self.line("");
        }
    }

    fn undetermined(&mut self) {
        self.line(format!("{}", "Neither predicted nor ruled out".bold()));
        for verdict in &self.report.verdicts {
            for open in &verdict.undetermined {
                self.hanging(&format!("{}: needs {}", open.rule, open.needs), "  ", "    ");
            }
        }
        self.line("");
    }

    /// The lists that nothing is known of.
    fn not_checked(&mut self) {
        if let Some(text) = not_checked(&self.report.lists) {
            self.wrapped(&text, "");
        }
    }

    /// What `--ignore` names: told of, and no more.
    fn ignored(&mut self) {
        let ignored: Vec<&Finding> = self.report.findings.iter().filter(|f| f.ignored).collect();
        for finding in &ignored {
            let text = format!("ignored: {}: {}", finding.check.id, finding.summary);
            self.hanging(&text, "- ", "  ");
        }
        if !ignored.is_empty() {
            self.line("");
        }
    }
}

/// Whether a finding of a check that decides is the one that does: a failure, else what this receiver takes for one.
fn decides(finding: &Finding, verdict: &Verdict, findings: &[Finding]) -> bool {
    let is_of_address = |other: &Finding| other.address.is_none_or(|ip| Some(ip) == verdict.address);
    let is_failure = |other: &&Finding| {
        other.check == finding.check
            && is_of_address(other)
            && !other.ignored
            && (other.status == Status::Fail || other.blame.is_some())
    };
    match findings.iter().any(|other| is_failure(&other)) {
        true => is_failure(&finding),
        false => matches!(finding.status, Status::Warn | Status::Info),
    }
}
