//! A check and what it came to, for lists of all of them.

use crate::judge::check::{Finding, Status};
use crate::report::terminal::{Mark, Style};

/// The lines of several checks. Absent faults that are told in the same words stand in one line.
pub(super) fn check_lines(findings: &[Finding], style: Style) -> Vec<String> {
    let is_same = |one: &Finding, other: &Finding| {
        (one.status, other.status) == (Status::Pass, Status::Pass) && one.summary == other.summary
    };
    let runs = findings.chunk_by(is_same);
    runs.filter_map(|run| {
        let ids: Vec<&str> = run.iter().map(|finding| finding.check.id).collect();
        Some(line(run.first()?, &ids.join(", "), style))
    })
    .flatten()
    .collect()
}

/// The mark, the check's id and the finding in words, over as many lines as it takes.
pub(super) fn check_line(finding: &Finding, style: Style) -> Vec<String> {
    line(finding, finding.check.id, style)
}

fn line(finding: &Finding, ids: &str, style: Style) -> Vec<String> {
    let mark = match finding.status {
        Status::Pass => Mark::Pass,
        Status::Info => Mark::Info,
        Status::Unknown => Mark::Unknown,
        Status::Warn => Mark::Warn,
        Status::Fail => Mark::Fail,
    };
    let ignored = if finding.ignored { " (ignored)" } else { "" };
    let text = style.printable(&format!("{ids}{ignored}: {}", finding.summary));
    let lines = style.wrap(&text, "    ", "    ").into_iter().enumerate();
    let marked = lines.map(|(index, line)| {
        let mark = if index == 0 { format!("  {:<2}", mark.show(style)) } else { "    ".to_owned() };
        format!("{mark}{}", line.trim_start())
    });
    marked.collect()
}
