//! The page of `mxcheck explain`.

use std::io::{self, Write};

use colored::Colorize;

use super::Detail;
use crate::catalogue::Confidence;
use crate::diagnose::{Explained, SourceLine};
use crate::report::terminal::{Mark, Style};
use crate::report::{ExplainReport, UnrecognisedView};

/// How many groups of equal refusals a page shows, unless everything is asked for.
const MAX_GROUPS: usize = 40;

/// Writes the page: each group of equal refusals once, with how often it came.
pub fn write(report: &ExplainReport, style: Style, detail: Detail, out: &mut impl Write) -> io::Result<()> {
    let mut lines: Vec<String> = Vec::new();
    let mut groups: Vec<Vec<&Explained>> = Vec::new();
    for found in &report.matches {
        let is_same = |group: &&mut Vec<&Explained>| {
            let first = group[0];
            first.rule == found.rule
                && first.address == found.address
                && first.confidence == found.confidence
                && first.verified == found.verified
        };
        match groups.iter_mut().find(is_same) {
            Some(group) => group.push(found),
            None => groups.push(vec![found]),
        }
    }
    let most = if detail == Detail::Verbose { usize::MAX } else { MAX_GROUPS };
    for group in groups.iter().take(most) {
        write_group(group, style, detail, &mut lines);
    }
    if groups.len() > most {
        lines.push(format!(
            "{} more rejections or addresses are not shown: -v shows all.",
            groups.len() - most
        ));
        lines.push(String::new());
    }
    let mut others: Vec<(&UnrecognisedView, usize)> = Vec::new();
    for found in &report.unrecognised {
        let same = others.iter_mut().find(|(other, _)| other.reply == found.reply);
        match same {
            Some((_, count)) => *count += 1,
            None => others.push((found, 1)),
        }
    }
    for (found, count) in others.iter().take(most) {
        write_unrecognised(found, *count, style, detail, &mut lines);
    }
    if others.len() > most {
        lines.push(format!("{} more unknown replies are not shown: -v shows all.", others.len() - most));
    }
    if report.matches.is_empty() && report.unrecognised.is_empty() && report.has_own_rejections {
        let said = "The only refusals in it are your own server's, which turned somebody else's mail away (NOQUEUE: \
                    reject, rejected RCPT). This command explains what other servers answer to yours; what your own \
                    server refuses is set in its configuration.";
        lines.push(format!("{} {}", Mark::Unknown.show(style), style.wrap(said, "", "  ").join("\n")));
    } else if report.matches.is_empty() && report.unrecognised.is_empty() {
        let said = "Nothing in it looks like the reply of a mail server: no reply code with a text, no delivery report, \
                    no log line of a refusal. Paste the lines with the number (such as 554) and what follows it.";
        lines.push(format!("{} {}", Mark::Unknown.show(style), style.wrap(said, "", "  ").join("\n")));
    }
    if report.left_out > 0 {
        lines.push(format!("{} more refusals were counted only.", report.left_out));
    }
    if report.skipped > 0 {
        lines.push(format!(
            "{} bytes were left out: parts of lines or messages that are too long.",
            report.skipped
        ));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    for line in lines {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn write_group(group: &[&Explained], style: Style, detail: Detail, lines: &mut Vec<String>) {
    let first = group[0];
    let mark = if first.reply.is_transient() == Some(true) { Mark::Defer } else { Mark::Fail };
    let count = if group.len() > 1 { format!(" ({} times)", group.len()) } else { String::new() };
    let unsure = match first.confidence {
        // A mail program's own error code is no reply, so no server can be asked for.
        Confidence::Low if first.stage.is_none() && first.reply.code.is_none() => {
            ", perhaps: the mail program shows it with every provider's servers"
        }
        Confidence::Low if first.is_said_to_customer => {
            ", perhaps: this server speaks to the receiver's own customers"
        }
        Confidence::Low => ", perhaps: other servers say the same, and nothing shows whose this is",
        Confidence::Medium => ", most likely",
        Confidence::High => "",
    };
    let title = style.printable(&format!("{}{count}{unsure}", first.rule));
    lines.push(format!("{} {}", mark.show(style), title.bold()));
    let mut say = |label: &str, text: &str| {
        let indent = " ".repeat(13);
        lines.extend(style.wrap(&style.printable(text), &format!("  {label:<11}"), &indent));
    };
    say("In short", &first.summary);
    if detail == Detail::Quiet {
        return;
    }
    if let Some(rule) = &first.superseded_by {
        say("Today", &format!("{rule} has taken its place"));
    }
    let reply = first.reply.to_string();
    if !reply.is_empty() {
        say("Reply", &reply);
    }
    let stage = first.stage.map(|stage| format!("at {}", stage.title()));
    let address = first.address.map(|ip| format!("from {ip}"));
    let recipient = first.recipient.as_ref().filter(|_| group.len() == 1).map(|to| format!("to {to}"));
    let facts: Vec<String> = [stage, address, recipient].into_iter().flatten().collect();
    if !facts.is_empty() {
        say("Seen", &facts.join(", "));
    }
    let place = place(&first.source);
    match group.last().filter(|last| last.source != first.source && group.len() > 1) {
        Some(last) => say("Where", &format!("{place} to line {}", last.source.line)),
        None => say("Where", &place),
    }
    say("Meaning", &first.cause);
    say("To do", &first.fix);
    if let Some(queue) = &first.queue {
        say("Queue", queue);
    }
    if let Some(verified) = &first.verified {
        say("Now", &verified.summary);
    }
    for (number, command) in first.next.iter().enumerate() {
        say(if number == 0 { "Next" } else { "" }, command);
    }
    if let Some(url) = first.url.as_ref().filter(|_| detail == Detail::Verbose) {
        say("Page", url);
    }
    if detail == Detail::Verbose {
        for found in &group[1..] {
            let recipient = found.recipient.as_deref().unwrap_or("recipient not known");
            say("Also", &format!("{}: {recipient}", self::place(&found.source)));
        }
    }
    lines.push(String::new());
}

fn write_unrecognised(
    found: &UnrecognisedView,
    count: usize,
    style: Style,
    detail: Detail,
    lines: &mut Vec<String>,
) {
    let times = if count > 1 { format!(" ({count} times)") } else { String::new() };
    let bare = match (found.reply.code, &found.reply.enhanced) {
        (Some(code), _) => Some(code.to_string()),
        (None, enhanced) => enhanced.clone(),
    };
    let bare = bare.filter(|_| found.reply.text.is_none());
    let title = match (&bare, found.reply.code) {
        (Some(code), _) => format!("{code}{times}: the code alone does not tell which rejection it is"),
        (None, Some(code)) => format!("{code}{times}: no documented rejection of these receivers"),
        (None, None) => {
            format!("a refusal without a code{times}: no documented rejection of these receivers")
        }
    };
    let title = style.printable(&title);
    lines.push(format!("{} {}", Mark::Unknown.show(style), title.bold()));
    let mut say = |label: &str, text: &str| {
        let indent = " ".repeat(13);
        lines.extend(style.wrap(&style.printable(text), &format!("  {label:<11}"), &indent));
    };
    let reply = found.reply.to_string();
    if !reply.is_empty() {
        say("Reply", &reply);
    }
    if detail == Detail::Quiet {
        return;
    }
    say("Where", &place(&found.source));
    if let Some(recipient) = found.recipient.as_ref().filter(|_| count == 1) {
        say("Recipient", recipient);
    }
    if let Some(meaning) = found.class.code {
        say("Code", meaning);
    }
    if let Some(subject) = found.class.enhanced {
        say("About", subject);
    }
    say("Meaning", found.class.meaning);
    if bare.is_some() {
        say("Next", "give mxcheck explain the words that follow the code, best the whole line of the log");
    }
    lines.push(String::new());
}

fn place(source: &SourceLine) -> String {
    match source.file.as_deref() {
        None => format!("line {}", source.line),
        Some("-") => format!("standard input, line {}", source.line),
        Some(file) => format!("{file}:{}", source.line),
    }
}
