//! The page of `mxcheck plan`.

use std::io::{self, Write};

use colored::Colorize;

use super::Detail;
use super::layout::grouped;
use crate::catalogue::{Counted, Receiver};
use crate::explain::plan::Step;
use crate::report::terminal::{Mark, Style, duration};
use crate::report::{PlanReport, PlannedLimit, PlannedSize, Schedule};

/// Lines of a schedule that are shown unless everything is asked for.
const SHOWN: usize = 12;

/// Writes the page. `receiver` is the one whose limits were looked at.
pub fn write(
    report: &PlanReport,
    receiver: &Receiver,
    style: Style,
    detail: Detail,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut page = Page { report, receiver, style, lines: Vec::new() };
    if detail == Detail::Quiet {
        page.verdict();
        let last = report.schedule.as_ref().map(|schedule| span(schedule.last_after_seconds));
        let last = last.map_or_else(
            || report.impossible.clone(),
            |last| Some(format!("scheduled, the last leaves after {last}")),
        );
        last.iter().for_each(|text| page.wrapped(text, "  "));
    } else {
        page.whole(detail);
    }
    for line in page.lines {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

struct Page<'a> {
    report: &'a PlanReport,
    receiver: &'a Receiver,
    style: Style,
    lines: Vec<String>,
}

impl Page<'_> {
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

    fn whole(&mut self, detail: Detail) {
        let mailing = &self.report.mailing;
        let text = format!(
            "{} with {} together, through {}",
            count(mailing.messages, "message"),
            count(mailing.recipients, "recipient"),
            self.receiver.title
        );
        self.hanging(&text, "Mailing  ", "         ");
        self.line("");
        self.verdict();
        self.size();
        self.line("");
        self.table();
        self.schedule(detail);
        let report = self.report;
        if !report.risks.is_empty() {
            self.line("What no schedule rules out".bold().to_string());
        }
        for risk in &report.risks {
            self.hanging(&format!("{}: {}", risk.rule, risk.why), "  ! ", "    ");
        }
        if !report.risks.is_empty() {
            self.line("");
        }
        for note in &report.notes {
            self.wrapped(note, "");
        }
        if let Some(as_of) = self.receiver.as_of {
            self.wrapped(&format!("Evidence: {} {as_of}.", self.receiver.title), "");
        }
    }

    /// What happens when the mailing is sent without a schedule.
    fn verdict(&mut self) {
        let title = &self.receiver.title;
        let pace = match self.report.mailing.interval {
            0 => "sent at once".to_owned(),
            1 => "sent a second apart".to_owned(),
            seconds => format!("sent {seconds} seconds apart"),
        };
        let (mark, text) = match &self.report.first {
            None => (Mark::Pass, format!("{title}: {pace}, no limit is hit")),
            Some(limit) => (Mark::Fail, format!("{title}: {pace}, {}", hit(limit))),
        };
        let text = self.style.printable(&text);
        let mut lines = self.style.wrap(&text, "  ", "  ");
        if let Some(first) = lines.first_mut() {
            *first = format!("{} {}", mark.show(self.style), first.trim_start().bold());
        }
        self.lines.extend(lines);
        let Some(limit) = &self.report.first else { return };
        let rule = self.receiver.rule(&limit.rule);
        let reply = rule.map(|rule| rule.reply.to_string()).filter(|reply| !reply.is_empty());
        let reply = reply.unwrap_or_else(|| "the reply is not documented".to_owned());
        let as_of = rule.and_then(|rule| rule.as_of).map(|as_of| format!(" {as_of}")).unwrap_or_default();
        let text = self.style.printable(&format!("{}, {}{as_of}: {reply}", limit.rule, limit.basis));
        self.line(format!("  {}", text.dimmed()));
        rule.iter().for_each(|rule| self.wrapped(&rule.remedy, "  "));
    }

    fn size(&mut self) {
        let Some(size) = &self.report.size else { return };
        let (mark, text) = sentence(size);
        let text = self.style.printable(&text);
        let mut lines = self.style.wrap(&text, "  ", "  ");
        if let Some(first) = lines.first_mut() {
            *first = format!("{} {}", mark.show(self.style), first.trim_start());
        }
        self.lines.extend(lines);
    }

    /// Every limit, what happens to it without the schedule, and with it.
    fn table(&mut self) {
        let report = self.report;
        if report.limits.is_empty() {
            self.wrapped("No limit is documented for mail that is sent this way.", "");
            return self.line("");
        }
        let heading =
            format!("{:<28}{:>9}  {:<22}{}", "Limits", "allowed", "without a schedule", "in the schedule");
        self.line(heading.bold().to_string());
        for limit in &report.limits {
            let hit = match &limit.hit {
                None => "kept".to_owned(),
                Some(hit) => match hit.after_seconds {
                    0 => format!("hit by message {}", grouped(hit.message)),
                    after => format!("hit after {}", span(after)),
                },
            };
            let worst = limit.worst.map_or_else(|| "-".to_owned(), grouped);
            let name = format!("{} in {}", limit.what, window(limit));
            self.line(format!("  {name:<26}{:>9}  {hit:<22}{worst:>15}", grouped(limit.allowed)));
        }
        self.line("");
    }

    fn schedule(&mut self, detail: Detail) {
        let report = self.report;
        if let Some(why) = &report.impossible {
            self.wrapped(&format!("There is no schedule inside the limits. {why}"), "");
            return self.line("");
        }
        let Some(schedule) = report.schedule.as_ref().filter(|schedule| schedule.last_after_seconds > 0)
        else {
            return;
        };
        self.line("A schedule inside all limits".bold().to_string());
        let runs = runs(&schedule.steps);
        let shown = if detail == Detail::Verbose { runs.len() } else { runs.len().min(SHOWN) };
        for run in &runs[..shown] {
            let what = format!(
                "{} with {}",
                count(run.step.messages, "message"),
                count(run.step.recipients, "recipient")
            );
            let from = run.step.after_seconds;
            let text = match run.times {
                1 => format!("{:>10}  {what}", clock(from)),
                times => format!(
                    "{:>10}  {what}, {times} times, every {}, until {}",
                    clock(from),
                    span(run.every),
                    clock(from + run.every * (times - 1))
                ),
            };
            self.line(format!("  {text}"));
        }
        if runs.len() > shown {
            self.line(format!("  and so on, in {} more lines (-v shows them)", runs.len() - shown));
        }
        self.wrapped(&last_leaves(schedule), "  ");
        self.line("");
    }
}

