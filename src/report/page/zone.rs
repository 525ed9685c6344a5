//! The page of `mxcheck zone`: a line for each domain that is well, the whole for the others.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::Arc;

use colored::Colorize;

use super::Detail;
use super::baseline::comparison;
use super::layout::{Layout, list};
use super::limits::{Limits, short_title};
use super::sender::section;
use crate::catalogue::Receiver;
use crate::judge::check::{Finding, Status};
use crate::judge::verdict::{Outcome, Verdict};
use crate::report::document::ZoneCounts as Counts;
use crate::report::terminal::{Mark, Style};
use crate::report::{SenderReport, ZoneFileView, ZoneReport};
use crate::zone::Heading;

/// The page as it is written: a domain after the other, and what there is of them together.
#[derive(Debug)]
pub struct ZonePage {
    style: Style,
    detail: Detail,
    /// The zone file that the domains are of now.
    heading: Option<Heading>,
    /// Zone files that hold a domain.
    told: HashSet<Arc<str>>,
    /// The line before is empty, or there is none.
    is_apart: bool,
}

/// What the page has of one domain.
#[derive(Debug)]
pub struct Domain {
    heading: Option<Heading>,
    /// It takes one line; others stand apart.
    is_short: bool,
    lines: Vec<String>,
}

impl Domain {
    /// Tells of a domain. `receivers` are those of the verdicts.
    pub fn of(
        sender: &SenderReport,
        is_parked: bool,
        receivers: &[Receiver],
        style: Style,
        detail: Detail,
    ) -> Domain {
        let mut lines = Vec::new();
        let is_short = domain(sender, is_parked, receivers, style, detail, &mut lines);
        Domain { heading: sender.zones.first().cloned(), is_short, lines }
    }

    /// About how many octets it takes.
    pub fn size(&self) -> usize {
        self.lines.iter().map(|line| line.len() + 32).sum()
    }
}

impl ZonePage {
    /// Begins the page.
    pub fn new(style: Style, detail: Detail) -> ZonePage {
        ZonePage { style, detail, heading: None, told: HashSet::new(), is_apart: true }
    }

    /// Writes what there is of the next domain.
    pub fn domain(&mut self, domain: Domain, out: &mut impl Write) -> io::Result<()> {
        let Domain { heading, is_short, lines } = domain;
        if lines.is_empty() {
            return Ok(());
        }
        if self.detail != Detail::Quiet && heading.is_some() && heading != self.heading {
            self.stand_apart(out)?;
            self.told.extend(heading.iter().map(|heading| heading.file.clone()));
            heading.iter().try_for_each(|heading| self.write_heading(heading, out))?;
            self.heading = heading;
        }
        if !is_short {
            self.stand_apart(out)?;
        }
        self.write(&lines, out)
    }

    /// Ends the page.
    pub fn finish(mut self, report: &ZoneReport, limits: &Limits, out: &mut impl Write) -> io::Result<()> {
        let (style, detail) = (self.style, self.detail);
        let mut parts: Vec<Vec<String>> = Vec::new();
        if detail == Detail::Verbose {
            let mut lines = Vec::new();
            for skipped in &report.skipped {
                let text = format!("{} is not judged: {}", skipped.name, skipped.reason);
                hanging(&text, Mark::NotJudged, style, &mut lines);
            }
            parts.push(lines);
        }
        if detail != Detail::Quiet {
            let untold = report.files.iter().map(ZoneFileView::heading);
            let untold: Vec<Heading> = untold.filter(|heading| !self.told.contains(&heading.file)).collect();
            parts.push(untold.iter().flat_map(|heading| heading_lines(heading, style)).collect());
        }
        if let Some(text) = &report.unchecked {
            parts.push(style.wrap(&style.printable(text), "", ""));
        }
        if let Some(compared) = &report.baseline {
            parts.push(comparison(compared, style));
        }
        if detail != Detail::Quiet {
            let mut lines = style.wrap(&style.printable(&sum(report)), "", "");
            let mut layout = Layout::new(style);
            limits.add_to(&mut layout);
            lines.extend(layout.into_lines());
            parts.push(lines);
        }
        for part in parts.iter().filter(|part| !part.is_empty()) {
            if detail != Detail::Quiet {
                self.stand_apart(out)?;
            }
            self.write(part, out)?;
        }
        Ok(())
    }

