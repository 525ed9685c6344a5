//! `--format github`: workflow commands, which GitHub shows at the lines of a pull request.
//!
//! The runner takes every line of stdout that begins with `::` for a command, and `##[` anywhere in a
//! line for one of an older form. So nothing is printed but commands made here, one a line: in the
//! message `%`, CR and LF are escaped as the runner's own toolkit does, in properties `:` and `,` as
//! well, control and format characters are shown escaped, and `##` is broken up.

use std::io::{self, Write};

use super::results::{Answer, CheckResult, Group, Level, Results, Seen, State};
use crate::judge::verdict::Outcome;
use crate::report::terminal::Style;

/// How many characters of a message are kept.
const MAX_MESSAGE: usize = 4000;

/// How many characters of a property are kept.
const MAX_PROPERTY: usize = 300;

/// Writes a command for each fault, warning and unknown outcome.
pub fn write(results: &Results, out: &mut impl Write) -> io::Result<()> {
    for group in &results.groups {
        for check in group.checks.iter().filter(|check| check.is_told && !check.is_ignored) {
            write_check(check, group, out)?;
        }
        for answer in &group.answers {
            if !answer.is_told && answer.outcome != Outcome::Accept {
                write_answer(answer, group, out)?;
            } else if let Some(seen) = &answer.seen {
                write_seen(seen, answer, group, out)?;
            }
        }
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
        lines.extend(fix.remove.iter().map(|record| format!("Remove: {record}")));
        lines.extend(fix.add.iter().map(|record| format!("Publish: {record}")));
        lines.extend(fix.note.clone());
    }
    command(word, &properties, &lines, out)
}

fn write_answer(answer: &Answer, group: &Group, out: &mut impl Write) -> io::Result<()> {
    let level = match answer.outcome {
        Outcome::Accept => return Ok(()),
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

/// The command for a level; none where there is nothing to tell, as of what a parked domain asks for
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
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(name, value))).collect();
    let message = lines.iter().map(|line| data(line)).collect::<Vec<_>>().join("%0A");
    let message = bounded(&message, MAX_MESSAGE);
    writeln!(out, "::{word} {}::{message}", properties.join(","))
}

/// Text for a message: nothing in it ends the line or begins another command.
fn data(text: &str) -> String {
    let style = Style { color: false, unicode: true };
    let mut shown = style.printable(text).replace("##", "#\\u{23}").replace('%', "%25");
    // Nor does it begin one for who reads the decoded message line by line.
    if shown.trim_start().starts_with("::") {
        shown = shown.replacen(':', "\\u{3a}", 1);
    }
    shown
}

/// Text for a property, which ends at a comma or a colon.
fn property(name: &str, text: &str) -> String {
    // Half a file name names no file.
    let most = if name == "file" { usize::MAX } else { MAX_PROPERTY };
    let kept: String = text.chars().take(most).collect();
    data(&kept).replace(':', "%3A").replace(',', "%2C")
}

/// At most so many characters, with no escape cut in two.
fn bounded(message: &str, limit: usize) -> String {
    match message.char_indices().nth(limit) {
        None => message.to_owned(),
        Some((end, _)) => {
            let cut = &message[..end];
            let tail = cut.len().saturating_sub(2);
            let end = cut.rfind('%').filter(|&at| at >= tail).unwrap_or(end);
            format!("{}…", &message[..end])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_begins_a_command() {
        for hostile in [
            "\n::set-output name=a::b",
            "\r\n::stop-commands::x",
            "::error::x",
            "##[set-env name=PATH]x",
            "a\u{2028}::warning::b\u{85}::debug::c",
            "###[command]x",
            "%0A::add-path::/tmp",
            "a,line=7::b",
            "\u{1b}[2K\u{7}\u{202e}",
            &"%".repeat(10_000),
        ] {
            let mut out = Vec::new();
            let lines = [hostile.to_owned(), hostile.to_owned()];
            command("error", &[("file", hostile), ("title", hostile)], &lines, &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert_eq!(text.lines().count(), 1, "{text:?}");
            assert!(text.ends_with('\n') && text.trim_end().chars().all(|c| !c.is_control()), "{text:?}");
            assert!(text.starts_with("::error file=") && !text.contains("##"), "{text:?}");
            // As the runner takes it apart: up to the second `::` stand the properties.
            let (head, message) = text[2..].split_once("::").unwrap();
            assert_eq!(head.matches(',').count(), 1, "{head:?}");
            assert_eq!(head.matches('=').count() - 2, 2 * hostile.matches('=').count(), "{head:?}");
            assert!(head.split(',').all(|part| part.contains('=')), "{head:?}");
            let mut rest = message.trim_end().trim_end_matches('…');
            while let Some((_, after)) = rest.split_once('%') {
                assert!(["25", "0A"].iter().any(|code| after.starts_with(code)), "{message:?}");
                rest = after;
            }
            let decoded = message.replace("%0A", "\n").replace("%25", "%");
            assert!(decoded.lines().all(|line| !line.trim_start().starts_with("::")), "{decoded:?}");
            assert!(message.chars().count() <= MAX_MESSAGE + 2, "{}", message.len());
        }
    }
}
