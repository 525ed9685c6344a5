//! The text that a receiver's contact form asks for: what was refused, with the full reply and its
//! address of explanation, since when, from where, and what was checked before asking.

use std::collections::HashSet;
use std::io::{self, Write};
use std::net::IpAddr;

use super::redaction::{local_parts, redact, redact_words};
use super::texts::{Language, Texts, fill};
use crate::catalogue::Counted;
use crate::untrusted::letter;

/// What a report to a receiver shows. What is none is not known, and the text says so where the
/// receiver asks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactReport {
    /// The receiver's title.
    pub receiver: String,
    /// The full id of the rule that was recognised.
    pub rule: Option<String>,
    /// What the rule means, in one sentence of English.
    pub cause: Option<String>,
    /// The sending addresses that were refused.
    pub addresses: Vec<IpAddr>,
    /// The sender domain.
    pub domain: Option<String>,
    /// The HELO name.
    pub helo: Option<String>,
    /// The reply, whole, a line each.
    pub reply: Vec<String>,
    /// The address of explanation that the reply gives.
    pub url: Option<String>,
    /// Lines of a log or a delivery report, and where they are.
    pub lines: Vec<ReportedLine>,
    /// When it first happened, RFC 3339.
    pub first: Option<String>,
    /// When it last happened, RFC 3339.
    pub last: Option<String>,
    /// How often.
    pub count: Option<u64>,
    /// What was checked.
    pub checked: Vec<Checked>,
    /// The recipients' addresses that are known, to leave them out.
    pub recipients: Vec<String>,
}

/// A line that shows the refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedLine {
    /// The file and the line number, where it has one.
    pub source: Option<(String, u64)>,
    /// The line.
    pub text: String,
}

/// Something that was checked before asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What it was.
    pub what: What,
    /// Whether it is in order; none where that could not be seen.
    pub is_fine: Option<bool>,
}

/// What can be checked before asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A finding in words of English, the checks behind it, and what they are about.
    Finding {
        /// The finding in words.
        summary: String,
        /// The ids of the checks.
        checks: Vec<String>,
        /// The address or domain.
        about: Option<String>,
    },
    /// Public lists that do not list the subject.
    BlockLists {
        /// Their zones.
        lists: String,
        /// The address or domain.
        subject: String,
    },
    /// What only the receiver sees.
    OwnLists,
    /// A receiver's limit.
    Limit {
        /// The limit in words of English.
        limit: String,
        /// What is counted.
        counted: Counted,
        /// In which time; `None` where it is counted at one time.
        seconds: Option<u32>,
        /// The most that was counted.
        worst: String,
        /// The most that is taken.
        allowed: String,
    },
}

impl What {
    fn in_words(&self, texts: &Texts) -> String {
        match (self, &texts.translated) {
            (What::Finding { summary, .. }, None) => summary.clone(),
            (What::Finding { checks, about, .. }, Some(translated)) => {
                let about = about.iter().map(|about| format!(" ({about})")).collect::<String>();
                format!("{}{about}", translated.checks(checks))
            }
            (What::BlockLists { lists, subject }, _) => {
                fill(&texts.block_lists, &[("lists", lists), ("subject", subject)])
            }
            (What::OwnLists, _) => texts.own_lists.clone(),
            (What::Limit { limit, counted, seconds, worst, allowed }, translated) => {
                let translated = translated.as_ref().map(|words| words.limit(*counted, *seconds));
                let limit = translated.as_ref().unwrap_or(limit);
                fill(&texts.limit, &[("limit", limit), ("worst", worst), ("allowed", allowed)])
            }
        }
    }
}

/// Lines of a log that a report quotes at most.
const MAX_LINES: usize = 20;

