//! The page of `mxcheck dnsbl`.

use std::io::{self, Write};

use colored::Colorize;

use super::Detail;
use super::zone_line::zone_lines;
use crate::judge::assess::ListHealth;
use crate::report::terminal::{Mark, Style};
use crate::report::{ListStateWord, ListView, ListsReport, not_checked};

/// Writes the page: a table for each subject.
pub fn write(report: &ListsReport, style: Style, detail: Detail, out: &mut impl Write) -> io::Result<()> {
    let mut lines: Vec<String> = Vec::new();
    if detail != Detail::Quiet && !report.zones.is_empty() {
        lines.extend(zone_lines(&report.zones, style));
        lines.push(String::new());
    }
    for subject in &report.subjects {
        let about: Vec<&ListView> = report.lists.iter().filter(|view| view.subject == *subject).collect();
        let mark = sum_mark(&about);
        let sum = style.printable(&format!("{subject}: {}", sum(&about)));
        lines.push(format!("{} {}", mark.show(style), sum.bold()));
        if detail == Detail::Quiet {
            continue;
        }
        let width = about.iter().map(|view| view.list.len()).max().unwrap_or_default().clamp(20, 40);
        for view in &about {
            row(view, width, style, &mut lines);
        }
        lines.push(String::new());
    }
    if let Some(text) = not_checked(&report.lists).filter(|_| detail != Detail::Quiet) {
        lines.extend(style.wrap(&style.printable(&text), "", ""));
    }
    for line in lines {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn sum_mark(about: &[&ListView]) -> Mark {
    if about.iter().any(|view| view.state == ListStateWord::Listed) {
        Mark::Fail
    } else if about.iter().all(|view| view.is_unchecked()) {
        Mark::Unknown
    } else {
        Mark::Pass
    }
}

/// What comes out of a subject's lists, in one clause.
fn sum(about: &[&ListView]) -> String {
    let count = |state| about.iter().filter(|view| view.state == state).count();
    let unchecked = about.iter().filter(|view| view.is_unchecked()).count();
    let lists = |number: usize| if number == 1 { "1 list".to_owned() } else { format!("{number} lists") };
    let checked = about.len() - unchecked;
    let listed = count(ListStateWord::Listed);
    let mut text = match (about.len(), checked, listed) {
        (0, ..) => return "no list is asked about it".to_owned(),
        (_, 0, _) => "not known, since no list could be used".to_owned(),
        (_, _, 0) => format!("not listed by {}", lists(checked)),
        (..) => format!("listed by {listed} of {}", lists(checked)),
    };
    if unchecked > 0 && checked > 0 {
        text.push_str(&format!(", {unchecked} NOT checked"));
    }
    text
}

fn row(view: &ListView, width: usize, style: Style, lines: &mut Vec<String>) {
    let (mark, state) = match view.state {
        ListStateWord::NotListed if view.is_unchecked() => (Mark::Unknown, "not listed"),
        ListStateWord::Listed => (Mark::Fail, "listed"),
        ListStateWord::NotListed => (Mark::Pass, "not listed"),
        ListStateWord::Neutral => (Mark::Info, "neutral"),
        ListStateWord::Unusable => (Mark::Unknown, "unusable"),
        ListStateWord::Unknown => (Mark::Unknown, "unknown"),
    };
    let health = match view.health {
        ListHealth::Passed => "tested",
        ListHealth::Failed => "test failed",
        ListHealth::Untestable => "untestable",
    };
    let codes: Vec<String> = view.codes.iter().take(4).map(ToString::to_string).collect();
    let padding = if mark_width(mark, style) == 1 { " " } else { "" };
    let line = format!("{:<width$}  {state:<10}  {health:<11}  {}", view.list, codes.join(" "));
    let line = style.printable(line.trim_end());
    lines.push(format!("  {}{padding} {line}", mark.show(style)));
    let mut detail = |text: &str| lines.extend(style.wrap(&style.printable(text), "       ", "       "));
    if view.state == ListStateWord::Neutral || view.state == ListStateWord::Listed {
        view.meaning.iter().for_each(|meaning| detail(meaning));
    }
    if view.state == ListStateWord::Listed {
        view.reason.iter().for_each(|reason| detail(&format!("\"{reason}\"")));
        view.removal.iter().for_each(|page| detail(&format!("Removal: {page}")));
    }
}

/// Columns of a mark: "ok" has two.
fn mark_width(mark: Mark, style: Style) -> usize {
    if mark == Mark::Pass && !style.unicode { 2 } else { 1 }
}
