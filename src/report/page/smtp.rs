//! The page of `mxcheck smtp`, and the sessions on other pages.

use std::io::{self, Write};

use colored::Colorize;

use super::layout::{Layout, counted};
use super::{Detail, Dialogue, headline, session};
use crate::catalogue::check::{SERVER_IS_UNREACHABLE, SESSION_IS_BROKEN, SMTPUTF8_IS_NOT_OFFERED};
use crate::judge::check::{Finding, Status};
use crate::judge::live::Diagnosis;
use crate::judge::verdict::Outcome;
use crate::probe::facts::Step;
use crate::report::terminal::{Mark, Style};
use crate::report::{SessionView, SmtpReport, StepView, TlsView};

/// How many lines of a reply that is an error are shown, unless everything is.
const SHOWN_LINES: usize = 12;

/// How many hosts, addresses and names of a certificate are shown, unless everything is.
const SHOWN: usize = 4;

/// Writes the page.
pub fn write(report: &SmtpReport, style: Style, detail: Detail, out: &mut impl Write) -> io::Result<()> {
    let mut page = Page { report, style, detail, layout: Layout::new(style) };
    match detail {
        Detail::Quiet => page.quiet(),
        _ => page.whole(),
    }
    page.layout.write(out)
}

struct Page<'a> {
    report: &'a SmtpReport,
    style: Style,
    detail: Detail,
    layout: Layout,
}