/// Writes the text. Unless `with_recipients`, the local part of every mail address that is not of the
/// sender's domain is left out, and those of the known recipients wherever they are.
pub fn write(
    report: &ContactReport,
    language: Language,
    with_recipients: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let words = language.texts();
    let own = report.domain.as_deref();
    let local_parts = if with_recipients { HashSet::new() } else { local_parts(&report.recipients, own) };
    let quoted = |text: &str| {
        let text = letter::line(text);
        if with_recipients { text } else { redact(&redact_words(&text, &local_parts), own) }
    };
    let subject: Vec<String> =
        report.addresses.iter().take(1).map(ToString::to_string).chain(report.domain.clone()).collect();
    let subject = if subject.is_empty() { report.rule.iter().cloned().collect() } else { subject };
    let about = if subject.is_empty() { "" } else { ": " };
    writeln!(out, "{}{about}{}", words.subject, letter::line(&subject.join(", ")))?;
    writeln!(out, "\n{}\n\n{}\n", words.greeting, words.opening)?;

    writeln!(out, "{}", words.reply)?;
    if report.reply.is_empty() {
        writeln!(out, "  {}", words.unknown)?;
    }
    for line in report.reply.iter().take(MAX_LINES) {
        writeln!(out, "  {}", quoted(line))?;
    }

    writeln!(out, "\n{}", words.details)?;
    let known = |value: Option<String>| value.map_or_else(|| words.unknown.clone(), |text| quoted(&text));
    // What a rule says of itself is English.
    let cause = report.cause.as_ref().filter(|_| words.translated.is_none());
    let rule = report.rule.as_ref().map(|rule| match cause {
        Some(cause) => format!("{rule} ({cause})"),
        None => rule.clone(),
    });
    let addresses: Vec<String> = report.addresses.iter().take(MAX_LINES).map(ToString::to_string).collect();
    let addresses = Some(addresses.join(", ")).filter(|text| !text.is_empty());
    // What a title adds in brackets is English.
    let receiver = report.receiver.replace("(also ", &format!("({} ", words.also));
    let rows = [
        (&words.receiver, Some(receiver)),
        (&words.address, addresses),
        (&words.domain, report.domain.clone()),
        (&words.first, report.first.clone()),
    ];
    let width = [
        &words.receiver,
        &words.address,
        &words.domain,
        &words.helo,
        &words.rule,
        &words.url,
        &words.first,
        &words.last,
        &words.count,
    ]
    .iter()
    .map(|label| label.chars().count() + 1)
    .max()
    .unwrap_or(0);
    let mut row = |label: &str, value: String| writeln!(out, "  {:<width$} {value}", format!("{label}:"));
    for (label, value) in rows {
        row(label, known(value))?;
    }
    let count = report.count.map(|count| count.to_string());
    let optional = [
        (&words.last, report.last.clone()),
        (&words.count, count),
        (&words.helo, report.helo.clone()),
        (&words.url, report.url.clone()),
        (&words.rule, rule),
    ];
    for (label, value) in optional.into_iter().filter_map(|(label, value)| Some((label, value?))) {
        row(label, quoted(&value))?;
    }

    writeln!(out, "\n{}", words.lines)?;
    if report.lines.is_empty() {
        writeln!(out, "  {}", words.unknown)?;
    }
    for line in report.lines.iter().take(MAX_LINES) {
        let source = line.source.as_ref().map(|(file, line)| format!("{}:{line}: ", letter::line(file)));
        writeln!(out, "  {}{}", source.unwrap_or_default(), quoted(&line.text))?;
    }
    if report.lines.len() > MAX_LINES {
        writeln!(out, "  ({} {})", report.lines.len() - MAX_LINES, words.more)?;
    }
    if !with_recipients {
        writeln!(out, "  {}", words.redacted)?;
    }

    writeln!(out, "\n{}", words.checked)?;
    if report.checked.is_empty() {
        writeln!(out, "  {}", words.nothing_checked)?;
    }
    let mut told: Vec<String> = Vec::new();
    for checked in report.checked.iter().take(MAX_LINES) {
        let what = match checked.is_fine {
            Some(true) => &words.fine,
            Some(false) => &words.wrong,
            None => &words.unseen,
        };
        let text = checked.what.in_words(words);
        // What several findings say in one way is said once.
        if !told.contains(&text) {
            writeln!(out, "  - {}: {what}", quoted(&text))?;
            told.push(text);
        }
    }
    writeln!(out, "\n{}\n\n{}", words.request, words.closing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(summary: &str, check: &str, is_fine: Option<bool>) -> Checked {
        let checks = vec![check.to_owned()];
        Checked { what: What::Finding { summary: summary.to_owned(), checks, about: None }, is_fine }
    }

    fn report() -> ContactReport {
        ContactReport {
            receiver: "1&1/IONOS (also GMX)".to_owned(),
            rule: Some("ionos/554-invalid-dns-ptr".to_owned()),
            cause: Some("the address has no PTR record".to_owned()),
            addresses: vec!["192.0.2.10".parse().unwrap()],
            domain: Some("alias.example".to_owned()),
            helo: Some("mail.alias.example".to_owned()),
            reply: vec![
                "554-kundenserver.de (mxeue011) Nemesis ESMTP Service not available".to_owned(),
                "554-No SMTP service".to_owned(),
                "554-invalid DNS PTR resource record, IP=192.0.2.10".to_owned(),
                "554 For explanation visit https://postmaster.1und1.de/error-messages?ip=192.0.2.10&c=rdns".to_owned(),
            ],
            url: Some("https://postmaster.1und1.de/error-messages?ip=192.0.2.10&c=rdns".to_owned()),
            lines: vec![ReportedLine {
                source: Some(("mail.log".to_owned(), 17)),
                text: "Nov 22 10:00:00 mail postfix/smtp[1]: 3F1A2B: to=<jane@recipient.test>, \
                       relay=mx00.kundenserver.de[198.51.100.1]:25, status=deferred (refused to talk to me: 554-\u{1b}[31m)"
                    .to_owned(),
            }],
            first: Some("2026-11-20T08:15:00+01:00".to_owned()),
            last: Some("2026-11-22T10:00:00+01:00".to_owned()),
            count: Some(48),
            checked: vec![
                checked("192.0.2.10 has the PTR record mail.alias.example", "ptr-missing", Some(true)),
                checked("SPF of alias.example", "spf-fail", Some(false)),
                Checked { what: What::OwnLists, is_fine: None },
            ],
            recipients: vec!["jane@recipient.test".to_owned()],
        }
    }

    fn text(report: &ContactReport, language: Language, with_recipients: bool) -> String {
        let mut out = Vec::new();
        write(report, language, with_recipients, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn english() {
        insta::assert_snapshot!(text(&report(), Language::En, false));
    }

    #[test]
    fn german() {
        insta::assert_snapshot!(text(&report(), Language::De, false));
    }

    #[test]
    fn what_is_not_known_is_said_to_be_so() {
        insta::assert_snapshot!(text(
            &ContactReport { receiver: "One.com".to_owned(), ..ContactReport::default() },
            Language::En,
            true
        ));
    }

    #[test]
    fn recipients_are_shown_when_asked_for() {
        assert!(text(&report(), Language::De, true).contains("jane@recipient.test"));
        assert!(!text(&report(), Language::De, false).contains("jane"));
    }
}
