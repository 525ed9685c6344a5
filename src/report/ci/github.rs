//! `--format github`: workflow commands, which GitHub shows at the lines of a pull request.
//!
//! Nothing is printed but commands made here, one a line.

use std::io::{self, Write};

use super::results::{Answer, CheckResult, Group, Level, Results, Seen, State};
use crate::judge::verdict::Outcome;
use crate::untrusted::workflow;

/// Writes a command for each fault, warning and unknown outcome.
pub fn write(results: &Results, out: &mut impl Write) -> io::Result<()> {
    for group in &results.groups {
        for check in group.checks.iter().filter(|check| check.is_told && !check.is_ignored) {
            write_check(check, group, out)?;
        }
        for answer in &group.answers {
            if !answer.is_told && answer.outcome > Outcome::Accept {
                write_answer(answer, group, out)?;
            } else if let Some(seen) = &answer.seen {
                write_seen(seen, answer, group, out)?;
            }
        }
    }
    if !results.zones.is_empty() {
        command("notice", &[("title", "mxcheck: zone files")], &results.zones, out)?;
    }
    if let Some(unchecked) = &results.unchecked {
        command("warning", &[("title", "mxcheck: DNSBLs")], std::slice::from_ref(unchecked), out)?;
    }
    let Some(comparison) = &results.comparison else { return Ok(()) };
    let counts = format!(
        "Compared with {}: {} better, {} worse, {} the same, {} not compared",
        comparison.source,
        comparison.better.len(),
        comparison.worse.len(),
        comparison.same,
        comparison.not_compared
    );
    let better: Vec<String> = comparison.better.iter().map(|change| format!("better: {change}")).collect();
    let lines: Vec<String> = std::iter::once(counts).chain(better).collect();
    command("notice", &[("title", "mxcheck: baseline")], &lines, out)
}

fn write_check(check: &CheckResult, group: &Group, out: &mut impl Write) -> io::Result<()> {
    let Some(word) = word(check.level, check.state, group) else { return Ok(()) };
    let place = group.place_of(check);
    let line = place.and_then(|place| place.line).map(|line| line.to_string());
    let title = match check.about_other_than(&group.subject) {
        Some(about) => format!("{}: {} ({about})", group.subject, check.rule),
        None => format!("{}: {}", group.subject, check.rule),
    };
    let mut properties: Vec<(&str, &str)> = Vec::new();
    properties.extend(place.map(|place| ("file", place.file.as_str())));
    properties.extend(line.as_deref().map(|line| ("line", line)));
    properties.push(("title", &title));
    let mut lines = vec![check.summary.clone()];
    lines.extend(known_before(check.state));
    lines.extend(check.answers.iter().cloned());
    lines.extend(check.evidence.iter().map(|record| format!("Found: {record}")));
    if let Some(fix) = &check.fix {
        lines.extend(fix.change.removed().iter().map(|record| format!("Remove: {record}")));
        lines.extend(fix.change.published().iter().map(|record| format!("Publish: {record}")));
        lines.extend(fix.note.clone());
    }
    command(word, &properties, &lines, out)
}

fn write_answer(answer: &Answer, group: &Group, out: &mut impl Write) -> io::Result<()> {
    let level = match answer.outcome {
        Outcome::Accept | Outcome::NotJudged => return Ok(()),
        Outcome::Unknown => Level::Unknown,
        Outcome::Defer | Outcome::Reject => Level::Error,
    };
    let Some(word) = word(level, answer.state, group) else { return Ok(()) };
    let mut lines = vec![answer.sentence.clone()];
    lines.extend(known_before(answer.state));
    lines.extend(answer.seen.iter().flat_map(Seen::lines));
    about_answer(word, answer, group, &lines, out)
}

/// What a live try has shown where the prediction itself has no command.
fn write_seen(seen: &Seen, answer: &Answer, group: &Group, out: &mut impl Write) -> io::Result<()> {
    let word = if seen.agrees == Some(true) { "notice" } else { "warning" };
    about_answer(word, answer, group, &seen.lines(), out)
}

fn about_answer(
    word: &str,
    answer: &Answer,
    group: &Group,
    lines: &[String],
    out: &mut impl Write,
) -> io::Result<()> {
    let from = answer.address.iter().map(|ip| format!(", from {ip}")).collect::<String>();
    let title = format!("{}: {}{from}", group.subject, answer.title);
    let line = group.place.as_ref().and_then(|place| place.line).map(|line| line.to_string());
    let mut properties: Vec<(&str, &str)> = Vec::new();
    properties.extend(group.place.as_ref().map(|place| ("file", place.file.as_str())));
    properties.extend(line.as_deref().map(|line| ("line", line)));
    properties.push(("title", &title));
    command(word, &properties, lines, out)
}

/// The command for a level; none where there is nothing to show, as of what a parked domain asks for
/// itself. What was there before is not shown as an error.
fn word(level: Level, state: Option<State>, group: &Group) -> Option<&'static str> {
    match level {
        Level::Pass | Level::Note => None,
        _ if group.is_parked => None,
        _ if state == Some(State::Unchanged) => Some("notice"),
        Level::Unknown | Level::Warning => Some("warning"),
        Level::Error => Some("error"),
    }
}

fn known_before(state: Option<State>) -> Option<String> {
    (state == Some(State::Unchanged)).then(|| "It was so before.".to_owned())
}

fn command(
    word: &str,
    properties: &[(&str, &str)],
    lines: &[String],
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(out, "{}", workflow::command(word, properties, lines))
}
