//! Reading a reply off the wire, octet by octet if it comes so, within bounds.

use lettre::transport::smtp::response::Response;
use memchr::memchr;

use crate::smtp_reply::ServerReply;

/// The longest line that is read, in octets with its end. RFC 5321 section 4.5.3.1.5 allows 512.
pub const LINE_LIMIT: usize = 4 * 1024;

/// The longest reply that is read, in octets with all line ends.
pub const REPLY_LIMIT: usize = 64 * 1024;

/// How much of a line that is no reply is reported.
const QUOTED_CHARACTERS: usize = 60;

/// Why what came is no usable reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplyFault {
    /// It breaks the form of RFC 5321 section 4.2: how.
    NotAReply(String),
    /// It has more than [`REPLY_LIMIT`] octets, or a line of more than [`LINE_LIMIT`].
    TooLong,
}

/// Puts one reply together from what arrives.
///
/// A line may end with LF alone, as most clients allow, and its octets need not be UTF-8.
#[derive(Debug, Default)]
pub struct ReplyReader {
    /// The begin of a line whose end has not come.
    unfinished: Vec<u8>,
    /// The lines so far, as lettre reads them.
    lines: String,
    code: Option<[u8; 3]>,
    size: usize,
    is_greeting: bool,
}

impl ReplyReader {
    /// One for the first reply of a session: a server may begin to greet (`220-`) to see who talks too
    /// soon, and refuse in the last line, as Postfix's postscreen does.
    pub fn of_greeting() -> ReplyReader {
        ReplyReader { is_greeting: true, ..ReplyReader::default() }
    }

    /// Takes octets up to the end of the reply. Says how many of them belong to it, and gives the
    /// reply when it is complete; then the reader is empty again.
    pub fn take(&mut self, octets: &[u8]) -> Result<(usize, Option<ServerReply>), ReplyFault> {
        let mut taken = 0;
        while taken < octets.len() {
            let rest = &octets[taken..];
            let part = memchr(b'\n', rest).map_or(rest, |end| &rest[..=end]);
            taken += part.len();
            self.size += part.len();
            if self.unfinished.len() + part.len() > LINE_LIMIT || self.size > REPLY_LIMIT {
                return Err(ReplyFault::TooLong);
            }
            self.unfinished.extend_from_slice(part);
            if part.ends_with(b"\n") && self.end_line()? {
                return Ok((taken, Some(std::mem::take(self).finish()?)));
            }
        }
        Ok((taken, None))
    }

    /// Adds the finished line, and says whether it is the reply's last.
    fn end_line(&mut self) -> Result<bool, ReplyFault> {
        let line = std::mem::take(&mut self.unfinished);
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let (code, is_last, text) = match text {
            [a, b, c, rest @ ..] if [a, b, c].iter().all(|digit| digit.is_ascii_digit()) => {
                let (is_last, text) = match rest {
                    [] => (true, rest),
                    [b' ', text @ ..] => (true, text),
                    [b'-', text @ ..] => (false, text),
                    _ => return Err(no_code(text)),
                };
                ([*a, *b, *c], is_last, text)
            }
            _ => return Err(no_code(text)),
        };
        if !(b'2'..=b'5').contains(&code[0]) {
            let code = String::from_utf8_lossy(&code).into_owned();
            return Err(ReplyFault::NotAReply(format!("its code is {code}, which SMTP does not have")));
        }
        let is_refusal = is_last && matches!(code[0], b'4' | b'5');
        if self.is_greeting && is_refusal && self.code.is_some_and(|first| first[0] == b'2') {
            self.lines.clear();
            self.code = None;
        }
        let first = *self.code.get_or_insert(code);
        if first != code {
            let (first, code) = (String::from_utf8_lossy(&first), String::from_utf8_lossy(&code));
            return Err(ReplyFault::NotAReply(format!("one reply has the codes {first} and {code}")));
        }
        // lettre reads codes whose second digit RFC 5321 section 4.2 knows; others, such as 571,
        // are in use, and its section 4.3.2 has clients go by the first digit.
        self.lines.extend([code[0], b'0', code[2]].map(char::from));
        self.lines.push(if is_last { ' ' } else { '-' });
        self.lines.push_str(&String::from_utf8_lossy(text));
        self.lines.push_str("\r\n");
        Ok(is_last)
    }