impl Page<'_> {
    /// A line for each session that was not accepted, or one that says why there is none, and one for each fault of a
    /// server.
    fn quiet(&mut self) {
        let report = self.report;
        if report.sessions.is_empty() {
            self.layout.problem(session::mark(report.outcome), &self.without_session());
        }
        for view in report.sessions.iter().filter(|view| view.outcome != Outcome::Accept) {
            self.layout.problem(session::mark(view.outcome), &self.of_session(view));
        }
        for finding in report.findings.iter().filter(|finding| finding.status >= Status::Warn) {
            if !is_told_by_session(finding) {
                self.layout.problem(Mark::Warn, &finding.summary);
            }
        }
    }

    fn whole(&mut self) {
        self.headline();
        self.layout.blank();
        for exchange in &self.report.route.exchanges {
            if let (Some(name), Some(problem)) = (&exchange.name, &exchange.problem) {
                self.layout.field("Warning", &format!("the MX host {name} {problem}"));
            }
        }
        let several = self.report.sessions.len() > 1;
        for view in &self.report.sessions {
            session_part(view, self.detail, true, several, &mut self.layout);
        }
        self.findings();
        self.layout.blank();
        self.end();
    }

    fn without_session(&self) -> String {
        let SmtpReport { target, route, .. } = self.report;
        match self.report.diagnosis {
            Diagnosis::TakesNoMail => format!("{target} {}", route.summary),
            Diagnosis::NoMailHost if route.exchanges.is_empty() => format!("{target} {}", route.summary),
            Diagnosis::LookupFailed if route.exchanges.is_empty() => format!("{target}: {}", route.summary),
            diagnosis => format!("{target}: {}", sentence(diagnosis)),
        }
    }

    fn of_session(&self, view: &SessionView) -> String {
        let words = headline::short(&session::deciding_words(view));
        let what = format!("{}{words}", session::headline(view));
        format!("{}: {what} ({})", self.report.target, session::server(view))
    }

    /// The session that decides, and what is to be said of the servers.
    fn headline(&mut self) {
        let report = self.report;
        let reached: Vec<&SessionView> =
            report.sessions.iter().filter(|view| view.client.is_some()).collect();
        let decisive = reached.iter().rfind(|view| view.outcome == report.outcome).or(reached.last());
        let Some(view) = decisive.copied().or(report.sessions.last()) else {
            let text = self.without_session();
            return self.layout.headline(session::mark(report.outcome), &text);
        };
        let mut mark = session::mark(report.outcome);
        let mut text = self.of_session(view);
        let is_fault = |finding: &&Finding| finding.status >= Status::Warn && !finding.ignored;
        if let (Outcome::Accept, Some(fault)) = (report.outcome, report.findings.iter().find(is_fault)) {
            mark = Mark::Warn;
            text.push_str(&format!(", but {}", headline::short(&fault.summary)));
        }
        if report.outcome == Outcome::Unknown
            && view.client.is_some()
            && report.diagnosis != Diagnosis::Stopped
        {
            text.push_str("; not known whether it would accept this mail");
        }
        self.layout.headline(mark, &text);
    }

    /// What is to be said of the servers: faults, and with `-v` everything. What is so at several of them is said once.
    fn findings(&mut self) {
        let is_verbose = self.detail == Detail::Verbose;
        let shown = |finding: &&Finding| {
            is_verbose || (finding.status > Status::Pass && !is_told_by_session(finding))
        };
        let mut shown: Vec<&Finding> = self.report.findings.iter().filter(shown).collect();
        shown.sort_by_key(|finding| std::cmp::Reverse(finding.status));
        let mut told: Vec<&Finding> = Vec::new();
        for finding in &shown {
            let is_again = told.iter().any(|known| known.check == finding.check);
            if is_again && !is_verbose {
                continue;
            }
            told.push(finding);
            let label = match finding.status {
                Status::Pass => "Passed",
                Status::Info => "Note",
                Status::Unknown | Status::Warn | Status::Fail => "Warning",
            };
            let others = shown.iter().filter(|other| other.check == finding.check).count() - 1;
            let text = match (is_verbose, others as u64) {
                (true, _) => format!("{}: {}", finding.check.id, finding.summary),
                (false, 0) => finding.summary.clone(),
                (false, others) => {
                    let servers = counted(others, "more server");
                    format!("{} (and {servers}, -v shows them)", finding.summary)
                }
            };
            self.layout.field(label, &text);
            if let Some(note) = finding.fix.as_ref().and_then(|fix| fix.note.as_deref()) {
                self.layout.field("", note);
            }
        }
    }

    /// Who was asked as whom, what was found, what was not checked, and the next command.
    fn end(&mut self) {
        let report = self.report;
        for zone in &report.zones {
            self.layout.field("Zone", &zone.to_string());
        }
        for to in &report.to {
            self.layout.field("To", &recipient_line(to));
        }
        self.identity();
        let mut found = self.hosts();
        let mut tls: Vec<String> =
            report.sessions.iter().filter_map(|view| tls(&view.tls, self.detail)).collect();
        tls.dedup();
        found.extend(tls);
        let dot = if self.style.unicode { " · " } else { "; " };
        if !found.is_empty() {
            self.layout.field("Found", &found.join(dot));
        }
        let mut unchecked = Vec::new();
        if report.left_out > 0 {
            unchecked.push(format!("{}: add --all", counted(report.left_out as u64, "more server")));
        }
        if report.outcome == Outcome::Accept {
            unchecked.push("the message itself: a dry run ends before DATA".to_owned());
        }
        if !unchecked.is_empty() {
            self.layout.field("Not checked", &unchecked.join(dot));
        }
        if self.detail == Detail::Verbose && report.sessions.iter().any(|view| view.client.is_some()) {
            let text = "The receiver has seen this session. An address that probes many unknown recipients gets \
                        blocked.";
            self.layout.painted("Note", text, |line| line.dimmed());
        }
        if let Some((command, advice)) = report.next.split_last() {
            advice.iter().for_each(|step| self.layout.field("To do", step));
            self.layout.unbroken("Next", command);
        }
    }

    fn identity(&mut self) {
        let sender = &self.report.sender;
        let mut parts: Vec<String> = Vec::new();
        parts.extend(sender.helo.iter().map(|helo| format!("EHLO {} ({})", helo.name, helo.origin.as_str())));
        if let Some(path) = &sender.mail_from {
            let address = path.address.trim_start_matches('<').trim_end_matches('>');
            parts.push(format!("MAIL FROM:<{address}> ({})", path.origin.as_str()));
        }
        let assumed = if self.report.recipient_is_assumed { " (assumed, name one with --rcpt)" } else { "" };
        parts.push(format!("RCPT TO:<{}>{assumed}", self.report.recipient));
        self.layout.field("Session", &parts.join(", "));
    }

    /// The hosts that take the target's mail.
    fn hosts(&self) -> Vec<String> {
        let named = self.report.route.exchanges.iter().filter(|exchange| exchange.problem.is_none());
        let hosts: Vec<String> = named
            .filter_map(|exchange| {
                let name = exchange.name.as_ref()?;
                let preference = exchange.preference.map(|preference| format!("MX {preference} "));
                let addresses: Vec<String> =
                    exchange.addresses.iter().take(SHOWN).map(ToString::to_string).collect();
                let more = exchange.addresses.len().saturating_sub(SHOWN);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                Some(format!("{}{name} ({}{more})", preference.unwrap_or_default(), addresses.join(", ")))
            })
            .collect();
        let limit = if self.detail == Detail::Verbose { hosts.len() } else { SHOWN };
        let left = hosts.len().saturating_sub(limit);
        let more = (left > 0).then(|| format!("{left} more (-v shows them)"));
        hosts.into_iter().take(limit).chain(more).collect()
    }
}

