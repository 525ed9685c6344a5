//! The page of `mxcheck smtp`, and the sessions on other pages.

use std::io::{self, Write};

use colored::Colorize;

use super::zone_line::zone_lines;
use super::{Detail, session};
use crate::catalogue::check::{SERVER_IS_UNREACHABLE, SESSION_IS_BROKEN, SMTPUTF8_IS_NOT_OFFERED};
use crate::judge::check::{Finding, Status};
use crate::judge::live::Diagnosis;
use crate::judge::verdict::Outcome;
use crate::probe::facts::Step;
use crate::report::terminal::{Mark, Style};
use crate::report::{SessionView, SmtpReport, StepView};

/// How many lines of a reply are shown, unless everything is.
const SHOWN_LINES: usize = 12;

/// Columns before a reply.
const MARGIN: &str = "                       ";

/// Writes the page.
pub fn write(report: &SmtpReport, style: Style, detail: Detail, out: &mut impl Write) -> io::Result<()> {
    let mut page = Page { report, style, detail, lines: Vec::new() };
    match detail {
        Detail::Quiet => page.quiet(),
        _ => page.whole(),
    }
    for line in page.lines {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

struct Page<'a> {
    report: &'a SmtpReport,
    style: Style,
    detail: Detail,
    lines: Vec<String>,
}

impl Page<'_> {
    fn line(&mut self, text: impl Into<String>) {
        self.lines.push(text.into());
    }

    fn hanging(&mut self, text: &str, first: &str, rest: &str) {
        self.lines.extend(self.style.wrap(&self.style.printable(text), first, rest));
    }

    /// A line for each session, or one that says why there is none.
    fn quiet(&mut self) {
        let target = &self.report.target;
        if self.report.sessions.is_empty() {
            let text = self.style.printable(&format!("{target}: {}", sentence(self.report.diagnosis)));
            self.line(format!("{} {text}", session::mark(self.report.outcome).show(self.style)));
        }
        for view in &self.report.sessions {
            let text = format!(
                "{target} at {}: {}{}",
                session::server(view),
                session::headline(view),
                session::deciding_words(view)
            );
            let text = self.style.printable(&text);
            self.line(format!("{} {text}", session::mark(view.outcome).show(self.style)));
        }
    }

    fn whole(&mut self) {
        self.target();
        self.identity();
        self.lines.extend(zone_lines(&self.report.zones, self.style));
        for to in &self.report.to {
            let text = recipient_line(to);
            self.hanging(&text, "To      ", "        ");
        }
        self.line("");
        for view in &self.report.sessions {
            let lines = session_lines(view, self.style, self.detail, true);
            self.lines.extend(lines);
            self.line("");
        }
        if self.report.left_out > 0 {
            let count = self.report.left_out;
            let text = if count == 1 {
                "1 further exchange was not tried (--all tries it)".to_owned()
            } else {
                format!("{count} further exchanges were not tried (--all tries them)")
            };
            self.hanging(&text, "", "");
            self.line("");
        }
        self.findings();
        let mark = session::mark(self.report.outcome);
        let text = self.style.printable(&sentence(self.report.diagnosis));
        self.line(format!("{} {}", mark.show(self.style), text.bold()));
        for step in &self.report.next {
            self.hanging(step, "  - ", "    ");
        }
        if self.report.sessions.iter().any(|view| view.client.is_some()) {
            self.line("");
            let text = "The receiver has seen this session. Probing many recipients that do not exist gets the \
                        address blocked that does it.";
            self.lines
                .extend(self.style.wrap(text, "", "").into_iter().map(|line| line.dimmed().to_string()));
        }
    }

    fn target(&mut self) {
        let route = &self.report.route;
        let text = format!("{}: {}", self.report.target, route.summary);
        self.hanging(&text, "Target  ", "        ");
        for exchange in &route.exchanges {
            let Some(name) = &exchange.name else { continue };
            const SHOWN: usize = 4;
            let shown: Vec<String> = exchange.addresses.iter().take(SHOWN).map(ToString::to_string).collect();
            let more = exchange.addresses.len().saturating_sub(SHOWN);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let what = match &exchange.problem {
                Some(problem) => problem.clone(),
                None => format!("{}{more}", shown.join(" ")),
            };
            let preference =
                exchange.preference.map(|preference| format!("{preference} ")).unwrap_or_default();
            self.hanging(&format!("{preference}{name} {what}"), "        ", "          ");
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
        parts.push(format!("RCPT TO:<{}>", self.report.recipient));
        self.hanging(&parts.join(", "), "Session ", "        ");
    }

    /// What is to be said of the servers: faults, and with `-v` everything.
    fn findings(&mut self) {
        let shown: Vec<&Finding> = self
            .report
            .findings
            .iter()
            .filter(|finding| self.detail == Detail::Verbose || finding.status > Status::Pass)
            // The session above says it.
            .filter(|finding| self.detail == Detail::Verbose || !is_told_by_session(finding))
            .collect();
        for finding in &shown {
            let mark = match finding.status {
                Status::Pass => Mark::Pass,
                Status::Info => Mark::Info,
                _ => Mark::Warn,
            };
            let name = if self.detail == Detail::Verbose {
                format!("{}: ", finding.check.id)
            } else {
                String::new()
            };
            let text = self.style.printable(&format!("{name}{}", finding.summary));
            let mut lines = self.style.wrap(&text, "  ", "  ").into_iter();
            let first = lines.next().unwrap_or_default();
            self.line(format!("{} {}", mark.show(self.style), first.trim_start()));
            self.lines.extend(lines);
            if let Some(note) = finding.fix.as_ref().and_then(|fix| fix.note.as_deref()) {
                self.hanging(note, "  ", "  ");
            }
        }
        if !shown.is_empty() {
            self.line("");
        }
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
        Diagnosis::Accepted => "Accepted up to RCPT TO",
        Diagnosis::Stopped => "Stopped before RCPT TO: nothing was refused up to there",
        Diagnosis::RefusesAddress => "They refuse the address that connects",
        Diagnosis::RefusesSession => "They refuse this session",
        Diagnosis::Defers => "They put it off",
        Diagnosis::Greylists => "They put it off as greylisting does: who tries again later is taken",
        Diagnosis::ServerAtFault => "Their server is at fault: whether it would take mail is not known",
        Diagnosis::NoTls => "TLS was required and is not to be had",
        Diagnosis::NeedsSmtpUtf8 => "They cannot take this mail address",
        Diagnosis::NobodyListens => "Nobody listens there",
        Diagnosis::NetworkBlocksPort25 => {
            "No exchange answers on port 25: most likely this network blocks it"
        }
        Diagnosis::NoAnswer => "Nothing comes back",
        Diagnosis::Unreachable => "No way leads there",
        Diagnosis::TakesNoMail => "The domain takes no mail",
        Diagnosis::NoMailHost => "There is no server to connect to",
        Diagnosis::LookupFailed => "Who takes its mail could not be looked up",
    }
    .to_owned()
}

/// A session, step by step, with what TLS came to and, where it `explains`, the cause of a refusal.
pub(super) fn session_lines(view: &SessionView, style: Style, detail: Detail, explains: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mark = session::mark(view.outcome);
    let client = view.client.map(|ip| format!(", from {ip}")).unwrap_or_default();
    let attempt = if view.attempt > 1 { format!(" (try {})", view.attempt) } else { String::new() };
    let text =
        style.printable(&format!("{}{client}{attempt}: {}", session::server(view), session::headline(view)));
    let mut headline = style.wrap(&text, "  ", "  ").into_iter();
    let first = headline.next().unwrap_or_default();
    lines.push(format!("{} {}", mark.show(style), first.trim_start().bold()));
    lines.extend(headline.map(|line| line.bold().to_string()));
    for step in &view.stages {
        self::step(step, style, detail, &mut lines);
    }
    if let Some(explanation) = view.explanation.as_ref().filter(|_| explains) {
        let rule = view.rule.as_deref().unwrap_or_default();
        let name = format!("{}: {}", explanation.receiver, explanation.summary);
        lines.extend(style.wrap(&style.printable(&name), "  ", "  "));
        let basis = format!("  {rule}, {} confidence", explanation.confidence);
        lines.push(format!("{}", style.printable(&basis).dimmed()));
        let mut told =
            |text: &str| lines.extend(style.wrap(&style.printable(&text.replace('\n', " ")), "  ", "  "));
        told(&explanation.meaning);
        told(&format!("What to do: {}", explanation.remedy));
        explanation.queue.iter().for_each(|queue| told(queue));
    } else if matches!(view.outcome, Outcome::Reject | Outcome::Defer)
        && view.error.is_none()
        && view.rule.is_none()
        && !view.greylisted
    {
        lines.push("  The reply is none of the documented ones.".to_owned());
    }
    tls(view, style, &mut lines);
    lines
}

fn step(step: &StepView, style: Style, detail: Detail, lines: &mut Vec<String>) {
    // What follows the recipient says nothing, unless it breaks.
    let is_after = matches!(step.stage, Step::Rset | Step::Quit);
    if is_after && detail != Detail::Verbose && (step.error.is_none() || step.stage == Step::Quit) {
        return;
    }
    let head = format!("  {:<10}{:>7} ms  ", step.stage.title(), step.elapsed_ms);
    let mut rows: Vec<String> = Vec::new();
    if let Some(reply) = &step.reply {
        let code = reply.code.map(|code| code.to_string()).unwrap_or_default();
        let enhanced = reply.enhanced.as_ref().map(|enhanced| format!("{enhanced} ")).unwrap_or_default();
        // Keywords are told by -v; what is refused is told whole.
        let all = detail == Detail::Verbose;
        let limit = match (all, reply.is_positive()) {
            (true, _) => usize::MAX,
            (false, true) => 1,
            (false, false) => SHOWN_LINES,
        };
        let last = reply.lines.len().saturating_sub(1);
        for (index, line) in reply.lines.iter().enumerate().take(limit) {
            let separator = if index == last || limit == 1 { ' ' } else { '-' };
            rows.push(format!("{code}{separator}{enhanced}{line}"));
        }
        if reply.lines.is_empty() {
            rows.push(code);
        }
        if reply.lines.len() > limit && limit > 1 {
            rows.push(format!("... and {} lines more (-v shows them)", reply.lines.len() - limit));
        }
    }
    rows.extend(step.error.clone());
    if rows.is_empty() {
        rows.push("no answer was waited for".to_owned());
    }
    let failed = step.error.is_some() || step.reply.as_ref().is_some_and(|reply| !reply.is_positive());
    for (index, row) in rows.iter().enumerate() {
        let first = if index == 0 { head.as_str() } else { MARGIN };
        for (place, part) in style.wrap(&style.printable(row), MARGIN, MARGIN).iter().enumerate() {
            let margin = if place == 0 { first } else { MARGIN };
            let part = part.trim_start();
            let part = if failed { Mark::Warn.paint(part).to_string() } else { part.to_owned() };
            lines.push(format!("{margin}{part}"));
        }
    }
}

fn tls(view: &SessionView, style: Style, lines: &mut Vec<String>) {
    let tls = &view.tls;
    let Some(version) = &tls.version else { return };
    let cipher = tls.cipher.as_deref().unwrap_or_default();
    let holds = match tls.verified {
        Some(true) => "the certificate holds".to_owned(),
        _ => format!("the certificate is invalid: {}", tls.error.as_deref().unwrap_or("not verified")),
    };
    let mut text = format!("{version}, {cipher}; {holds}");
    const SHOWN: usize = 4;
    if let Some(subject) = &tls.subject {
        let mut names: Vec<&str> = tls.names.iter().take(SHOWN).map(String::as_str).collect();
        if tls.names.len() > SHOWN {
            names.push("...");
        }
        let names = if names.is_empty() { "no name".to_owned() } else { names.join(", ") };
        text.push_str(&format!("; {subject}, for {names}"));
    }
    text.extend(tls.issuer.iter().map(|issuer| format!("; issued by {issuer}")));
    let day = tls.not_after.as_deref().and_then(|time| time.split('T').next());
    text.extend(day.map(|day| format!("; valid until {day}")));
    lines.extend(style.wrap(&style.printable(&text), "  TLS  ", "       "));
}
