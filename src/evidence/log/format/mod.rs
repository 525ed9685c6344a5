//! The programs' lines, each reported by what it looks like.

mod exim;
mod fields;
mod opensmtpd;
mod postfix;
mod sendmail;

use memchr::{memchr, memmem};

use super::event::{Event, Program};
use super::time::DateForm;

/// What a line says after its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The host that wrote it; empty where the line does not say.
    pub host: &'a [u8],
    /// The program, if it is a mail program that is known.
    pub program: Option<Program>,
    /// What it shows.
    pub event: Event<'a>,
}

/// Reads what follows the date of a line.
pub fn parse(form: DateForm, text: &[u8]) -> Line<'_> {
    if form == DateForm::Exim {
        return match exim::parse(text) {
            Some(event) => Line { host: b"", program: Some(Program::Exim), event },
            None => Line { host: b"", program: None, event: Event::Other },
        };
    }
    // FreeBSD's syslogd puts the facility behind the date, where it is configured to.
    let text = match text {
        [b'<', ..] => &text[memmem::find(text, b"> ").map_or(0, |end| end + 2)..],
        _ => text,
    };
    let (host, rest) = fields::word(text);
    after_host(host, rest)
}

/// Reads a line that has no date, as `journalctl -o cat` and containers print them: with a host or without.
pub fn parse_undated(text: &[u8]) -> Line<'_> {
    if text.starts_with(b"NOQUEUE: ") {
        let event = postfix::parse(b"", b"", text).unwrap_or(Event::Other);
        return Line { host: b"", program: Some(Program::Postfix), event };
    }
    let lines = [parse(DateForm::Exim, text), after_host(b"", text), parse(DateForm::Syslog, text)];
    let nothing = Line { host: b"", program: None, event: Event::Other };
    lines.into_iter().find(|line| line.program.is_some()).unwrap_or(nothing)
}

/// Reads what follows the name of the host.
fn after_host<'a>(host: &'a [u8], rest: &'a [u8]) -> Line<'a> {
    let (tag, rest) = fields::word(rest);
    // RFC 5424: the process id, the message id and the structured data are words of their own.
    let (tag, process, text) = match tag.strip_suffix(b":") {
        Some(tag) => {
            let (name, process) = split_process(tag);
            // Solaris numbers its messages.
            let rest = match rest.strip_prefix(b"[ID ") {
                Some(id) => &id[memmem::find(id, b"] ").map_or(0, |end| end + 2)..],
                None => rest,
            };
            (name, process, rest)
        }
        None => {
            let (process, after) = fields::word(rest);
            let Some((_, text)) = fields::structured(after) else {
                return Line { host, program: None, event: Event::Other };
            };
            (tag, process, text)
        }
    };
    let (program, event) = match tag {
        // Whatever an instance is called. A path is another program's.
        _ if tag.starts_with(b"postfix") || memchr(b'/', tag).is_some_and(|at| at > 0) => {
            (Some(Program::Postfix), postfix::parse(tag, process, text))
        }
        b"sendmail" | b"sendmail-in" => (Some(Program::Sendmail), sendmail::parse(process, text)),
        // sm-mta, sm-mta-tx, sm-msp-queue, sm-que and others.
        _ if tag.starts_with(b"sm-") => (Some(Program::Sendmail), sendmail::parse(process, text)),
        b"smtpd" | b"opensmtpd" => (Some(Program::OpenSmtpd), opensmtpd::parse(text)),
        _ if tag.starts_with(b"exim") => {
            // Its own date may be in front once more.
            let text = match text {
                [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'-', ..] if text.len() > 20 => {
                    &text[20..]
                }
                _ => text,
            };
            (Some(Program::Exim), exim::parse(text))
        }
        _ => (None, None),
    };
    Line { host, program, event: event.unwrap_or(Event::Other) }
}

/// `smtp[123]` in its two parts.
fn split_process(tag: &[u8]) -> (&[u8], &[u8]) {
    match (memchr(b'[', tag), tag.strip_suffix(b"]")) {
        (Some(open), Some(inside)) => (&tag[..open], &inside[open + 1..]),
        _ => (tag, b""),
    }
}

#[cfg(test)]
mod tests;
