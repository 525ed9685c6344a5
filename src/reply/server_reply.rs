//! A reply as a server sent it.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// A reply to an SMTP command (RFC 5321 section 4.2), as it came from the wire or out of a log.
/// Its text is whatever the other side chose to send: it is never printed raw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ServerReply {
    /// The three-digit code; null where a reporter left it out.
    pub code: Option<u16>,
    /// The enhanced status code (RFC 3463), such as `5.7.1`; null where there is none.
    pub enhanced: Option<String>,
    /// The text of each line, without the codes.
    pub lines: Vec<String>,
}

impl ServerReply {
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
