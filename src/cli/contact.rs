//! `--report`: the text for a receiver's contact form, made from what `explain` or `log` found.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Write};

use clap::Args;

use super::complaint::note;
use super::exit::Stop;
use super::output;
use crate::catalogue::{Confidence, DecidedBy, Receiver, Rule, find_rule};
use crate::diagnose::{Explained, Standing, Verified};
use crate::evidence::log::{self, Place, Source};
use crate::explain::log::Subject;
use crate::report::letter::Language;
use crate::report::letter::contact;
use crate::report::letter::contact::{Checked, ContactReport, ReportedLine, What};
use crate::report::{ExplainReport, LogReport, WindowView};

/// How many texts are written; each is about one rule.
const MAX_REPORTS: usize = 20;

/// Lines of a file that are quoted for one rule.
const MAX_QUOTED: usize = 5;

/// The flags of `--report`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Report to the receiver")]
pub(super) struct ContactArguments {
    /// Print a text for the receiver's contact form instead of the page
    ///
    /// Contains the full error message, address, domain, first occurrence, log lines, and what was checked. Read it before
    /// you send it.
    #[arg(long, conflicts_with_all = ["format", "json"])]
    pub report: bool,

    /// Language of the text
    #[arg(long, value_enum, value_name = "LANGUAGE", default_value_t, requires = "report")]
    lang: Language,

    /// Print recipients' full addresses instead of ***@DOMAIN
    #[arg(long, requires = "report")]
    with_recipients: bool,
}

/// Writes the texts, and shows on stderr where to send them.
pub(super) fn write(
    arguments: &ContactArguments,
    reports: &[ContactReport],
    receivers: &[Receiver],
) -> Result<(), Stop> {
    if reports.is_empty() {
        note("no documented rejection was found, so there is nothing to report");
    }
    output::write(|out| {
        for (index, report) in reports.iter().take(MAX_REPORTS).enumerate() {
            if index > 0 {
                writeln!(out, "\n{}\n", "-".repeat(72))?;
            }
            contact::write(report, arguments.lang, arguments.with_recipients, out)?;
        }
        Ok(())
    })?;
    if reports.iter().any(|report| report.first.is_none()) {
        note("since when is not known: mxcheck log FILE --report finds it in the mail log");
    }
    if reports.iter().any(|report| report.checked.is_empty()) {
        note("nothing was checked: mxcheck diagnose TEXT --report adds what is looked up");
    }
    if reports.len() > MAX_REPORTS {
        note(format!("only the first {MAX_REPORTS} texts are written"));
    }
    for id in reports.iter().filter_map(|report| report.rule.as_deref()) {
        let is_of_recipient = |rule: &Rule| rule.decided_by == [DecidedBy::Recipient];
        if find_rule(receivers, id).iter().any(|(_, rule)| is_of_recipient(rule)) {
            note(format!(
                "{id} is about the recipient's mailbox: there is nothing that the receiver could lift"
            ));
        }
    }
    for receiver in
        receivers.iter().filter(|receiver| reports.iter().any(|report| report.receiver == receiver.title))
    {
        if let Some(contact) = &receiver.contact {
            note(format!("{}: {contact}", receiver.title));
        }
    }
    Ok(())
}

/// Those that are sure enough; where none is, all of them.
fn sure<T>(all: &[T], confidence: impl Fn(&T) -> Confidence) -> Vec<&T> {
    let sure: Vec<&T> = all.iter().filter(|found| confidence(found) != Confidence::Low).collect();
    if sure.is_empty() { all.iter().collect() } else { sure }
}

fn title(receivers: &[Receiver], name: &str) -> String {
    receivers
        .iter()
        .find(|receiver| receiver.name == name)
        .map_or(name, |receiver| &receiver.title)
        .to_owned()
}