fn sentence(size: &PlannedSize) -> (Mark, String) {
    let octets = match size.attachments {
        Some(files) => format!(
            "Each message: files of {} octets become {} when they are encoded, text and header not counted",
            grouped(files),
            grouped(size.octets)
        ),
        None => format!("Each message: {} octets as sent", grouped(size.octets)),
    };
    let allowed = grouped(size.allowed);
    let rule = size.rule.as_deref().map(|rule| format!(" ({rule})")).unwrap_or_default();
    if size.is_over() {
        (
            Mark::Fail,
            format!("{octets}: more than the {allowed} that are taken{rule}. Send a link to the files."),
        )
    } else if size.octets >= size.risk_from {
        (Mark::Warn, format!("{octets}: close to the {allowed} that are taken{rule}"))
    } else {
        (Mark::Pass, format!("{octets}: below the {allowed} that are taken"))
    }
}

fn last_leaves(schedule: &Schedule) -> String {
    format!(
        "The last message leaves {} after the first. At an even pace, one message every {}, it leaves after {}.",
        span(schedule.last_after_seconds),
        span(schedule.steady_interval_seconds),
        span(schedule.steady_last_after_seconds)
    )
}

fn hit(limit: &PlannedLimit) -> String {
    let Some(hit) = limit.hit else { return String::new() };
    let after = match hit.after_seconds {
        0 => String::new(),
        seconds => format!(" after {}", span(seconds)),
    };
    let what = match hit.recipient {
        Some(recipient) => {
            format!("recipient {} (in message {})", grouped(recipient), grouped(hit.message))
        }
        None => format!("message {}", grouped(hit.message)),
    };
    let counted = match limit.what {
        Counted::Bulk => "bulk messages".to_owned(),
        Counted::Script => "messages of a script".to_owned(),
        what => what.to_string(),
    };
    format!(
        "{what} is one too many{after}: {} {counted} are taken in {}",
        grouped(limit.allowed),
        window(limit)
    )
}

fn window(limit: &PlannedLimit) -> String {
    duration(limit.seconds.unwrap_or(0))
}

/// Steps that repeat at the same distance.
struct Run {
    step: Step,
    every: u64,
    times: u64,
}

fn runs(steps: &[Step]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for step in steps {
        if let Some(run) = runs.last_mut() {
            let is_alike = run.step.messages == step.messages && run.step.recipients == step.recipients;
            let last = run.step.after_seconds + run.every * (run.times - 1);
            let distance = step.after_seconds - last;
            if is_alike && (run.times == 1 || distance == run.every) {
                run.every = distance;
                run.times += 1;
                continue;
            }
        }
        runs.push(Run { step: *step, every: 0, times: 1 });
    }
    runs
}

/// `1:05:00` after the first message; days as `2 d 01:05:00`.
fn clock(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let time = format!("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
    if days == 0 { time } else { format!("{days} d {time}") }
}

fn span(seconds: u64) -> String {
    duration(u32::try_from(seconds).unwrap_or(u32::MAX))
}

fn count(number: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(number), if number == 1 { "" } else { "s" })
}