fn is_told_by_session(finding: &Finding) -> bool {
    [&SERVER_IS_UNREACHABLE, &SESSION_IS_BROKEN, &SMTPUTF8_IS_NOT_OFFERED].contains(&finding.check)
}

/// A domain of `--to` on one line.
pub(super) fn recipient_line(to: &crate::report::RecipientView) -> String {
    match &to.problem {
        Some(problem) => format!("{}: {problem}", to.domain),
        None => {
            let exchange =
                to.exchanges.first().map(|exchange| format!(" (MX {exchange})")).unwrap_or_default();
            format!("{} at {}{exchange}", to.domain, to.receivers.join(", "))
        }
    }
}

/// What a dry run comes to, in a sentence.
pub fn sentence(diagnosis: Diagnosis) -> String {
    match diagnosis {
        Diagnosis::Accepted => "accepted up to RCPT TO",
        Diagnosis::Stopped => "stopped before RCPT TO, nothing was rejected up to there",
        Diagnosis::RefusesAddress => "the receiver rejects the address that connects",
        Diagnosis::RefusesSession => "the receiver rejects this session",
        Diagnosis::Defers => "deferred",
        Diagnosis::Greylists => "greylisted: a retry after a few minutes is usually accepted",
        Diagnosis::NoGreeting => "the server sent no greeting in time",
        Diagnosis::ServerAtFault => "the session broke; not known whether the server would accept this mail",
        Diagnosis::NoTls => "TLS was required and is not available",
        Diagnosis::NeedsSmtpUtf8 => "the server does not support internationalised mail addresses",
        Diagnosis::NobodyListens => "nothing listens there",
        Diagnosis::NetworkBlocksPort25 => {
            "no mail host answers on port 25: most likely this network blocks it"
        }
        Diagnosis::NoAnswer => "no answer",
        Diagnosis::Unreachable => "the network is unreachable",
        Diagnosis::TakesNoMail => "the domain accepts no mail",
        Diagnosis::NoMailHost => "there is no server to connect to",
        Diagnosis::LookupFailed => "its mail hosts could not be looked up",
    }
    .to_owned()
}