    fn write_heading(&mut self, heading: &Heading, out: &mut impl Write) -> io::Result<()> {
        let lines = heading_lines(heading, self.style);
        self.write(&lines, out)?;
        // What it is about follows at once.
        self.is_apart = true;
        Ok(())
    }

    fn stand_apart(&mut self, out: &mut impl Write) -> io::Result<()> {
        if !self.is_apart {
            writeln!(out)?;
        }
        self.is_apart = true;
        Ok(())
    }

    fn write(&mut self, lines: &[String], out: &mut impl Write) -> io::Result<()> {
        let is_empty = |line: &String| line.trim_end().is_empty();
        let end = lines.iter().rposition(|line| !is_empty(line)).map_or(0, |last| last + 1);
        for line in &lines[..end] {
            writeln!(out, "{}", line.trim_end())?;
        }
        self.is_apart = false;
        // What ends in an empty line stands apart from what follows.
        if end < lines.len() { self.stand_apart(out) } else { Ok(()) }
    }
}

fn heading_lines(heading: &Heading, style: Style) -> Vec<String> {
    let lines = style.wrap(&style.printable(&format!("zone file {heading}")), "", "  ");
    lines.into_iter().map(|line| line.dimmed().to_string()).collect()
}

/// Adds what there is of a domain; true when it is one line.
fn domain(
    sender: &SenderReport,
    is_parked: bool,
    receivers: &[Receiver],
    style: Style,
    detail: Detail,
    lines: &mut Vec<String>,
) -> bool {
    let name = sender.subject().1;
    if detail == Detail::Quiet {
        if !is_parked {
            lines.extend(section(sender, receivers, style, detail));
        }
        return true;
    }
    if is_parked && detail != Detail::Verbose {
        let text = format!("{name}: parked (it neither sends nor takes mail); not counted");
        hanging(&text, Mark::NotJudged, style, lines);
        return true;
    }
    if is_well(sender) && detail == Detail::Normal {
        // A receiver of which nothing was judged accepts nothing.
        let accepts = |receiver: &&Receiver| {
            let of_it = |verdict: &&Verdict| verdict.receiver == receiver.name;
            sender.verdicts.iter().filter(of_it).any(|verdict| verdict.counted == Outcome::Accept)
        };
        let titles: Vec<&str> = receivers.iter().filter(accepts).map(short_title).collect();
        let text = format!("{name}: no known reason for rejection ({})", list(&titles));
        hanging(&text, Mark::Pass, style, lines);
        return true;
    }
    lines.extend(section(sender, receivers, style, detail));
    lines.push(String::new());
    false
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
    let Counts { accept, not_judged, unknown, defer, reject, parked } = report.counts;
    let total = accept + not_judged + unknown + defer + reject + parked;
    let domains = |number: u64| if number == 1 { "1 domain".to_owned() } else { format!("{number} domains") };
    let numbers = [
        (reject, "refused"),
        (defer, "deferred"),
        (unknown, "not known"),
        (accept, "accepted"),
        (not_judged, "not judged"),
        (parked, "parked"),
    ];
    let numbers = numbers.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = numbers.map(|(count, word)| format!("{count} {word}")).collect();
    let mut text = match parts.is_empty() {
        true if !report.unread.is_empty() => "Nothing was judged.".to_owned(),
        true => "No mail domain.".to_owned(),
        false => format!("{}: {}.", domains(total), parts.join(", ")),
    };
    match report.skipped.len() {
        0 => {}
        1 => text.push_str(" 1 name is left out (-v tells)."),
        count => text.push_str(&format!(" {count} names are left out (-v tells).")),
    }
    text
}

fn hanging(text: &str, mark: Mark, style: Style, lines: &mut Vec<String>) {
    let mut wrapped = style.wrap(&style.printable(text), "  ", "  ");
    if let Some(first) = wrapped.first_mut() {
        *first = format!("{} {}", mark.show(style), first.trim_start());
    }
    lines.extend(wrapped);
}