    fn finish(self) -> Result<ServerReply, ReplyFault> {
        let response: Response =
            self.lines.parse().map_err(|error| ReplyFault::NotAReply(format!("{error}")))?;
        let code = self
            .code
            .map(|code| code.iter().fold(0, |code, digit| code * 10 + u16::from(digit.saturating_sub(b'0'))));
        let mut lines: Vec<String> = response.message().map(str::to_owned).collect();
        let enhanced = lines.first().and_then(|line| enhanced_code(line, code)).map(str::to_owned);
        if let Some(enhanced) = &enhanced {
            // Exim repeats it on each line.
            for line in &mut lines {
                if let Some(rest) = line.strip_prefix(enhanced.as_str())
                    && (rest.is_empty() || rest.starts_with(' '))
                {
                    *line = rest.trim_start().to_owned();
                }
            }
        }
        Ok(ServerReply { code, enhanced, lines })
    }
}

/// The enhanced status code (RFC 3463) that a line begins with. Of success only next to success:
/// a greeting may begin with the version of a program.
fn enhanced_code(line: &str, code: Option<u16>) -> Option<&str> {
    let word = line.split(' ').next()?;
    let mut parts = word.split('.');
    let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let fits = match code.unwrap_or_default() {
        200..=299 => class == "2",
        400..=599 => class == "4" || class == "5",
        _ => false,
    };
    (fits && is_number(subject) && is_number(detail) && parts.next().is_none()).then_some(word)
}