/// A session: one line where it was accepted, else the dialogue and, where it `explains`, the cause of a rejection.
pub(super) fn session_part(
    view: &SessionView,
    detail: Detail,
    explains: bool,
    is_named: bool,
    layout: &mut Layout,
) {
    let attempt = if view.attempt > 1 { format!(", try {}", view.attempt) } else { String::new() };
    if view.outcome == Outcome::Accept && detail != Detail::Verbose {
        let name = if is_named { format!("{}{attempt}: ", session::server(view)) } else { String::new() };
        layout.field("Accepted", &format!("{name}{}", passed(view)));
        return;
    }
    let client = view.client.map(|ip| format!(" from {ip}")).unwrap_or_default();
    let what = if is_named { format!(": {}", session::headline(view)) } else { String::new() };
    layout.blank();
    layout.field("Dialogue", &format!("{}{client}{attempt}{what}", session::server(view)));
    let mut dialogue = Dialogue::new(view.port);
    for step in view.stages.iter().filter(|step| is_shown(step, detail)) {
        let is_positive = step.reply.as_ref().is_some_and(|reply| reply.is_positive());
        // What extensions there are is for -v; what is rejected is shown whole.
        let limit = match (detail, is_positive) {
            (Detail::Verbose, _) => usize::MAX,
            (_, true) => 1,
            (_, false) => SHOWN_LINES,
        };
        for line in dialogue.step(step, limit, detail == Detail::Verbose) {
            let paint = |text: &str| if line.is_error { Mark::Warn.paint(text) } else { text.normal() };
            layout.hanging(&format!("    {}", line.sign), "        ", &line.text, paint);
        }
    }
    if let Some(explanation) = view.explanation.as_ref().filter(|_| explains) {
        let rule = view.rule.as_deref().unwrap_or_default();
        layout.field(
            "Rule",
            &format!("{rule} ({}), {} confidence", explanation.receiver, explanation.confidence),
        );
        layout.painted("Cause", &explanation.summary, |line| line.bold());
        layout.field("Meaning", &explanation.meaning.replace('\n', " "));
        layout.field("Fix", &explanation.remedy.replace('\n', " "));
        explanation.queue.iter().for_each(|queue| layout.field("Queue", queue));
    } else if matches!(view.outcome, Outcome::Reject | Outcome::Defer)
        && view.error.is_none()
        && view.rule.is_none()
        && !view.greylisted
    {
        layout.field("Rule", "none: no receiver documents this reply");
    }
    layout.blank();
}

/// The steps of a session that was accepted, and the reply to the last of them.
fn passed(view: &SessionView) -> String {
    let is_part = |step: &&StepView| !matches!(step.stage, Step::Rset | Step::Quit);
    let steps: Vec<&StepView> = view.stages.iter().filter(is_part).collect();
    let mut titles: Vec<&str> = Vec::new();
    for step in &steps {
        if !titles.contains(&step.stage.title()) {
            titles.push(step.stage.title());
        }
    }
    let reply = steps.last().and_then(|step| step.reply.as_ref());
    let reply = reply.map(|reply| format!(": {reply}")).unwrap_or_default();
    format!("{}{reply}", titles.join(", "))
}

/// What follows the recipient says nothing, unless it breaks.
fn is_shown(step: &StepView, detail: Detail) -> bool {
    let is_after = matches!(step.stage, Step::Rset | Step::Quit);
    !is_after || detail == Detail::Verbose || (step.error.is_some() && step.stage != Step::Quit)
}

/// What came of TLS; what is wrong with the certificate is among the findings.
fn tls(tls: &TlsView, detail: Detail) -> Option<String> {
    let version = tls.version.as_ref()?;
    let day = tls.not_after.as_deref().and_then(|time| time.split('T').next());
    let mut text = match (tls.verified, day) {
        (Some(true), Some(day)) => format!("{version}, certificate verified, valid until {day}"),
        (Some(true), None) => format!("{version}, certificate verified"),
        _ => version.clone(),
    };
    if detail == Detail::Verbose {
        text.extend(tls.cipher.iter().map(|cipher| format!(", {cipher}")));
        text.extend(tls.subject.iter().map(|subject| format!(", subject {subject}")));
        if !tls.names.is_empty() {
            text.push_str(&format!(", for {}", tls.names.join(", ")));
        }
        text.extend(tls.issuer.iter().map(|issuer| format!(", issued by {issuer}")));
    }
    Some(text)
}