/// A text for each rule and sender of an explained text. `typed` is the argument: the text itself,
/// or the file whose lines are quoted.
pub(super) fn of_explain(
    report: &ExplainReport,
    receivers: &[Receiver],
    typed: Option<&str>,
) -> Vec<ContactReport> {
    let mut groups: Vec<Vec<&Explained>> = Vec::new();
    let key =
        |found: &Explained| (found.rule.clone(), found.address, found.identity.domain().map(str::to_owned));
    for found in sure(&report.matches, |found| found.confidence) {
        match groups.iter().position(|group| key(group[0]) == key(found)) {
            Some(place) => groups[place].push(found),
            None if groups.len() <= MAX_REPORTS => groups.push(vec![found]),
            None => {}
        }
    }
    // A text may quote lines that are about other recipients than its own.
    let of_matches = groups.iter().map(|group| ContactReport {
        recipients: recipients(&report.matches),
        ..of_matches(group, receivers, typed)
    });
    of_matches.collect()
}

/// Returns the recipients that the refusals are about.
fn recipients<'a>(matches: impl IntoIterator<Item = &'a Explained>) -> Vec<String> {
    let all: BTreeSet<&String> = matches.into_iter().filter_map(|found| found.recipient.as_ref()).collect();
    all.into_iter().cloned().collect()
}

fn of_matches(group: &[&Explained], receivers: &[Receiver], typed: Option<&str>) -> ContactReport {
    let first = group[0];
    let quoted = &group[..group.len().min(MAX_QUOTED)];
    let file = first.source.file.as_deref().filter(|file| *file != "-");
    let lines = match (file, typed) {
        (Some(file), _) => {
            let numbers: Vec<u64> = quoted.iter().map(|found| found.source.line).collect();
            let found = lines_of(file, &numbers);
            found
                .into_iter()
                .map(|(line, text)| ReportedLine { source: Some((file.to_owned(), line)), text })
                .collect()
        }
        (None, Some(text)) if first.source.file.is_none() => {
            text.lines().map(|line| ReportedLine { source: None, text: line.to_owned() }).collect()
        }
        _ => Vec::new(),
    };
    let checked = first.verified.iter().flat_map(|verified| checked(first, verified, receivers));
    ContactReport {
        receiver: title(receivers, &first.receiver),
        rule: Some(first.rule.clone()),
        cause: Some(first.summary.clone()),
        addresses: first.address.into_iter().collect(),
        domain: first.identity.domain().map(str::to_owned),
        helo: first.identity.helo.clone(),
        reply: vec![first.reply.to_string()],
        url: first.url.clone(),
        lines,
        count: (group.len() > 1).then_some(group.len() as u64),
        checked: checked.collect(),
        ..ContactReport::default()
    }
}

/// What was looked up for a match.
fn checked(found: &Explained, verified: &Verified, receivers: &[Receiver]) -> Vec<Checked> {
    let rule = find_rule(receivers, found.superseded_by.as_deref().unwrap_or(&found.rule))
        .first()
        .map(|(_, rule)| *rule);
    let about = verified.address.map(|ip| ip.to_string()).or_else(|| verified.domain.clone());
    let finding = |summary: &str, ids: &[String]| {
        let of_rule =
            || rule.into_iter().flat_map(Rule::sender_causes).map(|cause| cause.check.id.to_owned());
        let checks = if ids.is_empty() { of_rule().collect() } else { ids.to_vec() };
        What::Finding { summary: summary.to_owned(), checks, about: about.clone() }
    };
    let summary = verified.summary.strip_prefix(verified.state.words()).unwrap_or(&verified.summary);
    let said = summary.trim_start_matches([':', ' ']);
    let said = if said.is_empty() { found.summary.as_str() } else { said };
    let whole = |is_fine| Checked { what: finding(said, &verified.because), is_fine };
    let passed = found.looked_up.passed.iter().map(|(check, summary)| Checked {
        what: finding(summary, &[(*check).to_owned()]),
        is_fine: Some(true),
    });
    let lists = found.looked_up.unlisted.iter().map(|(subject, lists)| Checked {
        what: What::BlockLists { lists: lists.join(", "), subject: subject.to_string() },
        is_fine: Some(true),
    });
    let mut checked: Vec<Checked> = match verified.state {
        Standing::StillSo => vec![whole(Some(false))],
        Standing::NoLonger | Standing::NotVisible => passed.collect(),
        // What could not be looked up was not checked.
        Standing::Unknown => Vec::new(),
    };
    checked.extend(lists);
    match verified.state {
        Standing::NotVisible if rule.is_some_and(|rule| rule.decided_by.contains(&DecidedBy::Dnsbl)) => {
            checked.push(Checked { what: What::OwnLists, is_fine: None });
        }
        Standing::NotVisible => checked.push(whole(None)),
        Standing::NoLonger if checked.is_empty() => checked.push(whole(Some(true))),
        _ => {}
    }
    checked
}

