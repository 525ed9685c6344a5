//! The page of `mxcheck domain`, `ip` and `helo`: headline, problems, receivers, facts, what was not checked, and the next
//! command.

use std::collections::HashSet;
use std::io::{self, Write};

use colored::Colorize;

use super::baseline::comparison;
use super::check_line::check_lines;
use super::layout::Layout;
use super::limits::{Limits, short_title};
use super::nameservers::nameservers;
use super::{Detail, cost, fix, found, headline, like, next, observed, receivers, session, smtp, spf};
use crate::catalogue::check::Input;
use crate::catalogue::{Receiver, Rule, RuleSource};
use crate::judge::assess::Blame;
use crate::judge::check::{Evidence, EvidenceSource, Finding, Status};
use crate::judge::verdict::{Outcome, RuleMention, Verdict};
use crate::report::SenderReport;
use crate::report::terminal::{Mark, Style};
use crate::sender::Origin;

/// How many findings of a kind are shown whole.
const SHOWN_FINDINGS: usize = 3;

/// Writes the page. `receivers` are those of the verdicts.
pub fn write(
    report: &SenderReport,
    receivers: &[Receiver],
    style: Style,
    detail: Detail,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut page = Page::new(report, receivers, style, detail);
    match detail {
        Detail::Quiet => {
            page.verdict_lines();
            let compared = report.baseline.iter().flat_map(|compared| comparison(compared, style));
            page.layout.extend(compared);
        }
        _ => page.whole(),
    }
    page.layout.write(out)
}

/// What a page of many senders has of one: all but what is the same for all.
pub(super) fn section(
    report: &SenderReport,
    receivers: &[Receiver],
    style: Style,
    detail: Detail,
) -> Vec<String> {
    let mut page = Page::new(report, receivers, style, detail);
    match detail {
        Detail::Quiet => page.verdict_lines(),
        _ => page.judged(),
    }
    page.layout.into_lines()
}

struct Page<'a> {
    report: &'a SenderReport,
    receivers: &'a [Receiver],
    style: Style,
    detail: Detail,
    layout: Layout,
    /// Findings that were shown whole or counted, by their place in the report.
    shown: HashSet<usize>,
}

