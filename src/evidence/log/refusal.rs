//! A refusal in a log line: the reply without what the program put around it.

use memchr::memmem;

use super::event::Relay;
use crate::smtp_reply::{ServerReply, Stage};

/// What a line reports a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The reply.
    pub reply: ServerReply,
    /// The command that it answers, where the program says so.
    pub stage: Option<Stage>,
}

/// What is in front of the reply.
const BEFORE: [&[u8]; 4] =
    [b" said: ", b" refused to talk to me: ", b"Remote host said: ", b"while talking to "];

/// The commands, as Postfix and Exim name them.
const STAGES: [(&[u8], Stage); 11] = [
    (b"refused to talk to me", Stage::Connect),
    (b"initial connection", Stage::Connect),
    (b"EHLO", Stage::Ehlo),
    (b"HELO", Stage::Ehlo),
    (b"AUTH", Stage::Auth),
    (b"MAIL FROM", Stage::MailFrom),
    (b"RCPT TO", Stage::RcptTo),
    (b"end of DATA", Stage::Data),
    (b"end of data", Stage::Data),
    (b"DATA", Stage::Data),
    (b"pipelined MAIL FROM", Stage::MailFrom),
];

impl Refusal {
    /// The refusal in what a program says of a delivery that did not succeed. None where no server
    /// answered: a connection that timed out, a name that does not resolve.
    pub fn of(text: &[u8], relay: Relay<'_>, dsn: &[u8]) -> Option<Refusal> {
        // Exim: "SMTP error from remote mail server after RCPT TO:<…>: 550 …".
        let exim = memmem::find(text, b"SMTP error from remote");
        let (context, said) = match exim {
            Some(at) => {
                let after = &text[at..];
                let reply = reply_start(after)?;
                (&after[..reply], &after[reply..])
            }
            None => {
                let begin = BEFORE.iter().find_map(|words| Some(memmem::find(text, words)? + words.len()));
                let said = &text[begin.unwrap_or(0)..];
                // "(in reply to RCPT TO command)" closes what Postfix quotes.
                match memmem::rfind(said, b" (in reply to ") {
                    Some(end) => (&said[end..], &said[..end]),
                    None => (&text[..begin.unwrap_or(0)], said),
                }
            }
        };
        let stage =
            STAGES.iter().find(|(words, _)| memmem::find(context, words).is_some()).map(|(_, stage)| *stage);
        let said = said.strip_prefix(b"Deferred: ").unwrap_or(said);
        let reply = read(said);
        if reply.code.is_some() {
            return Some(Refusal { reply, stage });
        }
        // sendmail gives only its own words for many replies, but names the server.
        let is_answered = !relay.address.is_empty() && exim.is_none() && !dsn.is_empty() && is_status(dsn);
        let is_local = [&b"onnection "[..], b"timed out", b"lost ", b"Name service", b"conversation"]
            .iter()
            .any(|words| memmem::find(text, words).is_some());
        (is_answered && !is_local).then(|| {
            let reply = ServerReply { code: None, enhanced: Some(lossy(dsn)), ..reply };
            Refusal { reply, stage }
        })
    }
}

/// Where `: 550` begins its code.
fn reply_start(text: &[u8]) -> Option<usize> {
    memmem::find_iter(text, b": ").map(|at| at + 2).find(|&at| code(&text[at..]).is_some())
}

/// A reply of one or more lines, which programs put on one: `550-first 550 second`, or with `\n`
/// spelled out between.
fn read(text: &[u8]) -> ServerReply {
    let text = lossy(text);
    let Some(code) = code(text.as_bytes()) else {
        return ServerReply { code: None, enhanced: None, lines: vec![text] };
    };
    let mut reply = ServerReply { code: Some(code), enhanced: None, lines: Vec::new() };
    let (hyphen, space) = (format!("{code}-"), format!("{code} "));
    let normal = text
        .replace("\\r\\n", "\n")
        .replace("\\n", "\n")
        .replace(&format!(" {hyphen}"), &format!("\n{hyphen}"));
    let normal = normal.replace(&format!(" {space}"), &format!("\n{space}"));
    for line in normal.lines().take(32) {
        let line = line.strip_prefix(&hyphen).or_else(|| line.strip_prefix(&space)).unwrap_or(line);
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        if is_status(first.as_bytes()) {
            reply.enhanced.get_or_insert_with(|| first.to_owned());
            reply.lines.push(rest.trim().to_owned());
        } else {
            reply.lines.push(line.trim().to_owned());
        }
    }
    reply
}

/// A negative reply's code.
fn code(text: &[u8]) -> Option<u16> {
    match text {
        [class @ (b'4' | b'5'), a @ b'0'..=b'5', b @ b'0'..=b'9', rest @ ..]
            if rest.first().is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'.') =>
        {
            Some(u16::from(class - b'0') * 100 + u16::from(a - b'0') * 10 + u16::from(b - b'0'))
        }
        _ => None,
    }
}

/// An enhanced status code (RFC 3463) of a refusal.
fn is_status(text: &[u8]) -> bool {
    let mut parts = text.split(|&b| b == b'.');
    let class = matches!(parts.next(), Some(b"4" | b"5"));
    let number = |part: Option<&[u8]>| {
        part.is_some_and(|part| (1..=3).contains(&part.len()) && part.iter().all(u8::is_ascii_digit))
    };
    class && number(parts.next()) && number(parts.next()) && parts.next().is_none()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (Option<u16>, Option<String>, Vec<String>, Option<Stage>) {
        let relay = Relay { host: b"mx.example.net", address: b"192.0.2.1" };
        match Refusal::of(text.as_bytes(), relay, b"") {
            Some(Refusal { reply, stage }) => (reply.code, reply.enhanced, reply.lines, stage),
            None => (None, None, Vec::new(), None),
        }
    }

    #[test]
    fn replies_are_taken_out_of_their_wrapping() {
        let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            found(
                "host mx.example.net[192.0.2.1] said: 550-First thing 550 second (in reply to RCPT TO command)"
            ),
            (Some(550), None, lines(&["First thing", "second"]), Some(Stage::RcptTo))
        );
        assert_eq!(
            found("host mx.example.net[192.0.2.1] refused to talk to me: 554-a 554 b"),
            (Some(554), None, lines(&["a", "b"]), Some(Stage::Connect))
        );
        assert_eq!(
            found(
                "SMTP error from remote mail server after RCPT TO:<a@b.example>: 450 4.2.0 Greylisted: wait"
            ),
            (Some(450), Some("4.2.0".to_owned()), lines(&["Greylisted: wait"]), Some(Stage::RcptTo))
        );
        assert_eq!(
            found(r"SMTP error from remote mail server after initial connection: 554-a\n554 b"),
            (Some(554), None, lines(&["a", "b"]), Some(Stage::Connect))
        );
        assert_eq!(found("Deferred: 421 4.3.2 busy").0, Some(421));
        assert_eq!(found("connect to mx.example.net[192.0.2.1]:25: Connection refused").0, None);
    }
}
