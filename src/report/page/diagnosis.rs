//! The page of `mxcheck diagnose`: whether the cause of each refusal is still there, and its fix.

use std::io::{self, Write};

use colored::Colorize;

use super::layout::Layout;
use super::{Detail, fix};
use crate::catalogue::Confidence;
use crate::diagnose::{Explained, Standing, Verified};
use crate::report::ExplainReport;
use crate::report::shell::quoted;
use crate::report::terminal::{Mark, Style};

/// How many groups of equal refusals a page shows, unless everything is asked for.
const MAX_GROUPS: usize = 10;

/// Writes the page: equal refusals of one sender once.
pub fn write(report: &ExplainReport, style: Style, detail: Detail, out: &mut impl Write) -> io::Result<()> {
    let mut layout = Layout::new(style);
    let mut groups: Vec<(&Explained, usize)> = Vec::new();
    for found in &report.matches {
        let is_same = |known: &&mut (&Explained, usize)| {
            known.0.rule == found.rule && known.0.verified == found.verified
        };
        match groups.iter_mut().find(is_same) {
            Some((_, count)) => *count += 1,
            None => groups.push((found, 1)),
        }
    }
    groups.sort_by_key(|(found, _)| rank(found.standing()));
    let most = if detail == Detail::Verbose { usize::MAX } else { MAX_GROUPS };
    if detail == Detail::Quiet {
        for (found, _) in groups.iter().filter(|(found, _)| found.standing() != Standing::NoLonger) {
            let (mark, text) = headline(found);
            layout.headline(mark, &text);
        }
        return layout.write(out);
    }
    for (found, count) in groups.iter().take(most) {
        layout.blank();
        let (mark, text) = headline(found);
        layout.headline(mark, &text);
        layout.blank();
        refusal(found, *count, &mut layout);
    }
    if groups.len() > most {
        layout.blank();
        layout.line(format!("{} more rejections are not shown: -v shows all.", groups.len() - most));
    }
    unrecognised(report, detail, &mut layout);
    layout.write(out)
}

fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::StillSo => 0,
        Standing::Unknown => 1,
        Standing::NotVisible => 2,
        Standing::NoLonger => 3,
    }
}

/// What it comes to, in one sentence.
fn headline(found: &Explained) -> (Mark, String) {
    let summary = found.verified.as_ref().map_or("", |verified| verified.summary.as_str());
    let cause = found.findings.first().map_or(summary, |finding| finding.summary.as_str());
    let who = &found.receiver;
    match found.standing() {
        Standing::StillSo => (Mark::Fail, format!("{who} would reject the next message as well: {cause}")),
        Standing::NoLonger if found.is_said_to_customer => {
            (Mark::Info, format!("{who} said this to a customer of its own: it is not about your server"))
        }
        Standing::NoLonger if found.is_about_recipient => {
            (Mark::Info, format!("The recipient is at fault, not the sender: {}", found.summary))
        }
        Standing::NoLonger => {
            let when = summary.strip_prefix("no longer so: ").unwrap_or(summary);
            let when = when.strip_prefix("no longer so ").unwrap_or(when);
            (Mark::Pass, format!("The cause is gone, {when} (it was: {})", found.summary))
        }
        Standing::NotVisible => {
            (Mark::Unknown, format!("Only {who} knows whether the cause is still there: {}", found.summary))
        }
        Standing::Unknown => (
            Mark::Unknown,
            format!(
                "Not known whether the cause is still there: {}",
                summary.trim_start_matches("not known: ")
            ),
        ),
    }
}

fn refusal(found: &Explained, count: usize, layout: &mut Layout) {
    let label = found.stage.map_or("Reply", |stage| stage.title());
    let reply = found.reply.to_string();
    if !reply.is_empty() {
        let times = if count > 1 { format!("  ({count} times)") } else { String::new() };
        layout.painted(label, &format!("{reply}{times}"), |line| line.red());
    }
    let sure = match found.confidence {
        Confidence::Low => ", probably: other servers use the same words",
        Confidence::Medium => ", most likely",
        Confidence::High => "",
    };
    layout.field("Rule", &format!("{}{sure}", found.rule));
    layout.field("Meaning", &found.cause);
    let sender = [
        found.sender.as_ref().map(|from| format!("MAIL FROM:<{from}>")),
        found.verified.as_ref().and_then(|verified| verified.address).map(|ip| format!("from {ip}")),
    ];
    let sender: Vec<String> = sender.into_iter().flatten().collect();
    if !sender.is_empty() {
        layout.field("Sender", &sender.join(", "));
    }
    if let Some(verified) = found.verified.as_ref().filter(|verified| !says_the_same(found, verified)) {
        layout.field("Now", &verified.summary);
    }
    for finding in &found.findings {
        layout.painted("Cause", &finding.summary, |line| line.bold());
        for evidence in &finding.evidence {
            layout.record(&evidence.record, "");
        }
        if let Some(remedy) = &finding.fix {
            fix::add(remedy, layout);
        }
    }
    if found.findings.is_empty() && found.standing() != Standing::NoLonger {
        layout.field("To do", &found.fix);
    }
    if let Some(queue) = &found.queue {
        layout.field("Queue", queue);
    }
    let mut label = "Next";
    for command in &found.next {
        layout.unbroken(label, command);
        label = "";
    }
}

/// Whether the causes below say it as well.
fn says_the_same(found: &Explained, verified: &Verified) -> bool {
    let rest = verified.summary.strip_prefix(verified.state.words()).unwrap_or(&verified.summary);
    found.findings.iter().any(|finding| rest.trim_start_matches(": ") == finding.summary)
}

/// What no receiver documents.
fn unrecognised(report: &ExplainReport, detail: Detail, layout: &mut Layout) {
    let style_most = if detail == Detail::Verbose { usize::MAX } else { MAX_GROUPS };
    let mut shown: Vec<String> = Vec::new();
    for other in &report.unrecognised {
        let reply = other.reply.to_string();
        if shown.contains(&reply) || shown.len() >= style_most {
            continue;
        }
        layout.blank();
        layout.headline(Mark::Unknown, &format!("No documented rejection of these receivers: {reply}"));
        layout.blank();
        layout.field("Meaning", other.class.meaning);
        layout.unbroken("Next", &format!("mxcheck explain {}", quoted(&reply)));
        shown.push(reply);
    }
    if report.matches.is_empty() && report.unrecognised.is_empty() {
        let said = match report.has_own_rejections {
            true => {
                "The only rejections in it are your own server's, of somebody else's mail: what it rejects is set in its \
                 configuration."
            }
            false => {
                "No rejection was found in it: no reply code with a text, no delivery report, no log line. Paste the \
                 lines with the number (such as 554) and what follows it."
            }
        };
        layout.headline(Mark::Unknown, said);
    }
}