impl<'a> Page<'a> {
    fn new(report: &'a SenderReport, receivers: &'a [Receiver], style: Style, detail: Detail) -> Page<'a> {
        Page { report, receivers, style, detail, layout: Layout::new(style), shown: HashSet::new() }
    }

    fn whole(&mut self) {
        self.judged();
        if !self.report.nameservers.is_empty() {
            self.layout.blank();
            self.layout.extend(nameservers(&self.report.nameservers, self.style));
        }
        if let Some(compared) = &self.report.baseline {
            self.layout.blank();
            self.layout.extend(comparison(compared, self.style));
        }
        self.end();
    }

    /// What the receivers answer and why, and what else is to be said of the sender.
    fn judged(&mut self) {
        let (mark, text) = headline::of(self.report, self.receivers);
        self.layout.headline(mark, &text);
        self.who();
        self.layout.blank();
        self.layout.extend(cost::cut_short(self.report, self.style));
        self.problems();
        self.sessions();
        self.further_findings();
        self.layout.blank();
        self.layout.table(receivers::rows(self.report, self.receivers, self.style));
        self.layout.blank();
        self.ignored();
        if self.detail == Detail::Verbose {
            self.all_findings();
            self.spf();
            self.undetermined();
        }
    }

    /// The parts of the identity that the headline does not name.
    fn who(&mut self) {
        let sender = &self.report.sender;
        let is_verbose = self.detail == Detail::Verbose;
        let mut parts = Vec::new();
        for path in sender.mail_from.iter().filter(|path| is_verbose || path.origin.is_chosen()) {
            let text = path.address.trim_start_matches('<').trim_end_matches('>');
            parts.push(format!("MAIL FROM:<{text}> ({})", path.origin.as_str()));
        }
        let several = sender.addresses.len() > 1;
        for address in &sender.addresses {
            if is_verbose || (several && address.origin.is_chosen()) {
                parts.push(format!("from {} ({})", address.ip, address.origin.as_str()));
            }
        }
        for helo in sender.helo.iter().filter(|helo| is_verbose || helo.origin.is_chosen()) {
            parts.push(format!("EHLO {} ({})", helo.name, helo.origin.as_str()));
        }
        if !parts.is_empty() {
            self.layout.field("Sender", &parts.join(", "));
        }
        let settings = self.report.settings.iter().map(|setting| {
            let source = match setting.source {
                Origin::Config => ".mxcheck.toml or --config",
                Origin::Environment | Origin::Given | Origin::Assumed => "the environment",
            };
            format!("{} {} (from {source})", setting.flag, setting.value)
        });
        let settings: Vec<String> = settings.collect();
        if !settings.is_empty() {
            self.layout.field("Settings", &settings.join(", "));
        }
        self.layout.extend(self.report.like.iter().flat_map(|like| like::lines(like, self.style)));
    }

    /// Each cause of a refusal once: where and what is answered, the cause with its records, and the fix.
    fn problems(&mut self) {
        let mut groups: Vec<Vec<&Verdict>> = Vec::new();
        let explains = |verdict: &&Verdict| verdict.rule.is_some() || !verdict.because.is_empty();
        for verdict in self.report.verdicts.iter().filter(explains) {
            let key = |verdict: &Verdict| (verdict.because.clone(), verdict.address);
            match groups.iter_mut().find(|group| key(group[0]) == key(verdict)) {
                Some(group) => group.push(verdict),
                None => groups.push(vec![verdict]),
            }
        }
        groups.sort_by_key(|group| std::cmp::Reverse(group.iter().map(|verdict| verdict.counted).max()));
        for group in groups {
            self.layout.blank();
            self.answers(&group);
            group.iter().for_each(|verdict| self.observation(verdict));
            self.deciding_findings(&group);
            let mut sources: Vec<&RuleSource> = Vec::new();
            for source in group.iter().filter_map(|verdict| verdict.source.as_ref()) {
                if !sources.contains(&source) {
                    sources.push(source);
                }
            }
            for source in sources {
                self.layout.document("Source", &source.title, source.url.as_deref());
            }
            for verdict in &group {
                if let Some(queue) = self.rule(verdict).and_then(|rule| rule.queue.as_deref()) {
                    self.layout.field("Queue", queue);
                }
            }
            let mut others: Vec<(&RuleMention, &str)> = Vec::new();
            for other in group.iter().flat_map(|verdict| &verdict.others) {
                let is_transient = other.reply.is_transient() == Some(true);
                let what = if is_transient { "would also be deferred" } else { "would also be rejected" };
                if !others.iter().any(|(known, _)| known.rule == other.rule) {
                    others.push((other, what));
                }
            }
            for (other, what) in others {
                self.mention("Also", other, what);
            }
        }
        // Live results without a problem of their own.
        let is_fine = |verdict: &&Verdict| verdict.rule.is_none() && verdict.because.is_empty();
        let fine: Vec<&Verdict> = self.report.verdicts.iter().filter(is_fine).collect();
        fine.iter().for_each(|verdict| self.observation(verdict));
    }

    /// What is answered, at which step; receivers that answer the same share a line.
    fn answers(&mut self, group: &[&Verdict]) {
        let mut told: Vec<(&'static str, String, Outcome, Vec<&str>)> = Vec::new();
        for verdict in group {
            let (Some(stage), Some(reply)) = (verdict.stage, &verdict.reply) else { continue };
            let title = self.receiver(verdict).map_or(verdict.receiver.as_str(), short_title);
            match told
                .iter_mut()
                .find(|(known, text, ..)| *known == stage.title() && *text == reply.to_string())
            {
                Some((.., names)) => names.push(title),
                None => told.push((stage.title(), reply.to_string(), verdict.outcome, vec![title])),
            }
        }
        let several = told.len() > 1;
        for (stage, reply, outcome, names) in told {
            let names = if several { format!("  ({})", names.join(", ")) } else { String::new() };
            let mark = session::mark(outcome);
            self.layout.painted(stage, &format!("{reply}{names}"), |line| mark.paint(line));
        }
    }

    fn receiver(&self, verdict: &Verdict) -> Option<&'a Receiver> {
        self.receivers.iter().find(|receiver| receiver.name == verdict.receiver)
    }

    fn rule(&self, verdict: &Verdict) -> Option<&'a Rule> {
        let id = verdict.rule.as_deref()?;
        self.receiver(verdict)?.rule(id)
    }

    /// A line says whose mail it is about: in a CI job, lines of many runs stand together.
    fn verdict_lines(&mut self) {
        let sender = &self.report.sender;
        let given_path = sender.mail_from.iter().filter(|path| path.origin.is_chosen());
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
            self.layout.line(format!("{} {text}{seen}", mark.show(self.style)));
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
            self.layout.line(format!(
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
            self.layout.line(format!("{} {}", mark.show(self.style), self.style.printable(&text)));
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

    /// What was seen in a live try, and whether that agrees.
    fn observation(&mut self, verdict: &Verdict) {
        // Without --live there is nothing to say.
        let Some(words) = observed::in_words(verdict) else { return };
        let mark = match verdict.agrees {
            Some(true) => Mark::Pass,
            Some(false) => Mark::Warn,
            None => Mark::Unknown,
        };
        let title = self.receiver(verdict).map_or(verdict.receiver.as_str(), short_title);
        let difference = verdict.difference.as_ref().filter(|_| verdict.observed.is_some());
        let difference = difference.map(|difference| format!("; {difference}")).unwrap_or_default();
        self.layout.painted("Live", &format!("{title}: {words}{difference}"), |line| mark.paint(line));
    }

    /// The sessions of a live try.
    fn sessions(&mut self) {
        for view in &self.report.sessions {
            // A predicted rule is explained above.
            let is_predicted = |verdict: &Verdict| verdict.rule.is_some() && verdict.rule == view.rule;
            let explains = !self.report.verdicts.iter().any(is_predicted);
            smtp::session_part(view, self.detail, explains, false, &mut self.layout);
        }
    }

    fn mention(&mut self, label: &str, mention: &RuleMention, what: &str) {
        let why = mention.why.trim_end_matches('.');
        self.layout.field(label, &format!("{what} at {}: {}: {why}", mention.stage.title(), mention.reply));
    }

    fn deciding_findings(&mut self, group: &[&Verdict]) {
        let Some(first) = group.first().filter(|verdict| !verdict.because.is_empty()) else { return };
        let is_of_group = |finding: &Finding| {
            finding.receiver.as_ref().is_none_or(|name| group.iter().any(|verdict| verdict.receiver == *name))
        };
        let deciding: Vec<(usize, &Finding)> = self
            .report
            .findings
            .iter()
            .enumerate()
            .filter(|(_, finding)| session::decides(finding, first, &self.report.findings))
            .filter(|(_, finding)| is_of_group(finding))
            .filter(|(_, finding)| finding.address.is_none_or(|ip| Some(ip) == first.address))
            .collect();
        // What a failed lookup hides is said by the lookup itself.
        let is_said = |finding: &Finding| {
            let says_it = |place: &usize| self.report.findings[*place].summary.starts_with(&finding.summary);
            let is_hidden = finding.evidence.is_empty() && finding.fix.is_none();
            is_hidden && self.shown.iter().any(says_it)
        };
        let (again, new): (Vec<_>, Vec<_>) =
            deciding.into_iter().partition(|(place, finding)| self.shown.contains(place) || is_said(finding));
        if new.is_empty() {
            if !again.is_empty() && first.reply.is_some() {
                self.layout.field("Cause", "as above");
            }
            return;
        }
        let count = new.len();
        let limit = if self.detail == Detail::Verbose { count } else { SHOWN_FINDINGS };
        // Those that are only counted are shown, too.
        self.shown.extend(new.iter().map(|(place, _)| place));
        for (place, finding) in new.into_iter().take(limit) {
            self.finding("Cause", place, finding);
        }
        if count > limit {
            self.layout.field("", &format!("and {} more of the same kind (-v shows them)", count - limit));
        }
    }

    /// One finding with its evidence and remedy.
    fn finding(&mut self, label: &str, place: usize, finding: &Finding) {
        self.shown.insert(place);
        let mut text = finding.summary.clone();
        if let Some(reference) = finding.references.first()
            && finding.status >= Status::Warn
        {
            text.push_str(&format!(" ({reference})"));
        }
        match label {
            "Cause" => self.layout.painted(label, &text, |line| line.bold()),
            _ => self.layout.field(label, &text),
        }
        for evidence in &finding.evidence {
            self.layout.record(&evidence.record, &place_of(evidence));
        }
        if finding.evidence_left_out > 0 {
            self.layout.field("", &format!("and {} more records", finding.evidence_left_out));
        }
        if let Some(remedy) = &finding.fix {
            fix::add(remedy, &mut self.layout);
        }
    }

    /// Warnings and remarks that are no cause of a refusal.
    fn further_findings(&mut self) {
        let remaining: Vec<(usize, &Finding)> = self
            .report
            .findings
            .iter()
            .enumerate()
            .filter(|(place, finding)| !self.shown.contains(place) && finding.status > Status::Pass)
            .filter(|(_, finding)| !finding.ignored)
            // No documented rejection hangs on DMARC: that there is none is among the facts.
            .filter(|(_, finding)| finding.status != Status::Info || finding.check.input != Input::Dmarc)
            // What could not be looked up is reported by the lookup that failed.
            .filter(|(_, finding)| {
                finding.status != Status::Unknown || finding.fix.is_some() || !finding.evidence.is_empty()
            })
            // What --offline left out is no problem of the sender's.
            .filter(|(_, finding)| finding.blame != Some(Blame::Nobody))
            .collect();
        let (remarks, faults): (Vec<_>, Vec<_>) =
            remaining.into_iter().partition(|(_, finding)| finding.status == Status::Info);
        if !faults.is_empty() {
            self.layout.blank();
            if self.report.verdicts.iter().any(|verdict| verdict.counted >= Outcome::Defer) {
                self.layout.line(format!("  {}", "Also worth fixing".bold()));
            }
        }
        let limit = if self.detail == Detail::Verbose { faults.len() } else { SHOWN_FINDINGS };
        let count = faults.len();
        for (place, finding) in faults.into_iter().take(limit) {
            let label = match finding.status {
                Status::Fail => "Failed",
                Status::Unknown => "Unknown",
                Status::Pass | Status::Info | Status::Warn => "Warning",
            };
            self.finding(label, place, finding);
        }
        if count > limit {
            self.layout.field("", &format!("and {} more (-v shows them)", count - limit));
        }
        if !remarks.is_empty() {
            self.layout.blank();
        }
        for (place, finding) in remarks {
            self.shown.insert(place);
            self.layout.field("Note", &finding.summary);
        }
        if let Some(text) = fix::all_together(&self.report.findings, self.report.verified.as_ref()) {
            self.layout.field("", &text);
        }
    }

    /// What was not looked up because of `--offline` or `--replay`, and what would change that.
    fn not_asked(&self) -> Option<String> {
        let findings = self.report.findings.iter().enumerate();
        let findings = findings.filter(|(place, _)| !self.shown.contains(place)).map(|(_, finding)| finding);
        let findings = findings.filter(|finding| {
            finding.blame == Some(Blame::Nobody)
                && !finding.ignored
                && (finding.fix.is_some() || !finding.evidence.is_empty())
        });
        let mut subjects: Vec<String> = Vec::new();
        let mut why = None;
        for finding in findings {
            let subject = format!("{} {}", finding.check.input.label(), finding.subject.name());
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
            why = why.or_else(|| finding.fix.as_ref().and_then(|fix| fix.note.clone()));
        }
        match subjects.as_slice() {
            [] => None,
            [only] => Some(format!("{only}. {}", why.unwrap_or_default())),
            several => Some(format!(
                "{}. Give the zone files that hold them with --zone, or leave --offline out.",
                several.join(", ")
            )),
        }
    }

    fn all_findings(&mut self) {
        self.layout.blank();
        self.layout.line(format!("{}", "Every check".bold()));
        self.layout.extend(check_lines(&self.report.findings, self.style));
        self.layout.blank();
    }

    fn spf(&mut self) {
        for evaluation in &self.report.spf {
            spf::evaluation(evaluation, self.detail, &mut self.layout);
            self.layout.blank();
        }
    }

    fn undetermined(&mut self) {
        self.layout.line(format!("{}", "Neither predicted nor ruled out".bold()));
        for verdict in &self.report.verdicts {
            for open in &verdict.undetermined {
                let text = format!("{}: needs {}", open.rule, open.needs);
                self.layout.extend(self.style.wrap(&self.style.printable(&text), "  ", "    "));
            }
        }
        self.layout.blank();
    }

    /// What `--ignore` names: named, and no more.
    fn ignored(&mut self) {
        for finding in self.report.findings.iter().filter(|finding| finding.ignored) {
            self.layout.field("Ignored", &format!("{}: {}", finding.check.id, finding.summary));
        }
        self.layout.blank();
    }

    /// Facts, what was not checked, and the next command.
    fn end(&mut self) {
        self.layout.blank();
        for zone in &self.report.zones {
            self.layout.field("Zone", &zone.to_string());
        }
        for to in &self.report.to {
            self.layout.field("To", &smtp::recipient_line(to));
        }
        let found = found::found(self.report);
        let dot = if self.style.unicode { " · " } else { "; " };
        if !found.is_empty() {
            self.layout.field("Found", &found.join(dot));
        }
        let unchecked = next::unchecked(self.report);
        let flags = (!unchecked.is_empty()).then(|| unchecked.join(dot));
        let texts = [self.not_asked(), next::unusable_lists(self.report), flags];
        for (place, text) in texts.into_iter().flatten().enumerate() {
            self.layout.field(if place == 0 { "Not checked" } else { "" }, &text);
        }
        let mut limits = Limits::default();
        self.report.verdicts.iter().for_each(|verdict| limits.add(verdict, self.receivers));
        limits.add_to(&mut self.layout);
        if self.detail == Detail::Verbose {
            self.layout.extend(cost::cost(self.report));
        }
        if let Some(command) = next::command(self.report) {
            self.layout.unbroken("Next", &command);
        }
    }
}

/// Where a record stands, for people.
fn place_of(evidence: &Evidence) -> String {
    match &evidence.source {
        EvidenceSource::Zone { file, line: Some(line) } | EvidenceSource::File { file, line: Some(line) } => {
            format!("{file}:{line}")
        }
        EvidenceSource::Zone { file, line: None } | EvidenceSource::File { file, line: None } => {
            file.to_string()
        }
        EvidenceSource::Live | EvidenceSource::Typed | EvidenceSource::Session => String::new(),
    }
}
