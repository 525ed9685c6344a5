//! `--format markdown`: a page for a comment at a pull request.
//!
//! Names and records are in code, sentences are escaped.

use std::io::{self, Write};

use super::counts::Counts;
use super::results::{Answer, CheckResult, Group, Level, Results, State};
use crate::judge::verdict::Outcome;
use crate::untrusted::markdown::{code, fence, line, text};

/// From how many octets on no further sender is reported in full: GitHub takes comments of 65,536
/// characters.
const ENOUGH: usize = 40_000;

/// How many rows and items a table or list has at most.
const MAX_ROWS: usize = 50;

/// With more senders than this, only those whose mail is not accepted have a row.
const FEW: usize = 25;

/// Writes the page.
pub fn write(results: &Results, out: &mut impl Write) -> io::Result<()> {
    let mut lines = vec![format!("### mxcheck {}: {}", results.command, headline(results)), String::new()];
    answers(results, &mut lines);
    live_tries(results, &mut lines);
    if let Some(unchecked) = &results.unchecked {
        lines.push(format!("⚠️ {}", text(unchecked)));
        lines.push(String::new());
    }
    comparison(results, &mut lines);
    let mut at_fault: Vec<&Group> =
        results.groups.iter().filter(|group| shown(group).next().is_some()).collect();
    // What is new must not be cut off.
    at_fault.sort_by_key(|group| !shown(group).any(|check| check.state == Some(State::New)));
    let mut told = 0;
    for group in &at_fault {
        if lines.iter().map(String::len).sum::<usize>() > ENOUGH {
            break;
        }
        faults(group, &mut lines);
        told += 1;
    }
    if at_fault.len() > told {
        lines.push(format!("… and {} more senders with faults.", at_fault.len() - told));
        lines.push(String::new());
    }
    ignored(results, &mut lines);
    if !results.zones.is_empty() {
        lines.push("Zone files:".to_owned());
        lines.push(String::new());
        let zones = results.zones.iter().map(|zone| format!("- {}", text(zone)));
        at_most(MAX_ROWS, zones.collect(), &mut lines);
        lines.push(String::new());
    }
    let notes = results.notes.iter().map(|note| format!("- {}", text(note)));
    at_most(MAX_ROWS, notes.collect(), &mut lines);
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// Adds the first so many items of a list, and says how many more there are.
fn at_most(limit: usize, items: Vec<String>, lines: &mut Vec<String>) {
    let count = items.len();
    lines.extend(items.into_iter().take(limit));
    if count > limit {
        lines.push(format!("- … and {} more", count - limit));
    }
}

fn headline(results: &Results) -> String {
    let is_damaged =
        |group: &&Group| group.kind == "file" && group.checks.iter().any(|check| check.level == Level::Error);
    let damaged = match results.groups.iter().filter(is_damaged).count() {
        0 => None,
        1 => Some("1 zone file unreadable in parts".to_owned()),
        count => Some(format!("{count} zone files unreadable in parts")),
    };
    let headline = match &results.counts {
        Some(counts) => headline_of_list(counts),
        None => headline_of_groups(results),
    };
    match damaged {
        Some(damaged) if headline.is_empty() => damaged,
        Some(damaged) => format!("{headline}, {damaged}"),
        None => headline,
    }
}

fn headline_of_groups(results: &Results) -> String {
    let groups = || results.groups.iter().filter(|group| group.kind != "file");
    if groups().next().is_none() {
        return if results.command == "zone" { "no mail domain".to_owned() } else { String::new() };
    }
    if groups().all(|group| group.answers.is_empty()) {
        let total = groups().count();
        let found = groups().filter(|group| group.checks.iter().any(|check| check.level == Level::Error));
        let is_unchecked = |group: &&Group| group.checks.iter().all(|check| check.level == Level::Unknown);
        return match (found.count(), groups().filter(is_unchecked).count()) {
            (found, 0) => format!("{found} of {total} listed"),
            (0, unchecked) if unchecked == total => format!("{unchecked} of {total} not checked"),
            (found, unchecked) => format!("{found} of {total} listed, {unchecked} not checked"),
        };
    }
    let counted = || groups().filter(|group| !group.is_parked);
    let count = |outcome| counted().filter(|group| group.outcome() == Some(outcome)).count();
    let total = counted().count();
    let mut parts = Vec::new();
    for (outcome, word) in [
        (Outcome::Reject, "refused"),
        (Outcome::Defer, "deferred"),
        (Outcome::Unknown, "not known"),
        (Outcome::NotJudged, "not judged"),
    ] {
        if count(outcome) > 0 {
            parts.push(format!("{} of {total} {word}", count(outcome)));
        }
    }
    if let Some(comparison) = &results.comparison {
        parts.push(format!("{} better, {} worse", comparison.better.len(), comparison.worse.len()));
    }
    if parts.is_empty() { format!("{total} of {total} accepted") } else { parts.join(", ") }
}

fn headline_of_list(counts: &Counts) -> String {
    let total = counts.judged();
    let numbers = [(counts.reject, "refused"), (counts.defer, "deferred"), (counts.unknown, "not known")];
    let numbers = numbers.iter().filter(|(count, _)| *count > 0);
    let mut parts: Vec<String> = numbers.map(|(count, word)| format!("{count} of {total} {word}")).collect();
    if parts.is_empty() {
        parts.push(format!("{total} of {total} accepted"));
    }
    if counts.unreadable > 0 {
        let lines = if counts.unreadable == 1 { "line" } else { "lines" };
        parts.push(format!("{} {lines} unreadable", counts.unreadable));
    }
    parts.join(", ")
}

/// A row for each sender, a column for each receiver and sending address.
fn answers(results: &Results, lines: &mut Vec<String>) {
    let mut columns: Vec<(String, Option<String>)> = Vec::new();
    for answer in results.groups.iter().flat_map(|group| &group.answers) {
        let column = (answer.title.clone(), answer.address.clone());
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    if columns.is_empty() {
        return;
    }
    let heads = columns.iter().map(|(title, address)| match address {
        Some(ip) => format!("{} from {}", text(title), code(ip)),
        None => text(title),
    });
    lines.push(format!("| Sender | {} |", heads.collect::<Vec<_>>().join(" | ")));
    lines.push(format!("|---|{}", "---|".repeat(columns.len())));
    let is_told = |group: &&Group| {
        let is_new = group.answers.iter().any(|answer| answer.state == Some(State::New));
        let is_accepted = group.is_parked || group.outcome() == Some(Outcome::Accept);
        results.groups.len() <= FEW || is_new || !is_accepted
    };
    // A line that could not be read has no answers.
    let rows = || results.groups.iter().filter(|group| !group.answers.is_empty()).filter(is_told);
    for group in rows().take(MAX_ROWS) {
        let cells = columns.iter().map(|(title, address)| {
            let here = |answer: &&Answer| answer.title == *title && answer.address == *address;
            group.answers.iter().find(here).map_or_else(String::new, |answer| cell(answer, group))
        });
        let name = if group.is_parked { " (parked)" } else { "" };
        let cells = cells.collect::<Vec<_>>().join(" | ");
        lines.push(format!("| {}{name} | {cells} |", code(&group.subject)));
    }
    lines.push(String::new());
    let told = rows().count();
    if told > MAX_ROWS {
        lines.push(format!("… and {} more that are not accepted.", told - MAX_ROWS));
        lines.push(String::new());
    }
    let is_accepted = |group: &&Group| group.outcome() == Some(Outcome::Accept);
    let (more, or_parked) = match &results.counts {
        Some(counts) => (counts.accept.saturating_sub(rows().filter(is_accepted).count() as u64), ""),
        None => {
            let senders = results.groups.iter().filter(|group| group.kind != "file").count();
            ((senders - told) as u64, ", or parked")
        }
    };
    if more > 0 {
        lines.push(format!("{more} more are accepted{or_parked}."));
        lines.push(String::new());
    }
}

fn cell(answer: &Answer, group: &Group) -> String {
    let mark = match answer.outcome {
        _ if group.is_parked => "⚪",
        Outcome::Accept => "✅",
        Outcome::NotJudged => "·",
        Outcome::Reject => "❌",
        Outcome::Defer => "🔁",
        Outcome::Unknown => "❔",
    };
    let before = if answer.outcome > Outcome::Accept { known_before(answer.state) } else { "" };
    format!("{mark} {}{before}", text(&answer.sentence))
}

fn known_before(state: Option<State>) -> &'static str {
    match state {
        Some(State::Unchanged) => " (as before)",
        Some(State::New) => " (**new**)",
        None => "",
    }
}

/// What live tries have shown, a line each.
fn live_tries(results: &Results, lines: &mut Vec<String>) {
    let all = results.groups.iter().flat_map(|group| &group.answers);
    let told = all.filter_map(|answer| {
        let seen = answer.seen.as_ref()?;
        let mark = match seen.agrees {
            Some(true) => "✅",
            Some(false) => "⚠️",
            None => "❔",
        };
        let from = answer.address.iter().map(|ip| format!(" from {}", code(ip))).collect::<String>();
        Some(format!("- {mark} {}{from}: {}", text(&answer.title), text(&seen.lines().join("; "))))
    });
    let told: Vec<String> = told.collect();
    if !told.is_empty() {
        at_most(MAX_ROWS, told, lines);
        lines.push(String::new());
    }
}

fn comparison(results: &Results, lines: &mut Vec<String>) {
    let Some(comparison) = &results.comparison else { return };
    lines.push(format!("**Compared with {}**", code(&comparison.source)));
    lines.push(String::new());
    for (mark, word, changes) in [("🔺", "worse", &comparison.worse), ("🔹", "better", &comparison.better)]
    {
        let told = changes.iter().map(|change| format!("- {mark} {word}: {}", text(&change.to_string())));
        at_most(MAX_ROWS, told.collect(), lines);
    }
    let rest = [(comparison.same, "as before"), (comparison.not_compared, "not compared")];
    let rest = rest.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    let rest = rest.collect::<Vec<_>>().join(", ");
    if !rest.is_empty() {
        lines.push(format!("- {rest}"));
    }
    lines.push(String::new());
}

/// What a page shows of a sender: its faults, the worst first.
fn shown(group: &Group) -> impl Iterator<Item = &CheckResult> {
    let told = |level: Level| {
        group
            .checks
            .iter()
            .filter(move |check| check.level == level && check.is_told && !check.is_ignored)
            .filter(|_| !group.is_parked)
    };
    told(Level::Error).chain(told(Level::Unknown)).chain(told(Level::Warning))
}

fn faults(group: &Group, lines: &mut Vec<String>) {
    lines.push(format!("#### {}", code(&group.subject)));
    lines.push(String::new());
    lines.push("| | Check | Where | What |".to_owned());
    lines.push("|---|---|---|---|".to_owned());
    let (mut remove, mut add, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for check in shown(group) {
        let mark = match check.level {
            Level::Error => "❌",
            Level::Unknown => "❔",
            _ => "⚠️",
        };
        let place = match group.place_of(check) {
            Some(place) => match place.line {
                Some(line) => code(&format!("{}:{line}", place.file)),
                None => code(&place.file),
            },
            None => String::new(),
        };
        let answers = check.answers.iter().map(|answer| format!("<br>{}", text(answer))).collect::<String>();
        lines.push(format!(
            "| {mark} | {}{} | {place} | {}{answers} |",
            code(&check.rule),
            known_before(check.state),
            text(&check.summary)
        ));
        let Some(fix) = &check.fix else { continue };
        let missing = |list: &[String], record: &String| !list.contains(record);
        for (list, records) in [(&mut remove, fix.change.removed()), (&mut add, fix.change.published())] {
            for record in records {
                if missing(list, &record) {
                    list.push(record);
                }
            }
        }
        notes.extend(fix.note.iter().filter(|note| missing(&notes, note)).cloned().collect::<Vec<_>>());
    }
    lines.push(String::new());
    if !remove.is_empty() || !add.is_empty() {
        let records: Vec<String> = (remove.iter().map(|record| format!("- {}", line(record))))
            .chain(add.iter().map(|record| format!("+ {}", line(record))))
            .collect();
        let fence = fence(&records.join("\n"), 3);
        lines.push(format!("{fence}diff"));
        lines.extend(records);
        lines.push(fence);
        lines.push(String::new());
    }
    lines.extend(notes.iter().map(|note| format!("- {}", text(note))));
    if !notes.is_empty() {
        lines.push(String::new());
    }
}

fn ignored(results: &Results, lines: &mut Vec<String>) {
    let all = || {
        let groups = results.groups.iter();
        groups.flat_map(|group| group.checks.iter().filter(|check| check.is_ignored).map(move |c| (group, c)))
    };
    let count = all().count();
    if count == 0 {
        return;
    }
    lines.push(format!("<details><summary>{count} ignored</summary>"));
    lines.push(String::new());
    let told = all().map(|(group, check)| {
        format!("- {} {}: {}", code(&group.subject), code(&check.rule), text(&check.summary))
    });
    at_most(MAX_ROWS, told.collect(), lines);
    lines.push(String::new());
    lines.push("</details>".to_owned());
    lines.push(String::new());
}
