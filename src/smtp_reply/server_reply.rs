//! A reply as a server sent it.

use std::fmt;

/// A reply to an SMTP command (RFC 5321 section 4.2), as it came from the wire or out of a log.
/// Its text is whatever the other side chose to send: it is never printed raw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerReply {
    /// The three-digit code; null where a reporter left it out.
    pub code: Option<u16>,
    /// The enhanced status code (RFC 3463), such as `5.7.1`; null where there is none.
    pub enhanced: Option<String>,
    /// The text of each line, without the codes.
    pub lines: Vec<String>,
}

impl ServerReply {
    /// The refusal of which a text is nothing but the codes: `550`, `5.7.1`, `550 5.7.1`.
    pub fn of_codes(text: &str) -> Option<ServerReply> {
        let is_number =
            |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let is_enhanced = |word: &str| {
            let parts: Vec<&str> = word.split('.').collect();
            matches!(parts[..], ["4" | "5", subject, detail] if is_number(subject) && is_number(detail))
        };
        let is_code = |word: &str| word.len() == 3 && is_number(word) && word.starts_with(['4', '5']);
        let mut words = text.split(|c: char| c == '-' || c.is_whitespace()).filter(|word| !word.is_empty());
        let first = words.next()?;
        let (code, enhanced) = match words.next() {
            None if is_code(first) => (Some(first), None),
            None if is_enhanced(first) => (None, Some(first)),
            Some(second) if is_code(first) && is_enhanced(second) => (Some(first), Some(second)),
            _ => return None,
        };
        if words.next().is_some() {
            return None;
        }
        let code = code.and_then(|code| code.parse().ok());
        Some(ServerReply { code, enhanced: enhanced.map(str::to_owned), lines: Vec::new() })
    }

    /// The lines joined with spaces, empty ones left out.
    pub fn text(&self) -> String {
        let lines = self.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join(" ")
    }

    /// True for 2xx and 3xx.
    pub fn is_positive(&self) -> bool {
        self.code.is_some_and(|code| (200..400).contains(&code))
    }

    /// True for 4xx: the sender is to try again later.
    pub fn is_transient(&self) -> bool {
        self.code.is_some_and(|code| (400..500).contains(&code))
    }

    /// True for 5xx.
    pub fn is_permanent(&self) -> bool {
        self.code.is_some_and(|code| (500..600).contains(&code))
    }
}

impl fmt::Display for ServerReply {
    /// On one line: `554 5.7.1 text`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.map(|code| code.to_string());
        let parts = [code, self.enhanced.clone(), Some(self.text())];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        f.write_str(&parts.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_alone_are_a_refusal() {
        for (text, shown) in [
            ("550", "550"),
            (" 421 ", "421"),
            ("5.7.1", "5.7.1"),
            ("550 5.7.1", "550 5.7.1"),
            ("550-5.7.26", "550 5.7.26"),
        ] {
            assert_eq!(ServerReply::of_codes(text).map(|reply| reply.to_string()).as_deref(), Some(shown));
        }
        let others = [
            "",
            "250",
            "2.1.5",
            "5500",
            "55",
            "5.7",
            "5.7.1.2",
            "5.7.1234",
            "550 x",
            "550 550",
            "5.7.1 550",
            "550 5.7.1 x",
        ];
        for text in others {
            assert_eq!(ServerReply::of_codes(text), None, "{text}");
        }
    }
}
