//! The text that a receiver's contact form asks for: what was refused, with the full reply and its
//! address of explanation, since when, from where, and what was checked before asking.

use std::collections::HashSet;
use std::io::{self, Write};
use std::net::IpAddr;

use super::contact_words::{DE, EN};
use super::redaction::{local_parts, redact, redact_words};

/// The language of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

/// What a report to a receiver tells. What is none is not known, and the text says so where the
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
    /// Lines of a log or a delivery report, and where they stand.
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
    /// What, and what came of it.
    pub text: String,
    /// What, in German.
    pub german: String,
    /// Whether it is in order; none where that could not be seen.
    pub is_fine: Option<bool>,
}

/// Lines of a log that a report quotes at most.
const MAX_LINES: usize = 20;

/// Characters of a line that are quoted at most.
const MAX_LINE: usize = 2000;

/// Writes the text. Unless `with_recipients`, the local part of every mail address that is not of the
/// sender's domain is left out, and those of the known recipients wherever they stand.
pub fn write(
    report: &ContactReport,
    language: Language,
    with_recipients: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let words = match language {
        Language::En => &EN,
        Language::De => &DE,
    };
    let own = report.domain.as_deref();
    let local_parts = if with_recipients { HashSet::new() } else { local_parts(&report.recipients, own) };
    let quoted = |text: &str| {
        let text = plain(text);
        if with_recipients { text } else { redact(&redact_words(&text, &local_parts), own) }
    };
    let subject: Vec<String> =
        report.addresses.iter().take(1).map(ToString::to_string).chain(report.domain.clone()).collect();
    let subject = if subject.is_empty() { report.rule.iter().cloned().collect() } else { subject };
    let about = if subject.is_empty() { "" } else { ": " };
    writeln!(out, "{}{about}{}", words.subject, plain(&subject.join(", ")))?;
    writeln!(out, "\n{}\n\n{}\n", words.greeting, words.opening)?;

    writeln!(out, "{}", words.reply)?;
    if report.reply.is_empty() {
        writeln!(out, "  {}", words.unknown)?;
    }
    for line in report.reply.iter().take(MAX_LINES) {
        writeln!(out, "  {}", quoted(line))?;
    }

    writeln!(out, "\n{}", words.details)?;
    let known = |value: Option<String>| value.map_or_else(|| words.unknown.to_owned(), |text| quoted(&text));
    // What a rule says of itself is English.
    let cause = report.cause.as_ref().filter(|_| language == Language::En);
    let rule = report.rule.as_ref().map(|rule| match cause {
        Some(cause) => format!("{rule} ({cause})"),
        None => rule.clone(),
    });
    let addresses: Vec<String> = report.addresses.iter().take(MAX_LINES).map(ToString::to_string).collect();
    let addresses = Some(addresses.join(", ")).filter(|text| !text.is_empty());
    // What a title adds in brackets is English.
    let receiver = match language {
        Language::En => report.receiver.clone(),
        Language::De => report.receiver.replace("(also ", "(auch "),
    };
    let rows = [
        (words.receiver, Some(receiver)),
        (words.address, addresses),
        (words.domain, report.domain.clone()),
        (words.first, report.first.clone()),
    ];
    let width = [
        words.receiver,
        words.address,
        words.domain,
        words.helo,
        words.rule,
        words.url,
        words.first,
        words.last,
        words.count,
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
        (words.last, report.last.clone()),
        (words.count, count),
        (words.helo, report.helo.clone()),
        (words.url, report.url.clone()),
        (words.rule, rule),
    ];
    for (label, value) in optional.into_iter().filter_map(|(label, value)| Some((label, value?))) {
        row(label, quoted(&value))?;
    }

    writeln!(out, "\n{}", words.lines)?;
    if report.lines.is_empty() {
        writeln!(out, "  {}", words.unknown)?;
    }
    for line in report.lines.iter().take(MAX_LINES) {
        let source = line.source.as_ref().map(|(file, line)| format!("{}:{line}: ", plain(file)));
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
    let mut told: Vec<&str> = Vec::new();
    for checked in report.checked.iter().take(MAX_LINES) {
        let what = match checked.is_fine {
            Some(true) => words.fine,
            Some(false) => words.wrong,
            None => words.unseen,
        };
        let text = match language {
            Language::En => &checked.text,
            Language::De => &checked.german,
        };
        // What several findings say in one way is said once.
        if !told.contains(&text.as_str()) {
            writeln!(out, "  - {}: {what}", quoted(text))?;
            told.push(text);
        }
    }
    writeln!(out, "\n{}\n\n{}", words.request, words.closing)
}

/// Text from outside on one line: what could control a terminal or a web form is left out, and a
/// long text is cut.
fn plain(text: &str) -> String {
    let mut shown = String::new();
    let mut is_cut = false;
    for (place, c) in text.trim().chars().enumerate() {
        if place == MAX_LINE {
            is_cut = true;
            break;
        }
        if c.is_whitespace() {
            shown.push(' ');
        } else if !c.is_control() && !crate::untrusted::is_format_character(c) {
            shown.push(c);
        }
    }
    if is_cut {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_long_lines_are_left_out() {
        assert_eq!(plain("a\u{1b}[31mb\r\nc\u{202e}"), "a[31mb  c");
        assert_eq!(plain(&"x".repeat(10_000)).chars().count(), MAX_LINE + 1);
    }

    fn checked(text: &str, german: &str, is_fine: Option<bool>) -> Checked {
        Checked { text: text.to_owned(), german: german.to_owned(), is_fine }
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
                checked("192.0.2.10 has the PTR record mail.alias.example", "PTR-Eintrag der sendenden Adresse", Some(true)),
                checked("SPF of alias.example", "SPF der Absenderdomain", Some(false)),
                checked("your own block list", "eigene Sperrliste", None),
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