fn no_code(line: &[u8]) -> ReplyFault {
    let text = String::from_utf8_lossy(line);
    let mut quoted: String = text.chars().take(QUOTED_CHARACTERS).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    ReplyFault::NotAReply(match quoted.as_str() {
        "" => "a line is empty".to_owned(),
        quoted => format!("the line \"{quoted}\" begins with no reply code"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reply and how many octets it has.
    fn read(octets: &[u8]) -> Result<(usize, Option<ServerReply>), ReplyFault> {
        let mut reader = ReplyReader::default();
        let whole = reader.take(octets);
        // However it is cut, the same comes out.
        for size in [1, 2, 7] {
            let mut reader = ReplyReader::default();
            let mut used = 0;
            let mut outcome = Ok((0, None));
            for part in octets.chunks(size) {
                outcome = reader.take(part);
                used += outcome.as_ref().map_or(0, |(taken, _)| *taken);
                if !matches!(outcome, Ok((_, None))) {
                    break;
                }
            }
            assert_eq!(outcome.map(|(_, reply)| (used, reply)), whole, "in parts of {size}");
        }
        whole
    }

    fn reply(code: u16, enhanced: Option<&str>, lines: &[&str]) -> ServerReply {
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        ServerReply { code: Some(code), enhanced: enhanced.map(str::to_owned), lines }
    }

    #[test]
    fn replies_are_read() {
        let cases: &[(&[u8], ServerReply)] = &[
            (b"220 mx.good.test ESMTP\r\n", reply(220, None, &["mx.good.test ESMTP"])),
            (b"250\r\n", reply(250, None, &[""])),
            (b"250 \r\n", reply(250, None, &[""])),
            (b"250-\r\n250-a\r\n250\r\n", reply(250, None, &["", "a", ""])),
            (b"250-a\n250 b\n", reply(250, None, &["a", "b"])),
            (b"250-a\r\n250 b\n", reply(250, None, &["a", "b"])),
            (b"550 5.7.1 no\r\n", reply(550, Some("5.7.1"), &["no"])),
            (b"550-5.7.1 no\r\n550 5.7.1 never\r\n", reply(550, Some("5.7.1"), &["no", "never"])),
            (b"550-5.7.1 no\r\n550 5.7.11 x\r\n", reply(550, Some("5.7.1"), &["no", "5.7.11 x"])),
            (b"554 4.4.7 late\r\n", reply(554, Some("4.4.7"), &["late"])),
            (b"250 2.1.5\r\n", reply(250, Some("2.1.5"), &[""])),
            (b"220 4.9.1 of a program\r\n", reply(220, None, &["4.9.1 of a program"])),
            (b"550 5.7.1.2 x\r\n", reply(550, None, &["5.7.1.2 x"])),
            (b"550 5.7.1234 x\r\n", reply(550, None, &["5.7.1234 x"])),
            (b"571 not here\r\n", reply(571, None, &["not here"])),
            (b"599 x\r\n", reply(599, None, &["x"])),
            (b"550 gr\xfc\xdfe\r\n", reply(550, None, &["gr\u{fffd}\u{fffd}e"])),
            (b"550 \x1b[2Jx\0\rx\r\n", reply(550, None, &["\u{1b}[2Jx\0\rx"])),
            (b"250  two\r\n", reply(250, None, &[" two"])),
        ];
        for (octets, expected) in cases {
            let outcome = read(octets);
            let shown = String::from_utf8_lossy(octets);
            assert_eq!(outcome, Ok((octets.len(), Some(expected.clone()))), "{shown}");
        }
    }

    #[test]
    fn what_follows_is_left() {
        let outcome = read(b"250 a\r\n550 b\r\n");
        assert_eq!(outcome, Ok((7, Some(reply(250, None, &["a"])))));
        let mut reader = ReplyReader::default();
        assert_eq!(reader.take(b"250-a\r\n25"), Ok((9, None)));
        assert_eq!(reader.take(b"0 b\r\n"), Ok((5, Some(reply(250, None, &["a", "b"])))));
        assert_eq!(reader.take(b"550 c\r\n"), Ok((7, Some(reply(550, None, &["c"])))), "a new reply");
    }

    #[test]
    fn a_greeting_that_ends_as_a_refusal_is_one() {
        let refusal = b"220-mx ESMTP\r\n220-wait\r\n521 5.3.2 Service currently unavailable\r\n";
        let expected = reply(521, Some("5.3.2"), &["Service currently unavailable"]);
        assert_eq!(ReplyReader::of_greeting().take(refusal), Ok((refusal.len(), Some(expected))));
        assert!(ReplyReader::default().take(refusal).is_err(), "only there");
        for other in [&b"554-no\r\n220 yes\r\n"[..], b"220-a\r\n521-b\r\n521 c\r\n", b"220-a\r\n250 b\r\n"] {
            assert!(ReplyReader::of_greeting().take(other).is_err(), "never the other way round");
        }
    }

    #[test]
    fn what_is_no_reply_is_named() {
        let cases: &[(&[u8], &str)] = &[
            (b"HTTP/1.1 400 Bad Request\r\n", "HTTP/1.1 400 Bad Request"),
            (b"SSH-2.0-x\r\n", "SSH-2.0-x"),
            (b"\r\n", "empty"),
            (b"25\r\n", "\"25\""),
            (b"2500 x\r\n", "2500 x"),
            (b"250_x\r\n", "250_x"),
            (b" 250 x\r\n", "\" 250 x\""),
            (b"199 x\r\n", "199"),
            (b"999 x\r\n", "999"),
            (b"000 x\r\n", "000"),
            (b"600 x\r\n", "600"),
            (b"250-a\r\n550 b\r\n", "250 and 550"),
            (b"550-a\r\n250 b\r\n", "550 and 250"),
        ];
        for (octets, words) in cases {
            match read(octets) {
                Err(ReplyFault::NotAReply(text)) => assert!(text.contains(words), "{text}"),
                other => panic!("{}: {other:?}", String::from_utf8_lossy(octets)),
            }
        }
    }

    #[test]
    fn bounds_hold() {
        let line = |octets: usize| [b"220 ".as_slice(), &vec![b'x'; octets - 6], b"\r\n"].concat();
        assert!(read(&line(LINE_LIMIT)).is_ok_and(|(_, reply)| reply.is_some()));
        assert_eq!(read(&line(LINE_LIMIT + 1)), Err(ReplyFault::TooLong));
        assert_eq!(read(&vec![b'2'; LINE_LIMIT + 1]), Err(ReplyFault::TooLong), "without an end");
        let many = b"250-x\r\n".repeat(REPLY_LIMIT / 7 + 1);
        assert_eq!(read(&many), Err(ReplyFault::TooLong));
        let most = [b"250-x\r\n".repeat(REPLY_LIMIT / 7 - 1), b"250 x\r\n".to_vec()].concat();
        assert!(read(&most).is_ok_and(|(_, reply)| reply.is_some()));
    }
}
