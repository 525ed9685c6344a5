//! What the lookups of a sender cost, and which of them were cut.

use std::time::Duration;

use crate::dns::Limit;
use crate::report::SenderReport;
use crate::report::terminal::Style;

/// Returns the lines that say, once, which lookups were cut; none where all were made.
pub(super) fn cut_short(report: &SenderReport, style: Style) -> Vec<String> {
    let cuts = &report.cut_short;
    let Some(first) = cuts.first() else { return Vec::new() };
    let mut parts: Vec<&str> = cuts.iter().map(|cut| cut.part.title()).collect();
    parts.dedup();
    let spent = match first.limit {
        Limit::Time => format!("{:.1} s", Duration::from_millis(report.elapsed_ms).as_secs_f64()),
        _ => format!("{} queries", report.queries),
    };
    let text = format!(
        "Stopped after {spent}: more than mxcheck looks up for one sender ({}). What was cut counts as failed.",
        parts.join(", ")
    );
    let mut lines = style.wrap(&style.printable(&text), "! ", "  ");
    lines.push(String::new());
    lines
}

/// Returns the line that says what the lookups took.
pub(super) fn cost(report: &SenderReport) -> Vec<String> {
    let SenderReport { queries, octets, elapsed_ms, .. } = report;
    let queries = if *queries == 1 { "1 query".to_owned() } else { format!("{queries} queries") };
    let line = format!("Cost: {queries}, {} KiB of answers, {elapsed_ms} ms", octets.div_ceil(1024));
    vec![line, String::new()]
}