/// Lines of a file by their numbers; what cannot be read any more is left out.
fn lines_of(file: &str, numbers: &[u64]) -> Vec<(u64, String)> {
    const KEPT: usize = 8 * 1024;
    let Ok(opened) = log::open(&Source::File(file.into())) else { return Vec::new() };
    let wanted: BTreeMap<u64, ()> = numbers.iter().map(|number| (*number, ())).collect();
    let Some(last) = numbers.iter().max() else { return Vec::new() };
    crate::evidence::message::numbered_lines(BufReader::with_capacity(1 << 16, opened), KEPT)
        .take_while(|(number, _)| number <= last)
        .filter(|(number, _)| wanted.contains_key(number))
        .collect()
}

/// A text for each documented rejection of a log.
pub(super) fn of_log(report: &LogReport, receivers: &[Receiver]) -> Vec<ContactReport> {
    let rejections = sure(&report.rejections, |rejection| rejection.confidence);
    let texts = rejections.into_iter().map(|rejection| {
        let is_its = |found: &&Explained| {
            found.rule == rejection.rule
                && found.source.line == rejection.first.line
                && found.source.file.as_deref() == Some(&*rejection.first.file)
        };
        let found = report.matches.iter().find(is_its);
        let rule = find_rule(receivers, &rejection.rule);
        let reply = found.map(|found| {
            let codes = [found.reply.code.map(|code| code.to_string()), found.reply.enhanced.clone()];
            let parts: Vec<String> = codes.into_iter().flatten().chain(found.reply.text.clone()).collect();
            parts.join(" ")
        });
        let time = |place: &Place| {
            let time = serde_json::to_value(place.time).ok()?;
            time.as_str().map(str::to_owned)
        };
        let of_sender = |window: &&WindowView| {
            let is_subject = match &window.subject {
                Subject::Address(ip) => rejection.addresses.iter().any(|address| address.to_string() == *ip),
                Subject::Domain(domain) => rejection.domains.contains(domain),
                Subject::Host(_) | Subject::Unknown => false,
            };
            window.receiver == rejection.receiver && is_subject
        };
        let checked = report.windows.iter().flatten().filter(of_sender).map(|window| Checked {
            what: What::Limit {
                limit: window.limit.clone(),
                counted: window.what,
                seconds: window.seconds,
                worst: window.worst.to_string(),
                allowed: window.allowed.to_string(),
            },
            is_fine: (!window.is_unknown()).then_some(!window.is_over),
        });
        ContactReport {
            receiver: title(receivers, &rejection.receiver),
            rule: Some(rejection.rule.clone()),
            cause: rule.first().map(|(_, rule)| rule.summary.clone()),
            addresses: rejection.addresses.clone(),
            domain: rejection.domains.first().cloned(),
            helo: None,
            reply: reply.into_iter().collect(),
            url: found.and_then(|found| found.url.clone()),
            lines: vec![ReportedLine {
                source: Some((rejection.first.file.to_string(), rejection.first.line)),
                text: rejection.example.clone(),
            }],
            first: time(&rejection.first),
            last: time(&rejection.last),
            count: Some(rejection.count),
            checked: checked.collect(),
            recipients: recipients(found),
        }
    });
    texts.collect()
}
